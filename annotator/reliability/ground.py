"""The ground of a page: who asks, which articles and labels a filter lets in, and their tally."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.errors import BadInput
from annotator.models import Article, Assignment, table_of
from annotator.reliability import frame as frames
from annotator.reliability import keeping, objects
from annotator.reliability.filters import Filter
from annotator.reliability.frame import Frame, Place
from annotator.reliability.loading import Selection, select_labels
from annotator.reliability.tally import Tally, tally
from annotator.work import assignment

ARTICLE, ASSIGNMENT = table_of(Article), table_of(Assignment)
# Comparing the claims of more labels than this takes longer than a page may, unless they are kept.
MOST_DETAILS = 12_000


@dataclass(frozen=True)
class Ground:
    """What a filter lets in for one person; `hidden` counts the articles they still annotate themselves."""

    known: Frame
    wanted: Filter
    places: list[Place]
    hidden: int
    withdrawn: int

    @property
    def worked(self) -> list[Place]:
        """The articles that somebody submitted."""
        return [place for place in self.places if place.submitted]

    @property
    def working(self) -> int:
        """How many people's articles are not submitted yet."""
        return sum(place.working for place in self.places)


def of_actor(session: Session, actor: Actor, wanted: Filter) -> Ground:
    """Return the ground of a person's page: without the articles on which they still work blind."""
    assert actor.project is not None
    hidden = assignment.open_articles(session, actor.user_id, actor.project.id)
    return of_project(session, actor.project.id, wanted, hidden)


def of_project(session: Session, project_id: int, wanted: Filter, hidden: set[int] | None = None) -> Ground:
    """Return the ground of a project without some articles. Raises BadInput when the filter names what is not there."""
    known = frames.frame(session, project_id)
    _check(known, wanted)
    found = frames.places(session, known, wanted, hidden or set())
    return Ground(known, wanted, found, len(hidden or ()), frames.withdrawn(session, known, wanted))


def to_count(session: Session, actor: Actor) -> int:
    """Return about how many labels the submitted work of the person's project has, in one short query."""
    assert actor.project is not None
    a, g = ARTICLE.c, ASSIGNMENT.c
    query = (
        select(func.coalesce(func.sum(a.sentences), 0))
        .join(ASSIGNMENT, g.article_id == a.id)
        .where(a.project_id == actor.project.id, a.withdrawn_at.is_(None), g.state == "submitted")
    )
    return int(session.execute(query).scalar_one())


def _check(known: Frame, wanted: Filter) -> None:
    there: dict[str, set[Any]] = {
        "phase": set(known.phases.values()), "scheme": set(known.versions.values()),
        "guideline": set(known.guidelines), "who": set(known.people.values()),
    }  # fmt: skip
    for name, names in there.items():
        strangers = [part for part in getattr(wanted, name) if part not in names]
        if strangers:
            listed = ", ".join(map(str, sorted(names)[:20]))
            word = "annotator" if name == "who" else name
            raise BadInput(f"There is no {word} {strangers[0]} in this project. Choose from: {listed}.")
    if wanted.since and wanted.until and wanted.since > wanted.until:
        raise BadInput("The last day is before the first one: give since and until in this order.")


def counted(session: Session, ground: Ground, *, details: bool = False) -> Tally:
    """Return the tally of a ground, from what is kept where the filter allows it.

    Claims and attributions of very much work are compared only with `details` or from what is kept.
    """
    if ground.wanted.kept:
        return keeping.read(session, ground.known, ground.worked)
    selection = selected(session, ground)
    many = int(selection.asked("claims").sum()) > MOST_DETAILS
    found = None if many and not details else objects.load(session, selection)
    return tally(selection, found)


def selected(session: Session, ground: Ground) -> Selection:
    """Return the labels themselves."""
    return select_labels(session, ground.known, ground.worked, ground.wanted)
