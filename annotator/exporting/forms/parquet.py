"""The bundle with its tables as Parquet: `TABLE.parquet` instead of `TABLE.jsonl` and `TABLE.csv`."""

from collections.abc import Iterable, Iterator

from annotator.exporting.arrow import Writer
from annotator.exporting.containers import Drain
from annotator.exporting.job import Entry, Job
from annotator.exporting.manifest import Manifest
from annotator.exporting.rows import TABLES, json_lines, spread
from annotator.exporting.shape import TABLES as SHAPES
from annotator.exporting.spooling import Spool
from annotator.exporting.surroundings import after, before


def entries(job: Job) -> Iterator[Entry]:
    """Yield the files of the bundle; each must be read to its end before the next."""
    manifest = Manifest(job, "parquet")
    for path, chunks in _files(job, manifest):
        yield path, manifest.counted(path, chunks)
    yield manifest.entry()


def _files(job: Job, manifest: Manifest) -> Iterator[Entry]:
    yield from before(job)
    with Spool() as spool:
        spread(job, spool)
        for name in TABLES:
            yield f"{name}.parquet", table(name, manifest.hashed(name, spool.lines(f"{name}.jsonl")))
    yield from after(job)


def table(name: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a table as a Parquet file from its lines."""
    drain = Drain()
    writer = Writer(drain, SHAPES[name])
    for line in lines:
        writer.write(line)
        if found := drain.taken():
            yield found
    writer.close()
    yield drain.taken()


def preview(job: Job) -> Iterator[bytes]:
    """Yield the rows that a page shows first, as lines of JSON."""
    return json_lines(job, "sentences")
