"""Tables, rules and large imports in a real browser: columns chosen, lines dropped, progress stopped and gone on with."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from annotator.db import Database
from tests.factories import World, all_roles, make_world
from tests.support.accessibility import axe
from tests.support.server import Server
from tests.support.uploads import open_import

pytestmark = pytest.mark.browser
NewPage = Callable[..., Page]
LARGE = 900
WIDTHS = [1440, 390]


@pytest.fixture
def world(light: Database) -> World:
    return make_world(light, {"mia": all_roles()}, texts=())


def story(number: int) -> str:
    return f"Ferry {number} leaves\n\nFerry {number} left the harbour at noon. Nobody saw it go.\n\nRead it on harbour.example\n"


def table(count: int) -> FilePayload:
    rows = [{"head": f"Ferry {n}", "story": story(n), "who": "Mara Lind"} for n in range(count)]
    return {
        "name": "ferries.jsonl",
        "mimeType": "application/jsonl",
        "buffer": "\n".join(map(json.dumps, rows)).encode(),
    }


def choose_columns(page: Page, server: Server, world: World, count: int) -> None:
    """Upload a table and say which column is what."""
    open_import(page, server.url, world)
    page.locator("[name=files]").set_input_files([table(count)])
    expect(page.get_by_role("heading", name="Columns of ferries.jsonl")).to_be_visible()
    for field, column in (("text", "story"), ("title", "head"), ("author", "who")):
        page.locator(f"[name=column-{field}]").select_option(column)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_columns_of_a_table_are_chosen(new_page: NewPage, server: Server, world: World, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 844})
    choose_columns(page, server, world, 3)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Look at the split").click()
    expect(page.get_by_role("heading", name="Preview: ferries.jsonl, row 1")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Ferry 0")
    expect(page.get_by_label("Author")).to_have_value("Mara Lind")
    page.get_by_role("button", name="Import 3 articles").click()
    expect(page.get_by_role("heading", name="3 articles imported")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_line_that_starts_alike_is_left_out_by_a_rule(
    new_page: NewPage, server: Server, world: World, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 844})
    choose_columns(page, server, world, 2)
    page.get_by_role("button", name="Look at the split").click()
    line = page.locator(".segs p").filter(has_text="Read it on harbour.example")
    line.get_by_role("button").click()
    starts = page.get_by_label("Every line that starts with")
    expect(starts).to_have_value("Read it")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Make it a rule").click()
    expect(line).to_have_count(0)
    page.get_by_role("button", name="ferries.jsonl, row 2").click()
    expect(page.get_by_role("heading", name="Preview: ferries.jsonl, row 2")).to_be_visible()
    expect(line).to_have_count(0)
    page.goto(f"{server.url}/projects/{world.slug}/import")
    expect(page.get_by_text("Read it")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_progress_of_a_large_import_can_be_read_by_everyone(
    new_page: NewPage, server: Server, world: World, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 844})
    choose_columns(page, server, world, LARGE)
    page.get_by_role("button", name="Look at the split").click()
    # The page would go on by itself; its requests are held so that it can be looked at.
    page.route("**/step", lambda _route: None)
    page.get_by_role("button", name=f"Import {LARGE} articles").click()
    expect(page.get_by_role("heading", name="Importing")).to_be_visible()
    expect(page.get_by_text(re.compile(rf"^\d+ of {LARGE} articles imported$"))).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_large_import_says_when_it_stands_still_is_stopped_gone_on_with_and_survives_a_restart(
    page: Page, server: Server, world: World, problems: list[str]
) -> None:
    choose_columns(page, server, world, LARGE)
    page.get_by_role("button", name="Look at the split").click()
    page.route("**/step", lambda route: route.abort())
    page.get_by_role("button", name=f"Import {LARGE} articles").click()
    expect(page.get_by_role("heading", name="Importing")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("the import stands still")
    problems.clear()
    page.unroute("**/step")
    page.get_by_role("button", name="Stop here").click()
    expect(page.get_by_text(re.compile(r"^\d+ files of this upload still wait\."))).to_be_visible()
    page.get_by_role("link", name="Go on with it").click()
    rest = page.get_by_role("button", name=re.compile(r"^Import \d+ articles$"))
    expect(rest).to_be_visible()
    server.restart()
    rest.click()
    expect(page.get_by_role("heading", name=f"{LARGE} articles imported")).to_be_visible(timeout=300_000)
    expect(page.get_by_text(f"and {LARGE - 200} more articles")).to_be_visible()
