"""What helps while annotating: mending cuts, guideline, history, search, links between claims, a second window, own keys."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.workbench import NewDesk, eventually, new_desk, story

__all__ = ["new_desk"]
TWO = "Mayor Ann Lee said that “the bridge is safe”. The bridge opened in 1931. It is closed today.\n"


@pytest.mark.parametrize("part", ["claims.js", "spans.js", "painting.js"])
def test_keys_pressed_while_a_part_is_on_its_way_are_kept_in_order_and_do_what_they_say(
    new_desk: NewDesk, part: str
) -> None:
    desk, page = (made := new_desk(story(4, part), opened=False)), made.page
    waiting: list[Route] = []
    page.route(f"**/{part}", lambda route: waiting.append(route))  # noqa: PLW0108  Playwright needs a function of ours
    page.route("**/ops", lambda route: (page.wait_for_timeout(100), route.continue_()))
    desk.open()
    desk.hurry("1", "v", "2", "Enter", "2")
    assert eventually(lambda: bool(waiting), page)
    waiting[0].continue_()
    desk.at(3)
    desk.wait_until_sent()
    assert desk.labels() == ["CFS", "UFS", None, None]
    (claim,) = desk.stored()[0].claims.values()
    assert claim["verification"]["verdict"] == "Refuted"
    page.unroute_all(behavior="ignoreErrors")


def test_a_sentence_is_split_at_a_word_joined_again_and_each_can_be_undone(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk("The board met on Monday and the mayor spoke. It rained.\n", alone=True)), made.page
    desk.press("2", "k", "[", "s")
    expect(page.locator(".s")).to_have_count(3)
    desk.at(1)
    desk.wait_until_sent()
    assert [(view.text, view.label) for view in desk.stored()] == [
        ("The board met on Monday", "UFS"), ("and the mayor spoke.", "UFS"), ("It rained.", None),
    ]  # fmt: skip
    desk.press("j", "[", "[")
    expect(page.locator(".s")).to_have_count(2)
    assert [view.text for view in desk.stored()][1] == "and the mayor spoke. It rained."
    desk.press("3")
    desk.wait_until_sent()
    desk.press("z", "z")
    expect(page.locator(".s")).to_have_count(3)
    desk.press("z")
    expect(page.locator(".s")).to_have_count(2)
    expect(page.locator("#s1")).to_contain_text("The board met on Monday and the mayor spoke.")
    desk.wait_until_sent()
    assert desk.labels() == ["UFS", None]


def test_keys_pressed_right_after_a_split_belong_to_the_new_sentences(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk("The board met on Monday and the mayor spoke. It rained.\n", alone=True)), made.page
    page.route("**/ops", lambda route: (page.wait_for_timeout(150), route.continue_()))
    desk.hurry("[", "s", "3", "2", "3")
    expect(page.locator(".s")).to_have_count(3)
    assert eventually(lambda: desk.labels() == ["NFS", "UFS", "NFS"], page)
    expect(page.locator("#parked")).to_be_hidden()
    page.unroute_all(behavior="wait")


def test_where_others_are_assigned_a_cut_is_a_request_and_shown_as_one(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk()), made.page
    desk.press("[", "Enter")
    expect(page.locator("#say")).to_contain_text("a manager decides")
    expect(page.locator("#asked")).to_be_visible()
    expect(page.locator(".s")).to_have_count(12)
    desk.wait_until_sent()
    page.reload()
    page.locator("#asked a").click()
    expect(page.locator("main")).to_contain_text("Join with the next sentence")


def test_the_guideline_opens_beside_the_text_at_the_label_and_is_searched(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk()), made.page
    desk.press("1", "g")
    expect(page.locator("#drawer h3", has_text="CFS").first).to_be_in_viewport()
    beside = "() => document.querySelector('#drawer').getBoundingClientRect().right <= document.querySelector('#s1').getBoundingClientRect().left"
    assert eventually(lambda: page.evaluate(beside), page)
    page.locator("#drawer input").fill("landlord")
    expect(page.locator("#drawer p.small")).to_have_text(re.compile(r"\d+ places?"))
    expect(page.locator("#drawer .prose > :not([hidden])", has_text="landlord")).not_to_have_count(0)
    desk.press("Escape", "2")
    desk.wait_until_sent()
    assert desk.labels()[0] == "UFS"


def test_the_history_of_a_sentence_tells_in_words_what_one_decided(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk()), made.page
    desk.press("2", "k", "1", "z")
    desk.wait_until_sent()
    desk.press("h")
    lines = page.locator("#drawer .past li")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("Took a decision back")
    expect(lines.nth(1)).to_contain_text("Label: Check-worthy claim")
    expect(lines.nth(1)).to_contain_text("taken back later")
    expect(lines.nth(2)).to_contain_text("Label: Factual, not check-worthy you")


def test_words_are_found_in_the_article_and_enter_goes_there(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk()), made.page
    desk.press("/")
    desk.type("number 7")
    expect(page.locator("#drawer p.small")).to_have_text("1 place")
    desk.press("Enter")
    desk.at(7)
    desk.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()


def test_what_somebody_says_becomes_the_claim_linked_to_it_with_its_kind_of_quotation(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(TWO)), made.page
    desk.press("1", "s", "f", "d", "t", "s", "l")
    expect(page.locator("#spans li")).to_have_count(3)
    page.get_by_text("Source details").click()
    expect(page.locator("#quoted")).to_have_text("Partly in quotation marks")
    desk.wait_until_sent()
    first = desk.stored()[0]
    ((key, attribution),) = first.attributions.items()
    (claim,) = first.claims.values()
    assert attribution["source_spans"][0]["quote"] == "Mayor Ann Lee"
    assert claim["attribution"] == key
    assert claim["spans"][0]["quote"] == "the bridge is safe"
    assert claim["types"] == ["quote-verification"]
    desk.press("Escape")
    page.locator("#s1").click()
    for _ in range(3):
        desk.press("z")
    desk.wait_until_sent()
    assert desk.stored()[0].attributions == {}


def test_a_claim_names_its_double_and_an_attribution_what_it_stands_within(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(TWO)), made.page
    desk.press("1", "s", "f", "d", "j", "1", "s", "f", "j")
    desk.at(2)
    expect(page.locator("#spans li")).to_have_count(2)
    page.get_by_text("Claim details").click()
    page.get_by_label("Says the same as").select_option(index=1)
    expect(page.locator("#doubles li")).to_have_count(1)
    page.get_by_text("Source details").click()
    page.get_by_label("Reported within").select_option(index=1)
    desk.wait_until_sent()
    one, two, _ = desk.stored()
    (claim,), (attribution,) = two.claims.values(), two.attributions.values()
    assert claim["duplicate_of"] == list(one.claims)
    assert attribution["nested_in"] == next(iter(one.attributions))
    page.locator("#doubles button").click()
    desk.wait_until_sent()
    assert next(iter(desk.stored()[1].claims.values()))["duplicate_of"] == []


def test_names_of_sources_are_offered_from_one_s_own_work_only(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk(TWO)), made.page
    desk.press("1", "s", "f", "d")
    expect(page.locator("#spans li")).to_have_count(2)
    page.get_by_text("Source details").click()
    page.get_by_label("Who it is").fill("Ann Lee")
    desk.press("Tab")
    desk.wait_until_sent()
    page.reload()
    page.get_by_text("Source details").click()
    page.get_by_label("Who it is").focus()
    expect(page.locator("#names option")).to_have_count(1)
    expect(page.locator("#names option")).to_have_js_property("value", "Ann Lee")


def test_another_window_s_decisions_are_there_when_this_one_comes_into_view(new_desk: NewDesk) -> None:
    desk, page = (made := new_desk()), made.page
    desk.press("j", "j")
    other = page.context.browser.new_context()  # type: ignore[union-attr]
    other.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    device = other.new_page()
    device.goto(desk.url)
    device.keyboard.press("3")
    device.keyboard.press("1")
    assert eventually(lambda: desk.labels()[:2] == ["NFS", "CFS"], page)
    other.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#c1")).to_have_attribute("data-l", "nfs")
    expect(page.locator("#s2 .sp-claim")).to_have_count(1)
    desk.at(3)
    desk.press("z", "2")
    desk.wait_until_sent()
    assert desk.labels()[:3] == ["NFS", "UFS", None]


def test_a_second_tab_no_longer_says_not_saved_when_the_first_has_saved_all(
    new_desk: NewDesk, problems: list[str]
) -> None:
    desk, page = (made := new_desk()), made.page
    page.route("**/ops", lambda route: route.abort())
    desk.press("3")
    expect(page.locator("#save")).to_contain_text("Not saved: 1 kept")
    second = page.context.new_page()
    second.goto(desk.url)
    expect(second.locator("#save")).to_contain_text("Saved")
    expect(page.locator("#save")).not_to_contain_text("Not saved")
    problems.clear()
    page.unroute_all(behavior="ignoreErrors")


def keep_these_keys(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Keep these keys").click()


def test_own_keys_do_what_they_were_given_and_two_of_the_same_are_refused(
    new_desk: NewDesk, problems: list[str]
) -> None:
    desk, page = (made := new_desk()), made.page
    page.goto(f"{desk.server.url}/account/keys")
    page.get_by_label("Next sentence").fill("z")
    page.get_by_role("button", name="Keep these keys").click()
    expect(page.get_by_role("alert")).to_contain_text("cannot both be")
    page.get_by_label("Undo", exact=True).fill("y")
    keep_these_keys(page)
    desk.open()
    desk.press("z", "3", "y")
    desk.wait_until_sent()
    assert desk.labels()[1] is None
    assert [kind for _, kind, _ in desk.events()] == ["label", "undo"]
    page.goto(f"{desk.server.url}/account/keys")
    page.get_by_label("Switch all single keys off").check()
    keep_these_keys(page)
    desk.open(1)
    desk.press("2", "z", "ArrowDown")
    desk.at(2)
    assert desk.unsent() == 0
    assert desk.labels()[0] is None
    # The browser itself notes the refusal on its console.
    problems.clear()


def test_on_a_phone_on_its_side_the_dock_takes_two_fifths_at_most(new_desk: NewDesk) -> None:
    for width, height in ((844, 390), (667, 375)):
        desk = new_desk(
            story(8, str(width)), viewport={"width": width, "height": height}, has_touch=True, is_mobile=True
        )
        box = desk.page.locator("#dock").bounding_box()
        assert box is not None
        assert box["width"] <= 0.4 * width + 1
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
        expect(desk.page.get_by_role("button", name="Undo").last).to_be_visible()
        desk.page.locator("#label-nfs").tap()
        desk.at(2)
        desk.wait_until_sent()
