"""A folder for Hugging Face: Parquet files by split, and a card whose head names every column with its type.

`load_dataset(folder)` gives the sentences; articles, annotations and spans are further configurations. The types stand
in the card too, because a column that is null throughout would else be taken for one without a type.
"""

from collections.abc import Iterator

from annotator.exporting import hub
from annotator.exporting.arrow import Writer
from annotator.exporting.job import Entry, Job
from annotator.exporting.records import share
from annotator.exporting.rows import TABLES, json_lines, line_of, of_source
from annotator.exporting.shape import TABLES as SHAPES
from annotator.exporting.spooling import Spool
from annotator.exporting.surroundings import before


def entries(job: Job) -> Iterator[Entry]:
    """Yield what stands around the tables, the tables' files, and the card, which speaks of those that have rows."""
    yield from before(job)
    with Spool() as spool:
        rows = spread(job, spool)
        yield from filled(spool, rows)
    yield "README.md", [hub.card(job, rows)]


def filled(spool: Spool, rows: dict[str, int]) -> Iterator[Entry]:
    """Yield the files that have rows: the loader refuses a split without any."""
    return ((path, chunks) for path, chunks in spool.entries() if rows[path])


def preview(job: Job) -> Iterator[bytes]:
    """Yield the rows that a page shows first, as lines of JSON."""
    return json_lines(job, "sentences")


def spread(job: Job, spool: Spool) -> dict[str, int]:
    """Write all tables in one pass, a file for each split that has articles, and return their rows by path."""
    writers = {
        (table, part): Writer(spool.file(hub.path_of(table, part)), SHAPES[table])
        for table in TABLES
        for part in job.shares
    }
    for source in job.sources():
        part = share(source.split_key)
        for table, rows in of_source(source, job.choice).items():
            for row in rows:
                writers[table, part].write(line_of(row))
    for writer in writers.values():
        writer.close()
    return {hub.path_of(*where): writer.rows for where, writer in writers.items()}
