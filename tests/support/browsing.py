"""Fixtures: one Chromium a session, a fresh context a test, and an eye on everything that goes wrong in it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect, sync_playwright

from tests import browser_setup
from tests.factories import PASSWORD
from tests.support.server import Server

# A slow machine is no fault; a test that passes never waits this long.
PATIENCE = 90_000
# A name under .test is a plain-http host of the local network; any other name does not exist.
NAMES = "MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
ARGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules={NAMES}",
)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium; without one the test is skipped, which under CI=true is a failure."""
    try:
        found = browser_setup.find()
    except browser_setup.NoBrowserError as reason:
        pytest.skip(str(reason))
    browser = found.launch(playwright, ARGS)
    yield browser
    browser.close()


@pytest.fixture
def problems() -> list[str]:
    """Console errors (CSP violations are such) and page errors of all pages; the test may look and empty the list."""
    return []


@pytest.fixture
def new_page(chromium: Browser, problems: list[str]) -> Iterator[Callable[..., Page]]:
    """Return `new_page(**options of a browser context)`: a page of a new person, who shares no cookie.

    The test fails at its end if anything stands in `problems`.
    """
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Page:
        context = chromium.new_context(**options)
        contexts.append(context)
        watch(context, problems)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not problems, "In the browser:\n" + "\n".join(problems)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page in a context of its own."""
    return new_page()


def watch(context: BrowserContext, problems: list[str]) -> None:
    """Add to `problems` whatever goes wrong in the pages of a context, and be patient for a while only."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"{message.text} ({message.location['url']})")

    context.set_default_timeout(PATIENCE)
    context.on("console", on_console)
    context.on("weberror", lambda error: problems.append(str(error.error)))


def wait_until_stored(page: Page) -> None:
    """Wait until no decision lies in the outbox any more: the server has answered them all."""
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('outbox.'))")


def press_enter(page: Page) -> None:
    """Press Enter on what a page begins with; the browser gives it the focus a moment after the page is there."""
    expect(page.locator("main :focus")).to_be_visible()
    page.keyboard.press("Enter")


def sign_in(page: Page, server: Server, name: str) -> None:
    """Sign a person in without drawing a page; the form itself is filled in where the whole way is tested."""
    token = page.request.get(f"{server.url}/token").json()["token"]
    form = {"name": name, "password": PASSWORD, "csrf_token": token}
    answer = page.request.post(f"{server.url}/sign-in", form=form, max_redirects=0)
    assert answer.status == 303, answer.text()
