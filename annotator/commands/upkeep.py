"""Backup, restore and doctor from the command line; none of them changes the tables of an older database."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from annotator import backup as backups
from annotator import doctor
from annotator.cli_common import use
from annotator.commands.export import print_bytes
from annotator.db import Database
from annotator.errors import Conflict, NotFound, SetupError
from annotator.settings import data_folder, database_url

CHUNK = 64 * 1024
COUNTED = {"project": "projects", "article": "articles", "annotation": "annotations", "event": "lines of history"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line to print; one that is not `sound` makes the command end with status 1."""

    text: str
    sound: bool = True


def backup(url: str | None, file: str) -> Iterator[str]:
    """Make a backup, and yield what it holds; raises Conflict at the end when the database itself is damaged."""
    with _opened(url) as database:
        if file != "-":
            yield from _made(backups.make(database, Path(file)), f"{file}: ")
            return
        with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
            made = backups.make(database, Path(folder) / "backup")
            with made.path.open("rb") as written:
                print_bytes(iter(partial(written.read, CHUNK), b""))
        yield from _made(made)


def _made(made: backups.Made, where: str = "") -> Iterator[str]:
    if made.damage is None:
        yield f"{where}{_holding(made.counts)}. Looked through: sound."
        return
    yield f"{where}{_holding(made.counts)}."
    raise Conflict(
        f"The database itself is damaged: {made.damage}. This copy is as it was, and cannot be restored. See what is "
        "wrong with: annotator doctor"
    )


def restore(url: str | None, file: str, *, replace: bool) -> Iterator[str]:
    """Put a backup back, and yield what it held and where the database before it is kept."""
    with _opened(url, must_exist=False) as database, tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        path = Path(file)
        if file == "-":
            path = Path(folder) / "backup"
            with path.open("wb") as taken:
                shutil.copyfileobj(sys.stdin.buffer, taken)
        done = backups.restore(database, path, replace=replace)
        if done.before:
            yield f"What was there before is kept in {done.before}"
        yield f"Restored {_holding(done.counts)}. Everybody signs in again."


def examine(url: str | None) -> Iterator[Line]:
    """Yield the versions, then what is wrong and what is worth knowing, then whether the database is sound."""
    with _opened(url) as database:
        yield Line(doctor.versions(database))
        serious = 0
        for finding in doctor.examine(database):
            serious += finding.serious or finding is doctor.COMING_IN
            yield Line(str(finding), sound=not finding.serious)
        if not serious:
            yield Line("The database is sound.")


def purge(url: str | None) -> Iterator[Line]:
    """Remove what was thrown away long ago, and yield what it was."""
    from annotator import bundles

    with _current(url) as database:
        broken = bundles.sweep(database)
        with database.write() as session:
            gone = doctor.purge(session)
    for name in (*broken, *gone.projects):
        yield Line(f"Removed the project {name}.")
    yield Line(f"Removed {gone.uploads} uploads.")


def recount(url: str | None) -> Iterator[Line]:
    """Put right the counts that are kept, and yield how many were wrong."""
    with _current(url) as database, database.write() as session:
        wrong = doctor.recount(session)
    yield Line(f"Put right {wrong} counts." if wrong else "Every count was right.")


@contextmanager
def _opened(url: str | None, *, must_exist: bool = True) -> Iterator[Database]:
    """Open the database as it is, without bringing it to this version."""
    use(url)
    address = database_url(os.environ.get("ANNOTATOR_DATABASE_URL"), data_folder())
    path = Path(address.removeprefix("sqlite:///"))
    if must_exist and address.startswith("sqlite") and not path.exists():
        raise NotFound(f"There is no database at {path}. Name it with --database.")
    database = Database(address)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _current(url: str | None) -> Iterator[Database]:
    from annotator import migrate

    with _opened(url) as database:
        if migrate.state(database) != "current":
            raise SetupError("The tables are not of this version. Look at them with: annotator doctor")
        yield database


def _holding(counts: dict[str, int]) -> str:
    return ", ".join(f"{counts.get(table, 0):,} {name}" for table, name in COUNTED.items())
