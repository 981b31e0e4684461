"""The people of a project: roles, leaving, deactivated accounts, forgotten passwords, erasing, open invitations."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from annotator.access import ROLES, Actor
from annotator.errors import BadInput, Conflict, Forbidden, NotFound
from annotator.models import (
    Assignment,
    Invite,
    LoginAttempt,
    LoginSession,
    Membership,
    Project,
    User,
    key_of,
    now,
    table_of,
)
from annotator.passwords import token_hash
from annotator.team import accounts, logs
from annotator.work import assigning

USER, MEMBERSHIP, ASSIGNMENT = table_of(User), table_of(Membership), table_of(Assignment)
SESSION, ATTEMPT, INVITE = table_of(LoginSession), table_of(LoginAttempt), table_of(Invite)
EXPIRES = (1, 7, 30)


@dataclass(frozen=True, slots=True)
class Person:
    """A member as managers see them; `mine` says whether the manager may answer for the whole account."""

    user_id: int
    name: str
    roles: tuple[str, ...]
    pseudonym: str
    joined_at: datetime
    disabled: bool
    guideline: int
    mine: bool
    notice: int
    notice_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that still works: for which roles, who made it and until when it can be used."""

    id: int
    roles: tuple[str, ...]
    by: str | None
    created_at: datetime
    expires_at: datetime


def members(session: Session, actor: Actor) -> list[Person]:
    """Return the members of the project by name, in two queries."""
    assert actor.project is not None
    m, u = MEMBERSHIP.c, USER.c
    rows = session.execute(
        select(
            u.id, u.name, m.roles, m.pseudonym, m.joined_at, u.disabled_at, m.guideline_version, u.is_admin,
            m.notice_version, m.notice_at,
        )
        .join(MEMBERSHIP, m.user_id == u.id)
        .where(m.project_id == actor.project.id, m.left_at.is_(None))
        .order_by(u.name_key)
    ).all()  # fmt: skip
    beyond = set() if actor.is_admin else _beyond(session, actor)
    return [
        Person(
            row.id, row.name, tuple(row.roles), row.pseudonym, row.joined_at, row.disabled_at is not None,
            row.guideline_version, row.id != actor.user_id and not row.is_admin and row.id not in beyond,
            row.notice_version, row.notice_at,
        )
        for row in rows
    ]  # fmt: skip


def member(session: Session, actor: Actor, user_id: int) -> Person:
    """Return one member of the project; raises NotFound."""
    found = next((one for one in members(session, actor) if one.user_id == user_id), None)
    if found is None:
        raise NotFound("This person is not in the project.")
    return found


def _beyond(session: Session, actor: Actor) -> set[int]:
    """Return the people who are in a project that the actor does not manage."""
    m = MEMBERSHIP.c
    rows = session.execute(select(m.project_id, m.roles).where(m.user_id == actor.user_id, m.left_at.is_(None)))
    managed = [row.project_id for row in rows if "manager" in row.roles]
    others = select(m.user_id).where(m.left_at.is_(None), m.project_id.not_in(managed)).distinct()
    return set(session.execute(others).scalars())


def _member(session: Session, actor: Actor, user_id: int) -> Membership:
    assert actor.project is not None
    found = session.exec(
        pick(Membership).where(
            Membership.project_id == actor.project.id, Membership.user_id == user_id, col(Membership.left_at).is_(None)
        )
    ).first()
    if found is None:
        raise NotFound("This person is not in the project.")
    return found


def _account(session: Session, actor: Actor, user_id: int) -> User:
    """Return the account of a member whom the actor may answer for; an account reaches into all its projects."""
    _member(session, actor, user_id)
    user = session.exec(pick(User).where(User.id == user_id)).one()
    if user_id == actor.user_id:
        raise BadInput("This is your own account. Change it under Your account.")
    if user.is_admin or (not actor.is_admin and user_id in _beyond(session, actor)):
        raise Forbidden(
            f"{user.name} is in projects that you do not manage, so only an administrator can change the account."
        )
    return user


def _refuse_last_manager(session: Session, user_id: int, project_id: int | None = None) -> None:
    """Raise Conflict when a project, the given one or any, would have no manager who can sign in without the person."""
    m, u = MEMBERSHIP.c, USER.c
    where: list[Any] = [m.left_at.is_(None), u.disabled_at.is_(None)]
    mine = select(m.project_id).where(m.user_id == user_id, m.left_at.is_(None))
    where.append(m.project_id == project_id if project_id is not None else m.project_id.in_(mine))
    # On PostgreSQL the lock keeps two managers from leaving at the same moment.
    rows = session.execute(
        select(m.project_id, m.user_id, m.roles, Project.name)  # type: ignore[call-overload]
        .select_from(MEMBERSHIP)
        .join(USER, u.id == m.user_id)
        .join(Project, and_(col(Project.id) == m.project_id, col(Project.deleted_at).is_(None)))
        .where(*where)
        .order_by(m.id)
        .with_for_update(of=MEMBERSHIP)
    ).all()
    managers = [row for row in rows if "manager" in row.roles]
    for row in managers:
        if row.user_id == user_id and not [one for one in managers if one.project_id == row.project_id and one != row]:
            raise Conflict(f"This is the last manager of {row.name}. Make somebody else a manager first.")


def set_roles(session: Session, actor: Actor, user_id: int, roles: list[str]) -> None:
    """Give a member other roles; raises BadInput for none, Conflict when the last manager would be none."""
    assert actor.project is not None
    if not roles or set(roles) - set(ROLES):
        raise BadInput("Tick at least one role, or remove the person from the project.")
    found = _member(session, actor, user_id)
    if "manager" in found.roles and "manager" not in roles:
        _refuse_last_manager(session, user_id, actor.project.id)
    before, found.roles = list(found.roles), sorted(set(roles))
    session.add(found)
    session.flush()
    if "annotator" not in found.roles:
        assigning.release(session, user_id, actor.project.id)
    logs.note(
        session, actor.user_id, actor.project.id, "roles", user=user_id, before=before, after=found.roles
    )  # fmt: skip


def remove(session: Session, actor: Actor, user_id: int) -> None:
    """Take a person, or oneself, out of the project; their work stays and their open articles go to others."""
    assert actor.project is not None
    found = _member(session, actor, user_id)
    if "manager" in found.roles:
        _refuse_last_manager(session, user_id, actor.project.id)
    found.left_at = now()
    session.add(found)
    session.flush()
    assigning.release(session, user_id, actor.project.id)
    kind = "left" if user_id == actor.user_id else "removed"
    logs.note(session, actor.user_id, actor.project.id, kind, user=user_id)


def deactivate(session: Session, actor: Actor, user_id: int) -> None:
    """Close a person's account: all sign-ins end at once, their work stays."""
    user = _account(session, actor, user_id)
    _refuse_last_manager(session, user_id)
    logs.note_everywhere(session, actor.user_id, user_id, "deactivated")
    accounts.disable(session, user)
    _release_everywhere(session, user_id)


def _release_everywhere(session: Session, user_id: int) -> None:
    where = select(ASSIGNMENT.c.project_id).where(ASSIGNMENT.c.user_id == user_id).distinct()
    for project_id in session.execute(where).scalars().all():
        assigning.release(session, user_id, project_id)


def reactivate(session: Session, actor: Actor, user_id: int) -> None:
    """Open a closed account again; raises Conflict for one that was erased."""
    user = _account(session, actor, user_id)
    if user.password_hash == ERASED:
        raise Conflict("This person was erased. Invite them anew.")
    user.disabled_at = None
    session.add(user)
    logs.note_everywhere(session, actor.user_id, user_id, "reactivated")


ERASED = "erased"


def erase(session: Session, actor: Actor, user_id: int, typed: str) -> None:
    """Erase a person: name, password, settings and sign-ins go, the work stays under the pseudonym; for ever.

    `typed` must be the person's name, so that no slip does it.
    """
    user = _account(session, actor, user_id)
    if accounts.name_key(typed) != user.name_key:
        raise BadInput("Type the person's name exactly as it is to erase them. Nothing was changed.")
    _refuse_last_manager(session, user_id)
    logs.note_everywhere(session, actor.user_id, user_id, "erased")
    _release_everywhere(session, user_id)
    tried = (ATTEMPT.c.user_id == user_id) | (ATTEMPT.c.name_hash == token_hash(user.name_key))
    session.execute(delete(ATTEMPT).where(tried))
    user.name, user.name_key, user.password_hash = f"Erased person {user_id}", f"erased.{user_id}", ERASED
    user.preferences, user.theme, user.disabled_at = {}, "", now()
    session.add(user)
    session.flush()
    session.execute(delete(SESSION).where(SESSION.c.user_id == user_id))
    session.execute(delete(INVITE).where(INVITE.c.user_id == user_id))


def reset_link(session: Session, actor: Actor, user_id: int) -> tuple[str, datetime]:
    """Make a link with which a person chooses a new password, once and within a day; earlier ones end."""
    user = _account(session, actor, user_id)
    if user.disabled_at is not None:
        raise Conflict("This account is deactivated. Open it again first.")
    i = INVITE.c
    older = (i.user_id == user_id, i.purpose == "reset", i.used_at.is_(None), i.revoked_at.is_(None))
    session.execute(update(INVITE).where(*older).values(revoked_at=now()))
    logs.note_everywhere(session, actor.user_id, user_id, "reset-link")
    return accounts.make_link(session, "reset", user_id=key_of(user), created_by=actor.user_id)


def invite(session: Session, actor: Actor, roles: list[str], days: int) -> tuple[str, datetime]:
    """Make a link for one new member, good for `days` days; return its token and when it expires."""
    assert actor.project is not None
    if days not in EXPIRES:
        raise BadInput("Choose for how long the link works.")
    token, _ = accounts.make_link(
        session, "join", project_id=actor.project.id, roles=roles, created_by=actor.user_id
    )  # fmt: skip
    expires = now() + timedelta(days=days)
    hashed = token_hash(token)
    session.execute(update(INVITE).where(INVITE.c.token_hash == hashed).values(expires_at=expires))
    logs.note(session, actor.user_id, actor.project.id, "invited", roles=sorted(roles), days=days)
    return token, expires


def invitations(session: Session, actor: Actor) -> list[Invitation]:
    """Return the project's links that still work, the newest first."""
    rows = session.execute(
        select(INVITE.c.id, INVITE.c.roles, USER.c.name, INVITE.c.created_at, INVITE.c.expires_at)
        .outerjoin(USER, USER.c.id == INVITE.c.created_by)
        .where(*_works(actor))
        .order_by(INVITE.c.id.desc())
    )
    return [Invitation(row.id, tuple(row.roles), row.name, row.created_at, row.expires_at) for row in rows]


def _works(actor: Actor) -> tuple[Any, ...]:
    assert actor.project is not None
    i = INVITE.c
    return (
        i.project_id == actor.project.id, i.purpose == "join", i.used_at.is_(None), i.revoked_at.is_(None),
        i.expires_at > now(),
    )  # fmt: skip


def revoke(session: Session, actor: Actor, invite_id: int) -> None:
    """End a link before it was used; raises NotFound when it does not work any more."""
    assert actor.project is not None
    done = session.execute(
        update(INVITE).where(INVITE.c.id == invite_id, *_works(actor)).values(revoked_at=now())
    )  # fmt: skip
    if done.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound("This link was used, revoked or is too old already.")
    logs.note(session, actor.user_id, actor.project.id, "invite-revoked")
