"""What tests of formats begin with: a project whose text is as awkward as text gets, and readers of what it exports."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import update

from annotator import exporting
from annotator.db import Database
from annotator.models import Annotation, Article, table_of
from tests.factories import World
from tests.support.exports import MADE, TEXT, records, settled_world, spans, text_of
from tests.support.reviews import decide, submit

ODD = (
    "**🐙 Night ferries**\n\n"
    "The ferry “Ωmega 🛥” sails at 9.\u2028It carries 𝒳 40 cars & <vans>, Jo Bell 👩‍👧 said. "
    "It costs =5 euros a\u0301 head, and nobody pays twice. None.\n"
)
# Article, start, end and the words there, for each span.
Covered = set[tuple[str, int, int, str]]


def odd_world(database: Database) -> World:
    """Make the settled project with a second article, licensed and labelled by ada alone, who checked a claim of it."""
    world = settled_world(database, (TEXT, ODD))
    text, article = text_of(world, 1), world.articles[1]
    title, ferry, cars, costs, none = (view.public_id for view in world.sentences(article, "ada"))
    for sentence, label in ((title, "NFS"), (ferry, "CFS"), (cars, "CFS"), (costs, "CFS"), (none, "NFS")):
        decide(world, "ada", "label", sentence, label)
    said = {
        "source_spans": spans(text, "Jo Bell 👩‍👧"), "cue_spans": spans(text, "said"), "source_type": "named-person",
        "content_spans": spans(text, "The ferry “Ωmega 🛥” sails at 9", "40 cars"),
    }  # fmt: skip
    decide(world, "ada", "attribution", ferry, {"bell": said})
    decide(world, "ada", "attribution", costs, {"alone": {"source_spans": spans(text, "nobody")}})
    forty = {"spans": spans(text, "𝒳 40 cars", "nobody pays"), "attribution": "bell", "types": ["numerical"]}
    decide(world, "ada", "claim", ferry, {"cars": forty})
    decide(world, "ada", "claim", ferry, {"nine": {"spans": spans(text, "Ωmega 🛥” sails at 9.\u2028It")}})
    decide(
        world, "ada", "claim", costs, {"five": {"spans": spans(text, "=5 euros"), "normalized": "=It costs 5\teuros."}}
    )
    check = {
        "claim": "cars", "status": "done", "verdict": "Refuted", "rating": "Half of that", "rationale": "The yard\nsays 20.",
        "claim_date": "2026-03-31",
        "evidence": [
            {"url": "https://example.org/yard", "stance": "refutes", "quote": "20 cars", "medium": "web-page"},
            {"title": "Deck plan", "question": "How many?", "answer": "20", "quote": "20 cars fit."},
            {"title": "Letter", "question": "How many?", "answer": "As many as ever.", "quote": "As before."},
            {"title": "Call", "question": "Was it paid?", "answer": "Yes.", "quote": "It was paid."},
            {"title": "Archive", "question": "How many?"},
        ],
    }  # fmt: skip
    decide(world, "ada", "verification", ferry, check)
    decide(world, "ada", "note", none, '=1+1, "None"\nNA')
    submit(world, "ada", 1)
    with world.database.write() as session:
        articles = table_of(Article)
        named = {"license": "CC-BY-4.0", "url": "https://example.org/ferries", "publisher": "The “Pier” 🛥"}
        session.execute(update(articles).where(articles.c.public_id == article).values(named))
        session.execute(update(table_of(Annotation)).values(created_at=MADE))
    return world


def files(world: World, form: str, **choice: str) -> dict[str, bytes]:
    """Return the files of a folder format by path."""
    wanted = exporting.choose({"format": form, **choice})
    return {path: b"".join(chunks) for path, chunks in exporting.folder(world.database, world.project.id, wanted)}


def texts(world: World) -> dict[str, str]:
    """Return the articles' texts by id."""
    return {article: text_of(world, place) for place, article in enumerate(world.articles)}


def lines(data: bytes) -> list[dict[str, Any]]:
    """Return the records of JSON lines, which end with LF and nothing else."""
    return [json.loads(line) for line in data.decode().split("\n")[:-1]]


def said(world: World, **choice: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield article, annotator and what was said, for each annotation of the canonical records."""
    for record in records(world, **choice):
        for one in record["annotations"]:
            yield record["article_id"], one["annotator"], one
        if record["gold"]:
            yield record["article_id"], "gold", record["gold"]


def canonical(world: World) -> Covered:
    """Return all spans of the canonical records."""
    return {
        (article, span["start"], span["end"], span["text"]) for article, _, one in said(world) for span in marked(one)
    }


def marked(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the spans of an annotation."""
    for claim in one["claims"] or ():
        yield from claim["spans"]
    for attribution in one["attributions"] or ():
        for name in ("source_spans", "cue_spans", "content_spans"):
            yield from attribution[name]


def of_brat(found: dict[str, bytes]) -> Covered:
    """Read the spans of brat's files, fragments joined as they stand in the text file of the same name."""
    covered: Covered = set()
    for path, data in found.items():
        if path.endswith(".ann"):
            text = found[path.replace(".ann", ".txt")].decode()
            article = path.split("/")[1].removesuffix(".ann")
            for line in data.decode().splitlines():
                place = re.fullmatch(r"T\d+\t[A-Z]\w+-Span ([\d ;]+)\t(.*)", line)
                if place:
                    parts = [tuple(map(int, part.split())) for part in place[1].split(";")]
                    assert " ".join(text[start:end] for start, end in parts) == place[2]
                    start, end = parts[0][0], parts[-1][1]
                    covered.add((article, start, end, text[start:end]))
    return covered
