"""Numbers that follow when an article gets another cut: of sentences, of answered ones, of where people stopped."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session

from annotator import scheme
from annotator.models import Annotation, Article, Assignment, Sentence, table_of
from annotator.scheme import answered
from annotator.sentences.cuts import Slice, numbered

ARTICLE, ASSIGNMENT, ANNOTATION, SENTENCE = (table_of(one) for one in (Article, Assignment, Annotation, Sentence))
NUMBER = update(SENTENCE).where(SENTENCE.c.id == bindparam("key"))


def renumber(session: Session, article_id: int, rows: Sequence[Slice]) -> None:
    """Count positions and numbers of the live rows of an article anew, and how many are to annotate."""
    counted = numbered(rows)
    changed = [
        {"key": new.id, "position": new.position, "number": new.number}
        for old, new in zip(rows, counted, strict=True)
        if old != new
    ]
    if changed:
        session.execute(NUMBER, changed)
    sentences = sum(row.number is not None for row in counted)
    session.execute(update(ARTICLE).where(ARTICLE.c.id == article_id).values(sentences=sentences))


def recount(session: Session, assigned: Mapping[int, Any], going: list[int], coming: list[int]) -> None:
    """Keep everybody's count of answered sentences: what counted on the rows that go against those that come."""
    n, s = ANNOTATION.c, SENTENCE.c
    rows = session.execute(
        select(n.user_id, n.round, n.label, n.flags, s.id)
        .join(SENTENCE, s.id == n.sentence_id)
        .where(s.id.in_([*going, *coming]), n.layer == "own", s.kind.in_(scheme.ANNOTATED))
    )
    deltas: dict[int, int] = {}
    fresh = set(coming)
    for user, turn, label, flags, sentence in rows:
        work = assigned.get(user)
        if work is not None and work.round == turn and answered(label, flags):
            deltas[user] = deltas.get(user, 0) + (1 if sentence in fresh else -1)
    for user, delta in deltas.items():
        if delta:
            mine = ASSIGNMENT.c.id == assigned[user].id
            session.execute(update(ASSIGNMENT).where(mine).values(done=ASSIGNMENT.c.done + delta))


def follow(session: Session, article_id: int, going: list[int], more: int) -> None:
    """Move the places at which people stopped along with the sentences behind the changed ones."""
    if not more:
        return
    last = session.execute(select(func.max(SENTENCE.c.number)).where(SENTENCE.c.id.in_(going))).scalar_one()
    g = ASSIGNMENT.c
    behind = (g.article_id == article_id) & (g.position > (last or 0))
    session.execute(update(ASSIGNMENT).where(behind).values(position=g.position + more))
