"""The key map: every key of the list that `?` shows is pressed and does what the list says."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.workbench import Desk, NewDesk, new_desk

__all__ = ["new_desk"]
TEXT = """The board met on Monday and mayor Ann Lee spoke. It rained. The café cost two million, owners claimed.

Nobody came. The pool opens in May. It is a shame.
"""


def label(desk: Desk, key: str, sentence: int, wanted: str) -> None:
    desk.press(key)
    expect(desk.page.locator(f"#c{sentence}")).to_have_attribute("data-l", wanted)


def labels_and_moves(desk: Desk) -> None:
    label(desk, "2", 1, "ufs")
    label(desk, "3", 2, "nfs")
    label(desk, "0", 3, "unsure")
    desk.at(4)
    desk.press("k", "K")
    desk.at(2)
    desk.press("j")
    desk.at(3)
    desk.press("ArrowUp", "ArrowUp", "ArrowDown")
    desk.at(2)
    desk.press("u")
    desk.at(4)
    desk.press("Shift+U")
    desk.at(3)
    label(desk, "1", 3, "cfs")
    desk.at(3)
    desk.press("Enter")
    desk.at(4)
    desk.press("k")


def spans(desk: Desk) -> None:
    quote = desk.page.locator("#spans q")
    desk.press("s", "ArrowLeft", "Shift+ArrowLeft", "Enter")
    expect(quote).to_have_text(["The café cost two million, owners claimed", "owners claimed"])
    desk.press("q", "ArrowRight", ",", ".", ".", "Enter")
    expect(quote).to_have_text(["The café cost two million, owners claimed", "owners claimed", "The "])
    desk.press("t", "j", "s", "c", "ArrowRight", "Escape")
    expect(quote).to_have_count(4)
    desk.press("c", "j", "s")
    expect(quote.first).to_have_text("café cost two million")
    desk.press("v", "4")
    expect(desk.page.locator("[data-verdict^=Conflicting]")).to_have_attribute("aria-checked", "true")


def boxes(desk: Desk) -> None:
    page = desk.page
    desk.press("e")
    expect(page.locator("#f-evidence [name=url]")).to_be_focused()
    desk.press("Escape", "n")
    expect(page.locator("#note")).to_be_focused()
    desk.press("Escape", "f", "2")
    expect(page.locator("[data-flag=bad-split]")).to_have_attribute("aria-pressed", "true")
    for key, title in (("g", "Guideline"), ("h", "History of sentence 3"), ("/", "Find in this article")):
        desk.press(key)
        expect(page.locator("#drawer-h")).to_have_text(title)  # the guideline has headings of its own
        desk.press("Escape")
        expect(page.locator("#drawer")).to_be_hidden()
    desk.press("?")
    expect(page.locator("#keys")).to_be_visible()
    desk.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def steps(desk: Desk) -> None:
    flag = desk.page.locator("[data-flag=bad-split]")
    desk.press("z")
    expect(flag).to_have_attribute("aria-pressed", "false")
    desk.press("Shift+Z")
    expect(flag).to_have_attribute("aria-pressed", "true")
    desk.press("[", "Enter")
    expect(desk.page.locator(".s")).to_have_count(5)


PARTS: tuple[tuple[str, Callable[[Desk], None]], ...] = (
    ("1 2 3 0 Enter J K U ⇧U", labels_and_moves), ("C S Q T V ← → ⇧ Enter", spans), ("E N F G H / ? Esc", boxes),
    ("Z ⇧Z [", steps),
)  # fmt: skip


def listed(page: Page) -> set[str]:
    return {key.strip() for key in page.locator("#keys dt kbd").all_text_contents()}


def test_every_key_of_the_list_does_what_it_says(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT, alone=True)
    assert listed(desk.page) == {key for keys, _ in PARTS for key in keys.split()}
    for _, press in PARTS:
        press(desk)
    desk.wait_until_sent()


def test_after_a_flag_by_key_enter_goes_on(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT)
    desk.press("f", "2", "Enter")
    desk.wait_until_sent()
    desk.at(2)
    assert [len(view.flags) for view in desk.stored()] == [1, 0, 0, 0, 0, 0]
