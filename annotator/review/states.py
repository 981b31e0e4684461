"""Counts kept beside each sentence when people submit and settle, so that no page groups annotations on reading."""

import hashlib
from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import and_, case, delete, func, insert, select, update
from sqlmodel import Session

from annotator import scheme
from annotator.annotate import details
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Comment,
    Phase,
    ReviewTally,
    Sentence,
    SentenceState,
    table_of,
)
from annotator.review import comparing

SENTENCE, ANNOTATION, ASSIGNMENT = table_of(Sentence), table_of(Annotation), table_of(Assignment)
ARTICLE, PHASE, STATE, COMMENT = table_of(Article), table_of(Phase), table_of(SentenceState), table_of(Comment)
TALLY = table_of(ReviewTally)
NOTHING, DIFFERS, EDGES, AGREED, SETTLED = range(5)


def refresh(session: Session, article_id: int) -> None:
    """Work out the state of each sentence of an article's current cut anew; a handful of queries for the article."""
    project_id, begun, people, working = _people(session, article_id)
    compared = begun or (people > 1 and not working)
    submitted = submitted_annotations(session, article_id)
    gold = _settled(session, article_id)
    comments = _comments(session, article_id)
    rows = []
    for key, start in live_sentences(session, article_id):
        mine = submitted.get(key, [])
        tier = comparing.differs(mine)
        rows.append({
            "sentence_id": key, "project_id": project_id, "article_id": article_id, "start": start,
            "judged": len(mine), "differs": tier, "flagged": any(entry["flags"] for entry in mine),
            "comments": comments.get(key, 0), "settled": key in gold, "draw": _draw(key),
            "waits": waits_for(len(mine) if compared else 0, tier, settled=key in gold),
            "labels": ",".join(sorted({entry["label"] or "?" for entry in mine})),
        })  # fmt: skip
    session.execute(delete(STATE).where(STATE.c.article_id == article_id))
    if rows:
        session.execute(insert(STATE), rows)
    _tally(session, article_id, project_id, rows, {"people": people, "working": working})
    from annotator.reliability import keeping  # loads numpy, which nothing else of a save needs

    keeping.refresh(session, article_id)


def waits_for(judged: int, tier: int, *, settled: bool) -> int:
    """Return what a sentence waits for: 1 a decision, 2 one about edges, 3 an acceptance; 4 settled, 0 nothing."""
    if settled:
        return SETTLED
    if tier:
        return EDGES if tier == comparing.EDGES else DIFFERS
    return AGREED if judged > 1 else NOTHING if judged == 0 else DIFFERS


def recount(session: Session, article_id: int) -> None:
    """Keep what the sentences wait for after decisions and comments; the annotations are as they were."""
    settled, comments = _settled(session, article_id), _comments(session, article_id)
    t = STATE.c
    rows = session.execute(select(STATE).where(t.article_id == article_id)).mappings().all()
    _project, begun, people, working = _people(session, article_id)
    compared = begun or (people > 1 and not working)
    kept = []
    for row in rows:
        live, said = row["sentence_id"] in settled, comments.get(row["sentence_id"], 0)
        waits = waits_for(row["judged"] if compared else 0, row["differs"], settled=live)
        kept.append({**row, "settled": live, "comments": said, "waits": waits})
        if (live, said, waits) != (row["settled"], row["comments"], row["waits"]):
            changed = update(STATE).where(t.sentence_id == row["sentence_id"])
            session.execute(changed.values(settled=live, comments=said, waits=waits))
    if kept:
        _tally(session, article_id, kept[0]["project_id"], kept, {"people": people, "working": working})


def _people(session: Session, article_id: int) -> tuple[int, bool, int, int]:
    """Return the project, whether the review began, and how many have submitted and how many still work blind."""
    a, g = ARTICLE.c, ASSIGNMENT.c
    project, begun = session.execute(select(a.project_id, a.review_begun_at).where(a.id == article_id)).one()
    work = session.execute(select(g.state, g.round).where(g.article_id == article_id)).all()
    done = sum(state == "submitted" or turn > 1 for state, turn in work)
    return project, begun is not None, done, sum(state == "open" and turn == 1 for state, turn in work)


def _settled(session: Session, article_id: int) -> set[int]:
    n = ANNOTATION.c
    live = select(n.sentence_id).where(n.article_id == article_id, n.layer == "gold", n.retired_at.is_(None))
    return set(session.execute(live).scalars())


def _comments(session: Session, article_id: int) -> dict[int, int]:
    counted = session.execute(
        select(COMMENT.c.sentence_id, func.count())
        .where(COMMENT.c.article_id == article_id, COMMENT.c.private.is_(False))
        .group_by(COMMENT.c.sentence_id)
    )
    return {key: count for key, count in counted}  # noqa: C416  a result has keys(), which dict() would misread


def _draw(key: int) -> int:
    """Return one of 0 to 9999 by chance, the same for a sentence every time."""
    return int.from_bytes(hashlib.sha256(f"draw.{key}".encode()).digest()[:4], "big") % 10_000


def _tally(session: Session, article_id: int, project_id: int, rows: list[Any], more: dict[str, int]) -> None:
    """Keep how many sentences of an article wait for what."""
    waits = Counter(row["waits"] for row in rows)
    values = {
        "article_id": article_id, "project_id": project_id, "sentences": len(rows), "differing": waits[DIFFERS],
        "edges": waits[EDGES], "agreed": waits[AGREED],
        "settled": sum(row["settled"] and row["differs"] > 0 for row in rows),
        "flagged": sum(row["flagged"] for row in rows), "commented": sum(row["comments"] > 0 for row in rows), **more,
    }  # fmt: skip
    session.execute(delete(TALLY).where(TALLY.c.article_id == article_id))
    session.execute(insert(TALLY).values(values))


def live_sentences(session: Session, article_id: int) -> list[tuple[int, int]]:
    """Return key and start of the sentences to annotate on the article's current cut, in order."""
    s = SENTENCE.c
    rows = session.execute(
        select(s.id, s.start)
        .join(ARTICLE, ARTICLE.c.id == s.article_id)
        .where(
            s.article_id == article_id, s.number.is_not(None), s.from_cut <= ARTICLE.c.cut,
            s.to_cut.is_(None) | (s.to_cut > ARTICLE.c.cut),
        )
        .order_by(s.position)
    )  # fmt: skip
    return [(row.id, row.start) for row in rows]


def submitted_annotations(session: Session, article_id: int) -> dict[int, list[dict[str, Any]]]:
    """Return the annotations of everyone who submitted an article, by sentence, in the order of their authors' keys.

    Of someone who reopened the article the round they submitted last counts until they submit again.
    Claims and attributions are lists where the label asks for them and None where it does not.
    """
    n, g = ANNOTATION.c, ASSIGNMENT.c
    finished = g.round - case((g.state == "submitted", 0), else_=1)
    rows = session.execute(
        select(n.id, n.sentence_id, n.user_id, n.label, n.flags, n.note, n.updated_at, PHASE.c.layers)
        .join(ASSIGNMENT, and_(g.article_id == n.article_id, g.user_id == n.user_id, n.round == finished))
        .join(ARTICLE, ARTICLE.c.id == n.article_id)
        .join(PHASE, PHASE.c.id == ARTICLE.c.phase_id)
        .where(n.article_id == article_id, n.layer == "own")
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
