"""Counts kept beside each sentence when people submit and settle, so that no page groups annotations on reading."""

from collections import defaultdict
from typing import Any

from sqlalchemy import and_, delete, func, insert, select
from sqlmodel import Session

from annotator import comparing, details, scheme
from annotator.models import Annotation, Article, Assignment, Comment, Phase, Sentence, SentenceState, table_of
from annotator.reliability import keeping

SENTENCE, ANNOTATION, ASSIGNMENT = table_of(Sentence), table_of(Annotation), table_of(Assignment)
ARTICLE, PHASE, STATE, COMMENT = table_of(Article), table_of(Phase), table_of(SentenceState), table_of(Comment)


def refresh(session: Session, article_id: int) -> None:
    """Work out the state of each sentence of an article's current cut anew; a handful of queries for the article."""
    submitted = submitted_annotations(session, article_id)
    gold = set(
        session.execute(
            select(ANNOTATION.c.sentence_id).where(
                ANNOTATION.c.article_id == article_id, ANNOTATION.c.layer == "gold", ANNOTATION.c.retired_at.is_(None)
            )
        ).scalars()
    )
    counted = session.execute(
        select(COMMENT.c.sentence_id, func.count())
        .where(COMMENT.c.article_id == article_id)
        .group_by(COMMENT.c.sentence_id)
    )
    comments = {key: count for key, count in counted}  # noqa: C416  a result has keys(), which dict() would misread
    rows = []
    for key, project_id in live_sentences(session, article_id):
        mine = submitted.get(key, [])
        rows.append({
            "sentence_id": key, "project_id": project_id, "article_id": article_id, "judged": len(mine),
            "differs": comparing.tier(mine), "flagged": any(entry["flags"] for entry in mine),
            "comments": comments.get(key, 0), "settled": key in gold,
        })  # fmt: skip
    session.execute(delete(STATE).where(STATE.c.article_id == article_id))
    if rows:
        session.execute(insert(STATE), rows)
    keeping.refresh(session, article_id)


def live_sentences(session: Session, article_id: int) -> list[tuple[int, int]]:
    """Return key and project of the sentences to annotate on the article's current cut, in order."""
    s = SENTENCE.c
    rows = session.execute(
        select(s.id, s.project_id)
        .join(ARTICLE, ARTICLE.c.id == s.article_id)
        .where(
            s.article_id == article_id, s.number.is_not(None), s.from_cut <= ARTICLE.c.cut,
            s.to_cut.is_(None) | (s.to_cut > ARTICLE.c.cut),
        )
        .order_by(s.position)
    )  # fmt: skip
    return [(row.id, row.project_id) for row in rows]


def submitted_annotations(session: Session, article_id: int) -> dict[int, list[dict[str, Any]]]:
    """Return the annotations of everyone who submitted an article, by sentence, in the order of their authors' keys.

    Claims and attributions are lists where the label asks for them and None where it does not.
    """
    n, g = ANNOTATION.c, ASSIGNMENT.c
    rows = session.execute(
        select(n.id, n.sentence_id, n.user_id, n.label, n.flags, n.note, n.updated_at, PHASE.c.layers)
        .join(ASSIGNMENT, and_(g.article_id == n.article_id, g.user_id == n.user_id, g.round == n.round))
        .join(ARTICLE, ARTICLE.c.id == n.article_id)
        .join(PHASE, PHASE.c.id == ARTICLE.c.phase_id)
        .where(n.article_id == article_id, n.layer == "own", g.state == "submitted")
        .order_by(n.user_id)
    ).all()
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    values = {layer: _details(session, layer, article_id) for layer in ("claims", "attributions")}
    for row in rows:
        entry = {
            "id": row.id, "user_id": row.user_id, "label": row.label, "flags": row.flags, "note": row.note,
            "updated_at": row.updated_at,
        }  # fmt: skip
        for layer, by_annotation in values.items():
            entry[layer] = by_annotation[row.id] if scheme.asked(row.layers, layer, row.label) else None
        found[row.sentence_id].append(entry)
    return dict(found)


def _details(session: Session, layer: str, article_id: int) -> dict[int, list[dict[str, Any]]]:
    table = details.TABLES[layer][0]
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in session.execute(
        select(table).where(table.c.article_id == article_id).order_by(table.c.first, table.c.id)
    ):
        found[row.annotation_id].append({**details.plain(row, layer), "uuid": row.uuid})
    return found
