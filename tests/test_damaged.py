"""Damage and full disks are said in one sentence: nothing that is cut short or cannot be put back passes for whole."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from annotator import migrate
from annotator.backup import archive, making
from annotator.cli import main
from annotator.db import Database
from tests.factories import OTHER_TEXT, TEXT, Client, make_world
from tests.support.reviews import decide
from tests.support.worlds import Application
from tests.test_backup import edited, rows, work
from tests.test_serving import environment
from tests.test_upgrade import FIRST, aged

NO_PHASE = "DELETE FROM phase WHERE id = 1"
NO_LIST = "UPDATE annotation SET flags = 'nonsense' WHERE id = 3"
POINTING, READING = (
    "rows of the table article point to rows that are gone",
    "the table annotation holds values that cannot be read",
)
# How to damage a database, what is said of it, and how to mend it again.
DAMAGES = (
    (NO_LIST, READING, "UPDATE annotation SET flags = '[]' WHERE id = 3"),
    (
        "UPDATE annotation SET created_at = 'nonsense' WHERE id = 3",
        READING,
        "UPDATE annotation SET created_at = updated_at WHERE id = 3",
    ),
    (
        "UPDATE article SET phase_id = 9 WHERE id = 1",
        POINTING,
        "UPDATE article SET phase_id = 1 WHERE id = 1",
    ),
)
DOCTOR = "annotator doctor\n"
# The size that no file may reach in a limited process; what a test writes begins shortly before it.
LIMIT = 64 * 1024 * 1024
LIMITED = (
    f"import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, ({LIMIT}, {LIMIT})); "
    "runpy.run_module('annotator', run_name='__main__')"
)


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with work in it, for each test to damage a copy."""
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("worked") / "worked.sqlite3")
    with closing(Database(f"sqlite:///{path}")) as made:
        work(made)
    return path


@pytest.fixture
def worked(template: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of that database."""
    with closing(Database(f"sqlite:///{shutil.copyfile(template, tmp_path / 'worked.sqlite3')}")) as made:
        yield made


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A command keeps the address it is given in the environment; what it backs up goes to a folder of this test."""
    monkeypatch.setenv("ANNOTATOR_DATABASE_URL", "")
    monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path / "data"))


def damage(database: Database, how: str) -> None:
    """Change a SQLite file as other tools do, which look at no foreign key."""
    with closing(sqlite3.connect(making.file_of(database))) as connection, connection:
        assert connection.execute(how).rowcount == 1


def run(database: Database, *words: object) -> Result:
    """Run a command on a database."""
    return CliRunner().invoke(main, [*map(str, words), "--database", database.url])


def refused(result: Result, *said: str) -> None:
    """Look that a command ended with status 1 and one line, that says so much and nothing of what is stored."""
    assert (result.exit_code, type(result.exception), result.stderr.count("\n")) == (1, SystemExit, 1)
    assert not [part for part in said if part not in result.stderr]
    assert "nonsense" not in result.output


def cut_short(folder: Path, room: int, *words: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a command of its own process, unbuffered as in a container, whose output has `room` for so many bytes."""
    path = folder / "out"
    with path.open("wb") as output:
        output.truncate(LIMIT - room)
        output.seek(LIMIT - room)
        command = [sys.executable, "-c", LIMITED, *words]
        known = environment(folder, PYTHONUNBUFFERED="1")
        ended = subprocess.run(command, env=known, stdout=output, stderr=subprocess.PIPE, timeout=240, check=False)
    assert path.stat().st_size == LIMIT
    path.unlink()
    return ended


def test_output_that_is_cut_short_is_no_success(worked: Database, tmp_path: Path) -> None:
    named = ("--project", "Harbour news", "--database", worked.url)
    assert run(worked, "release", "create", "1.0", *named[:2]).exit_code == 0
    with worked.read() as session:
        pages, size = (session.execute(text(f"PRAGMA page_{what}")).scalar_one() for what in ("count", "size"))
    for room, words in (
        (200, ("export", *named)),
        (200, ("release", "export", "1.0", *named)),
        (pages * size - 200, ("backup", "-", *named[2:])),
    ):
        ended = cut_short(tmp_path, room, *words)
        said = "annotator: No file may be as large as the output, so it is cut short. Write it elsewhere.\n"
        assert (ended.returncode, ended.stderr.decode()) == (1, said), words


def test_a_backup_of_a_damaged_database_is_made_but_not_called_sound_nor_put_back(
    worked: Database, fresh: Database, tmp_path: Path
) -> None:
    before = rows(work(fresh))
    for place, (how, what, undone) in enumerate(DAMAGES):
        damage(worked, how)
        made = run(worked, "backup", path := tmp_path / f"damaged-{place}")
        refused(made, f"The database itself is damaged: {what}", "This copy is as it was", DOCTOR)
        assert "1 projects, 1 articles, 3 annotations" in made.stdout
        assert "sound" not in made.stdout
        back = run(fresh, "restore", path, "--replace")
        refused(back, f"This backup is of a damaged database: {what}", "Use an older backup", DOCTOR)
        damage(worked, undone)
    assert rows(fresh) == before


def test_a_sound_backup_is_put_in_the_place_of_a_damaged_database(worked: Database, tmp_path: Path) -> None:
    assert "Looked through: sound." in run(worked, "backup", tmp_path / "sound").stdout
    damage(worked, NO_PHASE)
    damage(worked, NO_LIST)
    assert run(worked, "restore", tmp_path / "sound", "--replace").exit_code == 0
    assert run(worked, "doctor").exit_code == 0


def test_a_damaged_database_of_an_older_program_is_still_kept_before_it_is_changed(
    sqlite_url: str, sqlite_template: Path, tmp_path: Path
) -> None:
    with closing(Database(sqlite_url)) as old:
        aged(old, sqlite_template, tmp_path, work)
        damage(old, NO_LIST)
        listed = run(old, "project", "list")
        assert (listed.exit_code, migrate.state(old)) == (0, "current")
    (kept,) = (tmp_path / "backups").iterdir()
    assert str(kept) in listed.stderr
    with closing(making.source_of(kept)) as source:
        assert (source.revision, source.damage()) == (FIRST, READING)


def test_a_backup_to_standard_output_tells_of_damage_too(worked: Database) -> None:
    damage(worked, NO_PHASE)
    made = run(worked, "backup", "-")
    assert made.exit_code == 1
    assert made.stdout_bytes.startswith(b"SQLite format 3\0")
    assert f"The database itself is damaged: {POINTING}" in made.stderr


def test_a_zip_with_rows_that_no_database_takes_is_refused_with_their_table(
    worked: Database, fresh: Database, tmp_path: Path
) -> None:
    before = rows(fresh)
    damage(worked, NO_PHASE)
    archive.write(worked, tmp_path / "pointing.zip")
    refused(run(fresh, "restore", tmp_path / "pointing.zip"), "rows of the table article cannot be put")
    path = edited(worked, tmp_path, "user", b',"20', b',"nonsense 20')
    refused(run(fresh, "restore", path), "rows of the table user cannot be put")
    assert rows(fresh) == before


@pytest.mark.parametrize(
    ("how", "form"),
    [
        (NO_LIST, "jsonl"),
        (NO_PHASE, "csv"),
        ("DELETE FROM membership WHERE id = 1", "bundle"),
        ("DELETE FROM scheme WHERE id = 1", "parquet"),
        ("UPDATE phase SET layers = 'nonsense'", "jsonl"),
        ("UPDATE claim SET spans = 'nonsense' WHERE id = 1", "jsonl"),
    ],
)
def test_an_export_of_a_damaged_database_says_so_and_leaves_nothing(
    worked: Database, tmp_path: Path, how: str, form: str
) -> None:
    damage(worked, how)
    before = sorted(tmp_path.iterdir())
    words = ("export", "--project", "harbour-news", "--format", form)
    refused(run(worked, *words, "-o", tmp_path / "out"), "The database is damaged", DOCTOR)
    assert sorted(tmp_path.iterdir()) == before
    refused(run(worked, *words), "The database is damaged", DOCTOR)


def test_a_download_that_meets_damage_says_that_it_is_not_whole(worked: Database, application: Application) -> None:
    texts = tuple(f"{text} {'It rained. ' * 300}" for text in (TEXT, OTHER_TEXT))
    world = make_world(worked, {"bo": ("annotator",), "mara": ("manager",)}, texts, name="Rain", assigned=("bo",))
    first, last = sorted(world.articles)
    for article in (first, last):
        decide(world, "bo", "flags", world.sentences(article, "bo")[0].public_id, ["unsure"])
    key = "(SELECT max(n.id) FROM annotation n JOIN article a ON a.id = n.article_id WHERE a.public_id = '{}')"
    damage(worked, f"UPDATE annotation SET flags = 'nonsense' WHERE id = {key.format(last)}")
    mara = Client(application(worked.url).test_client())
    mara.sign_in("mara")
    answer = mara.get(f"/projects/{world.slug}/export/download")
    *lines, end = answer.text.removesuffix("\n").split("\n")
    assert len(lines) > 100
    assert end.startswith("annotator: this file broke off and is not whole. The database is damaged")
    damage(worked, f"UPDATE annotation SET flags = 'nonsense' WHERE id = {key.format(first)}")
    answer = mara.get(f"/projects/{world.slug}/export/download")
    assert (answer.status_code, "The database is damaged" in answer.text) == (409, True)


@pytest.mark.parametrize("part", ["records", "frame"])
def test_a_history_with_a_release_that_was_cut_short_is_refused(worked: Database, tmp_path: Path, part: str) -> None:
    named = "--project", "harbour-news"
    history = "export", *named, "--format", "bundle", "--history", "-o"
    assert run(worked, "release", "create", "1.0", *named).exit_code == 0
    assert run(worked, *history, tmp_path / "whole").exit_code == 0
    damage(worked, f"UPDATE release SET {part} = substr({part}, 1, length({part}) - 9)")
    damaged = run(worked, *history, tmp_path / "damaged")
    refused(damaged, "The records of release 1.0 are not as they were frozen", DOCTOR)
    assert not (tmp_path / "damaged").exists()
