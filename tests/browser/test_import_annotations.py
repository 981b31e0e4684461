"""Importing people's work in a real browser: the file stays chosen from the table of people to the import."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from annotator.db import Database
from tests.support.accessibility import axe
from tests.support.adopting import lose_all_work
from tests.support.browsing import sign_in
from tests.support.edited import full_world
from tests.support.server import Server
from tests.test_round_trip import exported

pytestmark = pytest.mark.browser


def test_the_file_stays_chosen_while_people_are_chosen_tried_and_imported(
    light: Database, server: Server, page: Page, tmp_path: Path
) -> None:
    world = full_world(light)
    (tmp_path / "work.zip").write_bytes(exported(light, world.project.id))
    lose_all_work(world)
    sign_in(page, server, "mia")
    page.goto(f"{server.url}/projects/{world.slug}/import/annotations")
    page.locator("[type=file]").set_input_files(tmp_path / "work.zip")
    listing = page.get_by_role("button", name="Show who did what in it")
    listing.press("Enter")
    expect(listing).to_be_focused()
    page.get_by_label("Whose the work of r01 becomes").select_option(label="ada")
    page.get_by_label("Whose the work of r02 becomes").select_option(label="bo")
    assert axe(page) == []
    page.get_by_role("button", name="Try it").press("Enter")
    expect(page.get_by_role("heading", name="This would be stored")).to_be_visible()
    expect(page.get_by_role("button", name="Try it")).to_be_focused()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="Stored", exact=True)).to_be_visible()
    expect(page.get_by_text("Annotations: 8, articles: 1")).to_be_visible()
    expect(page.get_by_label("Whose the work of r04 becomes")).to_have_value("")
