"""What the import pages show: the files of an upload with their state, one of them sentence by sentence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor
from annotator.errors import NotFound
from annotator.intake import articles, sametext
from annotator.intake.importing import FILE, GONE, file_at, in_batch
from annotator.intake.likeness import ALIKE
from annotator.models import Article, Assignment, Project, User, table_of
from annotator.reading.mending import words
from annotator.reading.scripts import looks_like

ARTICLE, ASSIGNMENT, PROJECT, USER = (table_of(model) for model in (Article, Assignment, Project, User))
READY = ("ready", "no-headline")
# A page with more segments than these would only be slow; the rest is imported with the kinds that were found.
SHOWN = 500
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Twin:
    """What a file has the same text as, or nearly: an article of the project, or an earlier file of the same upload.

    `percent` is how much of the file stands in it, where that is not all.
    """

    title: str
    public_id: str | None = None
    percent: int = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of an upload; `state` is one of those that `state_of` names."""

    key: int
    name: str
    title: str
    sentences: int
    state: str
    problem: str | None
    twin: Twin | None
    article: str | None
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One segment in a preview: where it starts, its kind, its sentences: (number they will have, text, start)."""

    start: int
    kind: str
    sentences: list[tuple[int | None, str, int]]


@dataclass(frozen=True, slots=True)
class Open:
    """A sentence that is open to be joined or split: its text, start, words with their places, and its segment."""

    text: str
    start: int
    words: list[tuple[int, str]]
    segment: int
    first_words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A waiting file sentence by sentence; `more` counts the segments beyond those shown."""

    title: str
    details: dict[str, str | None]
    warnings: list[str]
    parts: list[Part]
    more: int
    counts: dict[str, int]
    found: frozenset[str] = frozenset()
    open: Open | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that waits to be looked at."""

    batch: str
    files: int
    first: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Beginning:
    """The import page before an upload: the project's language and the uploads that wait."""

    language: str
    uploads: list[Upload]


def beginning(session: Session, actor: Actor) -> Beginning:
    """Return what the page shows before anything is uploaded."""
    assert actor.project is not None
    language = session.execute(select(PROJECT.c.language).where(PROJECT.c.id == actor.project.id)).scalar_one()
    return Beginning(language, uploads(session, actor))


def uploads(session: Session, actor: Actor) -> list[Upload]:
    """Return the project's uploads that still wait, the newest first."""
    assert actor.project is not None
    rows = session.execute(
        select(FILE.c.batch, func.count(), func.min(FILE.c.name), func.min(USER.c.name), func.min(FILE.c.created_at))
        .join(USER, USER.c.id == FILE.c.user_id)
        .where(FILE.c.project_id == actor.project.id, FILE.c.state.in_(("waiting", "table", "queued", "confirmed")))
        .group_by(FILE.c.batch)
        .order_by(func.min(FILE.c.created_at).desc())
    )
    return [Upload(*row) for row in rows]


def listed(session: Session, actor: Actor, batch: str) -> list[Listed]:
    """Return the files of an upload in their order; raises NotFound when there are none."""
    assert actor.project is not None
    rows = session.execute(
        select(FILE.c.id, FILE.c.name, FILE.c.title, FILE.c.details, FILE.c.problem, FILE.c.state)
        .add_columns(ARTICLE.c.public_id, ARTICLE.c.title.label("stored"), ARTICLE.c.sentences)
        .outerjoin(ARTICLE, ARTICLE.c.id == FILE.c.article_id)
        .where(in_batch(actor, batch))
        .order_by(FILE.c.id)
    ).all()
    if not rows:
        raise NotFound(GONE)
    twins = _stored(session, actor.project.id, [row.details["public"] for row in rows if row.state == "waiting"])
    return list(_listed(rows, twins))


def _stored(session: Session, project_id: int, public: list[str]) -> dict[str, Twin]:
    """Return the project's articles that were imported with, or corrected to, a text of these public ids."""
    later = sametext.corrected(session, project_id) if public else {}
    found = {key: Twin(*later[key]) for key in public if key in later}
    for first in range(0, len(public), CHUNK):
        known = ARTICLE.c.public_id.in_(public[first : first + CHUNK])
        query = select(ARTICLE.c.title, ARTICLE.c.public_id).where(ARTICLE.c.project_id == project_id, known)
        found |= {row.public_id: Twin(*row) for row in session.execute(query)}
    return found


def _listed(rows: Iterable[Any], twins: dict[str, Twin]) -> Iterator[Listed]:
    seen = dict(twins)
    for row in rows:
        if row.state == "imported":
            yield Listed(row.id, row.name, row.stored, row.sentences, "imported", None, None, row.public_id)
            continue
        twin = seen.get(row.details["public"]) if row.state == "waiting" else None
        if row.state == "waiting" and twin is None:
            seen[row.details["public"]] = Twin(row.name)
            twin = _near(row.details)
        state = state_of(row.state, row.details.get("kinds", []), twin)
        yield Listed(
            row.id,
            row.name,
            row.title,
            row.details.get("sentences", 0),
            state,
            row.problem,
            twin,
            None,
            bool(row.details.get("found")),
        )


def _near(details: dict[str, Any]) -> Twin | None:
    """Return what a file is much like, unless a person said to import it all the same."""
    near = details.get("near")
    if not near or near["percent"] < 100 * ALIKE or details.get("anyway"):
        return None
    return Twin(near["title"], None, min(99, near["percent"]))


def state_of(stored: str, kinds: list[str], twin: Twin | None) -> str:
    """Return how a file stands.

    One of imported, refused, left-out, duplicate, near, no-body, no-headline, ready; the last two can be imported.
    """
    if stored != "waiting":
        return stored
    if twin is not None:
        return "duplicate" if twin.percent == 100 else "near"
    if "body" not in kinds:
        return "no-body"
    return "ready" if "headline" in kinds else "no-headline"


def preview(session: Session, actor: Actor, batch: str, key: int, at: int | None = None) -> Preview | None:
    """Return one file of an upload to look at, the sentence at `at` open; None for one that is refused or stored.

    What the file says of itself fills the fields that are empty. Raises NotFound for a file that is not of the upload.
    """
    columns = (FILE.c.text, FILE.c.title, FILE.c.segments, FILE.c.details)
    row = file_at(session, actor, batch, key, columns, lock=False)
    if row.state not in ("waiting", "left-out"):
        return None
    counts: dict[str, int] = dict.fromkeys(scheme.KINDS, 0)
    for segment in row.segments:
        counts[segment["kind"]] += 1
    fields, found = row.details["fields"], row.details.get("found", {})
    return Preview(
        title=row.title,
        details={name: fields.get(name) or found.get(name) for name in articles.DETAILS},
        warnings=[*row.details["warnings"], *_odd_script(row.text, fields.get("language") or "en")],
        parts=list(_parts(row.text, row.segments[:SHOWN])),
        more=max(0, len(row.segments) - SHOWN),
        counts=counts | {"sentences": row.details["sentences"]},
        found=frozenset(name for name in found if not fields.get(name)),
        open=_open(row.text, row.segments, at),
    )


def _odd_script(text: str, language: str) -> list[str]:
    """Say so when a text looks like another language than its file is split and shown as."""
    like = looks_like(text, language)
    return [f"This looks like {like}. Choose that as its language to split and show it as such."] if like else []


def _open(text: str, segments: list[dict[str, Any]], at: int | None) -> Open | None:
    for segment in segments:
        for start, end in segment["sentences"]:
            if start == at:
                first = " ".join(text[segment["start"] : segment["end"]].split()[:2])[:80]
                return Open(text[start:end], start, words(text, start, end), segment["start"], first)
    return None


def _parts(text: str, segments: list[dict[str, Any]]) -> Iterator[Part]:
    number = 0
    for segment in segments:
        annotated = segment["kind"] in scheme.ANNOTATED
        sentences: list[tuple[int | None, str, int]] = []
        for start, end in segment["sentences"]:
            number += annotated
            sentences.append((number if annotated else None, text[start:end], start))
        yield Part(segment["start"], segment["kind"], sentences)


def mine(session: Session, actor: Actor) -> set[str]:
    """Return the public ids of the project's articles that are assigned to the actor."""
    assert actor.project is not None
    query = select(ARTICLE.c.public_id).join(ASSIGNMENT, ASSIGNMENT.c.article_id == ARTICLE.c.id)
    query = query.where(ARTICLE.c.project_id == actor.project.id, ASSIGNMENT.c.user_id == actor.user_id)
    return set(session.execute(query).scalars())
