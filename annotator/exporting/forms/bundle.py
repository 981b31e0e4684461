"""The bundle: everything of a project as tables, with what one needs to read, check and take them in again.

A folder (from the browser the same as a zip) with these files, in this order:

| file | what stands in it |
|---|---|
| `scheme.json` | the versions of the scheme, the oldest first: number, version, labels, flags, claim types |
| `guideline.md` | the newest guideline that a phase uses |
| `schema.json` | JSON Schema 2020-12 of the rows of all tables (`annotator.exporting.shape`) |
| `people.jsonl` | annotator (the pseudonym), name (null unless names were asked for), roles |
| `articles.jsonl` | an article with its text, source and licence, kinds of segments, split |
| `sentences.jsonl` | the canonical record: a sentence with everybody's annotations, gold and `final` |
| `annotations.jsonl`, `.csv` | item, annotator, round, field, value, article: labels, flags and notes |
| `labels.csv` | item, annotator, label, article: what `annotator agreement` reads |
| `spans.jsonl`, `.csv` | each span of each claim and attribution with its role and owner |
| `events.jsonl` | with `events`: who decided what, when, and, where the project publishes it, how long it took |
| `history/TABLE.jsonl` | with `history`: all tables as they are stored (`annotator.exporting.history`) |
| `manifest.json` | what was chosen, counts, bytes, lines and SHA-256 of each file, hash of the state |

The hash of the state is the SHA-256 of the four SHA-256 of the rows of articles, sentences, annotations and spans as
lines of JSON; it is the same in every form. In the CSV files an empty cell stands for null as well as for no text.
`history/` holds all that a database needs to give the same bundle again. The tables are written in one pass and wait on
the disk, all else is made when it is read, from the same snapshot; the manifest comes last, because it speaks of the
others.
"""

from collections.abc import Iterator

from annotator.exporting import flat, tables
from annotator.exporting.job import Entry, Job
from annotator.exporting.manifest import Manifest, listed
from annotator.exporting.rows import TABLES, blocks, sentence_lines
from annotator.exporting.spooling import Spool
from annotator.exporting.surroundings import after, before

LABELS = "labels.csv"
# The files of the tables in their order; they are filled side by side.
FILES = tuple(
    path
    for name in TABLES
    for path in (
        f"{name}.jsonl",
        *([f"{name}.csv"] if name in flat.SHAPES else ()),
        *([LABELS] if name == "annotations" else ()),
    )
)


def entries(job: Job) -> Iterator[Entry]:
    """Yield the files of the bundle; each must be read to its end before the next."""
    return listed(job, "bundle", _files)


def _files(job: Job, manifest: Manifest) -> Iterator[Entry]:
    yield from before(job)
    with Spool() as spool:
        _spread(job, spool, manifest)
        for path in FILES:
            yield path, spool.chunks(path)
    yield from after(job)


def _spread(job: Job, spool: Spool, manifest: Manifest) -> None:
    """Write all tables in one pass."""
    cell, labels = tables.cells(job.choice), tables.blocks(job.choice)
    spool.file(LABELS).write(tables.HEAD)
    for name, shape in flat.SHAPES.items():
        spool.file(f"{name}.csv").write((",".join(shape.fields) + "\n").encode())
    for source in job.sources():
        for name, rows, lines in blocks(source, job.choice):
            manifest.add(name, lines, len(rows))
            spool.file(f"{name}.jsonl").write(lines)
            if name in flat.SHAPES:
                spool.file(f"{name}.csv").write(flat.CELLS[name](rows, cell))
        spool.file(LABELS).write(labels(source))


def preview(job: Job) -> Iterator[bytes]:
    """Yield the lines of the file that a page shows first."""
    return sentence_lines(job)
