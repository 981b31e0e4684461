"""Removing for good what was thrown away: projects deleted long ago, uploads that nobody finished."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, select
from sqlmodel import Session, SQLModel

from annotator.models import ARRIVING, ImportFile, Project, now, table_of

PROJECT, UPLOAD = table_of(Project), table_of(ImportFile)
KEPT_DAYS, UPLOAD_HOURS = 30, 24


@dataclass(frozen=True, slots=True)
class Purged:
    """The names of the projects that are gone, and how many uploads."""

    projects: list[str]
    uploads: int


def purge(session: Session, at: datetime | None = None) -> Purged:
    """Remove projects deleted over 30 days before `at` with all their work, and uploads that wait for over a day."""
    at = at or now()
    found = session.execute(select(PROJECT.c.id, PROJECT.c.name).where(due(at)).order_by(PROJECT.c.id)).all()
    for project in found:
        remove(session, project.id)
    stale = (UPLOAD.c.state == "waiting") & (UPLOAD.c.created_at < at - timedelta(hours=UPLOAD_HOURS))
    gone = session.execute(delete(UPLOAD).where(stale))
    return Purged([project.name for project in found], int(gone.rowcount))  # type: ignore[attr-defined]


def due(at: datetime) -> Any:
    """Return the condition that a project was deleted long before `at`; one that still comes in was not."""
    return (PROJECT.c.deleted_at < at - timedelta(days=KEPT_DAYS)) & (PROJECT.c.deleted_at != ARRIVING)


def remove(session: Session, project_id: int) -> None:
    """Delete a project and every row that hangs on it, those first that point to others."""
    for table, where in rows_of(project_id):
        session.execute(delete(table).where(where))


def rows_of(project_id: int) -> list[tuple[Table, Any]]:
    """Return every table with the condition that its rows hang on a project, those first that point to others."""
    inside: dict[str, Any] = {"project": select(PROJECT.c.id).where(PROJECT.c.id == project_id)}
    rows = []
    for table in SQLModel.metadata.sorted_tables:
        where = _belongs(table, inside)
        if where is not None:
            inside.setdefault(table.name, select(table.c.id).where(where) if "id" in table.c else None)
            rows.append((table, where))
    return rows[::-1]


def _belongs(table: Table, inside: dict[str, Any]) -> Any:
    """Return the condition that a row hangs on the project: by its own column, else by the row it must point to."""
    if table is PROJECT:
        return PROJECT.c.id.in_(inside["project"])
    keys = sorted(table.foreign_keys, key=lambda key: (key.column.table is not PROJECT, key.parent.name))
    for key in keys:
        owner = inside.get(key.column.table.name)
        if owner is not None:
            return key.parent.in_(owner)
    return None
