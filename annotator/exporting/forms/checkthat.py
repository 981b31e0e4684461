"""The table of CheckThat!'s check-worthiness task: Sentence_id, Text, class_label (Yes or No), with tabs and no quotes.

Source: the task's description (CLEF CheckThat! lab, 2024, task 1). Yes is a final label for which claims are asked; a
sentence without a final label has no row. Tabs and line ends in a text become blanks.
"""

from collections.abc import Iterator

from annotator import scheme
from annotator.exporting.job import Job
from annotator.exporting.records import records


def lines(job: Job) -> Iterator[bytes]:
    """Yield the table, its head first, an article at a time."""
    yield b"Sentence_id\tText\tclass_label\n"
    for source in job.open_sources():
        yield "".join(
            f"{record['id']}\t{' '.join(record['text'].split())}\t{_worthy(source.layers, record['final']['label'])}\n"
            for record in records(source, job.choice)
            if record["final"] is not None and record["final"]["label"] is not None
        ).encode()


def _worthy(layers: dict[str, list[str]], label: str) -> str:
    return "Yes" if scheme.asked(layers, "claims", label) else "No"
