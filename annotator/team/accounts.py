"""Accounts: signing in and out, throttling, one-time links, members of a project."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, update
from sqlmodel import Session, col, select

from annotator.access import ROLES, Actor, ProjectRef
from annotator.errors import BadInput, Conflict, NotFound, TooMany
from annotator.models import (
    ARRIVING,
    Install,
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
from annotator.passwords import new_token, token_hash

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=60)
STALE = timedelta(minutes=5)
WINDOW = timedelta(minutes=15)
TRIES_PER_NAME, TRIES_PER_ADDRESS = 5, 20
LINK_LIFE = {"setup": timedelta(hours=24), "join": timedelta(days=7), "reset": timedelta(hours=24)}
NAME = re.compile(r"[^\W_](?:[\w .'’@+-]{0,78}[\w.])?")

_u, _l, _p, _m = table_of(User).c, table_of(LoginSession).c, table_of(Project).c, table_of(Membership).c
# Asked on every request, so it is built once, of plain tables.
WHO = (
    select(
        _u.id, _u.name, _u.is_admin, _u.theme, _l.id, _l.last_seen_at, _p.id, _p.slug, _p.name, _p.is_sample, _m.roles,
        _p.archived_at, _p.options, _m.notice_version < _p.notice_version,
    )  # type: ignore[call-overload]
    .select_from(table_of(LoginSession))
    .join(table_of(User), _u.id == _l.user_id)
    .outerjoin(table_of(Project), and_(_p.slug == bindparam("slug"), _p.deleted_at.is_(None)))
    .outerjoin(
        table_of(Membership), and_(_m.project_id == _p.id, _m.user_id == _u.id, _m.left_at.is_(None))
    )
    .where(
        _l.token_hash == bindparam("token"), _l.revoked_at.is_(None), _u.disabled_at.is_(None),
        _l.last_seen_at > bindparam("idle"), _l.created_at > bindparam("absolute"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class SignInTry:
    """A try to sign in that is being checked: the attempt's row and what is stored of the account, if there is one."""

    attempt_id: int
    user_id: int | None
    password_hash: str | None


def name_key(name: str) -> str:
    """Return the form of a name under which it is unique: without case and extra blanks."""
    return " ".join(name.split()).casefold()


def check_name(name: str) -> str:
    """Return the sign-in name to store; raises BadInput when it is empty, too long or holds odd characters."""
    name = " ".join(name.split())
    if not NAME.fullmatch(name):
        raise BadInput(
            "Use a name of 1 to 80 letters, digits, spaces and . - ' @ + that begins with a letter or digit."
        )
    # In exports with names, what is settled stands beside people's own under this one.
    if name_key(name) == "gold":
        raise BadInput("Gold is what exports call the settled labels. Use another name.")
    return name


def is_taken(session: Session, name: str) -> bool:
    """Say whether an account has this name, whatever its case."""
    return session.exec(select(User.id).where(User.name_key == name_key(name))).first() is not None


def create_user(
    session: Session, name: str, password_hash: str, *, is_admin: bool = False, checked: bool = True
) -> User:
    """Add an account; raises Conflict when the name is taken. The sample's own names need no check."""
    name = check_name(name) if checked else name
    if is_taken(session, name):
        raise Conflict(f"The name {name} is taken. Choose another one.")
    user = User(name=name, name_key=name_key(name), password_hash=password_hash, is_admin=is_admin)
    session.add(user)
    session.flush()
    return user


def begin_sign_in(session: Session, name: str, address: str) -> SignInTry:
    """Count a try as failed before its password is checked, so that tries side by side cannot slip past the limit.

    Raises TooMany after 5 tries in 15 minutes for one name from one address, or 20 from one address.
    """
    name_hash = token_hash(name_key(name))
    recent = [
        col(LoginAttempt.at) > now() - WINDOW,
        col(LoginAttempt.address) == address,
        col(LoginAttempt.succeeded).is_(False),
    ]
    tries = select(func.count()).select_from(LoginAttempt).where(*recent)
    by_address = session.exec(tries).one()
    by_name = session.exec(tries.where(LoginAttempt.name_hash == name_hash)).one()
    if by_name >= TRIES_PER_NAME or by_address >= TRIES_PER_ADDRESS:
        raise TooMany("Too many tries to sign in. Wait a quarter of an hour, or ask a manager for a link.")
    user = session.exec(select(User).where(User.name_key == name_key(name))).first()
    attempt = LoginAttempt(name_hash=name_hash, address=address, user_id=None if user is None else user.id)
    session.add(attempt)
    session.flush()
    if user is None or user.disabled_at is not None:
        return SignInTry(key_of(attempt), None, None)
    return SignInTry(key_of(attempt), key_of(user), user.password_hash)


def finish_sign_in(session: Session, tried: SignInTry, browser: str) -> str:
    """Record that the password was right and return the token of a new sign-in for the cookie."""
    assert tried.user_id is not None
    session.execute(update(LoginAttempt).where(col(LoginAttempt.id) == tried.attempt_id).values(succeeded=True))
    return open_session(session, tried.user_id, browser)


def open_session(session: Session, user_id: int, browser: str) -> str:
    """Add a sign-in of `user_id` and return its token; only the token's hash is stored."""
    token = new_token()
    session.add(LoginSession(token_hash=token_hash(token), user_id=user_id, browser=browser[:200]))
    session.flush()
    return token


def identify(session: Session, token: str, slug: str | None) -> Actor | None:
    """Return who holds `token` and what they are in the project `slug`, or None; one query, nothing is written."""
    moment = now()
    values = {"token": token_hash(token), "slug": slug, "idle": moment - IDLE, "absolute": moment - ABSOLUTE}
    row = session.execute(WHO, values).first()
    if row is None:
        return None
    user_id, name, is_admin, theme, session_id, seen, project_id, slug, title, is_sample, roles, *more = row
    archived, options, asked = more
    member = roles is not None
    project = ProjectRef(project_id, slug, title, is_sample, archived is not None, options)
    return Actor(
        user_id=user_id,
        name=name,
        is_admin=is_admin,
        theme=theme,
        project=project if member else None,
        roles=frozenset(roles or ()),
        session_id=session_id,
        stale=moment - seen > STALE,
        asked=bool(asked),
    )


def touch(session: Session, actor: Actor) -> None:
    """Note that the sign-in is in use; called within writes only, and at most every five minutes."""
    session.execute(update(LoginSession).where(col(LoginSession.id) == actor.session_id).values(last_seen_at=now()))


def sign_out(session: Session, actor: Actor, session_id: int | None = None) -> None:
    """End this sign-in, or another of one's own; a copied cookie is worth nothing afterwards."""
    done = session.execute(
        update(LoginSession)
        .where(col(LoginSession.id) == (session_id or actor.session_id), col(LoginSession.user_id) == actor.user_id)
        .values(revoked_at=now())
    )
    if done.rowcount == 0:  # type: ignore[attr-defined]
        raise NotFound("There is no such sign-in.")


def end_all_sessions(session: Session, user_id: int, *, but: int | None = None) -> None:
    """End every sign-in of a person, `but` one when their own password change should keep it."""
    query = update(LoginSession).where(col(LoginSession.user_id) == user_id, col(LoginSession.revoked_at).is_(None))
    if but is not None:
        query = query.where(col(LoginSession.id) != but)
    session.execute(query.values(revoked_at=now()))


def own_sessions(session: Session, actor: Actor) -> list[LoginSession]:
    """Return the person's sign-ins that are still good, the latest first."""
    return list(
        session.exec(
            select(LoginSession)
            .where(
                LoginSession.user_id == actor.user_id,
                col(LoginSession.revoked_at).is_(None),
                LoginSession.last_seen_at > now() - IDLE,
            )
            .order_by(col(LoginSession.id).desc())
        )
    )


def stored_password(session: Session, actor: Actor) -> str:
    """Return the stored hash of one's own password, to check the old one before it is changed."""
    return session.exec(select(User.password_hash).where(User.id == actor.user_id)).one()


def set_password(session: Session, user_id: int, password_hash: str, *, keep: int | None = None) -> None:
    """Store a new password hash and end the person's sign-ins, but the one with the key `keep`."""
    session.execute(update(User).where(col(User.id) == user_id).values(password_hash=password_hash))
    end_all_sessions(session, user_id, but=keep)


def set_theme(session: Session, actor: Actor, theme: str) -> None:
    """Remember whether the person wants light, dark or what their system says (empty)."""
    if theme not in ("", "light", "dark"):
        raise BadInput("The theme is light, dark or empty.")
    session.execute(update(User).where(col(User.id) == actor.user_id).values(theme=theme))


def user_named(session: Session, name: str) -> User:
    """Return the account called `name`, whatever its case; raises NotFound."""
    user = session.exec(select(User).where(User.name_key == name_key(name))).first()
    if user is None:
        raise NotFound(f"There is no account called {name}.")
    return user


def everyone(session: Session) -> list[User]:
    """Return all accounts by name; those made for a project that still comes in are not there yet."""
    there = col(User.disabled_at).is_(None) | (col(User.disabled_at) != ARRIVING)
    return list(session.exec(select(User).where(there).order_by(User.name_key)))


def disable(session: Session, user: User) -> None:
    """Close an account and end all its sign-ins at once; its work stays."""
    user.disabled_at = now()
    session.add(user)
    end_all_sessions(session, key_of(user))


def make_link(
    session: Session,
    purpose: str,
    *,
    project_id: int | None = None,
    roles: list[str] | None = None,
    user_id: int | None = None,
    created_by: int | None = None,
) -> tuple[str, datetime]:
    """Add a one-time link; return its token, which is stored only as a hash, and the moment it expires."""
    if unknown := set(roles or ()) - set(ROLES):
        raise BadInput(f"There is no role called {', '.join(sorted(unknown))}.")
    if purpose == "join" and not roles:
        raise BadInput("Choose at least one role for the person you invite.")
    token, expires = new_token(), now() + LINK_LIFE[purpose]
    session.add(
        Invite(
            token_hash=token_hash(token), purpose=purpose, project_id=project_id, user_id=user_id,
            roles=sorted(roles or ()), created_by=created_by, expires_at=expires,
        )
    )  # fmt: skip
    session.flush()
    return token, expires


def open_link(session: Session, token: str) -> Invite:
    """Return the link behind `token`; raises NotFound when it was used, revoked, never made, or is too old."""
    link = session.exec(
        select(Invite).where(
            Invite.token_hash == token_hash(token),
            col(Invite.used_at).is_(None),
            col(Invite.revoked_at).is_(None),
            Invite.expires_at > now(),
        )
    ).first()
    if link is None:
        raise NotFound("This link was used already or is too old. Ask for a new one.")
    return link


def spend_link(session: Session, token: str) -> Invite:
    """Return the link and mark it used, so that a second try finds nothing."""
    link = open_link(session, token)
    link.used_at = now()
    session.add(link)
    return link


def is_empty(session: Session) -> bool:
    """Say whether nobody can sign in yet; the people of the sample project cannot."""
    return session.exec(select(User.id).where(col(User.disabled_at).is_(None)).limit(1)).first() is None


def install_id(session: Session) -> str:
    """Return the random id of this database; the browser's outbox carries it, so that no entry reaches another one."""
    return session.exec(select(Install.value).where(Install.name == "id")).one()
