"""The guideline: its versions, what changed between two, and who has acknowledged which."""

from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from annotator.access import Actor
from annotator.errors import BadInput, Conflict, NotFound
from annotator.fields import clean
from annotator.models import Article, Guideline, Membership, Phase, key_of, table_of
from annotator.team import logs

GUIDELINE, MEMBERSHIP, PHASE, ARTICLE = (table_of(model) for model in (Guideline, Membership, Phase, Article))
MAX_GUIDELINE = 200_000
CONTEXT = 3
Lines = list[tuple[str, str]]


def versions(session: Session, project_id: int) -> list[Guideline]:
    """Return every version, the newest first."""
    return list(
        session.exec(pick(Guideline).where(Guideline.project_id == project_id).order_by(col(Guideline.version).desc()))
    )


def version(session: Session, project_id: int, number: int) -> Guideline:
    """Return one version; raises NotFound."""
    found = session.exec(pick(Guideline).where(Guideline.project_id == project_id, Guideline.version == number)).first()
    if found is None:
        raise NotFound("There is no such version of the guideline.")
    return found


def publish(session: Session, actor: Actor, text: str, change: str, base: int) -> int:
    """Store a new version, which the phases that are not closed take over, and return its number.

    `base` is the version it was made from. Raises Conflict when a newer one is there, BadInput when nothing changed.
    """
    assert actor.project is not None
    project = actor.project.id
    newest = versions(session, project)[0]
    if newest.version != base:
        raise Conflict(
            f"Version {newest.version} was published since you began with version {base}. Your text is kept below: "
            "look at the difference, put the two together and publish again."
        )
    text, change = clean(text).replace("\r\n", "\n"), " ".join(clean(change).split())
    if not text.strip() or len(text) > MAX_GUIDELINE:
        raise BadInput(f"Write a guideline of 1 to {MAX_GUIDELINE} characters.")
    if text == newest.text:
        raise BadInput("Nothing was changed, so there is nothing to publish.")
    if not 1 <= len(change) <= 500:
        raise BadInput("Say in 1 to 500 characters what changes; everyone reads that first.")
    made = Guideline(project_id=project, version=base + 1, text=text, change=change, created_by=actor.user_id)
    session.add(made)
    session.flush()
    session.execute(
        update(PHASE)
        .where(PHASE.c.project_id == project, PHASE.c.closed_at.is_(None))
        .values(guideline_id=key_of(made))
    )
    logs.note(session, actor.user_id, project, "guideline", version=made.version, change=change)
    return made.version


def difference(old: str, new: str) -> Lines:
    """Return what changed, line by line: ("same" | "gone" | "new" | "skip", text).

    Three lines round each change stay; longer stretches that are alike become one "skip" without text.
    """
    before, after = old.splitlines(), new.splitlines()
    found: Lines = []
    for tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += _shortened([("same", line) for line in after[start:end]], first == 0, last == len(before))
        else:
            found += [("gone", line) for line in before[first:last]] + [("new", line) for line in after[start:end]]
    return found


def _shortened(lines: Lines, begins: bool, ends: bool) -> Lines:
    head, tail = (0 if begins else CONTEXT), (0 if ends else CONTEXT)
    if len(lines) <= head + tail + 1:
        return lines
    return [*lines[:head], ("skip", ""), *lines[len(lines) - tail :]]


def unread(session: Session, actor: Actor, article: str | None = None) -> tuple[int, int] | None:
    """Return the version the person acknowledged and a newer one that their work asks for, or None.

    Asked is what the phase of `article` has, or without one what any open phase of the project has.
    """
    assert actor.project is not None
    p, m, g = PHASE.c, MEMBERSHIP.c, GUIDELINE.c
    query: Any = (
        select(m.guideline_version, func.max(g.version))
        .select_from(MEMBERSHIP)
        .join(PHASE, p.project_id == m.project_id)
        .join(GUIDELINE, g.id == p.guideline_id)
        .where(m.project_id == actor.project.id, m.user_id == actor.user_id)
        .group_by(m.guideline_version)
    )
    if article is None:
        query = query.where(p.opened_at.is_not(None), p.closed_at.is_(None))
    else:
        query = query.join(ARTICLE, and_(ARTICLE.c.phase_id == p.id, ARTICLE.c.public_id == article))
    row = session.execute(query).first()
    return (row[0], row[1]) if row is not None and row[1] > row[0] else None


def acknowledge(session: Session, actor: Actor, number: int) -> None:
    """Note that the person has read a version; what they annotate from now on carries it."""
    assert actor.project is not None
    project = actor.project.id
    version(session, project, number)
    m = MEMBERSHIP.c
    done = session.execute(
        update(MEMBERSHIP)
        .where(m.project_id == project, m.user_id == actor.user_id, m.guideline_version < number)
        .values(guideline_version=number)
    )
    if done.rowcount:  # type: ignore[attr-defined]
        logs.note(session, actor.user_id, project, "acknowledged", version=number)


def readers(session: Session, project_id: int, number: int) -> tuple[int, int]:
    """Return how many members have acknowledged a version, and how many there are."""
    m = MEMBERSHIP.c
    row = session.execute(
        select(func.count(), func.count().filter(m.guideline_version >= number)).where(
            m.project_id == project_id, m.left_at.is_(None)
        )
    ).one()
    return row[1], row[0]
