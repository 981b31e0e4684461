"""The canonical records, one line each, in the byte form that the standard library's json would give."""

from collections.abc import Iterator

from annotator.exporting.job import Job
from annotator.exporting.rows import sentence_lines


def lines(job: Job) -> Iterator[bytes]:
    """Yield the records of all articles, those of an article at a time."""
    return sentence_lines(job)
