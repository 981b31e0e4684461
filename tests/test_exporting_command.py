"""`annotator export`: to a file, to standard output, and what it says when it cannot."""

import errno
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from annotator import exporting
from annotator.cli import main
from annotator.db import Database
from annotator.errors import BadInput, Conflict, NoRoom
from annotator.exporting import containers
from annotator.models import Article, Claim, table_of
from tests.factories import World, make_world
from tests.support.exports import exported, settled_world
from tests.support.reviews import decide


@pytest.fixture
def world(database: Database) -> World:
    return settled_world(database)


@pytest.fixture(autouse=True)
def untouched_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command keeps the address it is given in the environment; the next test must not find it there."""
    monkeypatch.setenv("ANNOTATOR_DATABASE_URL", "")


def export(world: World, *words: str) -> Result:
    return CliRunner().invoke(main, ["export", "--project", world.slug, "--database", world.database.url, *words])


def test_a_file_holds_the_same_as_standard_output(world: World, tmp_path: Path) -> None:
    path = tmp_path / "fees.jsonl"
    assert export(world, "--format", "jsonl", "-o", str(path)).exit_code == 0
    assert path.read_bytes() == exported(world) == export(world).stdout_bytes
    assert export(world, "-o", "-").stdout_bytes == path.read_bytes()
    assert not list(tmp_path.glob(".fees*"))


def test_the_project_may_be_named_by_its_name(world: World) -> None:
    words = ["export", "--project", "Harbour news", "--database", world.database.url, "--format", "csv"]
    assert CliRunner().invoke(main, words).stdout_bytes == exported(world, format="csv")


def test_every_choice_of_the_page_is_an_option(world: World) -> None:
    choices = {"labels": "gold", "states": "submitted", "rounds": "all", "articles": "all"}
    words = [word for name, value in choices.items() for word in (f"--{name}", value)]
    assert export(world, *words, "--names").stdout_bytes == exported(world, names="1", **choices)
    assert export(world, "--format", "csv", "--spreadsheet").stdout_bytes == exported(world, format="csv")
    headed = exported(world, format="csv", headings="1")
    assert export(world, "--format", "csv", "--headings").stdout_bytes == headed != exported(world, format="csv")
    assert export(world, "--texts", "none").stdout_bytes == exported(world, texts="none") != exported(world)


def test_the_command_exports_what_a_person_may_not_see_yet(world: World) -> None:
    assert b'"annotator":"r02"' in export(world).stdout_bytes
    with pytest.raises(BadInput):
        exported(world, "chi")


def test_a_file_is_replaced_whole_or_not_at_all(world: World, tmp_path: Path) -> None:
    path = tmp_path / "fees.jsonl"
    path.write_text("what was there")
    failed = export(world, "--articles", "finished", "-o", str(path))
    assert (failed.exit_code, failed.stderr.count("\n")) == (1, 1)
    assert "nothing to export" in failed.stderr
    assert path.read_text() == "what was there"
    assert not list(tmp_path.glob(".fees*"))
    assert export(world, "-o", str(path)).exit_code == 0
    assert len(path.read_text().split("\n")) == 6


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_said_in_one_line(world: World) -> None:
    failed = export(world, "-o", "/dev/full")
    assert (failed.exit_code, failed.stderr.count("\n")) == (1, 1)
    assert "The disk is full" in failed.stderr


def test_a_disk_that_fills_up_in_mid_export_leaves_nothing(tmp_path: Path) -> None:
    def filling() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(NoRoom, match="The disk is full"):
        containers.save_folder(tmp_path / "bundle", [("a/b.txt", [b"whole"]), ("c.txt", filling())])
    with pytest.raises(NoRoom, match="The disk is full"):
        containers.save(tmp_path / "one.jsonl", filling())
    assert list(tmp_path.iterdir()) == []


def test_columns_that_are_made_meanwhile_end_with_an_export_that_breaks_off(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.exporting.arrow.BATCH", 1)
    world = make_world(database, texts=("Boats leave.\n", "Fees rise.\n"), assigned=("ada",))
    for article in world.articles:
        decide(world, "ada", "label", world.sentences(article, "ada")[0].public_id, "CFS")
    a, c = table_of(Article).c, table_of(Claim)
    last = select(a.id).where(a.public_id == max(world.articles)).scalar_subquery()
    with database.write() as session:
        session.execute(update(c).where(c.c.article_id == last).values(spans=[{"start": 0, "end": 3, "quote": "Nay"}]))
    began: list[str] = []
    threading.setprofile(lambda *_: began.append(threading.current_thread().name))
    try:
        with pytest.raises(Conflict, match="does not cover its words"):
            list(exporting.stream(database, world.project.id, exporting.choose({"format": "parquet"})))
    finally:
        threading.setprofile(None)
    assert any(name.startswith("columns") for name in began)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("columns")]


@pytest.mark.parametrize("path", ["../out.txt", "a/../../out.txt", "/out.txt", "a\\..\\out.txt"])
def test_no_file_stands_outside_of_the_folder_or_zip(tmp_path: Path, path: str) -> None:
    with pytest.raises(Conflict, match="outside of the folder"):
        containers.save_folder(tmp_path / "bundle", [(path, [b"x"])])
    with pytest.raises(Conflict, match="outside of the folder"):
        list(containers.zipped([(path, [b"x"])]))
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_done_is_said_in_one_line(world: World, tmp_path: Path) -> None:
    for words, said in {
        ("--project", "nothing"): "There is no project called nothing",
        ("--format", "xml"): "format cannot be xml. Choose one of: jsonl, csv, ",
        ("--labels", "mine"): "labels cannot be mine. Choose one of: both, everyone, gold.",
        ("-o", str(tmp_path / "no" / "such" / "folder")): "cannot be written: No such file or directory.",
        ("-o", str(tmp_path)): "cannot be written: Is a directory.",
    }.items():
        failed = export(world, *words)
        assert (failed.exit_code, failed.stdout, failed.stderr.count("\n")) == (1, "", 1)
        assert said in failed.stderr


def test_a_project_without_articles_says_so(database: Database) -> None:
    empty = make_world(database, texts=())
    assert "nothing to export" in export(empty).stderr
    assert export(empty).exit_code == 1


def test_the_sample_project_is_exported_with_every_span_in_place(database: Database) -> None:
    name = ["--project", "sample", "--database", database.url]
    assert CliRunner().invoke(main, ["project", "sample", "Sample", "--database", database.url]).exit_code == 0
    lines = CliRunner().invoke(main, ["export", *name]).stdout_bytes.decode().split("\n")
    records = [json.loads(line) for line in lines[:-1]]
    assert len({record["article_id"] for record in records}) == 6
    marked = [
        (record, span)
        for record in records
        for reading in (*record["annotations"], record["gold"] or {})
        for claim in reading.get("claims") or ()
        for span in claim["spans"]
    ]
    assert len(marked) > 100
    inside = [
        (record, span) for record, span in marked if record["start"] <= span["start"] and span["end"] <= record["end"]
    ]
    assert len(inside) > 100
    for record, span in inside:
        assert record["text"][span["start"] - record["start"] : span["end"] - record["start"]] == span["text"]


def test_agreement_of_the_exported_table_is_agreement_of_the_project(database: Database, tmp_path: Path) -> None:
    at, table = ["--database", database.url], str(tmp_path / "labels.csv")
    run = CliRunner().invoke
    assert run(main, ["project", "sample", "Sample", *at]).exit_code == 0
    words = ["export", "--project", "Sample", "--format", "csv", "--states", "submitted", "-o", table, *at]
    assert run(main, words).exit_code == 0
    project = json.loads(run(main, ["agreement", "--project", "Sample", "--json", *at]).stdout)
    file = json.loads(run(main, ["agreement", table, "--order", "NFS,UFS,CFS", "--json"]).stdout)
    assert file["labels_used"] > 100
    for name, value in file.items():
        if name != "reasons" and not name.startswith("ci:"):
            assert project[name] == (pytest.approx(value) if isinstance(value, float) else value), name


def test_a_folder_is_written_whole_and_the_same_twice(world: World, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert export(world, "--format", "bundle", "--history", "-o", str(tmp_path / name)).exit_code == 0
    first, second = (
        {str(path.relative_to(tmp_path / name)): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    )
    assert first == second
    assert first["sentences.jsonl"] == exported(world)
    again = export(world, "--format", "bundle", "-o", str(tmp_path / "one"))
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)
    assert "is there already" in again.stderr


def test_formats_are_listed_with_what_they_cannot_carry(world: World) -> None:
    listed = export(world, "--format", "help").stdout
    assert [line.split()[0] for line in listed.splitlines()] == list(exporting.FORMATS)
    assert "Overlapping and discontinuous spans" in listed
