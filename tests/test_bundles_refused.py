"""Bad bundles are refused in one sentence, and nothing half done stays."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.engine import Connection

from annotator import bundles
from annotator.errors import AnnotatorError, NoRoom
from annotator.models import Project, User, table_of
from tests.factories import World
from tests.support import mutating
from tests.support.mutating import Files
from tests.test_bundles import bundle, run, template, world

__all__ = ["bundle", "template", "world"]


def rewritten(path: Path, change: Callable[[Files], None]) -> Path:
    """Write a changed bundle whose manifest does not know of the change."""
    files = mutating.unpacked(path.read_bytes())
    change(files)
    made = path.with_name(f"{uuid.uuid4()}.zip")
    made.write_bytes(mutating.packed(files))
    return made


def with_hashes(path: Path, change: Callable[[Files], None]) -> Path:
    """Write a changed bundle whose manifest fits: somebody took care."""

    def both(files: Files) -> None:
        change(files)
        mutating.with_hashes(files)

    return rewritten(path, both)


def replaced(name: str, old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old.encode() in files[name]
        files[name] = files[name].replace(old.encode(), new.encode())

    return change


def fewer(name: str, column: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        first, *rest = files[name].splitlines(keepends=True)
        line = json.loads(first)
        del line[column]
        files[name] = b"".join([json.dumps(line).encode() + b"\n", *rest])

    return change


def without(name: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        del files[name]

    return change


EDITED: dict[str, tuple[Callable[[Files], None], str]] = {
    "edited": (replaced("sentences.jsonl", "CFS", "UFS"), "sentences.jsonl is not as it was exported"),
    "longer": (replaced("guideline.md", "\n", "\n\n"), "guideline.md is not as it was exported"),
    "a file less": (without("spans.jsonl"), "spans.jsonl is not as it was exported"),
    "a file more": (lambda files: files.update({"more.txt": b"x"}), "does not name: more.txt"),
    "newer": (replaced("manifest.json", '"schema_version": "1', '"schema_version": "2'), "A newer Annotator made"),
    "no manifest": (without("manifest.json"), "is no bundle of Annotator"),
    "foreign": (lambda files: files.update({"manifest.json": b'{"name": "other"}'}), "is no bundle of Annotator"),
    "manifest is a list": (lambda files: files.update({"manifest.json": b"[1]"}), "is no bundle of Annotator"),
    "manifest is broken": (lambda files: files.update({"manifest.json": b"{"}), "manifest is not readable"),
    "upwards": (lambda files: files.update({"../../up.txt": b"x"}), "an entry that no bundle has"),
    "absolute": (lambda files: files.update({"/up.txt": b"x"}), "an entry that no bundle has"),
    "odd manifest": (replaced("manifest.json", '"bytes": ', '"bytes": "x", "b": '), "does not list its files"),
    "a drive": (lambda files: files.update({"C:/up.txt": b"x"}), "an entry that no bundle has"),
}
FITTED: dict[str, tuple[Callable[[Files], None], str]] = {
    "another text": (replaced("history/text_version.jsonl", "Mooring", "Morning"), "is not the one that was imported"),
    "a lost row": (replaced("history/annotation.jsonl", '"sentence_id":1,', '"sentence_id":99,'), "points to row 99"),
    "an odd column": (replaced("history/article.jsonl", '"author"', '"autor"'), "column that this Annotator does not know"),
    "no moment": (replaced("history/project.jsonl", '"created_at":"2', '"created_at":"x2'), "cannot be read"),
    "no JSON": (replaced("history/claim.jsonl", '{"n":1,', '{"n":1'), "not readable JSON"),
    "no person": (replaced("history/membership.jsonl", '"user_id":1,', '"user_id":77,'), "points to row 77 of user"),
    "people without a date": (replaced("history/user.jsonl", '"created_at"', '"made"'), "where a value should be"),
    "no language": (replaced("history/project.jsonl", '"language":"en"', '"language":null'), "something else in language"),
    "no zone": (replaced("history/project.jsonl", 'Z"', '"'), "something else in created_at"),
    "one column less": (fewer("history/annotation.jsonl", "note"), "Row 2 of annotation in the bundle has other columns"),
    "another word": (replaced("history/claim.jsonl", '"numerical"', '"number"'), "something else in types"),
    "another role": (replaced("history/membership.jsonl", '"reviewer"', '"editor"'), "something else in roles"),
    "a path": (replaced("history/membership.jsonl", '"r01"', '"../../r01"'), "something else in pseudonym"),
    "no address": (replaced("history/evidence.jsonl", "https:", "javascript:"), "something else in url"),
    "a long name": (replaced("history/phase.jsonl", '"name":"', '"name":"' + 80 * "x"), "something else in name"),
    "two projects": (
        lambda files: files.update({"history/project.jsonl": files["history/project.jsonl"] * 2}), "no single project"
    ),
}  # fmt: skip


def refused(world: World, path: Path) -> str:
    """Return why a bundle is refused; nothing of it may be stored."""
    with pytest.raises(AnnotatorError) as fault, bundles.opened(path) as opened:
        bundles.take_in(world.database, opened, name="Copy")
    with world.database.read() as session:
        assert session.execute(select(func.count()).select_from(table_of(Project))).scalar_one() == 1
        assert session.execute(select(func.count()).select_from(table_of(User))).scalar_one() == len(world.actors)
    return str(fault.value)


@pytest.mark.parametrize("how", EDITED)
def test_a_bundle_that_was_changed_is_refused(world: World, bundle: Path, how: str) -> None:
    change, said = EDITED[how]
    assert said in refused(world, rewritten(bundle, change))


@pytest.mark.parametrize("how", FITTED)
def test_a_bundle_that_was_changed_with_its_hashes_is_refused(world: World, bundle: Path, how: str) -> None:
    change, said = FITTED[how]
    assert said in refused(world, with_hashes(bundle, change))


def test_a_bundle_that_is_cut_short_is_refused(world: World, bundle: Path) -> None:
    data = bundle.read_bytes()
    for length in (0, 10, len(data) // 2, len(data) - 1):
        bundle.write_bytes(data[:length])
        assert "cut short" in refused(world, bundle)


def test_a_full_disk_in_the_middle_leaves_nothing_behind(world: World, bundle: Path) -> None:
    with world.database.read() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()

    @event.listens_for(world.database.engine, "begin")
    def fill(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")

    with bundles.opened(bundle) as opened, pytest.raises(NoRoom):
        bundles.take_in(world.database, opened, name="Copy")
    with world.database.read() as session:
        assert session.execute(select(func.count()).select_from(table_of(Project))).scalar_one() == 1


def test_a_bundle_without_history_says_how_to_make_one_with_it(world: World, tmp_path: Path) -> None:
    ended = run("export", "--project", world.slug, "--format", "bundle", "-o", str(tmp_path / "plain"),
                "--database", world.database.url)  # fmt: skip
    assert ended.exit_code == 0, ended.output
    assert "Export it with --history" in refused(world, tmp_path / "plain")
