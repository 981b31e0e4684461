"""First readings of an article, made in memory by the rules of the browser and stored together.

Each has the history that its operations would have left one by one. To ask the database at each step whether they may
would take most of the time of an import, and nothing of them is there yet that it could know.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor
from annotator.annotate import annotating, details, verifying
from annotator.annotate.operations import ADD_EVENT, EVENT, Operation, event_of
from annotator.annotate.wanting import OWN_FIELDS, Change, current, wanted
from annotator.bundles.fitting import ANNOTATION, Here
from annotator.models import now

TAKEN = "This person has annotated the sentence already."
LAYERS = ("claims", "attributions")
# Ids that are asked for at a time; databases take so many.
SOME = 500
Line = tuple[Operation, Change, Change]


@dataclass(slots=True)
class Blank:
    """An annotation in memory, of which nothing was there; it holds what its operations made of it so far."""

    row: SimpleNamespace
    place: Here
    details: dict[str, dict[str, Any]] = field(default_factory=lambda: {layer: {} for layer in LAYERS})
    checks: dict[str, Any] = field(default_factory=dict)

    def has_claims(self) -> bool:
        """Say whether it has any claim."""
        return bool(self.details["claims"])

    def detail(self, layer: str, uuid: str) -> dict[str, Any] | None:
        """Return a claim or attribution, or None."""
        return self.details[layer].get(uuid)

    def linked(self, uuid: str, *, gone: bool) -> dict[str, dict[str, Any]]:
        """Return the claims that change with an attribution, under their UUIDs."""
        if not gone and uuid in self.details["attributions"]:
            return {}
        return details.linked_among(self.details["claims"], uuid, gone=gone)

    def verification(self, uuid: str) -> dict[str, Any] | None:
        """Return the check of a claim, or None."""
        return self.checks.get(uuid)

    def checked(self, layer: str, value: Any) -> dict[str, Any]:
        """Return a claim or attribution from outside as it is stored; raises BadInput."""
        return details.checked_on(self.place.text, self.place.left_out, layer, value)

    def take(self, change: Change) -> None:
        """Hold what a change makes of it."""
        for name in OWN_FIELDS:
            if name in change:
                setattr(self.row, name, change[name])
        for kept, name in ((self.checks, "verifications"), *((self.details[layer], layer) for layer in LAYERS)):
            for uuid, value in change.get(name, {}).items():
                if value is None:
                    kept.pop(uuid, None)
                else:
                    kept[uuid] = value


@dataclass(frozen=True, slots=True)
class First:
    """A first reading of one sentence: the sentence's row, what was made, its history and its stamps."""

    sentence: Any
    made: Blank
    lines: Sequence[Line]
    stamps: Mapping[str, Any]


@dataclass
class Firsts:
    """The first readings of one person of the article `place`; `target` is the row of their assignment."""

    session: Session
    actor: Actor
    place: Here
    target: Any
    made: list[First] = field(default_factory=list)

    def add(self, sentence: Any, ops: Iterator[Operation], stamps: Mapping[str, Any]) -> None:
        """Make a reading out of operations; raises BadInput or NotFound for one that nobody could make here."""
        asks = {"layers": self.target.layers, "scheme_body": self.target.scheme_body}
        row = SimpleNamespace(label=None, flags=[], note=None, text=sentence.text, start=sentence.start, **asks)
        holder, lines = Blank(row, self.place), []
        for op in ops:
            change = wanted(holder, self.actor, op)
            lines.append((op, current(holder, change), change))
            holder.take(change)
        self.made.append(First(sentence, holder, lines, stamps))

    def known(self) -> list[First]:
        """Return, and leave out, those of which an operation was stored here before."""
        there = self._events([one.lines[0][0].op_id for one in self.made])
        found = [one for one in self.made if one.lines[0][0].op_id in there]
        self.made = [one for one in self.made if one.lines[0][0].op_id not in there]
        return found

    def store(self) -> dict[int, int]:
        """Store all readings with their history, and return the keys of the annotations by sentence."""
        if not self.made:
            return {}
        where = {"article_id": self.place.key}
        self.session.execute(ADD_EVENT, [
            event_of(self.actor, op, {**where, "sentence_id": one.sentence.id}, before, after)
            for one in self.made for op, before, after in one.lines
        ])  # fmt: skip
        events = self._events([one.lines[-1][0].op_id for one in self.made])
        self.session.execute(annotating.ADD_ANNOTATION, [self._annotation(one, events) for one in self.made])
        n = ANNOTATION.c
        mine = (n.article_id == self.place.key, n.user_id == self.actor.user_id, n.round == 1, n.layer == "own")
        keys = {row.sentence_id: int(row.id) for row in self.session.execute(select(n.id, n.sentence_id).where(*mine))}
        self._store_details(keys)
        self._count()
        return keys

    def _events(self, ids: Sequence[str]) -> dict[str, int]:
        e, found = EVENT.c, dict[str, int]()
        for place in range(0, len(ids), SOME):
            some = ids[place : place + SOME]
            rows = self.session.execute(select(e.op_id, e.id).where(e.user_id == self.actor.user_id, e.op_id.in_(some)))
            found |= {row.op_id: row.id for row in rows}
        return found

    def _annotation(self, one: First, events: Mapping[str, int]) -> dict[str, Any]:
        row = one.made.row
        own = {"label": row.label, "flags": row.flags, "note": row.note}
        at = now()
        stamp = {"event_id": events[one.lines[-1][0].op_id], "tab": "", "client_at": 0, "created_at": at}
        stamp["updated_at"] = at
        keys = {"sentence_id": one.sentence.id, "scheme_id": self.target.scheme_id}
        return annotating.new_annotation(self.actor, self.target) | keys | own | stamp | dict(one.stamps)

    def _store_details(self, keys: Mapping[int, int]) -> None:
        assert self.actor.project is not None
        of = {"project_id": self.actor.project.id, "article_id": self.place.key}
        for layer in LAYERS:
            rows = [
                {**details.bounded(value), **of, "annotation_id": keys[one.sentence.id], "uuid": uuid}
                for one in self.made
                for uuid, value in one.made.details[layer].items()
            ]
            if rows:
                self.session.execute(details.ADD[layer], rows)
        for one in self.made:
            verifying.put(
                self.session, {**of, "annotation_id": keys[one.sentence.id]}, one.made.checks, self.actor.user_id
            )

    def _count(self) -> None:
        done = sum(scheme.answered(one.made.row.label, one.made.row.flags) for one in self.made)
        at, number = now(), max(one.sentence.number for one in self.made)
        counts = {"done": self.target.done + done, "started_at": self.target.started_at or at, "last_at": at}
        self.session.execute(
            annotating.CHANGE_ASSIGNMENT, {"key": self.target.assignment_id, **counts, "position": number}
        )
