"""Fixtures: the real server in a second process, as a user starts it."""

import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.databases import Kept

if TYPE_CHECKING:
    from annotator.db import Database

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET_KEY = "the-same-for-every-server-that-the-tests-start"
# A machine that is busy with other things is no fault; who starts and stops well waits for neither.
START_SECONDS = 120
STOP_SECONDS = 60
# Below what the system gives to outgoing connections, one of which could take a port before its server does; and for
# each of several processes of pytest others, as one of them could take the port that another has just found free.
PORTS = range(20_000, 32_000)[int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16 :: 16]


class Server:
    """`annotator serve` on a port of its own; `url` has no slash at its end."""

    def __init__(self, database_url: str, folder: Path, *options: str) -> None:
        """`folder` takes its data, its log and whatever it drops; `options` go to `annotator serve`."""
        self.database_url = database_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.may_fail = False
        self._folder = folder
        self._log = folder / "server.log"
        self._options = options
        self._starts = 0
        self._answer = "nothing"
        self.process: subprocess.Popen[bytes] = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it on its port and wait until it answers."""
        command = [sys.executable, "-m", "annotator", "serve", "--port", str(self.port)]
        self._starts += 1
        path = os.pathsep.join([str(ROOT / "tests" / "support" / "site"), str(ROOT)])
        settings = {
            "ANNOTATOR_DATA": str(self._folder / "data"),
            "ANNOTATOR_SECRET_KEY": SECRET_KEY,
            "ANNOTATOR_CHEAP_PASSWORDS": "1",
            "PYTHONPATH": path,
            "PYTHONUNBUFFERED": "1",
        }
        with self._log.open("ab") as log:
            # A session of its own, so that all its processes can be stopped at once.
            self.process = subprocess.Popen(
                [*command, "--database", self.database_url, *self._options],
                cwd=self._folder,
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()
        return self.process

    def stop(self) -> None:
        """Ask it to end with SIGTERM, as a service manager does; it must do so in good time."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"The server did not stop in {STOP_SECONDS} s.\n{self.log()[-4000:]}") from None
        self._sweep()

    def kill(self) -> None:
        """End all its processes at once with SIGKILL: no one of them can tidy up."""
        self._sweep()
        self.process.wait()

    def restart(self) -> None:
        """Start it again on the same port and database; stop it first when it still runs."""
        if self.process.poll() is None:
            self.stop()
        self.start()

    def log(self) -> str:
        """Return all that it has printed since the test began."""
        return self._log.read_text(errors="replace")

    def _sweep(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._is_healthy() and self.log().count("Annotator runs at") >= self._starts:
                return
            time.sleep(0.05)
        state = "ended" if self.process.poll() is not None else f"did not answer within {START_SECONDS} s"
        self.kill()
        raise AssertionError(f"The server {state}; last it gave: {self._answer}.\n{self.log()[-4000:]}")

    def _is_healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            self._answer = f"{answer.status} {answer.read()[:200]!r}"
        except (OSError, http.client.HTTPException) as fault:
            self._answer = repr(fault)
            return False
        else:
            return answer.status == 200
        finally:
            connection.close()


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


StartServer = Callable[..., Server]


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """Return `start(database_url, *options)`; every server is stopped at the end.

    A traceback in a server's log fails the test, unless it has set `server.may_fail`.
    """
    servers: list[Server] = []

    def start(database_url: str, *options: str) -> Server:
        folder = tmp_path / f"server-{len(servers) + 1}"
        folder.mkdir()
        servers.append(Server(database_url, folder, *options))
        return servers[-1]

    yield start
    for server in servers:
        if server.process.poll() is None:
            server.stop()
    for server in servers:
        assert server.may_fail or "Traceback" not in server.log(), server.log()[-8000:]


@pytest.fixture(scope="session")
def kept_server(kept_sqlite: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of the session, on its SQLite database."""
    started = Server(kept_sqlite.database.url, tmp_path_factory.mktemp("server"))
    yield started
    started.stop()


@pytest.fixture
def server(kept_server: Server, light: "Database") -> Iterator[Server]:
    """The server of the session; its database is `light` and empty. A traceback in its log fails the test.

    A test that gives it options or kills it starts one of its own.
    """
    if kept_server.process.poll() is not None:  # the test that ended it has failed, the others need not
        kept_server.start()
    said = len(kept_server.log())
    yield kept_server
    assert "Traceback" not in kept_server.log()[said:], kept_server.log()[said:][-8000:]
