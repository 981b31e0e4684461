"""Feedback to annotators: where the settled decision is another than theirs, and how often it is the same, over time.

Only what the reveal rule of the phase allows is read. The figures belong to the person; managers see them where the
project says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor, may
from annotator.annotate import details
from annotator.errors import NotFound
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Comment,
    Guideline,
    Phase,
    Project,
    Sentence,
    User,
    table_of,
)
from annotator.project import options, revealing, sections
from annotator.project.sections import Section
from annotator.review import comparing, weighing

ANNOTATION, ARTICLE, ASSIGNMENT, COMMENT = (table_of(made) for made in (Annotation, Article, Assignment, Comment))
SENTENCE, PHASE, PROJECT, GUIDELINE = (table_of(made) for made in (Sentence, Phase, Project, Guideline))
OWN, GOLD = ANNOTATION.alias("own"), ANNOTATION.alias("settled")
# Decisions looked through for a page; those that agree with the person are not shown.
WINDOW = 200


@dataclass(frozen=True, slots=True)
class Correction:
    """One sentence on which the settled decision is another than one's own, what differs, and what one said of it."""

    article: str
    title: str
    language: str
    sentence: str
    number: int | None
    text: str
    mine: weighing.Column
    gold: weighing.Column
    differing: list[str]
    reason: str | None
    note: str | None
    at: datetime
    answer: str | None
    section: Section | None


@dataclass(frozen=True, slots=True)
class Week:
    """How many of one's labels of the articles submitted in the week from `day` on are the settled ones."""

    day: date
    same: int
    settled: int

    @property
    def share(self) -> float:
        """The share that is the same, 0 to 1."""
        return self.same / self.settled


@dataclass(frozen=True, slots=True)
class Feedback:
    """A page of corrections, the newest first; `before` is where the next page begins, 0 for none."""

    corrections: list[Correction]
    before: int
    weeks: list[Week]


def page(session: Session, actor: Actor, before: int = 0) -> Feedback:
    """Return what reviewers decided otherwise than the person, and their accuracy; a fixed number of queries."""
    assert actor.project is not None
    rows = session.execute(_pairs(actor, before).limit(WINDOW)).all()
    keys = [key for row in rows for key in (row.mine, row.gold)]
    known = {layer: _details(session, layer, keys) for layer in ("claims", "attributions")}
    written = sections.split(_guideline(session, actor.project.id))
    answers = _answers(session, actor, [row.sentence_id for row in rows])
    found = [_correction(row, known, written, answers.get(row.sentence_id)) for row in rows]
    corrections = [one for one in found if one is not None]
    return Feedback(corrections, rows[-1].gold if len(rows) == WINDOW else 0, weeks(session, actor, actor.user_id))


def _pairs(actor: Actor, before: int) -> Any:
    """Select the person's first readings of settled sentences with the settled ones, the newest decisions first."""
    assert actor.project is not None
    a, s, o, g = ARTICLE.c, SENTENCE.c, OWN.c, GOLD.c
    query = (
        select(
            a.public_id, a.title, a.language, s.start, s.end, s.number, s.text, s.id.label("sentence_id"),
            o.id.label("mine"), g.id.label("gold"), o.label.label("mine_label"), g.label.label("gold_label"),
            o.flags.label("mine_flags"), g.flags.label("gold_flags"), o.note.label("mine_note"), g.reason, g.note,
            g.updated_at, PHASE.c.layers,
        )
        .select_from(OWN)
        .join(GOLD, and_(g.sentence_id == o.sentence_id, g.layer == "gold", g.retired_at.is_(None)))
        .join(ARTICLE, a.id == o.article_id)
        .join(PHASE, PHASE.c.id == a.phase_id)
        .join(SENTENCE, s.id == o.sentence_id)
        .where(
            o.layer == "own", o.user_id == actor.user_id, o.round == 1,
            o.article_id.in_(revealing.shown(actor.user_id, actor.project.id)),
        )
        .order_by(g.id.desc())
    )  # fmt: skip
    return query.where(g.id < before) if before else query


def _details(session: Session, layer: str, keys: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    table = details.TABLES[layer][0]
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in session.execute(select(table).where(table.c.annotation_id.in_(list(keys))).order_by(table.c.id)):
        found[row.annotation_id].append(details.plain(row, layer))
    return found


def _correction(row: Any, known: dict[str, Any], written: list[Section], answer: str | None) -> Correction | None:
    def reading(key: int, label: str | None, flags: list[str], note: str | None) -> dict[str, Any]:
        layers = {
            layer: known[layer][key] if scheme.asked(row.layers, layer, label) else None for layer in details.TABLES
        }
        return {"label": label, "flags": flags, "note": note, **layers}

    mine = reading(row.mine, row.mine_label, row.mine_flags, row.mine_note)
    gold = reading(row.gold, row.gold_label, row.gold_flags, None)
    if comparing.differs([mine, gold]) == comparing.AGREE:
        return None
    columns = weighing.columns([mine, gold])
    return Correction(
        article=row.public_id, title=row.title, language=row.language,
        sentence=f"{row.public_id}:{row.start}:{row.end}", number=row.number, text=row.text, mine=columns[0],
        gold=columns[1], differing=weighing.differing(columns), reason=row.reason, note=row.note, at=row.updated_at,
        answer=answer, section=sections.about(written, row.note, row.gold_label),
    )  # fmt: skip


def _guideline(session: Session, project: int) -> str:
    g = GUIDELINE.c
    newest = select(g.text).where(g.project_id == project).order_by(g.version.desc()).limit(1)
    return str(session.execute(newest).scalar_one())


def _answers(session: Session, actor: Actor, sentences: list[int]) -> dict[int, str]:
    c = COMMENT.c
    rows = session.execute(
        select(c.sentence_id, c.answer)
        .where(c.user_id == actor.user_id, c.sentence_id.in_(sentences), c.answer.is_not(None))
        .order_by(c.id)
    )
    return {key: str(answer) for key, answer in rows}


def weeks(session: Session, actor: Actor, user: int) -> list[Week]:
    """Return a person's accuracy against gold by the week in which they submitted; first readings, unsure left out.

    Raises NotFound for someone else's figures, unless the project shows them to managers and one is a manager.
    """
    assert actor.project is not None
    project = actor.project.id
    if user != actor.user_id:
        chosen = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == project)).scalar_one()
        if not (may(actor, "manage") and options.value(chosen, "own_accuracy")):
            raise NotFound("These figures belong to the annotator alone. A project setting can show them to managers.")
    o, g, a = OWN.c, GOLD.c, ASSIGNMENT.c
    rows = session.execute(
        select(a.submitted_at, func.count(), func.sum(case((o.label == g.label, 1), else_=0)))
        .select_from(ASSIGNMENT)
        .join(OWN, and_(o.article_id == a.article_id, o.user_id == a.user_id, o.layer == "own", o.round == 1))
        .join(GOLD, and_(g.sentence_id == o.sentence_id, g.layer == "gold", g.retired_at.is_(None)))
        .where(
            a.user_id == user, a.project_id == project, a.submitted_at.is_not(None), o.label.is_not(None),
            a.article_id.in_(revealing.shown(user, project)),
            a.article_id.not_in(revealing.hidden(actor.user_id, project)),
        )
        .group_by(a.id, a.submitted_at)
    )  # fmt: skip
    counted: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for moment, settled, same in rows:
        day = moment.date()
        week = counted[date.fromordinal(day.toordinal() - day.weekday())]
        week[0] += int(same)
        week[1] += int(settled)
    return [Week(day, *counts) for day, counts in sorted(counted.items())]


def name_of(session: Session, actor: Actor, user: int) -> str:
    """Return the name of a person whose figures are shown."""
    users = table_of(User).c
    return str(session.execute(select(users.name).where(users.id == user)).scalar_one_or_none() or actor.name)
