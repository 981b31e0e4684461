"""Bring a database to this program's version, or say why that cannot be.

Alembic is loaded where it is used: a server that runs needs nothing of it.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, String, column, inspect, table
from sqlmodel import Session, select

from annotator.db import Database
from annotator.errors import SetupError
from annotator.models import Install, table_of

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).resolve().parent / "migrations"
# Where Alembic keeps the version of a database's tables.
VERSION = table("alembic_version", column("version_num", String))


def config(connection: Connection | None = None) -> "Config":
    """Return Alembic's configuration; everything it needs is inside the package."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(SCRIPTS))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made


def state(database: Database) -> str:
    """Return "current", "empty", "older" or "newer" for the database's version against this program's."""
    with database.read() as session:
        found = revision(session)
    if found is None:
        return "empty"
    if not is_known(found):
        return "newer"
    return "current" if found == _versions()[-1] else "older"


def revision(session: Session) -> str | None:
    """Return the version of a database's tables, or None for a database without any."""
    if not inspect(session.connection()).has_table(VERSION.name):
        return None
    return session.connection().execute(select(VERSION.c.version_num)).scalar()


def has_tables(database: Database) -> bool:
    """Say whether a database holds tables of ours."""
    with database.read() as session:
        return inspect(session.connection()).has_table(table_of(Install).name)


def is_known(version: str) -> bool:
    """Say whether this program knows a version of the tables; those of newer programs it does not."""
    return version in _versions()


def upgrade(database: Database, fill: Callable[[Session], object] | None = None) -> None:
    """Bring the database to this version in one transaction and give it its install id.

    `fill` adds, in that transaction, what an older version did not keep. Raises SetupError when a newer program has
    changed it already.
    """
    found = state(database)
    if found == "newer":
        raise SetupError("A newer Annotator has changed this database. Install that version, or restore a backup.")
    if found == "current":
        return
    if found == "empty" and has_tables(database):
        raise SetupError(
            "The database does not say which version its tables are. Restore a backup: annotator restore FILE --replace"
        )
    with database.write() as session:
        climb(session, "head")
        if session.exec(select(Install).where(Install.name == "id")).first() is None:
            session.add(Install(name="id", value=secrets.token_hex(8)))
        if found == "older" and fill is not None:
            session.flush()
            fill(session)


def climb(session: Session, version: str) -> None:
    """Bring the tables up to a version that this program knows, in the transaction of the session."""
    from alembic import command

    command.upgrade(config(session.connection()), version)


def differences(database: Database) -> list[Any]:
    """Return what the models say beyond the migrations; an empty list means that they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    with database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def _versions() -> list[str]:
    """Return the versions of the tables that this program knows, the oldest first: its migrations' names begin so.

    Every command asks, and Alembic alone would take longer to load than a small export takes.
    """
    return sorted(path.name.partition("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*_*.py"))
