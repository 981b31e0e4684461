"""The bundle with its tables as Parquet: `TABLE.parquet` instead of `TABLE.jsonl` and `TABLE.csv`."""

from collections.abc import Iterator

from annotator.exporting.arrow import writer
from annotator.exporting.job import Entry, Job
from annotator.exporting.manifest import Manifest, listed
from annotator.exporting.rows import TABLES, blocks, sentence_lines
from annotator.exporting.spooling import Spool
from annotator.exporting.surroundings import after, before


def entries(job: Job) -> Iterator[Entry]:
    """Yield the files of the bundle; each must be read to its end before the next."""
    return listed(job, "parquet", _files)


def _files(job: Job, manifest: Manifest) -> Iterator[Entry]:
    yield from before(job)
    with Spool() as spool:
        _spread(job, spool, manifest)
        for name in TABLES:
            yield path_of(name), spool.chunks(path_of(name))
    yield from after(job)


def path_of(table: str) -> str:
    """Return where the rows of a table stand."""
    return f"{table}.parquet"


def _spread(job: Job, spool: Spool, manifest: Manifest) -> None:
    """Write all tables in one pass."""
    writers = {name: writer(spool, path_of(name), name) for name in TABLES}
    for source in job.sources():
        for name, rows, lines in blocks(source, job.choice):
            manifest.add(name, lines, len(rows))
            writers[name].write(lines, len(rows))
    for made in writers.values():
        made.close()


def preview(job: Job) -> Iterator[bytes]:
    """Yield the rows that a page shows first, as lines of JSON."""
    return sentence_lines(job)
