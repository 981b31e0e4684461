"""A project is taken from its history; a table that says something else is named, and an honest bundle never."""

from pathlib import Path

import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Connection

from annotator.bundles import comparing
from annotator.db import Database
from annotator.models import Project, table_of
from tests.factories import World, make_world
from tests.support import mutating
from tests.support.exports import settled_world
from tests.test_bundles import bundle, run, template, world
from tests.test_bundles_refused import replaced, with_hashes
from tests.test_round_trip import exported, taken_in

__all__ = ["bundle", "template", "world"]
OTHERWISE = "The dataset that goes out now is not byte for byte that of the bundle."
EDITS = {
    "sentences.jsonl": ('"label":"CFS"', '"label":"UFS"'),
    "labels.csv": (",CFS,", ",UFS,"),
    "scheme.json": ('"CFS"', '"XFS"'),
    "guideline.md": ("\n", "\n\n"),
    "people.jsonl": ('"annotator"', '"reviewer"'),
    "events.jsonl": ('"kind":"label"', '"kind":"note"'),
}


def notes(database: Database, path: Path, *more: str) -> list[str]:
    """Import a project by command, and return what it says of the history and of what goes out again."""
    done = run("project", "import", str(path), "--name", "Copy", *more, "--database", database.url)
    assert done.exit_code == 0, done.output
    return [line.strip() for line in done.stdout.splitlines() if "history" in line or line.strip() == OTHERWISE]


def both(database: Database, path: Path) -> list[str]:
    """Return the notes of a dry run and of the import after it, which are the same."""
    tried = notes(database, path, "--dry-run")
    assert notes(database, path) == tried
    return tried


@pytest.fixture
def empty(light: Database, tmp_path: Path) -> Path:
    """A bundle of a project without articles."""
    path = tmp_path / "empty.zip"
    path.write_bytes(exported(light, make_world(light, texts=()).project.id))
    return path


def says(name: str) -> str:
    return f"{name} says something else than the history; the history is taken."


def test_each_file_beside_the_history_that_was_edited_is_named(world: World, bundle: Path) -> None:
    def change(files: mutating.Files) -> None:
        for name, (old, new) in EDITS.items():
            replaced(name, old, new)(files)

    *first, last = EDITS
    said = f"{', '.join(first)} and {last} say something else than the history; the history is taken."
    assert notes(world.database, with_hashes(bundle, change), "--dry-run") == [said]


def test_an_edited_history_is_taken_and_the_tables_that_do_not_say_so_are_named(world: World, bundle: Path) -> None:
    change = replaced("history/annotation.jsonl", "A question?", "An answer!")
    said = "sentences.jsonl, annotations.jsonl and annotations.csv say something else than the history; the history is taken."
    assert both(world.database, with_hashes(bundle, change)) == [OTHERWISE, said]


def test_rows_that_were_written_into_an_empty_table_are_named(light: Database, empty: Path) -> None:
    assert notes(light, empty, "--dry-run") == []
    made = with_hashes(empty, lambda files: files.update({"spans.jsonl": b"{}\n"}))
    assert notes(light, made, "--dry-run") == [says("spans.jsonl")]


def test_a_project_without_a_phase_is_refused(light: Database, empty: Path) -> None:
    """There would be no guideline to export again."""
    made = with_hashes(empty, lambda files: files.update({"history/phase.jsonl": b""}))
    done = run("project", "import", str(made), "--name", "Copy", "--database", light.url)
    assert (done.exit_code, "holds no phase of the project" in done.stderr) == (1, True)


def test_a_project_that_asks_for_less_and_tells_times_comes_in_without_a_word(world: World, tmp_path: Path) -> None:
    switches = {"left_out": ["types", "verification"], "timing_published": True}
    with world.database.write() as session:
        session.execute(update(table_of(Project)).values(options=switches))
    path = tmp_path / "bundle.zip"
    path.write_bytes(exported(world.database, world.project.id))
    assert both(world.database, path) == []


def test_people_who_are_called_otherwise_here_make_no_table_differ(world: World, tmp_path: Path) -> None:
    path = tmp_path / "named.zip"
    path.write_bytes(exported(world.database, world.project.id, names=True))
    assert notes(world.database, path, "--dry-run") == [OTHERWISE]
    edited = with_hashes(path, replaced("sentences.jsonl", *EDITS["sentences.jsonl"]))
    assert notes(world.database, edited, "--dry-run") == [OTHERWISE, says("sentences.jsonl")]


def test_what_another_version_wrote_otherwise_is_not_called_an_edit(world: World, bundle: Path) -> None:
    def change(files: mutating.Files) -> None:
        replaced("schema.json", '"n_annotators"', '"people"')(files)
        replaced("sentences.jsonl", '"n_annotators"', '"people"')(files)
        replaced("manifest.json", '"state": "', '"state": "0')(files)

    assert notes(world.database, with_hashes(bundle, change), "--dry-run") == [OTHERWISE]


def test_an_import_that_compares_for_long_says_meanwhile_that_it_goes_on(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, commits, done = exported(database, settled_world(database).project.id), list[Connection](), list[int]()
    keep = commits.append
    event.listen(database.engine, "commit", keep)
    for seconds in (1000, -1):
        monkeypatch.setattr(comparing, "SIGN_SECONDS", seconds)
        assert taken_in(database, data, tmp_path, name="Copy", dry=True).notes == []
        done.append(len(commits))
        commits.clear()
    event.remove(database.engine, "commit", keep)
    assert done[0] < done[1]
