"""Annotating: a decision becomes a change of one annotation, stored with its inverse in the same transaction.

A change is a plain dict: `label`, `flags` and `note` of the annotation, and `claims`, `attributions` and
`verifications` by UUID, where None means that there is none. The state before has the same keys, so undoing is
storing it again.
"""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor, may
from annotator.annotate import details, verifying
from annotator.annotate.operations import Operation, Outcome, frame_of, record, target
from annotator.errors import BadInput, Conflict, Forbidden, NotFound, Submitted
from annotator.fields import IDENTIFIER, MAX_TEXT
from annotator.models import Annotation, Assignment, Event, Sentence, now, table_of
from annotator.project import options

ANNOTATION, ASSIGNMENT, EVENT, SENTENCE = (table_of(model) for model in (Annotation, Assignment, Event, Sentence))
ADD_ANNOTATION = insert(ANNOTATION)
CHANGE_ANNOTATION = update(ANNOTATION).where(ANNOTATION.c.id == bindparam("key"))
CHANGE_ASSIGNMENT = update(ASSIGNMENT).where(ASSIGNMENT.c.id == bindparam("key"))
A_CLAIM = select(details.CLAIM.c.id).where(details.CLAIM.c.annotation_id == bindparam("annotation")).limit(1)
Change = dict[str, Any]
OWN_FIELDS = ("label", "flags", "note")


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
    change = _as_asked(actor, WANTED[op.kind](session, row, op))
    before = current(session, actor, row, change)
    _refuse_older(op, row, before, change)
    event = record(session, actor, op, _where(row), before, change)
    return _store(session, actor, op, row, before, change, event)


def _as_asked(actor: Actor, change: Change) -> Change:
    """Return a change without what the project does not ask; raises BadInput where nothing of it would be left."""
    if any(change.get("verifications", {}).values()) and "verification" in options.left_out(actor.switches):
        raise BadInput("This project does not ask for checks of claims.")
    return change | {
        layer: {uuid: one and options.without_unasked(actor.switches, one) for uuid, one in change[layer].items()}
        for layer in change.keys() & {"claims", "attributions"}
    }


def _where(row: Any) -> dict[str, int | None]:
    return {"article_id": row.article_id, "sentence_id": row.sentence_id}


def _want_label(session: Session, row: Any, op: Operation) -> Change:
    codes = [label["code"] for label in row.scheme_body["labels"]]
    if op.value is not None and op.value not in codes:
        raise BadInput(f"There is no label {str(op.value)[:40]}. The labels are {', '.join(codes)}.")
    flags = [flag for flag in row.flags or () if op.value is None or flag != "unsure"]
    change: Change = {"label": op.value, "flags": flags}
    if scheme.asked(row.layers, "claims", op.value) and not _has_claims(session, row.annotation_id):
        # The browser knows this id before the answer comes: the default claim is named after the decision.
        change["claims"] = {op.op_id: details.default_claim(row.text, row.start)}
    return change


def _has_claims(session: Session, annotation_id: int | None) -> bool:
    return annotation_id is not None and session.execute(A_CLAIM, {"annotation": annotation_id}).first() is not None


def _want_flags(_session: Session, row: Any, op: Operation) -> Change:
    if not isinstance(op.value, list) or not all(isinstance(flag, str) for flag in op.value):
        raise BadInput("Flags must be a list of words.")
    if unknown := set(op.value) - set(scheme.FLAGS):
        raise BadInput(f"There is no flag {min(unknown)[:40]}. The flags are {', '.join(scheme.FLAGS)}.")
    flags = sorted(set(op.value))
    return {"label": None if "unsure" in flags else row.label, "flags": flags}


def _want_note(_session: Session, _row: Any, op: Operation) -> Change:
    if op.value is not None and not isinstance(op.value, str):
        raise BadInput("A note must be text.")
    if op.value is not None and len(op.value) > MAX_TEXT:
        raise BadInput(f"The note is over {MAX_TEXT} characters. Shorten it.")
    return {"note": (op.value or "").strip() or None}


def _want_detail(session: Session, row: Any, op: Operation) -> Change:
    layer = op.kind + "s"
    if not isinstance(op.value, dict) or len(op.value) != 1:
        raise BadInput(f"Send one {op.kind} under its id.")
    ((uuid, value),) = op.value.items()
    if not _is_identifier(uuid):
        raise BadInput(f"The id of the {op.kind} must be 1 to 64 letters, digits, - or _.")
    if value is None:
        return {layer: {uuid: None}, **_checks_of(session, row, layer, uuid), **_links(session, row, layer, uuid)}
    made = details.checked(session, row.article_id, row.text_version, layer, value)
    return {layer: {uuid: made}, **_links(session, row, layer, uuid, value)}


def _links(session: Session, row: Any, layer: str, uuid: str, value: Any = None) -> Change:
    """Return the claims that change with an attribution, if any."""
    if layer != "attributions":
        return {}
    claims = details.linked(session, row.annotation_id, uuid, gone=value is None)
    return {"claims": claims} if claims else {}


def _checks_of(session: Session, row: Any, layer: str, uuid: str) -> Change:
    """Return the change that takes the check of a claim away with it, if it has one."""
    if layer != "claims" or verifying.stored(session, row.annotation_id, uuid, row.user_id) is None:
        return {}
    return {"verifications": {uuid: None}}


def _is_identifier(text: str) -> bool:
    return re.fullmatch(IDENTIFIER, text) is not None


def _want_verification(session: Session, row: Any, op: Operation) -> Change:
    return {"verifications": verifying.wanted(session, row.annotation_id, op.value)}


WANTED: dict[str, Callable[[Session, Any, Operation], Change]] = {
    "label": _want_label,
    "flags": _want_flags,
    "note": _want_note,
    "claim": _want_detail,
    "attribution": _want_detail,
    "verification": _want_verification,
}


def current(session: Session, actor: Actor, row: Any, change: Change) -> Change:
    """Return what is stored now under the keys of `change`."""
    found: Change = {
        name: (list(row.flags or ()) if name == "flags" else getattr(row, name))
        for name in OWN_FIELDS
        if name in change
    }
    for layer in ("claims", "attributions"):
        if layer in change:
            found[layer] = {uuid: details.one(session, row.annotation_id, layer, uuid) for uuid in change[layer]}
    if "verifications" in change:
        found["verifications"] = {
            uuid: verifying.stored(session, row.annotation_id, uuid, actor.user_id) for uuid in change["verifications"]
        }
    return found


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
    assert actor.project is not None
    made = session.execute(
        ADD_ANNOTATION,
        {
            "project_id": actor.project.id, "article_id": row.article_id, "sentence_id": row.sentence_id,
            "layer": "own", "user_id": actor.user_id, "round": row.round, "blind": row.round == 1, "flags": [],
            "guideline_version": row.guideline_version, "took": [], "reviewer_annotated": False, "version": 0,
            "created_at": now(), **values,
        },
    )  # fmt: skip
    return int(made.inserted_primary_key[0])  # type: ignore[attr-defined]


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
    if not isinstance(op.value, str) or not _is_identifier(op.value):
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
    if current(session, actor, row, event.after) != event.after or _would_lose_checks(session, row, event.before):
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
    before = current(session, actor, row, change)
    if before == change or _would_lose_checks(session, row, change):
        raise Conflict("It is so already, or a check would be lost that came later. Nothing was changed.")
    event = record(session, actor, op, _where(row), before, change)
    return _store(session, actor, op, row, before, change, event)
