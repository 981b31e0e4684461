"""The details of a page of articles, from rows to plain values: claims with their checks, attributions."""

from collections import defaultdict
from typing import Any

from sqlalchemy import String, Text, and_, cast, or_, select, type_coerce
from sqlmodel import Session

from annotator.annotate.verifying import EVIDENCE_FIELDS
from annotator.exporting.plain import GOLD, Details, Reading, all_unpacked, fetched, stamp, unpacked
from annotator.models import Annotation, Attribution, Claim, Evidence, Verification, table_of

ANNOTATION, CLAIM, ATTRIBUTION = (table_of(made) for made in (Annotation, Claim, Attribution))
VERIFICATION, EVIDENCE = table_of(Verification), table_of(Evidence)


def add(
    session: Session, articles: list[int], readings: dict[int, Reading], shown: dict[int, str], unasked: frozenset[str]
) -> None:
    """Put the claims and attributions of some articles on their readings, which are given by annotation key.

    `shown` is what the export calls each user; `unasked` are the fields that the project does not ask, which are null.
    """
    claims = _claims(session, articles, readings)
    _add_checks(session, articles, claims, shown)
    _add_attributions(session, articles, readings)
    for reading in readings.values() if unasked else ():
        for value in (*(reading.claims or {}).values(), *(reading.attributions or {}).values()):
            value.update(dict.fromkeys(unasked & value.keys()))


def _claims(session: Session, keys: list[int], readings: dict[int, Reading]) -> dict[int, dict[str, Any]]:
    """Put claims on their readings, and return all there are by claim key."""
    c = CLAIM.c
    rows = fetched(
        session,
        select(
            c.id,
            c.annotation_id,
            c.uuid,
            cast(c.spans, Text),
            c.normalized,
            cast(c.types, Text),
            c.level,
            c.attribution,
            cast(c.duplicate_of, Text),
        ).where(c.article_id.in_(keys)),
    )
    found, of_reading = {}, defaultdict[int, Details](dict)
    marked = all_unpacked(row[3] for row in rows)
    for key, annotation, uuid, _, normalized, types, level, attribution, duplicate_of in rows:
        found[key] = of_reading[annotation][uuid] = {
            "spans": next(marked), "normalized": normalized, "types": unpacked(types), "level": level,
            "attribution": attribution, "duplicate_of": unpacked(duplicate_of), "verification": None,
        }  # fmt: skip
    for annotation in of_reading.keys() & readings.keys():
        readings[annotation].claims = of_reading[annotation]
    return found


def _add_attributions(session: Session, keys: list[int], readings: dict[int, Reading]) -> None:
    a = ATTRIBUTION.c
    rows = fetched(
        session,
        select(
            a.annotation_id, a.uuid, cast(a.source_spans, Text), cast(a.cue_spans, Text), cast(a.content_spans, Text),
            a.source_entity, a.source_type, a.source_commitment, a.nested_in,
        ).where(a.article_id.in_(keys)),
    )  # fmt: skip
    of_reading = defaultdict[int, Details](dict)
    marked = all_unpacked(spans for row in rows for spans in row[2:5])
    for annotation, uuid, _, _, _, entity, kind, commitment, nested in rows:
        of_reading[annotation][uuid] = {
            "source_spans": next(marked), "cue_spans": next(marked), "content_spans": next(marked),
            "source_entity": entity, "source_type": kind, "source_commitment": commitment, "nested_in": nested,
        }  # fmt: skip
    for annotation in of_reading.keys() & readings.keys():
        readings[annotation].attributions = of_reading[annotation]


def _add_checks(
    session: Session, articles: list[int], claims: dict[int, dict[str, Any]], shown: dict[int, str]
) -> None:
    """Put on each claim what became of checking it: its author's own reading, the desk's on a gold claim."""
    v, n = VERIFICATION.c, ANNOTATION.c
    of_author = or_(
        and_(n.layer == GOLD, v.user_id.is_(None)), and_(n.layer != GOLD, v.user_id == n.user_id)
    )  # fmt: skip
    rows = fetched(
        session,
        select(
            v.id, v.claim_id, v.status, v.verdict, v.rating, v.rationale, v.confidence, v.claim_date, v.reviewer_id,
            type_coerce(v.reviewed_at, String),
        )
        .join(CLAIM, CLAIM.c.id == v.claim_id)
        .join(ANNOTATION, n.id == CLAIM.c.annotation_id)
        .where(CLAIM.c.article_id.in_(articles), of_author),
    )  # fmt: skip
    evidence = _evidence(session, articles) if rows else {}
    for key, claim, status, verdict, rating, rationale, confidence, date, reviewer, reviewed_at in rows:
        if claim in claims:
            claims[claim]["verification"] = {
                "status": status, "verdict": verdict, "rating": rating, "evidence": evidence.get(key, []),
                "rationale": rationale, "confidence": confidence, "claim_date": date,
                "reviewer": None if reviewer is None else shown[reviewer],
                "reviewed_at": None if reviewed_at is None else stamp(reviewed_at),
            }  # fmt: skip


def _evidence(session: Session, articles: list[int]) -> dict[int, list[dict[str, Any]]]:
    e = EVIDENCE.c
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = fetched(
        session,
        select(e.verification_id, *(e[name] for name in EVIDENCE_FIELDS))
        .join(VERIFICATION, VERIFICATION.c.id == e.verification_id)
        .join(CLAIM, CLAIM.c.id == VERIFICATION.c.claim_id)
        .where(CLAIM.c.article_id.in_(articles))
        .order_by(e.verification_id, e.position),
    )
    for key, *values in rows:
        found[key].append(dict(zip(EVIDENCE_FIELDS, values, strict=True)))
    return found
