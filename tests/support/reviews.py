"""What tests of the review begin with: people who annotated an article and submitted it."""

import re
import uuid
from typing import Any

from sqlalchemy import select

from annotator.annotate import annotating
from annotator.annotate.operations import Operation
from annotator.db import Database
from annotator.models import Article, Project, table_of
from annotator.review import cases, gold, settling
from annotator.review.cases import Case, Review
from annotator.work import assignment
from tests.factories import Client, World, make_world

PEOPLE = {
    "ada": ("annotator",),
    "bo": ("annotator",),
    "chi": ("annotator",),
    "ruth": ("reviewer",),
    "sam": ("reviewer",),
}
# One letter a sentence: C, F, N as on the page, ? for unsure.
CODES = {"C": "CFS", "F": "UFS", "N": "NFS"}


def reviewed(database: Database, *works: str) -> World:
    """Make a project with one article of six sentences that ada, bo and so on labelled as `works` say and submitted."""
    names = [name for name, roles in PEOPLE.items() if "annotator" in roles][: len(works)]
    world = make_world(database, PEOPLE, assigned=tuple(names))
    for name, labels in zip(names, works, strict=True):
        annotate(world, name, labels)
        submit(world, name)
    return world


def annotate(world: World, name: str, labels: str, article: int = 0) -> None:
    """Label the sentences of an article, one letter each."""
    sentences = world.sentences(world.articles[article], name)
    assert len(labels) == len(sentences)
    for letter, sentence in zip(labels, sentences, strict=True):
        decision = ("flags", ["unsure"]) if letter == "?" else ("label", CODES[letter])
        decide(world, name, decision[0], sentence.public_id, decision[1])


def decide(world: World, name: str, kind: str, sentence: str, value: Any) -> None:
    """Store one operation of an annotator."""
    with world.database.write() as session:
        annotating.annotate(session, world.actors[name], Operation(str(uuid.uuid4()), kind, sentence, value))


def submit(world: World, name: str, article: int = 0, *, value: bool = True) -> None:
    """Submit an article, or take the submission back."""
    op = Operation(str(uuid.uuid4()), "submit", world.articles[article], value)
    with world.database.write() as session:
        assignment.hand_in(session, world.actors[name], op)


def page_of(world: World, name: str = "ruth", show: str = "all") -> Review:
    """Return the review of the first article as a reviewer gets it."""
    with world.database.read() as session:
        return cases.article(session, world.actors[name], world.articles[0], show)


def case_of(world: World, number: int, name: str = "ruth") -> Case:
    """Return one sentence of the review by its number."""
    return next(case for case in page_of(world, name).cases if case.number == number)


def key_of(world: World, number: int, annotator: str, reviewer: str = "ruth") -> str:
    """Return under which name a reviewer takes an annotator's column."""
    sides = case_of(world, number, reviewer).sides
    return next(side.key for side in sides if side.person.name == annotator)


def golds(world: World) -> dict[int, dict[str, Any]]:
    """Return the live gold of the first article by the number of its sentence."""
    with world.database.read() as session:
        article = session.execute(select(table_of(Article).c.id).order_by(table_of(Article).c.id)).scalars().first()
        assert article is not None
        stored = gold.stored(session, article)
    numbers = {case.sentence_id: case.number for case in page_of(world, "sam").cases}
    return {numbers[key]: state for key, state in stored.items() if state["live"]}


def allow_own(world: World) -> None:
    """Let people review what they annotated."""
    projects = table_of(Project)
    with world.database.write() as session:
        session.execute(projects.update().values(options={"review_own": True}))


def settle(client: Client, world: World, number: int, value: dict[str, Any], **fields: Any) -> Any:
    """Send one decision about a sentence as the outbox does."""
    return client.op(world.slug, "settle", case_of(world, number, "sam").public_id, value, **fields)


def settle_directly(world: World, reviewer: str, number: int, value: dict[str, Any]) -> None:
    """Store one decision of a reviewer without a browser."""
    op = Operation(str(uuid.uuid4()), "settle", case_of(world, number, reviewer).public_id, value, tab="elsewhere")
    with world.database.write() as session:
        settling.settle(session, world.actors[reviewer], op)


def numbers_shown(text: str) -> list[int]:
    """Return the numbers of the sentences that a review page shows."""
    return [int(number) for number in re.findall(r'<section class="case[^>]*data-number="(\d+)"', text)]
