"""A project that comes in part by part: hidden until the last part is there, removed when that never comes.

Its row is marked with ARRIVING, a moment at which nothing was deleted, so no page and no command sees it. Until it is
shown, `created_at` says when the last part came and `options` which accounts were made for it. What a broken import
left behind is removed by the next import, the next start of the server or `annotator doctor --purge`.
"""

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session

from annotator.db import Database
from annotator.doctor import purging
from annotator.errors import Conflict
from annotator.models import ARRIVING, Membership, Project, User, now, table_of

PROJECT, MEMBERSHIP, USER = table_of(Project), table_of(Membership), table_of(User)
# A part takes a part of a second; whoever brings none for so long is gone.
PATIENCE = timedelta(minutes=2)
# Rows that are removed in one transaction.
PIECE = 2000
# After each part those who save come first: in this process and, at the lock file, in others.
BREATH_SECONDS = 0.001
GONE = "The import was taken for broken off and removed. Import the project again."


def begin(session: Session, name: str, accounts: Sequence[int]) -> int:
    """Add the hidden row of a project, whose people got new `accounts`, and return its key."""
    values = {
        "slug": f"~{uuid.uuid4().hex}", "name": name, "language": "en", "is_sample": False, "notice_version": 0,
        "options": {"accounts": list(accounts)}, "created_at": now(), "deleted_at": ARRIVING,
    }  # fmt: skip
    added = session.execute(PROJECT.insert().values(values).returning(PROJECT.c.id))
    return int(added.scalar_one())


@contextmanager
def part(database: Database, project_id: int) -> Iterator[Session]:
    """Open the short transaction of one part; raises Conflict when the project was removed meanwhile."""
    with database.write() as session:
        here = update(PROJECT).where(_hidden(project_id)).values(created_at=now()).returning(PROJECT.c.id)
        if session.execute(here).first() is None:
            raise Conflict(GONE)
        yield session
    time.sleep(BREATH_SECONDS)


def set_options(session: Session, project_id: int, options: Mapping[str, Any]) -> None:
    """Give a hidden project its switches: what is exported depends on them."""
    kept = _accounts(session, project_id)
    session.execute(
        update(PROJECT).where(PROJECT.c.id == project_id).values(options={**options, "accounts": kept})
    )  # fmt: skip


def show(session: Session, project_id: int, values: dict[str, Any]) -> None:
    """Let the project be seen, with the values of its own row; in the transaction of its last part."""
    made = _accounts(session, project_id)
    session.execute(update(USER).where(USER.c.id.in_(made)).values(disabled_at=now()))
    session.execute(update(PROJECT).where(PROJECT.c.id == project_id).values(values | {"deleted_at": None}))


def _accounts(session: Session, project_id: int) -> list[int]:
    """Return the accounts that were made for a hidden project."""
    found = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == project_id)).scalar_one()
    return list(found["accounts"])


def remove(database: Database, project_id: int) -> None:
    """Remove what came in of a project that is still hidden, and the accounts made for it, in short transactions."""
    with database.read() as session:
        found = session.execute(select(PROJECT.c.options).where(_hidden(project_id))).scalar()
    if found is None:
        return
    for table, where in purging.rows_of(project_id):
        # The last column of a key tells rows apart best; some rows share the others.
        key = list(table.primary_key)[-1]
        some = select(key).where(where).limit(PIECE)
        gone = 1
        while gone and table is not PROJECT:
            with database.write() as session:
                result = session.execute(delete(table).where(where, key.in_(some)))
                gone = result.rowcount  # type: ignore[attr-defined]
            time.sleep(BREATH_SECONDS)
    elsewhere = select(MEMBERSHIP.c.user_id)
    with database.write() as session:
        session.execute(delete(PROJECT).where(_hidden(project_id)))
        made = USER.c.id.in_(found["accounts"]) & (USER.c.disabled_at == ARRIVING)
        session.execute(delete(USER).where(made, USER.c.id.not_in(elsewhere)))


def sweep(database: Database) -> list[str]:
    """Remove what broken imports left behind, and return the names of those projects."""
    stale = (PROJECT.c.deleted_at == ARRIVING) & (PROJECT.c.created_at < now() - PATIENCE)
    with database.read() as session:
        left = session.execute(select(PROJECT.c.id, PROJECT.c.name).where(stale)).all()
    for key, _ in left:
        remove(database, key)
    return [name for _, name in left]


def _hidden(project_id: int) -> Any:
    return (PROJECT.c.id == project_id) & (PROJECT.c.deleted_at == ARRIVING)
