"""A dry run: everything is done, in a transaction that is then taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from annotator.db import Database


class _TakenBackError(RuntimeError):
    """Ends the transaction of a dry run."""


@contextmanager
def trying(database: Database, *, dry: bool) -> Iterator[Session]:
    """Open a write transaction; with `dry` nothing that is done in it is stored."""
    try:
        with database.write() as session:
            yield session
            _end(dry=dry)
    except _TakenBackError:
        return


def _end(*, dry: bool) -> None:
    if dry:
        raise _TakenBackError
