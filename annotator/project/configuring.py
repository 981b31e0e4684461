"""Setting a project up and changing it: the checklist, its switches, archiving, deleting and bringing back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlmodel import Session
from sqlmodel import select as pick

from annotator.access import Actor
from annotator.errors import BadInput, Conflict, NotFound
from annotator.fields import clean
from annotator.intake.articles import check_language
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Guideline,
    Invite,
    Membership,
    Phase,
    Project,
    now,
    table_of,
)
from annotator.project import options, projects
from annotator.team import logs
from annotator.work import assignment

PROJECT, ARTICLE, MEMBERSHIP = table_of(Project), table_of(Article), table_of(Membership)
PHASE, GUIDELINE, INVITE = table_of(Phase), table_of(Guideline), table_of(Invite)
ASSIGNMENT, ANNOTATION = table_of(Assignment), table_of(Annotation)
KEPT = timedelta(days=30)
STEPS = ("name", "guideline", "articles", "people", "phase")


@dataclass(frozen=True, slots=True)
class Basics:
    """What the settings page shows: name, language, switches, and since when the project is archived."""

    name: str
    language: str
    options: dict[str, Any]
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that would change, from what to what, and how many things it touches (articles, say)."""

    name: str
    before: Any
    after: Any
    touches: int


@dataclass(frozen=True, slots=True)
class Checklist:
    """What of setting up is done; `articles`, `people` and `phases` are how many there are."""

    done: dict[str, bool]
    articles: int
    people: int
    invited: int
    opened: int
    example: str | None


@dataclass(frozen=True, slots=True)
class Deleted:
    """A project that was deleted and can still be brought back, until `until`."""

    slug: str
    name: str
    until: datetime


def basics(session: Session, actor: Actor) -> Basics:
    """Return a project's name, language and every switch with its value."""
    row = _project(session, actor)
    known = {name: options.value(row.options, name) for name in options.DEFAULTS}
    return Basics(row.name, row.language, known, row.archived_at)


def _project(session: Session, actor: Actor) -> Any:
    assert actor.project is not None
    return session.execute(select(PROJECT).where(PROJECT.c.id == actor.project.id)).one()


def wanted(session: Session, actor: Actor, form: Mapping[str, str]) -> Basics:
    """Return what a form asks for, checked; raises BadInput, and Conflict for a name that is used."""
    assert actor.project is not None
    name = " ".join(clean(form.get("name", "")).split())
    if not 1 <= len(name) <= projects.MAX_NAME:
        raise BadInput(f"Give the project a name of 1 to {projects.MAX_NAME} characters.")
    projects.refuse_used_name(session, name, but=actor.project.id)
    language = check_language(form.get("language", ""))
    return Basics(name, language, dict(options.checked(form)), None)


def changes(session: Session, actor: Actor, form: Mapping[str, str]) -> list[Change]:
    """Return what a form would change, without changing it."""
    assert actor.project is not None
    now_, then = basics(session, actor), wanted(session, actor, form)
    found = [
        Change(name, getattr(now_, name), getattr(then, name), 0)
        for name in ("name", "language")
        if getattr(now_, name) != getattr(then, name)
    ]
    touched = _touched(session, actor.project.id)
    return found + [
        Change(name, now_.options[name], value, touched.get(name, 0))
        for name, value in then.options.items()
        if now_.options[name] != value
    ]


def _touched(session: Session, project_id: int) -> dict[str, int]:
    """Return how many things each switch reaches: open assignments for the lease, articles not taken for the order."""
    g, a = ASSIGNMENT.c, ARTICLE.c
    still = select(func.count()).where(g.project_id == project_id, g.state == "open")
    held = select(g.id).where(g.article_id == a.id).exists()
    free = select(func.count()).where(a.project_id == project_id, a.withdrawn_at.is_(None), ~held)
    row = session.execute(select(still.scalar_subquery(), free.scalar_subquery())).one()
    return {"lease_days": row[0], "order": row[1], "timing": row[0]}


def change(session: Session, actor: Actor, form: Mapping[str, str]) -> int:
    """Store what a form asks for and return how many settings changed; other switches of the project stay."""
    assert actor.project is not None
    found, then = changes(session, actor, form), wanted(session, actor, form)
    kept = dict(_project(session, actor).options)
    _set(session, actor, name=then.name, language=then.language, options=kept | then.options)
    if found:
        logs.note(
            session, actor.user_id, actor.project.id, "settings",
            changes=[{"name": one.name, "before": one.before, "after": one.after} for one in found],
        )  # fmt: skip
    return len(found)


def _set(session: Session, actor: Actor, **values: Any) -> None:
    assert actor.project is not None
    session.execute(update(PROJECT).where(PROJECT.c.id == actor.project.id).values(**values))


def archive(session: Session, actor: Actor, *, wanted: bool) -> None:
    """Close a project to all work, keeping it readable, or open it again."""
    assert actor.project is not None
    _set(session, actor, archived_at=now() if wanted else None)
    logs.note(session, actor.user_id, actor.project.id, "archived" if wanted else "unarchived")


def delete(session: Session, actor: Actor, typed: str) -> None:
    """Hide a project from everyone; it can be brought back for 30 days. `typed` must be its name."""
    assert actor.project is not None
    if " ".join(typed.split()) != actor.project.name:
        raise BadInput("Type the project's name exactly as it is to delete it. Nothing was deleted.")
    projects.remove(session, actor.project.id)
    logs.note(session, actor.user_id, actor.project.id, "deleted")


def deleted(session: Session, actor: Actor) -> list[Deleted]:
    """Return the projects the person manages that were deleted in the last 30 days."""
    m, p = MEMBERSHIP.c, PROJECT.c
    rows = session.execute(
        select(p.slug, p.name, p.deleted_at, m.roles)
        .join(MEMBERSHIP, m.project_id == p.id)
        .where(m.user_id == actor.user_id, m.left_at.is_(None), p.deleted_at > now() - KEPT)
        .order_by(p.name, p.id)
    )
    return [Deleted(row.slug, row.name, row.deleted_at + KEPT) for row in rows if "manager" in row.roles]


def restore(session: Session, actor: Actor, slug: str) -> str:
    """Bring a deleted project back and return its slug; raises NotFound when it is not one's own to bring back."""
    if slug not in {one.slug for one in deleted(session, actor)}:
        raise NotFound("There is no deleted project of this name that you manage.")
    project = session.exec(pick(Project).where(Project.slug == slug)).one()
    projects.refuse_used_name(session, project.name, but=project.id)
    project.deleted_at = None
    session.add(project)
    session.flush()
    logs.note(session, actor.user_id, int(project.id or 0), "restored")
    return slug


def checklist(session: Session, actor: Actor) -> Checklist:
    """Return what of setting up is done, told from the project itself, so that it can be resumed at any time."""
    assert actor.project is not None
    key, row = actor.project.id, _project(session, actor)
    a, m, i, p, g = ARTICLE.c, MEMBERSHIP.c, INVITE.c, PHASE.c, GUIDELINE.c
    open_link = (i.project_id == key, i.purpose == "join", i.used_at.is_(None), i.revoked_at.is_(None))
    parts = (
        select(func.count()).where(a.project_id == key, a.withdrawn_at.is_(None)),
        select(func.count()).where(m.project_id == key, m.left_at.is_(None)),
        select(func.count()).where(*open_link, i.expires_at > now()),
        select(func.count()).where(p.project_id == key, p.opened_at.is_not(None), p.closed_at.is_(None)),
        select(func.max(g.version)).where(g.project_id == key),
        select(func.min(a.public_id)).where(a.project_id == key, a.withdrawn_at.is_(None)),
    )
    counts = session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    ticked = set(row.options.get("ticked", []))
    done = {
        "name": True, "guideline": counts[4] > 1 or "guideline" in ticked, "articles": counts[0] > 0,
        "people": counts[1] > 1 or "people" in ticked, "phase": "phase" in ticked and counts[3] > 0,
    }  # fmt: skip
    return Checklist(done, counts[0], counts[1], counts[2], counts[3], counts[5])


def tick(session: Session, actor: Actor, step: str) -> None:
    """Note that a step of the checklist is as the manager wants it."""
    if step not in STEPS:
        raise BadInput("There is no such step.")
    known = dict(_project(session, actor).options)
    _set(session, actor, options=known | {"ticked": sorted({*known.get("ticked", []), step})})


def begun(session: Session, project_id: int, reader: int | None = None) -> bool:
    """Say whether anything was annotated; from then on the vocabulary stays.

    For a `reader` who still annotates articles themselves, only what they may know of counts.
    """
    n = ANNOTATION.c
    first = select(n.id).where(n.project_id == project_id).limit(1)
    if reader is not None:
        hidden = assignment.open_articles(session, reader, project_id)
        first = first.where(or_(n.article_id.not_in(hidden), n.user_id == reader))
    return session.execute(first).first() is not None


def refuse_begun(session: Session, project_id: int) -> None:
    """Raise Conflict once the first annotation is stored."""
    if begun(session, project_id):
        raise Conflict("The first annotation is stored, so the labels and what is asked stay as they are.")
