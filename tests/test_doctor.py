"""The doctor finds what is wrong, names it and says what to do; what is sound it leaves alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from annotator import doctor
from annotator.db import Database
from annotator.models import Article, ImportFile, Project, User, now, table_of
from annotator.project import projects
from tests.factories import make_world
from tests.support.reviews import reviewed, settle_directly
from tests.test_backup import work
from tests.test_serving import annotator


@pytest.fixture
def settled(sqlite_url: str) -> Iterator[Database]:
    """An article that two people submitted and a reviewer began to settle."""
    with closing(Database(sqlite_url)) as made:
        world = reviewed(made, "CFNNFN", "CFNNNN")
        settle_directly(world, "ruth", 1, {"agreed": True, "version": 0})
        yield made


def found(database: Database) -> list[str]:
    return [str(finding) for finding in doctor.examine(database) if finding.serious]


COLUMNS = 'project_id, article_id, text_version, segment, position, kind, start, "end", text, from_cut'
TWICE = f"INSERT INTO sentence ({COLUMNS}) SELECT {COLUMNS} FROM sentence WHERE id = 3"
FAULTS = {
    "UPDATE sentence SET text = 'Another.' WHERE id = 2": "is not what the text says there",
    "UPDATE article SET text_version = 2": "of the text is annotated, which is not the newest one",
    "UPDATE text_version SET sha256 = 'x'": "is not the one that was imported",
    "UPDATE article SET public_id = 'art_0123456789abcdef'": "the id does not belong to the text",
    """UPDATE claim SET spans = '[{"start": 0, "end": 2, "quote": "no"}]'""": "does not cover its words",
    TWICE: "two sentences overlap",
    "UPDATE annotation SET took = '[99]' WHERE layer = 'gold'": "point to something that is gone (took",
    "DELETE FROM user WHERE name = 'ada'": "point to something that is gone (user_id",
    "UPDATE annotation SET label = 'XYZ' WHERE id = 1": "with the label XYZ, which no scheme names",
    "UPDATE annotation SET label = NULL WHERE layer = 'gold'": "settled without a label",
    "UPDATE claim SET article_id = 99": "name another article than their annotation",
    "UPDATE article SET cut = 2; UPDATE sentence SET to_cut = 2": "stand on a sentence that changed",
    "DELETE FROM install": "has lost its install id",
    "UPDATE assignment SET done = 1": "with a wrong number of decisions. Run: annotator doctor --recount",
    "UPDATE article SET sentences = 1": "with a wrong number of sentences. Run: annotator doctor --recount",
    "DELETE FROM review_tally": "with wrong counts for the review. Run: annotator doctor --recount",
    "UPDATE review_tally SET differing = 9": "with wrong counts for the review. Run: annotator doctor --recount",
    "UPDATE sentence_state SET settled = NOT settled": "with wrong counts for the review. Run: annotator doctor",
}


def test_a_sound_database_has_no_finding(database: Database) -> None:
    work(database)
    assert found(database) == []


@pytest.mark.parametrize("damage", FAULTS)
def test_the_doctor_names_the_fault(settled: Database, damage: str) -> None:
    assert found(settled) == []
    with closing(sqlite3.connect(settled.url.removeprefix("sqlite:///"))) as connection:
        connection.executescript(f"PRAGMA foreign_keys=OFF; {damage}")
    assert FAULTS[damage] in "\n".join(found(settled))


def test_wrong_counts_are_put_right(settled: Database) -> None:
    with settled.write() as session:
        for change in ("assignment SET done = 1", "article SET sentences = 1", "sentence_state SET judged = 9"):
            session.execute(text(f"UPDATE {change}"))
    with settled.write() as session:
        assert doctor.recount(session) == 4
    assert found(settled) == []


def test_a_damaged_file_is_found(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    data = bytearray(path.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    path.write_bytes(data)
    with closing(Database(sqlite_url)) as database:
        assert "The file is damaged" in found(database)[0]


def test_what_was_deleted_long_ago_is_purged_and_nothing_else(database: Database) -> None:
    work(database)
    kept = make_world(database, {"bo": ("annotator",)}, name="Kept", assigned=("bo",))
    with database.write() as session:
        gone = projects.by_name(session, "Harbour news")
        assert gone.id is not None
        projects.remove(session, gone.id)
    for days, left in ((29, 2), (31, 1)):
        with database.write() as session:
            doctor.purge(session, now() + timedelta(days=days))
        with database.read() as session:
            assert session.execute(select(func.count()).select_from(table_of(Project))).scalar_one() == left
    with database.read() as session:
        assert list(session.execute(select(table_of(Article).c.project_id)).scalars()) == [kept.project.id]
        assert session.execute(select(func.count()).select_from(table_of(User))).scalar_one() == 2
    assert found(database) == []


def test_uploads_that_wait_for_over_a_day_are_purged(database: Database) -> None:
    work(database)
    for hours, gone in ((23, 0), (25, 1)):
        with database.write() as session:
            assert doctor.purge(session, now() + timedelta(hours=hours)).uploads == gone
    with database.read() as session:
        assert session.execute(select(func.count()).select_from(table_of(ImportFile))).scalar_one() == 0


def test_the_command_says_the_versions_and_ends_with_1_when_something_is_wrong(tmp_path: Path) -> None:
    annotator(tmp_path, "project", "create", "One")
    sound = annotator(tmp_path, "doctor")
    assert (sound.returncode, sound.stdout.splitlines()[-1]) == (0, "The database is sound.")
    assert sound.stdout.startswith("Annotator ")
    with closing(Database(f"sqlite:///{tmp_path}/data/annotator.sqlite3")) as database, database.write() as session:
        session.execute(text("DELETE FROM install"))
    ended = annotator(tmp_path, "doctor")
    assert (ended.returncode, "lost its install id" in ended.stdout) == (1, True)
    assert annotator(tmp_path, "doctor", "--database", "sqlite:////nowhere/x").stderr.startswith(
        "annotator: There is no"
    )
