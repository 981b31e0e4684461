"""Reviewing: who may look at an article side by side, and what a decision on it needs to know."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session

from annotator.access import Actor, may
from annotator.errors import Conflict, Forbidden, NotFound
from annotator.models import Article, Assignment, Membership, Phase, Project, Scheme, User, table_of
from annotator.review import weighing

ARTICLE, ASSIGNMENT, PHASE, PROJECT = (table_of(model) for model in (Article, Assignment, Phase, Project))
SCHEME, MEMBERSHIP, USER = (table_of(model) for model in (Scheme, Membership, User))
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who submitted the article, in column `place`; `letter` stands for the name until all is settled."""

    user_id: int
    name: str
    place: int
    letter: str


@dataclass(frozen=True, slots=True)
class Ground:
    """An article a reviewer may look at, with what a decision on it needs to know."""

    id: int
    public_id: str
    title: str
    language: str
    publisher: str | None
    published: str | None
    cut: int
    text_version: int
    layers: dict[str, list[str]]
    scheme_id: int
    scheme_number: int
    labels: list[dict[str, Any]]
    begun: bool
    guideline_version: int
    annotated_it: bool
    must_begin: bool
    waiting: bool
    working: int
    people: dict[int, Person]

    @property
    def base(self) -> str:
        """What operations made on this page name: the cut and the scheme."""
        return f"{self.cut}.{self.scheme_number}"


def ground(session: Session, actor: Actor, public_id: str, *, lock: bool = False) -> Ground:
    """Return an article for review; with `lock`, other decisions on it wait (SQLite has its write lock).

    It is `waiting` while somebody works on it or only one has submitted it: until a reviewer says to settle with what
    is there. Raises Forbidden when the person is no reviewer or (still) annotates it, NotFound when it is not there,
    Conflict while nobody has submitted it.
    """
    if not may(actor, "review"):
        raise Forbidden("Only reviewers of this project can do that.")
    row = _row(session, actor, public_id, lock=lock)
    g, u = ASSIGNMENT.c, USER.c
    query = (
        select(g.user_id, u.name, g.state, g.round, g.shown_at)
        .join(USER, u.id == g.user_id)
        .where(g.article_id == row.id)
    )
    # Whoever takes a submission back holds the same lock: one of the two sees what the other did.
    locked = query.with_for_update(of=ASSIGNMENT, key_share=True) if lock else query
    assigned = session.execute(locked.order_by(g.id)).all()
    mine = next((work for work in assigned if work.user_id == actor.user_id), None)
    _refuse_annotator(mine, row.options)
    done = [work for work in assigned if work.state == "submitted" or work.round > 1]
    if not done:
        raise Conflict("There is nothing to review yet: nobody has submitted this article.")
    begun, working = row.review_begun_at is not None, sum(is_blind(work) for work in assigned)
    waiting = not begun and (working > 0 or len(done) < 2)
    return Ground(
        id=row.id, public_id=row.public_id, title=row.title, language=row.language, publisher=row.publisher,
        published=row.published, cut=row.cut, text_version=row.text_version, layers=row.layers,
        scheme_id=row.scheme_id, scheme_number=row.number, labels=row.body["labels"],
        begun=begun, guideline_version=row.guideline_version, annotated_it=mine is not None,
        must_begin=waiting or (mine is not None and mine.shown_at is None and not begun), waiting=waiting,
        working=working, people=_people(actor, row.public_id, done),
    )  # fmt: skip


def is_blind(work: Any) -> bool:
    """Say whether an assignment is one that somebody works on for the first time, seeing nothing of others."""
    return bool(work.state == "open" and work.round == 1)


def _row(session: Session, actor: Actor, public_id: str, *, lock: bool) -> Any:
    assert actor.project is not None
    a, p, c = ARTICLE.c, PHASE.c, SCHEME.c
    query = (
        select(
            a.id, a.public_id, a.title, a.language, a.publisher, a.published, a.cut, a.text_version, a.review_begun_at,
            p.layers, c.id.label("scheme_id"), c.number, c.body, PROJECT.c.options, MEMBERSHIP.c.guideline_version,
        )
        .join(PHASE, p.id == a.phase_id)
        .join(SCHEME, c.id == p.scheme_id)
        .join(PROJECT, PROJECT.c.id == a.project_id)
        .join(
            MEMBERSHIP,
            and_(MEMBERSHIP.c.project_id == a.project_id, MEMBERSHIP.c.user_id == actor.user_id),
        )
        .where(a.project_id == actor.project.id, a.public_id == public_id, a.withdrawn_at.is_(None))
    )  # fmt: skip
    row = session.execute(query.with_for_update(of=ARTICLE, key_share=True) if lock else query).first()
    if row is None:
        raise NotFound("There is no such article in this project.")
    return row


def _refuse_annotator(mine: Any | None, options: dict[str, Any]) -> None:
    """Refuse by one's own work alone, so that the answer tells nothing about anyone else's."""
    if mine is not None and mine.state == "open":
        raise Forbidden("You still annotate this article, so its review stays hidden from you. Submit it first.")
    if mine is not None and not options.get("review_own"):
        raise Forbidden("You annotated this article, so somebody else reviews it. A manager can allow it.")


def _people(actor: Actor, public_id: str, done: list[Any]) -> dict[int, Person]:
    """Give each annotator a letter: shuffled for each article, the same for this reviewer every time."""

    def order(work: Any) -> str:
        return hashlib.sha256(f"{actor.user_id}.{public_id}.{work.user_id}".encode()).hexdigest()

    return {
        work.user_id: Person(work.user_id, work.name, place, LETTERS[place] if place < 26 else str(place + 1))
        for place, work in enumerate(sorted(done, key=order))
    }


def column_key(actor: Actor, sentence_id: int, annotation: weighing.Annotation) -> str:
    """Return under which name a reviewer takes an annotation: it tells of nobody and fits its present state only."""
    seen = f"{actor.user_id}.{sentence_id}.{annotation['user_id']}.{annotation['updated_at']}"
    return hashlib.sha256(seen.encode()).hexdigest()[:16]
