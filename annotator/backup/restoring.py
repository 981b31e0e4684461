"""Putting a backup back: in one transaction, so that a fault leaves the database as it was."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, SQLAlchemyError, StatementError
from sqlmodel import Session

from annotator import migrate
from annotator.backup.archive import Archive
from annotator.backup.making import free_place, make, source_of
from annotator.backup.pages import SqliteFile
from annotator.backup.rows import PAGE, VERSIONS, reflected, unpacked
from annotator.db import Database
from annotator.errors import AnnotatorError, BadInput, Conflict, SetupError
from annotator.intake import sketches
from annotator.models import Invite, LoginSession, now, table_of
from annotator.review import refilling

DAMAGED = (
    "This backup is of a damaged database: {damage}. Use an older backup, and look at the database that it was made of "
    "with: annotator doctor"
)
LOST = "the rows of the table {table} cannot be put back"
# What databases say of rows that they do not take; all else is about the database as a whole.
OF_ROWS = (IntegrityError, DataError, ProgrammingError)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: rows by table, and where the database that was there before is kept."""

    counts: dict[str, int]
    before: Path | None


def restore(database: Database, path: Path, *, replace: bool = False) -> Restored:
    """Put the backup in `path` in the place of a database, which may be in use.

    What was there before is kept as a backup of its own. Sign-ins and unused links of the backup are ended, because
    some were ended since. Raises Conflict when there is work in the database and `replace` was not given, BadInput for
    a damaged file or one of a damaged database, SetupError for one of a newer program.
    """
    with closing(source_of(path)) as source:
        source.check()
        if damage := source.damage():
            raise BadInput(DAMAGED.format(damage=damage))
        if not migrate.is_known(source.revision):
            raise SetupError("A newer Annotator made this backup. Install that version to restore it.")
        before = None
        if _holds_work(database):
            if not replace:
                raise Conflict("There is work in this database. Give --replace to put the backup in its place.")
            before = make(database, free_place(database, "before-restore")).path
        with database.write() as session:
            _empty(session)
            _fill(session, source)
            migrate.climb(session, "head")
            refilling.fill(session)
            sketches.fill(session)
            _end_sign_ins(session)
        return Restored(source.counts, before)


def _holds_work(database: Database) -> bool:
    if migrate.state(database) == "empty":
        return False
    with database.read() as session:
        tables = reflected(session)
        return any(session.execute(select(tables[name]).limit(1)).first() for name in ("project", "user"))


def _empty(session: Session) -> None:
    """Drop every table of ours; `write` rolls this back too."""
    connection = session.connection()
    _check_references(connection, "at the end")
    for table in reversed(reflected(session).values()):
        table.drop(connection)
    connection.execute(text(f"DROP TABLE IF EXISTS {VERSIONS}"))


def _fill(session: Session, source: Archive | SqliteFile) -> None:
    """Make the tables as they were when the backup was made, and fill them."""
    migrate.climb(session, source.revision)
    tables = reflected(session)
    if strange := source.counts.keys() - tables.keys():
        raise BadInput(f"This backup has a table that Annotator does not know: {min(strange)}. Use another one.")
    connection = session.connection()
    # At once, so that the table is known whose rows point to nothing.
    _check_references(connection, "at once")
    for name, table in tables.items():
        if source.counts.get(name):
            _insert(connection, table, source)
            count_on(connection, table)
    _check_references(connection, "at the end")


def _check_references(connection: Connection, when: str) -> None:
    """Let SQLite look at what rows point to "at once" or "at the end" of the transaction, as changing tables needs it.

    PostgreSQL always does so at once.
    """
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"PRAGMA defer_foreign_keys={'ON' if when == 'at the end' else 'OFF'}"))


def _insert(connection: Connection, table: Table, source: Archive | SqliteFile) -> None:
    """Add the rows of a table. Raises BadInput for rows that the database does not take, and tells nothing of them."""
    # Closed on a fault too: a zip stays open as long as one of its files does.
    with closing(_parts(table, source)) as parts:
        for part in parts:
            try:
                connection.execute(insert(table), part)
            except (StatementError, ValueError, OverflowError) as fault:
                if isinstance(fault, DBAPIError) and not isinstance(fault, OF_ROWS):
                    raise
                raise BadInput(DAMAGED.format(damage=LOST.format(table=table.name))) from fault


def _parts(table: Table, source: Archive | SqliteFile) -> Generator[list[dict[str, Any]], None, None]:
    """Yield the rows of a table as they are inserted; raises BadInput for rows that cannot be read."""
    try:
        with closing(source.rows(table.name)) as rows:
            names = [str(name) for name in next(rows)]
            if strange := set(names) - set(table.columns.keys()):
                raise BadInput(f"This backup has a column that Annotator does not know: {table.name}.{min(strange)}.")
            while part := [unpacked(table, names, row) for row in islice(rows, PAGE)]:
                yield part
    except AnnotatorError:
        raise
    except (SQLAlchemyError, ValueError, TypeError) as fault:
        raise BadInput(DAMAGED.format(damage=LOST.format(table=table.name))) from fault


def count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL give new keys after those that came with their rows; SQLite does by itself."""
    keys = list(table.primary_key.columns)
    if connection.dialect.name == "sqlite" or [key.name for key in keys] != ["id"]:
        return
    name = connection.dialect.identifier_preparer.format_table(table)
    connection.execute(
        text(f"SELECT setval(pg_get_serial_sequence(:name, 'id'), (SELECT max(id) FROM {name}))"),  # noqa: S608  our table
        {"name": name},
    )


def _end_sign_ins(session: Session) -> None:
    for made in (LoginSession, Invite):
        table = table_of(made)
        session.execute(table.update().where(table.c.revoked_at.is_(None)).values(revoked_at=now()))
