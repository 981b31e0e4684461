"""Feedback in a real browser: answered by keyboard alone, readable for everybody."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotator.db import Database
from tests.factories import World
from tests.support.accessibility import axe
from tests.support.browsing import sign_in
from tests.support.reviews import case_of
from tests.support.server import Server
from tests.support.teams import reviewed_fully, submitted

pytestmark = pytest.mark.browser
NewPage = Callable[..., Page]


@pytest.fixture
def world(light: Database) -> World:
    world = submitted(light)
    reviewed_fully(world)
    return world


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


def test_feedback_talk_and_history_are_accessible(page: Page, server: Server, world: World) -> None:
    sign_in(page, server, "ada")
    for where in ("feedback", "talk", f"articles/{world.articles[0]}/ask", f"history/{case_of(world, 3).public_id}"):
        page.goto(f"{server.url}/projects/{world.slug}/{where}")
        assert axe(page) == []
