"""When others' work on an article may be seen by its annotators: the reveal rule of its phase, in one place.

`phase`: once the phase is closed; `review`: once its review is finished; `never`: not at all. Always after one's own
submission, and never back: who saw it works on as round 2.
"""

from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.models import Article, Assignment, Phase, ReviewTally, table_of

ARTICLE, ASSIGNMENT, PHASE, TALLY = (table_of(model) for model in (Article, Assignment, Phase, ReviewTally))


def handed_in() -> Any:
    """Return the condition that an assignment was submitted, now or in an earlier round."""
    g = ASSIGNMENT.c
    return or_(g.state == "submitted", g.round > 1)


def rule() -> Any:
    """Return the condition that an article's phase shows it, over article, phase and tally."""
    a, p, y = ARTICLE.c, PHASE.c, TALLY.c
    reviewed = and_(a.review_begun_at.is_not(None), y.differing == 0, y.edges == 0, y.working == 0)
    return or_(and_(p.reveal == "phase", p.closed_at.is_not(None)), and_(p.reveal == "review", reviewed))


def shown(user: int, project: int) -> Any:
    """Return a query of the keys of the articles whose work a person may see as their annotator."""
    a, g, p, y = ARTICLE.c, ASSIGNMENT.c, PHASE.c, TALLY.c
    return (
        select(a.id)
        .join(ASSIGNMENT, and_(g.article_id == a.id, g.user_id == user))
        .join(PHASE, p.id == a.phase_id)
        .outerjoin(TALLY, y.article_id == a.id)
        .where(a.project_id == project, a.withdrawn_at.is_(None), handed_in(), rule())
    )


def hidden(user: int, project: int) -> Any:
    """Return a query of the keys of the articles that a person annotates and whose work they may not see yet."""
    g = ASSIGNMENT.c
    return select(g.article_id).where(
        g.user_id == user, g.project_id == project, g.article_id.not_in(shown(user, project))
    )


def is_shown(session: Session, actor: Actor, article_id: int) -> bool:
    """Say whether others' work on an article may be seen by the person, who annotates it."""
    assert actor.project is not None
    query = shown(actor.user_id, actor.project.id).where(ARTICLE.c.id == article_id)
    return session.execute(query).first() is not None


def revealed(session: Session, user_id: int, project_id: int) -> set[int]:
    """Return the keys of the articles on which a person may see what others did."""
    return set(session.execute(shown(user_id, project_id)).scalars())
