"""Phases: named batches of articles with their own number of annotators, layers asked, reveal rule and versions."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from annotator.access import Actor
from annotator.errors import BadInput, Conflict, NotFound
from annotator.fields import clean
from annotator.models import (
    Article,
    Assignment,
    Guideline,
    Phase,
    Scheme,
    key_of,
    now,
    table_of,
)
from annotator.team import logs

PHASE, ARTICLE, ASSIGNMENT = table_of(Phase), table_of(Article), table_of(Assignment)
SCHEME, GUIDELINE = table_of(Scheme), table_of(Guideline)
REVEALS = ("phase", "review", "never")
LAYERS = ("claims", "attributions")
MAX_ANNOTATORS = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """What a manager wants a phase to be. `scheme` and `guideline` are version numbers, `overlap` per cent or None."""

    name: str
    annotators: int
    overlap: int | None
    pilot: bool
    layers: dict[str, list[str]]
    reveal: str
    scheme: int
    guideline: int


@dataclass(frozen=True, slots=True)
class PhaseCard:
    """A phase as the list shows it; `begun` says that somebody works in it already."""

    id: int
    wish: Wish
    position: int
    opened_at: datetime | None
    closed_at: datetime | None
    articles: int
    begun: bool

    @property
    def state(self) -> str:
        """Whether it is planned, open or closed."""
        return "closed" if self.closed_at else "open" if self.opened_at else "planned"


def listed(session: Session, project_id: int, hidden: Iterable[int] = ()) -> list[PhaseCard]:
    """Return the phases of a project in their order; work on `hidden` articles does not count as begun."""
    p, a = PHASE.c, ARTICLE.c
    counted = (
        select(a.phase_id, func.count().label("n"))
        .where(a.project_id == project_id, a.withdrawn_at.is_(None))
        .group_by(a.phase_id)
        .subquery()
    )
    begun = _begun(p.id, hidden).label("begun")
    rows = session.execute(
        select(PHASE, SCHEME.c.number, GUIDELINE.c.version, func.coalesce(counted.c.n, 0).label("n"), begun)
        .join(SCHEME, SCHEME.c.id == p.scheme_id)
        .join(GUIDELINE, GUIDELINE.c.id == p.guideline_id)
        .outerjoin(counted, counted.c.phase_id == p.id)
        .where(p.project_id == project_id)
        .order_by(p.position, p.id)
    )
    return [
        PhaseCard(
            row.id,
            Wish(
                row.name, row.annotators, row.overlap, row.pilot, row.layers, row.reveal, row.number, row.version
            ),
            row.position, row.opened_at, row.closed_at, row.n, row.begun,
        )
        for row in rows
    ]  # fmt: skip


def names(session: Session, project_id: int) -> list[tuple[int, str]]:
    """Return key and name of each phase, in their order."""
    rows = session.execute(
        select(PHASE.c.id, PHASE.c.name).where(PHASE.c.project_id == project_id).order_by(PHASE.c.position, PHASE.c.id)
    )
    return [(row.id, row.name) for row in rows]


def schemes(session: Session, project_id: int) -> list[tuple[int, str]]:
    """Return number and version of each version of the scheme, the newest first."""
    c = SCHEME.c
    rows = session.execute(select(c.number, c.version).where(c.project_id == project_id).order_by(c.number.desc()))
    return [(row.number, row.version) for row in rows]


def _begun(phase_id: Any, hidden: Iterable[int] = ()) -> Any:
    a, g = ARTICLE.c, ASSIGNMENT.c
    return (
        select(g.id)
        .join(ARTICLE, a.id == g.article_id)
        .where(a.phase_id == phase_id, g.started_at.is_not(None), a.id.not_in(list(hidden)))
        .correlate(PHASE)
        .exists()
    )


def save(session: Session, actor: Actor, phase_id: int | None, wish: Wish) -> int:
    """Store a phase, a new one where there is no key, and return its key.

    A new phase is planned: its articles are offered once it is opened. Raises BadInput, NotFound, Conflict for a used
    name, and Conflict when layers or scheme of a phase in which work has begun would change.
    """
    assert actor.project is not None
    project = actor.project.id
    name = " ".join(clean(wish.name).split())
    _check(name, wish)
    used = pick(Phase.id).where(Phase.project_id == project, func.lower(Phase.name) == name.lower())
    if session.exec(used.where(Phase.id != phase_id) if phase_id else used).first() is not None:
        raise Conflict(f"There is a phase called {name} already. Choose another name.")
    scheme = _version(session, pick(Scheme.id).where(Scheme.project_id == project, Scheme.number == wish.scheme))
    guide = pick(Guideline.id).where(Guideline.project_id == project, Guideline.version == wish.guideline)
    values: dict[str, Any] = {
        "name": name, "annotators": wish.annotators, "overlap": wish.overlap, "pilot": wish.pilot,
        "layers": wish.layers, "reveal": wish.reveal, "scheme_id": scheme, "guideline_id": _version(session, guide),
    }  # fmt: skip
    if phase_id is None:
        last = session.exec(pick(func.max(Phase.position)).where(Phase.project_id == project)).one() or 0
        phase = Phase(project_id=project, position=last + 1, **values)
    else:
        phase = one(session, project, phase_id)
        _refuse_change_of_meaning(session, phase, values)
        phase.sqlmodel_update(values)
    session.add(phase)
    session.flush()
    if phase_id is None:
        # A column with a default takes no None when it is added, only when it is changed.
        phase.opened_at = None
        session.flush()
    draw_sample(session, phase)
    logs.note(session, actor.user_id, project, "phase", name=name)
    return key_of(phase)


def _check(name: str, wish: Wish) -> None:
    if not 1 <= len(name) <= 80:
        raise BadInput("Give the phase a name of 1 to 80 characters.")
    if not 1 <= wish.annotators <= MAX_ANNOTATORS:
        raise BadInput(f"Give the number of annotators as a whole number from 1 to {MAX_ANNOTATORS}.")
    if wish.overlap is not None and not 1 <= wish.overlap <= 100:
        raise BadInput("Give the share as a whole number from 1 to 100 per cent, or leave it empty for all articles.")
    if wish.reveal not in REVEALS:
        raise BadInput("Choose when annotators see the work of others.")


def _version(session: Session, query: Any) -> int:
    found = session.exec(query).first()
    if found is None:
        raise BadInput("There is no such version. Reload the page and choose one of the list.")
    return int(found)


def _refuse_change_of_meaning(session: Session, phase: Phase, values: dict[str, Any]) -> None:
    same = all(getattr(phase, name) == values[name] for name in ("layers", "scheme_id"))
    if not same and session.execute(select(_begun(key_of(phase)))).scalar_one():
        raise Conflict("Work in this phase has begun, so its layers and scheme stay. Make a new phase for the others.")


def one(session: Session, project_id: int, phase_id: int) -> Phase:
    """Return a phase of a project; raises NotFound."""
    found = session.exec(pick(Phase).where(Phase.id == phase_id, Phase.project_id == project_id)).first()
    if found is None:
        raise NotFound("There is no such phase. It may have been made in another project.")
    return found


def set_open(session: Session, actor: Actor, phase_id: int, *, wanted: bool) -> None:
    """Open a phase, so that its articles are offered, or close it; what was begun in it can still be finished."""
    assert actor.project is not None
    phase = one(session, actor.project.id, phase_id)
    if wanted:
        phase.opened_at, phase.closed_at = phase.opened_at or now(), None
    else:
        phase.closed_at = phase.closed_at or now()
    session.add(phase)
    session.flush()
    logs.note(
        session, actor.user_id, actor.project.id, "phase-opened" if wanted else "phase-closed", name=phase.name
    )  # fmt: skip


def move(session: Session, actor: Actor, phase_id: int, *, up: bool) -> None:
    """Change places with the phase before or after; at the end of the list nothing happens."""
    assert actor.project is not None
    order = list(
        session.exec(
            pick(Phase).where(Phase.project_id == actor.project.id).order_by(col(Phase.position), col(Phase.id))
        )
    )
    place = order.index(one(session, actor.project.id, phase_id))
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    for position, phase in enumerate(order, 1):
        phase.position = position
        session.add(phase)
    session.flush()


def take_in(session: Session, actor: Actor, phase_id: int, articles: Iterable[str]) -> int:
    """Move articles into a phase and return how many moved.

    Raises Conflict when work on one has begun in a phase that asks for other layers or has another scheme.
    """
    assert actor.project is not None
    phase, wanted = one(session, actor.project.id, phase_id), sorted(set(articles))
    if not wanted:
        raise BadInput("Tick the articles that should move.")
    a, p = ARTICLE.c, PHASE.c
    rows = session.execute(
        select(a.id, a.title, p.layers, p.scheme_id, p.id.label("phase"), _worked(a.id).label("begun"))
        .join(PHASE, p.id == a.phase_id)
        .where(a.project_id == actor.project.id, a.public_id.in_(wanted), a.phase_id != phase_id)
    ).all()
    for row in rows:
        if row.begun and (row.layers, row.scheme_id) != (phase.layers, phase.scheme_id):
            raise Conflict(
                f"Work on “{row.title}” has begun in a phase that asks for something else, so it stays there."
            )
    moved = [row.id for row in rows]
    session.execute(update(ARTICLE).where(a.id.in_(moved)).values(phase_id=phase_id))
    draw_sample(session, phase)
    logs.note(session, actor.user_id, actor.project.id, "phase-articles", name=phase.name, number=len(moved))
    return len(moved)


def _worked(article_id: Any) -> Any:
    g = ASSIGNMENT.c
    return select(g.id).where(g.article_id == article_id, g.started_at.is_not(None)).correlate(ARTICLE).exists()


def draw(public_id: str) -> int:
    """Return one of 0 to 9999 by chance, the same for an article every time; for samples that can be repeated."""
    return int.from_bytes(hashlib.sha256(f"overlap.{public_id}".encode()).digest()[:4], "big") % 10_000


def needed(phase: Phase, public_id: str) -> int | None:
    """Return how many annotators a new article of a phase gets, where that is not what the phase says for all."""
    in_sample = phase.overlap is None or draw(public_id) < phase.overlap * 100
    return None if in_sample else 1


def draw_sample(session: Session, phase: Phase) -> None:
    """Choose by chance exactly the share of a phase's articles that several people read; the others get one.

    Articles that several people have already stay in the sample; where a number was chosen by hand it stays. Without
    a share every article is as the phase says.
    """
    a = ARTICLE.c
    inside = (a.phase_id == key_of(phase), a.withdrawn_at.is_(None), a.needed_by_hand.is_(False))
    session.execute(update(ARTICLE).where(*inside, a.needed == 1).values(needed=None))
    if phase.overlap is None:
        return
    people = select(func.count()).where(ASSIGNMENT.c.article_id == a.id).correlate(ARTICLE).scalar_subquery()
    rows = session.execute(select(a.id, a.public_id, people).where(*inside)).all()
    order = sorted(rows, key=lambda row: (row[2] < 2, draw(row.public_id), row.id))
    share = -(-len(order) * phase.overlap // 100)
    alone = [row.id for row in order[share:]]
    for start in range(0, len(alone), 500):
        session.execute(update(ARTICLE).where(a.id.in_(alone[start : start + 500])).values(needed=1))
