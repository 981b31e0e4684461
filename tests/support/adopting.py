"""What tests of adoption share: a project that loses all work and keeps its articles, and what a dataset says of work."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import delete, event, update
from sqlalchemy.engine import Connection

from annotator import bundles
from annotator.access import Actor
from annotator.bundles import Adopted, Wishes, dataset_of
from annotator.db import Database
from annotator.models import (
    AgreementTally,
    Annotation,
    Article,
    Assignment,
    Attribution,
    Claim,
    Comment,
    CutRequest,
    Event,
    Evidence,
    ReviewTally,
    SentenceState,
    Thread,
    ThreadSeen,
    Verification,
    table_of,
)
from tests.factories import World

WORK = (
    Evidence, Verification, Claim, Attribution, Annotation, Comment, ThreadSeen, Thread, CutRequest, Assignment,
    SentenceState, ReviewTally, AgreementTally, Event,
)  # fmt: skip
ALL = Wishes(rounds=True, gold=True, comments=True)
TABLES = ("articles", "sentences", "annotations", "spans")
Said = tuple[str, str, str, str]


def lose_all_work(world: World) -> None:
    """Delete what people did, and keep the articles with their texts and sentences."""
    with world.database.write() as session:
        for model in WORK:
            session.execute(delete(table_of(model)))
        session.execute(update(table_of(Article)).values(review_begun_at=None))


def adopted(world: World, path: Path, who: str, actor: Actor, wishes: Wishes = ALL, *, dry: bool = False) -> Adopted:
    """Take what somebody did in a bundle, or try what that would do."""
    with dataset_of(path) as dataset:
        return bundles.adopt(world.database, {who: actor}, dataset, wishes, dry=dry)


def adopted_by_themselves(world: World, path: Path) -> dict[str, Adopted]:
    """Take everybody's work back as their own, reviewers last; who is pseudonym r01 was the first to join."""
    people = [(f"r{number:02d}", actor) for number, actor in enumerate(world.actors.values(), 1)]
    people.sort(key=lambda one: "reviewer" in one[1].roles)
    with dataset_of(path) as dataset:
        there = bundles.adoptable(dataset)
    return {who: adopted(world, path, who, actor) for who, actor in people if who in there}


def adopted_together(world: World, path: Path) -> Adopted:
    """Take everybody's work back as their own, in one go."""
    with dataset_of(path) as dataset:
        there = bundles.adoptable(dataset)
    people = {f"r{number:02d}": actor for number, actor in enumerate(world.actors.values(), 1)}
    with dataset_of(path) as dataset:
        known = {who: people[who] for who in there}
        return bundles.adopt(world.database, known, dataset, ALL) if known else Adopted()


def tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the tables of a bundle."""
    with zipfile.ZipFile(path) as file:
        return {name: list(map(orjson.loads, file.read(f"{name}.jsonl").split(b"\n")[:-1])) for name in TABLES}


def comments(path: Path) -> set[Said]:
    """Return where, by whom, when and what was said in a bundle."""
    with dataset_of(path) as dataset:
        return {(one.where, one.who, one.at.isoformat(), one.body) for one in dataset.remarks}


def fill(database: Database) -> None:
    """Let the disk have no room for anything more; what was deleted leaves none either."""
    with closing(sqlite3.connect(str(database.engine.url.database))) as connection:
        connection.execute("VACUUM")
        (pages,) = connection.execute("PRAGMA page_count").fetchone()

    @event.listens_for(database.engine, "begin")
    def refuse(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
