"""What is behind a one-time link: the first manager's account, a place in a project, a new password."""

from dataclasses import dataclass

from sqlmodel import Session, select

from annotator import accounts, projects, sample
from annotator.access import ROLES, Actor
from annotator.errors import Conflict
from annotator.models import Invite, Project, key_of


@dataclass(frozen=True)
class Offer:
    """What a link gives, and what it asks for."""

    purpose: str
    project: str | None
    roles: tuple[str, ...]
    asks_name: bool
    asks_password: bool


def offer(session: Session, token: str, actor: Actor | None) -> Offer:
    """Say what a link gives to whoever opens it; raises NotFound when it is spent or too old."""
    link = accounts.open_link(session, token)
    name = None
    if link.project_id is not None:
        name = session.exec(select(Project.name).where(Project.id == link.project_id)).one()
    signed_in = actor is not None and link.purpose == "join"
    return Offer(
        purpose=link.purpose,
        project=name,
        roles=tuple(link.roles),
        asks_name=link.purpose != "reset" and not signed_in,
        asks_password=not signed_in,
    )


def accept(
    session: Session, token: str, actor: Actor | None, *, name: str, password_hash: str, browser: str
) -> str | None:
    """Spend a link and return the token of the new sign-in, or None for a person who is signed in already.

    Raises NotFound for a spent link, Conflict when an account is there already, BadInput for a name that will not do.
    """
    link = accounts.spend_link(session, token)
    if link.purpose == "reset":
        assert link.user_id is not None
        accounts.set_password(session, link.user_id, password_hash)
        return accounts.open_session(session, link.user_id, browser)
    if link.purpose == "setup" and not accounts.is_empty(session):
        raise Conflict("This Annotator has its first manager already. Sign in, or ask them for an invitation.")
    user_id = actor.user_id if actor is not None and link.purpose == "join" else None
    if user_id is None:
        user_id = key_of(accounts.create_user(session, name, password_hash, is_admin=link.purpose == "setup"))
    _give_places(session, link, user_id)
    return None if actor is not None and link.purpose == "join" else accounts.open_session(session, user_id, browser)


def _give_places(session: Session, link: Invite, user_id: int) -> None:
    """Make the person a member of the link's project; the first manager finds the sample, and gets all there is."""
    if link.project_id is not None:
        projects.add_member(session, link.project_id, user_id, list(link.roles))
        return
    if session.exec(select(Project.id).limit(1)).first() is None:
        sample.load(session, people={})
    for project in session.exec(select(Project)):
        projects.add_member(session, key_of(project), user_id, list(ROLES))
