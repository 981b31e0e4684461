"""Fixtures: a fresh, migrated database a test, copied from one that is migrated once a session."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import pg

if TYPE_CHECKING:
    from annotator.db import Database


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


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of a fresh, migrated database of this test: the test runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> "Iterator[Database]":
    """The fresh, migrated database of this test, opened; on SQLite and on PostgreSQL."""
    from annotator.db import Database

    with closing(Database(database_url)) as opened:
        yield opened
