"""Backups are made during use, looked through, and put back whole or not at all, into either database."""

import errno
import hashlib
import os
import sqlite3
import stat
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import insert, select, text

from annotator import backup
from annotator.annotate import annotating
from annotator.annotate.operations import Operation
from annotator.backup import archive, making
from annotator.backup.rows import reflected
from annotator.db import Database
from annotator.errors import AnnotatorError, BadInput, Conflict, NoRoom, SetupError
from annotator.models import Comment, Event, ImportFile, LoginSession, Project, Sentence, User, table_of
from tests.factories import make_world
from tests.test_serving import annotator


def work(database: Database) -> Database:
    """Put in a project with work, and a value of each kind that is easily lost on the way."""
    world = make_world(database, assigned=("ada",))
    for view in world.sentences(world.articles[0], "ada")[:3]:
        op = Operation(f"op-{view.start}", "label", view.public_id, "CFS")
        with database.write() as session:
            annotating.annotate(session, world.actors["ada"], op)
    with database.write() as session:
        session.execute(table_of(User).update().values(preferences={"none": None, "text": "“a”\u2028\U0001f680"}))
        user, sentence = (session.execute(select(table_of(made))).first() for made in (User, Sentence))
        assert user is not None
        assert sentence is not None
        session.execute(insert(table_of(LoginSession)), {"token_hash": "x" * 64, "user_id": user.id})
        keys = {"project_id": sentence.project_id, "article_id": sentence.article_id, "sentence_id": sentence.id}
        session.execute(insert(table_of(Comment)), {**keys, "user_id": user.id, "body": "None,\t\u2029"})
        upload = {
            "project_id": sentence.project_id,
            "batch": "b",
            "name": "a.txt",
            "data": b"\0\xff",
            "sha256": "0" * 64,
        }
        session.execute(insert(table_of(ImportFile)), upload)
    return database


@pytest.fixture
def worked(sqlite_url: str) -> Iterator[Database]:
    with closing(Database(sqlite_url)) as made:
        yield work(made)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{tmp_path}/other.sqlite3")) as made:
        yield made


def rows(database: Database, but: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with database.read() as session:
        return {
            name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for name, table in reflected(session).items()
            if name not in but
        }


def test_a_backup_is_put_back_into_an_empty_database_row_by_row(
    database: Database, empty: Database, tmp_path: Path
) -> None:
    made = backup.make(work(database), tmp_path / "backup")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    backup.restore(empty, made.path)
    assert rows(empty, ("login_session",)) == rows(database, ("login_session",))


def test_a_backup_of_sqlite_goes_into_postgres_and_takes_new_work_there(
    worked: Database, postgres_url: str, tmp_path: Path
) -> None:
    with closing(Database(postgres_url)) as heavy:
        backup.restore(heavy, backup.make(worked, tmp_path / "light").path)
        assert rows(heavy, ("login_session",)) == rows(worked, ("login_session",))
        make_world(heavy, {"bo": ("annotator",)}, name="Another")


def test_sign_ins_of_a_backup_are_ended(worked: Database, empty: Database, tmp_path: Path) -> None:
    backup.restore(empty, backup.make(worked, tmp_path / "backup").path)
    with empty.read() as session:
        assert session.execute(select(table_of(LoginSession).c.revoked_at)).scalar_one() is not None


def test_a_database_with_work_is_replaced_only_when_asked_and_kept(
    worked: Database, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path / "data"))
    made = backup.make(worked, tmp_path / "backup")
    with worked.write() as session:
        session.execute(table_of(Project).update().values(name="Since then"))
    with pytest.raises(Conflict, match="--replace"):
        backup.restore(worked, made.path)
    done = backup.restore(worked, made.path, replace=True)
    assert done.before is not None
    assert names(worked) != ["Since then"]
    backup.restore(worked, done.before, replace=True)
    assert names(worked) == ["Since then"]


def names(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.execute(select(table_of(Project).c.name)).scalars())


def test_backups_made_while_others_write_hold_a_state_that_was_there(database: Database, tmp_path: Path) -> None:
    """Each transaction writes two rows, so a backup with an odd number of them would hold half a transaction."""
    begun, done = threading.Event(), threading.Event()
    with closing(Database(database.url)) as other:

        def write_on() -> None:
            while not done.is_set():
                with other.write() as session:
                    session.execute(insert(table_of(Event)), [{"kind": "one"}, {"kind": "two"}])
                begun.set()

        writer = threading.Thread(target=write_on)
        writer.start()
        try:
            assert begun.wait(60)
            made = [backup.make(database, tmp_path / f"backup-{number}") for number in range(4)]
        finally:
            done.set()
            writer.join()
    counts = [one.counts["event"] for one in made]
    assert counts[-1] > 0
    assert [count % 2 for count in counts] == [0] * 4


def damaged(path: Path, how: str) -> None:
    """Damage a backup of either kind in one of the ways that happen."""
    data = path.read_bytes()
    if how == "cut short":
        path.write_bytes(data[: len(data) // 2])
    elif how == "nothing":
        path.write_bytes(b"")
    elif how == "edited" and data.startswith(b"PK"):
        with zipfile.ZipFile(path) as old:
            files = {name: old.read(name) for name in old.namelist()}
        files["project.jsonl"] = files["project.jsonl"].replace(b"ample", b"imple")
        with zipfile.ZipFile(path, "w") as new:
            for name, content in files.items():
                new.writestr(name, content)
    else:
        middle = len(data) // 2 // 4096 * 4096
        path.write_bytes(data[:middle] + b"\xff" * 4096 + data[middle + 4096 :])


def test_a_damaged_backup_is_refused_and_changes_nothing(worked: Database, empty: Database, tmp_path: Path) -> None:
    kinds = (archive.write, "edited"), (archive.write, "cut short"), (archive.write, "nothing")
    for number, (write, how) in enumerate([*kinds, (backup.make, "cut short"), (backup.make, "overwritten")]):
        path = tmp_path / f"backup-{number}"
        write(worked, path)
        damaged(path, how)
        with pytest.raises(BadInput, match=r"damaged|no backup"):
            backup.restore(empty, path)
    assert rows(empty) == {}


def test_a_single_bit_that_turned_anywhere_in_a_backup_is_noticed(
    worked: Database, empty: Database, tmp_path: Path
) -> None:
    path = backup.make(worked, tmp_path / "backup").path
    data = path.read_bytes()
    inside = data.index(b"mooring fees")
    for place in (inside, len(data) // 3, len(data) - 1, 61):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(BadInput, match=r"not as it was when it was made|damaged"):
            backup.restore(empty, path)
    assert rows(empty) == {}
    path.write_bytes(data)
    backup.restore(empty, path)


def test_a_backup_of_a_program_that_sealed_none_is_still_put_back(
    worked: Database, empty: Database, tmp_path: Path
) -> None:
    path = tmp_path / "old"
    with closing(sqlite3.connect(making.file_of(worked))) as source, closing(sqlite3.connect(path)) as made:
        source.backup(made)
    backup.restore(empty, path)
    assert names(empty) == names(worked)


def test_a_backup_in_which_somebody_worked_says_how_to_go_on_with_it(worked: Database, tmp_path: Path) -> None:
    path = backup.make(worked, tmp_path / "backup").path
    with closing(Database(f"sqlite:///{path}")) as used:
        with used.write() as session:
            session.execute(table_of(Project).update().values(name="Since then"))
        with pytest.raises(BadInput, match="work in this one: annotator serve"):
            backup.restore(worked, path, replace=True)
        again = backup.make(used, tmp_path / "again").path
    backup.restore(worked, again, replace=True)
    assert names(worked) == ["Since then"]


def test_a_backup_of_a_newer_program_is_refused(worked: Database, empty: Database, tmp_path: Path) -> None:
    with worked.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made = backup.make(worked, tmp_path / "backup")
    with pytest.raises(SetupError, match="A newer Annotator made this backup"):
        backup.restore(empty, made.path)


def test_a_full_disk_leaves_no_file_behind(worked: Database, tmp_path: Path, monkeypatch: Any) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(NoRoom, match="disk is full"):
        backup.make(worked, tmp_path / "sub.backup")
    assert not [path for path in tmp_path.iterdir() if "sub.backup" in path.name]


def test_a_file_that_is_there_is_not_overwritten(worked: Database, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(BadInput, match="is there already"):
        backup.make(worked, tmp_path / "kept")


def edited(database: Database, folder: Path, table: str, old: bytes, new: bytes) -> Path:
    """Write a zip in which somebody changed a word of a table, and its hash."""
    path = folder / "edited.zip"
    archive.write(database, path)
    with zipfile.ZipFile(path) as made:
        files = {name: made.read(name) for name in made.namelist()}
    rows = files[f"{table}.jsonl"].replace(old, new, 1)
    about = orjson.loads(files["manifest.json"])
    about["tables"][table]["sha256"] = hashlib.sha256(rows).hexdigest()
    with zipfile.ZipFile(path, "w") as changed:
        for name, content in (files | {f"{table}.jsonl": rows, "manifest.json": orjson.dumps(about)}).items():
            changed.writestr(name, content)
    return path


def test_a_restore_that_fails_in_the_middle_leaves_the_database_as_it_was(
    worked: Database, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setenv("ANNOTATOR_DATA", str(tmp_path / "data"))
    path = edited(worked, tmp_path, "claim", b"level", b"floor")
    before = rows(worked)
    with pytest.raises(AnnotatorError, match=r"claim\.floor"):
        backup.restore(worked, path, replace=True)
    assert rows(worked) == before


def test_the_commands_say_in_a_line_what_they_did(tmp_path: Path) -> None:
    annotator(tmp_path, "project", "create", "Worked")
    made = annotator(tmp_path, "backup", "one.sqlite3")
    assert (made.returncode, made.stdout.count("\n")) == (0, 1)
    assert "1 projects, 0 articles" in made.stdout
    again = annotator(tmp_path, "backup", "one.sqlite3")
    assert (again.returncode, again.stderr) == (1, "annotator: one.sqlite3 is there already. Choose another name.\n")
    back = annotator(tmp_path, "restore", "one.sqlite3", "--database", f"sqlite:///{tmp_path}/new.sqlite3")
    assert "Everybody signs in again" in back.stdout
    assert making.source_of(tmp_path / "one.sqlite3").counts["project"] == 1
