"""Any order of taking, giving, handing back, leaving and submitting: nobody twice, no work lost, places kept."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col, select

from annotator import migrate
from annotator.access import Actor
from annotator.annotate import annotating
from annotator.annotate.operations import Operation
from annotator.db import Database
from annotator.errors import AnnotatorError
from annotator.models import Annotation, Article, Assignment, Phase, ReviewTally
from annotator.work import assigning, assignment
from tests.factories import World, make_world

TEXTS = tuple(f"**Bridge {n}**\n\nBridge number {n} was closed. It opens again in May.\n" for n in range(3))
NAMES = ("ada", "bo", "cy", "mara")
ACTIONS = ("take", "give", "take-away", "hand-back", "label", "submit", "give-out", "leave")
STEPS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3), st.integers(0, 2)), max_size=25)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("assigning")
    with closing(Database(f"sqlite:///{folder}/test.sqlite3")) as made:
        migrate.upgrade(made)
        yield made


class Team:
    """A project whose people do one thing after the other."""

    def __init__(self, database: Database, number: int) -> None:
        people = {f"{who}{number}": ("annotator", "manager") for who in NAMES}
        self.world: World = make_world(database, people, TEXTS, name=f"Team {number}")
        self.actors = list(self.world.actors.values())
        self.left: set[tuple[int, int]] = set()
        self.by_hand: Counter[int] = Counter()
        self.number = 0

    def do(self, action: str, person: int, article: int) -> None:
        """Do one thing; what is refused must change nothing."""
        actor, public = self.actors[person], self.world.articles[article]
        try:
            with self.world.database.write() as session:
                if action == "take":
                    assignment.take(session, actor, public)
                elif action == "give":
                    assigning.give(session, self.actors[0], public, actor.user_id)
                    self.by_hand[article] += 1
                elif action == "take-away":
                    assigning.take_away(session, self.actors[0], public, actor.user_id)
                elif action == "hand-back":
                    assigning.hand_back(session, actor, public, "distressing")
                elif action == "give-out":
                    assigning.give_out(session, actor)
                elif action == "leave":
                    assigning.release(session, actor.user_id, self.world.project.id)
        except AnnotatorError:
            return
        if action in ("label", "submit"):
            self.work(actor, public, submit=action == "submit")

    def work(self, actor: Actor, public: str, *, submit: bool) -> None:
        """Label one sentence, or all and submit."""
        try:
            sentences = [view.public_id for view in self.world.sentences(public, actor.name)]
            for sentence in sentences if submit else sentences[:1]:
                self.send(actor, Operation(self.op(), "label", sentence, "NFS", at=1))
            if submit:
                self.send(actor, Operation(self.op(), "submit", public, value=True))
        except AnnotatorError:
            return

    def op(self) -> str:
        """Return a new operation's id."""
        self.number += 1
        return f"op-{self.number}"

    def send(self, actor: Actor, op: Operation) -> None:
        """Store one operation."""
        with self.world.database.write() as session:
            (assignment.hand_in if op.kind == "submit" else annotating.annotate)(session, actor, op)

    def check(self, before: int) -> int:
        """Check what must always hold, and return how many annotations there are."""
        project = self.world.project.id
        with self.world.database.read() as session:
            rows = session.exec(select(Assignment).where(Assignment.project_id == project)).all()
            found = session.exec(select(Article.public_id, Article.id).where(Article.project_id == project))
            keys = {row[0]: row[1] for row in found}
            tallies = session.exec(select(ReviewTally).where(ReviewTally.project_id == project)).all()
            count = len(session.exec(select(Annotation.id).where(Annotation.project_id == project)).all())
        gone = {(row.article_id, row.user_id) for row in rows if row.state == "left"}
        assert self.left <= gone
        self.left = gone
        held = Counter(row.article_id for row in rows if row.state != "left")
        for place, public in enumerate(self.world.articles):
            assert held[int(keys[public] or 0)] <= 2 + self.by_hand[place]
        for tally in tallies:
            mine = [row.state for row in rows if row.article_id == tally.article_id]
            assert (tally.people, tally.working) == (mine.count("submitted"), mine.count("open"))
        assert count >= before
        return count


TEAMS: list[int] = []


def follow(database: Database, steps: list[tuple[str, int, int]]) -> None:
    """Take the steps in a new project and check after each."""
    TEAMS.append(0)
    team, count = Team(database, len(TEAMS)), 0
    with database.write() as session:
        session.execute(update(Phase).where(col(Phase.project_id) == team.world.project.id).values(annotators=2))
    for step in steps:
        team.do(*step)
        count = team.check(count)


@given(steps=STEPS)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_nobody_gets_an_article_twice_and_no_work_is_lost(
    database: Database, steps: list[tuple[str, int, int]]
) -> None:
    follow(database, steps)
