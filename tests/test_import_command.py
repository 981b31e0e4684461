"""`annotator import` and `annotator split`, as a person at a terminal uses them."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import func, select

from annotator.cli import main
from annotator.db import Database
from annotator.models import Article, ImportFile, Membership, Project, TextVersion
from annotator.project import projects
from annotator.reading.outside import READER
from annotator.team import accounts
from tests.factories import OTHER_TEXT, TEXT
from tests.support.hostile import known

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    (folder / "inner").mkdir(parents=True)
    (folder / "fees.txt").write_bytes(TEXT.encode())
    (folder / "inner" / "buses.md").write_bytes(OTHER_TEXT.encode())
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_bytes(TEXT.encode())
    return folder


def run(url: str, *words: str | Path, standard_input: bytes | None = None) -> Result:
    arguments = [*map(str, words), *(["--database", url] if words[0] == "import" else [])]
    result = CliRunner().invoke(main, arguments, input=standard_input)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def titles(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.exec(select(Article.title).order_by(Article.title)))


def test_a_folder_becomes_articles_of_a_new_project(database_url: str, database: Database, files: Path) -> None:
    result = run(database_url, "import", files, "--project", "Harbour news")
    assert result.exit_code == 0
    assert [line.split("\t")[1:] for line in result.stdout.splitlines()] == [
        ["6", "Harbour board doubles mooring fees"], ["4", "Night buses return to the valley"],
    ]  # fmt: skip
    with database.read() as session:
        project = projects.by_name(session, "harbour-news")
        assert session.exec(select(func.count()).where(Article.project_id == project.id)).one() == 2
        kept = session.exec(select(ImportFile).where(ImportFile.name == "buses.md")).one()
        assert (kept.state, kept.data) == ("imported", OTHER_TEXT.encode())


def test_a_name_that_cannot_be_written_down_stops_nothing(database_url: str, database: Database, files: Path) -> None:
    (files / os.fsdecode(b"bad\xff.txt")).write_bytes(OTHER_TEXT.replace("Night", "Late").encode())
    result = run(database_url, "import", files, "x" * 300, "--project", "Harbour news")
    assert result.exit_code == 1
    assert "File name too long" in result.stderr
    assert result.stderr.count("\n") == 1
    assert len(titles(database)) == 3
    with database.read() as session:
        assert session.exec(select(ImportFile).where(ImportFile.name == "bad?.txt")).one().state == "imported"


def test_a_path_that_leads_out_of_an_archive_is_named(database_url: str, database: Database, tmp_path: Path) -> None:
    archive = tmp_path / "up.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("../../out.txt", TEXT)
        made.writestr("in.txt", OTHER_TEXT)
    result = run(database_url, "import", archive, "--project", "Harbour news")
    assert result.exit_code == 1
    assert "out.txt has a path that leads out of the archive" in result.stderr
    assert titles(database) == ["Night buses return to the valley"]


def test_whoever_makes_projects_is_a_member_of_one_made_here(
    database_url: str, database: Database, files: Path
) -> None:
    with database.write() as session:
        accounts.create_user(session, "Ines", "!", is_admin=True)
        accounts.create_user(session, "Tom", "!")
    run(database_url, "import", files, "--project", "Harbour news")
    with database.read() as session:
        assert session.exec(select(Membership.roles)).all() == [["annotator", "manager", "reviewer"]]


def test_refused_files_get_a_reason_and_the_others_are_imported(
    database_url: str, database: Database, files: Path, tmp_path: Path
) -> None:
    (files / "empty.txt").touch()
    (files / "heads.md").write_bytes(b"**One**\n\n**Two**\n")
    (files / "again.txt").write_bytes(TEXT.encode())
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    result = run(
        database_url, "import", files, files / "photo.png", tmp_path / "none.txt", nothing, "--project", "Harbour news"
    )
    assert result.exit_code == 1
    reasons = result.stderr.splitlines()
    assert len(reasons) == 6
    for file, reason in {
        "empty.txt": "is empty", "heads.md": "headings only", "fees.txt": "same text as “Harbour board", "none.txt":
        "cannot be read: No such file", "photo.png": "is an image", "nothing": "holds no file that ends in .txt",
    }.items():  # fmt: skip
        assert any(f"{file} " in line and reason in line and line.startswith("annotator: ") for line in reasons), file
    assert len(titles(database)) == 2


def test_a_run_that_stores_nothing_makes_no_project(database_url: str, database: Database, tmp_path: Path) -> None:
    assert run(database_url, "import", tmp_path / "none.txt", "--project", "Harbour news").exit_code == 1
    with database.read() as session:
        assert session.exec(select(Project)).all() == []


def test_a_dry_run_says_what_would_happen_and_stores_nothing(
    database_url: str, database: Database, files: Path
) -> None:
    (files / "inner" / "twin.txt").write_bytes(TEXT.encode())
    dry = run(database_url, "import", files, "--project", "Harbour news", "--dry-run")
    assert dry.exit_code == 1
    assert "twin.txt has the same text as “Harbour board doubles mooring fees” and would be left out." in dry.stderr
    with database.read() as session:
        assert session.exec(select(Project)).all() == []
    assert run(database_url, "import", files, "--project", "Harbour news").stdout == dry.stdout
    again = run(database_url, "import", files, "--project", "Harbour news", "--dry-run")
    assert again.stdout == ""
    assert len(again.stderr.splitlines()) == 3


def test_standard_input_is_imported_and_json_is_printed(database_url: str, files: Path) -> None:
    result = run(
        database_url, "import", "-", files / "photo.png", "--project", "P", "--json", standard_input=TEXT.encode()
    )
    imported, refused = (json.loads(line) for line in result.stdout.splitlines())
    assert (imported["file"], imported["sentences"]) == ("-", 6)
    assert imported["id"].startswith("art_")
    assert "is an image" in refused["refused"]


def test_the_language_is_the_projects_unless_one_is_given(
    database_url: str, database: Database, files: Path, tmp_path: Path
) -> None:
    with database.write() as session:
        projects.create(session, "Hafen", language="de")
    run(database_url, "import", files / "fees.txt", "--project", "Hafen")
    run(database_url, "import", files / "inner", "--project", "hafen", "--language", "uk")
    with database.read() as session:
        assert set(session.exec(select(Article.language))) == {"de", "uk"}
    wrong = run(database_url, "import", files, "--project", "Hafen", "--language", "so so")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (1, 1)
    assert "by its tag" in wrong.stderr


def test_the_text_is_stored_as_it_stands_in_the_file(database_url: str, database: Database, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf  The ferry stopped.\r\nNobody was hurt.\t\r\n\r\n\r\n")
    run(database_url, "import", tmp_path / "a.txt", "--project", "P")
    with database.read() as session:
        assert session.exec(select(TextVersion.text)).one() == "  The ferry stopped.\nNobody was hurt.\t\n\n\n"


def test_split_prints_each_sentence_with_offsets_into_the_file(files: Path) -> None:
    lines = [json.loads(line) for line in run("", "split", files / "fees.txt").stdout.splitlines()]
    assert [line["index"] for line in lines] == [0, 1, 2, 3, 4, 5]
    assert all(TEXT[line["start"] : line["end"]] == line["text"] for line in lines)
    assert lines[0] == {"index": 0, "kind": "headline", "start": 2, "end": 36, "text": TEXT[2:36]}


def test_split_reads_standard_input_and_refuses_what_is_no_text() -> None:
    assert json.loads(run("", "split", "-", standard_input=b"One is here.").stdout)["end"] == 12
    refused = run("", "split", "-", standard_input=b"\x89PNG")
    assert (refused.exit_code, refused.stderr) == (
        1, "annotator: Standard input is an image, not text. Save it as text and import that.\n",
    )  # fmt: skip


def test_split_takes_lines_of_json_and_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    rows = [
        {"id": 7, "text": "Bis zum 3. Oktober gilt das. Dann ist Schluss.", "language": "de"},
        {"id": "none", "text": ""}, {"id": 1}, {"id": "odd", "text": "Half \ud800 here.\r\n\r\nMore there."},
    ]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, rows)) + "\n\nnot json\n[]\n")
    result = run("", "split", "--jsonl", file)
    found = {line["id"]: line["segments"] for line in map(json.loads, result.stdout.splitlines())}
    assert [(one["start"], one["end"]) for one in found[7]] == [(0, 28), (29, 46)]
    assert found["none"] == []
    assert [(one["start"], one["end"]) for one in found["odd"]] == [(0, 12), (16, 27)]
    assert result.exit_code == 1
    assert [reason.partition("line ")[2][:1] for reason in result.stderr.splitlines()] == ["3", "6", "7"]


def test_split_needs_no_database(files: Path, tmp_path: Path) -> None:
    code = "import sys; from annotator.cli import main; main(standalone_mode=False); assert 'sqlalchemy' not in sys.modules"
    address = {"ANNOTATOR_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "ANNOTATOR_DATA": str(tmp_path / "d")}
    ran = subprocess.run(
        [sys.executable, "-c", code, "split", str(files / "fees.txt")],
        check=True,
        cwd=ROOT,
        env={**os.environ, **address},
        capture_output=True,
    )
    assert len(io.BytesIO(ran.stdout).readlines()) == 6
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("name", ["bomb", "poisoned word", "locked pdf", "deep page", "nul", "wrong name"])
def test_split_refuses_a_hostile_file_with_one_sentence(tmp_path: Path, name: str) -> None:
    called, data = known()[name]
    file = tmp_path / called
    file.write_bytes(data)
    refused = run("", "split", file)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert re.fullmatch(r"annotator: .+\.\n", refused.stderr)


def test_split_takes_20_megabytes_and_no_more() -> None:
    refused = run("", "split", "-", standard_input=b"It rained. " * 2_000_000)
    assert refused.stderr == "annotator: Standard input is over 20 MB. Cut it into smaller files.\n"
    long = b'{"id": 1, "text": "' + b"x" * 21_000_000 + b'"}\n{"id": 2, "text": "It rained."}'
    result = run("", "split", "--jsonl", "-", standard_input=long)
    assert result.stderr == "annotator: Standard input, line 1 is over 20 MB.\n"
    assert json.loads(result.stdout)["id"] == 2


def test_split_goes_on_after_a_line_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"id": number, "text": "A. " * (1 if number != 1 else 2_000_000)} for number in range(3)]
    READER.end()
    monkeypatch.setattr(READER, "seconds", 2.5)
    result = run("", "split", "--jsonl", "-", standard_input="\n".join(map(json.dumps, rows)).encode())
    READER.end()
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [0, 2]
    assert "line 2 takes too much time or memory" in result.stderr


def test_split_leaves_a_file_that_holds_no_lines_of_json() -> None:
    result = run("", "split", "--jsonl", "-", standard_input=b"A.\n" * 5000)
    assert result.stderr.splitlines()[-1].endswith(
        "None of the first 100 lines can be split, so the rest was not looked at."
    )
    assert len(result.stderr.splitlines()) == 101
