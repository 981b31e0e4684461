"""Bundles come in by command, from files and standard input; annotations come onto articles that are here."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from annotator import bundles
from annotator.access import Actor
from annotator.bundles import Dataset, Wishes, dataset_of
from annotator.cli import main
from annotator.db import Database
from annotator.errors import BadInput
from annotator.models import key_of
from annotator.project import projects
from annotator.team import accounts
from tests.factories import World
from tests.support import built, recut
from tests.support.exports import records, settled_world
from tests.test_round_trip import exported


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


def run(*words: str, given: bytes = b"") -> Result:
    """Run a command."""
    return CliRunner().invoke(main, list(words), input=given)


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
    return bundles.adopt(world.database, {annotator: actor}, dataset, Wishes(**wishes))


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


def test_comments_are_said_to_need_a_history_only_where_there_is_none(
    world: World, newcomer: Actor, bundle: Path, tmp_path: Path
) -> None:
    where, bare = ("--project", world.slug, "--database", world.database.url), str(tmp_path / "bare")
    made = run("export", *where, "--format", "bundle", "-o", bare)
    assert made.exit_code == 0, made.output
    wanted = (*where, "--annotator", "r01", "--as", newcomer.name, "--comments", "--dry-run")
    needed = "Comments stand only in a bundle that was exported with --history."
    assert needed in run("project", "annotations", bare, *wanted).stdout
    whole = run("project", "annotations", str(bundle), *wanted).stdout
    assert "4 annotations on 1 article, 1 submitted; 0 of later rounds, 0 settled, 0 comments." in whole
    assert needed not in whole
