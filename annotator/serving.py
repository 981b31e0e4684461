"""Starting the production server. This process stays small: it imports the server and nothing of the application."""

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

from annotator.errors import SetupError
from annotator.settings import PACKAGE, Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Two threads save quickest, as Python runs one at a time; the third keeps saves going beside a long download.
THREADS = 3
# A worker that is told to stop while it is still loading never hears of it; so long may a last download go on.
STOP_SECONDS = 60
# Who listens on every address is reached here on the first one.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  compared with, not listened on
PATIENCE_SECONDS = 60


def serve(host: str, port: int, *, workers: int = 1, demo: bool = False) -> None:
    """Prepare the database and serve until told to stop; raises SetupError for what cannot work."""
    if demo:
        if host not in LOOPBACK:
            raise SetupError("The demo has known passwords, so it listens on 127.0.0.1 only.")
        with tempfile.TemporaryDirectory(prefix="annotator-demo-") as folder:
            os.environ["ANNOTATOR_DATA"] = folder
            os.environ.pop("ANNOTATOR_DATABASE_URL", None)
            _run(host, port, workers, demo=True)
    else:
        _run(host, port, workers, demo=False)


def _run(host: str, port: int, workers: int, *, demo: bool) -> None:
    url = Settings.from_environment().database_url
    if url.startswith("sqlite") and workers > 1:
        raise SetupError("SQLite takes one worker process. Use --workers 1, or PostgreSQL for more.")
    _refuse_a_used_port(host, port)
    here = EVERYWHERE.get(host, host)
    address = f"http://{f'[{here}]' if ':' in here else here}:{port}"
    greeting = ""
    if not _is_ready(url):
        command = [sys.executable, "-m", "annotator", "prepare", address, *(["--demo"] if demo else [])]
        ended = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own program
        if ended.returncode:
            # It has said why in a line of its own.
            raise SystemExit(ended.returncode)
        greeting = ended.stdout
    others = f"; from other machines put this one's name in place of {here}" if host in EVERYWHERE else ""
    words = f"{greeting}Annotator runs at {address} (stop with Ctrl+C){others}"
    threading.Thread(target=_say_when_ready, args=(here, port, words), daemon=True).start()
    _granian(host, port, workers)


def _say_when_ready(host: str, port: int, words: str) -> None:
    """Print the address once something answers there, so that nobody opens it too early."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((host, port), timeout=2) as connection:
                connection.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
                if connection.recv(1):
                    break
        except OSError:
            pass
        time.sleep(0.05)
    print(words, flush=True)  # noqa: T201  what the command is for


def _refuse_a_used_port(host: str, port: int) -> None:
    """Say that something listens there already: two servers on one port would answer in turns."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise SetupError(
                f"Port {port} of {host} cannot be used: {fault.strerror}. Choose another with --port."
            ) from fault


def _is_ready(url: str) -> bool:
    """Say whether a SQLite file is at this version and has an account, without loading what a migration needs."""
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite") or not path.exists():
        return False
    newest = max(file.name[:4] for file in (PACKAGE / "migrations" / "versions").glob("[0-9]*.py"))
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            someone = connection.execute('SELECT 1 FROM "user" WHERE disabled_at IS NULL LIMIT 1').fetchone()
    except sqlite3.Error:
        return False
    return version == (newest,) and someone is not None


def _granian(host: str, port: int, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "annotator.app:serve_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        factory=True,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
        backlog=1024,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()
