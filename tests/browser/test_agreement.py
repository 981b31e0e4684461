"""Agreement in a real browser: clean for axe in light and dark, by keyboard from a figure to its sentences, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reviewing import world
from tests.factories import World
from tests.support.accessibility import axe
from tests.support.browsing import sign_in
from tests.support.server import Server

__all__ = ["world"]

pytestmark = pytest.mark.browser
NewPage = Callable[..., Page]
PAGES = ("", "?headings=1", "?pair=r01&pair=r02", "/gold", "/parts", "/sentences")


def test_every_page_of_agreement_is_accessible(page: Page, server: Server, world: World) -> None:
    sign_in(page, server, "ruth")
    for path in PAGES:
        page.goto(f"{server.url}/projects/{world.slug}/agreement{path}")
        assert axe(page) == [], path


def test_a_cell_of_the_confusion_is_reached_by_keyboard(page: Page, server: Server, world: World) -> None:
    sign_in(page, server, "ruth")
    page.goto(f"{server.url}/projects/{world.slug}/agreement")
    cell = page.locator("#confusion .heat a").first
    name = cell.inner_text()
    for _ in range(60):
        page.keyboard.press("Tab")
        if cell.evaluate("cell => cell === document.activeElement"):
            break
    expect(cell).to_be_focused()
    assert "Check-worthy claim" in name
    page.keyboard.press("Enter")
    page.wait_for_url("**/agreement/sentences?label=CFS&label=CFS")
    link = page.get_by_role("link", name="Review sentence").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/review?show=all&s=*")


def test_no_page_of_agreement_is_wider_than_a_phone(new_page: NewPage, server: Server, world: World) -> None:
    page = new_page(viewport={"width": 390, "height": 800})
    sign_in(page, server, "ruth")
    for path in PAGES:
        page.goto(f"{server.url}/projects/{world.slug}/agreement{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_a_filter_is_sent_as_the_address_and_kept_in_the_files(page: Page, server: Server, world: World) -> None:
    sign_in(page, server, "ruth")
    page.goto(f"{server.url}/projects/{world.slug}/agreement")
    page.get_by_text("Which work:").click()
    page.get_by_label("Headlines and headings").check()
    page.get_by_label("People", exact=True).fill("r01 r02")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/agreement?*headings=1*")
    expect(page.get_by_text("Filtered work")).to_be_visible()
    page.get_by_text("Download").click()
    link = page.get_by_role("link", name="All figures, JSON")
    expect(link).to_have_attribute("href", f"/projects/{world.slug}/agreement/figures.json?who=r01&who=r02&headings=1")
