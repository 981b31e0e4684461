"""One person's work on one article, round after round: what was submitted, reopened and changed there, is so here.

Every round goes through the same operations as in the browser and is handed in before the next one opens, so the first
stays blind and the later ones are not. Moments are those of the dataset; the history says when they came here.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate import annotating, details
from annotator.annotate.operations import Operation, target
from annotator.bundles.adopted import ANNOTATIONS, LATER, SUBMITTED, Adopted
from annotator.bundles.composing import TAKEN, Firsts
from annotator.bundles.dataset import Record, moment
from annotator.bundles.fitting import ASSIGNMENT, UNREADABLE, Here, unfit
from annotator.bundles.reading import readable
from annotator.bundles.replaying import identifier, operations, uuid_of, with_words
from annotator.errors import AnnotatorError, BadInput
from annotator.models import Annotation, Verification, table_of
from annotator.work import assignment, reopening

ANNOTATION, VERIFICATION = table_of(Annotation), table_of(Verification)
LOST_ROUND = "Round {turn} needs the rounds before it, of which something is missing or does not fit."
NOT_WHOLE = "Not submitted, because not all of it fits."
Entry = tuple[Record, Record]


@dataclass
class Work:
    """What a dataset's `who` did on the article `place`, to become that of `actor`; `came` counts what was stored."""

    session: Session
    actor: Actor
    place: Here
    who: str
    entries: list[Entry]
    texts: Mapping[str, str]
    submitted: datetime | None
    found: Adopted
    came: int = 0

    def store(self) -> None:
        """Store what fits and list what does not."""
        if said := _not_open(self.place):
            self._leave_out(self.place.public_id, f"{said} ({len(self.entries)} annotations)")
            return
        turns = self._fitting()
        if not turns:
            return
        with self.session.begin_nested() as part:
            self._store(turns)
            if not self.came:
                # Nobody gets an article of which nothing came.
                part.rollback()

    def _leave_out(self, where: str, reason: str) -> None:
        self.found.leave_out(self.who, where, reason)

    def _fitting(self) -> dict[int, list[Entry]]:
        turns, known = defaultdict[int, list[Entry]](list), set[tuple[str, int]]()
        for record, said in self.entries:
            with self.found.listing(self.who, str(record["id"])):
                with readable(UNREADABLE):
                    reason = unfit(self.place, record, said, self.texts)
                if reason is None and self.place.row(str(record["id"])).annotations:
                    reason = TAKEN
                if (record["id"], said["round"]) in known:
                    reason = "It stands twice in the dataset."
                if reason:
                    raise BadInput(reason)
                known.add((record["id"], said["round"]))
                turns[said["round"]].append((record, said))
        return turns

    def _store(self, turns: dict[int, list[Entry]]) -> None:
        """Store round after round; a round opens only when all of those before it are here."""
        assert self.actor.project is not None
        if self.place.state is None:
            assignment.assign(self.session, self.actor.project.id, self.place.key, self.actor.user_id)
        fitting = sum(map(len, turns.values()))
        whole, last = fitting == len(self.entries), max(turns)
        for turn in range(1, last + 1):
            if turn > 1:
                whole = whole and self._is_covered(turns) and self._hand_in(turn - 1, last)
                if not whole:
                    self._list_lost(turn, turns)
                    return
                reopening.go_on(self.session, self.actor, self.place.public_id)
            said = turns.get(turn, [])
            stored = self._firsts(said) if turn == 1 else sum(self._annotated(*one) for one in said)
            self.came += stored
            self.found.add(self.who, self.place.public_id, ANNOTATIONS if turn == 1 else LATER, stored)
            whole = whole and stored == len(said)
        self._end(turns[last], last, whole=whole)

    def _is_covered(self, turns: dict[int, list[Entry]]) -> bool:
        """Say whether the person answered every sentence, in one round or another."""
        asked = {f"{self.place.public_id}:{edges}" for edges, row in self.place.rows.items() if row.number is not None}
        return self.place.recut or asked <= {record["id"] for said in turns.values() for record, _ in said}

    def _end(self, entries: list[Entry], last: int, *, whole: bool) -> None:
        if any(said.get("status") != "submitted" for _, said in entries):
            return
        if whole and self._hand_in(last, last):
            self.found.add(self.who, self.place.public_id, SUBMITTED)
        elif not whole and self.came:
            self._leave_out(self.place.public_id, NOT_WHOLE)

    def _list_lost(self, turn: int, turns: dict[int, list[Entry]]) -> None:
        for at in (at for at in sorted(turns) if at >= turn):
            for record, _ in turns[at]:
                self._leave_out(str(record["id"]), LOST_ROUND.format(turn=at))

    def _firsts(self, entries: list[Entry]) -> int:
        """Store the annotations of the first round, each whole or not at all, and return how many fit."""
        op = Operation(self._submission(1), "submit", self.place.public_id, value=True)
        firsts = Firsts(self.session, self.actor, self.place, target(self.session, self.actor, op))
        checked = {}
        for record, said in entries:
            with self.found.listing(self.who, str(record["id"])), readable(UNREADABLE):
                row = self.place.row(str(record["id"]))
                known = with_words(said, self.place.text) if record["text"] is None else said
                checked[row.id] = moments_of(said)
                firsts.add(row, operations(record, known), self._stamps(said))
        for one in firsts.known():
            self._leave_out(f"{self.place.public_id}:{one.sentence.start}:{one.sentence.end}", TAKEN)
        for sentence, key in firsts.store().items():
            keep_moments(self.session, key, checked.get(sentence, {}))
        return len(firsts.made)

    def _annotated(self, record: Record, said: Record) -> bool:
        """Store one annotation of a later round, whole or not at all, and say whether it fits."""
        row = self.place.row(str(record["id"]))
        try:
            with self.session.begin_nested():
                with readable(UNREADABLE):
                    known = with_words(said, self.place.text) if record["text"] is None else said
                    ops = list(operations(record, known, self._standing(row.id, said)))
                for op in ops:
                    annotating.annotate(self.session, self.actor, op)
                self._stamp(row.id, said)
        except AnnotatorError as fault:
            self._leave_out(str(record["id"]), str(fault))
            return False
        return True

    def _key(self, sentence: int, turn: int) -> int | None:
        n = ANNOTATION.c
        mine = (n.sentence_id == sentence, n.user_id == self.actor.user_id, n.round == turn, n.layer == "own")
        return self.session.execute(select(n.id).where(*mine)).scalar()

    def _standing(self, sentence: int, said: Record) -> list[tuple[str, str]]:
        """Return kind and UUID of what was copied from the round before and is asked in this one."""
        key = self._key(sentence, said["round"]) if said["round"] > 1 else None
        if key is None:
            return []
        return [
            (layer.removesuffix("s"), uuid)
            for layer in ("claims", "attributions")
            if said.get(layer) is not None
            for uuid in details.of_annotation(self.session, key, layer)
        ]

    def _stamp(self, sentence: int, said: Record) -> None:
        """Keep when it was said and checked, and what its author could see."""
        key = self._key(sentence, said["round"])
        with readable(UNREADABLE):
            values, done = self._stamps(said), moments_of(said)
        self.session.execute(update(ANNOTATION).where(ANNOTATION.c.id == key).values(values))
        keep_moments(self.session, key, done)

    def _stamps(self, said: Record) -> dict[str, Any]:
        suggestion = said.get("suggestion")
        if not isinstance(suggestion, str | None):
            raise BadInput(UNREADABLE)
        values: dict[str, Any] = {"suggestion": suggestion}
        if made := said.get("created_at"):
            values["created_at"] = moment(made)
        if said["round"] == 1 and said.get("blind") is False:
            values["blind"] = False
        return values

    def _submission(self, turn: int) -> str:
        return identifier(self.place.public_id, self.who, "submit", *([str(turn)] if turn > 1 else []))

    def _hand_in(self, turn: int, last: int) -> bool:
        """Submit a round, and say whether that is so; only the last one must be whole."""
        op = Operation(self._submission(turn), "submit", self.place.public_id, value=True)
        g = ASSIGNMENT.c
        try:
            with self.session.begin_nested():
                assignment.hand_in(self.session, self.actor, op, whole=turn == last)
        except AnnotatorError as fault:
            self._leave_out(self.place.public_id, f"Not submitted: {fault}")
            return False
        if self.submitted is not None:
            mine = (g.article_id == self.place.key, g.user_id == self.actor.user_id)
            self.session.execute(update(ASSIGNMENT).where(*mine).values(submitted_at=self.submitted))
        return True


def _not_open(place: Here) -> str | None:
    if place.state == "submitted" or place.round > 1:
        return "This person has submitted the article already."
    return "This person gave the article back here, or it was taken away." if place.state == "left" else None


def moments_of(said: Record) -> dict[str, datetime]:
    """Return when each claim was checked that was, by its UUID; raises ValueError for what is no moment."""
    checks = {uuid_of(one["id"]): one.get("verification") for one in said.get("claims") or ()}
    return {uuid: moment(one["reviewed_at"]) for uuid, one in checks.items() if one and one["reviewed_at"]}


def keep_moments(session: Session, annotation: int | None, done: Mapping[str, datetime]) -> None:
    """Say of checks that are done when they were; of an annotation whose claims have these UUIDs."""
    c, v = details.CLAIM.c, VERIFICATION.c
    for uuid, at in done.items():
        of = select(c.id).where(c.annotation_id == annotation, c.uuid == uuid).scalar_subquery()
        session.execute(update(VERIFICATION).where(v.claim_id == of, v.status == "done").values(reviewed_at=at))
