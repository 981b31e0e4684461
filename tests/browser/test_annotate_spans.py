"""Marking words: by the letters over them, by arrows, by mouse and by touch; stored in code points of the article."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.workbench import Desk, NewDesk, new_desk, shown_texts

__all__ = ["new_desk"]
TEXT = """“We keep the 🇺🇦 flag up,” mayor Zoé Ó Brien said. The café costs £2.4 million, a 👨‍👩‍👧 of owners claimed.

They pay 12% in 𝟐𝟎𝟐𝟔. “It is a lot. It is too much,” one of them added.
"""


def letter(desk: Desk, word: str) -> str:
    """Return the hint over a word of the sentence that is being marked."""
    script = """word => {
        const root = document.querySelector('.story'), boxes = [...document.querySelectorAll('.hints kbd')];
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode());) {
            const at = node.parentElement.closest('.s') && !node.parentElement.closest('[data-x]') ? node.data.indexOf(word) : -1;
            if (at < 0) continue;
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const { left, top } = range.getBoundingClientRect();
            return boxes.map(box => [box.textContent, Math.hypot(parseFloat(box.style.getPropertyValue('--x')) - left - scrollX,
                parseFloat(box.style.getPropertyValue('--y')) - top - scrollY)]).sort((a, b) => a[1] - b[1])[0][0];
        }
    }"""
    return str(desk.page.evaluate(script, word))


def mark(desk: Desk, key: str, first: str, last: str) -> None:
    desk.wait_until_sent()  # an answer can move the words
    desk.press(key)
    expect(desk.page.locator(".hints kbd").first).to_be_visible()
    desk.press(*letter(desk, first), *letter(desk, last))


def only(found: dict[str, Any]) -> dict[str, Any]:
    (value,) = found.values()
    return dict(value)


def quotes(spans: list[dict[str, Any]]) -> list[str]:
    return [span["quote"] for span in spans]


def exact(desk: Desk, number: int) -> None:
    """Check that the spans of a sentence cover in the article what they quote; the server compares them too."""
    view = desk.stored()[number - 1]
    for layer in (view.claims, view.attributions):
        for one in layer.values():
            for name in [name for name in one if name.endswith("spans")]:
                for span in one[name]:
                    if view.start <= span["start"] and span["end"] <= view.end:
                        assert view.text[span["start"] - view.start : span["end"] - view.start] == span["quote"]


def test_three_keys_a_span_and_eleven_a_claim_with_its_source(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT)
    desk.press("1")
    mark(desk, "s", "mayor", "Brien")
    mark(desk, "q", "said", "said")
    mark(desk, "t", "We", "up")
    desk.press("Enter")
    desk.wait_until_sent()
    source = only(desk.stored()[0].attributions)
    assert quotes(source["source_spans"]) == ["mayor Zoé Ó Brien"]
    assert quotes(source["cue_spans"]) == ["said"]
    assert quotes(source["content_spans"]) == ["“We keep the 🇺🇦 flag up,”"]
    exact(desk, 1)
    assert shown_texts(desk.page) == [view.text for view in desk.stored()]
    desk.open()
    assert shown_texts(desk.page) == [view.text for view in desk.stored()]


def test_a_claim_is_narrowed_then_a_second_one_and_a_second_piece_are_added(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT)
    desk.press("j", "1")
    mark(desk, "c", "The", "million")
    desk.wait_until_sent()
    assert quotes(only(desk.stored()[1].claims)["spans"]) == ["The café costs £2.4 million"]
    mark(desk, "c", "owners", "claimed")
    mark(desk, "Shift+C", "The", "café")
    desk.wait_until_sent()
    first, second = desk.stored()[1].claims.values()
    assert quotes(first["spans"]) == ["The café costs £2.4 million"]
    assert quotes(second["spans"]) == ["The café", "owners claimed"]
    exact(desk, 2)


def test_arrows_choose_words_and_a_comma_trims_a_character(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT)
    desk.press("j", "1", "q", "ArrowLeft", "Enter")
    desk.wait_until_sent()
    assert quotes(only(desk.stored()[1].attributions)["cue_spans"]) == ["claimed"]
    desk.press("s", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft", ",", "Enter")
    desk.wait_until_sent()
    assert quotes(only(desk.stored()[1].attributions)["source_spans"]) == ["The caf"]
    desk.press("t", "f", "Escape")
    expect(desk.page.locator("#say")).to_have_text("Stopped. Nothing was marked.")
    assert desk.unsent() == 0


def test_a_source_may_stand_in_an_earlier_sentence_and_content_in_two(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT)
    desk.press("j", "j", "j", "1")
    expect(desk.page.locator("#spans li")).to_have_count(1)
    desk.press("s", "ArrowUp", "ArrowUp", "ArrowRight", "Enter")
    desk.wait_until_sent()
    desk.press("t", "ArrowUp", "ArrowRight", "ArrowDown")
    desk.press(*letter(desk, "It"), "Enter")
    desk.wait_until_sent()
    source = only(desk.stored()[3].attributions)
    assert quotes(source["source_spans"]) == ["The"]
    expect(desk.page.locator("#s2 .sp-source")).to_have_text("The")
    assert shown_texts(desk.page) == [view.text for view in desk.stored()]


def drag(desk: Desk, first: tuple[str, str, int], last: tuple[str, str, int]) -> None:
    """Drag the mouse from inside a word to inside another: (sentence, text, characters into it)."""
    script = """([id, word, into]) => {
        const walker = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode());) {
            const at = node.parentElement.closest('[data-x]') ? -1 : node.data.indexOf(word);
            if (at < 0) continue;
            const range = new Range();
            range.setStart(node, at + into);
            range.setEnd(node, at + into + 1);
            const box = range.getBoundingClientRect();
            return [box.left + 1, box.top + box.height / 2];
        }
    }"""
    mouse = desk.page.mouse
    desk.wait_until_sent()  # an answer can move the words
    mouse.move(*desk.page.evaluate(script, list(first)))
    mouse.down()
    mouse.move(*desk.page.evaluate(script, list(last)), steps=4)
    mouse.up()


def test_a_drag_of_the_mouse_snaps_to_words_and_one_key_gives_the_role(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT)
    desk.press("1")
    expect(desk.page.locator("#spans li")).to_have_count(1)
    drag(desk, ("s1", "Zoé", 1), ("s1", "Brien", 3))
    desk.at(1)
    desk.press("s")
    drag(desk, ("s1", "keep", 2), ("s1", "flag", 2))
    desk.page.locator("[data-role=content]").click()
    desk.wait_until_sent()
    source = only(desk.stored()[0].attributions)
    assert quotes(source["source_spans"]) == ["Zoé Ó Brien"]
    assert quotes(source["content_spans"]) == ["keep the 🇺🇦 flag"]
    exact(desk, 1)


def test_a_drag_over_two_paragraphs_is_one_span_with_what_stands_between(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT)
    desk.press("j", "1")
    expect(desk.page.locator("#spans li")).to_have_count(1)
    drag(desk, ("s2", "owners", 2), ("s3", "pay", 1))
    desk.press("t")
    desk.wait_until_sent()
    assert quotes(only(desk.stored()[1].attributions)["content_spans"]) == ["owners claimed.\n\nThey pay"]
    expect(desk.page.locator("#s3 .sp-content")).to_have_text("They pay")


def tap_word(page: Page, sentence: str, word: str) -> None:
    """Tap on a word once the sentence stands still; where the word is in it does not change when the page moves."""
    place = page.locator(sentence).evaluate(
        """(sentence, word) => {
            const node = [...sentence.querySelectorAll('*')].map(e => e.firstChild).find(n => n?.nodeType === 3 && n.data.includes(word));
            const range = new Range(), at = node.data.indexOf(word);
            range.setStart(node, at); range.setEnd(node, at + 2);
            const box = range.getBoundingClientRect(), whole = sentence.getBoundingClientRect();
            return {x: box.left + box.width / 2 - whole.left, y: box.top + box.height / 2 - whole.top};
        }""",
        word,
    )
    page.locator(sentence).tap(position=place)


def test_on_a_phone_two_taps_on_words_are_a_span(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = desk.page
    page.locator("#label-cfs").tap()
    page.locator(".peek").tap()
    page.locator("[data-role=source]").tap()
    expect(page.locator(".hints")).to_be_attached()
    desk.wait_until_sent()  # an answer can move the words
    tap_word(page, "#s1", "mayor")
    expect(page.locator("#say")).to_have_text("Source mayor")
    tap_word(page, "#s1", "Brien")
    expect(page.locator("#spans li")).to_have_count(2)
    desk.wait_until_sent()
    assert quotes(only(desk.stored()[0].attributions)["source_spans"]) == ["mayor Zoé Ó Brien"]


def test_removing_the_last_span_of_an_attribution_removes_it(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT)
    desk.press("1")
    mark(desk, "s", "mayor", "Brien")
    mark(desk, "q", "said", "said")
    desk.page.get_by_label("Remove Source span").click()
    desk.page.get_by_label("Remove Cue span").click()
    desk.wait_until_sent()
    assert desk.stored()[0].attributions == {}
    desk.press("z")
    desk.wait_until_sent()
    assert quotes(only(desk.stored()[0].attributions)["cue_spans"]) == ["said"]


def test_letters_for_a_span_wait_for_a_claim(new_desk: NewDesk) -> None:
    desk = new_desk(TEXT)
    desk.press("2", "k", "s")
    expect(desk.page.locator("#say")).to_have_text("Label the sentence as a claim first: press 1.")
    desk.wait_until_sent()


def test_in_right_to_left_text_arrows_follow_the_eye_and_a_label_turns_nothing_round(new_desk: NewDesk) -> None:
    desk = new_desk("قال عمدة المدينة إن الجسر سيغلق في مايو. المطر شديد.\n")
    desk.press("1")
    expect(desk.page.locator("#spans li")).to_have_count(1)
    expect(desk.page.locator("#n1")).to_have_text("1 C")
    assert desk.page.locator("#s1").evaluate("e => getComputedStyle(e).direction") == "rtl"
    desk.press("s", "ArrowLeft", "ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowRight", "Enter")
    desk.press("q", "ArrowRight", ",", ",", "Enter")
    desk.wait_until_sent()
    said = only(desk.stored()[0].attributions)
    assert quotes(said["source_spans"]) == ["عمدة المدينة"]
    assert quotes(said["cue_spans"]) == ["ما"]
    exact(desk, 1)


def test_words_without_blanks_between_them_get_letters_too(new_desk: NewDesk) -> None:
    desk = new_desk("市长说大桥将于五月关闭。天气很好。\n")
    desk.press("1")
    expect(desk.page.locator("#spans li")).to_have_count(1)
    mark(desk, "s", "市长", "市长")
    desk.wait_until_sent()
    assert quotes(only(desk.stored()[0].attributions)["source_spans"]) == ["市长"]
    exact(desk, 1)


def test_a_cue_has_two_pieces_and_roles_may_cross(new_desk: NewDesk) -> None:
    desk = new_desk("The board has described the plan as reckless, and Ann Lee agreed. It rained.\n")
    desk.press("1")
    mark(desk, "q", "has", "described")
    mark(desk, "q", "reckless", "reckless")
    mark(desk, "t", "described", "plan")
    desk.wait_until_sent()
    said = only(desk.stored()[0].attributions)
    assert (quotes(said["cue_spans"]), quotes(said["content_spans"])) == (
        ["has described", "reckless"],
        ["described the plan"],
    )
    assert (said["source_spans"], said["source_type"]) == ([], "unnamed")
    expect(desk.page.locator("#s1 .sp-cue .sp-content")).to_have_text("described")
    exact(desk, 1)
