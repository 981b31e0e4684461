"""What is the same for every figure of a project: its people, phases, versions, labels in order, and its articles."""

import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session

from annotator.agreement.labels import Key
from annotator.models import Article, Assignment, Guideline, Membership, Phase, Scheme, Sentence, table_of
from annotator.reliability.filters import Filter
from annotator.scheme import CLAIM_TYPES, STANCES, VERDICTS

ARTICLE, ASSIGNMENT, GUIDELINE, MEMBERSHIP = (table_of(made) for made in (Article, Assignment, Guideline, Membership))
PHASE, SCHEME, SENTENCE = table_of(Phase), table_of(Scheme), table_of(Sentence)
# The annotator of gold labels, where somebody ticks that gold counts; pseudonyms have a digit.
GOLD = "gold"
GOLD_KEY = 0


@dataclass(frozen=True)
class Place:
    """An article: key, public id, phase, cut, and how many people submitted it and how many still work on it."""

    id: int
    public_id: str
    phase_id: int
    cut: int
    submitted: int
    working: int


@dataclass(frozen=True)
class Frame:
    """The vocabulary of a project's figures; `people` are pseudonyms by user, `order` the labels from low to high."""

    project_id: int
    people: dict[int, str]
    phases: dict[int, str]
    layers: dict[int, dict[str, list[str]]]
    versions: dict[int, str]
    guidelines: tuple[int, ...]
    order: tuple[str, ...]

    @cached_property
    def names(self) -> dict[int, Key]:
        """Who gave a label, by the key it is counted under: pseudonyms, and gold."""
        return {**self.people, GOLD_KEY: GOLD}

    @cached_property
    def prints(self) -> dict[int, int]:
        """A short print, by phase, of the vocabulary and of what the phase asks for."""
        words = [self.order, CLAIM_TYPES, VERDICTS, STANCES]
        return {key: zlib.crc32(orjson.dumps([*words, layers])) for key, layers in self.layers.items()}

    @cached_property
    def keys(self) -> dict[Key, int]:
        """The other way round."""
        return {name: key for key, name in self.names.items()}


def frame(session: Session, project_id: int) -> Frame:
    """Read what figures of a project are named by; four short queries."""
    m, p, c, g = MEMBERSHIP.c, PHASE.c, SCHEME.c, GUIDELINE.c
    people = session.execute(select(m.user_id, m.pseudonym).where(m.project_id == project_id)).all()
    phases = session.execute(
        select(p.id, p.name, p.layers).where(p.project_id == project_id).order_by(p.position, p.id)
    ).all()
    schemes = session.execute(
        select(c.id, c.version, c.body).where(c.project_id == project_id).order_by(c.number.desc())
    ).all()
    guidelines = session.execute(select(g.version).where(g.project_id == project_id).order_by(g.version)).scalars()
    # A scheme lists its labels from the strongest to the weakest; the ordinal figures want them the other way round.
    codes = dict.fromkeys(label["code"] for row in schemes for label in row.body["labels"])
    return Frame(
        project_id, {row.user_id: row.pseudonym for row in people}, {row.id: row.name for row in phases},
        {row.id: row.layers for row in phases}, {row.id: row.version for row in schemes}, tuple(guidelines),
        tuple(reversed(codes)),
    )  # fmt: skip


def places(session: Session, known: Frame, wanted: Filter, hidden: set[int]) -> list[Place]:
    """Return the articles that a filter chooses and the person may see figures of, by public id."""
    a, g = ARTICLE.c, ASSIGNMENT.c
    # A few named articles are found by themselves, so that keeping one does not read the people of all.
    named = (
        g.article_id.in_(select(a.id).where(chosen(known, wanted)))
        if wanted.article
        else g.project_id == known.project_id
    )
    people = (
        select(
            g.article_id, func.sum(_one(or_(g.state == "submitted", g.round > 1))).label("submitted"),
            func.sum(_one(g.state == "open")).label("working"),
        )
        .where(named)
        .group_by(g.article_id)
        .subquery()
    )  # fmt: skip
    query = (
        select(
            a.id, a.public_id, a.phase_id, a.cut, func.coalesce(people.c.submitted, 0),
            func.coalesce(people.c.working, 0),
        )
        .outerjoin(people, people.c.article_id == a.id)
        .where(a.withdrawn_at.is_(None), chosen(known, wanted))
    )  # fmt: skip
    found = [Place(*row) for row in session.execute(query).all()]
    return sorted((place for place in found if place.id not in hidden), key=lambda place: place.public_id)


def _one(condition: ColumnElement[bool]) -> Any:
    return case((condition, 1), else_=0)


def chosen(known: Frame, wanted: Filter) -> ColumnElement[bool]:
    """Return the condition on articles that a filter makes."""
    a = ARTICLE.c
    parts = [a.project_id == known.project_id]
    if wanted.phase:
        parts.append(a.phase_id.in_([key for key, name in known.phases.items() if name in wanted.phase]))
    if wanted.article:
        parts.append(a.public_id.in_(wanted.article))
    return and_(*parts)


def withdrawn(session: Session, known: Frame, wanted: Filter) -> int:
    """Return how many articles of the filter were withdrawn."""
    query = select(func.count()).select_from(ARTICLE).where(ARTICLE.c.withdrawn_at.is_not(None), chosen(known, wanted))
    return int(session.execute(query).scalar_one())


def alive() -> ColumnElement[bool]:
    """Return the condition that a sentence stands on its article's current cut."""
    s = SENTENCE.c
    return and_(s.from_cut <= ARTICLE.c.cut, or_(s.to_cut.is_(None), s.to_cut > ARTICLE.c.cut))
