"""Bad bundles are refused in one sentence with nothing half done; annotations come onto articles that are here."""

import json
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import event, func, select
from sqlalchemy.engine import Connection

from annotator import bundles
from annotator.access import Actor
from annotator.bundles import Dataset, Wishes, dataset_of
from annotator.cli import main
from annotator.db import Database
from annotator.errors import AnnotatorError, BadInput, NoRoom
from annotator.models import Project, User, key_of, table_of
from annotator.project import projects
from annotator.team import accounts
from tests.factories import World
from tests.support import built, recut
from tests.support.exports import records, settled_world
from tests.test_round_trip import exported

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A project that every test gets a copy of, and its bundle beside it."""
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("bundles") / "template.sqlite3")
    with closing(Database(f"sqlite:///{path}")) as database:
        world = settled_world(database)
        path.with_name("bundle.zip").write_bytes(exported(database, world.project.id))
    return path, world


@pytest.fixture
def world(template: tuple[Path, World]) -> Iterator[World]:
    with recut.copied(template) as world:
        yield world


@pytest.fixture
def bundle(template: tuple[Path, World], tmp_path: Path) -> Path:
    return shutil.copyfile(template[0].with_name("bundle.zip"), tmp_path / "bundle.zip")


def rewritten(path: Path, change: Callable[[Files], None]) -> Path:
    """Write a changed bundle whose manifest does not know of the change."""
    with zipfile.ZipFile(path) as old:
        files = {name: old.read(name) for name in old.namelist()}
    change(files)
    made = path.with_name(f"{uuid.uuid4()}.zip")
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in files.items():
            new.writestr(name, data)
    return made


def with_hashes(path: Path, change: Callable[[Files], None]) -> Path:
    """Write a changed bundle whose manifest fits: somebody took care."""
    import hashlib

    def both(files: Files) -> None:
        change(files)
        manifest = json.loads(files["manifest.json"])
        for entry in manifest["files"]:
            data = files[entry["path"]]
            entry |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "lines": data.count(b"\n")}
        files["manifest.json"] = json.dumps(manifest).encode()

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


def run(*words: str, given: bytes = b"") -> Result:
    """Run a command."""
    return CliRunner().invoke(main, list(words), input=given)


def test_a_bundle_without_history_says_how_to_make_one_with_it(world: World, tmp_path: Path) -> None:
    ended = run("export", "--project", world.slug, "--format", "bundle", "-o", str(tmp_path / "plain"),
                "--database", world.database.url)  # fmt: skip
    assert ended.exit_code == 0, ended.output
    assert "Export it with --history" in refused(world, tmp_path / "plain")


def test_the_command_says_what_came_in_and_who_is_who(world: World, bundle: Path, tmp_path: Path) -> None:
    words = "project", "import", str(bundle), "--database", f"sqlite:///{tmp_path}/new.sqlite3"
    assert "Dry run: nothing was stored." in run(*words, "--dry-run").stdout
    done = run(*words)
    assert "Harbour news (harbour-news): article 1" in done.stdout
    assert "r01: r01 (harbour-news), who cannot sign in" in done.stdout
    again = run(*words)
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)
    assert "There is a project called Harbour news already" in again.stderr


def test_a_bundle_and_json_lines_come_by_standard_input_too(world: World, bundle: Path, tmp_path: Path) -> None:
    where = "--database", f"sqlite:///{tmp_path}/new.sqlite3"
    done = run("project", "import", "-", *where, given=bundle.read_bytes())
    assert "Harbour news (harbour-news): article 1" in done.stdout
    lines = b"".join(orjson.dumps(record) + b"\n" for record in records(world))
    listed = run("project", "annotations", "-", "--project", "harbour-news", *where, given=lines)
    assert "In this dataset annotated:\n  r01: " in listed.stdout
    neither = run("project", "import", "-", *where)
    assert (neither.exit_code, neither.stderr.count("\n")) == (1, 1)


@pytest.fixture
def newcomer(world: World) -> Actor:
    """An annotator of the project who has done nothing yet."""
    with world.database.write() as session:
        user = accounts.create_user(session, "dan", "!", checked=False)
        projects.add_member(session, world.project.id, key_of(user), ["annotator"])
    return Actor(key_of(user), "dan", project=world.project, roles=frozenset({"annotator"}))


def adopt(
    world: World, actor: Actor, found: Dataset | list[dict[str, Any]], annotator: str = "r01", **wishes: bool
) -> bundles.Adopted:
    dataset = found if isinstance(found, Dataset) else Dataset(found)
    return bundles.adopt(world.database, actor, dataset, annotator, Wishes(**wishes))


def test_comments_that_were_not_asked_for_are_named_and_not_taken(
    world: World, newcomer: Actor, tmp_path: Path
) -> None:
    built.comment(world, "bo", "A slip?")
    path = tmp_path / "bundle.zip"
    path.write_bytes(exported(world.database, world.project.id))
    with dataset_of(path) as dataset:
        found = adopt(world, newcomer, dataset, "r02")
    assert found.not_taken == [(records(world)[0]["id"], "Comment")]
    assert found.notes == ["Comments are not taken (1): they were not asked for."]
    assert found.comments == 0


def bare(said: dict[str, Any]) -> str:
    """Return an annotation without whose it is."""
    text = orjson.dumps({key: value for key, value in said.items() if key != "annotator"}).decode()
    for name in ("r01", "r06"):
        text = text.replace(f":{name}:", ":who:").replace(f'"reviewer":"{name}"', '"reviewer":"who"')
    return text


def test_annotations_come_back_as_those_of_a_named_person(world: World, newcomer: Actor) -> None:
    before = records(world)
    found = adopt(world, newcomer, before)
    assert (found.left_out, found.articles, found.submitted) == ([], 1, 1)
    assert (found.notes, found.not_taken) == ([], [])
    for old, new in zip(before, records(world), strict=True):
        theirs = [said for said in old["annotations"] if said["annotator"] == "r01"]
        mine = [said for said in new["annotations"] if said["annotator"] == "r06"]
        assert [bare(said) for said in mine] == [bare(said) for said in theirs]


def test_the_same_annotations_twice_are_listed_and_not_stored(world: World, newcomer: Actor) -> None:
    found = records(world)
    adopt(world, newcomer, found)
    again = adopt(world, newcomer, found)
    assert again.annotations == 0
    assert again.left_out == [(world.articles[0], "This person has submitted the article already. (4 annotations)")]


def test_what_does_not_fit_is_listed_with_its_reason(world: World, newcomer: Actor) -> None:
    found = records(world)
    changes: list[dict[str, Any]] = [{"end": 9999}, {"text": "Other words."}, {"article_id": "art_0123456789abcdef"}]
    for record, change in zip(found, changes, strict=False):
        record.update(change)
        record["id"] = f"{record['article_id']}:{record['start']}:{record['end']}"
    found[3]["annotations"][0] |= {"label": "XYZ", "flags": []}
    adopted = adopt(world, newcomer, found)
    reasons = " ".join(reason for _, reason in adopted.left_out)
    for words in ("No sentence here has these edges", "has other words", "No article here has this text", "XYZ"):
        assert words in reasons
    assert (adopted.annotations, adopted.submitted) == (0, 0)


@pytest.mark.parametrize(
    "line", ["[]", "{", '{"id": 1}', '{"id":"a","article_id":"b","start":0,"end":1,"text":"x","annotations":[1]}']
)
def test_a_file_of_something_else_is_refused(world: World, newcomer: Actor, tmp_path: Path, line: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(BadInput), dataset_of(path) as found:
        adopt(world, newcomer, found)


def test_the_command_lists_annotators_and_imports_one(world: World, newcomer: Actor, bundle: Path) -> None:
    words = "project", "annotations", str(bundle), "--project", world.slug, "--database", world.database.url
    assert "r01: 4 sentences" in run(*words).stdout
    one = "--annotator", "r02", "--as", newcomer.name
    assert "Dry run" in run(*words, *one, "--dry-run").stdout
    done = run(*words, *one)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "4 annotations on 1 article, 1 submitted; 0 of later rounds, 0 settled, 0 comments." in done.stdout
