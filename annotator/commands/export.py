"""`annotator export`: a project's data set to a file or to standard output, the same bytes for the same state."""

import errno
import gc
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from annotator import exporting, projects
from annotator.cli_common import opened
from annotator.db import Database
from annotator.errors import BadInput, NoRoom
from annotator.models import key_of


def export(url: str | None, name: str, target: str, wanted: dict[str, str]) -> None:
    """Write what is `wanted` of the project called `name` to the file `target`, or to standard output for `-`.

    A file appears whole or not at all. Raises NotFound for an unknown project, BadInput for a choice there is not or
    a file that cannot be written, NoRoom when the disk is full.
    """
    choice = exporting.choose(wanted)
    with opened(url) as database:
        with database.read() as session:
            project = projects.by_name(session, name)
            key = key_of(project)
        # What is loaded by now stays for good; looking through it for garbage at every turn costs a third of the time.
        gc.freeze()
        parts = exporting.stream(database, key, choice)
        if target == "-":
            _print(parts)
        else:
            _save(Path(target), _watched(database, key, choice, parts))


def _print(parts: Iterable[bytes]) -> None:
    for part in parts:
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


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


def _save(path: Path, parts: Iterable[bytes]) -> None:
    """Write beside the file and then put it in its place, so that nobody finds half an export."""
    # A pipe or a device has no place beside it and is written as it stands.
    beside = path if path.exists() and not path.is_file() else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.writelines(parts)
        if beside != path:
            beside.replace(path)
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom(f"The disk is full, so {path} was not written. Free some space and try again.") from fault
        raise BadInput(f"{path} cannot be written: {fault.strerror}.") from fault
    finally:
        if beside != path:
            beside.unlink(missing_ok=True)
