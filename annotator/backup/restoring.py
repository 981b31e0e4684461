"""Putting a backup back: in one transaction, so that a fault leaves the database as it was."""

from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Table, insert, select, text
from sqlmodel import Session

from annotator import migrate
from annotator.backup.archive import Archive
from annotator.backup.making import free_place, make, source_of
from annotator.backup.pages import SqliteFile
from annotator.backup.rows import PAGE, VERSIONS, reflected, unpacked
from annotator.db import Database
from annotator.errors import BadInput, Conflict, SetupError
from annotator.intake import sketches
from annotator.models import Invite, LoginSession, now, table_of
from annotator.review import refilling


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: rows by table, and where the database that was there before is kept."""

    counts: dict[str, int]
    before: Path | None


def restore(database: Database, path: Path, *, replace: bool = False) -> Restored:
    """Put the backup in `path` in the place of a database, which may be in use.

    What was there before is kept as a backup of its own. Sign-ins and unused links of the backup are ended, because
    some were ended since. Raises Conflict when there is work in the database and `replace` was not given, BadInput for
    a damaged file, SetupError for one of a newer program.
    """
    with closing(source_of(path)) as source:
        source.check()
        if not migrate.is_known(source.revision):
            raise SetupError("A newer Annotator made this backup. Install that version to restore it.")
        before = None
        if _holds_work(database):
            if not replace:
                raise Conflict("There is work in this database. Give --replace to put the backup in its place.")
            before = make(database, free_place(database, "before-restore")).path
        with database.write() as session:
            _empty(session, database)
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


def _empty(session: Session, database: Database) -> None:
    """Drop every table of ours; `write` rolls this back too."""
    connection = session.connection()
    if database.sqlite:
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
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
    for name, table in tables.items():
        if source.counts.get(name):
            _insert(connection, table, source)
            count_on(connection, table)


def _insert(connection: Connection, table: Table, source: Archive | SqliteFile) -> None:
    rows = source.rows(table.name)
    names = [str(name) for name in next(rows)]
    if strange := set(names) - set(table.columns.keys()):
        raise BadInput(f"This backup has a column that Annotator does not know: {table.name}.{min(strange)}.")
    while part := [unpacked(table, names, row) for row in islice(rows, PAGE)]:
        connection.execute(insert(table), part)


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
