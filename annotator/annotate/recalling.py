"""What a person did before: the history of a sentence, the names of sources, what they asked for. One's own only.

Names alone may be the project's, and only of articles on which the person no longer works blind.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate.operations import SENTENCE as SENTENCE_ID
from annotator.errors import NotFound
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Attribution,
    CutRequest,
    Event,
    Sentence,
    table_of,
)
from annotator.sentences import lineage
from annotator.work import assignment

EVENT, SENTENCE, ARTICLE, ASSIGNMENT = (table_of(model) for model in (Event, Sentence, Article, Assignment))
ANNOTATION, ATTRIBUTION, REQUEST = table_of(Annotation), table_of(Attribution), table_of(CutRequest)
LINES, NAMES = 100, 300


@dataclass(frozen=True, slots=True)
class Line:
    """One decision of one's own: when, of which kind, what it set, and whether it is an undo or was undone."""

    at: datetime
    kind: str
    after: Any
    undoes: bool
    undone: bool
    milliseconds: int | None = None


def history(session: Session, actor: Actor, sentence: str) -> list[Line]:
    """Return one's own decisions about a sentence (article:start:end), the newest first; raises NotFound."""
    found = SENTENCE_ID.fullmatch(sentence)
    assert actor.project is not None
    if found is None:
        raise NotFound("There is no such sentence.")
    e, s, g = EVENT.c, SENTENCE.c, ASSIGNMENT.c
    row = session.execute(
        select(s.id, s.article_id)
        .join(ARTICLE, ARTICLE.c.id == s.article_id)
        .join(ASSIGNMENT, g.article_id == ARTICLE.c.id)
        .where(
            ARTICLE.c.project_id == actor.project.id, ARTICLE.c.public_id == found[1], g.user_id == actor.user_id,
            s.start == int(found[2]), s.end == int(found[3]),
        )
        .order_by(s.to_cut.is_(None).desc(), s.id.desc())
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("There is no such sentence.")
    mine = _line(session, row)
    rows = session.execute(
        select(e.id, e.created_at, e.kind, e.after, e.undoes, e.milliseconds)
        .where(e.sentence_id.in_(mine), e.user_id == actor.user_id)
        .order_by(e.id.desc())
        .limit(LINES)
    ).all()
    taken_back = {row.undoes for row in rows if row.undoes is not None}
    return [
        Line(row.created_at, row.kind, row.after, row.undoes is not None, row.id in taken_back, row.milliseconds)
        for row in rows
    ]


def _line(session: Session, row: Any) -> list[int]:
    """Return the sentence, what it was before a correction of the text, and others that stood at its very place."""
    rows = lineage.lives(session, row.article_id)
    near, one = lineage.line(rows, row.id), next(life for life in rows if life.id == row.id)
    return [
        life.id for life in rows
        if life.id in near and (life[1:3] == one[1:3] or life.id in (one.came_from or ()))
    ]  # fmt: skip


def names(session: Session, actor: Actor, article: str) -> list[str]:
    """Return names of sources to complete from, in order.

    While the person works on the article blind they are those they wrote themselves in this project. Afterwards those
    of everyone are added, but never from an article on which the person still works blind.
    """
    assert actor.project is not None
    t, n = ATTRIBUTION.c, ANNOTATION.c
    whose = n.user_id == actor.user_id
    if not _is_blind(session, actor, article):
        hidden = assignment.open_articles(session, actor.user_id, actor.project.id)
        whose = or_(whose, _shown(actor, hidden))
    rows = session.execute(
        select(t.source_entity)
        .join(ANNOTATION, n.id == t.annotation_id)
        .where(t.project_id == actor.project.id, t.source_entity.is_not(None), n.retired_at.is_(None), whose)
        .distinct()
        .order_by(t.source_entity)
        .limit(NAMES)
    )
    return list(rows.scalars())


def _is_blind(session: Session, actor: Actor, article: str) -> bool:
    assert actor.project is not None
    g = ASSIGNMENT.c
    found = session.execute(
        select(g.shown_at)
        .join(ARTICLE, ARTICLE.c.id == g.article_id)
        .where(ARTICLE.c.public_id == article, g.project_id == actor.project.id, g.user_id == actor.user_id)
    ).first()
    if found is None:
        raise NotFound("This article is not assigned to you, or not any more.")
    return found.shown_at is None


def _shown(actor: Actor, hidden: set[int]) -> Any:
    """Select annotations on articles that were shown to the person after their own submission."""
    g = ASSIGNMENT.c
    shown = select(g.article_id).where(g.user_id == actor.user_id, g.shown_at.is_not(None))
    return ANNOTATION.c.article_id.in_(shown) & ANNOTATION.c.article_id.not_in(hidden)


def asked(session: Session, actor: Actor, article: str) -> int:
    """Return how many of one's own requests to change this article's sentences wait for a manager."""
    assert actor.project is not None
    r = REQUEST.c
    query = select(func.count()).select_from(REQUEST).join(ARTICLE, ARTICLE.c.id == r.article_id)
    mine = (r.user_id == actor.user_id, r.state == "open", ARTICLE.c.public_id == article)
    return int(session.execute(query.where(*mine, r.project_id == actor.project.id)).scalar_one())
