"""A database of the first version with work in it comes to the newest one, with a backup of how it was."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text

from annotator import backup, doctor, migrate
from annotator.access import Actor, ProjectRef
from annotator.backup.restoring import count_on
from annotator.backup.rows import reflected
from annotator.cli_common import opened
from annotator.db import Database
from annotator.errors import SetupError
from annotator.models import User, table_of
from annotator.review import queueing
from annotator.work import boards
from tests.factories import make_world
from tests.support.reviews import reviewed, settle_directly
from tests.support.server import StartServer
from tests.test_backup import rows, work

FIRST = "0001"


@pytest.fixture
def database(fresh: Database) -> Database:
    """Its tables are changed here, so it is this test's alone."""
    return fresh


@pytest.fixture
def old(database: Database, sqlite_template: Path, tmp_path: Path) -> Database:
    """A database whose tables are those of the first version, holding the work of a project in all of them."""
    return aged(database, sqlite_template, tmp_path, work)


def aged(
    database: Database, template: Path, folder: Path, begin: Callable[[Database], Any], version: str = FIRST
) -> Database:
    """Make the tables those of an older version, with what `begin` makes of a new database in them."""
    (folder / "now.sqlite3").write_bytes(template.read_bytes())
    with closing(Database(f"sqlite:///{folder}/now.sqlite3")) as now:
        begin(now)
        with database.write() as session:
            connection = session.connection()
            for table in reversed(reflected(session).values()):
                table.drop(connection)
            connection.execute(text("DROP TABLE alembic_version"))
            command.upgrade(migrate.config(connection), version)
            tables = reflected(session)
            with now.read() as there:
                for name, table in tables.items():
                    newest = reflected(there)[name]
                    found = there.execute(select(*(newest.c[column.name] for column in table.columns)))
                    if values := [dict(row) for row in found.mappings()]:
                        connection.execute(insert(table), values)
                        count_on(connection, table)
    return database


def test_a_database_of_the_first_version_is_upgraded_with_all_its_work(old: Database) -> None:
    before = rows(old)
    assert migrate.state(old) == "older"
    migrate.upgrade(old)
    assert migrate.state(old) == "current"
    after = rows(old)
    assert {name: len(found) for name, found in before.items()}.items() <= {
        name: len(found) for name, found in after.items()
    }.items()
    assert [str(found) for found in doctor.examine(old) if found.serious] == []
    assert migrate.differences(old) == []
    make_world(old, {"bo": ("annotator",)}, name="Made since")


def test_serve_makes_a_backup_before_it_upgrades(
    old: Database, start_server: StartServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not old.sqlite:
        monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path))
        assert backup.before_upgrade(old) is not None
        return
    before = rows(old)
    server = start_server(old.url)
    kept = next((tmp_path / "backups").iterdir())
    assert f"kept in {kept}" in server.log()
    assert migrate.state(old) == "current"
    with closing(Database(f"sqlite:///{tmp_path}/back.sqlite3")) as again:
        assert backup.making.source_of(kept).revision == FIRST
        backup.restore(again, kept)
        assert len(rows(again)["annotation"]) == len(before["annotation"])
    server.restart()
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_after_an_upgrade_the_review_and_the_board_have_their_counts(
    database: Database, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def submitted(made: Database) -> None:
        world = reviewed(made, "NCFNCN", "NCNNCN", "NCNNCN")
        settle_directly(world, "ruth", 2, {"agreed": True})

    monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path))
    aged(database, sqlite_template, tmp_path, submitted)
    with opened(database.url) as current, current.read() as session:
        ruth = session.execute(select(table_of(User).c.id).where(table_of(User).c.name == "ruth")).scalar_one()
        actor = Actor(
            ruth, "ruth", project=ProjectRef(1, "harbour-news", "Harbour news"), roles=frozenset({"reviewer"})
        )
        lines = queueing.page(session, actor, queueing.Filter("differ"), "", "").lines
        assert [(line.number, line.labels) for line in lines] == [(3, ["NFS", "UFS"])]
        board = boards.board(session, actor)
        assert [(row.waits, row.open) for row in board.rows] == [("review", 1)]
        assert doctor.recounting.recount(session) == 0


def test_after_an_upgrade_from_the_version_before_articles_are_known_by_their_sketches(
    database: Database, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path))
    aged(database, sqlite_template, tmp_path, work, "0002")
    with closing(Database(f"sqlite:///{tmp_path}/now.sqlite3")) as now:
        kept = rows(now)["sketch_hash"]
    with opened(database.url) as current:
        found = rows(current)
        assert len(kept) > 10
        assert len(found["sketch_hash"]) == len(kept)
        assert [str(one) for one in doctor.examine(current) if one.serious] == []
        assert migrate.differences(current) == []


def test_an_upgrade_that_fails_is_taken_back_and_leaves_no_copy(
    database: Database, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path))
    aged(database, sqlite_template, tmp_path, work, "0002")
    with database.write() as session:
        session.execute(text("CREATE TABLE notice (id INTEGER)"))
    before = rows(database)
    with pytest.raises(SetupError, match=r"cannot be upgraded: .*already exists"), opened(database.url):
        pytest.fail("it was opened")
    assert migrate.state(database) == "older"
    assert rows(database) == before
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_database_that_is_current_or_empty_gets_no_backup(database: Database, tmp_path: Path) -> None:
    assert backup.before_upgrade(database) is None
    with closing(Database(f"sqlite:///{tmp_path}/empty.sqlite3")) as empty:
        assert backup.before_upgrade(empty) is None


def test_the_names_of_the_migrations_say_their_versions(database: Database) -> None:
    known = ScriptDirectory.from_config(migrate.config())
    assert all(migrate.is_known(script.revision) for script in known.walk_revisions())
    with database.read() as session:
        assert migrate.revision(session) == known.get_current_head()
    assert migrate.state(database) == "current"
