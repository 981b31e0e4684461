"""What tests of changed sentences look at: the page of a person, the rows of a table, the requests of a project."""

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from annotator.annotate import annotating, opening
from annotator.annotate.operations import Operation, Outcome
from annotator.annotate.viewing import SentenceView
from annotator.db import Database
from annotator.models import Assignment, CutRequest, table_of
from annotator.sentences import cutting
from tests.factories import Client, World, make_world

PEOPLE = {"ada": ("annotator",), "bo": ("annotator",), "mara": ("manager",), "mia": ("annotator", "manager")}
TEXT = """**Ferry fares rise**

Fares 🛥 rise by 12 percent, she said. “We had no choice.” Boat owners 👩‍👧 called it unfair.

By Ana Reed

Night boats return in May. It was high time.
"""
DONE: dict[str, Any] = {"boundary": cutting.change, "undo": cutting.undo}


def make_template(sqlite_template: Path, folder: Path, *assigned: str) -> tuple[Path, World]:
    """Make a world in a file that each example gets a copy of."""
    path = folder / f"{'-'.join(assigned)}.sqlite3"
    shutil.copyfile(sqlite_template, path)
    with closing(Database(f"sqlite:///{path}")) as database:
        world = make_world(database, PEOPLE, (TEXT,), assigned=assigned)
    return path, world


@contextmanager
def copied(template: tuple[Path, World]) -> Iterator[World]:
    """Give out a copy of a template."""
    path, known = template
    copy = path.with_name(f"{uuid.uuid4()}.sqlite3")
    shutil.copyfile(path, copy)
    with closing(Database(f"sqlite:///{copy}")) as database:
        yield World(database, known.slug, known.project, known.actors, known.articles)
    for leftover in path.parent.glob(f"{copy.name}*"):
        leftover.unlink()


def lines(world: World, who: str = "ada") -> list[SentenceView]:
    """Return all sentences of the current cut, those that nobody annotates included."""
    with world.database.read() as session:
        return opening.article(session, world.actors[who], world.articles[0]).sentences


def base(world: World) -> str:
    """Return what an operation on the current cut names."""
    with world.database.read() as session:
        return opening.article(session, world.actors["ada"], world.articles[0]).base


def do(world: World, kind: str, sentence: str, value: Any, who: str = "ada", **fields: Any) -> Outcome:
    """Store one operation as the page sends it."""
    op = Operation(
        fields.pop("op_id", None) or str(uuid.uuid4()), kind, sentence, value, base=fields.pop("base", base(world))
    )
    with world.database.write() as session:
        return DONE.get(kind, annotating.annotate)(session, world.actors[who], op)  # type: ignore[no-any-return]


def snapshot(world: World, who: str = "ada") -> list[Any]:
    """Return what a person's page shows of an article, down to the checks of the claims."""
    return [
        (view.public_id, view.kind, view.number, view.text, view.label, sorted(view.flags), view.note, view.claims,
         view.attributions)
        for view in lines(world, who)
    ]  # fmt: skip


def span(view: SentenceView, first: int, last: int) -> dict[str, Any]:
    """Return a span of a sentence from about `first` to about `last`, never empty."""
    start = first % len(view.text)
    end = min(len(view.text), start + 1 + last)
    return {"start": view.start + start, "end": view.start + end, "quote": view.text[start:end]}


def views(world: World, who: str = "ada") -> list[SentenceView]:
    return world.sentences(world.articles[0], who)


def texts(world: World, who: str = "ada") -> list[str]:
    return [view.text for view in views(world, who)]


def labels(world: World, who: str = "ada") -> list[str | None]:
    return [view.label for view in views(world, who)]


def work_of(world: World, who: str) -> Any:
    g = table_of(Assignment)
    with world.database.read() as session:
        return session.execute(select(g).where(g.c.user_id == world.actors[who].user_id)).one()


def rows(world: World, model: Any) -> list[Any]:
    with world.database.read() as session:
        return list(session.execute(select(table_of(model)).order_by(table_of(model).c[0])))


def request_page(world: World) -> str:
    return f"/projects/{world.slug}/requests"


def decide(client: Client, world: World, decision: str, **fields: str) -> Any:
    newest = rows(world, CutRequest)[-1].id
    return client.post(f"{request_page(world)}/{newest}", decision=decision, **fields)


def visible(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
