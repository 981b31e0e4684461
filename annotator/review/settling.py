"""Settling: a reviewer's decision becomes the gold of a sentence, stored with its inverse in the same transaction.

The history of a decision holds the gold states before and after by public sentence id, so undoing is storing the one
before again. Nothing here changes an annotation.
"""

import re
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate.operations import SENTENCE as SENTENCE_ID
from annotator.annotate.operations import Operation, Outcome, record, repeated
from annotator.errors import BadInput, Conflict, NotFound
from annotator.fields import IDENTIFIER, check
from annotator.models import Article, Event, Sentence, SentenceState, now, table_of
from annotator.review import gold, states
from annotator.review.deciding import Decision, Matter, accept, decide
from annotator.review.reviewing import Ground, ground
from annotator.talk import talking

ARTICLE, EVENT = table_of(Article), table_of(Event)
SENTENCE, STATE = table_of(Sentence), table_of(SentenceState)
Changes = dict[int, tuple[gold.State | None, gold.State]]


def settle(session: Session, actor: Actor, op: Operation) -> Outcome:
    """Store one decision of a reviewer and return the sentences it settled; a repeat changes nothing.

    The sentence may be a whole article where the choice is `agreed`, `undo` or `begin`. In the outcome, `done` and
    `total` count the disagreements of the article. Raises Forbidden, NotFound, Conflict or BadInput; then nothing is
    stored.
    """
    place = ground(session, actor, op.sentence.partition(":")[0], lock=True)
    known = repeated(session, actor, op)
    if known is not None:
        return _outcome(session, place, [known.sentence_id] if known.sentence_id else [], known.id, repeated=True)
    wish = check(Decision, op.value)
    if place.waiting and not wish.begin:
        raise Conflict("Not everyone has submitted this article. Say first that it is settled with what is there.")
    event = _named(session, actor, place, wish.undo) if wish.undo else None
    rows = _rows(session, place, op, list(event.after) if event else [])
    stored = gold.stored(session, place.id, [row.id for row in rows])
    if event is not None:
        changes = _undone(event, rows, stored)
    else:
        changes = _wanted(session, actor, place, op, wish, rows, stored)
    keys = {row.id: f"{place.public_id}:{row.start}:{row.end}" for row in rows}
    for sentence, (before, after) in changes.items():
        gold.put(session, _place(actor, place, sentence), before, after)
    made = record(
        session, actor, op,
        {"article_id": place.id, "sentence_id": next(iter(changes)) if len(changes) == 1 else None},
        {keys[key]: gold.plain(before) for key, (before, _) in changes.items()},
        {keys[key]: gold.plain(after) for key, (_, after) in changes.items()},
        undoes=event.id if event else None, kind="begin" if wish.begin else None,
    )  # fmt: skip
    _mark(session, place)
    return _outcome(session, place, list(changes), made, undone=wish.undo)


def _place(actor: Actor, place: Ground, sentence: int) -> gold.Place:
    assert actor.project is not None
    return gold.Place(
        actor.project.id, place.id, sentence, place.scheme_id, place.guideline_version, place.annotated_it
    )


def _rows(session: Session, place: Ground, op: Operation, named: list[str]) -> list[Any]:
    """Return the sentences an operation is about; raises Conflict when one of them is there no more."""
    s = SENTENCE.c
    query = (
        select(s.id, s.start, s.end, s.text, s.from_cut)
        .where(
            s.article_id == place.id, s.number.is_not(None), s.from_cut <= place.cut,
            s.to_cut.is_(None) | (s.to_cut > place.cut),
        )
        .order_by(s.position)
    )  # fmt: skip
    rows = list(session.execute(query))
    wanted = named or ([op.sentence] if SENTENCE_ID.fullmatch(op.sentence) else [])
    if not wanted:
        return rows
    found = [row for row in rows if f"{place.public_id}:{row.start}:{row.end}" in wanted]
    seen = int(op.base.partition(".")[0]) if op.base else place.cut
    if len(found) < len(wanted) or any(row.from_cut > seen for row in found):
        raise Conflict("This sentence was changed since you looked at it. Reload the page; nothing was stored.")
    return found


def _wanted(
    session: Session,
    actor: Actor,
    place: Ground,
    op: Operation,
    wish: Decision,
    rows: list[Any],
    stored: dict[int, Any],
) -> Changes:
    if wish.begin:
        return {}
    votes = states.submitted_annotations(session, place.id)
    matters = [
        Matter(actor, place, op, wish, row, votes.get(row.id, []), stored.get(row.id)) for row in rows
    ]  # fmt: skip
    if SENTENCE_ID.fullmatch(op.sentence):
        return {matter.row.id: (matter.before, decide(session, matter)) for matter in matters}
    if not (wish.agreed or wish.edges):
        raise BadInput("Name the sentence this decision is about.")
    accepted = {matter.row.id: (matter.before, state) for matter in matters if (state := accept(matter)) is not None}
    if not accepted:
        what = "on which all agree" if wish.agreed else "on which only edges differ"
        raise BadInput(f"Nothing is left to accept: every sentence {what} is settled.")
    return accepted


def _named(session: Session, actor: Actor, place: Ground, op_id: str) -> Any:
    """Return the stored decision to undo; raises NotFound or Conflict when it cannot be."""
    e = EVENT.c
    event = session.execute(
        select(e.id, e.before, e.after).where(
            e.user_id == actor.user_id, e.op_id == op_id, e.article_id == place.id, e.kind == "settle"
        )
    ).first()
    if event is None or not event.after:
        raise NotFound("There is nothing of yours to undo here.")
    if session.execute(select(e.id).where(e.undoes == event.id)).first() is not None:
        raise Conflict("This was undone already.")
    return event


def _undone(event: Any, rows: list[Any], stored: dict[int, gold.State]) -> Changes:
    """Return the change back to what an event found; raises Conflict when something newer would be lost."""
    by_offsets = {f"{row.start}:{row.end}": row.id for row in rows}
    changes: Changes = {}
    for name, after in event.after.items():
        sentence = by_offsets[name.partition(":")[2]]
        current, former = stored.get(sentence), event.before[name]
        # The sentence may be a new one in the place of the old: of another kind, and not settled yet.
        if current is None or current["version"] != after["version"]:
            raise Conflict("Something newer was decided on this sentence. Look at it again before you undo.")
        changes[sentence] = (current, dict(former) if former else {**current, "live": False})
    return changes


def _mark(session: Session, place: Ground) -> None:
    """Note that the review has begun, from now on nobody takes back, and keep the counts beside the sentences."""
    if not place.begun:
        session.execute(update(ARTICLE).where(ARTICLE.c.id == place.id).values(review_begun_at=now()))
    states.recount(session, place.id)


def _outcome(session: Session, place: Ground, sentences: list[int], event: int, **more: Any) -> Outcome:
    t = STATE.c
    count = select(func.count()).where(t.article_id == place.id, t.differs > 0)
    total, done = session.execute(count).scalar_one(), session.execute(count.where(t.settled)).scalar_one()
    return Outcome(place.id, sentences, done, total, event, **more)


def comment(session: Session, actor: Actor, op: Operation) -> int:
    """Add a comment to a sentence under review and return the sentence's key; a repeat adds none.

    Raises BadInput when it is empty or too long, and what `ground` raises.
    """
    place = ground(session, actor, op.sentence.partition(":")[0], lock=True)
    known = repeated(session, actor, op)
    if known is not None:
        return int(known.sentence_id)
    if not re.fullmatch(IDENTIFIER, op.op_id):
        raise BadInput("op_id must be 1 to 64 letters, digits, - or _.")
    body = talking.words(op.value)
    (row,) = _rows(session, place, op, [op.sentence])
    talking.add(session, actor, op, talking.Where(place.id, row.id), body)
    return int(row.id)
