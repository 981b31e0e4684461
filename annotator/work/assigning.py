"""Assigning by hand and in one go, handing back, taking away: nobody gets an article twice, all work is kept."""

import heapq
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session

from annotator.access import Actor, may
from annotator.errors import BadInput, Conflict, Forbidden, NotFound
from annotator.models import Article, Assignment, Membership, Phase, ReviewTally, User, now, table_of
from annotator.project import phases
from annotator.review import states
from annotator.team import logs
from annotator.work import assignment

ASSIGNMENT, ARTICLE, PHASE = table_of(Assignment), table_of(Article), table_of(Phase)
MEMBERSHIP, USER, TALLY = table_of(Membership), table_of(User), table_of(ReviewTally)
REASONS = ("knows-author", "distressing", "other")
MAX_NOTE = 500


def give(session: Session, actor: Actor, public_id: str, user_id: int) -> None:
    """Assign an article to a person by hand, however many have it; raises NotFound, BadInput, Conflict."""
    assert actor.project is not None
    article = _article(session, actor, public_id)
    if user_id not in {key for key, _ in annotators(session, actor.project.id)}:
        raise BadInput("Choose an annotator of this project.")
    assignment.assign(session, actor.project.id, article.id, user_id)
    logs.note(session, actor.user_id, actor.project.id, "given", user=user_id, article=public_id, title=article.title)


def need(session: Session, actor: Actor, public_id: str, number: int | None) -> None:
    """Ask for so many annotators for one article, or with None for as many as its phase says.

    Who has it keeps it, also where fewer are asked for. Raises NotFound, BadInput.
    """
    assert actor.project is not None
    article = _article(session, actor, public_id)
    if number is not None and not 1 <= number <= phases.MAX_ANNOTATORS:
        raise BadInput(f"Give the number of annotators as a whole number from 1 to {phases.MAX_ANNOTATORS}.")
    values = {"needed": number, "needed_by_hand": number is not None}
    session.execute(update(ARTICLE).where(ARTICLE.c.id == article.id).values(values))
    if number is None:
        phases.draw_sample(session, phases.one(session, actor.project.id, article.phase_id))
    logs.note(
        session, actor.user_id, actor.project.id, "needed", article=public_id, title=article.title, number=number or 0
    )  # fmt: skip


def annotators(session: Session, project_id: int) -> list[tuple[int, str]]:
    """Return key and name of everyone who can annotate in a project, by name."""
    m, u = MEMBERSHIP.c, USER.c
    rows = session.execute(
        select(u.id, u.name, m.roles)
        .join(MEMBERSHIP, m.user_id == u.id)
        .where(m.project_id == project_id, m.left_at.is_(None), u.disabled_at.is_(None))
        .order_by(u.name_key)
    )
    return [(row.id, row.name) for row in rows if "annotator" in row.roles]


def _article(session: Session, actor: Actor, public_id: str) -> Any:
    assert actor.project is not None
    a = ARTICLE.c
    row = session.execute(
        select(a.id, a.title, a.withdrawn_at, a.phase_id).where(
            a.project_id == actor.project.id, a.public_id == public_id
        )
    ).first()
    if row is None:
        raise NotFound("There is no such article in this project.")
    if row.withdrawn_at is not None:
        raise Conflict(f"“{row.title}” is withdrawn. Bring it back before you assign it.")
    return row


def take_away(session: Session, actor: Actor, public_id: str, user_id: int) -> None:
    """Take an article from a person: without a trace while they stored nothing, else their work is kept for ever.

    Raises NotFound when it is not theirs, Conflict when they have submitted it.
    """
    assert actor.project is not None
    article = _article(session, actor, public_id)
    row = _held(session, article.id, user_id)
    if row.state == "submitted":
        raise Conflict("They have submitted this article. A reviewer can return it to them.")
    _let_go(session, row, "taken away", article.id)
    logs.note(
        session, actor.user_id, actor.project.id, "taken-away", user=user_id, article=public_id, title=article.title
    )  # fmt: skip


def hand_back(session: Session, actor: Actor, public_id: str, reason: str, note: str = "") -> None:
    """Hand one's own open article back with a reason; it goes to another person, and one's work on it is kept."""
    if not may(actor, "annotate"):
        raise Forbidden("Only annotators of this project can hand articles back.")
    assert actor.project is not None
    note = " ".join(note.split())
    if reason not in REASONS:
        raise BadInput("Choose why you hand the article back.")
    if len(note) > MAX_NOTE or not note.isprintable():
        raise BadInput(f"Write at most {MAX_NOTE} characters.")
    if reason == "other" and not note:
        raise BadInput("Say in a few words why you hand the article back.")
    article = _article(session, actor, public_id)
    row = _held(session, article.id, actor.user_id)
    if row.state != "open":
        raise Conflict("You have submitted this article. Take it back first.")
    why = f"{reason}: {note}" if note else reason
    session.execute(update(ASSIGNMENT).where(ASSIGNMENT.c.id == row.id).values(state="left", reason=why))
    states.recount(session, article.id)
    logs.note(
        session, actor.user_id, actor.project.id, "handed-back",
        user=actor.user_id, article=public_id, title=article.title, reason=reason, note=note,
    )  # fmt: skip


def _held(session: Session, article_id: int, user_id: int) -> Any:
    g = ASSIGNMENT.c
    row = session.execute(
        select(g.id, g.state, g.started_at).where(g.article_id == article_id, g.user_id == user_id, g.state != "left")
    ).first()
    if row is None:
        raise NotFound("This article is not assigned to this person.")
    return row


def _let_go(session: Session, row: Any, reason: str, article_id: int) -> None:
    if row.started_at is None:
        session.execute(delete(ASSIGNMENT).where(ASSIGNMENT.c.id == row.id))
    else:
        session.execute(update(ASSIGNMENT).where(ASSIGNMENT.c.id == row.id).values(state="left", reason=reason))
    states.recount(session, article_id)


def release(session: Session, user_id: int, project_id: int) -> None:
    """Free every open article of a person who is no longer there, so that it goes to others."""
    g = ASSIGNMENT.c
    held = (g.user_id == user_id, g.project_id == project_id, g.state == "open")
    rows = session.execute(select(g.id, g.state, g.started_at, g.article_id).where(*held, g.round == 1)).all()
    for row in rows:
        _let_go(session, row, "left the project", row.article_id)


def give_out(session: Session, actor: Actor) -> int:
    """Assign every article of the open phases that lacks annotators, and return how many places were filled.

    Whoever has least to do gets the next one, and nobody one they had; what no one is left for stays open.
    """
    assert actor.project is not None
    project = actor.project.id
    load = _load(session, project)
    lacking = session.execute(assignment.lacking(actor)).all()
    had = _had(session, [row.id for row in lacking])
    people = [user for user, _ in annotators(session, project)]
    queue = [(load[user], assignment.shuffled(user, place), user) for place, user in enumerate(people)]
    heapq.heapify(queue)
    usual = {"project_id": project, "state": "open", "round": 1, "done": 0, "position": 0, "assigned_at": now()}
    made = [
        usual | {"article_id": row.id, "user_id": user}
        for row in lacking
        for user in _lightest(queue, row.missing, had[row.id])
    ]
    counted = set(session.execute(select(TALLY.c.article_id).where(TALLY.c.project_id == project)).scalars())
    for start in range(0, len(made), 1000):
        session.execute(insert(ASSIGNMENT), made[start : start + 1000])
    for article_id in counted & {values["article_id"] for values in made}:
        states.recount(session, article_id)
    logs.note(session, actor.user_id, project, "given-out", number=len(made))
    return len(made)


def _load(session: Session, project_id: int) -> Counter[int]:
    g = ASSIGNMENT.c
    counted = select(g.user_id, func.count()).where(g.project_id == project_id, g.state == "open").group_by(g.user_id)
    return Counter({user: count for user, count in session.execute(counted)})  # noqa: C416  a result is no mapping


def _had(session: Session, articles: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(articles), 500):
        rows = session.execute(
            select(ASSIGNMENT.c.article_id, ASSIGNMENT.c.user_id).where(
                ASSIGNMENT.c.article_id.in_(articles[start : start + 500])
            )
        )
        for article_id, user_id in rows:
            found[article_id].add(user_id)
    return found


def _lightest(queue: list[tuple[int, int, int]], missing: int, had: set[int]) -> list[int]:
    """Take from the heap the people with least to do who never had the article, and put them back with one more."""
    passed: list[tuple[int, int, int]] = []
    chosen: list[int] = []
    while queue and len(chosen) < missing:
        load, chance, user = heapq.heappop(queue)
        if user in had:
            passed.append((load, chance, user))
        else:
            chosen.append(user)
            passed.append((load + 1, chance, user))
    for entry in passed:
        heapq.heappush(queue, entry)
    return chosen
