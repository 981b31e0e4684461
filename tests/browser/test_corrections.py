"""Correcting a text in a real browser: seen before it is stored, told to who has the article open, taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.db import Database
from tests.factories import World, make_world
from tests.support.accessibility import axe
from tests.support.browsing import sign_in, wait_until_stored
from tests.support.corrected import correct, text_of
from tests.support.recut import PEOPLE, labels
from tests.support.reviews import annotate
from tests.support.server import Server

pytestmark = pytest.mark.browser
NewPage = Callable[..., Page]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def served(server: Server, light: Database) -> tuple[Server, World]:
    world = make_world(light, PEOPLE, assigned=("ada", "bo"))
    annotate(world, "ada", "NNNNNN")
    return server, world


def is_fine(page: Page) -> None:
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_text_is_corrected_looked_at_and_taken_back(served: tuple[Server, World], new_page: NewPage) -> None:
    server, world = served
    page = new_page(viewport=PHONE)
    sign_in(page, server, "mara")
    page.goto(f"{server.url}/projects/{world.slug}/board/{world.articles[0]}")
    page.get_by_role("link", name="Correct the text").click()
    field = page.get_by_label("The whole text")
    expect(field).to_have_value(text_of(world))
    is_fine(page)
    field.fill(text_of(world).replace("12 percent", "13 percent").replace("Fees rose", "It is dear. Fees rose"))
    page.get_by_label("Why").fill("The paper was wrong.")
    page.get_by_role("button", name="See what would move").click()
    expect(page.get_by_role("heading", name="What this would move")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_be_checked()
    is_fine(page)
    page.get_by_role("button", name="Back to the text").click()
    expect(page.get_by_label("Why")).to_have_value("The paper was wrong.")
    page.get_by_role("button", name="See what would move").click()
    page.get_by_role("button", name="Store the new version").click()
    expect(page.get_by_role("heading", name="Version 2")).to_be_visible()
    is_fine(page)
    assert labels(world) == ["NFS", "NFS", "NFS", "NFS", None, None, "NFS"]
    page.get_by_role("button", name="Take the last correction back").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    is_fine(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Version 3")).to_be_visible()
    assert labels(world) == ["NFS"] * 6


def test_who_has_the_article_open_is_told_and_goes_on(served: tuple[Server, World], page: Page) -> None:
    server, world = served
    sign_in(page, server, "ada")
    page.goto(f"{server.url}/projects/{world.slug}/articles/{world.articles[0]}?s=1")
    expect(page.locator("#s5")).to_contain_text("12 percent")
    correct(world, text_of(world).replace("12 percent", "13 percent"))
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#s5")).to_contain_text("13 percent")
    expect(page.get_by_role("heading", name="look at 1 sentence again")).to_be_visible()
    assert axe(page) == []
    page.goto(f"{server.url}/projects/{world.slug}/articles/{world.articles[0]}?s=5")
    page.keyboard.press("2")
    expect(page.locator("#n5[data-l=ufs]")).to_be_visible()
    wait_until_stored(page)
    page.reload()
    expect(page.locator("#n5[data-l=ufs]")).to_be_visible()
    expect(page.get_by_role("heading", name="look at 1 sentence again")).to_have_count(0)


def test_a_key_pressed_on_the_older_text_is_kept_and_told_of(
    served: tuple[Server, World], page: Page, problems: list[str]
) -> None:
    server, world = served
    sign_in(page, server, "ada")
    page.goto(f"{server.url}/projects/{world.slug}/articles/{world.articles[0]}?s=5")
    expect(page.locator("#s5[data-active]")).to_be_visible()
    correct(world, text_of(world).replace("12 percent", "13 percent"))
    page.keyboard.press("1")
    expect(page.locator("#parked")).to_be_visible()
    assert labels(world)[4] is None
    page.reload()
    expect(page.locator("#s5")).to_contain_text("13 percent")
    expect(page.locator("#parked")).to_be_visible()
    assert [line for line in problems if "409" not in line] == []
    problems.clear()
