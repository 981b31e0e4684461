"""One export: whose project, what of it, and as many passes over its articles as a format needs, in one snapshot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator.exporting.choice import Choice
from annotator.exporting.loading import sources
from annotator.exporting.plain import Source, printable
from annotator.exporting.records import chosen
from annotator.models import Guideline, Membership, Phase, Project, Scheme, User, table_of
from annotator.project import options

GUIDELINE, MEMBERSHIP, PHASE = table_of(Guideline), table_of(Membership), table_of(Phase)
PROJECT, SCHEME, USER = table_of(Project), table_of(Scheme), table_of(User)
# A file of an export: its path with forward slashes, and its bytes, made as they are asked for.
Entry = tuple[str, Iterable[bytes]]


@dataclass
class Job:
    """What is exported. `left_out` are the keys of articles on which the reader still works blind."""

    session: Session
    project_id: int
    choice: Choice
    left_out: set[int] = field(default_factory=set)

    def sources(self, *, details: bool = True) -> Iterator[Source]:
        """Pass over the articles by id, with the readings that were chosen; texts and claims only with `details`."""
        found = sources(self.session, self.project_id, self.choice, self.left_out, details=details)
        return (chosen(source, self.choice) for source in found)

    def open_sources(self) -> Iterator[Source]:
        """Pass over the articles whose text may be passed on; those with offsets only are left out."""
        return (source for source in self.sources() if not source.hidden)

    @cached_property
    def pseudonyms(self) -> dict[str, str]:
        """Return the pseudonym of everybody by what the records call them; files are named so."""
        return {row["name"] or row["annotator"]: row["annotator"] for row in self.people()}

    @property
    def card(self) -> str | None:
        """Return the card that was written when this was frozen, or None when the export is of now."""
        return None

    @property
    def authors(self) -> str | None:
        """Return who published the release this is, one a line; None for an export of now, or if it was not kept."""
        return None

    @property
    def released(self) -> tuple[str, str] | None:
        """Return name and day (YYYY-MM-DD) of the release this is, or None when the export is of now."""
        return None

    @cached_property
    def project(self) -> dict[str, Any]:
        """Return the project's slug, name and language."""
        p = PROJECT.c
        row = self.session.execute(select(p.slug, p.name, p.language).where(p.id == self.project_id)).one()
        return dict(row._mapping)  # noqa: SLF001  the documented way to a row's names

    @cached_property
    def tells_times(self) -> bool:
        """Whether the project lets exports say how long decisions took and by which way they came."""
        query = select(PROJECT.c.options).where(PROJECT.c.id == self.project_id)
        return bool(options.value(self.session.execute(query).scalar_one(), "timing_published"))

    @cached_property
    def schemes(self) -> list[dict[str, Any]]:
        """Return the versions of the scheme as they are stored, the oldest first."""
        c = SCHEME.c
        rows = self.session.execute(
            select(c.number, c.version, c.body).where(c.project_id == self.project_id).order_by(c.number)
        )
        return [{"number": number, "version": version, **body} for number, version, body in rows]

    @cached_property
    def guideline(self) -> tuple[int, str]:
        """Return number and text of the newest guideline that a phase uses."""
        g = GUIDELINE.c
        row = self.session.execute(
            select(g.version, g.text)
            .join(PHASE, PHASE.c.guideline_id == g.id)
            .where(g.project_id == self.project_id)
            .order_by(g.version.desc())
            .limit(1)
        ).one()
        return int(row.version), str(row.text)

    def people(self) -> list[dict[str, Any]]:
        """Return pseudonym, roles and, if asked for, name of everybody who is or was a member."""
        m = MEMBERSHIP.c
        rows = self.session.execute(
            select(m.pseudonym, m.roles, USER.c.name)
            .join(USER, USER.c.id == m.user_id)
            .where(m.project_id == self.project_id)
            .order_by(m.pseudonym)
        )
        return [
            {"annotator": pseudonym, "name": printable(name) if self.choice.names else None, "roles": sorted(roles)}
            for pseudonym, roles, name in rows
        ]
