"""What is behind a one-time link: the first manager's account, a place in a project, a new password."""

from dataclasses import dataclass

from sqlmodel import Session, select

from annotator.access import ROLES, Actor
from annotator.errors import BadInput, Conflict
from annotator.models import Invite, Notice, Project, key_of, now
from annotator.project import options, projects, sample
from annotator.team import accounts, logs, notices


@dataclass(frozen=True)
class Offer:
    """What a link gives, and what it asks for."""

    purpose: str
    project: str | None
    roles: tuple[str, ...]
    asks_name: bool
    asks_password: bool
    timing: bool
    timing_published: bool
    notice: Notice | None


def offer(session: Session, token: str, actor: Actor | None) -> Offer:
    """Say what a link gives to whoever opens it; raises NotFound when it is spent or too old."""
    link = accounts.open_link(session, token)
    name, switches, notice = None, {}, None
    if link.project_id is not None:
        project = session.exec(select(Project).where(Project.id == link.project_id)).one()
        name, switches = project.name, project.options
        notice = notices.asked(session, link.project_id)
    signed_in = actor is not None and link.purpose == "join"
    return Offer(
        purpose=link.purpose,
        project=name,
        roles=tuple(link.roles),
        asks_name=link.purpose != "reset" and not signed_in,
        asks_password=not signed_in,
        timing=options.value(switches, "timing"),
        timing_published=options.value(switches, "timing_published"),
        notice=notice,
    )


def accept(
    session: Session, token: str, actor: Actor | None, *, name: str, password_hash: str, browser: str, notice: bool,
    version: int = 0,
) -> str | None:  # fmt: skip
    """Spend a link and return the token of the new sign-in, or None for a person who is signed in already.

    Raises NotFound for a spent link, Conflict when an account is there already, BadInput for a name that will not do
    and for a place in a project while the `notice` of what is stored was not accepted, or another `version` of the
    project's own than is asked for.
    """
    link = accounts.spend_link(session, token)
    if link.purpose == "reset":
        assert link.user_id is not None
        accounts.set_password(session, link.user_id, password_hash)
        logs.note_everywhere(session, link.user_id, link.user_id, "password")
        return accounts.open_session(session, link.user_id, browser)
    if link.purpose == "setup" and not accounts.is_empty(session):
        raise Conflict("This Annotator has its first manager already. Sign in, or ask them for an invitation.")
    if link.purpose == "join" and not notice:
        raise BadInput("Read what is stored of you and tick the box to join.")
    own = notices.asked(session, link.project_id) if link.project_id is not None else None
    if version != (own.version if own else 0):
        raise Conflict("The notice of this project was changed since you opened the page. Read it again, then join.")
    user_id = actor.user_id if actor is not None and link.purpose == "join" else None
    if user_id is None:
        user_id = key_of(accounts.create_user(session, name, password_hash, is_admin=link.purpose == "setup"))
    _give_places(session, link, user_id, version)
    return None if actor is not None and link.purpose == "join" else accounts.open_session(session, user_id, browser)


def _give_places(session: Session, link: Invite, user_id: int, notice: int) -> None:
    """Make the person a member of the link's project; the first manager finds the sample, and gets all there is."""
    if link.project_id is not None:
        made = projects.add_member(session, link.project_id, user_id, list(link.roles))
        made.notice_at, made.notice_version = now(), notice
        session.add(made)
        logs.note(session, user_id, link.project_id, "joined", user=user_id, roles=list(link.roles))
        return
    if session.exec(select(Project.id).limit(1)).first() is None:
        sample.load(session, people={})
    for project in session.exec(select(Project)):
        projects.add_member(session, key_of(project), user_id, list(ROLES))
