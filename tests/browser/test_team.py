"""Setting a project up and working in it by keyboard alone; every page of the team is accessible in both themes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.db import Database
from tests.factories import OTHER_TEXT, TEXT, World, make_world
from tests.support.accessibility import axe
from tests.support.browsing import sign_in
from tests.support.server import Server

PEOPLE = {"ada": ("annotator",), "mara": ("manager", "reviewer", "annotator")}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def served(server: Server, light: Database) -> tuple[Server, World]:
    return server, make_world(light, PEOPLE, (TEXT, OTHER_TEXT), assigned=("ada",))


def test_every_page_of_the_team_is_accessible_and_fits_a_phone(
    served: tuple[Server, World], new_page: Callable[..., Page]
) -> None:
    server, world = served
    page = new_page(viewport=PHONE)
    sign_in(page, server, "mara")
    places = ("setup", "settings", "phases", "labels", "guideline/edit", "guideline/changes", "log", "people")
    more = ("place", "notice", "people/1", "board", f"board/{world.articles[0]}", "board/people", "phases/1/articles")
    for place in (*places, *more):
        page.goto(f"{server.url}/projects/{world.slug}/{place}")
        assert axe(page) == [], place
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place


def press_until(page: Page, key: str, name: str) -> None:
    """Press a key until what has the focus begins with `name`."""
    for _ in range(80):
        found = page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText || ''")
        if " ".join(found.split()).startswith(name):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{name} is not reached with {key}")


def test_a_manager_publishes_a_guideline_and_its_reader_goes_on_by_keyboard(
    served: tuple[Server, World], new_page: Callable[..., Page]
) -> None:
    server, world = served
    home = f"{server.url}/projects/{world.slug}"
    mara, ada = new_page(), new_page()
    sign_in(mara, server, "mara")
    mara.goto(f"{home}/guideline/edit")
    mara.get_by_label("Text, in Markdown").focus()
    mara.keyboard.press("Control+Home")
    mara.keyboard.insert_text("Read the whole article first.\n\n")
    mara.keyboard.press("Tab")
    mara.keyboard.insert_text("Read the whole article first")
    press_until(mara, "Tab", "Publish")
    mara.keyboard.press("Enter")
    mara.wait_for_url(f"{home}/guideline")
    sign_in(ada, server, "ada")
    ada.goto(f"{home}/")
    expect(ada.get_by_text("The guideline changed: version 2.")).to_be_visible()
    press_until(ada, "Tab", "What changed")
    ada.keyboard.press("Enter")
    expect(ada.locator("ins").first).to_contain_text("Read the whole article first.")
    expect(ada.get_by_role("button", name="I have read it, go on")).to_be_focused()
    ada.keyboard.press("Enter")
    ada.wait_for_url(f"{home}/")
    expect(ada.get_by_text("Start here")).to_be_visible()


def test_an_article_is_handed_back_by_keyboard(served: tuple[Server, World], new_page: Callable[..., Page]) -> None:
    server, world = served
    page = new_page()
    sign_in(page, server, "ada")
    page.goto(f"{server.url}/projects/{world.slug}/")
    press_until(page, "Tab", "Hand back “Harbour board doubles mooring fees”")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("It d")
    press_until(page, "Tab", "Hand it back")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Start: Night buses return to the valley")).to_be_visible()
    expect(page.get_by_text("Harbour board doubles mooring fees")).to_have_count(0)
