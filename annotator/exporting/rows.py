"""The rows of a bundle's tables: articles, sentences, the long table of annotations, and spans."""

from collections.abc import Iterator
from typing import Any

import orjson

from annotator.exporting import flat
from annotator.exporting.choice import Choice
from annotator.exporting.job import Job
from annotator.exporting.plain import Source
from annotator.exporting.records import records, share

Row = dict[str, Any]
TABLES = ("articles", "sentences", "annotations", "spans")


def article(source: Source) -> Row:
    """Return the one row of an article."""
    about = source.about
    return {
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


def blocks(source: Source, choice: Choice) -> Iterator[tuple[str, list[Any], bytes]]:
    """Yield for each table its rows of an article and the same as lines of JSON; rows of flat tables are tuples."""
    found = article(source)
    yield "articles", [found], line_of(found)
    made = list(records(source, choice))
    yield "sentences", made, b"".join(map(line_of, made))
    annotations = flat.annotations_of(made)
    yield "annotations", annotations, flat.annotation_lines(annotations)
    spans = flat.spans_of(made)
    yield "spans", spans, flat.span_lines(spans)


def sentence_lines(job: Job) -> Iterator[bytes]:
    """Yield the table of sentences as lines of JSON, an article at a time."""
    for source in job.sources():
        yield b"".join(map(line_of, records(source, job.choice)))


def line_of(row: Row) -> bytes:
    """Return a row as a line of JSON."""
    return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
