"""State machines over cuts: any order of joins, splits, kinds, decisions and undos keeps what must never break."""

import uuid
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from annotator.annotate import opening
from annotator.annotate.operations import Outcome
from annotator.annotate.viewing import SentenceView
from annotator.errors import AnnotatorError, BadInput, Conflict
from annotator.models import Annotation, Assignment, Sentence, table_of
from annotator.sentences import requesting
from tests.factories import World
from tests.support.exports import text_of
from tests.support.recut import copied, do, lines, snapshot, span

KINDS = ("body", "heading", "headline", "credit", "link")
PLACES = st.integers(0, 30)


class Cuts(RuleBasedStateMachine):
    """Rules and invariants; a subclass keeps count of what was done and says what else must hold of it."""

    template: tuple[Path, World]
    people: tuple[str, ...] = ("ada",)

    def __init__(self) -> None:
        super().__init__()
        self._context = copied(self.template)
        self.world = self._context.__enter__()
        self.text = text_of(self.world)
        self.covered = self._covered()
        self.known: dict[int, Any] = {}
        self.dead: dict[int, Any] = {}

    def teardown(self) -> None:
        self._context.__exit__(None, None, None)

    def attempt(self, kind: str, sentence: str, value: Any, who: str = "ada") -> None:
        """Do something that may be refused in words, and then changes nothing."""
        self.tried(kind, sentence, value, who)

    def tried(self, kind: str, sentence: str, value: Any, who: str) -> tuple[str, list[Any], Outcome | None]:
        """Do it; return the operation's name, what stood before, and what came of it, None when it was refused."""
        before, op_id = snapshot(self.world, who), str(uuid.uuid4())
        try:
            return op_id, before, do(self.world, kind, sentence, value, who, op_id=op_id)
        except (BadInput, Conflict):
            assert snapshot(self.world, who) == before
            return op_id, before, None

    def _pick(self, place: int, who: str = "ada", *, annotated: bool = True) -> SentenceView:
        views = [view for view in lines(self.world, who) if view.number is not None or not annotated]
        return views[place % len(views)]

    @rule(place=PLACES)
    def join(self, place: int) -> None:
        self.attempt("boundary", self._pick(place, annotated=False).public_id, {"join": "next"})

    @rule(place=PLACES, where=st.integers(0, 90))
    def split(self, place: int, where: int) -> None:
        view = self._pick(place, annotated=False)
        self.attempt("boundary", view.public_id, {"split": view.start + where % (len(view.text) + 1)})

    @rule(place=PLACES, kind=st.sampled_from(KINDS))
    def name(self, place: int, kind: str) -> None:
        self.attempt("boundary", self._pick(place, annotated=False).public_id, {"kind": kind})

    @rule(place=PLACES, label=st.sampled_from(["CFS", "CFS", "UFS", "NFS", None]), who=st.sampled_from(["ada", "bo"]))
    def label(self, place: int, label: str | None, who: str) -> None:
        who = who if who in self.people else "ada"
        self.attempt("label", self._pick(place, who).public_id, label, who)

    @rule(place=PLACES, flags=st.lists(st.sampled_from(["unsure", "discuss"]), unique=True))
    def flag(self, place: int, flags: list[str]) -> None:
        self.attempt("flags", self._pick(place).public_id, flags)

    @rule(place=PLACES, note=st.sampled_from(["Odd.", "A question?", ""]))
    def note(self, place: int, note: str) -> None:
        self.attempt("note", self._pick(place).public_id, note)

    @rule(place=PLACES, first=PLACES, last=PLACES, uuid=st.sampled_from(["one", "two", "three"]))
    def claim(self, place: int, first: int, last: int, uuid: str) -> None:
        view = self._pick(place)
        self.attempt("claim", view.public_id, {uuid: {"spans": [span(view, first, last)], "attribution": "who"}})

    @rule(place=PLACES, first=PLACES, last=PLACES, uuid=st.sampled_from(["who", "other"]))
    def attribution(self, place: int, first: int, last: int, uuid: str) -> None:
        view = self._pick(place)
        value = {"content_spans": [span(view, first, last)], "source_spans": [span(self._pick(first), 0, 2)]}
        self.attempt("attribution", view.public_id, {uuid: value})

    @rule(place=PLACES, verdict=st.sampled_from(["Supported", "Refuted"]))
    def verification(self, place: int, verdict: str) -> None:
        view = self._pick(place)
        for claim in view.claims:
            evidence = [{"title": "Budget", "stance": "supports"}]
            value = {"claim": claim, "verdict": verdict, "rationale": "It says so.", "evidence": evidence}
            return self.attempt("verification", view.public_id, {**value, "status": "done"})
        return None

    @invariant()
    def sentences_are_slices_in_order(self) -> None:
        views = lines(self.world)
        assert [view.text for view in views] == [self.text[view.start : view.end] for view in views]
        assert all(one.end <= other.start for one, other in pairwise(views))
        numbers = [view.number for view in views if view.number is not None]
        assert numbers == list(range(1, len(numbers) + 1))
        assert all(view.text.strip() == view.text != "" for view in views)
        assert self._covered() == self.covered

    def _covered(self) -> set[int]:
        return {
            place for view in lines(self.world) for place in range(view.start, view.end)
            if not self.text[place].isspace()
        }  # fmt: skip

    @invariant()
    def counts_are_those_of_the_page(self) -> None:
        for who in self.people:
            with self.world.database.read() as session:
                opened = opening.article(session, self.world.actors[who], self.world.articles[0])
            assert opened.total == len(opened.annotated)
            assert opened.done == sum(view.answered for view in opened.annotated)
            for view in opened.annotated:
                assert not (view.label is not None and "unsure" in view.flags)
                for value in (*view.claims.values(), *view.attributions.values()):
                    spans = [one for name in value if name.endswith("spans") for one in value[name]]
                    assert all(self.text[one["start"] : one["end"]] == one["quote"] for one in spans)

    @invariant()
    def nothing_said_is_ever_lost_or_changed_behind_ones_back(self) -> None:
        n, s = table_of(Annotation), table_of(Sentence)
        with self.world.database.read() as session:
            rows = session.execute(select(n, s.c.to_cut).join(s, s.c.id == n.c.sentence_id)).all()
        found = {row.id: (row.user_id, row.round, row.sentence_id) for row in rows}
        assert self.known.items() <= found.items()
        dead = {row.id: (row.label, row.flags, row.note, row.event_id) for row in rows if row.to_cut is not None}
        assert all(dead[key] == said for key, said in self.dead.items() if key in dead)
        self.known, self.dead = found, dead

    @invariant()
    def steps_lead_only_to_sentences_that_are_there(self) -> None:
        for who in self.people:
            with self.world.database.read() as session:
                steps = opening.steps(session, self.world.actors[who], self.world.articles[0])
            there = {view.public_id for view in lines(self.world, who)}
            assert all(step["sentence"] in there for step in (*steps["undo"], *steps["redo"]))


class Alone(Cuts):
    """One annotator alone: everything can be undone and redone, step by step, and comes back exactly."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[tuple[str, list[Any]]] = []
        self.undone: list[tuple[str, list[Any]]] = []
        self.first = snapshot(self.world)

    def attempt(self, kind: str, sentence: str, value: Any, who: str = "ada") -> None:
        op_id, before, outcome = self.tried(kind, sentence, value, who)
        if outcome is not None:
            self.done.append((op_id, before))
            self.undone.clear()

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        op_id, before = self.done.pop()
        now, name = snapshot(self.world), str(uuid.uuid4())
        do(self.world, "undo", self._sentence_of(op_id), op_id, op_id=name)
        assert snapshot(self.world) == before
        self.undone.append((name, now))

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        op_id, after = self.undone.pop()
        now, name = snapshot(self.world), str(uuid.uuid4())
        do(self.world, "undo", self._sentence_of(op_id), op_id, op_id=name)
        assert snapshot(self.world) == after
        self.done.append((name, now))

    def _sentence_of(self, op_id: str) -> str:
        """Return the sentence that the page's list of steps names: the step must be offered."""
        with self.world.database.read() as session:
            steps = opening.steps(session, self.world.actors["ada"], self.world.articles[0])
        return next(str(step["sentence"]) for step in (*steps["undo"], *steps["redo"]) if step["op"] == op_id)

    def teardown(self) -> None:
        while self.done:
            self.undo()
        assert snapshot(self.world) == self.first
        super().teardown()


class Together(Cuts):
    """Two annotators and a manager: sentences change on request, and everybody's work is carried along."""

    people = ("ada", "bo")

    def __init__(self) -> None:
        super().__init__()
        self.accepted: list[int] = []
        self.requests: list[int] = []

    def attempt(self, kind: str, sentence: str, value: Any, who: str = "ada") -> None:
        before = snapshot(self.world, "bo")
        _, _, outcome = self.tried(kind, sentence, value, who)
        if kind == "boundary":
            assert outcome is None or outcome.asked
            assert snapshot(self.world, "bo") == before

    def _decide(self, key: int, decision: str) -> bool:
        before = [snapshot(self.world, who) for who in self.people]
        try:
            with self.world.database.write() as session:
                requesting.decide(session, self.world.actors["mara"], key, decision)
        except AnnotatorError:
            assert [snapshot(self.world, who) for who in self.people] == before
            return False
        return True

    @rule(place=PLACES, decision=st.sampled_from(["accept", "accept", "decline"]))
    def decide(self, place: int, decision: str) -> None:
        with self.world.database.read() as session:
            found = requesting.listed(session, self.world.actors["mara"])
        opened = [asked for asked in found if asked.state == "open"]
        if opened:
            asked = opened[place % len(opened)]
            done = self._decide(asked.id, decision)
            assert done is not (decision == "accept" and asked.outdated)
            if done and decision == "accept":
                self.accepted.append(asked.id)

    @precondition(lambda self: self.accepted)
    @rule()
    def accept_and_undo_at_once(self) -> None:
        self._decide(self.accepted.pop(), "undo")

    @invariant()
    def everyone_works_on_the_same_sentences(self) -> None:
        shown = [[(view.public_id, view.kind) for view in lines(self.world, who)] for who in self.people]
        assert shown[0] == shown[1]
        with self.world.database.read() as session:
            rounds = session.execute(select(table_of(Assignment).c.round)).scalars().all()
        assert set(rounds) == {1}
