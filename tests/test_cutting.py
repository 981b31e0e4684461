"""What a change of sentences comes to, and what of people's work is carried: rules, and histories in any order."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from annotator.annotate.details import default_claim
from annotator.errors import BadInput
from annotator.fields import check
from annotator.sentences.carrying import Reading, carried
from annotator.sentences.cuts import Slice, Wish, concerned, numbered, planned
from tests.support.cutting import Alone, Cuts, Together
from tests.support.recut import make_template

TEXT = "Fees rise.  Boats\u0301 leave. New\nBy Ana"
SHORT = settings(max_examples=12, stateful_step_count=16, deadline=None, suppress_health_check=list(HealthCheck))


def cut(*parts: tuple[str, str]) -> list[Slice]:
    """Return slices of TEXT by kind and words."""
    return numbered([
        Slice(place + 1, 0, kind, TEXT.index(words), TEXT.index(words) + len(words), words)
        for place, (kind, words) in enumerate(parts)
    ])  # fmt: skip


ROWS = cut(("body", "Fees rise."), ("body", "Boats\u0301 leave."), ("heading", "New"), ("credit", "By Ana"))


def plan(value: dict[str, Any], place: int) -> list[tuple[str, str, int, int]]:
    _, coming = planned(check(Wish, value), ROWS, place, lambda start, end: TEXT[start:end])
    return [(row.kind, row.text, row.start, row.end) for row in coming]


def test_joined_sentences_keep_what_stands_between_them() -> None:
    assert plan({"join": "next"}, 0) == [("body", TEXT[:25], 0, 25)]
    assert [row.id for row in concerned(Wish(join="next"), ROWS, 0)] == [1, 2]


def test_the_white_space_at_a_split_belongs_to_neither_part() -> None:
    for offset in (4, 5):
        assert plan({"split": offset}, 0) == [("body", "Fees", 0, 4), ("body", "rise.", 5, 10)]


def test_only_annotated_kinds_are_numbered() -> None:
    assert [(row.position, row.number) for row in ROWS] == [(0, 1), (1, 2), (2, 3), (3, None)]
    assert plan({"kind": "credit"}, 0) == [("credit", "Fees rise.", 0, 10)]


@pytest.mark.parametrize(
    ("value", "place", "words"),
    [
        ({"join": "next"}, 3, "last sentence"),
        ({"join": "next"}, 1, "one kind first"),
        ({"split": 0}, 0, "inside the sentence"),
        ({"split": 10}, 0, "inside the sentence"),
        ({"split": 17}, 1, "inside a character"),
        ({"kind": "body"}, 0, "already"),
        ({"kind": "poem"}, 0, "kind"),
        ({"join": "last"}, 0, "join"),
        ({"split": "4"}, 0, "split"),
        ({"split": True}, 0, "split"),
        ({"split": 4, "kind": "body"}, 0, "exactly one"),
        ({}, 0, "exactly one"),
        (None, 0, "named fields"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_in_words(value: Any, place: int, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        plan(value, place)


def test_text_that_was_left_out_at_import_is_not_joined_in() -> None:
    with pytest.raises(BadInput, match="left out"):
        planned(Wish(join="next"), [ROWS[0], ROWS[1]], 0, lambda _start, _end: " Read more ")


def test_the_last_sentence_of_body_text_stays_one() -> None:
    with pytest.raises(BadInput, match="at least one"):
        planned(Wish(kind="link"), [ROWS[0], ROWS[2]], 0, lambda _start, _end: "")


WHOLE = "The board met. It voted, Ortiz said."
LEFT, RIGHT = Slice(1, 0, "body", 0, 14, WHOLE[:14]), Slice(2, 0, "body", 15, 36, WHOLE[15:])
BOTH = Slice(3, 0, "body", 0, 36, WHOLE)
ORIGIN = {"id": 1, "event_id": 1}


def asks(label: str | None) -> bool:
    return label == "CFS"


def claim(words: str, **more: Any) -> dict[str, Any]:
    start = WHOLE.index(words)
    return default_claim(words, start) | more


def said(label: str | None, *flags: str, **more: Any) -> Reading:
    return Reading(label, flags, origin=ORIGIN, **more)


def joined(left: Reading, right: Reading) -> Reading:
    (found,) = carried([(LEFT, left), (RIGHT, right)], [BOTH], asks)
    return found


def parted(whole: Reading) -> list[Reading]:
    return carried([(BOTH, whole)], [LEFT, RIGHT], asks)


def test_a_label_that_both_have_is_kept_and_another_is_asked_again() -> None:
    assert joined(said("NFS"), said("NFS")).label == "NFS"
    assert joined(said("NFS"), said("UFS")) == Reading()
    assert joined(said("NFS"), Reading()) == Reading()


def test_flags_are_united_and_each_note_stands_once() -> None:
    left, right = said("NFS", "discuss", note="Odd."), said("NFS", "bad-split", "discuss", note="Why?")
    found = joined(left, right)
    assert (found.flags, found.note) == (("bad-split", "discuss"), "Odd.\nWhy?")
    assert joined(said(None, note="Odd."), said("NFS", note="Odd.")).note == "Odd."


def test_unsure_stays_only_where_both_were_answered() -> None:
    assert joined(said(None, "unsure"), said("NFS")).flags == ("unsure",)
    assert joined(said(None, "unsure"), Reading()) == Reading()


def test_both_parts_of_a_split_say_what_the_whole_said() -> None:
    whole = said("UFS", "discuss", note="Odd.")
    assert parted(whole) == [whole, whole]


def test_claims_that_nobody_touched_become_the_whole_new_sentence() -> None:
    left, right = said("CFS", claims={"a": claim(LEFT.text)}), said("CFS", claims={"b": claim(RIGHT.text)})
    assert joined(left, right).claims == {"a": claim(WHOLE)}
    first, second = parted(said("CFS", claims={"a": claim(WHOLE)}))
    assert first.claims == {"a": claim(LEFT.text)}
    assert list(second.claims.values()) == [claim(RIGHT.text)]


def test_a_claim_of_chosen_words_goes_where_they_stand() -> None:
    chosen = claim("It voted", normalized="The board voted.")
    first, second = parted(said("CFS", claims={"a": chosen}))
    assert second.claims == {"a": chosen}
    assert list(first.claims.values()) == [claim(LEFT.text)], "a part labelled as a claim is left with one"
    assert parted(said("NFS", claims={"a": chosen}))[0].claims == {}
    left = said("CFS", claims={"b": claim(LEFT.text)})
    assert joined(left, said("CFS", claims={"a": chosen})).claims == {"b": claim(LEFT.text), "a": chosen}


def test_a_check_goes_with_its_claim_and_keeps_the_claims_words() -> None:
    check_of = {"a": {"status": "done", "evidence": []}}
    whole = said("CFS", claims={"a": claim(LEFT.text)}, checks=check_of)
    assert joined(whole, said("CFS")).claims == {"a": claim(LEFT.text)}
    assert joined(whole, said("CFS")).checks == check_of


EMPTY: dict[str, Any] = {"source_spans": [], "cue_spans": [], "content_spans": [], "nested_in": None}


def test_attributions_follow_by_their_first_span() -> None:
    source = [{"start": 25, "end": 30, "quote": "Ortiz"}]
    first, second = parted(said("CFS", attributions={"who": EMPTY | {"source_spans": source}}))
    assert (first.attributions, list(second.attributions)) == ({}, ["who"])


def test_one_name_for_two_claims_is_told_apart_with_its_links() -> None:
    one = EMPTY | {"content_spans": claim(LEFT.text)["spans"]}
    two = EMPTY | {"content_spans": claim(RIGHT.text)["spans"]}
    left = said("CFS", claims={"c": claim("The board", attribution="w")}, attributions={"w": one})
    right = said("CFS", claims={"c": claim("Ortiz", attribution="w", duplicate_of=["c"])}, attributions={"w": two})
    found = joined(left, right)
    assert len(found.claims) == len(found.attributions) == 2
    mine, other = found.claims.values()
    assert found.attributions[mine["attribution"]] == one
    assert found.attributions[other["attribution"]] == two
    assert other["duplicate_of"] == [list(found.claims)[1]]


readings = st.builds(
    lambda label, unsure, places: said(
        label, *(["unsure"] if unsure and label is None else []),
        claims={f"c{n}": default_claim(WHOLE[s:e], s) | {"types": ["causal"]} for n, (s, e) in enumerate(places)},
    ),
    st.sampled_from(["CFS", "UFS", "NFS", None]),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 20), st.integers(21, 36)), max_size=4),
)  # fmt: skip


@settings(max_examples=100)
@given(whole=readings)
def test_no_touched_claim_is_lost_or_doubled_by_a_split_and_a_join(whole: Reading) -> None:
    parts = parted(whole)
    touched = [claim for part in parts for claim in part.claims.values() if claim["types"]]
    assert sorted(map(repr, touched)) == sorted(map(repr, whole.claims.values()))
    back = joined(*(replace(part, origin=ORIGIN) for part in parts))
    assert (back.label, back.flags) == (whole.label, whole.flags)
    assert {uuid: value for uuid, value in back.claims.items() if value["types"]} == whole.claims
    assert parted(whole) == parts


@pytest.mark.parametrize(("machine", "assigned"), [(Alone, ("ada",)), (Together, ("ada", "bo"))])
def test_no_short_history_of_cuts_breaks_anything(
    machine: type[Cuts], assigned: tuple[str, ...], sqlite_template: Path, tmp_path: Path
) -> None:
    class Prepared(machine):  # type: ignore[valid-type, misc]
        template = make_template(sqlite_template, tmp_path, *assigned)

    run_state_machine_as_test(Prepared, settings=SHORT)
