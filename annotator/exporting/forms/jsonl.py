"""The canonical records, one line each, in the byte form that the standard library's json would give."""

from collections.abc import Iterable, Iterator

import orjson

from annotator.exporting.choice import Choice
from annotator.exporting.job import Job
from annotator.exporting.plain import Source
from annotator.exporting.records import records


def lines(job: Job) -> Iterator[bytes]:
    """Yield the records of all articles, a line at a time."""
    return record_lines(job.sources(), job.choice)


def record_lines(found: Iterable[Source], choice: Choice) -> Iterator[bytes]:
    """Yield the records of some articles, of which `chosen` left what is wanted."""
    for source in found:
        for record in records(source, choice):
            yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
