"""Keys on the keyboards of five layouts, as the browser reports them: what a key says and where it lies."""

import pytest
from playwright.sync_api import expect

from tests.browser.workbench import NewDesk, new_desk, press_as, story

__all__ = ["new_desk"]
# For each layout: the keys that label 1, 2, 3 and 0, those for Z, J, K, U, and the one that lists all keys.
LAYOUTS = {
    "US": ("1 Digit1, 2 Digit2, 3 Digit3, 0 Digit0", "z KeyZ, j KeyJ, k KeyK, u KeyU", "? Slash"),
    "AZERTY": ('& Digit1, é Digit2, " Digit3, à Digit0', "z KeyW, j KeyJ, k KeyK, u KeyU", "? KeyM"),
    "German": ("1 Digit1, 2 Digit2, 3 Digit3, 0 Digit0", "z KeyY, j KeyJ, k KeyK, u KeyU", "? Minus"),
    "Ukrainian": ("1 Digit1, 2 Digit2, 3 Digit3, 0 Digit0", "я KeyZ, о KeyJ, л KeyK, г KeyU", "? Digit7"),
    "Arabic": ("١ Digit1, ٢ Digit2, ٣ Digit3, ٠ Digit0", "ئ KeyZ, ت KeyJ, ن KeyK, ع KeyU", "؟ Slash"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_labels_moves_undo_and_help_work_on_a_keyboard(new_desk: NewDesk, layout: str) -> None:
    desk = new_desk(story(8, layout))
    digits, letters, help_key = (
        [tuple(key.split(" ")) for key in group.split(", ")] for group in LAYOUTS[layout]
    )  # fmt: skip
    one, two, three, zero = digits
    undo, down, up, unlabelled = letters
    for key in (one, down, two, three, zero, up, up):
        press_as(desk.page, *key)
    desk.at(3)
    press_as(desk.page, *unlabelled)
    desk.at(5)
    press_as(desk.page, *undo)
    desk.wait_until_sent()
    assert desk.labels()[:5] == ["CFS", "UFS", "NFS", None, None]
    press_as(desk.page, undo[0].upper(), undo[1], shift=True)
    desk.wait_until_sent()
    assert desk.labels()[:4] == ["CFS", "UFS", "NFS", "unsure"]
    press_as(desk.page, *help_key[0], shift=True)
    expect(desk.page.locator("#keys")).to_be_visible()


@pytest.mark.parametrize(
    ("layout", "source", "first", "last"),
    [
        ("AZERTY", "s KeyS", "f KeyF", "q KeyA"),
        ("German", "s KeyS", "f KeyF", "k KeyK"),
        ("Ukrainian", "і KeyS", "а KeyF", "о KeyJ"),
        ("Arabic", "س KeyS", "ب KeyF", "ت KeyJ"),
    ],
)
def test_letters_over_words_are_typed_on_a_keyboard(
    new_desk: NewDesk, layout: str, source: str, first: str, last: str
) -> None:
    desk = new_desk("Mayor Ann Lee of the town told us on Monday that one two three four five six seven eight.")
    press_as(desk.page, "1", "Digit1")
    for key in (source, first, last):
        press_as(desk.page, *key.split(" "))
    expect(desk.page.locator("#spans li")).to_have_count(2)
    desk.wait_until_sent()
    ((attribution, *_),) = [list(desk.stored()[0].attributions.values())]
    assert attribution["source_spans"][0]["quote"].startswith("Mayor Ann")


def test_modified_and_held_keys_do_nothing(new_desk: NewDesk) -> None:
    desk = new_desk(story(4, "held"))
    desk.press("Control+2", "Alt+3", "Meta+0")
    desk.page.keyboard.down("3")
    desk.page.keyboard.down("3")
    desk.page.keyboard.down("3")
    desk.page.keyboard.up("3")
    desk.wait_until_sent()
    assert desk.labels() == ["NFS", None, None, None]


def test_keys_wait_behind_an_open_dialog(new_desk: NewDesk) -> None:
    desk = new_desk(story(4, "dialog"))
    desk.press("?", "2", "3")
    desk.at(1)
    desk.press("Escape", "2")
    desk.wait_until_sent()
    assert desk.labels() == ["UFS", None, None, None]
