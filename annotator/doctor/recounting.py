"""The counts that are kept beside articles, assignments and sentences, against what a count says now."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import and_, case, func, or_, select, true, update
from sqlmodel import Session

from annotator.doctor.finding import Finding, counted
from annotator.models import Annotation, Article, Assignment, Comment, ReviewTally, Sentence, SentenceState, table_of
from annotator.review import refilling, states

ARTICLE, SENTENCE, ASSIGNMENT = table_of(Article), table_of(Sentence), table_of(Assignment)
ANNOTATION, STATE, COMMENT = table_of(Annotation), table_of(SentenceState), table_of(Comment)
TALLY = table_of(ReviewTally)
ALL = true()
AGAIN = "Run: annotator doctor --recount"


def differences(session: Session) -> Iterator[Finding]:
    """Find counts that are not what is there."""
    if wrong := _sentences(session):
        yield Finding(f"{counted(len(wrong), 'article', 'articles')} with a wrong number of sentences.", AGAIN)
    if wrong := _done(session):
        yield Finding(f"{counted(len(wrong), 'assignment', 'assignments')} with a wrong number of decisions.", AGAIN)
    if wrong_states := _states(session):
        yield Finding(f"{counted(len(wrong_states), 'article', 'articles')} with wrong counts for the review.", AGAIN)
    if broken := _kept(session):
        yield Finding(f"{counted(len(broken), 'article', 'articles')} with damaged counts for the agreement.", AGAIN)


def recount(session: Session) -> int:
    """Put right every count that differs, and return how many articles and assignments that were."""
    found, wrong = count_decisions(session), _states(session) | _kept(session)
    for article in wrong:
        states.refresh(session, article)
    return found + len(wrong)


def count_decisions(session: Session, articles: Sequence[int] | None = None) -> int:
    """Put right how many sentences articles have and assignments decided, and return how many differed.

    `articles` are the keys of those that are looked at, None for all.
    """
    which = ALL if articles is None else ARTICLE.c.id.in_(articles)
    sentences, done = _sentences(session, which), _done(session, which)
    for table, found, name in ((ARTICLE, sentences, "sentences"), (ASSIGNMENT, done, "done")):
        for key, count in found.items():
            session.execute(update(table).where(table.c.id == key).values({name: count}))
    return len(sentences) + len(done)


def _live() -> Any:
    s, a = SENTENCE.c, ARTICLE.c
    return and_(s.number.is_not(None), s.from_cut <= a.cut, or_(s.to_cut.is_(None), s.to_cut > a.cut))


def _sentences(session: Session, which: Any = ALL) -> dict[int, int]:
    """Return the right number of sentences of the articles that keep another."""
    a = ARTICLE.c
    rows = session.execute(
        select(a.id, a.sentences, func.count(SENTENCE.c.id))
        .outerjoin(SENTENCE, and_(SENTENCE.c.article_id == a.id, _live()))
        .where(which)
        .group_by(a.id, a.sentences)
    )
    return {key: there for key, kept, there in rows if kept != there}


def _done(session: Session, which: Any = ALL) -> dict[int, int]:
    """Return the right number of decisions of the assignments that keep another: a label, or the flag unsure."""
    g, n = ASSIGNMENT.c, ANNOTATION.c
    rows = session.execute(
        select(g.id, n.label, n.flags)
        .join(ANNOTATION, and_(n.article_id == g.article_id, n.user_id == g.user_id, n.round == g.round))
        .join(SENTENCE, SENTENCE.c.id == n.sentence_id)
        .join(ARTICLE, ARTICLE.c.id == g.article_id)
        .where(n.layer == "own", _live(), which)
    )
    there: dict[int, int] = {}
    for key, label, flags in rows:
        there[key] = there.get(key, 0) + (label is not None or "unsure" in flags)
    kept = session.execute(select(g.id, g.done).join(ARTICLE, ARTICLE.c.id == g.article_id).where(which))
    return {key: there.get(key, 0) for key, done in kept if done != there.get(key, 0)}


def _states(session: Session) -> set[int]:
    """Return the articles whose counts for the review differ in what can be counted in a few queries."""
    n, g, t, c = ANNOTATION.c, ASSIGNMENT.c, STATE.c, COMMENT.c
    finished = g.round - case((g.state == "submitted", 0), else_=1)
    judged = _by_key(
        session,
        select(n.sentence_id, func.count())
        .join(ASSIGNMENT, and_(g.article_id == n.article_id, g.user_id == n.user_id, n.round == finished))
        .where(n.layer == "own")
        .group_by(n.sentence_id),
    )
    settled = _by_key(
        session,
        select(n.sentence_id, func.count())
        .where(n.layer == "gold", n.retired_at.is_(None))
        .group_by(n.sentence_id),
    )  # fmt: skip
    public = select(c.sentence_id, func.count()).where(c.private.is_(False)).group_by(c.sentence_id)
    said = _by_key(session, public)
    rows = session.execute(select(t.sentence_id, t.article_id, t.judged, t.settled, t.comments))
    wrong = {
        article
        for key, article, *kept in rows
        if kept != [judged.get(key, 0), settled.get(key, 0) > 0, said.get(key, 0)]
    }
    return wrong | _tallies(session) | set(refilling.lacking(session))


def _kept(session: Session) -> set[int]:
    """Return the articles whose counts for the agreement cannot be read."""
    from annotator.reliability import keeping  # loads numpy, which nothing else of the doctor needs

    return set(keeping.damaged(session))


def _tallies(session: Session) -> set[int]:
    """Return the articles whose sums are not those of their sentences."""
    t, of = STATE.c, {"differing": states.DIFFERS, "edges": states.EDGES, "agreed": states.AGREED}
    sums = (func.count().filter(t.waits == wait).label(name) for name, wait in of.items())
    there = select(t.article_id, func.count().label("sentences"), *sums).group_by(t.article_id).subquery()
    names = ("sentences", *of)
    apart = or_(*(TALLY.c[name] != func.coalesce(there.c[name], 0) for name in names))
    query = select(TALLY.c.article_id).outerjoin(there, there.c.article_id == TALLY.c.article_id).where(apart)
    return set(session.execute(query).scalars())


def _by_key(session: Session, query: Any) -> dict[int, int]:
    return {key: count for key, count in session.execute(query)}  # noqa: C416  a result has keys(), which dict() would misread
