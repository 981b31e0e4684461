"""A folder for Hugging Face: Parquet files by split, and a card whose head names every column with its type.

`load_dataset(folder)` gives the sentences; articles, annotations and spans are further configurations. The types stand
in the card too, because a column that is null throughout would else be taken for one without a type.
"""

from collections.abc import Iterator

from annotator.exporting import hub
from annotator.exporting.arrow import Beside, Waiting, give_back, writer
from annotator.exporting.job import Entry, Job
from annotator.exporting.records import share
from annotator.exporting.rows import blocks, sentence_lines
from annotator.exporting.spooling import Spool
from annotator.exporting.surroundings import before


def entries(job: Job) -> Iterator[Entry]:
    """Yield what stands around the tables, the tables' files, and the card, which speaks of those that have rows."""
    yield from before(job)
    with Spool() as spool:
        content = spread(job, spool)
        yield from filled(spool, content)
    yield "README.md", [hub.card(job, content)]


def preview(job: Job) -> Iterator[bytes]:
    """Yield the rows that a page shows first, as lines of JSON."""
    return sentence_lines(job)


def filled(spool: Spool, content: hub.Content) -> Iterator[Entry]:
    """Yield the files that have rows."""
    return ((path, chunks) for path, chunks in spool.entries() if path in content.paths)


def spread(job: Job, spool: Spool) -> hub.Content:
    """Write all tables in one pass, a file for each split, and say what they hold."""
    content = hub.begun(job)
    give_back()
    writers: dict[tuple[str, str], Beside | Waiting] = {}
    for source in job.sources():
        part = share(source.split_key)
        content.facts.add(source)
        for table, rows, lines in blocks(source, job.choice):
            made = writers.get((table, part))
            if made is None:
                made = writers[table, part] = writer(spool, hub.path_of(table, part), table, beside=part == "train")
            made.write(lines, len(rows))
    # What takes much memory comes one after the other: the file that grew meanwhile, the figures, each other file.
    for made in sorted(writers.values(), key=lambda made: isinstance(made, Waiting)):
        if isinstance(made, Waiting):
            content.facts.close()
        made.close()
    content.rows |= {where: made.rows for where, made in writers.items()}
    return content
