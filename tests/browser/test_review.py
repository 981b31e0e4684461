"""Review in a real browser: an article settled by keyboard alone, nothing lost, nothing overwritten."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.project import projects
from tests.browser.reviewing import world
from tests.factories import PASSWORD, World
from tests.support.accessibility import axe
from tests.support.browsing import sign_in, wait_until_stored
from tests.support.reviews import allow_own, case_of, decide, golds, key_of, settle_directly, submit
from tests.support.server import Server

__all__ = ["world"]

pytestmark = pytest.mark.browser
NewPage = Callable[..., Page]


def open_review(page: Page, server: Server, world: World) -> None:
    sign_in(page, server, "ruth")
    page.goto(f"{server.url}/projects/{world.slug}/articles/{world.articles[0]}/review")
    expect(page.locator(".case.now [data-key]").first).to_be_attached()


def all_saved(page: Page) -> None:
    expect(page.locator("#save")).to_contain_text("Saved")
    wait_until_stored(page)


def test_an_article_is_settled_by_keyboard_alone(page: Page, server: Server, world: World) -> None:
    sign_in(page, server, "ruth")
    page.goto(f"{server.url}/projects/{world.slug}/review")
    expect(page.get_by_role("link", name="1Harbour board")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/**")
    expect(page.locator("#case-1.now [data-key]").first).to_be_attached()
    for key in ("r", "2", "n"):
        page.keyboard.press(key)
    page.keyboard.type("Read 2.3 again")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.locator("#case-3.now")).to_be_attached()
    page.keyboard.press("1")
    expect(page.locator("#case-4.now")).to_be_attached()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    for key in ("p", "2", "Enter"):
        page.keyboard.press(key)
    page.keyboard.press("x")
    expect(page.locator("#progress")).to_contain_text("5 of 5 settled")
    page.keyboard.press("a")
    all_saved(page)
    found = golds(world)
    assert sorted(found) == [1, 2, 3, 4, 5, 6]
    assert (found[1]["method"], found[1]["reason"], found[1]["note"]) == ("majority", "guideline-gap", "Read 2.3 again")
    assert (found[5]["label"], found[5]["took"]) == ("UFS", [])
    assert (found[6]["label"], found[2]["method"]) == ("NFS", "unanimous")
    expect(page.get_by_role("link", name="Back to the queue")).to_be_visible()


def test_quick_keys_lose_no_decision_and_undo_walks_back(page: Page, server: Server, world: World) -> None:
    open_review(page, server, world)
    for key in ("1", "2", "3", "1", "2"):
        page.keyboard.press(key)
        page.wait_for_timeout(40)
    all_saved(page)
    assert sorted(golds(world)) == [1, 3, 4, 5, 6]
    for _ in range(2):
        page.keyboard.press("z")
        page.wait_for_timeout(40)
    page.keyboard.press("3")
    all_saved(page)
    assert sorted(golds(world)) == [1, 3, 4, 5]
    assert golds(world)[5]["version"] == 3


def test_decisions_made_offline_are_kept_and_sent_later(
    page: Page, server: Server, world: World, problems: list[str]
) -> None:
    open_review(page, server, world)
    page.context.set_offline(True)
    for key in ("m", "m"):
        page.keyboard.press(key)
    expect(page.locator("#save")).to_contain_text("Not saved: 2 kept")
    expect(page.locator("#case-1 [data-verdict]")).to_contain_text("Settled")
    page.context.set_offline(False)
    all_saved(page)
    assert sorted(golds(world)) == [1, 3]
    assert [line for line in problems if "DISCONNECTED" not in line and not line.startswith("htmx: ")] == []
    problems.clear()


def test_a_stale_decision_is_shown_beside_the_stored_one(
    page: Page, server: Server, world: World, problems: list[str]
) -> None:
    open_review(page, server, world)
    settle_directly(world, "sam", 1, {"take": key_of(world, 1, "chi", "sam"), "note": "Routine."})
    page.keyboard.press("n")
    page.keyboard.type("Opinion.")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    refused = page.locator("#case-1 .alert")
    expect(refused).to_contain_text("sam settled this sentence: Factual, not check-worthy")
    expect(refused).to_contain_text("Routine.")
    expect(refused).to_contain_text("Opinion.")
    page.get_by_role("button", name="1 not accepted").click()
    expect(page.locator("#refused li")).to_contain_text("sam settled")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#parked")).to_be_hidden()
    assert (golds(world)[1]["label"], golds(world)[1]["version"]) == ("UFS", 1)
    assert [line for line in problems if "409" not in line] == []
    problems.clear()


def test_an_ended_sign_in_is_renewed_without_losing_a_decision(
    page: Page, server: Server, world: World, problems: list[str]
) -> None:
    open_review(page, server, world)
    page.context.clear_cookies()
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Your sign-in has ended")
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    all_saved(page)
    assert sorted(golds(world)) == [1]
    assert [line for line in problems if "401" not in line] == []
    problems.clear()


def test_a_comment_keeps_what_is_typed_elsewhere(page: Page, server: Server, world: World) -> None:
    open_review(page, server, world)
    page.keyboard.press("n")
    page.keyboard.type("A note on its way")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.type("Is this a hope?")
    page.locator("#case-1").get_by_role("button", name="Send the comment").click()
    expect(page.locator("#case-1 .msg")).to_contain_text("Is this a hope?")
    expect(page.locator("#case-1 [name=note]")).to_have_value("A note on its way")
    expect(page.locator("#case-1 [name=body]")).to_have_value("")
    expect(page.locator("#case-1.now")).to_be_attached()


def test_keys_that_can_do_nothing_say_why(page: Page, server: Server, world: World) -> None:
    submit(world, "chi", value=False)
    for number in (1, 3):
        sentence = world.sentences(world.articles[0], "chi")[number - 1].public_id
        decide(world, "chi", "flags", sentence, ["unsure"])
    submit(world, "chi")
    open_review(page, server, world)
    letter = next(str(at) for at, side in enumerate(case_of(world, 1).sides, 1) if side.person.name == "chi")
    page.keyboard.press(letter)
    expect(page.locator("#case-1 [data-told]")).to_contain_text("is unsure: there is no label to take")
    expect(page.locator("#say")).to_contain_text("is unsure")
    page.keyboard.press("j")
    page.keyboard.press("m")
    expect(page.locator("#case-3 [data-told]")).to_contain_text("No majority: the labels are tied")
    assert golds(world) == {}


def test_parts_are_put_together_by_keyboard(page: Page, server: Server, world: World) -> None:
    open_review(page, server, world)
    five = case_of(world, 5)
    holder = next(at for at, _side in five.holding("claim"))
    for _ in range(3):
        page.keyboard.press("j")
    expect(page.locator("#case-5.now")).to_be_attached()
    for key in ("p", "1", "c", str(holder), "Enter"):
        page.keyboard.press(key)
    all_saved(page)
    state = golds(world)[5]
    assert (state["label"], len(state["claims"]), len(state["took"])) == ("CFS", 1, 1)
    page.keyboard.press("u")
    page.keyboard.press("c")
    page.keyboard.type("Said by the chair?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".case.now .msg")).to_contain_text("Said by the chair?")
    expect(page.locator(".case.now")).to_be_focused()


# How many entries of the menu lie under something else, or beyond the window.
COVERED = """() => [...document.querySelectorAll(".bar .tab")].filter(tab => {
  const { left, right, top, height } = tab.getBoundingClientRect();
  return [left + 2, right - 2].some(x => document.elementFromPoint(x, top + height / 2)?.closest(".tab") !== tab);
}).length"""


def test_nothing_covers_the_long_menu_of_who_reviews_and_manages(page: Page, server: Server, world: World) -> None:
    with world.database.write() as session:
        projects.add_member(session, world.project.id, world.actors["ruth"].user_id, ["manager"])
    open_review(page, server, world)
    assert page.locator(".bar .tab").count() >= 8
    for width in (1500, 1400, 1280, 1100, 1000, 860, 640, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert (width, page.evaluate(COVERED)) == (width, 0)


def test_the_review_pages_are_accessible(page: Page, server: Server, world: World) -> None:
    allow_own(world)
    open_review(page, server, world)
    assert axe(page) == []
    page.keyboard.press("m")
    all_saved(page)
    page.keyboard.press("p")
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert axe(page) == []
    history = f"history/{case_of(world, 1).public_id}"
    for where in ("review", "review/articles", "talk", history, f"articles/{world.articles[0]}/review?show=all"):
        page.goto(f"{server.url}/projects/{world.slug}/{where}")
        assert axe(page) == []
