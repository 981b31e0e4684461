"""Exporting in a real browser: articles chosen, a large file that shows how far it is and can be stopped, and looks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Download, Page, Route, expect
from sqlalchemy import update

from annotator.db import Database
from annotator.models import Claim, Membership, table_of
from tests.factories import OTHER_TEXT, PASSWORD, TEXT, World, all_roles, make_world
from tests.support.accessibility import axe
from tests.support.browsing import sign_in
from tests.support.exports import exported, exported_of
from tests.support.reviews import decide
from tests.support.server import Server

pytestmark = pytest.mark.browser
# From here on a download shows how far it is.
LARGE = 20_004
SLOW = {"offline": False, "latency": 0, "downloadThroughput": 100_000, "uploadThroughput": -1}
LONG = "W" * 40
FREE = {**SLOW, "downloadThroughput": -1}


@pytest.fixture
def world(light: Database) -> World:
    return make_world(light, {"mia": all_roles()}, texts=(TEXT, OTHER_TEXT))


@pytest.fixture
def many(light: Database) -> World:
    texts = tuple(f"{number} piers. " * (LARGE // 3) for number in (2, 3, 4))
    return make_world(light, {"mia": all_roles(), "ada": ("annotator",)}, texts, assigned=("ada",))


def opened(page: Page, server: Server, world: World, path: str = "export") -> None:
    sign_in(page, server, "mia")
    page.goto(f"{server.url}/projects/{world.slug}/{path}")


def test_chosen_articles_alone_are_shown_and_saved(world: World, server: Server, page: Page) -> None:
    opened(page, server, world)
    first = page.locator(f"[name=only][value={world.articles[0]}]")
    expect(first).to_be_hidden()
    page.get_by_label("Choose …").check()
    expect(page.get_by_text("No article is chosen.")).to_be_visible()
    first.check()
    expect(page.get_by_text("Articles: 1, ")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.path().read_bytes() == exported_of(world, world.articles[0])


def test_a_large_download_shows_how_far_it_is_can_be_stopped_and_begun_again(
    many: World, server: Server, page: Page
) -> None:
    opened(page, server, many)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    button, bar = page.get_by_role("button", name="Download"), page.get_by_role("progressbar", name="Download")
    button.click()
    expect(bar).to_have_attribute("max", str(LARGE))
    expect(bar).not_to_have_js_property("value", 0)
    expect(button).to_be_disabled()
    page.get_by_role("button", name="Cancel").click()
    expect(bar).to_be_hidden()
    expect(button).to_be_enabled()
    network.send("Network.emulateNetworkConditions", FREE)
    with page.expect_download() as download:
        button.click()
    assert download.value.path().read_bytes() == exported(many)
    expect(bar).to_be_hidden()
    # The article that comes last cannot be written, when most of the file is out.
    misplace_a_claim(many, max(many.articles))
    saved: list[Download] = []
    page.on("download", lambda download: saved.append(download))  # noqa: PLW0108  it wants a function
    button.click()
    expect(page.get_by_text("The download broke off, and nothing was saved.")).to_contain_text("doctor")
    expect(button).to_be_focused()
    assert saved == []


def misplace_a_claim(world: World, article: str) -> None:
    """Let ada claim something, and move its span by a sign, as a damaged database may hold it."""
    decide(world, "ada", "label", world.sentences(article, "ada")[0].public_id, "CFS")
    with world.database.write() as session:
        moved = [{"start": 1, "end": 7, "quote": "2 pier"}]
        session.execute(update(table_of(Claim)).values(spans=moved))


def test_a_preview_that_could_not_be_fetched_does_not_pass_for_that_of_the_choice(
    world: World, server: Server, page: Page, problems: list[str]
) -> None:
    opened(page, server, world)
    page.context.set_offline(offline=True)
    page.get_by_label("CSV", exact=False).first.check()
    expect(page.get_by_role("alert")).to_contain_text("earlier choice")
    page.context.set_offline(offline=False)
    page.get_by_label("Bundle", exact=False).first.check()
    expect(page.get_by_role("alert")).to_be_hidden()
    page.context.clear_cookies()
    page.get_by_label("CoNLL", exact=False).first.click(no_wait_after=True)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert "format%3Dconll" in page.url
    assert all("disconnected" in one.lower() or "Failed to" in one for one in problems), problems
    problems.clear()


def test_a_choice_made_during_a_download_leaves_it_what_shows_and_stops_it(
    world: World, server: Server, page: Page
) -> None:
    opened(page, server, world)
    held: list[Route] = []
    page.route("**/download?*", lambda route: held.append(route))  # noqa: PLW0108  it wants a function
    button, cancel = page.get_by_role("button", name="Download"), page.get_by_role("button", name="Cancel")
    button.click()
    page.get_by_label("Choose …").check()
    expect(page.get_by_text("No article is chosen.")).to_be_visible()
    expect(cancel).to_be_visible()
    page.get_by_label("All", exact=False).first.check()
    expect(page.get_by_text("Articles: 2, ")).to_be_visible()
    expect(button).to_be_disabled()
    cancel.click()
    expect(button).to_be_enabled()
    expect(cancel).to_be_hidden()
    button.click()
    expect(cancel).to_be_visible()
    page.get_by_label("CoNLL", exact=False).first.check()
    expect(page.get_by_text("First lines")).to_be_visible()
    held[-1].fulfill(headers={"Content-Disposition": 'attachment; filename="a.zip"'}, body="cut short")
    expect(page.get_by_text("The download broke off, and nothing was saved.")).to_be_visible()
    expect(button).to_be_enabled()


def test_who_must_sign_in_first_comes_back_to_the_choice_and_who_may_not_is_told(
    world: World, server: Server, page: Page, problems: list[str]
) -> None:
    opened(page, server, world, "export?format=csv")
    page.context.clear_cookies()
    page.get_by_role("button", name="Download").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Name").fill("mia")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("CSV", exact=False).first).to_be_checked()
    with world.database.write() as session:
        session.execute(update(table_of(Membership)).values(roles=["annotator"]))
    page.get_by_label("CoNLL", exact=False).first.click(no_wait_after=True)
    expect(page.get_by_text("Your role in this project does not allow this.")).to_be_visible()
    assert all("403" in one for one in problems), problems
    problems.clear()


@pytest.mark.parametrize("width", [1280, 390])
def test_export_releases_and_bundles_are_accessible(
    world: World, server: Server, new_page: Callable[..., Page], width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 844})
    opened(page, server, world, "releases")
    for name in ("1.0", LONG):
        page.get_by_label("Name, for example 1.0").fill(name)
        page.get_by_role("button", name="Freeze").click()
        expect(page.get_by_role("button", name=f"Download {name}")).to_be_visible()
    home = f"{server.url}/projects/{world.slug}"
    bundles = (f"{server.url}/import-project", f"{home}/import/annotations")
    own = ("export?articles=chosen", "releases", f"releases/compare?old=1.0&new={LONG}")
    for path in (*(f"{home}/{one}" for one in own), *bundles):
        answer = page.goto(path)
        assert answer is not None, path
        assert answer.ok, path
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
