"""The database: engine settings, short read-only and write transactions, and the one write lock of SQLite.

On SQLite the busy handler is unfair, so writers queue on a lock of ours instead: a thread lock within the process and a
file lock beside the database for the command line. A write transaction is short: no password hashing, no rendering.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine, event, insert
from sqlalchemy.engine import Connection, Dialect, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError
from sqlmodel import Session

from annotator.errors import AnnotatorError, BadInput, NoRoom, SetupError
from annotator.locks import FileTurn, Turns
from annotator.settings import make_folder

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA wal_autocheckpoint=1000",
    "PRAGMA cache_size=-4000",
)


class Unit(Session):
    """A session on one open connection; statements over plain tables go straight to it.

    The session's own way to the connection costs as much as the statement itself, nine times in a save.
    """

    def __init__(self, connection: Connection, *, autoflush: bool = True) -> None:
        super().__init__(connection, expire_on_commit=False, autoflush=autoflush, join_transaction_mode="rollback_only")
        self._plain = connection

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Run a statement; one that names models goes the session's way, which flushes first."""
        if options or statement._propagate_attrs:  # noqa: SLF001  how SQLAlchemy itself tells the two apart
            return super().execute(statement, params, **options)
        return self._plain.execute(statement, params)


class Database:
    """One database address with its engine. `read()` and `write()` are the only ways to a session."""

    def __init__(self, url: str, *, pool_size: int = 16) -> None:
        _refuse(url)
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url, pool_size) if self.sqlite else _postgres_engine(url, pool_size)
        self._reader = self.engine.execution_options(**_reader_options(sqlite=self.sqlite))
        self._threads = Turns()
        self._processes = FileTurn(f"{_path(url)}.lock") if self.sqlite else None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session on one snapshot; it is closed without a commit, so nothing that is done in it is stored."""
        with self._reader.connect() as connection, Unit(connection, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session that is committed at the end, or rolled back when anything is raised.

        Raises NoRoom when the disk is full and SetupError when the write lock cannot be had.
        """
        with self._locked(), _readable_faults(), self.engine.begin() as connection, Unit(connection) as session:
            yield session
            session.commit()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if self._processes is None:
            yield
            return
        with self._threads, self._processes:
            yield

    def answers(self) -> bool:
        """Say whether the database is there and holds our tables; what is wrong is not told, only that it is."""
        try:
            with self.read() as session:
                session.connection().exec_driver_sql("SELECT 1 FROM install LIMIT 1")
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Close every pooled connection and the lock file."""
        self.engine.dispose()
        if self._processes is not None:
            self._processes.close()


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows of numbers and texts, all with the same columns; what other types would need is left out for speed."""
    names = tuple(rows[0])
    text, places = _insert(table, connection.dialect, names)
    given = [tuple(row[name] for name in places) for row in rows] if places else list(rows)
    connection.exec_driver_sql(text, given)


@lru_cache(maxsize=64)
def _insert(table: Table, dialect: Dialect, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return a statement for the driver, and the order of the values where it names none."""
    compiled: Any = insert(table).compile(dialect=dialect, column_keys=list(names))
    return compiled.string, tuple(compiled.positiontup or ())


def _refuse(url: str) -> None:
    """Raise SetupError for an address that cannot be read, or that names no file where one is needed."""
    try:
        made = make_url(url)
    except (ArgumentError, ValueError) as fault:
        wanted = "sqlite:///PATH or postgresql://NAME:PASSWORD@HOST:PORT/DATABASE"
        raise SetupError(f"The address of the database cannot be read. Write {wanted}.") from fault
    if made.drivername.startswith("sqlite") and (made.database or ":memory:") == ":memory:":
        raise SetupError("A database in memory would be gone at once. Name a file: sqlite:///PATH.")


def _path(url: str) -> str:
    """Return the file of a SQLite database."""
    return str(make_url(url).database)


def _reader_options(*, sqlite: bool) -> dict[str, Any]:
    if sqlite:
        return {"readonly": True}
    return {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}


def _sqlite_engine(url: str, pool_size: int) -> Engine:
    make_folder(Path(_path(url)).parent)
    # With isolation_level None the driver begins nothing by itself; the "begin" event below does.
    engine = create_engine(
        url,
        connect_args={"timeout": 30, "check_same_thread": False, "isolation_level": None},
        pool_size=pool_size,
        max_overflow=pool_size,
    )
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads before it writes fails at once under load, so writers take the lock up front.
    # It goes to the driver itself: SQLAlchemy's own way costs as much as a query, twice in a save.
    begin = "BEGIN" if connection.get_execution_options().get("readonly") else "BEGIN IMMEDIATE"
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(begin)
    except sqlite3.Error as fault:
        raise OperationalError(begin, None, fault) from fault


def _postgres_engine(url: str, pool_size: int) -> Engine:
    try:
        return create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            connect_args={"prepare_threshold": None},
        )
    except ModuleNotFoundError as missing:
        raise SetupError("PostgreSQL needs its driver: pip install 'annotator[postgres]'.") from missing


@contextmanager
def _readable_faults() -> Iterator[None]:
    """Turn the faults a person can do something about into their words; others stay what they are."""
    try:
        yield
    except AnnotatorError:
        raise
    except OperationalError as fault:
        if _is_full(fault):
            raise NoRoom("The server's disk is full, so nothing was stored. Free some space and try again.") from fault
        raise
    except DBAPIError as fault:
        if "out of range" in str(fault.orig):
            raise BadInput("A number is too large.") from fault
        raise


def _is_full(fault: BaseException | None) -> bool:
    """Say whether a fault is a full disk; SQLite then ends savepoints too, which is a fault of its own after it."""
    while fault is not None:
        text = str(fault.orig).lower() if isinstance(fault, OperationalError) else ""
        if "disk is full" in text or "no space left" in text or "disk full" in text:
            return True
        fault = fault.__context__
    return False
