"""Operations of kind `boundary`: joining a sentence with the next, splitting it, changing its kind, and undoing that.

The value is {"join": "next"}, {"split": offset} (code point of the article at which the right part begins) or
{"kind": kind}; `base` must name the current cut. Whoever is alone on an article changes it at once. As soon as anyone
else is assigned, it is a request to the managers, also when a manager makes it: they look at what would move first.
"""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate import annotating
from annotator.annotate.operations import SENTENCE as SENTENCE_ID
from annotator.annotate.operations import Operation, Outcome, record, repeated
from annotator.errors import BadInput, Conflict, NotFound
from annotator.fields import check
from annotator.models import Assignment, Event, table_of
from annotator.sentences import recutting, requesting
from annotator.sentences.cuts import Slice, Wish, planned
from annotator.sentences.recutting import Place, Side, place_of

ASSIGNMENT, EVENT = table_of(Assignment), table_of(Event)
STALE = "The sentences of this article were changed since you looked at them. Reload the page; nothing was stored."


def change(session: Session, actor: Actor, op: Operation) -> Outcome:
    """Change the sentences of an article, or ask for it; a repeat changes nothing.

    In the outcome `asked` says that a manager has to decide, else `cut` is the new cut and `sentences` its new rows.
    Raises NotFound, Forbidden, Conflict (the cut is not the current one) or BadInput; then nothing is stored.
    """
    wish = check(Wish, op.value)
    place = place_of(session, actor, op.sentence.partition(":")[0])
    known = repeated(session, actor, op)
    if known is not None:
        return _repeated(session, place, known)
    rows = recutting.rows_of(session, [place.id])[place.id]
    at = _at(op, place, rows)
    going, coming = planned(wish, rows, at, lambda start, end: recutting.text_between(session, place, start, end))
    if place.shared:
        event = requesting.ask(session, actor, place, op, rows[at])
        return _outcome(session, place, [row.id for row in going], event, asked=True)
    _refuse_submitted(place)
    before, after = recutting.turn(session, place, going, coming)
    event = record(session, actor, op, _where(place, after), before, after)
    return _outcome(session, place, after["rows"], event, cut=after["cut"])


def _at(op: Operation, place: Place, rows: list[Slice]) -> int:
    """Return the place of the sentence that an operation names among those of the current cut."""
    found = SENTENCE_ID.fullmatch(op.sentence)
    if found is None:
        raise BadInput("The sentence must be named as article:start:end.")
    if not op.base:
        raise BadInput("base must be the cut and the scheme number, like 1.1.")
    offsets = int(found[2]), int(found[3])
    at = next((place for place, row in enumerate(rows) if (row.start, row.end) == offsets), None)
    if at is None or int(op.base.partition(".")[0]) != place.cut:
        raise Conflict(STALE)
    return at


def _refuse_submitted(place: Place) -> None:
    if place.mine is not None and place.mine.state != "open":
        raise Conflict("You have submitted this article. Take it back to change it, or drop this decision.")


def _where(place: Place, after: Side) -> dict[str, int | None]:
    return {"article_id": place.id, "sentence_id": after["rows"][0]}


def _repeated(session: Session, place: Place, known: Any) -> Outcome:
    asked = known.kind == "boundary-request"
    cut = None if asked else place.cut
    return _outcome(session, place, [known.sentence_id], known.id, repeated=True, asked=asked, cut=cut)


def _outcome(session: Session, place: Place, sentences: list[int], event: int, **more: Any) -> Outcome:
    """Return what changed, with the person's counts as they are now."""
    now = recutting.now_at(session, place)
    return Outcome(place.id, sentences, now.done, now.sentences, event, frame=now.frame, **more)


def undo(session: Session, actor: Actor, op: Operation) -> Outcome:
    """Take back one of one's own operations, whether it changed sentences or an annotation.

    A change of sentences brings the old rows back with all that was said of them. Raises Conflict when something newer
    would vanish, or when others are assigned by now: then it changes only on request. Else what `annotate` raises.
    """
    event = _cut_event(session, actor, op)
    if event is None:
        return annotating.annotate(session, actor, op)
    place = place_of(session, actor, op.sentence.partition(":")[0])
    known = repeated(session, actor, op)
    if known is not None:
        return _repeated(session, place, known)
    if event.article_id != place.id:
        raise NotFound("There is nothing of yours to undo here.")
    if place.shared:
        raise Conflict("Others are assigned to this article by now, so its sentences change only on request.")
    _refuse_submitted(place)
    if session.execute(select(EVENT.c.id).where(EVENT.c.undoes == event.id)).first() is not None:
        raise Conflict("This was undone already.")
    before, after = recutting.turn_back(session, place, event.before, event.after)
    made = record(session, actor, op, _where(place, after), before, after, undoes=event.id)
    return _outcome(session, place, after["rows"], made, cut=after["cut"], undone=op.value)


def _cut_event(session: Session, actor: Actor, op: Operation) -> Any | None:
    """Return the event that an undo names if it changed sentences of the article the operation is about."""
    e = EVENT.c
    if not isinstance(op.value, str):
        return None
    event = session.execute(
        select(e.id, e.article_id, e.before, e.after).where(
            e.user_id == actor.user_id, e.op_id == op.value, e.kind.in_(("boundary", "undo"))
        )
    ).first()
    return event if event is not None and "cut" in event.after else None
