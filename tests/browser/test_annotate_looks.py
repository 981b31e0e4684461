"""How the workbench looks and sounds: accessible in both themes, on a phone, in forced colours; small on the wire."""

from playwright.sync_api import Response, expect

from tests.browser.workbench import NewDesk, new_desk, resize, story
from tests.support.accessibility import axe

__all__ = ["new_desk"]
WIDTHS = (320, 390, 768, 1024, 1440)


def test_the_page_is_accessible_with_a_claim_and_its_folds_open(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(6))), made.page
    desk.press("3", "0", "1", "s", "f", "d", "v", "1")
    expect(page.locator("[data-verdict=Supported]")).to_have_attribute("aria-checked", "true")
    desk.press("e")
    expect(page.locator("#f-evidence")).to_be_visible()
    page.get_by_label("Title").fill("Minutes of the council")
    page.get_by_text("Add it").click()
    page.locator("#proof summary").click()
    for fold in ("Claim details", "Source details", "Reason and state", "Note", "Flag"):
        page.locator("summary", has_text=fold).click()
    desk.wait_until_sent()
    assert axe(page) == []


def test_drawers_own_keys_history_and_practice_are_accessible(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(6))), made.page
    desk.press("3", "1", "s", "f", "d")
    desk.wait_until_sent()
    for key, shown in (("g", ".prose"), ("h", ".past")):
        desk.press(key)
        expect(page.locator(f"#drawer {shown}")).to_be_visible()
        assert axe(page) == []
        desk.press("Escape")
    desk.press("/")
    desk.type("again")
    expect(page.locator("#drawer .place").first).to_be_visible()
    assert axe(page) == []
    home = f"{desk.server.url}/projects/{desk.world.slug}"
    for url in (f"{desk.url}/history?s=1", f"{desk.server.url}/account/keys", f"{home}/practice?s=4&a=CFS", f"{home}/"):
        page.goto(url)
        assert axe(page) == [], url


def test_the_list_of_keys_and_the_page_before_submitting_are_accessible(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(3))), made.page
    desk.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert axe(page) == []
    desk.press("Escape", "3", "0")
    desk.wait_until_sent()
    page.goto(desk.url + "/finish")
    assert axe(page) == []
    desk.open(3)
    desk.press("2")
    desk.press("Enter")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("h1")).to_have_text("Submitted")
    assert axe(page) == []
    desk.open()
    assert axe(page) == []


def test_nothing_scrolls_sideways_at_any_width_and_phone_buttons_are_large(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(8, "wide"))), made.page
    desk.press("1", "s", "f", "d")
    desk.wait_until_sent()
    for width in WIDTHS:
        resize(page, width, 800)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    resize(page, 390, 844)
    for code in ("cfs", "ufs", "nfs", "unsure"):
        box = page.locator(f"#label-{code}").bounding_box()
        assert box is not None
        assert box["height"] >= 44
    expect(page.locator("#spans")).to_be_hidden()
    page.locator(".peek").click()
    expect(page.locator("#spans")).to_be_visible()
    page.goto(desk.url + "/finish")
    for width in WIDTHS:
        resize(page, width, 800)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_at_twice_the_size_everything_is_there_and_reached_without_sideways_scrolling(new_desk: NewDesk) -> None:
    # Chromium zooms by giving the page half the pixels, each twice as large.
    desk, page = (
        (made := new_desk(story(6, "zoomed"), viewport={"width": 640, "height": 400}, device_scale_factor=2)),
        made.page,
    )
    desk.press("1", "s", "f", "d")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.locator(".peek").click()
    expect(page.locator("#spans li")).to_have_count(2)
    expect(page.locator("#spans")).to_be_visible()
    desk.press("z")
    expect(page.locator("#spans li")).to_have_count(1)
    desk.wait_until_sent()


def test_forced_colours_keep_the_active_sentence_and_the_chosen_label_apart(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(3, "forced"), forced_colors="active")), made.page
    desk.press("1")
    for place in (".s[data-active]", "#label-cfs", ".cell[aria-current]"):
        assert page.locator(place).evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert page.locator("#label-ufs").evaluate("e => getComputedStyle(e).outlineStyle") == "none"
    desk.press("s")
    expect(page.locator(".hints kbd").first).to_be_visible()
    for place in (".hints kbd", ".toast"):
        assert page.locator(place).first.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    desk.press("f", "d", "g")
    expect(page.locator("#drawer .prose")).to_be_visible()
    styles = {"sp-claim": "solid", "sp-source": "double"}
    found = {
        name: page.locator(f"#s1 .{name}").first.evaluate("e => getComputedStyle(e).textDecorationStyle")
        for name in styles
    }
    assert found == styles
    for place in ("#drawer", "#keys"):
        assert page.locator(place).evaluate("e => getComputedStyle(e).borderTopWidth") == "1px"
    desk.wait_until_sent()


def test_sentences_are_named_and_every_step_is_announced(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(story(4, "spoken"))), made.page
    words = "The ferry spoken number 1 was opened again in spring."
    expect(page.locator("#s1")).to_have_accessible_name(f"Sentence 1, not labelled {words}")
    desk.press("3")
    expect(desk.page.locator("#say")).to_have_text("Sentence 1, Not factual")
    expect(page.locator("#s2")).to_be_focused()
    expect(page.locator("#s1")).to_have_accessible_name("Sentence 1, Not factual")
    expect(page.locator("#told")).to_have_text("Saved")
    desk.press("1")
    words = "[claim: The library spoken number 2 was opened again in spring end claim] ."
    expect(page.locator("#s2")).to_have_accessible_name(f"Sentence 2, Check-worthy claim {words}")
    desk.press("s")
    expect(page.locator("#say")).to_contain_text("Source: press the letters over the first word")
    desk.press("f")
    expect(page.locator("#say")).to_have_text("Source The")
    desk.press("j")
    expect(page.locator("#say")).to_have_text("Source marked: The library")
    desk.press("z")
    expect(page.locator("#say")).to_have_text("Undone in sentence 2: Attribution")
    desk.press("v", "1")
    expect(page.locator("#say")).to_have_text("Verdict in sentence 2: Supported")
    desk.press("e")
    page.get_by_label("Title").fill("Minutes")
    page.get_by_text("Add it").click()
    expect(page.locator("#say")).to_have_text("Evidence added: 1 in all")
    desk.press("n")
    desk.type("Ask Jo")
    desk.press("Escape")
    expect(page.locator("#say")).to_have_text("Note kept in sentence 2")
    desk.press("f", "3")
    expect(page.locator("#say")).to_have_text("Flag set: To be discussed")
    desk.press("j", "2", "3", "Enter")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#say")).to_have_text("Submitted")


def test_the_page_of_25_sentences_is_small_and_takes_few_requests(new_desk: NewDesk) -> None:
    desk = new_desk(story(25, "small"), opened=False)
    answers: list[Response] = []
    desk.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  Playwright needs a function of ours
    desk.open()
    desk.page.wait_for_load_state("networkidle")
    sizes = {answer.url.rsplit("/", 1)[-1]: int(answer.header_value("content-length") or 0) for answer in answers}
    assert len(answers) <= 8
    assert all(sizes.values()), "every answer says how long it is"
    assert sum(sizes.values()) <= 60_000
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 20_000
