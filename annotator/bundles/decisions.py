"""What somebody settled in a dataset, as the decisions of a named reviewer here, with the annotations they point to.

A decision comes only onto a sentence that has none, and only when everybody it took from has their annotation here: who
that is here, the ids of the operations say by which it was adopted. Its review begins with it, as when a reviewer says
that an article is settled with what is there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select, update
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor
from annotator.annotate import details, verifying
from annotator.annotate.operations import Operation, record
from annotator.bundles import fitting
from annotator.bundles.adopted import SETTLED, Adopted
from annotator.bundles.dataset import Record
from annotator.bundles.fitting import ANNOTATION, ASSIGNMENT, UNREADABLE, Here
from annotator.bundles.reading import readable
from annotator.bundles.replaying import attribution, check, claim, first_ids, identifier, uuid_of, with_words
from annotator.bundles.turns import keep_moments, moments_of
from annotator.errors import AnnotatorError, BadInput, Conflict
from annotator.fields import MAX_TEXT
from annotator.models import Event, table_of
from annotator.project import revealing
from annotator.review import gold, settling, states
from annotator.review.reviewing import Ground, ground

EVENT = table_of(Event)
MAKE = {"claims": claim, "attributions": attribution}
MOST_VERSIONS = 2**31 - 1
Authors = Mapping[tuple[str, str], int]


@dataclass
class Decisions:
    """What a dataset's `who` settled on the article `place`, to become the decisions of whom `people` says."""

    session: Session
    people: Mapping[str, Actor]
    place: Here
    who: str
    records: Sequence[Record]
    texts: Mapping[str, str]
    found: Adopted

    @property
    def actor(self) -> Actor:
        """Whose the decisions become."""
        return self.people[self.who]

    def store(self) -> None:
        """Store what fits and list what does not."""
        try:
            ground_ = ground(self.session, self.actor, self.place.public_id, lock=True)
        except AnnotatorError as fault:
            self.found.leave_out(self.who, self.place.public_id, f"{fault} ({len(self.records)} settled sentences)")
            return
        authors, stored = self._authors(), gold.stored(self.session, self.place.key)
        changes: list[tuple[Record, gold.State | None, gold.State]] = []
        for one in self.records:
            with self.found.listing(self.who, str(one["id"])):
                before = self._before(one, stored)
                changes.append((one, before, self._state(one, ground_, authors)))
        if not changes:
            return
        if not ground_.begun:
            public = self.place.public_id
            op = Operation(identifier(public, self.who, "begin"), "settle", public, {"begin": True})
            settling.settle(self.session, self.actor, op)
        for one, before, after in changes:
            self._put(one, ground_, before, after)
        states.recount(self.session, self.place.key)
        self.found.add(self.who, self.place.public_id, SETTLED, len(changes))

    def _before(self, one: Record, stored: Mapping[int, gold.State]) -> gold.State | None:
        with readable(UNREADABLE):
            reason = fitting.unfit(self.place, one, one["gold"], self.texts)
        if reason:
            raise BadInput(reason)
        before = stored.get(self.place.row(str(one["id"])).id)
        if before is not None and before["live"]:
            raise Conflict("This sentence is settled here already.")
        return before

    def _state(self, one: Record, place: Ground, authors: Authors) -> gold.State:
        """Return a decision of the dataset as it is stored; raises BadInput for what cannot be one here."""
        with readable(UNREADABLE):
            said = with_words(one["gold"], self.place.text) if one["text"] is None else one["gold"]
            _refuse_odd(said, [label["code"] for label in place.labels])
            state: gold.State = {name: said[name] for name in ("label", "method", "reason", "note", "version")}
            state |= {"flags": sorted(set(said["flags"])), "settled_by": self.actor.user_id, "live": True}
            state["took"] = sorted({self._author(one, who, authors) for who in said["took"]})
            made = {
                layer: {uuid_of(value["id"]): make(value) for value in said[layer] or ()}
                for layer, make in MAKE.items()
            }
            checks = [self._check(value) for value in said["claims"] or () if value["verification"]]
        for layer, values in made.items():
            state[layer] = {
                uuid: details.checked(self.session, place.id, place.text_version, layer, value)
                for uuid, value in values.items()
            }
        if checks and "verification" in self.place.unasked:
            raise BadInput("This project does not ask for checks of claims.")
        state["verifications"] = {uuid: value | {"reviewer": by} for (uuid, value), by in checks}
        return state

    def _check(self, value: Record) -> tuple[tuple[str, dict[str, Any]], int | None]:
        """Return the desk's check of a claim, and who made it where it is done."""
        found, who = value["verification"], value["verification"]["reviewer"]
        if who is not None and who not in self.people:
            raise BadInput(f"{who} made a check of it. Import what {who} did together with it.")
        return verifying.checked(check(value["id"], found)), self.people[who].user_id if who is not None else None

    def _author(self, one: Record, who: str, authors: Authors) -> int:
        user = authors.get((str(one["id"]), who))
        if user is None:
            raise BadInput(f"It took the annotation of {who}, which is not here, or not submitted.")
        return user

    def _authors(self) -> Authors:
        """Return who adopted the annotations that were taken, by sentence and annotator of the dataset."""
        asked: dict[str, tuple[str, str]] = {}
        for one in self.records:
            with self.found.listing(self.who, str(one["id"])), readable(UNREADABLE):
                for who in one["gold"]["took"]:
                    theirs = [said for said in one["annotations"] if said["annotator"] == who]
                    for said in theirs or [{"annotator": who, "round": 1}]:
                        asked |= dict.fromkeys(first_ids(one, said), (str(one["id"]), str(who)))
        e, n, g = EVENT.c, ANNOTATION.c, ASSIGNMENT.c
        rows = self.session.execute(
            select(e.op_id, e.user_id)
            .join(ANNOTATION, and_(n.sentence_id == e.sentence_id, n.user_id == e.user_id, n.layer == "own"))
            .join(ASSIGNMENT, and_(g.article_id == e.article_id, g.user_id == e.user_id))
            .where(e.article_id == self.place.key, revealing.handed_in(), e.op_id.startswith("import-"))
        )
        users = defaultdict[tuple[str, str], set[int]](set)
        for op, user in rows:
            if op in asked:
                users[asked[op]].add(user)
        # Of two people who have it nobody can say whose was meant.
        return {place: next(iter(found)) for place, found in users.items() if len(found) == 1}

    def _put(self, one: Record, place: Ground, before: gold.State | None, after: gold.State) -> None:
        assert self.actor.project is not None
        row, version = self.place.row(str(one["id"])), after["version"]
        where = gold.Place(
            self.actor.project.id, place.id, row.id, place.scheme_id, place.guideline_version, place.annotated_it
        )
        gold.put(self.session, where, before, after)
        if version > after["version"]:
            # How often it was decided is told on; it only ever counts up.
            after["version"] = version
            self.session.execute(update(ANNOTATION).where(ANNOTATION.c.id == after["id"]).values(version=version))
        keep_moments(self.session, after["id"], moments_of(one["gold"]))
        name = str(one["id"])
        op = Operation(identifier(name, self.who, "settle"), "settle", name, one["gold"])
        ids = {"article_id": place.id, "sentence_id": row.id}
        record(self.session, self.actor, op, ids, {name: gold.plain(before)}, {name: gold.plain(after)})


def _refuse_odd(said: Record, codes: Sequence[str]) -> None:
    """Raise BadInput for a decision that nobody could make here."""
    if said["label"] not in codes:
        raise BadInput(f"There is no label {str(said['label'])[:40]}. The labels are {', '.join(codes)}.")
    flags = set(scheme.FLAGS) - {"unsure"}
    note, reason = said["note"], said["reason"]
    odd = not set(said["flags"]) <= flags or said["method"] not in scheme.METHODS
    odd |= reason is not None and reason not in scheme.REASONS
    odd |= note is not None and not (isinstance(note, str) and len(note) <= MAX_TEXT)
    odd |= said["version"] not in range(1, MOST_VERSIONS)
    if odd:
        raise BadInput(UNREADABLE)
