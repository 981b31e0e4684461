"""What every command shares: the database option, the way in and out, errors as one line."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from annotator.errors import AnnotatorError

if TYPE_CHECKING:
    from sqlalchemy.exc import DatabaseError
    from sqlmodel import Session

    from annotator.db import Database

database_option = click.option(
    "--database", metavar="URL", help="Database address; else ANNOTATOR_DATABASE_URL, else a SQLite file."
)


def honest(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a person can put right into one line and exit status 1."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except AnnotatorError as fault:
            click.echo(f"annotator: {fault}", err=True)
            sys.exit(1)
        except _of_databases() as fault:
            if not _is_unusable(fault):
                raise
            said = str(fault.orig).partition("\n")[0]
            advice = "Look at its address, whether it runs, and who may write to its folder."
            click.echo(f"annotator: The database cannot be used: {said}. {advice}", err=True)
            sys.exit(1)
        except BrokenPipeError:
            # Whoever read our output has gone, as `head` does; there is nobody left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except OSError as fault:
            if fault.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            click.echo("annotator: The disk is full, so the output is cut short. Free some space, try again.", err=True)
            sys.exit(1)

    return run


def _of_databases() -> "type[DatabaseError]":
    """Return what SQLAlchemy raises; it is loaded only once something went wrong."""
    from sqlalchemy.exc import DatabaseError

    return DatabaseError


def _is_unusable(fault: "DatabaseError") -> bool:
    """Say whether a fault is about the database as a whole; one of a statement is a defect of ours."""
    from sqlalchemy.exc import DatabaseError, OperationalError

    return type(fault) in (DatabaseError, OperationalError)


def counted(count: int, word: str) -> str:
    """Return a number with what is counted, whose plural ends in s."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def use(url: str | None) -> None:
    """Make the address given on the command line the one that settings are read with."""
    if url:
        os.environ["ANNOTATOR_DATABASE_URL"] = url


def _bring_up(database: "Database") -> None:
    """Make the tables those of this version, with a backup; an upgrade that fails leaves neither it nor a trace."""
    from sqlalchemy.exc import DatabaseError

    from annotator import backup, migrate
    from annotator.errors import SetupError

    kept, done = backup.before_upgrade(database), False
    if kept is not None:
        click.echo(f"An older Annotator made this database. As it is now it is kept in {kept}", err=True)
    try:
        migrate.upgrade(database, _fill)
        done = True
    except DatabaseError as fault:
        if kept is None:
            raise
        said = str(fault.orig).partition("\n")[0]
        raise SetupError(f"The database cannot be upgraded: {said}. Run the version from before.") from fault
    finally:
        if kept is not None and not done:
            # Nothing was changed, and whoever starts it again and again would fill the disk with copies.
            kept.unlink(missing_ok=True)
            click.echo("The upgrade was taken back: the database is as it was, and its copy is removed.", err=True)


def _fill(session: "Session") -> None:
    from annotator.intake import sketches
    from annotator.review import refilling

    refilling.fill(session)
    sketches.fill(session)


@contextmanager
def opened(url: str | None) -> "Iterator[Database]":
    """Open the database, migrated, and close it at the end; a backup is made before an older one is changed."""
    from annotator.db import Database
    from annotator.settings import data_folder, database_url

    use(url)
    database = Database(database_url(os.environ.get("ANNOTATOR_DATABASE_URL"), data_folder()))
    try:
        _bring_up(database)
        yield database
    finally:
        database.close()
