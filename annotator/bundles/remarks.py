"""What people said in the threads of a dataset, as said by named persons here, with its moment.

Who may read it is ruled as for all talk. An answer to a question comes only where the question is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlmodel import Session

from annotator.access import Actor, may
from annotator.annotate.operations import Operation, repeated
from annotator.bundles.adopted import COMMENTS, Adopted
from annotator.bundles.dataset import Remark
from annotator.bundles.fitting import Here
from annotator.bundles.replaying import identifier
from annotator.errors import BadInput, Conflict
from annotator.models import Comment, Event, Thread, table_of
from annotator.talk import talking

COMMENT, EVENT, THREAD = table_of(Comment), table_of(Event), table_of(Thread)


@dataclass
class Remarks:
    """What `people` of a dataset said about the article `place`; `everything` is all that was said about it there."""

    session: Session
    place: Here
    people: Mapping[str, Actor]
    everything: Sequence[Remark]
    found: Adopted

    def store(self) -> None:
        """Store what fits and list what does not; what was said first comes first."""
        for remark in sorted(self.everything, key=lambda one: one.at):
            if remark.who in self.people:
                with self.found.listing(remark.who, remark.where), self.session.begin_nested():
                    self._add(self.people[remark.who], remark)
                    self.found.add(remark.who, self.place.public_id, COMMENTS)

    def _add(self, actor: Actor, remark: Remark) -> None:
        row = self.place.row(remark.where)
        if row.text != remark.text:
            raise BadInput("The sentence here has other words, so a comment on it does not fit.")
        op = Operation(_id(remark), "comment", remark.where, [remark.body, remark.answer])
        if repeated(self.session, actor, op) is not None:
            raise Conflict("This comment is here already.")
        if remark.answer not in (None, *talking.ANSWERS):
            raise BadInput("The comment answers neither yes nor no.")
        body = talking.words(remark.body, empty=remark.answer is not None)
        owner = self._owner(actor, remark, row.id)
        where = talking.Where(self.place.key, row.id, private=remark.owner is not None, owner=owner)
        thread = talking.add(self.session, actor, op, where, body, remark.answer, at=remark.at)
        self._end(thread, remark)

    def _owner(self, actor: Actor, remark: Remark, sentence: int) -> int:
        """Return who asked the question that a remark belongs to; 0 for none."""
        if remark.owner in (None, remark.who):
            return actor.user_id if remark.owner else 0
        if not may(actor, "manage"):
            raise BadInput(f"{actor.name} is no manager here, and only managers answer questions.")
        e, t = EVENT.c, THREAD.c
        asked = [_id(one) for one in self.everything if one.where == remark.where and one.who == one.owner]
        users = self.session.execute(
            select(t.user_id)
            .join(EVENT, (e.sentence_id == t.sentence_id) & (e.user_id == t.user_id))
            .where(t.sentence_id == sentence, t.kind == "question", e.op_id.in_(asked))
            .distinct()
        ).scalars().all()  # fmt: skip
        if len(users) != 1:
            raise BadInput(f"It answers a question of {remark.owner}, which is not here.")
        return int(users[0])

    def _end(self, thread: int, remark: Remark) -> None:
        """Let a thread be as old as what was said in it, and resolved where the person resolved it there."""
        c, t = COMMENT.c, THREAD.c
        first, last = self.session.execute(
            select(func.min(c.created_at), func.max(c.created_at)).where(c.thread_id == thread)
        ).one()
        values = {"created_at": first, "last_at": last}
        if remark.resolved is not None and remark.resolved[1] in self.people:
            values |= {"resolved_at": remark.resolved[0], "resolved_by": self.people[remark.resolved[1]].user_id}
        self.session.execute(update(THREAD).where(t.id == thread).values(values))


def _id(remark: Remark) -> str:
    said = (remark.where, remark.who, "comment", remark.at.isoformat(), str(remark.body), str(remark.answer))
    return identifier(*said, str(remark.owner))
