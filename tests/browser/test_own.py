"""A reviewer's own decision in a real browser: the workbench of the annotators, by keyboard, and nothing lost."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.annotate import verifying
from tests.browser.reviewing import world
from tests.factories import World
from tests.support.accessibility import axe
from tests.support.browsing import sign_in
from tests.support.reviews import golds, key_of, settle_directly
from tests.support.server import Server

__all__ = ["world"]
pytestmark = pytest.mark.browser
NewPage = Callable[..., Page]


def open_own(page: Page, server: Server, world: World, number: int) -> None:
    """Come from the review of a sentence to one's own decision on it, by keyboard."""
    sign_in(page, server, "ruth")
    page.goto(f"{server.url}/projects/{world.slug}/articles/{world.articles[0]}/review?show=all&s={number}")
    expect(page.locator(f"#case-{number}.now [data-key]").first).to_be_attached()
    page.keyboard.press("o")
    page.wait_for_url("**/review/own?**")
    ready(page, number)


def ready(page: Page, number: int) -> None:
    expect(page.locator(".s[data-active]")).to_have_id(f"s{number}")
    expect(page.locator("#save")).to_contain_text("Draft kept")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        expect(page.locator("body.holding")).to_have_count(0)
        page.keyboard.press(key)


def mark(page: Page, role: str, letters: str) -> None:
    """Mark words by the letters over the first and the last one; they begin f j d k s a g h."""
    press(page, role)
    expect(page.locator(".hints kbd").first).to_be_visible()
    press(page, *letters)
    expect(page.locator(".hints")).to_have_count(0)


def settled(page: Page) -> None:
    page.wait_for_url("**/review?**")
    page.wait_for_function("() => !Object.keys(localStorage).some(key => /^(outbox|draft)/.test(key))")


def quotes(state: dict[str, Any], layer: str, name: str) -> list[str]:
    return [span["quote"] for value in state[layer].values() for span in value[name]]


def test_a_claim_with_its_source_is_settled_by_keyboard_alone(page: Page, server: Server, world: World) -> None:
    open_own(page, server, world, 3)
    press(page, "1")
    mark(page, "s", "ag")
    expect(page.locator("#spans")).to_contain_text("Lena Ortiz")
    mark(page, "t", "fk")
    press(page, "v", "2", "n")
    page.keyboard.type("She is quoted.")
    page.keyboard.press("Escape")
    expect(page.locator("#spans")).to_contain_text("We had no choice")
    assert golds(world) == {}, "a draft is no decision"
    press(page, "r", "2", "Enter")
    settled(page)
    state = golds(world)[3]
    assert (state["label"], state["reason"], state["note"]) == ("CFS", "guideline-gap", "She is quoted.")
    assert quotes(state, "attributions", "source_spans") == ["Lena Ortiz"]
    assert quotes(state, "attributions", "content_spans") == ["“We had no choice,”"]
    with world.database.read() as session:
        (check,) = verifying.of_desk(session, state["id"]).values()
    assert (check["verdict"], check["status"]) == ("Refuted", "in-progress")


def test_it_begins_with_the_marked_annotation_and_says_so(page: Page, server: Server, world: World) -> None:
    open_own(page, server, world, 5)
    expect(page.locator("[data-code=CFS]")).to_have_attribute("aria-checked", "true")
    press(page, "2", "z")
    expect(page.locator("[data-code=CFS]")).to_have_attribute("aria-checked", "true")
    press(page, "Enter")
    settled(page)
    state = golds(world)[5]
    assert (state["label"], len(state["took"]), len(state["claims"])) == ("CFS", 1, 1)


def test_what_was_made_outlives_a_reload_and_a_stale_decision(
    page: Page, server: Server, world: World, problems: list[str]
) -> None:
    open_own(page, server, world, 1)
    press(page, "1", "n")
    page.keyboard.type("Mine.")
    page.keyboard.press("Escape")
    expect(page.locator("#noted")).to_have_text("Mine.")
    page.reload()
    ready(page, 1)
    expect(page.locator("#begun")).to_be_visible()
    settle_directly(world, "sam", 1, {"take": key_of(world, 1, "chi", "sam"), "note": "Routine."})
    press(page, "Enter")
    expect(page.locator("#stale")).to_contain_text("sam settled this sentence: Factual, not check-worthy")
    assert golds(world)[1]["label"] == "UFS"
    page.locator("#stale a").click()
    expect(page.locator("#dock")).to_contain_text("Settled by sam as Factual, not check-worthy, version 1")
    ready(page, 1)
    expect(page.locator("[data-code=CFS]")).to_have_attribute("aria-checked", "true")
    expect(page.locator("#noted")).to_have_text("Mine.")
    press(page, "Enter")
    settled(page)
    state = golds(world)[1]
    assert (state["label"], state["note"], state["version"]) == ("CFS", "Mine.", 2)
    assert [line for line in problems if "409" not in line] == []
    problems.clear()


def test_each_step_can_be_undone_and_redone_after_a_reload(page: Page, server: Server, world: World) -> None:
    open_own(page, server, world, 1)
    press(page, "1", "3", "n")
    page.keyboard.type("Mine.")
    page.keyboard.press("Escape")
    press(page, "z")
    expect(page.locator("#noted")).to_have_text("")
    again(page)
    press(page, "Shift+Z")
    expect(page.locator("#noted")).to_have_text("Mine.")
    again(page)
    press(page, "z", "z")
    expect(page.locator("[data-code=CFS]")).to_have_attribute("aria-checked", "true")
    expect(page.locator("#spans li")).to_have_count(1)
    press(page, "z")
    expect(page.locator("[data-code=CFS]")).to_have_attribute("aria-checked", "false")
    expect(page.locator("[data-undoes]").first).to_be_empty()
    press(page, "Shift+Z", "Enter")
    settled(page)
    assert (golds(world)[1]["label"], golds(world)[1]["note"], len(golds(world)[1]["claims"])) == ("CFS", None, 1)


def again(page: Page) -> None:
    page.reload()
    ready(page, 1)
    expect(page.locator("#begun")).to_be_visible()


def test_it_needs_a_label_and_can_be_begun_anew(page: Page, server: Server, world: World) -> None:
    open_own(page, server, world, 6)
    press(page, "0", "Enter")
    expect(page.locator("#say")).to_have_text("Choose a label first.")
    page.reload()
    ready(page, 6)
    page.get_by_role("button", name="Begin anew").click()
    expect(page.locator("#begun")).to_be_hidden()
    expect(page.locator("[data-code=unsure]")).to_have_attribute("aria-checked", "false")
    assert golds(world) == {}


def test_the_workbench_is_accessible(page: Page, server: Server, world: World) -> None:
    open_own(page, server, world, 2)
    expect(page.locator("#spans li")).not_to_have_count(0)
    assert axe(page) == []
