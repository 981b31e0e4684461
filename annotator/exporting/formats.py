"""The formats, and an export as a stream of bytes out of one read-only snapshot."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import orjson
from sqlmodel import Session

from annotator import assignment
from annotator.db import Database
from annotator.errors import BadInput
from annotator.exporting.choice import Choice
from annotator.exporting.loading import sources
from annotator.exporting.plain import Source
from annotator.exporting.records import chosen, records
from annotator.exporting.tables import label_lines

CHUNK = 64 * 1024
EMPTY = "There is nothing to export here yet: none of the articles chosen holds a sentence. Import some, or choose all."


@dataclass(frozen=True)
class Format:
    """How a format is written, in blocks of whole lines; what a browser is told it is; whether it needs claims."""

    blocks: Callable[[Iterable[Source], Choice], Iterator[bytes]]
    content_type: str
    details: bool


def record_lines(found: Iterable[Source], choice: Choice) -> Iterator[bytes]:
    """Yield the canonical records, one line each, in the byte form that the standard library's json would give."""
    for source in found:
        for record in records(source, choice):
            yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


FORMATS = {
    "jsonl": Format(record_lines, "application/jsonl; charset=utf-8", details=True),
    "csv": Format(label_lines, "text/csv; charset=utf-8", details=False),
}


def stream(
    database: Database, project_id: int, choice: Choice, *, reader: int | None = None
) -> Generator[bytes, None, None]:
    """Yield an export in chunks of about 64 kB, each ending with a line; saves go on meanwhile.

    With `reader`, the articles on which this person still works blind are left out. Raises BadInput before the first
    chunk when there is nothing to export, Conflict when a stored span does not cover its words.
    """
    kept, size = [], 0
    with database.read() as session:
        for block in blocks(session, project_id, choice, reader=reader):
            kept.append(block)
            size += len(block)
            if size >= CHUNK:
                yield b"".join(kept)
                kept, size = [], 0
    if kept:
        yield b"".join(kept)


def blocks(session: Session, project_id: int, choice: Choice, *, reader: int | None = None) -> Iterator[bytes]:
    """Yield an export in small blocks of whole lines, as `stream` does in chunks."""
    form = FORMATS[choice.format]
    left_out = assignment.open_articles(session, reader, project_id) if reader is not None else set()
    found = sources(session, project_id, choice, left_out, details=form.details)
    first = next(found, None)
    if first is None:
        raise BadInput(EMPTY)
    yield from form.blocks((chosen(source, choice) for source in chain([first], found)), choice)


def beginning(session: Session, project_id: int, choice: Choice, reader: int, count: int) -> list[str]:
    """Return the first `count` lines of an export, as whoever asks would get them."""
    kept: list[bytes] = []
    for block in blocks(session, project_id, choice, reader=reader):
        kept += block.removesuffix(b"\n").split(b"\n")
        if len(kept) >= count:
            break
    return [line.decode() for line in kept[:count]]
