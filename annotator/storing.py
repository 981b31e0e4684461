"""The last step of an import: files that were said to be imported become articles, one short transaction each.

Who says so only marks them; the page that shows the progress, or `annotator worker`, then takes one after the other.
So it can be stopped, goes on after a restart, and never keeps a save waiting for longer than one article takes.
"""

import time
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from annotator import articles, projects
from annotator.access import Actor
from annotator.articles import Draft, Stored
from annotator.db import Database
from annotator.errors import BadInput, Conflict
from annotator.importing import FILE, in_batch

# Queued with what a person saw; `confirmed` takes what the file says of itself too, where nobody has looked.
QUEUED = ("queued", "confirmed")
CHUNK = 500


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
    """Return how many files of a batch are imported and how many are still to be."""
    query = select(FILE.c.state, func.count()).where(in_batch(actor, batch)).group_by(FILE.c.state)
    counts: dict[str, int] = {state: count for state, count in session.execute(query)}  # noqa: C416  rows are no pairs
    return counts.get("imported", 0), sum(counts.get(state, 0) for state in QUEUED)


def next_key(session: Session, batch: str | None = None, after: int = 0) -> int | None:
    """Return the next file to import, of one batch or of any."""
    query = select(FILE.c.id).where(FILE.c.state.in_(QUEUED), FILE.c.id > after)
    if batch is not None:
        query = query.where(FILE.c.batch == batch)
    return session.execute(query.order_by(FILE.c.id).limit(1)).scalar_one_or_none()


def store(session: Session, key: int) -> Stored | None:
    """Make one marked file an article; its bytes and their hash stay beside it. None when another one is at it.

    Raises Conflict for a text that the project has, BadInput without body text; `give_back` then lets it wait again.
    """
    columns = (FILE.c.id, FILE.c.project_id, FILE.c.user_id, FILE.c.name, FILE.c.text, FILE.c.title, FILE.c.state)
    query = select(*columns, FILE.c.segments, FILE.c.details).where(FILE.c.id == key, FILE.c.state.in_(QUEUED))
    row = session.execute(query.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    made = Draft(row.name, row.text, row.title, row.segments, details=_details(row))
    made.kept_sketch = row.details.get("sketch", "")
    stored = articles.store(session, projects.open_phase(session, row.project_id), made, by=row.user_id)
    # The article holds the text now; of the file only what it was read from stays.
    done = {"state": "imported", "article_id": stored.id, "text": "", "segments": [], "details": {}}
    session.execute(update(FILE).where(FILE.c.id == row.id).values(**done))
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
    key: int | None = 0
    taken = 0
    while time.monotonic() < until:
        with database.read() as session:
            key = next_key(session, batch, after=key or 0)
        if key is None:
            break
        taken += 1
        try:
            with database.write() as session:
                store(session, key)
        except (Conflict, BadInput):
            with database.write() as session:
                give_back(session, key)
    return taken
