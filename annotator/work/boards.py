"""The board: articles with the people who work on them, page by page, and what waits for whom.

A reviewer or manager who still works on an article blind sees no state of the others there, and no figure counts it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.models import Article, Assignment, Membership, Phase, ReviewTally, User, now, table_of
from annotator.project import options
from annotator.work import assignment

ARTICLE, ASSIGNMENT, PHASE = table_of(Article), table_of(Assignment), table_of(Phase)
USER, TALLY, MEMBERSHIP = table_of(User), table_of(ReviewTally), table_of(Membership)
PAGE = 50
SHOWS = ("all", "lacking", "working", "review", "settled", "withdrawn")


@dataclass(frozen=True, slots=True)
class Cell:
    """One person's work on one article; `state` is none where the reader may not know it.

    `idle` says that the lease lapsed: the work is still theirs, and somebody else may be asked too.
    """

    user_id: int
    name: str
    state: str | None
    done: int
    last_at: datetime | None
    reason: str | None
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One article: who has it and what it waits for.

    `waits` is annotators (`missing` of them), people (who still work), review (`open` sentences), nothing, or blind
    where the reader still works on it.
    """

    public_id: str
    title: str
    language: str
    total: int
    phase: str
    withdrawn: str | None
    erased: bool
    cells: list[Cell]
    waits: str
    missing: int
    open: int


@dataclass(frozen=True, slots=True)
class Load:
    """How much one person has: articles open and submitted, and when they last stored something."""

    user_id: int
    name: str
    open: int
    submitted: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the board; `after` is what the next page begins behind, None at the end."""

    rows: list[Row]
    after: int | None
    articles: int
    open: int
    submitted: int
    hidden: int


def board(
    session: Session, actor: Actor, *, show: str = "all", phase: int | None = None, person: int | None = None,
    after: int = 0,
) -> Board:  # fmt: skip
    """Return a page of 50 articles in the order of import, in five queries whatever the size of the project."""
    assert actor.project is not None
    hidden = assignment.open_articles(session, actor.user_id, actor.project.id)
    found = session.execute(_articles(actor, hidden, show, phase, person, after)).all()
    shown = found[:PAGE]
    cells = _cells(session, actor, [row.id for row in shown], hidden)
    rows = [_row(row, cells[row.id], blind=row.id in hidden) for row in shown]
    articles = select(func.count()).where(ARTICLE.c.project_id == actor.project.id, ARTICLE.c.withdrawn_at.is_(None))
    states = _states(session, actor.project.id, hidden)
    return Board(
        rows, shown[-1].id if len(found) > PAGE else None, session.execute(articles).scalar_one(),
        states.get("open", 0), states.get("submitted", 0), len(hidden),
    )  # fmt: skip


def _articles(actor: Actor, hidden: set[int], show: str, phase: int | None, person: int | None, after: int) -> Any:
    assert actor.project is not None
    a, p, t, g = ARTICLE.c, PHASE.c, TALLY.c, ASSIGNMENT.c
    lease = assignment.active(options.value(actor.project.options, "lease_days"))
    people = (
        select(func.count()).where(g.article_id == a.id, lease).correlate(ARTICLE).scalar_subquery()
    )  # fmt: skip
    missing = func.coalesce(a.needed, p.annotators) - people
    settled = and_(t.people > 0, t.working == 0, t.differing == 0, t.edges == 0, a.review_begun_at.is_not(None))
    shows: dict[str, list[Any]] = {
        "all": [a.withdrawn_at.is_(None)],
        "lacking": [a.id.in_(select(assignment.lacking(actor).order_by(None).subquery().c.id))],
        "working": [a.withdrawn_at.is_(None), _has(g.state == "open"), a.id.not_in(hidden)],
        "review": [a.withdrawn_at.is_(None), t.working == 0, t.differing + t.edges > 0, a.id.not_in(hidden)],
        "settled": [a.withdrawn_at.is_(None), settled, a.id.not_in(hidden)],
        "withdrawn": [a.withdrawn_at.is_not(None)],
    }
    narrowed = shows[show]
    if phase is not None:
        narrowed.append(a.phase_id == phase)
    if person is not None:
        narrowed.append(_has(and_(g.user_id == person, g.state != "left")))
    return (
        select(
            a.id, a.public_id, a.title, a.language, a.sentences, p.name.label("phase"), a.withdrawn_at,
            a.withdrawn_reason, missing.label("missing"), p.opened_at, p.closed_at,
            func.coalesce(t.differing + t.edges, 0).label("open"), func.coalesce(t.people, 0).label("people"),
            func.coalesce(t.working, 0).label("working"), settled.label("settled"),
        )
        .join(PHASE, p.id == a.phase_id)
        .outerjoin(TALLY, t.article_id == a.id)
        .where(a.project_id == actor.project.id, a.id > after, *narrowed)
        .order_by(a.id)
        .limit(PAGE + 1)
    )  # fmt: skip


def _has(condition: Any) -> Any:
    g = ASSIGNMENT.c
    return select(g.id).where(g.article_id == ARTICLE.c.id, condition).correlate(ARTICLE).exists()


def _cells(session: Session, actor: Actor, articles: list[int], hidden: set[int]) -> dict[int, list[Cell]]:
    g, found = ASSIGNMENT.c, defaultdict(list)
    assert actor.project is not None
    days = options.value(actor.project.options, "lease_days")
    since = now() - timedelta(days=days) if days else None
    rows = session.execute(
        select(g.article_id, g.user_id, USER.c.name, g.state, g.done, g.last_at, g.reason, g.assigned_at)
        .join(USER, USER.c.id == g.user_id)
        .where(g.article_id.in_(articles))
        .order_by(g.article_id, g.assigned_at, g.id)
    )
    for row in rows:
        own = row.user_id == actor.user_id
        if row.article_id in hidden and not own:
            # Who else has it may be known; how far they are, and whether they gave it up, may not.
            found[row.article_id].append(Cell(row.user_id, row.name, None, 0, None, None))
        else:
            idle = row.state == "open" and since is not None and (row.last_at or row.assigned_at) < since
            cell = Cell(row.user_id, row.name, row.state, row.done, row.last_at, row.reason, idle)
            found[row.article_id].append(cell)
    return found


def _row(row: Any, cells: list[Cell], *, blind: bool) -> Row:
    offered = row.opened_at is not None and row.closed_at is None
    if blind:
        waits = "blind"
    elif row.missing > 0 and offered:
        waits = "annotators"
    elif any(cell.state == "open" for cell in cells):
        waits = "people"
    else:
        waits = "settled" if row.settled else "review" if row.people else "nothing"
    return Row(
        row.public_id, row.title, row.language, row.sentences, row.phase,
        row.withdrawn_reason if row.withdrawn_at is not None else None, row.sentences > 0 and row.title == "",
        cells, waits, 0 if blind else max(row.missing, 0), 0 if blind else row.open,
    )  # fmt: skip


def _states(session: Session, project_id: int, hidden: set[int]) -> dict[str, int]:
    g = ASSIGNMENT.c
    rows = session.execute(
        select(g.state, func.count())
        .where(g.project_id == project_id, g.article_id.not_in(hidden))
        .group_by(g.state)
    )  # fmt: skip
    return {state: number for state, number in rows}  # noqa: C416  a result has keys(), which dict() would misread


def loads(session: Session, actor: Actor) -> list[Load]:
    """Return how much each annotator has and has done, those who have most to do first; hidden articles count not."""
    assert actor.project is not None
    hidden = assignment.open_articles(session, actor.user_id, actor.project.id)
    g, m, u = ASSIGNMENT.c, MEMBERSHIP.c, USER.c
    counted = (
        select(
            g.user_id, func.count().filter(g.state == "open").label("open"),
            func.count().filter(g.state == "submitted").label("submitted"), func.max(g.last_at).label("last_at"),
        )
        .where(g.project_id == actor.project.id, g.article_id.not_in(hidden))
        .group_by(g.user_id)
        .subquery()
    )  # fmt: skip
    rows = session.execute(
        select(u.id, u.name, m.roles, counted.c.open, counted.c.submitted, counted.c.last_at)
        .join(MEMBERSHIP, m.user_id == u.id)
        .outerjoin(counted, counted.c.user_id == u.id)
        .where(m.project_id == actor.project.id, or_(m.left_at.is_(None), counted.c.user_id.is_not(None)))
        .order_by(func.coalesce(counted.c.open, 0).desc(), u.name_key)
    )
    return [
        Load(row.id, row.name, row.open or 0, row.submitted or 0, row.last_at)
        for row in rows
        if "annotator" in row.roles or row.open or row.submitted
    ]


def outside(session: Session, actor: Actor, phase_id: int, after: int) -> list[Any]:
    """Return up to 51 articles that are in other phases, with id, public id, title and the phase they are in."""
    assert actor.project is not None
    a, p = ARTICLE.c, PHASE.c
    rows = session.execute(
        select(a.id, a.public_id, a.title, a.language, p.name.label("phase"))
        .join(PHASE, p.id == a.phase_id)
        .where(
            a.project_id == actor.project.id, a.withdrawn_at.is_(None), a.phase_id != phase_id, a.id > after
        )
        .order_by(a.id)
        .limit(PAGE + 1)
    )  # fmt: skip
    return list(rows)
