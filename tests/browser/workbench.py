"""What the browser tests of the annotation page share: for each test an article of its own."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect
from sqlalchemy import select

from annotator.annotate.viewing import SentenceView
from annotator.db import Database
from annotator.models import Event, Sentence, table_of
from tests.factories import World, make_world
from tests.support.browsing import sign_in
from tests.support.server import Server

NUMBERS = count(1)
PEOPLE = ("ada", "bo")
WORDS = ("tram", "ferry", "library", "market", "harbour", "bridge", "school", "park", "museum", "canal", "mill", "pool")


def story(sentences: int, mark: str = "") -> str:
    """Return an article of so many sentences in paragraphs of four, unlike any other when `mark` differs."""
    lines = [f"The {WORDS[n % 12]} {mark} number {n} was opened again in spring." for n in range(1, sentences + 1)]
    return "\n\n".join(" ".join(lines[n : n + 4]) for n in range(0, sentences, 4)) + "\n"


@dataclass
class Desk:
    """One annotator at one article, in a browser."""

    page: Page
    world: World
    who: str
    server: Server
    article: str

    @property
    def url(self) -> str:
        return f"{self.server.url}/projects/{self.world.slug}/articles/{self.article}"

    def open(self, number: int | None = None, url: str | None = None) -> None:
        self.page.goto((url or self.url) + (f"?s={number}" if number else ""))

    def press(self, *keys: str, pause: int = 0) -> None:
        """Press keys one after the other, and look up when all of them have been taken."""
        self.hurry(*keys, pause=pause)
        self.wait_until_taken()

    def hurry(self, *keys: str, pause: int = 0) -> None:
        """Press keys and go on at once, though a script that they wait for may still be on its way."""
        for key in keys:
            self.page.keyboard.press(key)
            if pause:
                self.page.wait_for_timeout(pause)

    def type(self, text: str) -> None:
        """Type into what has the focus, and look up when all of it stands there."""
        self.page.keyboard.type(text)
        self.wait_until_taken()

    def wait_until_taken(self) -> None:
        """Wait until no key waits for a script: what is done with the mouse would overtake it."""
        expect(self.page.locator("body.holding")).to_have_count(0)

    def unsent(self) -> int:
        return len(kept_keys(self.page, "outbox."))

    def wait_until_sent(self) -> None:
        """Wait until no key waits for a script to load and no decision for the server."""
        self.wait_until_taken()
        assert eventually(lambda: self.unsent() == 0, self.page), f"{self.unsent()} are still not sent"

    def at(self, number: int) -> None:
        """Check that this sentence is the active one, or soon is."""
        expect(self.page.locator(".s[data-active]")).to_have_id(f"s{number}")

    def stored(self) -> list[SentenceView]:
        return self.world.sentences(self.article, self.who)

    def labels(self) -> list[str | None]:
        """Return what is stored of each sentence: its label, "unsure", or None."""
        return [view.label or ("unsure" if "unsure" in view.flags else None) for view in self.stored()]

    def events(self) -> list[tuple[int | None, str, Any]]:
        """Return the stored decisions in order: number of the sentence, kind, value after."""
        event, sentence = table_of(Event).c, table_of(Sentence).c
        query = (
            select(sentence.number, event.kind, event.after)
            .join(sentence.id.table, sentence.id == event.sentence_id)
            .where(event.project_id == self.world.project.id)
            .order_by(event.id)
        )
        with self.world.database.read() as session:
            return [tuple(row) for row in session.execute(query)]


NewDesk = Callable[..., Desk]


@pytest.fixture
def new_desk(server: Server, light: Database, new_page: Callable[..., Page]) -> NewDesk:
    """Return `new_desk(*texts, **options of the browser)`: a new project, its annotator signed in, its first article open.

    Another person is assigned too, unless the annotator is to work `alone`.
    """

    def make(*texts: str, opened: bool = True, alone: bool = False, **options: Any) -> Desk:
        number = next(NUMBERS)
        who = f"ada-{number}"
        world = make_world(
            light, {who: ("annotator",), f"bo-{number}": ("annotator",)}, texts or (story(12),),
            name=f"Town news {number}", assigned=(who,) if alone else (who, f"bo-{number}"),
        )  # fmt: skip
        desk = Desk(new_page(**options), world, who, server, world.articles[0])
        sign_in(desk.page, server, who)
        if opened:
            desk.open()
        return desk

    return make


def press_as(page: Page, key: str, code: str, *, shift: bool = False) -> None:
    """Press a key as a keyboard layout sends it: what it says and where it lies."""
    client = page.context.new_cdp_session(page)
    common = {"key": key, "code": code, "modifiers": 8 if shift else 0}
    text = {"text": key} if len(key) == 1 else {}
    client.send("Input.dispatchKeyEvent", {"type": "keyDown", **common, **text})
    client.send("Input.dispatchKeyEvent", {"type": "keyUp", **common})
    client.detach()


def shown_texts(page: Page) -> list[str]:
    """Return the text of every sentence as it stands in the page, without what is no part of the article."""
    script = """() => [...document.querySelectorAll('.s')].map(s => {
        const copy = s.cloneNode(true);
        copy.querySelectorAll('[data-x]').forEach(extra => extra.remove());
        return copy.textContent;
    })"""
    found: list[str] = page.evaluate(script)
    return found


def kept_keys(page: Page, prefix: str) -> list[str]:
    """Return the keys of what lies on the computer; a page that is just going is asked again when the next is there."""
    script = "prefix => Object.keys(localStorage).filter(key => key.startsWith(prefix))"
    while True:
        try:
            return list(page.evaluate(script, prefix))
        except Error as fault:
            if "context was destroyed" not in fault.message:
                raise


def entries(page: Page, prefix: str = "outbox.") -> list[dict[str, Any]]:
    """Return the entries that lie on the computer, in order."""
    script = "p => Object.keys(localStorage).filter(k => k.startsWith(p)).sort().map(k => localStorage[k])"
    return [json.loads(text) for text in page.evaluate(script, prefix)]


def resize(page: Page, width: int, height: int) -> None:
    """Give the window another size, and look up when the page has it."""
    page.set_viewport_size({"width": width, "height": height})
    assert eventually(lambda: page.evaluate("[innerWidth, innerHeight]") == [width, height], page)


def eventually(check: Callable[[], bool], page: Page, seconds: float = 90) -> bool:
    """Say whether something becomes true soon. (The page's policy forbids Playwright's own way of waiting for it.)"""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return True
        page.wait_for_timeout(20)
    return check()
