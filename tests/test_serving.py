"""`annotator serve` and the other commands, as a person starts them: real processes, real files."""

import os
import re
import stat
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from annotator import migrate
from annotator.db import Database
from annotator.errors import SetupError
from annotator.settings import Settings
from tests.factories import Client, make_world
from tests.support.server import Server, StartServer, free_port
from tests.web.test_faults import Outbox


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return what a command finds in its environment: nothing of ours but a data folder of its own."""
    known = {key: value for key, value in os.environ.items() if not key.startswith("ANNOTATOR_")}
    here = str(Path(__file__).resolve().parent.parent)
    return known | {"ANNOTATOR_DATA": str(folder / "data"), "PYTHONPATH": here, **more}


def annotator(folder: Path, *words: str, stdin: str = "", **env: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end in a folder of its own."""
    command = [sys.executable, "-m", "annotator", *words]
    known = environment(folder, **env)
    return subprocess.run(
        command, cwd=folder, env=known, input=stdin, capture_output=True, text=True, timeout=240, check=False
    )


def test_an_empty_database_is_greeted_with_a_link_that_leads_to_the_sample(
    start_server: StartServer, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/new.sqlite3"
    server = start_server(url)
    found = re.search(r"http://127\.0\.0\.1:\d+(/link/[\w-]+)", server.log())
    assert found is not None
    with urllib.request.urlopen(server.url + found[1], timeout=60) as answer:
        assert "Make the first account" in answer.read().decode()
    server.restart()
    assert server.log().count("/link/") == 2
    with closing(Database(url)) as database, database.read() as session:
        assert session.execute(text("SELECT count(*) FROM project")).scalar_one() == 0


def test_the_first_manager_finds_the_sample_project(sqlite_url: str, tmp_path: Path) -> None:
    from annotator.app import create_app
    from annotator.team import accounts

    app = create_app(Settings(sqlite_url, tmp_path, "x" * 40, cheap_passwords=True))
    database = app.extensions["annotator.database"]
    with database.write() as session:
        token, _ = accounts.make_link(session, "setup")
    client = Client(app.test_client())
    client.refresh_token()
    assert client.post(f"/link/{token}", name="Mara", password="long enough").status_code == 303
    page = client.get("/").text
    assert "Sample" in page
    assert "6 articles" in page
    database.close()


def test_sign_ins_survive_a_restart(start_server: StartServer, sqlite_url: str) -> None:
    with closing(Database(sqlite_url)) as database:
        world = make_world(database, assigned=("ada",))
        server = start_server(sqlite_url)
        outbox = Outbox(server, world, "ada")
        outbox.connection.close()
        server.restart()
        fields = {"op_id": "one", "kind": "label", "sentence": outbox.sentences[0], "value": '"NFS"'}
        with closing(outbox.connection):
            assert outbox.send(f"/projects/{world.slug}/ops", fields) == 200


def test_two_installations_have_different_keys_that_only_their_owner_can_read(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        settings = Settings.from_environment({"ANNOTATOR_DATA": str(tmp_path / name)})
        keys.add(settings.secret_key)
        assert Settings.from_environment({"ANNOTATOR_DATA": str(tmp_path / name)}).secret_key == settings.secret_key
        assert stat.S_IMODE((tmp_path / name / "secret-key").stat().st_mode) == 0o600
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"ANNOTATOR_SECRET_KEY": "short"}, "too short"),
        ({"ANNOTATOR_DATABASE_URL": "postgresql://localhost/x"}, "ANNOTATOR_SECRET_KEY"),
        ({"ANNOTATOR_DATABASE_URL": "mysql://localhost/x"}, "must begin with"),
        ({"ANNOTATOR_TRUSTED_PROXIES": "many"}, "must be a number"),
    ],
)
def test_settings_that_cannot_work_are_refused(tmp_path: Path, env: dict[str, str], words: str) -> None:
    with pytest.raises(SetupError, match=words):
        Settings.from_environment({"ANNOTATOR_DATA": str(tmp_path), **env})


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("serve", "--workers", "2"), "SQLite takes one worker process"),
        (("serve", "--demo", "--host", "0.0.0.0"), "listens on 127.0.0.1 only"),
        (("agreement",), "Name either a file"),
        (("project", "list", "--database", "sqlite:////proc/self/none.sqlite3"), "unable to open database file"),
        (("doctor", "--database", "sqlite:////etc/hostname"), "file is not a database"),
        (("project", "list", "--database", "sqlite:////etc/hostname/x/y"), "folder /etc/hostname/x cannot be made"),
        (("project", "list", "--database", "postgresql://nobody@127.0.0.1:9/none"), "The database cannot be used"),
        (("serve", "--database", "postgresql://nobody@127.0.0.1:9/none"), "Set ANNOTATOR_SECRET_KEY"),
    ],
)
def test_a_command_that_cannot_work_says_why_in_one_line(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    ended = annotator(tmp_path, *words)
    assert ended.returncode == 1
    assert says in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "sqlite://", "postgresql://localhost:abc/x"])
def test_an_address_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(SetupError, match="PATH"):
        Database(url)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_under_the_output_is_said_in_one_line(sqlite_url: str, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "annotator", "split", "-"], input="Fees rise. Boats leave.", stdout=full, text=True,
            stderr=subprocess.PIPE, env=environment(tmp_path), timeout=240, check=False,
        )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr == "annotator: The disk is full, so the output is cut short. Free some space, try again.\n"


def test_a_second_server_on_the_same_port_is_refused(server: Server, tmp_path: Path) -> None:
    ended = annotator(tmp_path, "serve", "--port", str(server.port))
    assert ended.returncode == 1
    assert f"Port {server.port} of 127.0.0.1 cannot be used" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_older_code_refuses_a_newer_database_with_one_sentence(sqlite_url: str, tmp_path: Path) -> None:
    with closing(Database(sqlite_url)) as database, database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    ended = annotator(tmp_path, "serve", "--database", sqlite_url)
    assert ended.returncode == 1
    assert "A newer Annotator has changed this database" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_models_and_the_migrations_agree(database: Database) -> None:
    assert migrate.state(database) == "current"
    assert migrate.differences(database) == []


def test_a_server_on_every_address_names_one_that_works_here_once_it_listens(tmp_path: Path) -> None:
    port = free_port()
    env = environment(tmp_path, PYTHONUNBUFFERED="1")
    words = [sys.executable, "-m", "annotator", "serve", "--host", "0.0.0.0", "--port", str(port), "--insecure-http"]
    with subprocess.Popen(words, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        try:
            link = re.search(r"http://127\.0\.0\.1:\d+/link/[\w-]+", lines[1])
            assert link is not None, lines
            assert f"http://127.0.0.1:{port}" in lines[2]
            with urllib.request.urlopen(link[0], timeout=60) as answer:
                assert "Make the first account" in answer.read().decode()
        finally:
            process.terminate()
