"""The rows of a bundle's tables: articles, sentences, the long table of annotations, and spans."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import orjson

from annotator.exporting.choice import Choice
from annotator.exporting.job import Job
from annotator.exporting.naming import ROLES
from annotator.exporting.plain import GOLD, Source
from annotator.exporting.records import records, share
from annotator.exporting.shape import FLAT_SPAN, LONG

Row = dict[str, Any]
TABLES = ("articles", "sentences", "annotations", "spans")
FLAT = {"annotations": LONG, "spans": FLAT_SPAN}
# The columns of flat tables that hold any text.
FREE = {"annotator", "value", "text", "owner"}


def articles(source: Source) -> Iterator[Row]:
    """Yield the one row of an article."""
    about = source.about
    yield {
        "id": source.public_id,
        "text": source.shown(source.text),
        "title": about["title"],
        "author": about["author"],
        "publisher": about["publisher"],
        "url": about["url"],
        "published": about["published"],
        "lang": source.language,
        "license": source.license,
        "sha256": source.sha256,
        "text_version": source.text_version,
        "segments": _segments(source),
        "split": share(source.split_key),
        "split_key": source.split_key,
    }


def _segments(source: Source) -> list[Row]:
    found: dict[int, Row] = {}
    for line in source.lines:
        segment = found.setdefault(line.segment, {"kind": line.kind, "start": line.start, "end": line.end})
        segment["end"] = line.end
    return list(found.values())


def annotations_of(record: Row) -> Iterator[Row]:
    """Yield a row for each label, each flag and each note of a sentence; gold is the annotator "gold"."""
    for annotator, turn, said in said_of(record):
        fields = [("label", said["label"])] if said["label"] is not None else []
        fields += [("flag", flag) for flag in said["flags"]]
        fields += [("note", said["note"])] if said["note"] is not None else []
        for field, value in fields:
            yield {
                "item": record["id"],
                "annotator": annotator,
                "round": turn,
                "field": field,
                "value": value,
                "article": record["article_id"],
            }


def spans_of(record: Row) -> Iterator[Row]:
    """Yield a row for each span of a sentence, by annotator, round, owner and place."""
    for annotator, turn, said in said_of(record):
        for owner, role, span in marked(said):
            yield {
                "sentence": record["id"],
                "annotator": annotator,
                "round": turn,
                "role": role,
                **span,
                "owner": owner["id"],
                "article": record["article_id"],
            }


def said_of(record: Row) -> Iterator[tuple[str, int, Row]]:
    """Yield who said something of a sentence, in which round, and what; gold last, as "gold" in round 1."""
    for annotation in record["annotations"]:
        yield annotation["annotator"], annotation["round"], annotation
    if record["gold"] is not None:
        yield GOLD, 1, record["gold"]


def marked(said: Row) -> Iterator[tuple[Row, str, Row]]:
    """Yield the claim or attribution, the role and the span, for each span of an annotation."""
    for owner in (*(said["claims"] or ()), *(said["attributions"] or ())):
        for name, role in ROLES.items():
            for span in owner.get(name, ()):
                yield owner, role, span


def of_source(source: Source, choice: Choice) -> dict[str, Iterable[Row]]:
    """Return the rows of all tables that an article has."""
    made = list(records(source, choice))
    return {
        "articles": articles(source),
        "sentences": made,
        "annotations": chain.from_iterable(map(annotations_of, made)),
        "spans": chain.from_iterable(map(spans_of, made)),
    }


def blocks(source: Source, choice: Choice) -> Iterator[tuple[str, list[Row], bytes]]:
    """Yield for each table its rows of an article and the same as lines of JSON."""
    for table, rows in of_source(source, choice).items():
        found = list(rows)
        yield table, found, b"".join(map(line_of, found))


def sentence_lines(job: Job) -> Iterator[bytes]:
    """Yield the table of sentences as lines of JSON, an article at a time."""
    for source in job.sources():
        yield b"".join(map(line_of, records(source, job.choice)))


def line_of(row: Row) -> bytes:
    """Return a row as a line of JSON."""
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


def csv_of(rows: list[Row], cell: Callable[[str], str]) -> bytes:
    """Return rows of a flat table as CSV; null is an empty cell. Only what people wrote can need quotes."""
    lines = (
        [(cell(value) if value else "") if name in FREE else str(value) for name, value in row.items()] for row in rows
    )
    return "".join([",".join(line) + "\n" for line in lines]).encode()
