"""Feedback in a real browser: answered by keyboard alone, readable for everybody."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from annotator.db import Database
from tests.factories import World
from tests.support.accessibility import axe
from tests.support.browsing import sign_in
from tests.support.reviews import case_of
from tests.support.server import Server, StartServer
from tests.support.teams import reviewed_fully, submitted

pytestmark = pytest.mark.browser
NewPage = Callable[..., Page]


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    with closing(Database(sqlite_url)) as database:
        world = submitted(database)
        reviewed_fully(world)
        yield world


@pytest.fixture
def server(world: World, start_server: StartServer, sqlite_url: str) -> Server:
    return start_server(sqlite_url)


def test_a_correction_is_answered_by_keyboard_alone(page: Page, server: Server, world: World) -> None:
    sign_in(page, server, "ada")
    page.goto(f"{server.url}/projects/{world.slug}/feedback")
    expect(page.get_by_role("button", name="I agree")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("A plan, then.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I agree", pressed=True)).to_be_visible()
    assert [said.body for said in case_of(world, 3).talk] == ["A plan, then."]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_feedback_talk_and_history_are_accessible(new_page: NewPage, server: Server, world: World, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    sign_in(page, server, "ada")
    for where in ("feedback", "talk", f"articles/{world.articles[0]}/ask", f"history/{case_of(world, 3).public_id}"):
        page.goto(f"{server.url}/projects/{world.slug}/{where}")
        assert axe(page) == []
