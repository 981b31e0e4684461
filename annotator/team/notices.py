"""A project's own notice: what it tells of people's data, by version, and who has accepted which.

It comes on top of what Annotator itself stores, which the page of an invitation says. Without a text nobody is asked.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from annotator.access import Actor
from annotator.errors import BadInput, Conflict
from annotator.fields import clean
from annotator.models import Membership, Notice, Project, now, table_of
from annotator.team import logs

PROJECT, MEMBERSHIP, NOTICE = table_of(Project), table_of(Membership), table_of(Notice)
MAX_NOTICE = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """One's own place in a project: since when, under which pseudonym, and what was accepted when."""

    joined_at: datetime
    pseudonym: str
    notice_at: datetime | None
    notice_version: int


def versions(session: Session, project_id: int) -> list[Notice]:
    """Return every version of the notice, the newest first."""
    return list(session.exec(pick(Notice).where(Notice.project_id == project_id).order_by(col(Notice.version).desc())))


def asked(session: Session, project_id: int) -> Notice | None:
    """Return the version that everyone is asked to accept, or None."""
    return session.exec(
        pick(Notice)
        .join(Project, col(Project.id) == col(Notice.project_id))
        .where(Notice.project_id == project_id, Notice.version == Project.notice_version)
    ).first()


def publish(session: Session, actor: Actor, text: str, base: int) -> int:
    """Store a new version, which everyone is asked to accept at their next visit, and return its number.

    An empty text ends the notice. `base` is the version it was made from. Raises Conflict and BadInput.
    """
    assert actor.project is not None
    project = actor.project.id
    newest = versions(session, project)[:1]
    number, before = (newest[0].version, newest[0].text) if newest else (0, "")
    if number != base:
        raise Conflict("Somebody else published a notice since you began. Look at theirs, then publish yours again.")
    text = clean(text).replace("\r\n", "\n").strip()
    if len(text) > MAX_NOTICE:
        raise BadInput(f"Write a notice of at most {MAX_NOTICE} characters.")
    if text == before:
        raise BadInput("Nothing was changed, so there is nothing to publish.")
    made = Notice(project_id=project, version=number + 1, text=text, created_by=actor.user_id)
    session.add(made)
    session.flush()
    wanted = made.version if text else 0
    session.execute(update(PROJECT).where(PROJECT.c.id == project).values(notice_version=wanted))
    logs.note(session, actor.user_id, project, "notice", version=made.version)
    return made.version


def accept(session: Session, actor: Actor, version: int) -> None:
    """Note that the person accepts the notice that is asked for; raises Conflict when that is another one by now."""
    assert actor.project is not None
    found = asked(session, actor.project.id)
    if found is None or found.version != version:
        raise Conflict("The notice was changed since you opened it. Read it again.")
    m = MEMBERSHIP.c
    session.execute(
        update(MEMBERSHIP)
        .where(m.project_id == actor.project.id, m.user_id == actor.user_id)
        .values(notice_version=version, notice_at=now())
    )
    logs.note(session, actor.user_id, actor.project.id, "notice-accepted", version=version)


def place(session: Session, actor: Actor) -> Place:
    """Return one's own place in the project."""
    assert actor.project is not None
    m = MEMBERSHIP.c
    row = session.execute(
        select(m.joined_at, m.pseudonym, m.notice_at, m.notice_version).where(
            m.project_id == actor.project.id, m.user_id == actor.user_id
        )
    ).one()
    return Place(*row)
