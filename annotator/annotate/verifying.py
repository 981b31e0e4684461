"""Verifying: what became of checking a claim, one reading a person, with its evidence in order."""

from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from annotator import scheme
from annotator.errors import BadInput, NotFound
from annotator.fields import EvidenceIn, VerificationIn, check
from annotator.models import Claim, Evidence, Verification, now, table_of

CLAIM, VERIFICATION, EVIDENCE = table_of(Claim), table_of(Verification), table_of(Evidence)
NO_CLAIM = "This claim is not there any more. Mark it again before you check it."
FIELDS = ("status", "verdict", "rating", "rationale", "confidence", "claim_date")
EVIDENCE_FIELDS = tuple(EvidenceIn.model_fields)
# Asked with every save of a claim, so they are built once; by whether they are about the desk's checks.
CHECKS_OF = {
    desk: select(VERIFICATION).where(
        VERIFICATION.c.claim_id.in_(bindparam("keys", expanding=True)),
        VERIFICATION.c.user_id.is_(None) if desk else VERIFICATION.c.user_id == bindparam("user"),
    )
    for desk in (True, False)
}
EVIDENCE_OF = (
    select(EVIDENCE)
    .where(EVIDENCE.c.verification_id.in_(bindparam("keys", expanding=True)))
    .order_by(EVIDENCE.c.verification_id, EVIDENCE.c.position)
)


def wanted(session: Session, annotation_id: int | None, value: Any) -> dict[str, dict[str, Any]]:
    """Return the verification that came from outside, under its claim's UUID.

    A verdict makes a check that was not started in-progress. Raises NotFound without such a claim, BadInput when it is
    called done while something is missing.
    """
    claim, made = checked(value)
    _claim_key(session, annotation_id, claim)
    return {claim: made}


def checked(value: Any) -> tuple[str, dict[str, Any]]:
    """Return the claim's UUID and the verification that came from outside for it; raises BadInput as `wanted` does."""
    fields = check(VerificationIn, value)
    if fields.status == "not-started" and fields.verdict is not None:
        fields.status = "in-progress"
    gaps = scheme.verification_gaps(fields.status, fields.verdict, fields.rationale, len(fields.evidence))
    if gaps:
        raise BadInput(" ".join(gaps))
    return fields.claim, fields.model_dump(exclude={"claim"})


def _claim_key(session: Session, annotation_id: int | None, uuid: str) -> int:
    key = session.execute(
        select(CLAIM.c.id).where(CLAIM.c.annotation_id == annotation_id, CLAIM.c.uuid == uuid)
    ).scalar_one_or_none()
    if key is None:
        raise NotFound(NO_CLAIM)
    return int(key)


def stored(session: Session, annotation_id: int | None, uuid: str, user_id: int | None) -> dict[str, Any] | None:
    """Return the verification of a claim by a person (None: the desk's), or None."""
    row = session.execute(
        select(VERIFICATION)
        .join(CLAIM, CLAIM.c.id == VERIFICATION.c.claim_id)
        .where(CLAIM.c.annotation_id == annotation_id, CLAIM.c.uuid == uuid, _by(user_id))
    ).first()
    return None if row is None else _plain(row, evidence_of(session, [row.id]).get(row.id, []))


def _by(user_id: int | None) -> Any:
    return VERIFICATION.c.user_id.is_(None) if user_id is None else VERIFICATION.c.user_id == user_id


def _plain(row: Any, evidence: list[dict[str, Any]]) -> dict[str, Any]:
    return {**{name: row._mapping[name] for name in FIELDS}, "evidence": evidence}  # noqa: SLF001  names of a row


def evidence_of(session: Session, verifications: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the evidence of several verifications, in order."""
    found: dict[int, list[dict[str, Any]]] = {}
    if not verifications:
        return found
    for row in session.execute(EVIDENCE_OF, {"keys": verifications}):
        found.setdefault(row.verification_id, []).append({name: row._mapping[name] for name in EVIDENCE_FIELDS})  # noqa: SLF001
    return found


def of_claims(session: Session, claims: list[int], user_id: int | None) -> dict[int, dict[str, Any]]:
    """Return the verifications of several claims by a person (None: the desk's), by the claim's key."""
    if not claims:
        return {}
    rows = session.execute(CHECKS_OF[user_id is None], {"keys": claims, "user": user_id}).all()
    evidence = evidence_of(session, [row.id for row in rows])
    return {row.claim_id: _plain(row, evidence.get(row.id, [])) for row in rows}


def of_desk(session: Session, annotation_id: int) -> dict[str, dict[str, Any]]:
    """Return the desk's verifications of the claims of a gold annotation, by the claim's UUID."""
    rows = session.execute(select(CLAIM.c.id, CLAIM.c.uuid).where(CLAIM.c.annotation_id == annotation_id)).all()
    found = of_claims(session, [row.id for row in rows], None)
    return {row.uuid: found[row.id] for row in rows if row.id in found}


def of_annotations(session: Session, annotations: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Return what annotators found out about the claims of some annotations, by annotation, each with its `claim`."""
    if not annotations:
        return {}
    rows = session.execute(
        select(VERIFICATION, CLAIM.c.annotation_id, CLAIM.c.uuid)
        .join(CLAIM, CLAIM.c.id == VERIFICATION.c.claim_id)
        .where(CLAIM.c.annotation_id.in_(annotations), VERIFICATION.c.user_id.is_not(None))
        .order_by(CLAIM.c.first, CLAIM.c.id)
    ).all()
    evidence = evidence_of(session, [row.id for row in rows])
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.annotation_id, []).append({**_plain(row, evidence.get(row.id, [])), "claim": row.uuid})
    return found


def drop(session: Session, annotation_id: int, changes: dict[str, dict[str, Any] | None], user_id: int | None) -> None:
    """Delete the verifications that are None in `changes`; before their claims may go."""
    for uuid in (uuid for uuid, value in changes.items() if value is None):
        claim = _claim_key(session, annotation_id, uuid)
        key = _key(session, claim, user_id)
        session.execute(delete(EVIDENCE).where(EVIDENCE.c.verification_id == key))
        session.execute(delete(VERIFICATION).where(VERIFICATION.c.id == key))


def put(
    session: Session,
    keys: dict[str, int],
    changes: dict[str, dict[str, Any] | None],
    user_id: int | None,
    reviewer: int | None = None,
) -> None:
    """Store verifications under their claims' UUIDs; the evidence is replaced whole.

    The desk's have no `user_id`; `reviewer` says who did the check.
    """
    for uuid, value in changes.items():
        if value is not None:
            claim = _claim_key(session, keys["annotation_id"], uuid)
            _put_one(session, keys["project_id"], claim, value, user_id, reviewer or user_id)


def _key(session: Session, claim: int, user_id: int | None) -> int | None:
    return session.execute(
        select(VERIFICATION.c.id).where(VERIFICATION.c.claim_id == claim, _by(user_id))
    ).scalar_one_or_none()


def _put_one(
    session: Session, project_id: int, claim: int, value: dict[str, Any], user_id: int | None, reviewer: int | None
) -> None:
    key = _key(session, claim, user_id)
    done = value["status"] == "done"
    row = {name: value[name] for name in FIELDS} | {
        "reviewer_id": reviewer if done else None,
        "reviewed_at": now() if done else None,
    }
    if key is None:
        made = session.execute(
            insert(VERIFICATION).values(
                {**row, "project_id": project_id, "claim_id": claim, "user_id": user_id, "version": 1}
            )
        )
        key = int(made.inserted_primary_key[0])  # type: ignore[attr-defined]
    else:
        session.execute(delete(EVIDENCE).where(EVIDENCE.c.verification_id == key))
        session.execute(
            update(VERIFICATION).where(VERIFICATION.c.id == key).values({**row, "version": VERIFICATION.c.version + 1})
        )
    rows = [{**item, "verification_id": key, "position": place} for place, item in enumerate(value["evidence"])]
    if rows:
        session.execute(insert(EVIDENCE), rows)
