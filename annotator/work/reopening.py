"""Reopening a submitted article: round 1 stays as it was submitted, what is changed from now on is a round of its own.

Who reopens has seen others' work, or may have, so the new round is not blind. Until it is submitted, reviewers and
figures go on with the round before.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from annotator.access import Actor, may
from annotator.errors import BadInput, Conflict, Forbidden, NotFound
from annotator.fields import MAX_TEXT, clean
from annotator.models import Article, Assignment, Event, now, table_of
from annotator.project import revealing
from annotator.review import states
from annotator.review.reviewing import ground
from annotator.sentences import readings

ARTICLE, ASSIGNMENT, EVENT = table_of(Article), table_of(Assignment), table_of(Event)


@dataclass(frozen=True, slots=True)
class Returned:
    """An article that a reviewer handed back to its annotator, and why."""

    public_id: str
    title: str
    language: str
    reason: str
    at: datetime


def reopen(session: Session, actor: Actor, public_id: str) -> None:
    """Open one's submitted article again, as a new round that is not blind.

    Raises NotFound when it is not one's own, Conflict when it is open already or can simply be taken back.
    """
    if not may(actor, "annotate"):
        raise Forbidden("Only annotators of this project can do that.")
    row = _submitted(session, actor, public_id)
    begun = row.review_begun_at is not None or row.shown_at is not None or row.round > 1
    if not begun and not revealing.is_shown(session, actor, row.article_id):
        raise Conflict("Nobody has looked at this article yet. Take it back instead: then it stays blind.")
    _open(session, actor, row, "reopen", None)


def go_on(session: Session, actor: Actor, public_id: str) -> None:
    """Open one's submitted article as a new round, for what comes from elsewhere and was reopened there.

    Raises NotFound when it is not one's own, Conflict when it is open.
    """
    _open(session, actor, _submitted(session, actor, public_id), "reopen", None)


def _submitted(session: Session, actor: Actor, public_id: str) -> Any:
    row = _work(session, actor, public_id, actor.user_id)
    if row is None:
        raise NotFound("This article is not assigned to you, or not any more.")
    if row.state != "submitted":
        raise Conflict("This article is open already.")
    return row


def send_back(session: Session, actor: Actor, public_id: str, letter: str, reason: str) -> None:
    """Hand an article back to one of its annotators, whom the review knows by a letter, with a reason.

    Raises what `ground` raises, BadInput without a reason, NotFound without such a person, Conflict when they work on
    it already.
    """
    place = ground(session, actor, public_id, lock=True)
    if place.waiting:
        raise Conflict("The review of this article has not begun yet.")
    said = clean(reason).strip()
    if not said or len(said) > MAX_TEXT:
        raise BadInput(f"Say why, in 1 to {MAX_TEXT} characters: the annotator reads it.")
    person = next((one for one in place.people.values() if one.letter == letter), None)
    row = _work(session, actor, public_id, person.user_id) if person else None
    if row is None:
        raise NotFound("There is no such annotator of this article.")
    if row.state != "submitted":
        raise Conflict("This annotator works on the article already.")
    _open(session, actor, row, "return", said)
    session.execute(update(ASSIGNMENT).where(ASSIGNMENT.c.id == row.id).values(returned_at=now(), returned_reason=said))


def give_back(session: Session, actor: Actor, public_id: str, user_id: int, reason: str) -> None:
    """Hand a submitted article back because its text was corrected, as if its annotator took it back or reopened it.

    While they could still take it back they go on in the same round, blind; else in one of its own.
    """
    row = _work(session, actor, public_id, user_id)
    if row is None or row.state != "submitted":
        return
    begun = row.review_begun_at is not None or row.shown_at is not None or row.round > 1
    if begun or revealing.is_shown(session, replace(actor, user_id=user_id), row.article_id):
        _open(session, actor, row, "return", reason)
    else:
        _note(session, actor, row, "return", row.round, reason)
        session.execute(update(ASSIGNMENT).where(ASSIGNMENT.c.id == row.id).values(state="open", submitted_at=None))
    session.execute(
        update(ASSIGNMENT).where(ASSIGNMENT.c.id == row.id).values(returned_at=now(), returned_reason=reason)
    )


def close_again(session: Session, actor: Actor, article_id: int, since: int) -> None:
    """Hand in again what the correction of event `since` opened, as that is taken back, where nothing was done since.

    Who has worked on the article since, or has a sentence to answer, keeps it open.
    """
    a, e, g = ARTICLE.c, EVENT.c, ASSIGNMENT.c
    opened = session.execute(
        select(e.id, e.after).where(e.article_id == article_id, e.kind == "return", e.id > since).order_by(e.id)
    )
    events = {row.after["user"]: row.id for row in opened}
    works = (
        select(g.id, g.article_id, g.user_id, g.round)
        .join(ARTICLE, a.id == g.article_id)
        .where(g.article_id == article_id, g.state == "open", g.returned_at.is_not(None), g.done == a.sentences)
        .with_for_update(of=ASSIGNMENT)
    )
    for row in session.execute(works.order_by(g.id)).all():
        mine = select(e.id, e.kind, e.created_at).where(e.article_id == article_id, e.user_id == row.user_id)
        done = session.execute(mine.order_by(e.id)).all()
        if row.user_id not in events or any(one.id > events[row.user_id] for one in done):
            continue
        at = max((one.created_at for one in done if one.kind == "submit"), default=now())
        closed = {"state": "submitted", "submitted_at": at, "returned_at": None, "returned_reason": None}
        session.execute(update(ASSIGNMENT).where(g.id == row.id).values(closed))
        _note(session, actor, row, "return-undone", row.round, None, state="submitted")


def returned(session: Session, actor: Actor) -> list[Returned]:
    """Return the articles that were handed back to the person and that they have not submitted again."""
    assert actor.project is not None
    a, g = ARTICLE.c, ASSIGNMENT.c
    rows = session.execute(
        select(a.public_id, a.title, a.language, g.returned_reason, g.returned_at)
        .join(ASSIGNMENT, g.article_id == a.id)
        .where(
            g.user_id == actor.user_id, g.project_id == actor.project.id, g.state == "open",
            g.returned_at.is_not(None), a.withdrawn_at.is_(None),
        )
        .order_by(g.returned_at)
    )  # fmt: skip
    return [Returned(*row) for row in rows]


def _work(session: Session, actor: Actor, public_id: str, user_id: int) -> Any | None:
    """Return a person's assignment, locked as a save locks it."""
    assert actor.project is not None
    a, g = ARTICLE.c, ASSIGNMENT.c
    query = (
        select(g.id, g.article_id, g.user_id, g.state, g.round, g.shown_at, a.review_begun_at)
        .join(ARTICLE, a.id == g.article_id)
        .where(
            a.project_id == actor.project.id, a.public_id == public_id, g.user_id == user_id, a.withdrawn_at.is_(None)
        )
        .with_for_update(of=ASSIGNMENT)
    )
    return session.execute(query).first()


def _open(session: Session, actor: Actor, row: Any, kind: str, reason: str | None) -> None:
    live = [key for key, _ in states.live_sentences(session, row.article_id)]
    said = readings.of_sentences(session, live).get((row.user_id, row.round), {})
    turn = {"round": row.round + 1, "blind": False}
    readings.copy_all(session, [(key, replace(one, origin={**one.origin, **turn})) for key, one in said.items()])
    session.execute(
        update(ASSIGNMENT).where(ASSIGNMENT.c.id == row.id).values(state="open", round=row.round + 1, last_at=now())
    )
    _note(session, actor, row, kind, row.round + 1, reason)
    states.refresh(session, row.article_id)


def _note(
    session: Session, actor: Actor, row: Any, kind: str, turn: int, reason: str | None, state: str = "open"
) -> None:
    """Add the line of history that an article was opened again, in round `turn`, or closed again."""
    assert actor.project is not None
    session.execute(
        insert(EVENT).values(
            # Who works on the command line has no account, and so the key 0.
            project_id=actor.project.id, article_id=row.article_id, user_id=actor.user_id or None, kind=kind,
            before={"state": "submitted" if state == "open" else "open", "round": row.round},
            after={"state": state, "round": turn, "user": row.user_id, "reason": reason},
            tab="", created_at=now(),
        )
    )  # fmt: skip
