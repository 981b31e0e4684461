"""What people said of a few sentences, read from the tables and copied to new sentences; for changing the cut."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import func, insert, or_, select
from sqlmodel import Session

from annotator.annotate import details, verifying
from annotator.models import Annotation, Attribution, Claim, Evidence, Verification, now, table_of
from annotator.sentences.carrying import Reading, Values

ANNOTATION, CLAIM, ATTRIBUTION = table_of(Annotation), table_of(Claim), table_of(Attribution)
VERIFICATION, EVIDENCE = table_of(Verification), table_of(Evidence)
STAMPS = ("user_id", "reviewer_id", "reviewed_at", "version")
# What a copy takes over from the row it was carried from, beside what was said.
KEPT = (
    "project_id", "article_id", "user_id", "round", "blind", "suggestion", "scheme_id", "guideline_version", "event_id",
    "tab", "client_at", "created_at",
)  # fmt: skip
# And what a copy of a settled one takes over beside that; its version counts on.
SETTLED = ("method", "took", "reason", "reviewer_annotated")
Owner = tuple[int, int]


@cache
def is_said() -> Any:
    """Return the condition that an annotation is no copy that waits for a change in a round after the first.

    It is made once, because an export asks for it page by page and runs without the collector of what refers to itself.
    Reopening copies what stands there, so that one goes on from it; that round begins with what is changed in it.
    """
    n, first = ANNOTATION.c, ANNOTATION.alias("first")
    same = (first.c.id == n.carried_from, first.c.sentence_id == n.sentence_id, first.c.event_id == n.event_id)
    return or_(n.round == 1, ~select(first.c.id).where(*same).correlate(ANNOTATION).exists())


def of_sentences(session: Session, sentences: Iterable[int], layer: str = "own") -> dict[Owner, dict[int, Reading]]:
    """Return what everybody said of some sentences, by (user, round) and sentence; five queries for all.

    On layer `gold` what is settled of them, retired decisions included, the live one last.
    """
    n = ANNOTATION.c
    rows = session.execute(
        select(ANNOTATION)
        .where(n.sentence_id.in_(list(sentences)), n.layer == layer)
        .order_by(n.retired_at.is_(None), n.id)
    ).all()
    keys = [row.id for row in rows]
    claims, attributions = _details(session, "claims", keys), _details(session, "attributions", keys)
    checks, stamps = _checks(session, keys)
    found: dict[Owner, dict[int, Reading]] = {}
    for row in rows:
        found.setdefault((row.user_id, row.round), {})[row.sentence_id] = Reading(
            label=row.label, flags=tuple(sorted(row.flags)), note=row.note, claims=claims.get(row.id, {}),
            attributions=attributions.get(row.id, {}), checks=checks.get(row.id, {}), stamps=stamps.get(row.id, {}),
            origin=dict(row._mapping),  # noqa: SLF001  the documented way to a row's names
        )  # fmt: skip
    return found


def _details(session: Session, layer: str, keys: list[int]) -> dict[int, Values]:
    table = details.TABLES[layer][0]
    found: dict[int, Values] = {}
    for row in session.execute(select(table).where(table.c.annotation_id.in_(keys)).order_by(table.c.id)):
        found.setdefault(row.annotation_id, {})[row.uuid] = details.plain(row, layer)
    return found


def _checks(session: Session, keys: list[int]) -> tuple[dict[int, Values], dict[int, Values]]:
    """Return the authors' own checks of their claims and who made them when, by annotation and the claim's UUID."""
    rows = session.execute(
        select(VERIFICATION, CLAIM.c.annotation_id, CLAIM.c.uuid)
        .join(CLAIM, CLAIM.c.id == VERIFICATION.c.claim_id)
        .where(CLAIM.c.annotation_id.in_(keys))
    ).all()
    evidence = verifying.evidence_of(session, [row.id for row in rows])
    checks: dict[int, Values] = {}
    stamps: dict[int, Values] = {}
    for row in rows:
        names = row._mapping  # noqa: SLF001  the documented way to a row's names
        check = {name: names[name] for name in verifying.FIELDS} | {"evidence": evidence.get(row.id, [])}
        checks.setdefault(row.annotation_id, {})[row.uuid] = check
        stamps.setdefault(row.annotation_id, {})[row.uuid] = {name: names[name] for name in STAMPS}
    return checks, stamps


def copy(session: Session, sentence: int, reading: Reading) -> None:
    """Store a carried reading as an annotation of its own on a new sentence; the one it comes from stays as it is."""
    copy_all(session, [(sentence, reading)])


def copy_all(session: Session, carried: Sequence[tuple[int, Reading]], layer: str = "own") -> None:
    """Store carried readings as annotations of their own, each on a new sentence; a handful of statements for all."""
    if not carried:
        return
    session.execute(insert(ANNOTATION), [_row(sentence, reading, layer) for sentence, reading in carried])
    n = ANNOTATION.c
    stored = select(n.id, n.sentence_id, n.user_id, n.round).where(
        n.layer == layer, n.retired_at.is_(None), n.sentence_id.in_({sentence for sentence, _ in carried})
    )
    keys = {(sentence, user, turn): key for key, sentence, user, turn in session.execute(stored)}
    found = [(keys[sentence, one.origin["user_id"], one.origin["round"]], one) for sentence, one in carried]
    for name in ("claims", "attributions"):
        rows = [_detail(key, uuid, value, one) for key, one in found for uuid, value in getattr(one, name).items()]
        if rows:
            session.execute(insert(details.TABLES[name][0]), rows)
    for key, one in found:
        for uuid, check in one.checks.items():
            _copy_check(session, key, uuid, check, one)


def _row(sentence: int, reading: Reading, layer: str) -> dict[str, Any]:
    origin, settled = reading.origin, layer == "gold"
    more = {name: origin[name] for name in SETTLED} if settled else {"took": [], "reviewer_annotated": False}
    return {name: origin[name] for name in KEPT} | more | {
        "sentence_id": sentence, "layer": layer, "label": reading.label, "flags": list(reading.flags),
        "note": reading.note, "carried_from": origin["id"], "version": origin["version"] + 1 if settled else 0,
        "updated_at": now(),
    }  # fmt: skip


def _detail(annotation_id: int, uuid: str, value: dict[str, Any], reading: Reading) -> dict[str, Any]:
    first, last = details.bounds(details.all_spans(value))
    return {
        **value, "first": first, "last": last, "uuid": uuid, "annotation_id": annotation_id,
        "project_id": reading.origin["project_id"], "article_id": reading.origin["article_id"],
    }  # fmt: skip


def _copy_check(session: Session, annotation_id: int, uuid: str, check: dict[str, Any], reading: Reading) -> None:
    claim = CLAIM.c
    key = session.execute(select(claim.id).where(claim.annotation_id == annotation_id, claim.uuid == uuid)).scalar_one()
    values = {name: check[name] for name in verifying.FIELDS} | reading.stamps[uuid] | {
        "project_id": reading.origin["project_id"], "claim_id": key, "user_id": reading.stamps[uuid]["user_id"],
    }  # fmt: skip
    made = session.execute(insert(VERIFICATION).values(values))
    verification = int(made.inserted_primary_key[0])  # type: ignore[attr-defined]
    rows = [
        {**item, "verification_id": verification, "position": place} for place, item in enumerate(check["evidence"])
    ]
    if rows:
        session.execute(insert(EVIDENCE), rows)


def moved(session: Session, sentences: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return how many labels, claims, attributions and settled decisions stand on each of some sentences."""
    keys, n = list(sentences), ANNOTATION.c
    own = n.layer == "own"
    counted = {
        "labels": select(n.sentence_id, func.count()).where(own, n.label.is_not(None)),
        "claims": select(n.sentence_id, func.count()).join(CLAIM, CLAIM.c.annotation_id == n.id).where(own),
        "attributions": select(n.sentence_id, func.count())
        .join(ATTRIBUTION, ATTRIBUTION.c.annotation_id == n.id)
        .where(own),
        "settled": select(n.sentence_id, func.count()).where(n.layer == "gold", n.retired_at.is_(None)),
    }
    found = {key: dict.fromkeys(counted, 0) for key in keys}
    for name, query in counted.items():
        for key, count in session.execute(query.where(n.sentence_id.in_(keys)).group_by(n.sentence_id)):
            found[key][name] = count
    return found
