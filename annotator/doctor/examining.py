"""All checks of a database in their order; what rests on something broken is not looked at."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select, text
from sqlmodel import Session

from annotator import __version__, migrate
from annotator.backup import pages
from annotator.backup.making import file_of
from annotator.db import Database
from annotator.doctor import contents, frozen, labels, purging, recounting, references, shape, words
from annotator.doctor.finding import Finding, counted
from annotator.doctor.purging import PROJECT, UPLOAD, UPLOAD_HOURS
from annotator.models import ARRIVING, Install, now, table_of

# Two writers at once could damage the log up to here (SQLite's release notes of 3.51.3); ours take turns.
MENDED = (3, 51, 3)
VERSION_FINDINGS = {
    "empty": Finding("The database is empty.", "Run: annotator serve"),
    "older": Finding("An older Annotator made these tables.", "Run: annotator serve, which makes a backup first."),
    "newer": Finding("A newer Annotator has changed this database.", "Install that version, or restore a backup."),
}
LOST_VERSION = Finding("The database does not say which version its tables are.", references.BACK)
COMING_IN = Finding(
    "A project is coming in, or its import was broken off; until it is there or gone not all can be checked.",
    "Look again later; what was broken off is removed by: annotator doctor --purge", serious=False,
)  # fmt: skip


def versions(database: Database) -> str:
    """Return the versions of the program, the tables and the database in one line."""
    with database.read() as session:
        tables = migrate.revision(session) or "none"
        server = sqlite3.sqlite_version if database.sqlite else session.execute(text("SHOW server_version")).scalar()
    return f"Annotator {__version__}, tables {tables}, {'SQLite' if database.sqlite else 'PostgreSQL'} {server}"


def examine(database: Database) -> Iterator[Finding]:
    """Yield what is wrong with a database, and what is worth knowing; nothing is changed."""
    if database.sqlite and (broken := pages.faults(file_of(database))):
        yield Finding(f"The file is damaged: {broken[0][:200]}.", references.BACK)
        return
    state = migrate.state(database)
    if state != "current":
        yield VERSION_FINDINGS[state] if state != "empty" or not migrate.has_tables(database) else LOST_VERSION
        return
    lacking = list(shape.faults(database))
    yield from lacking
    if not shape.is_whole(lacking):
        return
    with database.read() as session:
        if session.execute(select(PROJECT.c.id).where(PROJECT.c.deleted_at == ARRIVING)).first() is not None:
            yield COMING_IN
            return
        yield from _of_rows(session)
    yield from _worth_knowing(database)


def _of_rows(session: Session) -> Iterator[Finding]:
    if session.execute(select(table_of(Install)).where(table_of(Install).c.name == "id")).first() is None:
        yield Finding("The database has lost its install id.", references.BACK)
    # Each of these rests on those before it.
    for checks in ((references.lost, contents.faults), (references.strays, labels.faults, words.faults, frozen.faults)):
        found = [finding for check in checks for finding in check(session)]
        yield from found
        if found:
            return
    yield from recounting.differences(session)


def _worth_knowing(database: Database) -> Iterator[Finding]:
    purge = "Remove for good with: annotator doctor --purge"
    with database.read() as session:
        due = select(func.count()).select_from(PROJECT).where(purging.due(now()))
        if count := session.execute(due).scalar_one():
            yield Finding(f"{counted(count, 'project', 'projects')} deleted long ago.", purge, serious=False)
        stale = (UPLOAD.c.state == "waiting") & (UPLOAD.c.created_at < now() - timedelta(hours=UPLOAD_HOURS))
        if count := session.execute(select(func.count()).select_from(UPLOAD).where(stale)).scalar_one():
            yield Finding(f"{counted(count, 'upload', 'uploads')} that nobody finished.", purge, serious=False)
    if database.sqlite and sqlite3.sqlite_version_info < MENDED:
        yield Finding(
            f"SQLite {sqlite3.sqlite_version} can damage a file that two programs write at once.",
            "Let only Annotator write to it; newer Pythons bring a newer SQLite.", serious=False,
        )  # fmt: skip
