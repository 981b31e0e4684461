"""`annotator export`: a project's data set to a file or to standard output, the same bytes for the same state."""

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import click

from annotator import exporting
from annotator.cli_common import opened
from annotator.db import Database
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
                _print(parts)
            else:
                containers.save(Path(target), _watched(database, key, choice, parts))


def listing() -> str:
    """Return the formats there are, one a line, with what each is and what it cannot carry."""
    return "\n".join(f"{form.name:14}{form.note} {form.lacks}".rstrip() for form in exporting.FORMATS.values())


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
