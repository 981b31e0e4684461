"""Filling in the counts for the review that an older version did not keep, so that nothing of its work stays unseen."""

from sqlalchemy import or_, select, union
from sqlmodel import Session

from annotator.models import Assignment, ReviewTally, SentenceState, table_of
from annotator.review import states

ASSIGNMENT, TALLY, STATE = table_of(Assignment), table_of(ReviewTally), table_of(SentenceState)


def lacking(session: Session) -> list[int]:
    """Return the articles that somebody has submitted but that have no counts, by their keys."""
    g, t = ASSIGNMENT.c, STATE.c
    known = select(TALLY.c.article_id)
    submitted = select(g.article_id).where(or_(g.state == "submitted", g.round > 1), g.article_id.not_in(known))
    counted = select(t.article_id).where(t.article_id.not_in(known))
    found = union(submitted, counted).subquery()
    return list(session.execute(select(found.c.article_id).order_by(found.c.article_id)).scalars())


def fill(session: Session) -> int:
    """Count the articles that lack it, and return how many those were."""
    articles = lacking(session)
    for article in articles:
        states.refresh(session, article)
    return len(articles)
