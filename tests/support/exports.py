"""What tests of exports begin with: a small project with work of three people and something settled."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update

from annotator import exporting
from annotator.annotate.operations import Operation
from annotator.db import Database
from annotator.models import Annotation, Article, Verification, table_of
from annotator.review import settling
from tests.factories import World, make_world
from tests.support.reviews import PEOPLE, decide, key_of, settle_directly, submit

TEXT = """**Mooring fees double**

Fees rise by 12 percent 🛥, chair Lena Ortiz said. Boat owners 👩‍👧 called the plan “unfair”. Nobody knows why.

By Ana Reed
"""
MADE = datetime(2026, 3, 2, 13, 0, 0, 250_000, tzinfo=UTC)
CHECKED = datetime(2026, 3, 4, 9, 12, 0, tzinfo=UTC)


def spans(text: str, *words: str) -> list[dict[str, Any]]:
    """Return the spans of some words that stand once in a text."""
    return [{"start": text.index(word), "end": text.index(word) + len(word), "quote": word} for word in words]


def settled_world(database: Database, texts: tuple[str, ...] = (TEXT,)) -> World:
    """Make a project in which ada marked much, bo disagrees, chi has not submitted and ruth settled a sentence."""
    world = make_world(database, PEOPLE, texts, assigned=("ada", "bo", "chi"))
    text = text_of(world)
    title, fees, owners, nobody = (view.public_id for view in world.sentences(world.articles[0], "ada"))
    for sentence, labels in ((title, "CFS UFS"), (fees, "CFS CFS"), (owners, "CFS NFS"), (nobody, "NFS NFS")):
        for name, label in zip(("ada", "bo"), labels.split(), strict=True):
            decide(world, name, "label", sentence, label)
    mark_fees(world, text, fees, title)
    mark_owners(world, text, owners)
    decide(world, "ada", "flags", nobody, ["unsure", "discuss"])
    decide(world, "ada", "note", nobody, "A question?")
    submit(world, "ada")
    submit(world, "bo")
    decide(world, "chi", "label", title, "NFS")
    begin_directly(world, "ruth")
    settle_directly(world, "ruth", 2, {"take": key_of(world, 2, "ada"), "reason": "slip", "note": "Ada saw it."})
    freeze(world)
    return world


def begin_directly(world: World, reviewer: str) -> None:
    """Let a reviewer say that the first article is settled with what is there."""
    op = Operation(str(uuid.uuid4()), "settle", world.articles[0], {"begin": True}, tab="elsewhere")
    with world.database.write() as session:
        settling.settle(session, world.actors[reviewer], op)


def mark_fees(world: World, text: str, fees: str, title: str) -> None:
    """Let ada say what the second sentence claims, who says so, and check it."""
    attribution = {
        "source_spans": spans(text, "chair Lena Ortiz"), "cue_spans": spans(text, "said"),
        "content_spans": spans(text, "Fees rise by 12 percent 🛥"), "source_entity": "Lena Ortiz",
        "source_type": "named-person", "source_commitment": "asserts",
    }  # fmt: skip
    decide(world, "ada", "attribution", fees, {"said": attribution})
    claim = {
        "spans": spans(text, "12 percent", "Fees rise"), "normalized": "Mooring fees rise by 12 percent.",
        "types": ["numerical", "event-property"], "attribution": "said",
    }  # fmt: skip
    (whole,) = world.sentences(world.articles[0], "ada")[1].claims
    decide(world, "ada", "claim", fees, {whole: None})
    decide(world, "ada", "claim", fees, {"rise": claim})
    (default,) = world.sentences(world.articles[0], "ada")[0].claims
    same = {"spans": spans(text, "Mooring fees double"), "duplicate_of": ["rise", "gone"]}
    decide(world, "ada", "claim", title, {default: same})
    check = {
        "claim": "rise", "status": "done", "verdict": "Supported", "rationale": "The board published the table.",
        "confidence": 3, "evidence": [{"url": "https://example.org/fees", "stance": "supports", "medium": "document"}],
    }  # fmt: skip
    decide(world, "ada", "verification", fees, check)


def mark_owners(world: World, text: str, owners: str) -> None:
    """Let ada mark the third sentence, and then decide that it claims nothing: the marks are set aside."""
    decide(world, "ada", "attribution", owners, {"aside": {"content_spans": spans(text, "“unfair”")}})
    decide(world, "ada", "label", owners, "NFS")


def freeze(world: World) -> None:
    """Give everything the same moment, so that two databases hold the same state."""
    with world.database.write() as session:
        session.execute(update(table_of(Annotation)).values(created_at=MADE))
        checks = table_of(Verification)
        session.execute(update(checks).where(checks.c.reviewed_at.is_not(None)).values(reviewed_at=CHECKED))


def text_of(world: World, article: int = 0) -> str:
    """Return the text of an article as it is stored; all of its spans count in it."""
    from annotator.models import TextVersion

    texts, articles = table_of(TextVersion), table_of(Article)
    with world.database.read() as session:
        return str(
            session.execute(
                select(texts.c.text)
                .join(articles, articles.c.id == texts.c.article_id)
                .where(articles.c.public_id == world.articles[article])
            ).scalar_one()
        )


def exported(world: World, reader: str | None = None, **choice: str) -> bytes:
    """Return what the export of a choice holds, for everyone or for one person."""
    key = world.actors[reader].user_id if reader else None
    return b"".join(exporting.stream(world.database, world.project.id, exporting.choose(choice), reader=key))


def exported_of(world: World, *articles: str) -> bytes:
    """Return what the export of some articles alone holds."""
    choice = exporting.choose({"articles": "chosen"}, articles)
    return b"".join(exporting.stream(world.database, world.project.id, choice))


def records(world: World, **choice: str) -> list[dict[str, Any]]:
    """Return the canonical records, read as their readers should: lines end with LF and nothing else."""
    return [json.loads(line) for line in exported(world, **choice).decode().split("\n")[:-1]]
