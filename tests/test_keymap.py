"""One's own keys: what may be a key, and that no two actions have the same."""

import pytest

from annotator.annotate import keymap
from annotator.errors import BadInput


def test_by_default_no_two_actions_have_the_same_key() -> None:
    assert keymap.checked({}) == {}


def test_only_what_differs_is_kept_and_comes_back() -> None:
    kept = keymap.checked({"undo": "y", "redo": "shift+y", "note": ""})
    assert kept == {"undo": "y", "redo": "shift+y", "note": ""}
    keys = keymap.table({"keys": kept})
    assert (keys["undo"], keys["note"], keys["claim"]) == ("y", "", "c")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"undo": "c"}, "cannot both be claim and undo"),
        ({"note": "shift+s"}, "cannot both be source and note"),
        ({"label-cfs": "2"}, "cannot both be label-cfs and label-ufs"),
        ({"undo": "ab"}, "is not one key"),
        ({"undo": "shift+"}, "is not one key"),
        ({"dance": "x"}, "no such action"),
    ],
)
def test_a_collision_or_what_is_no_key_is_refused_with_its_name(wanted: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        keymap.checked(wanted)


def test_switched_off_no_action_has_a_key_and_a_scheme_s_own_keys_come_first() -> None:
    assert set(keymap.table({"keys_off": True}).values()) == {""}
    keys = keymap.table({"keys": {"label-cfs": "x"}}, {"label-cfs": "7", "label-ufs": "2"})
    assert (keys["label-cfs"], keys["label-ufs"]) == ("7", "2")
