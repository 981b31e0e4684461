"""How long a sentence takes a person, for their own eyes: kept when they submit, so that no page reads the history."""

from statistics import median

from sqlalchemy import func, select, update
from sqlmodel import Session

from annotator.access import Actor
from annotator.models import Article, Event, Membership, table_of

ARTICLE, EVENT, MEMBERSHIP = table_of(Article), table_of(Event), table_of(Membership)
# It is that of the last sentences; before there are a few, nobody can say how long the rest takes.
LAST, LEAST = 300, 5


def of(session: Session, actor: Actor, article: str | None = None) -> int:
    """Return how many milliseconds a sentence takes this person in this project, or 0 when that is not known yet.

    It is kept at each submission; before the first one it is that of the `article` at hand. For the person's own eyes.
    """
    assert actor.project is not None
    m, a = MEMBERSHIP.c, ARTICLE.c
    key = select(a.id).where(a.project_id == actor.project.id, a.public_id == article).scalar_subquery()
    row = session.execute(
        select(m.pace, key.label("article")).where(m.user_id == actor.user_id, m.project_id == actor.project.id)
    ).one()
    return row.pace or (_of_article(session, actor, row.article) if row.article is not None else 0)


def keep(session: Session, actor: Actor, article_id: int) -> None:
    """Keep how long a sentence took in an article that was just submitted, where that can be said."""
    assert actor.project is not None
    found, m = _of_article(session, actor, article_id), MEMBERSHIP.c
    if found:
        mine = (m.user_id == actor.user_id, m.project_id == actor.project.id)
        session.execute(update(MEMBERSHIP).where(*mine).values(pace=found))


def _of_article(session: Session, actor: Actor, article_id: int) -> int:
    """Return the middle of the last sentences decided in an article, pauses left out; 0 while they are too few."""
    e = EVENT.c
    mine = (e.article_id == article_id, e.user_id == actor.user_id, e.milliseconds.is_not(None))
    last = select(e.sentence_id, e.milliseconds).where(*mine).order_by(e.id.desc()).limit(LAST).subquery()
    longest = session.execute(select(func.max(last.c.milliseconds)).group_by(last.c.sentence_id)).scalars().all()
    return round(median(longest)) if len(longest) >= LEAST else 0
