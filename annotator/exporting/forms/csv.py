"""The long table of labels, `item,annotator,label,article`: what agreement is measured on, and spreadsheets open."""

from collections.abc import Iterator

from annotator.exporting.job import Job
from annotator.exporting.tables import label_lines


def lines(job: Job) -> Iterator[bytes]:
    """Yield the table an article at a time, its head first."""
    return label_lines(job.sources(details=False), job.choice)
