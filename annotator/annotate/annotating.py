"""Annotating: a decision becomes a change of one annotation, stored with its inverse in the same transaction.

A change is a plain dict: `label`, `flags` and `note` of the annotation, and `claims`, `attributions` and
`verifications` by UUID, where None means that there is none. The state before has the same keys, so undoing is
storing it again.
"""

from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor, may
from annotator.annotate import details, verifying
from annotator.annotate.operations import Operation, Outcome, frame_of, record, target
from annotator.annotate.wanting import OWN_FIELDS, Change, Stored, current, is_identifier, wanted
from annotator.errors import BadInput, Conflict, Forbidden, NotFound, Submitted
from annotator.models import Annotation, Assignment, Event, Sentence, now, table_of

ANNOTATION, ASSIGNMENT, EVENT, SENTENCE = (table_of(model) for model in (Annotation, Assignment, Event, Sentence))
ADD_ANNOTATION = insert(ANNOTATION)
CHANGE_ANNOTATION = update(ANNOTATION).where(ANNOTATION.c.id == bindparam("key"))
CHANGE_ASSIGNMENT = update(ASSIGNMENT).where(ASSIGNMENT.c.id == bindparam("key"))


def annotate(session: Session, actor: Actor, op: Operation) -> Outcome:
    """Store one decision about one sentence and return what it changed; a repeat changes nothing.

    Raises NotFound, Forbidden, Conflict or BadInput; then nothing is stored.
    """
    if not may(actor, "annotate"):
        raise Forbidden("Only annotators of this project can do that.")
    row = target(session, actor, op)
    if row.known_id is not None:
        again = [row.known_sentence]
        return Outcome(row.article_id, again, row.done, row.sentences, row.known_id, repeated=True, frame=frame_of(row))
    if row.state != "open":
        raise Submitted("You have submitted this article. Take it back to change it, or drop this decision.")
    if op.kind == "undo":
        return _undo(session, actor, op, row)
    holder = Stored(session, row)
    change = wanted(holder, actor, op)
    before = current(holder, change)
    _refuse_older(op, row, before, change)
    event = record(session, actor, op, _where(row), before, change)
    return _store(session, actor, op, row, before, change, event)


def _where(row: Any) -> dict[str, int | None]:
    return {"article_id": row.article_id, "sentence_id": row.sentence_id}


def _refuse_older(op: Operation, row: Any, before: Change, change: Change) -> None:
    """Refuse an entry of another tab or device that was made before, and without seeing, what is stored now."""
    unseen = op.seen is not None and row.event_id is not None and op.seen < row.event_id
    if unseen and op.tab != row.tab and op.at < row.client_at and before != change:
        raise Conflict(f"A newer decision of yours is stored: {_words(before)}. This older one says: {_words(change)}.")


def _words(change: Change) -> str:
    if "label" in change:
        return change["label"] or ("unsure" if "unsure" in change["flags"] else "no label")
    return str(change.get("note") or "nothing") if "note" in change else "other details"


def _store(
    session: Session, actor: Actor, op: Operation, row: Any, before: Change, change: Change, event: int
) -> Outcome:
    """Write a change over what is stored, keep the count of done sentences, and return what to draw anew."""
    own = {name: change[name] for name in OWN_FIELDS if name in change}
    stamp = {"event_id": event, "tab": op.tab, "client_at": op.at, "updated_at": now(), "scheme_id": row.scheme_id}
    if row.annotation_id is None:
        annotation_id = _add_annotation(session, actor, row, {**own, **stamp})
    else:
        annotation_id = row.annotation_id
        session.execute(CHANGE_ANNOTATION, {"key": annotation_id, **own, **stamp})
    assert actor.project is not None
    keys = {"project_id": actor.project.id, "article_id": row.article_id, "annotation_id": annotation_id}
    checks = change.get("verifications", {})
    verifying.drop(session, annotation_id, checks, actor.user_id)
    for layer in ("claims", "attributions"):
        details.put(session, layer, keys, change.get(layer, {}))
    verifying.put(session, keys, checks, actor.user_id)
    done = row.done + _delta(before, change)
    if done != row.done or row.started_at is None:
        started = row.started_at or now()
        counts = {"done": done, "started_at": started, "last_at": now(), "position": row.number}
        session.execute(CHANGE_ASSIGNMENT, {"key": row.assignment_id, **counts})
    touched = _touched(session, row, before, change)
    stored = (row, own) if len(touched) == 1 else None
    return Outcome(row.article_id, touched, done, row.sentences, event, frame=frame_of(row), stored=stored)


def _add_annotation(session: Session, actor: Actor, row: Any, values: dict[str, Any]) -> int:
    made = session.execute(
        ADD_ANNOTATION, {**new_annotation(actor, row), "sentence_id": row.sentence_id, "created_at": now(), **values}
    )
    return int(made.inserted_primary_key[0])  # type: ignore[attr-defined]


def new_annotation(actor: Actor, row: Any) -> dict[str, Any]:
    """Return what a person's new annotation has whatever it says; `row` is a target row."""
    assert actor.project is not None
    return {
        "project_id": actor.project.id, "article_id": row.article_id, "layer": "own", "user_id": actor.user_id,
        "round": row.round, "blind": row.round == 1, "flags": [], "guideline_version": row.guideline_version,
        "took": [], "reviewer_annotated": False, "version": 0,
    }  # fmt: skip


def _delta(before: Change, after: Change) -> int:
    if "label" not in after:
        return 0
    return scheme.answered(after["label"], after["flags"]) - scheme.answered(before["label"], before["flags"])


def _touched(session: Session, row: Any, before: Change, after: Change) -> list[int]:
    """Return the sentence and every other one that an old or new span of it reaches into."""
    spans = [
        span
        for change in (before, after)
        for layer in ("claims", "attributions")
        for value in change.get(layer, {}).values()
        if value is not None
        for span in details.all_spans(value)
    ]
    outside = [span for span in spans if span["start"] < row.start or span["end"] > row.end]
    if not outside:
        return [row.sentence_id]
    first, last = details.bounds(outside)
    reached = session.execute(
        select(SENTENCE.c.id)
        .where(
            SENTENCE.c.article_id == row.article_id, SENTENCE.c.start < last, SENTENCE.c.end > first,
            SENTENCE.c.from_cut <= row.cut, SENTENCE.c.to_cut.is_(None) | (SENTENCE.c.to_cut > row.cut),
        )
        .order_by(SENTENCE.c.position)
    )  # fmt: skip
    return [row.sentence_id, *(key for key in reached.scalars() if key != row.sentence_id)]


def _would_lose_checks(session: Session, row: Any, change: Change) -> bool:
    """Say whether a claim would go whose check is not part of the change."""
    going = [uuid for uuid, value in change.get("claims", {}).items() if value is None]
    known = change.get("verifications", {})
    return any(uuid not in known and verifying.stored(session, row.annotation_id, uuid, row.user_id) for uuid in going)


def _undo(session: Session, actor: Actor, op: Operation, row: Any) -> Outcome:
    """Take back one of one's own operations on this sentence; raises Conflict when something newer would be lost."""
    if not isinstance(op.value, str) or not is_identifier(op.value):
        raise BadInput("Name the operation to undo.")
    event = session.execute(
        select(EVENT.c.id, EVENT.c.kind, EVENT.c.before, EVENT.c.after, EVENT.c.sentence_id).where(
            EVENT.c.user_id == actor.user_id, EVENT.c.op_id == op.value, EVENT.c.article_id == row.article_id
        )
    ).first()
    if event is None or event.sentence_id != row.sentence_id or event.kind == "boundary":
        raise NotFound("There is nothing of yours to undo here.")
    if session.execute(select(EVENT.c.id).where(EVENT.c.undoes == event.id)).first() is not None:
        raise Conflict("This was undone already.")
    if current(Stored(session, row), event.after) != event.after or _would_lose_checks(session, row, event.before):
        raise Conflict("Something newer was decided on this sentence. Undo that first.")
    made = record(session, actor, op, _where(row), event.after, event.before, undoes=event.id)
    outcome = _store(session, actor, op, row, event.after, event.before, made)
    outcome.undone = op.value
    return outcome


def put_back(session: Session, actor: Actor, op: Operation, change: Change) -> Outcome:
    """Store an earlier state of one's own reading of a sentence again, as one new event that can be undone.

    `change` has the form of what events hold. Raises Conflict when it is so already or a check would be lost.
    """
    row = target(session, actor, op)
    if row.known_id is None and row.state != "open":
        raise Submitted("You have submitted this article. Take it back or reopen it to change it.")
    if row.known_id is not None:
        return Outcome(row.article_id, [row.known_sentence], row.done, row.sentences, row.known_id, repeated=True)
    before = current(Stored(session, row), change)
    if before == change or _would_lose_checks(session, row, change):
        raise Conflict("It is so already, or a check would be lost that came later. Nothing was changed.")
    event = record(session, actor, op, _where(row), before, change)
    return _store(session, actor, op, row, before, change, event)
