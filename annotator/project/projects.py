"""Projects: making one with its first versions and phase, its members, its guideline."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from annotator import scheme
from annotator.access import ROLES, Actor
from annotator.errors import BadInput, Conflict, NotFound
from annotator.fields import clean
from annotator.intake.articles import check_language
from annotator.models import Article, Guideline, Membership, Phase, Project, Scheme, User, key_of, now
from annotator.settings import resource

FIRST_PHASE = "Main round"
MAX_NAME = 200
# Files of exports are called by pseudonyms, so they are nothing else.
PSEUDONYM = re.compile(r"r[0-9]{2,9}")


@dataclass(frozen=True)
class ProjectCard:
    """A project as the list of one's projects shows it."""

    slug: str
    name: str
    roles: tuple[str, ...]
    articles: int
    is_sample: bool
    archived: bool = False


@dataclass(frozen=True)
class Member:
    """A person of a project, as managers see them."""

    user_id: int
    name: str
    roles: tuple[str, ...]
    pseudonym: str
    joined_at: datetime


def slug_of(name: str) -> str:
    """Return the part of an address that stands for `name`: ASCII letters, digits and hyphens, else "project"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "project"


def free_slug(session: Session, name: str) -> str:
    """Return the part of an address for a new project called `name` that no other one has."""
    base = slug_of(name)
    taken = set(session.exec(select(Project.slug).where(col(Project.slug).startswith(base))))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


def starting_guideline() -> str:
    """Return the guideline that new projects begin with."""
    return (resource("seeds") / "guideline.md").read_text("utf-8")


def create(
    session: Session, name: str, *, language: str = "en", annotators: int = 2, is_sample: bool = False
) -> Project:
    """Add a project with scheme 1.0.0, a copy of the starting guideline and one open phase."""
    name = " ".join(clean(name).split())
    if not 1 <= len(name) <= MAX_NAME:
        raise BadInput("Give the project a name of 1 to 200 characters.")
    check_language(language)
    refuse_used_name(session, name)
    project = Project(slug=free_slug(session, name), name=name, language=language, is_sample=is_sample)
    session.add(project)
    session.flush()
    key = key_of(project)
    vocabulary = Scheme(project_id=key, version=scheme.VERSION, body=scheme.preset())
    guideline = Guideline(project_id=key, text=starting_guideline())
    session.add_all([vocabulary, guideline])
    session.flush()
    session.add(
        Phase(
            project_id=key, name=FIRST_PHASE, annotators=annotators, layers=scheme.DEFAULT_LAYERS,
            scheme_id=key_of(vocabulary), guideline_id=key_of(guideline),
        )
    )  # fmt: skip
    session.flush()
    return project


def by_name(session: Session, name: str) -> Project:
    """Return the project called `name`, by its slug or else its name; raises NotFound, Conflict when several are."""
    name = " ".join(name.split())
    found = session.exec(
        select(Project)
        .where((Project.name == name) | (Project.slug == name), col(Project.deleted_at).is_(None))
        .order_by(col(Project.id))
    ).all()
    if not found:
        raise NotFound(f"There is no project called {name}. See: annotator project list")
    exact = [project for project in found if project.slug == name]
    if len(found) > 1 and not exact:
        slugs = ", ".join(project.slug for project in found)
        raise Conflict(f"Several projects are called {name}. Say which one by its short name: {slugs}.")
    return (exact or found)[0]


def refuse_used_name(session: Session, name: str, *, but: int | None = None) -> None:
    """Raise Conflict when a project that is not deleted has this name, whatever its case; `but` is one's own."""
    used = select(Project.id).where(func.lower(Project.name) == name.lower(), col(Project.deleted_at).is_(None))
    if session.exec(used.where(Project.id != but) if but is not None else used).first() is not None:
        raise Conflict(f"There is a project called {name} already. Choose another name.")


def mine(session: Session, actor: Actor) -> list[ProjectCard]:
    """Return the projects a person is a member of, by name."""
    query = _with_articles(col(Membership.roles), col(Project.archived_at)).join(
        Membership, col(Membership.project_id) == Project.id
    )
    rows = session.execute(query.where(Membership.user_id == actor.user_id, col(Membership.left_at).is_(None)))
    return [
        ProjectCard(slug, name, tuple(roles), count, sample, archived is not None)
        for slug, name, count, sample, roles, archived in rows
    ]


def everything(session: Session) -> list[ProjectCard]:
    """Return every project by name, for the command line."""
    return [
        ProjectCard(slug, name, (), count, sample) for slug, name, count, sample in session.execute(_with_articles())
    ]


def _with_articles(*more: Any) -> Any:
    """Select slug, name, number of articles, whether it is the sample, and `more`, of projects that are not hidden."""
    articles = (
        select(Article.project_id, func.count().label("n"))
        .where(col(Article.withdrawn_at).is_(None))
        .group_by(col(Article.project_id))
        .subquery()
    )
    return (
        select(Project.slug, Project.name, func.coalesce(articles.c.n, 0), Project.is_sample, *more)
        .outerjoin(articles, articles.c.project_id == Project.id)
        .where(col(Project.deleted_at).is_(None))
        .order_by(col(Project.name), col(Project.id))
    )


def add_member(session: Session, project_id: int, user_id: int, roles: list[str]) -> Membership:
    """Make a person a member, or add roles to what they are; the pseudonym is given once and stays."""
    if not roles or set(roles) - set(ROLES):
        raise BadInput(f"Choose one or more of these roles: {', '.join(ROLES)}.")
    found = session.exec(
        select(Membership).where(Membership.project_id == project_id, Membership.user_id == user_id)
    ).first()
    if found is not None:
        found.roles = sorted({*roles, *(found.roles if found.left_at is None else ())})
        found.left_at = None
        session.add(found)
        session.flush()
        return found
    count = session.exec(select(func.count()).where(Membership.project_id == project_id)).one()
    # What is told at joining is the guideline of that day; only what changes later is asked for again.
    newest = select(func.max(Guideline.version)).where(Guideline.project_id == project_id)
    made = Membership(
        project_id=project_id, user_id=user_id, roles=sorted(set(roles)), pseudonym=f"r{count + 1:02d}",
        guideline_version=session.exec(newest).one() or 1,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def members(session: Session, project_id: int) -> list[Member]:
    """Return the people of a project, by name."""
    rows = session.execute(
        select(User.id, User.name, Membership.roles, Membership.pseudonym, Membership.joined_at)  # type: ignore[call-overload]
        .join(Membership, col(Membership.user_id) == User.id)
        .where(Membership.project_id == project_id, col(Membership.left_at).is_(None))
        .order_by(User.name_key)
    )
    return [Member(key, name, tuple(roles), pseudonym, joined) for key, name, roles, pseudonym, joined in rows]


def guideline(session: Session, project_id: int) -> Guideline:
    """Return the newest version of the project's guideline."""
    return session.exec(
        select(Guideline).where(Guideline.project_id == project_id).order_by(col(Guideline.version).desc()).limit(1)
    ).one()


def current_scheme(session: Session, project_id: int) -> Scheme:
    """Return the newest version of the project's vocabulary."""
    return session.exec(
        select(Scheme).where(Scheme.project_id == project_id).order_by(col(Scheme.number).desc()).limit(1)
    ).one()


def open_phase(session: Session, project_id: int) -> Phase:
    """Return the phase that new articles join: the open one that was opened last."""
    found = session.exec(
        select(Phase)
        .where(Phase.project_id == project_id, col(Phase.closed_at).is_(None))
        .order_by(col(Phase.opened_at).is_(None), col(Phase.position).desc(), col(Phase.id).desc())
        .limit(1)
    ).first()
    if found is None:
        raise BadInput("Every phase of this project is closed. Open one before you import articles.")
    return found


def remove(session: Session, project_id: int) -> None:
    """Hide a project with all its work; it can be brought back for 30 days."""
    session.execute(update(Project).where(col(Project.id) == project_id).values(deleted_at=now()))
