"""A project comes in part by part: others save meanwhile, and nobody sees any of it before it is whole."""

import signal
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from annotator import bundles, doctor
from annotator.bundles import arriving
from annotator.db import Database
from annotator.errors import Conflict
from annotator.models import ARRIVING, Project, User, now, table_of
from annotator.project import projects
from annotator.team import accounts
from tests.support.exports import settled_world
from tests.support.reviews import decide
from tests.test_round_trip import exported

PROJECT, USER = table_of(Project), table_of(User)
KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from annotator import bundles
from annotator.db import Database

database = Database(sys.argv[1])

@event.listens_for(database.engine, "before_cursor_execute")
def kill(connection, cursor, statement, *rest):
    if statement.startswith("INSERT INTO claim"):
        os.kill(os.getpid(), signal.SIGKILL)

with bundles.opened(Path(sys.argv[2])) as bundle:
    bundles.take_in(database, bundle, name="Copy")
"""


def seen(database: Database) -> tuple[list[str], list[str], bool]:
    """Return the projects and the accounts that anybody sees, and whether a project is coming in."""
    with database.read() as session:
        coming = session.execute(select(PROJECT.c.id).where(PROJECT.c.deleted_at == ARRIVING)).first() is not None
        there, people = projects.everything(session), accounts.everyone(session)
        return [one.name for one in there], [one.name for one in people], coming


def rows(database: Database) -> tuple[int, int]:
    """Return how many projects and accounts there are, hidden ones too."""
    with database.read() as session:
        first, second = (session.execute(select(func.count()).select_from(one)).scalar_one() for one in (PROJECT, USER))
    return first, second


def test_others_save_while_a_project_comes_in(database: Database, tmp_path: Path) -> None:
    world = settled_world(database)
    sentence = world.sentences(world.articles[0], "chi")[1].public_id
    path = tmp_path / "bundle.zip"
    path.write_bytes(exported(database, world.project.id))
    before, found, saved = seen(database), [], 0

    def bring() -> None:
        with bundles.opened(path) as bundle:
            found.append(bundles.take_in(database, bundle, name="Copy"))

    bringing = threading.Thread(target=bring)
    bringing.start()
    while bringing.is_alive():
        decide(world, "chi", "label", sentence, ("UFS", "NFS")[saved % 2])
        *there, coming = seen(database)
        if coming:
            saved += 1
            assert (*there, False) == before
    bringing.join()
    assert saved > 1
    assert found[0].notes == []
    assert seen(database)[0] == ["Copy", "Harbour news"]
    assert len(seen(database)[1]) > len(before[1])


def test_an_import_that_is_killed_leaves_nothing_to_see_and_the_next_removes_it(
    sqlite_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "bundle.zip"
    with closing(Database(sqlite_url)) as database:
        world = settled_world(database)
        path.write_bytes(exported(database, world.project.id))
        before, there = seen(database), rows(database)
        ended = subprocess.run([sys.executable, "-c", KILLED_IN_THE_MIDDLE, sqlite_url, str(path)], check=False)
        assert ended.returncode == -signal.SIGKILL
        assert seen(database) == (*before[:2], True)
        assert rows(database) > there
        assert [str(finding)[:22] for finding in doctor.examine(database)] == ["A project is coming in"]
        assert bundles.sweep(database) == []
        with database.write() as session:
            late = now() - arriving.PATIENCE - timedelta(seconds=1)
            session.execute(update(PROJECT).where(PROJECT.c.deleted_at == ARRIVING).values(created_at=late))
        with bundles.opened(path) as bundle:
            assert bundles.take_in(database, bundle, name="Copy", dry=True).notes == []
        assert rows(database) == there
        assert not [finding for finding in doctor.examine(database) if finding.serious]


def test_an_import_that_was_taken_for_broken_off_adds_nothing_more(sqlite_url: str) -> None:
    with closing(Database(sqlite_url)) as database:
        with database.write() as session:
            key = arriving.begin(session, "Copy", [])
        arriving.remove(database, key)
        with pytest.raises(Conflict, match="Import the project again"), arriving.part(database, key):
            pytest.fail("a part began")
