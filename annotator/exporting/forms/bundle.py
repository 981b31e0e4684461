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
| `events.jsonl` | with `events`: who decided what, when, and how long it took |
| `history/TABLE.jsonl` | with `history`: all tables as they are stored (`annotator.exporting.history`) |
| `manifest.json` | what was chosen, counts, bytes, lines and SHA-256 of each file, hash of the state |

The hash of the state is the SHA-256 of the four SHA-256 of the rows of articles, sentences, annotations and spans as
lines of JSON; it is the same in every form. In the CSV files an empty cell stands for null as well as for no text.
`history/` holds all that a database needs to give the same bundle again. The tables are written in one pass and wait on
the disk, all else is made when it is read, from the same snapshot; the manifest comes last, because it speaks of the
others.
"""

from collections.abc import Iterator

from annotator.exporting.job import Entry, Job
from annotator.exporting.manifest import Manifest
from annotator.exporting.rows import FLAT, TABLES, csv_lines, json_lines, spread
from annotator.exporting.spooling import Spool
from annotator.exporting.surroundings import after, before
from annotator.exporting.tables import label_lines


def entries(job: Job) -> Iterator[Entry]:
    """Yield the files of the bundle; each must be read to its end before the next."""
    manifest = Manifest(job, "bundle")
    for path, chunks in _files(job, manifest):
        yield path, manifest.counted(path, chunks)
    yield manifest.entry()


def _files(job: Job, manifest: Manifest) -> Iterator[Entry]:
    yield from before(job)
    with Spool() as spool:
        spread(job, spool)
        for name in TABLES:
            yield f"{name}.jsonl", manifest.hashed(name, spool.chunks(f"{name}.jsonl"))
            if name in FLAT:
                yield f"{name}.csv", csv_lines(job.choice, name, spool.lines(f"{name}.jsonl"))
            if name == "annotations":
                yield "labels.csv", label_lines(job.sources(details=False), job.choice)
    yield from after(job)


def preview(job: Job) -> Iterator[bytes]:
    """Yield the lines of the file that a page shows first."""
    return json_lines(job, "sentences")
