"""Settling many at once: sentences on which only the edges of spans differ, by one stated rule."""

import hashlib
import re

from sqlalchemy import select
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate.operations import Operation
from annotator.errors import BadInput
from annotator.fields import IDENTIFIER
from annotator.models import Article, ReviewTally, table_of
from annotator.review import settling
from annotator.review.queueing import scope_of

ARTICLE, TALLY = table_of(Article), table_of(ReviewTally)
# One press settles so many articles: a write must stay short, others wait for it.
AT_ONCE = 20


def settle_edges(session: Session, actor: Actor, op_id: str) -> int:
    """Settle what differs in edges only, in up to AT_ONCE articles, and return in how many.

    What is settled stays as it is, so a repeat goes on where the first one ended. The rule: the reading whose spans
    overlap most with all others is taken, on a tie the one that marks more. Each article gets a decision of its own in
    the history, which can be undone. Raises Forbidden or BadInput.
    """
    if not re.fullmatch(IDENTIFIER, op_id):
        raise BadInput("op_id must be 1 to 64 letters, digits, - or _.")
    scope = scope_of(session, actor)
    a, y = ARTICLE.c, TALLY.c
    found = session.execute(
        select(a.public_id)
        .join(TALLY, y.article_id == a.id)
        .where(y.project_id == scope.project, a.withdrawn_at.is_(None), y.edges > 0, y.article_id.not_in(scope.own))
        .order_by(a.id)
        .limit(AT_ONCE)
    )
    public_ids = list(found.scalars())
    for public_id in public_ids:
        name = hashlib.sha256(f"{op_id}.{public_id}".encode()).hexdigest()[:32]
        settling.settle(session, actor, Operation(name, "settle", public_id, {"edges": True}))
    return len(public_ids)
