"""`annotator export`: a project's data set to a file or to standard output, the same bytes for the same state."""

import errno
import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import click

from annotator import exporting
from annotator.cli_common import opened
from annotator.db import Database
from annotator.errors import NoRoom
from annotator.exporting import containers
from annotator.models import key_of
from annotator.project import projects


def export(url: str | None, name: str, target: str, wanted: dict[str, str], only: tuple[str, ...] = ()) -> None:
    """Write what is `wanted` of the project called `name` to the file `target`, or to standard output for `-`.

    `only` are the ids of articles where some are chosen.

    A file appears whole or not at all. Raises NotFound for an unknown project, BadInput for a choice there is not or
    a file that cannot be written, NoRoom when the disk is full.
    """
    choice = exporting.choose(wanted, only)
    with opened(url) as database:
        with database.read() as session:
            project = projects.by_name(session, name)
            key = key_of(project)
        # Looking for garbage costs a third of the time, and an export leaves none: it is taken apart as it goes.
        gc.disable()
        # Closed here whatever happens, so that the snapshot ends before the database is closed.
        if choice.form.is_folder and target != "-":
            with closing(exporting.folder(database, key, choice)) as entries:
                containers.save_folder(Path(target), entries)
            return
        with closing(exporting.stream(database, key, choice)) as parts:
            if target == "-":
                print_bytes(parts)
            else:
                containers.save(Path(target), _watched(database, key, choice, parts))


def listing() -> str:
    """Return the formats there are, one a line, with what each is and what it cannot carry."""
    return "\n".join(f"{form.name:14}{form.note} {form.lacks}".rstrip() for form in exporting.FORMATS.values())


def print_bytes(parts: Iterable[bytes]) -> None:
    """Write bytes to standard output, all of them or an error: OSError as on a full disk, NoRoom for too large a file.

    They go past Python's buffer, so that nothing waits in it when the disk is full. What is below it may take a part of
    what it is given and say only how much, and the error comes with the rest.
    """
    sys.stdout.flush()
    out = getattr(sys.stdout.buffer, "raw", sys.stdout.buffer)
    try:
        for part in parts:
            left = memoryview(part)
            while left:
                left = left[_taken(out, left) :]
        out.flush()
    except OSError as fault:
        if fault.errno != errno.EFBIG:
            raise
        raise NoRoom("No file may be as large as the output, so it is cut short. Write it elsewhere.") from fault


def _taken(out: BinaryIO, part: memoryview) -> int:
    """Write as much of some bytes as is taken, and return how many those are, at least one."""
    if count := out.write(part):
        return count
    raise BlockingIOError(errno.EAGAIN, "Standard output takes nothing more")


def _watched(
    database: Database, project_id: int, choice: exporting.Choice, parts: Iterable[bytes]
) -> Iterator[bytes]:  # fmt: skip
    """Pass the parts on and show on a terminal how far it is."""
    if not sys.stderr.isatty():
        yield from parts
        return
    with database.read() as session:
        length = exporting.rows(session, project_id, choice)
    with click.progressbar(length=length, label="Exporting", file=sys.stderr) as bar:
        for part in parts:
            yield part
            bar.update(part.count(b"\n"))
