"""Files on their way in: they wait for a look, are corrected, and become articles one short transaction each."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor
from annotator.errors import BadInput, Conflict, NotFound
from annotator.intake import articles
from annotator.intake.articles import Draft
from annotator.models import MAX_KEY, ImportFile, now, table_of
from annotator.reading.cutting import segments_of
from annotator.reading.mending import dropped, joined, parted
from annotator.reading.tables import Table

FILE = table_of(ImportFile)
WAIT = timedelta(days=1)
BATCH = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
MAX_NAME = 200
GONE = "There is no such upload. Uploads wait for a day; upload the file again."
READ = (FILE.c.name, FILE.c.text, FILE.c.title, FILE.c.segments, FILE.c.details)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot become an article, and why."""

    name: str
    reason: str
    status: int
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Edits:
    """What a person changed in a preview: `kinds` by the offset at which a segment starts, then one `step`.

    A step is join, split or omit (leave a segment out) and the offset it is about.
    """

    title: str = ""
    details: dict[str, str | None] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    step: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Revised:
    """A waiting file with a person's changes, ready to be saved."""

    key: int
    title: str
    segments: list[dict[str, Any]]
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tabular:
    """A table that waits until a person has said which column is what; `options` say how else to read it."""

    name: str
    data: bytes
    table: Table
    options: dict[str, Any]


Kept = Draft | Refused | Tabular


def file_name(name: str) -> str:
    """Return the last part of a file's name, printable and of at most 200 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[:MAX_NAME] or "Unnamed file"


def keep(session: Session, actor: Actor, batch: str, made: Iterable[Kept]) -> None:
    """Let files wait for a look in a batch; what has waited for a day is removed.

    Of a refused file only its name and the reason are kept.
    """
    assert actor.project is not None
    session.execute(delete(FILE).where(FILE.c.state != "imported", FILE.c.created_at < now() - WAIT))
    common = {"project_id": actor.project.id, "user_id": actor.user_id, "batch": batch, "created_at": now()}
    session.execute(insert(FILE), [common | _row(one) for one in made])


def _row(one: Kept) -> dict[str, Any]:
    row = {"name": one.name[:MAX_NAME], "sha256": hashlib.sha256(one.data).hexdigest(), "problem": None}
    nothing = {"data": b"", "text": "", "title": "", "segments": [], "details": {}}
    if isinstance(one, Refused):
        return row | nothing | {"problem": one.reason, "state": "refused"}
    if isinstance(one, Tabular):
        table = {"columns": one.table.columns, "samples": one.table.samples, "guess": one.table.guess}
        return row | nothing | {"data": one.data, "details": {"table": table} | one.options, "state": "table"}
    details = summary(one.segments) | {
        "fields": one.details, "warnings": list(one.warnings), "public": one.public_id, "found": one.found,
        "near": one.near, "sketch": one.sketch,
    }  # fmt: skip
    read = {"data": one.data, "text": one.text, "title": one.title, "segments": one.segments, "details": details}
    return row | read | {"state": "waiting"}


def summary(segments: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a list of files says of one: the sentences to annotate and the kinds of segments it has."""
    counted = sum(len(segment["sentences"]) for segment in segments if segment["kind"] in scheme.ANNOTATED)
    return {"sentences": counted, "kinds": sorted({segment["kind"] for segment in segments})}


def file_at(session: Session, actor: Actor, batch: str, key: int, columns: tuple[Any, ...], *, lock: bool) -> Any:
    """Return id, state and more columns of one file of a batch; raises NotFound."""
    if not 1 <= key <= MAX_KEY:
        raise NotFound(GONE)
    query = select(FILE.c.id, FILE.c.state, *columns).where(in_batch(actor, batch), FILE.c.id == key)
    row = session.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFound(GONE)
    return row


def _waiting(
    session: Session, actor: Actor, batch: str, key: int, columns: tuple[Any, ...] = READ, *, lock: bool = True
) -> Any:
    row = file_at(session, actor, batch, key, columns, lock=lock)
    if row.state != "waiting":
        raise Conflict("This file is no longer waiting to be imported. Reload the page to see what became of it.")
    return row


def in_batch(actor: Actor, batch: str) -> Any:
    """Return the condition for the files of a batch of the actor's project; raises NotFound when it is no batch id."""
    assert actor.project is not None
    if not BATCH.fullmatch(batch):
        raise NotFound(GONE)
    return (FILE.c.project_id == actor.project.id) & (FILE.c.batch == batch)


def revise(session: Session, actor: Actor, batch: str, key: int, edits: Edits) -> Revised:
    """Work a person's changes into a waiting file, storing nothing; another language splits its text anew.

    A changed kind never changes a cut, and it is kept through another splitting wherever a segment stays the same.
    Raises BadInput for an unknown kind or a wrong detail.
    """
    row = _waiting(session, actor, batch, key, lock=False)
    fields = row.details["fields"] | articles.check_details(edits.details)
    fields["language"] = fields.get("language") or row.details["fields"]["language"]
    segments = _with_kinds(row.segments, edits.kinds)
    if fields["language"] != row.details["fields"]["language"]:
        kept = {(segment["start"], segment["end"]): segment["kind"] for segment in segments}
        segments = segments_of(row.text, fields["language"])
        for segment in segments:
            segment["kind"] = kept.get((segment["start"], segment["end"]), segment["kind"])
    segments = _stepped(row.text, segments, edits.step)
    title = articles.check_title(edits.title) or articles.title_of(row.text, segments, row.name)
    # What the file says of itself was shown in the form, so whoever saves it has seen it.
    return Revised(key, title, segments, row.details | summary(segments) | {"fields": fields, "found": {}})


def _stepped(text: str, segments: list[dict[str, Any]], step: tuple[str, int] | None) -> list[dict[str, Any]]:
    if step is None:
        return segments
    task, at = step
    if task == "omit":
        return dropped(segments, at)
    return joined(text, segments, at) if task == "join" else parted(text, segments, at)


def _with_kinds(segments: list[dict[str, Any]], kinds: dict[int, str]) -> list[dict[str, Any]]:
    for kind in kinds.values():
        if kind not in scheme.KINDS:
            raise BadInput(f"There is no kind of segment called {kind[:40]}. Choose one of {', '.join(scheme.KINDS)}.")
    return [{**segment, "kind": kinds.get(segment["start"], segment["kind"])} for segment in segments]


def save(session: Session, actor: Actor, batch: str, revised: Revised) -> None:
    """Store a revision; raises Conflict when the file was imported meanwhile."""
    row = _waiting(session, actor, batch, revised.key, ())
    values = {"title": revised.title, "segments": revised.segments, "details": revised.details}
    session.execute(update(FILE).where(FILE.c.id == row.id).values(**values))


def set_state(session: Session, actor: Actor, batch: str, key: int, task: str) -> None:
    """Leave a waiting file out, take it in again, or take it `anyway` although the project has one much like it.

    Raises NotFound, or Conflict once it is imported.
    """
    row = file_at(session, actor, batch, key, (FILE.c.details,), lock=True)
    if row.state not in ("waiting", "left-out"):
        raise Conflict("This file is no longer waiting to be imported. Reload the page to see what became of it.")
    values: dict[str, Any] = {"state": "left-out" if task == "leave-out" else "waiting"}
    if task == "anyway":
        values["details"] = row.details | {"anyway": True}
    session.execute(update(FILE).where(FILE.c.id == row.id).values(**values))


def waiting(session: Session, actor: Actor, batch: str) -> list[int]:
    """Return the files of a batch that wait, in their order."""
    query = select(FILE.c.id).where(in_batch(actor, batch), FILE.c.state == "waiting")
    return list(session.execute(query.order_by(FILE.c.id)).scalars())


def discard(session: Session, actor: Actor, batch: str) -> None:
    """Remove the files of a batch that are not articles yet."""
    session.execute(delete(FILE).where(in_batch(actor, batch), FILE.c.state != "imported"))
