"""The queue of a reviewer: sentences over the whole project by what they wait for, page by page; articles likewise.

A page begins after a place (article and start of a sentence), so that it costs the same wherever it is. What it counts
is kept when people submit and settle.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from sqlalchemy import and_, func, or_, select, tuple_
from sqlmodel import Session

from annotator.access import Actor, may
from annotator.errors import BadInput, Forbidden
from annotator.models import (
    Article,
    Assignment,
    Membership,
    Project,
    ReviewTally,
    Scheme,
    Sentence,
    SentenceState,
    User,
    table_of,
)
from annotator.review import comparing, states

ARTICLE, ASSIGNMENT, PROJECT, SENTENCE = (table_of(model) for model in (Article, Assignment, Project, Sentence))
STATE, TALLY, SCHEME = table_of(SentenceState), table_of(ReviewTally), table_of(Scheme)
MEMBERSHIP, USER = table_of(Membership), table_of(User)
SHOWS = ("differ", "edges", "agreed", "flagged", "comments", "settled", "all")
PAGE = 50
# Of the sentences on which all agree the queue shows one in ten, always the same ones.
SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sentences: what they wait for, a pair of labels that were given (with `?` for unsure), one annotator."""

    show: str = "differ"
    pair: tuple[str, ...] = ()
    who: int = 0

    def query(self) -> dict[str, Any]:
        """Return the filter as the fields of an address; `read` reads it back."""
        found: dict[str, Any] = {"show": self.show}
        if self.pair:
            found["pair"] = "-".join(self.pair)
        return found | ({"who": self.who} if self.who else {})


def read(given: Mapping[str, str]) -> Filter:
    """Read a filter from the fields of an address; what it does not know is the default."""
    show, pair = given.get("show", ""), tuple(sorted(set(given.get("pair", "").split("-"))))
    who = given.get("who", "")
    return Filter(
        show=show if show in SHOWS else "differ",
        pair=pair if len(pair) == 2 and all(0 < len(code) <= 40 and code.isprintable() for code in pair) else (),
        who=int(who) if who.isascii() and who.isdigit() and len(who) < 18 else 0,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the queue and the article it stands in."""

    article: str
    title: str
    language: str
    article_id: int
    number: int
    start: int
    text: str
    differs: int
    labels: list[str]
    flagged: bool
    comments: int
    settled: bool

    @property
    def place(self) -> str:
        """Where it stands in the queue, as addresses name it."""
        return f"{self.article_id}.{self.start}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue; `counts` has the sentences of each `show`, `after` and `before` the neighbouring pages."""

    wanted: Filter
    lines: list[Line]
    counts: dict[str, int]
    after: str
    before: str
    people: list[tuple[int, str]]
    labels: list[dict[str, Any]]
    own: int
    waiting: int


def page(session: Session, actor: Actor, wanted: Filter, after: str = "", before: str = "") -> Page:
    """Return the sentences that follow a place, or stand before one; raises Forbidden to all but reviewers.

    A fixed number of queries, whatever the size of the project.
    """
    scope = scope_of(session, actor)
    t = STATE.c
    place = _place(after or before)
    query = _lines(scope, wanted)
    if place:
        here = tuple_(t.article_id, t.start)
        query = query.where(here < tuple_(*place) if before and not after else here > tuple_(*place))
    backwards = bool(before and not after)
    order = (t.article_id.desc(), t.start.desc()) if backwards else (t.article_id, t.start)
    rows = session.execute(query.order_by(*order).limit(PAGE + 1)).all()
    more, rows = len(rows) > PAGE, rows[:PAGE]
    lines = [_line(row) for row in (rows[::-1] if backwards else rows)]
    counts, waiting = _counts(session, scope)
    return Page(
        wanted, lines, counts, after=lines[-1].place if lines and (more or backwards) else "",
        before=lines[0].place if lines and (more if backwards else bool(place)) else "",
        people=_annotators(session, scope), labels=_labels(session, scope), own=_own(session, scope), waiting=waiting,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose queue of which project; `own` are the articles that somebody else has to review."""

    project: int
    user: int
    review_own: bool

    @property
    def own(self) -> Any:
        """The articles left out because the person annotates them, as a query."""
        g = ASSIGNMENT.c
        mine = select(g.article_id).where(g.user_id == self.user, g.project_id == self.project)
        return mine.where(g.state == "open") if self.review_own else mine


def scope_of(session: Session, actor: Actor) -> Scope:
    """Return whose queue it is; raises Forbidden to all but reviewers."""
    if not may(actor, "review"):
        raise Forbidden("Only reviewers of this project can do that.")
    assert actor.project is not None
    options = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == actor.project.id)).scalar_one()
    return Scope(actor.project.id, actor.user_id, bool(options.get("review_own")))


def _place(text: str) -> tuple[int, int] | None:
    article, _dot, start = text.partition(".")
    if not text:
        return None
    if not all(part.isascii() and part.isdigit() and len(part) < 18 for part in (article, start)):
        raise BadInput("This page of the queue is not there. Open the queue anew.")
    return int(article), int(start)


def _lines(scope: Scope, wanted: Filter) -> Any:
    a, s, t = ARTICLE.c, SENTENCE.c, STATE.c
    return (
        select(
            a.public_id, a.title, a.language, a.id, s.number, t.start, s.text, t.differs, t.labels, t.flagged,
            t.comments, t.settled,
        )
        .join(ARTICLE, a.id == t.article_id)
        .join(SENTENCE, s.id == t.sentence_id)
        .where(t.project_id == scope.project, a.withdrawn_at.is_(None), t.article_id.not_in(scope.own))
        .where(*_waiting(wanted), *_chosen(scope, wanted))
    )  # fmt: skip


def _waiting(wanted: Filter) -> list[Any]:
    t, y = STATE.c, TALLY.c
    waits = {"differ": states.DIFFERS, "edges": states.EDGES, "agreed": states.AGREED, "settled": states.SETTLED}
    if wanted.show in waits:
        more = {"agreed": [t.draw < SAMPLE], "settled": [t.differs > 0]}.get(wanted.show, [])
        return [t.waits == waits[wanted.show], *more]
    opened = select(y.article_id).where(
        y.article_id == t.article_id, or_(and_(y.people > 1, y.working == 0), ARTICLE.c.review_begun_at.is_not(None))
    )
    kinds: dict[str, list[Any]] = {"flagged": [t.flagged], "comments": [t.comments > 0]}
    return [*kinds.get(wanted.show, []), opened.correlate(STATE, ARTICLE).exists()]


def _chosen(scope: Scope, wanted: Filter) -> list[Any]:
    t, g = STATE.c, ASSIGNMENT.c
    found = []
    if wanted.pair:
        found.append(t.labels.in_(_with_pair(wanted.pair)))
    if wanted.who:
        theirs = select(g.article_id).where(g.user_id == wanted.who, g.project_id == scope.project)
        found.append(t.article_id.in_(theirs.where(or_(g.state == "submitted", g.round > 1))))
    return found


def _with_pair(pair: tuple[str, ...]) -> list[str]:
    """Return every set of the usual codes that holds both, as the states keep them."""
    codes = sorted({*pair, "?", "CFS", "NFS", "UFS"})
    others = [code for code in codes if code not in pair]
    sets = [chosen for size in range(len(others) + 1) for chosen in combinations(others, size)]
    return [",".join(sorted((*pair, *chosen))) for chosen in sets]


def in_article(session: Session, actor: Actor, wanted: Filter, article_id: int) -> set[int]:
    """Return the sentences of one article that a filter is about, settled ones included, by their keys."""
    assert actor.project is not None
    t = STATE.c
    kinds: dict[str, list[Any]] = {
        "differ": [or_(t.differs.in_((1, 2)), t.waits == states.DIFFERS)], "edges": [t.differs == comparing.EDGES],
        "agreed": [t.differs == 0, t.judged > 1, t.draw < SAMPLE], "flagged": [t.flagged], "comments": [t.comments > 0],
        "settled": [t.settled], "all": [],
    }  # fmt: skip
    scope = Scope(actor.project.id, actor.user_id, review_own=True)
    chosen = replace(wanted, who=0)
    query = select(t.sentence_id).where(t.article_id == article_id, *kinds[wanted.show], *_chosen(scope, chosen))
    return set(session.execute(query).scalars())


def beyond(session: Session, actor: Actor, wanted: Filter, article_id: int, *, back: bool = False) -> Line | None:
    """Return the first sentence of the queue behind an article, or the last one before it, or None."""
    t = STATE.c
    query = _lines(scope_of(session, actor), wanted)
    query = query.where(t.article_id < article_id if back else t.article_id > article_id)
    order = (t.article_id.desc(), t.start.desc()) if back else (t.article_id, t.start)
    row = session.execute(query.order_by(*order).limit(1)).first()
    return None if row is None else _line(row)


def _line(row: Any) -> Line:
    return Line(
        article=row.public_id, title=row.title, language=row.language, article_id=row.id, number=row.number,
        start=row.start, text=row.text, differs=row.differs, labels=row.labels.split(","), flagged=row.flagged,
        comments=row.comments, settled=row.settled,
    )  # fmt: skip


def _counts(session: Session, scope: Scope) -> tuple[dict[str, int], int]:
    """Return how many sentences each `show` has, and how many articles wait for someone to submit."""
    y, a = TALLY.c, ARTICLE.c
    opened = or_(and_(y.people > 1, y.working == 0), a.review_begun_at.is_not(None))
    names = {
        "differ": y.differing, "edges": y.edges, "agreed": y.agreed, "flagged": y.flagged, "comments": y.commented,
        "settled": y.settled, "all": y.sentences,
    }  # fmt: skip
    visible = [y.project_id == scope.project, a.withdrawn_at.is_(None), y.article_id.not_in(scope.own)]
    sums = [func.coalesce(func.sum(column), 0) for column in names.values()]
    row = session.execute(select(*sums).join(ARTICLE, a.id == y.article_id).where(*visible, opened)).one()
    closed = select(func.count()).select_from(TALLY).join(ARTICLE, a.id == y.article_id).where(*visible, y.people > 0)
    waiting = session.execute(closed.where(~opened)).scalar_one()
    return dict(zip(names, map(int, row), strict=True)), int(waiting)


def _annotators(session: Session, scope: Scope) -> list[tuple[int, str]]:
    m, u = MEMBERSHIP.c, USER.c
    rows = session.execute(
        select(u.id, u.name, m.roles)
        .join(MEMBERSHIP, m.user_id == u.id)
        .where(m.project_id == scope.project)
        .order_by(u.name_key)
    )
    return [(key, name) for key, name, roles in rows if "annotator" in roles and key != scope.user]


def _labels(session: Session, scope: Scope) -> list[dict[str, Any]]:
    newest = select(SCHEME.c.body).where(SCHEME.c.project_id == scope.project).order_by(SCHEME.c.number.desc()).limit(1)
    return list(session.execute(newest).scalar_one()["labels"])


def _own(session: Session, scope: Scope) -> int:
    return int(session.execute(select(func.count()).select_from(scope.own.subquery())).scalar_one())
