"""The articles a reviewer is offered, page by page, with how far each is; what they count is kept, not grouped here."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.models import Article, ReviewTally, table_of
from annotator.review.queueing import Scope, scope_of

ARTICLE, TALLY = table_of(Article), table_of(ReviewTally)
PAGE = 50
SHOWS = ("open", "waiting", "all")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article in the list: who submitted, who still works, how much differs and is settled, what all agree on."""

    id: int
    public_id: str
    title: str
    publisher: str | None
    published: str | None
    language: str
    submitted: int
    working: int
    open: int
    settled: int
    agreed: int
    begun: bool

    @property
    def differ(self) -> int:
        """How many sentences people differ on, settled ones included."""
        return self.open + self.settled

    @property
    def ready(self) -> bool:
        """Whether the review is open: all have submitted, or a reviewer said to settle with what is there."""
        return self.begun or (self.submitted > 1 and not self.working)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of articles; `after` is where the next page begins, 0 for none. `own` counts those left out."""

    show: str
    items: list[Waiting]
    after: int
    counts: dict[str, int]
    own: int


def shelf(session: Session, actor: Actor, show: str = "open", after: int = 0) -> Shelf:
    """Return articles that have open disagreements, that wait for someone to submit, or all that somebody submitted.

    Raises Forbidden to all but reviewers. A fixed number of queries.
    """
    scope = scope_of(session, actor)
    a, y = ARTICLE.c, TALLY.c
    visible = [y.project_id == scope.project, a.withdrawn_at.is_(None), y.article_id.not_in(scope.own), y.people > 0]
    query = (
        select(
            a.id, a.public_id, a.title, a.publisher, a.published, a.language, y.people, y.working,
            (y.differing + y.edges).label("open"), y.settled, y.agreed, a.review_begun_at.is_not(None).label("begun"),
        )
        .join(ARTICLE, a.id == y.article_id)
        .where(*visible, y.article_id > after, *_kinds()[show])
        .order_by(y.article_id)
        .limit(PAGE + 1)
    )  # fmt: skip
    items = [Waiting(*row) for row in session.execute(query)]
    counted = select(func.count()).select_from(TALLY).join(ARTICLE, a.id == y.article_id).where(*visible)
    counts = {name: int(session.execute(counted.where(*kind)).scalar_one()) for name, kind in _kinds().items()}
    return Shelf(show, items[:PAGE], items[PAGE - 1].id if len(items) > PAGE else 0, counts, _own(session, scope))


def _kinds() -> dict[str, list[Any]]:
    y, begun = TALLY.c, ARTICLE.c.review_begun_at.is_not(None)
    opened = or_(begun, and_(y.people > 1, y.working == 0))
    return {"open": [opened, y.differing + y.edges > 0], "waiting": [~opened], "all": []}


def _own(session: Session, scope: Scope) -> int:
    return int(session.execute(select(func.count()).select_from(scope.own.subquery())).scalar_one())
