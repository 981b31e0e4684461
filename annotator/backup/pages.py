"""A SQLite database as a SQLite file: copied page by page while others write, and read as a backup.

SQLite itself notices only damage to the structure of its pages, not a value that became another one. So a backup is
sealed: two numbers in the file's header that SQLite leaves to programs say that it is one, and hold a checksum of all
its other bytes (source: SQLite's description of its file format, section 1.3).
"""

import os
import sqlite3
import zlib
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import JSON, Column, DateTime, create_engine, false, func, literal, or_, select
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from annotator.backup.rows import plain_rows, reflected
from annotator.errors import BadInput
from annotator.migrate import revision

HEADER = b"SQLite format 3\0"
# Where the header keeps its "user version", and the "application id" of a sealed backup; both have four bytes.
SUM_AT, MARK_AT, WIDE = 60, 68, 4
MARK = int.from_bytes(b"AnnB")
CHUNK = 1024 * 1024
CHANGED = (
    "This backup is not as it was when it was made: it is damaged, or somebody worked in it as a database. Use another "
    "one, or work in this one: annotator serve --database sqlite:///FILE"
)


def copy(live: Path, target: Path) -> None:
    """Copy a database in use, all pages in one step, so out of one snapshot; writers go on in the write-ahead log.

    The connection only reads, so it never moves pages from the log into the file beside a writer, which versions of
    SQLite before 3.51.3 could do wrong.
    """
    with closing(_read_only(live)) as source, closing(sqlite3.connect(target)) as made:
        source.backup(made)
        # One file that needs no log beside it, and that a reader never changes.
        made.execute("PRAGMA journal_mode=DELETE")
        made.execute(f"PRAGMA application_id={MARK}")
    with target.open("r+b") as file:
        file.seek(SUM_AT)
        file.write(_sum(target))
        file.flush()
        os.fsync(file.fileno())


def is_as_sealed(path: Path) -> bool:
    """Say whether a backup still has the bytes that it was sealed with; one of an older program has no seal."""
    with path.open("rb") as file:
        head = file.read(MARK_AT + WIDE)
    sealed = head[MARK_AT:] == MARK.to_bytes(WIDE)
    return not sealed or head[SUM_AT : SUM_AT + WIDE] == _sum(path)


def _sum(path: Path) -> bytes:
    """Return the CRC-32 of a file without the place where it stands itself."""
    with path.open("rb") as file:
        found = zlib.crc32(file.read(SUM_AT))
        file.seek(SUM_AT + WIDE)
        while chunk := file.read(CHUNK):
            found = zlib.crc32(chunk, found)
    return found.to_bytes(WIDE)


def faults(path: Path) -> list[str]:
    """Return what SQLite itself finds wrong with a file; an empty list means that every page is sound."""
    try:
        with closing(_read_only(path)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    except sqlite3.Error as fault:
        return [str(fault)]
    return [] if found == ["ok"] else found


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=30)


def _unreadable(column: Column[Any]) -> Any:
    """Return the condition that what should be a list, an object or a moment is stored as something else."""
    if isinstance(column.type, JSON):
        # Of NULL, versions of SQLite say different things here.
        return column.is_not(None) & (func.json_valid(column) == 0)
    if isinstance(column.type, DateTime):
        return column.is_not(None) & func.datetime(column).is_(None)
    return false()


class SqliteFile:
    """A SQLite file as a source of tables; it is only read. Raises BadInput for one that is broken."""

    def __init__(self, path: Path) -> None:
        if found := faults(path):
            raise BadInput(f"This backup is damaged ({found[0][:200]}). Use another one.")
        if not is_as_sealed(path):
            raise BadInput(CHANGED)
        self._engine = create_engine(f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true")
        with Session(self._engine) as session:
            version, self._tables = revision(session), reflected(session)
            if version is None or "project" not in self._tables:
                raise BadInput("This file is no backup of a database. Backups are made with: annotator backup FILE")
            self.revision: str = version
            self.counts: dict[str, int] = {
                name: session.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in self._tables.items()
            }

    def close(self) -> None:
        """Close the file."""
        self._engine.dispose()

    def check(self) -> None:
        """Find nothing more: the pages were looked through when the file was opened."""

    def damage(self) -> str | None:
        """Say what is wrong with the database that was copied, or None: rows are gone, or values cannot be read.

        Neither is anything to SQLite, which keeps any text in any column, and copies what other tools took apart.
        """
        try:
            with self._engine.connect() as connection:
                for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
                    return f"rows of the table {table} point to rows that are gone"
                for name, known in self._tables.items():
                    wrong = or_(false(), *map(_unreadable, known.columns))
                    if connection.execute(select(literal(1)).select_from(known).where(wrong).limit(1)).first():
                        return f"the table {name} holds values that cannot be read"
        except DatabaseError:
            return "its rows cannot be looked through"
        return None

    def rows(self, name: str) -> Generator[list[Any], None, None]:
        """Yield the names of a table's columns, then its rows as plain values."""
        table = self._tables[name]
        yield [column.name for column in table.columns]
        with Session(self._engine) as session:
            yield from plain_rows(session, table)
