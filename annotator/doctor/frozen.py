"""Whether the records of every release are those that were frozen."""

from collections.abc import Iterator

from sqlalchemy import select, true
from sqlmodel import Session

from annotator.doctor.finding import Finding
from annotator.doctor.references import BACK
from annotator.models import Project, Release, table_of
from annotator.releases.packing import is_sound, is_whole

RELEASE, PROJECT = table_of(Release), table_of(Project)


def faults(session: Session, project_id: int | None = None) -> Iterator[Finding]:
    """Unpack each release in turn and compare its hash; those of one project, or all."""
    r = RELEASE.c
    which = true() if project_id is None else r.project_id == project_id
    for key in session.execute(select(r.id).where(which).order_by(r.id)).scalars().all():
        row = session.execute(
            select(r.name, r.records, r.frame, r.sha256, PROJECT.c.slug)
            .join(PROJECT, PROJECT.c.id == r.project_id)
            .where(r.id == key)
        ).one()
        if not (is_sound(row.records, row.sha256) and is_whole(row.frame)):
            yield Finding(f"The records of release {row.name} of {row.slug} are not as they were frozen.", BACK)
