"""What is exported, as plain values: an article with its sentences and everybody's readings of them."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from json import JSONDecodeError
from typing import Any

import orjson
from sqlmodel import Session

from annotator.errors import Conflict

GOLD = "gold"
Details = dict[str, dict[str, Any]]
DAMAGED = "The database is damaged, so this cannot be exported whole. Look at what is wrong with: annotator doctor"


def printable(name: str) -> str | None:
    """Return a person's name for an export with names, or None if it would be taken for the settled layer."""
    return None if name.strip().casefold() == GOLD else name


@dataclass(slots=True, eq=False)
class Reading:
    """One annotation of one sentence, or the gold one, whose `who` is "gold".

    `who` is the pseudonym and stands in ids; `shown` is what the record prints: the pseudonym, or the name if names
    were asked for. Claims and attributions are kept by their UUIDs, those that a changed label set aside included; None
    is none of them, so that the many readings without any cost nothing.
    """

    key: int
    who: str
    shown: str
    round: int
    label: str | None
    flags: list[str]
    note: str | None = None
    created_at: str = ""
    status: str = "submitted"
    blind: bool = True
    suggestion: str | None = None
    scheme_version: str = ""
    method: str | None = None
    took: list[str] | None = None
    reason: str | None = None
    version: int = 0
    claims: Details | None = None
    attributions: Details | None = None


@dataclass(slots=True, eq=False)
class Line:
    """One sentence of the current cut; `start` and `end` are code points of the article, half-open."""

    segment: int
    kind: str
    start: int
    end: int
    text: str
    readings: list[Reading] = field(default_factory=list)
    gold: Reading | None = None


@dataclass(slots=True, eq=False)
class Source:
    """One article with all that an export says of it; `layers` names the labels on which each layer is asked.

    `about` holds title, author, publisher, url and published; `hidden` says that its text must not be passed on.
    """

    public_id: str
    language: str
    license: str | None
    split_key: str
    splitter: str
    layers: dict[str, list[str]]
    scheme: str
    scheme_version: str
    text: str = ""
    lines: list[Line] = field(default_factory=list)
    about: dict[str, str | None] = field(default_factory=dict)
    text_version: int = 1
    sha256: str = ""
    hidden: bool = False

    def shown(self, text: str | None) -> str | None:
        """Return some words of the article, or None where only their place may be passed on."""
        return None if self.hidden else text

    def id_of(self, line: Line) -> str:
        """Return the public id of a sentence, which survives a new cut as long as its edges do."""
        return f"{self.public_id}:{line.start}:{line.end}"


@contextmanager
def damage_told() -> Iterator[None]:
    """Turn what ends the reading of a damaged database into a sentence that tells nothing of what it holds.

    Raises Conflict for a row that is gone, a value that is no JSON or of another kind, and a broken file.
    """
    try:
        yield
    except (AttributeError, KeyError, TypeError, JSONDecodeError, sqlite3.DatabaseError) as fault:
        raise Conflict(DAMAGED) from fault


def stamp(moment: object) -> str:
    """Return a stored moment as text, UTC, whole seconds.

    It may be a datetime without a zone or the text in which SQLite keeps one; both read the same as far as the seconds.
    """
    text = str(moment)
    return f"{text[:10]}T{text[11:19]}Z"


def fetched(session: Session, query: Any) -> list[Any]:
    """Return all rows of a query as the driver gives them, which for a million labels saves seconds.

    Only for numbers and texts; what is true or false may come as 1 or 0.
    """
    with session.connection().execute(query) as found:
        return list(found.cursor.fetchall())


def unpacked(text: str) -> Any:
    """Return the list in a stored JSON text; most are empty. Raises TypeError for what is none."""
    if text == "[]":
        return []
    found = orjson.loads(text)
    if not isinstance(found, list):
        raise TypeError("This is no list.")
    return found


def all_unpacked(texts: Iterable[str]) -> Iterator[Any]:
    """Return the values of many JSON texts at once, in their order."""
    return iter(orjson.loads(f"[{','.join(texts)}]"))
