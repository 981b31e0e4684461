"""A state machine over HTTP: annotators, reviewers and a manager in any order lose nothing and leave a true history."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from annotator.access import Actor, ProjectRef
from annotator.db import Database
from annotator.errors import AnnotatorError
from annotator.intake import articles
from annotator.models import Annotation, Article, Assignment, Event, Sentence, SentenceState, key_of, table_of
from annotator.project import projects
from annotator.review import cases, gold, states
from annotator.sentences import requesting
from annotator.work import assignment
from tests.factories import TEXT, Client, NewClient, World, make_world, signed_in

ANNOTATORS, REVIEWERS = ("ada", "bo"), ("ruth", "sam")
TEAM = {
    **dict.fromkeys(ANNOTATORS, ("annotator",)),
    **dict.fromkeys(REVIEWERS, ("reviewer",)),
    "mara": ("manager",),
}
PLACES = st.integers(0, 5)
Rows = Sequence[Any]
# Answers that refuse in words; anything else but success is a fault.
REFUSALS = {403, 404, 409, 422}


class Teamwork(RuleBasedStateMachine):
    """Two annotators, two reviewers and a manager on one article; `prepared` holds a world and its clients.

    Each run gets a project of its own; people are signed in once for all of them.
    """

    prepared: ClassVar[tuple[World, dict[str, Client]]]
    count: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        first, self.clients = self.prepared
        type(self).count += 1
        self.world = another(first, self.count)
        self.article = self.world.articles[0]
        self.key = self._key()
        self.frozen: dict[int, Any] = {}
        self.seen: dict[int, Any] = {}

    def _key(self) -> int:
        a = table_of(Article).c
        with self.world.database.read() as session:
            query = select(a.id).where(a.project_id == self.world.project.id, a.public_id == self.article)
            return int(session.execute(query).scalar_one())

    def _sentences(self) -> tuple[int, list[str]]:
        """Return the present cut and the sentences that are annotated, in order."""
        s, a = table_of(Sentence).c, table_of(Article).c
        with self.world.database.read() as session:
            rows = session.execute(
                select(a.cut, s.start, s.end)
                .join(table_of(Article), a.id == s.article_id)
                .where(s.article_id == self.key, s.number.is_not(None), s.from_cut <= a.cut,
                       s.to_cut.is_(None) | (s.to_cut > a.cut))
                .order_by(s.position)
            ).all()  # fmt: skip
        return rows[0].cut, [f"{self.article}:{row.start}:{row.end}" for row in rows]

    def _sentence(self, place: int) -> tuple[int, str]:
        cut, sentences = self._sentences()
        return cut, sentences[place % len(sentences)]

    def send(self, who: str, kind: str, at: tuple[int, str], value: Any) -> bool:
        cut, sentence = at
        answer = self.clients[who].op(self.world.slug, kind, sentence, value, base=f"{cut}.1", tab=who)
        assert answer.status_code == 200 or answer.status_code in REFUSALS, answer.text
        return bool(answer.status_code == 200)

    def post(self, who: str, path: str, **fields: str) -> bool:
        answer = self.clients[who].post(f"/projects/{self.world.slug}/{path}", op_id=str(uuid4()), **fields)
        assert answer.status_code == 303 or answer.status_code in REFUSALS, answer.text
        return bool(answer.status_code == 303)

    @rule(who=st.sampled_from(ANNOTATORS), place=PLACES, label=st.sampled_from(["CFS", "UFS", "NFS"]))
    def label(self, who: str, place: int, label: str) -> None:
        self.send(who, "label", self._sentence(place), label)

    @rule(who=st.sampled_from(ANNOTATORS), label=st.sampled_from(["CFS", "NFS"]))
    def finish(self, who: str, label: str) -> None:
        cut, sentences = self._sentences()
        for sentence in sentences:
            self.send(who, "label", (cut, sentence), label)
        self.send(who, "submit", (cut, self.article), value=True)

    @rule(who=st.sampled_from(ANNOTATORS), value=st.booleans())
    def submit(self, who: str, *, value: bool) -> None:
        self.send(who, "submit", (self._sentences()[0], self.article), value)

    @rule(who=st.sampled_from(ANNOTATORS))
    def reopen(self, who: str) -> None:
        self.post(who, f"articles/{self.article}/reopen")

    @rule(who=st.sampled_from(REVIEWERS), letter=st.sampled_from("AB"))
    def hand_back(self, who: str, letter: str) -> None:
        self.post(who, f"articles/{self.article}/review/return", letter=letter, reason="Look again.")

    @rule(place=PLACES, where=st.integers(3, 30))
    def split(self, place: int, where: int) -> None:
        at = self._sentence(place)
        offset = int(at[1].split(":")[1]) + where
        if self.send("mara", "boundary", at, {"split": offset}):
            self._decide("accept")

    @rule(place=PLACES)
    def join(self, place: int) -> None:
        if self.send("mara", "boundary", self._sentence(place), {"join": "next"}):
            self._decide("accept")

    def _decide(self, decision: str) -> None:
        with self.world.database.read() as session:
            opened = [one for one in requesting.listed(session, self.world.actors["mara"]) if one.state == "open"]
        for asked in opened:
            self.post("mara", f"requests/{asked.id}", decision=decision)

    @rule(who=st.sampled_from(REVIEWERS), place=PLACES, choice=st.integers(0, 3), version=st.integers(-1, 1))
    def settle(self, who: str, place: int, choice: int, version: int) -> None:
        at = self._sentence(place)
        sentence = at[1]
        before = self._gold(sentence)
        known = before["version"] if before and before["live"] else 0
        value: dict[str, Any] = {"version": max(0, known + version)}
        keys = self._columns(who, sentence)
        if choice < 2 and len(keys) > choice:
            value["take"] = keys[choice]
        else:
            value |= {"majority": True} if choice == 2 else {"own": {"label": "NFS"}}
        stored = self.send(who, "settle", at, value)
        after = self._gold(sentence)
        if not stored:
            assert after == before
        else:
            assert after is not None
            assert after["version"] == (before["version"] if before else 0) + 1

    @rule(who=st.sampled_from(REVIEWERS), value=st.sampled_from([{"agreed": True}, {"edges": True}, {"begin": True}]))
    def settle_many(self, who: str, value: dict[str, Any]) -> None:
        self.send(who, "settle", (self._sentences()[0], self.article), value)

    @rule(who=st.sampled_from(REVIEWERS))
    def undo(self, who: str) -> None:
        try:
            with self.world.database.read() as session:
                steps = cases.article(session, self.world.actors[who], self.article).undoable
        except AnnotatorError:
            return
        for step in steps[-1:]:
            self.send(who, "settle", (self._sentences()[0], step["sentence"]), {"undo": step["op"]})

    def _columns(self, who: str, sentence: str) -> list[str]:
        try:
            with self.world.database.read() as session:
                found = cases.article(session, self.world.actors[who], self.article, "all").cases
        except AnnotatorError:
            return []
        return [side.key for case in found if case.public_id == sentence for side in case.sides]

    def _gold(self, sentence: str) -> Any:
        s = table_of(Sentence).c
        start, end = (int(part) for part in sentence.split(":")[1:])
        with self.world.database.read() as session:
            rows = session.execute(
                select(s.id).where(s.article_id == self.key, s.start == start, s.end == end).order_by(s.id.desc())
            )
            return gold.plain(gold.stored(session, self.key).get(rows.scalars().first() or 0))

    @invariant()
    def everything_holds(self) -> None:
        """Check one snapshot: reading it once makes long runs a good deal shorter."""
        n, g, e, t = (table_of(model).c for model in (Annotation, Assignment, Event, SentenceState))
        with self.world.database.read() as session:
            held = session.execute(select(table_of(Assignment)).where(g.article_id == self.key)).all()
            own = session.execute(select(table_of(Annotation)).where(n.article_id == self.key, n.layer == "own")).all()
            events = session.execute(
                select(table_of(Event)).where(e.article_id == self.key, e.kind == "settle").order_by(e.id)
            ).all()
            kept = session.execute(select(table_of(SentenceState)).where(t.article_id == self.key)).all()
            stored = gold.stored(session, self.key)
            votes = states.submitted_annotations(session, self.key)
        self._nothing_submitted_is_lost_or_changed(held, own)
        self._the_history_is_true(events, stored)
        self._counts_are_what_they_count(kept, stored, votes)

    def _nothing_submitted_is_lost_or_changed(self, held: Rows, own: Rows) -> None:
        work = {row.user_id: row for row in held}
        found = {row.id: (row.user_id, row.round, row.sentence_id) for row in own}
        assert self.seen.items() <= found.items()
        self.seen = found
        # What belongs to a round that is over never changes again.
        over = {row.id: (row.label, row.flags, row.note) for row in own if row.round < work[row.user_id].round}
        assert all(self.frozen.get(key, said) == said for key, said in over.items())
        self.frozen |= over
        assert all(row.blind == (row.round == 1) for row in own)

    def _the_history_is_true(self, events: Rows, stored: dict[int, Any]) -> None:
        last: dict[str, Any] = {}
        for event in events:
            for name, after in (event.after or {}).items():
                before = event.before[name]
                if name in last and before is not None:
                    assert before["version"] == last[name]["version"]
                last[name] = after
        newest = {state["version"] for state in stored.values()}
        assert all(state["version"] in newest for state in last.values())

    def _counts_are_what_they_count(self, kept: Rows, stored: dict[int, Any], votes: dict[int, Any]) -> None:
        live = {sentence for sentence, state in stored.items() if state["live"]}
        for row in kept:
            assert row.settled == (row.sentence_id in live)
            assert row.judged == len(votes.get(row.sentence_id, []))


def another(first: World, number: int) -> World:
    """Make a project more with the people of the first one, so that nobody has to sign in again."""
    with first.database.write() as session:
        project = projects.create(session, f"Harbour news {number}")
        ref = ProjectRef(key_of(project), project.slug, project.name)
        world = World(first.database, ref.slug, ref)
        for who, roles in TEAM.items():
            user = first.actors[who].user_id
            projects.add_member(session, ref.id, user, list(roles))
            world.actors[who] = Actor(user, who, project=ref, roles=frozenset(roles))
        phase = projects.open_phase(session, ref.id)
        article = articles.store(session, phase, articles.draft("text.txt", TEXT.encode()))
        world.articles.append(article.public_id)
        for who in ANNOTATORS:
            assignment.assign(session, ref.id, key_of(article), world.actors[who].user_id)
    return world


def run(database: Database, new_client: NewClient, *, histories: int, steps: int) -> None:
    """Try so many histories of a team's work, each of up to so many steps; fails where a rule is broken."""

    class Prepared(Teamwork):
        prepared = (make_world(database, TEAM, name="First"), {who: signed_in(new_client, who) for who in TEAM})

    run_state_machine_as_test(
        Prepared,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
