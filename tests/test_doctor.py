"""The doctor finds what is wrong, names it and says what to do; what is sound it leaves alone."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from annotator import backup, doctor
from annotator.cli import main
from annotator.db import Database
from annotator.models import AgreementTally, Article, ImportFile, Project, User, now, table_of
from annotator.project import projects
from tests.factories import make_world
from tests.support.reviews import reviewed, settle_directly
from tests.test_backup import work


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article that two people submitted and a reviewer began to settle, for each test to damage a copy."""
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("sound") / "sound.sqlite3")
    with closing(Database(f"sqlite:///{path}")) as made:
        world = reviewed(made, "CFNNFN", "CFNNNN")
        settle_directly(world, "ruth", 1, {"agreed": True, "version": 0})
        assert found(made) == []
    return path


@pytest.fixture
def settled(template: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of that database."""
    with closing(Database(f"sqlite:///{shutil.copyfile(template, tmp_path / 'settled.sqlite3')}")) as made:
        yield made


def found(database: Database) -> list[str]:
    return [str(finding) for finding in doctor.examine(database) if finding.serious]


COLUMNS = 'project_id, article_id, text_version, segment, position, kind, start, "end", text, from_cut'
TWICE = f"INSERT INTO sentence ({COLUMNS}) SELECT {COLUMNS} FROM sentence WHERE id = 3"
GOLD = """project_id, article_id, sentence_id, layer, user_id, round, label, flags, blind, scheme_id, guideline_version,
    event_id, tab, client_at, method, took, reviewer_annotated, version, created_at, updated_at"""
GOLD_TWICE = f"INSERT INTO annotation ({GOLD}) SELECT {GOLD} FROM annotation WHERE layer = 'gold' LIMIT 1"
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
    "UPDATE claim SET article_id = 99": "point to something that is gone (article_id",
    "UPDATE claim SET first = 0, last = 1": "what is said to reach from 0 to 1 does not",
    "UPDATE sentence SET position = 0": "is counted in another place than it stands",
    "DELETE FROM event WHERE id = 1": "point to something that is gone (event_id",
    "DELETE FROM membership WHERE user_id = 1": "1 person worked in a project of which they are no members",
    "UPDATE annotation SET flags = 'broken' WHERE id = 1": "of the table annotation with something else in flags (row 1)",
    "UPDATE annotation SET created_at = 'today' WHERE id = 1": "of the table annotation with something else in created_at",
    "UPDATE annotation SET method = 'guess' WHERE layer = 'gold'": "of the table annotation with something else in method",
    "UPDATE scheme SET body = '{}'": "1 row of the table scheme with something else in body (row 1)",
    "DROP INDEX uq_annotation_gold": "The index uq_annotation_gold of the table annotation is missing.",
    f"DROP INDEX uq_annotation_gold; {GOLD_TWICE}": "1 row of the table annotation stand twice (the same sentence_id)",
    "DROP TABLE evidence": "The table evidence is missing.",
    "ALTER TABLE phase DROP COLUMN pilot": "The column pilot of the table phase is missing.",
    "DROP TABLE alembic_version": "does not say which version its tables are",
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
    with closing(sqlite3.connect(settled.url.removeprefix("sqlite:///"))) as connection:
        connection.executescript(f"PRAGMA foreign_keys=OFF; {damage}")
    assert FAULTS[damage] in "\n".join(found(settled))


def test_what_the_doctor_says_of_a_missing_index_mends_it(settled: Database, tmp_path: Path) -> None:
    with closing(sqlite3.connect(settled.url.removeprefix("sqlite:///"))) as connection:
        connection.execute("DROP INDEX uq_annotation_gold")
    assert "annotator backup FILE, then annotator restore FILE --replace" in found(settled)[0]
    backup.restore(settled, backup.make(settled, tmp_path / "backup").path, replace=True)
    assert found(settled) == []


def test_wrong_counts_are_put_right(settled: Database) -> None:
    with settled.write() as session:
        for change in ("assignment SET done = 1", "article SET sentences = 1", "sentence_state SET judged = 9"):
            session.execute(text(f"UPDATE {change}"))
    with settled.write() as session:
        assert doctor.recount(session) == 4
    assert found(settled) == []


@pytest.mark.parametrize("part", ["numbers", "cells", "sums", "twins"])
def test_damaged_counts_for_the_agreement_are_found_and_made_anew(settled: Database, part: str) -> None:
    with settled.write() as session:
        kept = session.execute(select(table_of(AgreementTally))).all()
        session.execute(text(f"UPDATE agreement_tally SET {part} = x'00'"))
    assert "damaged counts for the agreement" in found(settled)[0]
    with settled.write() as session:
        assert doctor.recount(session) == 1
    assert found(settled) == []
    with settled.read() as session:
        assert session.execute(select(table_of(AgreementTally))).all() == kept


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


def test_the_command_says_the_versions_and_ends_with_1_when_something_is_wrong(
    settled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANNOTATOR_DATABASE_URL", raising=False)
    words = ["doctor", "--database", settled.url]
    sound = CliRunner().invoke(main, words)
    assert (sound.exit_code, sound.stdout.splitlines()[-1]) == (0, "The database is sound.")
    assert sound.stdout.startswith("Annotator ")
    with settled.write() as session:
        session.execute(text("DELETE FROM install"))
    ended = CliRunner().invoke(main, words)
    assert (ended.exit_code, "lost its install id" in ended.stdout) == (1, True)
    nowhere = CliRunner().invoke(main, ["doctor", "--database", "sqlite:////nowhere/x"])
    assert nowhere.stderr.startswith("annotator: There is no")
