"""Fixtures: an empty, migrated database a test. One of each kind is kept for the session and emptied before each test.

What is kept has its statements compiled and its connections open, which is most of what a small test would spend. A test
that changes tables, counts pages or damages the file takes a copy of its own: `sqlite_url`, `postgres_url`, `fresh`.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, insert, make_url, select
from sqlmodel import SQLModel

from tests import pg

if TYPE_CHECKING:
    from annotator.db import Database

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
# Keys begin at 1 again; what a migration stores has no keys that are counted.
COUNT_ANEW = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""


class Kept:
    """A migrated database that is emptied again and again; what the migrations store stays."""

    def __init__(self, database: "Database") -> None:
        import annotator.models  # noqa: F401  names all tables

        self.database = without_waiting(database)
        with database.read() as session:
            found = {table: session.execute(select(table)).mappings() for table in SQLModel.metadata.tables.values()}
            self._given = {table: [dict(row) for row in rows] for table, rows in found.items()}

    def empty(self) -> None:
        """Make it as it was when it had just been migrated."""
        names = [table.name for table in self._given]
        deletes = "; ".join(f'DELETE FROM "{name}"' for name in names)
        if self.database.sqlite:
            # A connection of its own does not look at foreign keys.
            with closing(sqlite3.connect(str(make_url(self.database.url).database))) as connection:
                connection.executescript(f"PRAGMA synchronous=OFF; BEGIN; {deletes}; COMMIT")
        with self.database.engine.begin() as connection:
            if not self.database.sqlite:
                script = f"SET LOCAL lock_timeout = '20s'; SET LOCAL session_replication_role = replica; {deletes}"
                connection.exec_driver_sql(script)
                connection.exec_driver_sql(COUNT_ANEW.replace("%", "%%"))
            for table, rows in self._given.items():
                if rows:
                    connection.execute(insert(table), rows)


def without_waiting(database: "Database") -> "Database":
    """Let a SQLite file that need not outlive the machine wait for no disk."""

    def relax(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    if database.sqlite:
        event.listen(database.engine, "connect", relax)
    return database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody has open."""
    from annotator import db, migrate

    folder = tmp_path_factory.mktemp("template")
    migrated, template = folder / "migrated.sqlite3", folder / "template.sqlite3"
    with closing(db.Database(f"sqlite:///{migrated}")) as database:
        migrate.upgrade(database)
    # A backup holds what may still stand in the write-ahead log.
    with closing(sqlite3.connect(migrated)) as source, closing(sqlite3.connect(template)) as target:
        source.backup(target)
    return template


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """URL of a fresh, migrated SQLite file of this test."""
    path = tmp_path / "test.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[pg.Postgres]:
    """A PostgreSQL server, started when the first test asks for it."""
    with pg.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: pg.Postgres) -> Iterator[str]:
    """URL of a migrated database that only serves as a template."""
    from annotator import db, migrate

    url = postgres_server.create()
    with closing(db.Database(url)) as database:
        migrate.upgrade(database)
    yield url
    postgres_server.drop(url)


@pytest.fixture
def postgres_url(postgres_server: pg.Postgres, postgres_template: str) -> Iterator[str]:
    """URL of a fresh, migrated PostgreSQL database of this test."""
    url = postgres_server.create(postgres_template)
    yield url
    postgres_server.drop(url)


@pytest.fixture(params=BOTH)
def fresh_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh, migrated database of this test alone: the test runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def fresh(fresh_url: str) -> "Iterator[Database]":
    """A fresh, migrated database of this test alone, opened; on SQLite and on PostgreSQL."""
    from annotator.db import Database

    with closing(Database(fresh_url)) as opened:
        yield without_waiting(opened)


@pytest.fixture(scope="session")
def kept_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """The SQLite database of the session."""
    from annotator.db import Database

    path = tmp_path_factory.mktemp("kept") / "kept.sqlite3"
    shutil.copyfile(sqlite_template, path)
    with closing(Database(f"sqlite:///{path}")) as opened:
        yield Kept(opened)


@pytest.fixture(scope="session")
def kept_postgres(postgres_server: pg.Postgres, postgres_template: str) -> Iterator[Kept]:
    """The PostgreSQL database of the session."""
    from annotator.db import Database

    url = postgres_server.create(postgres_template)
    with closing(Database(url)) as opened:
        yield Kept(opened)
    postgres_server.drop(url)


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest) -> "Database":
    """An empty, migrated database, opened: the test runs on SQLite and on PostgreSQL."""
    kept: Kept = request.getfixturevalue(f"kept_{request.param}")
    kept.empty()
    return kept.database


@pytest.fixture
def light(kept_sqlite: Kept) -> "Database":
    """An empty, migrated SQLite database, opened; for what is the same on both."""
    kept_sqlite.empty()
    return kept_sqlite.database


@pytest.fixture
def database_url(database: "Database") -> str:
    """URL of the database of this test."""
    return database.url
