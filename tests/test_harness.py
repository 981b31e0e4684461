"""What the other tests rely on does what it says."""

import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page

from tests.browser.workbench import eventually
from tests.factories import make_world
from tests.support.accessibility import axe
from tests.support.offline import OutgoingConnectionError
from tests.support.server import StartServer

if TYPE_CHECKING:
    from annotator.db import Database

ROOT = Path(__file__).resolve().parent.parent


def test_an_address_elsewhere_is_refused() -> None:
    with closing(socket.socket()) as outgoing, pytest.raises(OutgoingConnectionError):
        outgoing.connect(("192.0.2.1", 80))


def test_a_name_elsewhere_is_not_even_looked_up() -> None:
    with pytest.raises(OutgoingConnectionError):
        socket.create_connection(("example.org", 80))


def test_a_server_under_test_refuses_outgoing_connections_too() -> None:
    site = os.pathsep.join([str(ROOT / "tests" / "support" / "site"), str(ROOT)])
    code = "import socket; socket.socket().connect(('192.0.2.1', 80))"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        env={**os.environ, "PYTHONPATH": site},
        capture_output=True,
        text=True,
    )
    assert "OutgoingConnectionError" in ran.stderr


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_has_a_database_of_its_own(database: "Database", time: str) -> None:
    from annotator.models import Install

    with database.write() as session:
        session.add(Install(name="visited", value=time))


def test_the_browser_reports_what_goes_wrong(page: Page, problems: list[str]) -> None:
    page.set_content("<script>throw new Error('broken on purpose')</script>")
    page.evaluate("console.error('said on purpose')")
    assert eventually(lambda: len(problems) == 2, page)
    assert all("on purpose" in problem for problem in problems)
    problems.clear()


def test_no_page_reaches_another_machine(page: Page, problems: list[str]) -> None:
    page.set_content("<img src='http://example.org/pixel.png' alt=''>")
    assert eventually(lambda: bool(problems), page)
    assert "ERR_NAME_NOT_RESOLVED" in problems[0]
    problems.clear()


def test_axe_finds_low_contrast_and_a_missing_label(page: Page) -> None:
    page.set_content("<p style='color: #ccc; background: #fff'>pale</p><input>")
    rules = {line.split(" at ")[0] for line in axe(page)}
    assert {"color-contrast", "label"} <= rules


@pytest.mark.parametrize("ending", ["stop", "kill"])
def test_a_server_comes_back_on_the_same_port(start_server: StartServer, database: "Database", ending: str) -> None:
    make_world(database)
    server = start_server(database.url)
    address = server.url
    getattr(server, ending)()
    server.restart()
    assert server.url == address
    assert server.process.poll() is None


def test_a_skipped_test_is_a_failure_where_nothing_may_be_skipped(tmp_path: Path) -> None:
    (tmp_path / "test_skip.py").write_text("import pytest\n\n\ndef test_it():\n    pytest.skip('for a reason')\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.support.strictness",
        "-p",
        "no:cacheprovider",
        str(tmp_path),
    ]
    outcomes = [
        subprocess.run(command, check=False, env={**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)}, capture_output=True)
        for ci in ("", "true")
    ]
    assert [ran.returncode for ran in outcomes] == [0, 1]
    assert b"for a reason" in outcomes[1].stdout
