"""The last step of an import: files that were said to be imported become articles, one short transaction each.

Who says so only marks them; the page that shows the progress, or `annotator worker`, then takes one after the other.
So it can be stopped, goes on after a restart, and never keeps a save waiting for longer than one article takes.
"""

import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update
from sqlmodel import Session

from annotator.access import Actor
from annotator.db import Database
from annotator.errors import BadInput, Conflict, NotFound
from annotator.intake import articles
from annotator.intake.articles import Draft, Stored
from annotator.intake.importing import FILE, GONE, in_batch
from annotator.models import Phase
from annotator.project import projects

# Queued with what a person saw; `confirmed` takes what the file says of itself too, where nobody has looked.
QUEUED = ("queued", "confirmed")
CHUNK = 500
PAGE = 100
# After each article those who save come first: in this process and, at the lock file, in others.
BREATH_SECONDS = 0.001
# Built once: an import runs them thousands of times.
MARKED = (
    select(FILE.c.id, FILE.c.project_id, FILE.c.user_id, FILE.c.name, FILE.c.text, FILE.c.title, FILE.c.state)
    .add_columns(FILE.c.segments, FILE.c.details)
    .where(FILE.c.id == bindparam("key"), or_(*(FILE.c.state == state for state in QUEUED)))
    .with_for_update(skip_locked=True)
)
# The article holds the text now; of the file only what it was read from stays.
DONE = (
    update(FILE)
    .where(FILE.c.id == bindparam("key"))
    .values(state="imported", article_id=bindparam("article"), text="", segments=[], details={})
)


def begin(session: Session, actor: Actor, batch: str, keys: list[int], *, found: bool) -> None:
    """Mark waiting files as to be imported; `found` confirms what they say of themselves."""
    for first in range(0, len(keys), CHUNK):
        some = FILE.c.id.in_(keys[first : first + CHUNK])
        mark = update(FILE).where(in_batch(actor, batch), some, FILE.c.state == "waiting")
        session.execute(mark.values(state="confirmed" if found else "queued"))


def stop(session: Session, actor: Actor, batch: str) -> None:
    """Let what is not imported yet wait again."""
    session.execute(update(FILE).where(in_batch(actor, batch), FILE.c.state.in_(QUEUED)).values(state="waiting"))


def progress(session: Session, actor: Actor, batch: str) -> tuple[int, int]:
    """Return how many files of a batch are imported and how many are still to be; raises NotFound without any file."""
    query = select(FILE.c.state, func.count()).where(in_batch(actor, batch)).group_by(FILE.c.state)
    counts: dict[str, int] = {state: count for state, count in session.execute(query)}  # noqa: C416  rows are no pairs
    if not counts:
        raise NotFound(GONE)
    return counts.get("imported", 0), sum(counts.get(state, 0) for state in QUEUED)


def next_keys(session: Session, batch: str | None = None, after: int = 0) -> list[int]:
    """Return the next files to import, of one batch or of any."""
    query = select(FILE.c.id).where(FILE.c.state.in_(QUEUED), FILE.c.id > after)
    if batch is not None:
        query = query.where(FILE.c.batch == batch)
    return list(session.execute(query.order_by(FILE.c.id).limit(PAGE)).scalars())


def store(session: Session, key: int, phases: dict[int, Phase]) -> Stored | None:
    """Make one marked file an article; its bytes and their hash stay beside it. None when another one is at it.

    `phases` keeps the phase that a project's articles join. Raises Conflict for a text that the project has, BadInput
    without body text; `give_back` then lets it wait again.
    """
    row = session.execute(MARKED, {"key": key}).first()
    if row is None:
        return None
    phase = phases.get(row.project_id) or projects.open_phase(session, row.project_id)
    phases[row.project_id] = phase
    made = Draft(row.name, row.text, row.title, row.segments, details=_details(row))
    made.kept_sketch = row.details.get("sketch", "")
    stored = articles.store(session, phase, made, by=row.user_id)
    session.execute(DONE, {"key": key, "article": stored.id})
    return stored


def _details(row: Any) -> dict[str, str | None]:
    fields: dict[str, str | None] = row.details["fields"]
    if row.state != "confirmed":
        return fields
    found = articles.confirmed(row.details.get("found", {}))
    return found | {name: value for name, value in fields.items() if value}


def give_back(session: Session, key: int) -> None:
    """Let a file that could not be stored wait again; its page says why."""
    session.execute(update(FILE).where(FILE.c.id == key, FILE.c.state.in_(QUEUED)).values(state="waiting"))


def take(database: Database, seconds: float, batch: str | None = None) -> int:
    """Make articles of marked files for so many seconds, of one batch or of all; return how many files it took.

    Each is a transaction of its own, so this is given the database and not a session. What somebody else stored a
    moment ago waits again, and its page says so.
    """
    until = time.monotonic() + seconds
    taken = 0
    for key, phases in _marked(database, batch):
        try:
            with database.write() as session:
                store(session, key, phases)
        except (Conflict, BadInput):
            with database.write() as session:
                give_back(session, key)
        taken += 1
        if time.monotonic() > until:
            break
        time.sleep(BREATH_SECONDS)
    return taken


def _marked(database: Database, batch: str | None) -> Iterator[tuple[int, dict[int, Phase]]]:
    """Yield the marked files; the phases that their articles join are looked up anew for each page of them."""
    last = 0
    while True:
        with database.read() as session:
            keys = next_keys(session, batch, after=last)
        if not keys:
            return
        phases: dict[int, Phase] = {}
        for last in keys:
            yield last, phases
