"""The pages round the work: readable by everyone, in both themes, on a phone, and without a mouse."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.db import Database
from annotator.team import accounts
from tests.factories import TEXT, World, make_world
from tests.support.accessibility import axe
from tests.support.browsing import press_enter, sign_in
from tests.support.server import Server

PEOPLE = {"ada": ("annotator",), "mara": ("manager", "reviewer", "annotator")}
PLACES = ("/", "/people", "/guideline", "/agreement", "/review")
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def served(server: Server, light: Database) -> tuple[Server, World]:
    return server, make_world(light, PEOPLE, (TEXT,), assigned=("ada",))


def test_every_page_round_the_work_is_accessible(served: tuple[Server, World], page: Page) -> None:
    server, world = served
    with world.database.write() as session:
        link, _ = accounts.make_link(session, "join", project_id=world.project.id, roles=["annotator"])
    for path in ("/sign-in", f"/link/{link}"):
        page.goto(server.url + path)
        assert axe(page) == [], path
    sign_in(page, server, "mara")
    home = f"/projects/{world.slug}"
    for path in ("/", "/account", *(home + place for place in PLACES)):
        page.goto(server.url + path)
        assert axe(page) == [], path


def test_no_page_needs_sideways_scrolling_on_a_small_phone(
    served: tuple[Server, World], new_page: Callable[..., Page]
) -> None:
    server, world = served
    page = new_page(viewport=NARROW)
    sign_in(page, server, "mara")
    home = f"/projects/{world.slug}"
    for path in ("/", "/account", *(home + place for place in PLACES)):
        page.goto(server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path


def test_error_pages_say_what_next_and_are_accessible(
    served: tuple[Server, World], page: Page, problems: list[str]
) -> None:
    server, world = served
    sign_in(page, server, "ada")
    for path, title in (
        ("/nowhere", "There is no such page"),
        (f"/projects/{world.slug}/people", "This is not yours to do"),
    ):
        page.goto(server.url + path)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_role("link", name="Go to the start page")).to_be_visible()
        assert axe(page) == []
    # The browser itself notes a 403 or 404 page on its console.
    assert all("Failed to load resource" in problem for problem in problems)
    problems.clear()


def test_a_script_in_a_title_and_a_text_is_shown_as_text(server: Server, light: Database, page: Page) -> None:
    hostile = '**"><script>alert(1)</script><img src=x onerror=alert(2)>**\n\nThe <b>board</b> met. <script>alert(3)</script> It ended.\n'
    world = make_world(light, PEOPLE, (hostile,), assigned=("ada",), name='Harbour "><script>alert(4)</script>')
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    sign_in(page, server, "ada")
    page.goto(f"{server.url}/projects/{world.slug}/")
    expect(page.get_by_text("<script>alert(1)</script>").first).to_be_visible()
    page.goto(f"{server.url}/projects/{world.slug}/articles/{world.articles[0]}")
    expect(page.get_by_text("The <b>board</b> met.").first).to_be_visible()


def test_the_queue_opens_the_article_with_one_key(served: tuple[Server, World], page: Page) -> None:
    server, world = served
    sign_in(page, server, "ada")
    page.goto(f"{server.url}/projects/{world.slug}/")
    press_enter(page)
    page.wait_for_url(f"{server.url}/projects/{world.slug}/articles/*")


def test_the_theme_is_kept_and_drawn_by_the_server(served: tuple[Server, World], page: Page) -> None:
    server, _ = served
    sign_in(page, server, "ada")
    page.goto(f"{server.url}/account")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(server.url)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 22, 26)"
