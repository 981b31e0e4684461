"""Files on their way in: they wait for a look, are corrected, and become articles one short transaction each."""

import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from annotator import articles, projects, scheme
from annotator.access import Actor
from annotator.articles import Draft
from annotator.errors import AnnotatorError, BadInput, Conflict, NotFound
from annotator.models import MAX_KEY, ImportFile, now, table_of

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
    """What a person changed in a preview: `kinds` by the offset at which a segment starts."""

    title: str = ""
    details: dict[str, str | None] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Revised:
    """A waiting file with a person's changes, ready to be saved."""

    key: int
    title: str
    segments: list[dict[str, Any]]
    details: dict[str, Any]


def file_name(name: str) -> str:
    """Return the last part of a file's name, printable and of at most 200 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable()).strip()[:MAX_NAME] or "Unnamed file"


def read_all(files: Iterable[tuple[str, bytes]], pasted: str, language: str) -> list[Draft | Refused]:
    """Read and split files and pasted text, storing nothing; a file that is refused does not stop the others."""
    made: list[Draft | Refused] = []
    for name, data in files:
        shown = file_name(name)
        try:
            made.append(articles.draft(shown, data, language=language))
        except AnnotatorError as fault:
            made.append(Refused(shown, str(fault), fault.status, data))
    if pasted.strip():
        try:
            made.append(articles.draft_of_text(pasted, language=language))
        except AnnotatorError as fault:
            made.append(Refused("Pasted text", str(fault), fault.status))
    return made


def keep(session: Session, actor: Actor, made: list[Draft | Refused]) -> str:
    """Let files wait for a look and return the id of their batch; what has waited for a day is removed.

    Raises BadInput when there is nothing at all. Of a refused file only its name and the reason are kept.
    """
    assert actor.project is not None
    if not made:
        raise BadInput("Choose at least one file, or paste a text.")
    session.execute(delete(FILE).where(FILE.c.state != "imported", FILE.c.created_at < now() - WAIT))
    batch = str(uuid.uuid4())
    common = {"project_id": actor.project.id, "user_id": actor.user_id, "batch": batch, "created_at": now()}
    session.execute(insert(FILE), [common | _row(one) for one in made])
    return batch


def _row(one: Draft | Refused) -> dict[str, Any]:
    row = {"name": one.name, "sha256": hashlib.sha256(one.data).hexdigest()}
    if isinstance(one, Refused):
        nothing = {"data": b"", "text": "", "title": "", "segments": [], "details": {}}
        return row | nothing | {"problem": one.reason, "state": "refused"}
    details = summary(one.segments) | {"fields": one.details, "warnings": list(one.warnings), "public": one.public_id}
    read = {"data": one.data, "text": one.text, "title": one.title, "segments": one.segments, "details": details}
    return row | read | {"problem": None, "state": "waiting"}


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
        segments = articles.segments_of(row.text, fields["language"])
        for segment in segments:
            segment["kind"] = kept.get((segment["start"], segment["end"]), segment["kind"])
    title = articles.line(edits.title)[: articles.MAX_TITLE] or articles.title_of(row.text, segments, row.name)
    return Revised(key, title, segments, row.details | summary(segments) | {"fields": fields})


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


def store(session: Session, actor: Actor, batch: str, key: int) -> articles.Stored:
    """Make one waiting file an article; its bytes and their hash stay beside it.

    Raises Conflict for a text that the project has, or a file that no longer waits; BadInput without body text.
    """
    assert actor.project is not None
    row = _waiting(session, actor, batch, key)
    made = Draft(row.name, row.text, row.title, row.segments, details=row.details["fields"])
    stored = articles.store(session, projects.open_phase(session, actor.project.id), made, by=actor.user_id)
    # The article holds the text now; of the file only what it was read from stays.
    done = {"state": "imported", "article_id": stored.id, "text": "", "segments": [], "details": {}}
    session.execute(update(FILE).where(FILE.c.id == row.id).values(**done))
    return stored


def leave_out(session: Session, actor: Actor, batch: str, key: int, *, out: bool) -> None:
    """Leave a waiting file out of the import, or take it in again; raises NotFound, or Conflict once imported."""
    row = file_at(session, actor, batch, key, (), lock=True)
    if row.state not in ("waiting", "left-out"):
        raise Conflict("This file is no longer waiting to be imported. Reload the page to see what became of it.")
    session.execute(update(FILE).where(FILE.c.id == row.id).values(state="left-out" if out else "waiting"))


def discard(session: Session, actor: Actor, batch: str) -> None:
    """Remove the files of a batch that are not articles yet."""
    session.execute(delete(FILE).where(in_batch(actor, batch), FILE.c.state != "imported"))
