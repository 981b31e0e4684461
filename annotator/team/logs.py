"""What managers can look up: who changed whose rights or the project, and who tried to sign in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.models import Event, LoginAttempt, Membership, User, now, table_of

EVENT, ATTEMPT, MEMBERSHIP, USER = (table_of(model) for model in (Event, LoginAttempt, Membership, User))
PAGE = 50
# What the log can be narrowed down to, and the kinds of events each stands for.
KINDS: dict[str, tuple[str, ...]] = {
    "people": (
        "invited", "invite-revoked", "joined", "roles", "removed", "left", "deactivated", "reactivated", "reset-link",
        "password", "password-set", "added", "erased",
    ),
    "work": ("given", "taken-away", "handed-back", "given-out", "needed", "adopted"),
    "project": (
        "settings", "archived", "unarchived", "deleted", "restored", "guideline", "scheme", "phase", "phase-opened",
        "phase-closed", "phase-articles", "withdrawn", "brought-back", "text-erased", "text-corrected",
        "acknowledged", "notice", "notice-accepted", "licensed",
    ),
}  # fmt: skip
SHOWS = ("all", *KINDS, "sign-ins")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: when, who, what, about whom, and details; for sign-ins `kind` is sign-in or failed."""

    id: int
    at: datetime
    who: str | None
    kind: str
    about: str | None
    details: dict[str, Any]


def note(session: Session, actor_id: int | None, project_id: int, kind: str, **details: Any) -> None:
    """Add a line to a project's log; `user` among the details is the key of the person it is about."""
    session.connection().execute(
        EVENT.insert(),
        {"project_id": project_id, "user_id": actor_id, "kind": kind, "after": details, "tab": "", "created_at": now()},
    )


def note_everywhere(session: Session, actor_id: int | None, user_id: int, kind: str) -> None:
    """Add a line about an account to the log of every project the person is in."""
    where = select(MEMBERSHIP.c.project_id).where(MEMBERSHIP.c.user_id == user_id, MEMBERSHIP.c.left_at.is_(None))
    for project_id in session.execute(where).scalars().all():
        note(session, actor_id, project_id, kind, user=user_id)


def page(session: Session, actor: Actor, *, show: str, person: int | None, before: int | None) -> list[Entry]:
    """Return up to 51 lines of the project's log, the newest first: one more than a page says that there are more.

    `show` is one of SHOWS; `person` is the key of whoever acted or was acted on; `before` is the id to go on from.
    """
    assert actor.project is not None
    if show == "sign-ins":
        return _attempts(session, actor.project.id, person, before)
    e = EVENT.c
    about = e.after["user"].as_integer()
    parts = [e.project_id == actor.project.id, e.article_id.is_(None)]
    if show in KINDS:
        parts.append(e.kind.in_(KINDS[show]))
    if person is not None:
        parts.append((e.user_id == person) | (about == person))
    if before is not None:
        parts.append(e.id < before)
    rows = session.execute(
        select(e.id, e.created_at, e.user_id, e.kind, e.after).where(*parts).order_by(e.id.desc()).limit(PAGE + 1)
    ).all()
    names = _names(session, {key for row in rows for key in (row.user_id, row.after.get("user")) if key})
    return [
        Entry(row.id, row.created_at, names.get(row.user_id), row.kind, names.get(row.after.get("user", 0)), row.after)
        for row in rows
    ]


def _names(session: Session, keys: set[int]) -> dict[int, str]:
    if not keys:
        return {}
    rows = session.execute(select(USER.c.id, USER.c.name).where(USER.c.id.in_(keys)))
    return {row.id: row.name for row in rows}


def _attempts(session: Session, project_id: int, person: int | None, before: int | None) -> list[Entry]:
    """Return tries to sign in to the accounts of the project's people; a wrong name belongs to nobody here."""
    t = ATTEMPT.c
    parts = [] if person is None else [t.user_id == person]
    if before is not None:
        parts.append(t.id < before)
    member = and_(MEMBERSHIP.c.user_id == t.user_id, MEMBERSHIP.c.project_id == project_id)
    rows = session.execute(
        select(t.id, t.at, t.succeeded, t.address, USER.c.name)
        .join(MEMBERSHIP, member)
        .join(USER, USER.c.id == t.user_id)
        .where(MEMBERSHIP.c.left_at.is_(None), *parts)
        .order_by(t.id.desc())
        .limit(PAGE + 1)
    )
    return [
        Entry(row.id, row.at, row.name, "sign-in" if row.succeeded else "failed", None, {"address": row.address})
        for row in rows
    ]
