"""Making a backup: into a file beside its place first, looked through, then put in its place."""

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from annotator import migrate
from annotator.backup import archive, pages
from annotator.db import Database
from annotator.errors import BadInput, NoRoom
from annotator.settings import data_folder


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written and read again: where it is, and how many rows each table has.

    `damage` says what was wrong with the database itself, None for nothing: then the copy is what it was, and no use.
    """

    path: Path
    counts: dict[str, int]
    damage: str | None


def make(database: Database, path: Path) -> Made:
    """Write a backup of a database in use to a new file and look through it; a damaged one is copied too.

    Raises BadInput when the file is there already or cannot be written, NoRoom when the disk is full; a file appears
    whole or not at all, readable by its owner only, because it holds password hashes.
    """
    if path.exists():
        raise BadInput(f"{path} is there already. Choose another name.")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _readable_faults(path), _removed(beside):
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR))
        if database.sqlite:
            pages.copy(file_of(database), beside)
        else:
            archive.write(database, beside)
        counts, damage = _checked(beside)
        beside.replace(path)
    return Made(path, counts, damage)


def file_of(database: Database) -> Path:
    """Return the file of a SQLite database."""
    return Path(str(make_url(database.url).database))


def before_upgrade(database: Database) -> Path | None:
    """Make a backup of a database that this program will change, and return where; None for one without work in it."""
    if migrate.state(database) != "older":
        return None
    with database.read() as session:
        version = migrate.revision(session)
    return make(database, free_place(database, f"before-upgrade-from-{version}")).path


def free_place(database: Database, why: str) -> Path:
    """Return where a backup that nobody asked for goes: `backups` beside the SQLite file, or in the data folder."""
    folder = (file_of(database).parent if database.sqlite else data_folder()) / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{why}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    kind = "sqlite3" if database.sqlite else "zip"
    numbered = (folder / (f"{name}.{kind}" if number == 1 else f"{name}-{number}.{kind}") for number in range(1, 1000))
    return next(path for path in numbered if not path.exists())


def _checked(path: Path) -> tuple[dict[str, int], str | None]:
    """Read what was written once more, and return how many rows each table has, and how the database is damaged."""
    with closing(source_of(path)) as source:
        source.check()
        return source.counts, source.damage()


def source_of(path: Path) -> "archive.Archive | pages.SqliteFile":
    """Open a backup of either kind; raises BadInput for a file that is none."""
    try:
        with path.open("rb") as file:
            head = file.read(len(pages.HEADER))
    except OSError as fault:
        raise BadInput(f"{path} cannot be read: {fault.strerror}.") from fault
    return pages.SqliteFile(path) if head == pages.HEADER else archive.Archive(path)


@contextmanager
def _removed(path: Path) -> Iterator[None]:
    try:
        yield
    finally:
        for left in (path, path.with_name(path.name + "-journal")):
            left.unlink(missing_ok=True)


@contextmanager
def _readable_faults(path: Path) -> Iterator[None]:
    full = NoRoom(f"The disk is full, so {path} was not written. Free some space and try again.")
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise full from fault
        raise BadInput(f"{path} cannot be written: {fault.strerror}.") from fault
    except sqlite3.Error as fault:
        if "full" in str(fault):
            raise full from fault
        raise BadInput(f"The database cannot be copied: {fault}. Look at it with: annotator doctor") from fault
