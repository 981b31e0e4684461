"""Whether every label is one that a scheme of its project names, and whether everything settled has one."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select, true
from sqlmodel import Session

from annotator.doctor.finding import Finding, counted
from annotator.doctor.references import BACK
from annotator.models import Annotation, Project, Scheme, table_of

ANNOTATION, PROJECT, SCHEME = table_of(Annotation), table_of(Project), table_of(Scheme)


def faults(session: Session, project_id: int | None = None) -> Iterator[Finding]:
    """Find labels that pages could not name; of one project, or all."""
    n, p, s = ANNOTATION.c, PROJECT.c, SCHEME.c
    which: Any = true() if project_id is None else p.id == project_id
    schemes = session.execute(select(s.project_id, s.body).join(PROJECT, p.id == s.project_id).where(which))
    known = {(project, label["code"]) for project, body in schemes for label in body["labels"]}
    rows = session.execute(
        select(p.id, p.slug, n.layer, n.label, func.count())
        .join(PROJECT, p.id == n.project_id)
        .where(which)
        .group_by(p.id, p.slug, n.layer, n.label)
        .order_by(p.id, n.layer, n.label)
    )
    for project, slug, layer, label, count in rows:
        said = counted(count, "annotation", "annotations")
        # One that is coming in has no name yet.
        said += "" if project_id else f" of {slug}"
        if label is None and layer == "gold":
            yield Finding(f"{said} settled without a label.", BACK)
        elif label is not None and (project, label) not in known:
            yield Finding(f"{said} with the label {label[:40]}, which no scheme names.", BACK)
