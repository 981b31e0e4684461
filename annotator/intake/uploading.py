"""Files that a browser sends, read in the reading process and left to wait in parts, so that nothing else has to."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.errors import AnnotatorError, BadInput, NotFound
from annotator.intake import articles, ruling
from annotator.intake.importing import FILE, Kept, Refused, Tabular, file_at, file_name, in_batch
from annotator.models import MAX_KEY
from annotator.reading.base import FOUND, Options
from annotator.reading.cutting import Rule
from annotator.reading.outside import READER
from annotator.reading.tables import is_table

CHUNK = 50
NOTHING = "Choose at least one file, or paste a text."


def read_all(files: Iterable[tuple[str, bytes]], pasted: str, language: str, rules: list[Rule]) -> Iterator[Kept]:
    """Read and split files and pasted text, storing nothing; a file that is refused does not stop the others.

    A table comes as it is: its columns have to be chosen first. Raises BadInput for a wrong language or nothing at all.
    """
    options = Options(articles.check_language(language))
    empty = True
    for name, data in files:
        empty = False
        shown = file_name(name)
        yield from [_table(shown, data, options)] if is_table(shown) else _articles(shown, data, options, rules)
    if pasted.strip():
        empty = False
        yield from _pasted(pasted, options, rules)
    if empty:
        raise BadInput(NOTHING)


def _table(name: str, data: bytes, options: Options) -> Kept:
    try:
        return Tabular(name, data, READER.columns(name, data, options), {"language": options.language})
    except AnnotatorError as fault:
        return Refused(name, str(fault), fault.status)


def _articles(name: str, data: bytes, options: Options, rules: list[Rule]) -> Iterator[Kept]:
    for came in READER.articles(name, data, options, rules):
        if isinstance(came, AnnotatorError):
            yield Refused(name, str(came), came.status)
            continue
        made = articles.draft_of(came, options.language)
        made.name = file_name(made.name)
        yield made


def _pasted(text: str, options: Options, rules: list[Rule]) -> Iterator[Kept]:
    try:
        made = articles.plain_paste(text)
    except AnnotatorError as fault:
        yield Refused("Pasted text", str(fault), fault.status)
    else:
        yield from _articles("Pasted text", made, options, rules)


def in_parts(made: Iterable[Kept]) -> Iterator[list[Kept]]:
    """Yield what is read in parts that one short transaction can keep."""
    rest = iter(made)
    while part := list(islice(rest, CHUNK)):
        yield part


def table_at(session: Session, actor: Actor, batch: str) -> Any | None:
    """Return the first table of a batch that waits for its columns: id, name, details; or None."""
    query = select(FILE.c.id, FILE.c.name, FILE.c.details).where(in_batch(actor, batch), FILE.c.state == "table")
    return session.execute(query.order_by(FILE.c.id).limit(1)).first()


def rows_of(session: Session, actor: Actor, batch: str, key: int, columns: dict[str, str]) -> Iterator[Kept]:
    """Return the articles of a waiting table, to be read when they are taken; raises NotFound or BadInput."""
    if not 1 <= key <= MAX_KEY:
        raise NotFound("There is no such file in this upload.")
    row = file_at(session, actor, batch, key, (FILE.c.name, FILE.c.data, FILE.c.details), lock=False)
    if row.state != "table":
        raise NotFound("There is no such table in this upload.")
    known = row.details["table"]["columns"]
    chosen = {name: column for name, column in columns.items() if column and name in ("text", *FOUND)}
    if chosen.get("text") not in known:
        raise BadInput("Choose the column that holds the text.")
    if any(column not in known for column in chosen.values()):
        raise BadInput("Choose columns that the table has.")
    options = Options(row.details["language"], chosen)
    return _articles(row.name, row.data, options, ruling.rules(session, actor))


def forget_table(session: Session, actor: Actor, batch: str, key: int) -> None:
    """Remove a table whose rows are read; each article keeps its own row."""
    session.execute(delete(FILE).where(in_batch(actor, batch), FILE.c.id == key, FILE.c.state == "table"))
