"""Whether the records of every release are those that were frozen."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session

from annotator.doctor.finding import Finding
from annotator.doctor.references import BACK
from annotator.models import Project, Release, table_of
from annotator.releases.packing import is_sound

RELEASE, PROJECT = table_of(Release), table_of(Project)


def faults(session: Session) -> Iterator[Finding]:
    """Unpack each release in turn and compare its hash."""
    r = RELEASE.c
    for key in session.execute(select(r.id).order_by(r.id)).scalars().all():
        row = session.execute(
            select(r.name, r.records, r.sha256, PROJECT.c.slug)
            .join(PROJECT, PROJECT.c.id == r.project_id)
            .where(r.id == key)
        ).one()
        if not is_sound(row.records, row.sha256):
            yield Finding(f"The records of release {row.name} of {row.slug} are not as they were frozen.", BACK)
