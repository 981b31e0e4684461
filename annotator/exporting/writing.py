"""An export out of one read-only snapshot: a stream of bytes, the files of a folder, or its first lines."""

from collections.abc import Generator, Iterable

from sqlmodel import Session

from annotator.db import Database
from annotator.errors import BadInput
from annotator.exporting.choice import Choice
from annotator.exporting.containers import in_chunks, zipped
from annotator.exporting.job import Entry, Job
from annotator.work import assignment

EMPTY = "There is nothing to export here yet: none of the articles chosen holds a sentence. Import some, or choose all."
HIDDEN = (
    "The history holds everybody's work, and you still annotate articles here yourself. Submit them first, leave the "
    "history out, or use the command."
)
WHOLE = "The history is always whole: export it with all articles, both kinds of labels, all work and all texts."


def job_of(session: Session, project_id: int, choice: Choice, reader: int | None = None) -> Job:
    """Return an export that is ready to be written; with `reader`, without the articles they still work on blind.

    Raises BadInput when there is nothing to export, when a library is missing, or when a history cannot be whole.
    """
    left_out = assignment.open_articles(session, reader, project_id) if reader is not None else set()
    job = Job(session, project_id, choice, left_out)
    choice.form.writer()
    if choice.form.needs_text and choice.texts == "none":
        raise BadInput(
            f"{choice.form.title} cannot do without the articles’ text. Choose another format, or all texts."
        )
    if choice.only:
        _refuse_unknown(job)
    if choice.history and left_out:
        raise BadInput(HIDDEN)
    parts = choice.articles, choice.labels, choice.states, choice.texts
    if choice.history and parts != ("all", "both", "all", "all"):
        raise BadInput(WHOLE)
    if next(job.sources(details=False), None) is None and not choice.history:
        raise BadInput(EMPTY)
    return job


def _refuse_unknown(job: Job) -> None:
    """Raise BadInput for a chosen article that is not there to be exported."""
    known = {source.public_id for source in job.sources(details=False)}
    if missing := [article for article in job.choice.only if article not in known]:
        raise BadInput(f"There is no article {missing[0][:60]} here to export. Choose from those that are listed.")


def stream(
    database: Database, project_id: int, choice: Choice, *, reader: int | None = None
) -> Generator[bytes, None, None]:
    """Yield an export in chunks of about 64 kB, lines or a zip; saves go on meanwhile.

    Raises what `job_of` does before the first chunk, and Conflict when a stored span does not cover its words.
    """
    with database.read() as session:
        job = job_of(session, project_id, choice, reader)
        form = choice.form
        yield from zipped(form.writer().entries(job)) if form.is_folder else in_chunks(form.writer().lines(job))


def folder(database: Database, project_id: int, choice: Choice) -> Generator[Entry, None, None]:
    """Yield the files of an export that is a folder, each to be read to its end before the next; raises as `stream`."""
    with database.read() as session:
        yield from choice.form.writer().entries(job_of(session, project_id, choice))


def beginning(
    session: Session, project_id: int, choice: Choice, reader: int, count: int
) -> tuple[list[str], float]:  # fmt: skip
    """Return the first `count` lines of an export as whoever asks would get them, and how many bytes a line has.

    Of a folder they are those of its first file; the bytes are the mean of the first articles.
    """
    job = job_of(session, project_id, choice, reader)
    writer = choice.form.writer()
    blocks: Iterable[bytes] = writer.preview(job) if choice.form.is_folder else writer.lines(job)
    found = b""
    for block in blocks:
        found += block
        if found.count(b"\n") >= count:
            break
    kept = found.removesuffix(b"\n").split(b"\n")
    return [line.decode() for line in kept[:count]], sum(len(line) + 1 for line in kept) / max(len(kept), 1)
