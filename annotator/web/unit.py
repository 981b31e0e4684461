"""How a view reaches the database: one short read, or one short write that is committed before anything is drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app
from sqlmodel import Session

from annotator.db import Database
from annotator.passwords import Passwords
from annotator.settings import Settings
from annotator.team import accounts
from annotator.web.identity import me_or_none


def database() -> Database:
    """Return the application's database."""
    return cast("Database", current_app.extensions["annotator.database"])


def settings() -> Settings:
    """Return the application's settings."""
    return cast("Settings", current_app.extensions["annotator.settings"])


def passwords() -> Passwords:
    """Return the application's password hasher."""
    return cast("Passwords", current_app.extensions["annotator.passwords"])


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session that stores nothing."""
    with database().read() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """Open the one write transaction of a request; it is committed when the block ends."""
    with database().write() as session:
        yield session
        actor = me_or_none()
        if actor is not None and actor.stale:
            accounts.touch(session, actor)
