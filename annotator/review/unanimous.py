"""Gold for sentences on which all agree, where the project wants it: made as the last one submits, without a reviewer.

Until the review has begun a submission can be taken back; then this gold is taken back with it.
"""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate.operations import Operation, record
from annotator.models import Project, Sentence, SentenceState, table_of
from annotator.project import options
from annotator.review import deciding, gold, states

PROJECT, SENTENCE, STATE = table_of(Project), table_of(Sentence), table_of(SentenceState)


def follow(session: Session, actor: Actor, op: Operation, row: Any) -> None:
    """Settle what all say once everybody has submitted, or take that back; `row` is the target of the submission."""
    assert actor.project is not None
    chosen = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == actor.project.id)).scalar_one()
    if not options.value(chosen, "unanimous_gold"):
        return
    changes = _gathered(session, actor, row) if op.value else _scattered(session, row)
    if not changes:
        return
    place = (actor.project.id, row.article_id)
    for sentence, (before, after) in changes.items():
        where = gold.Place(*place, sentence, row.scheme_id, row.guideline_version, reviewer_annotated=False)
        gold.put(session, where, before, after)
    names = _names(session, row, list(changes))
    done = Operation(f"{op.op_id[:54]}-unanimous", "settle", row.public_id, op.value)
    record(
        session, actor, done, {"article_id": row.article_id, "sentence_id": None},
        {names[key]: gold.plain(before) for key, (before, _) in changes.items()},
        {names[key]: gold.plain(after) for key, (_, after) in changes.items()},
    )  # fmt: skip
    states.recount(session, row.article_id)


def _gathered(session: Session, actor: Actor, row: Any) -> dict[int, Any]:
    t = STATE.c
    agreed = select(t.sentence_id).where(t.article_id == row.article_id, t.waits == states.AGREED)
    waiting = list(session.execute(agreed).scalars())
    votes = states.submitted_annotations(session, row.article_id)
    stored = gold.stored(session, row.article_id, waiting)
    more = {"reason": None, "note": None, "settled_by": actor.user_id, "live": True}
    return {key: (stored.get(key), deciding.unanimous(votes[key]) | more) for key in waiting}


def _scattered(session: Session, row: Any) -> dict[int, Any]:
    stored = gold.stored(session, row.article_id)
    made = {key: state for key, state in stored.items() if state["live"] and state["method"] == "unanimous"}
    return {key: (state, {**state, "live": False}) for key, state in made.items()}


def _names(session: Session, row: Any, sentences: list[int]) -> dict[int, str]:
    s = SENTENCE.c
    rows = session.execute(select(s.id, s.start, s.end).where(s.id.in_(sentences)))
    return {key: f"{row.public_id}:{start}:{end}" for key, start, end in rows}
