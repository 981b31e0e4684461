"""Gold: the settled annotation of a sentence, one row for ever, versioned; older versions stand in the history.

A state is a plain dict: what was settled (`label`, `flags`, `claims`, `attributions`), how (`method`, `took`, `reason`,
`note`, `settled_by`), its `version` and whether it is `live`. A gold that was taken back keeps its row and claims, so
that their checks survive and the version only ever counts up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from annotator.annotate import details, verifying
from annotator.models import Annotation, Claim, Verification, now, table_of

ANNOTATION, CLAIM, VERIFICATION = table_of(Annotation), table_of(Claim), table_of(Verification)
OWN_FIELDS = ("label", "flags", "note", "reason", "method", "took", "version")
LAYERS = ("claims", "attributions")
State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a gold goes, and under which scheme and guideline it is made."""

    project_id: int
    article_id: int
    sentence_id: int
    scheme_id: int
    guideline_version: int
    reviewer_annotated: bool


def stored(session: Session, article_id: int, sentences: Iterable[int] | None = None) -> dict[int, State]:
    """Return the gold states of an article by sentence, taken back ones included, in three queries."""
    n = ANNOTATION.c
    query = (
        select(ANNOTATION).where(n.article_id == article_id, n.layer == "gold").order_by(n.retired_at.is_(None), n.id)
    )
    if sentences is not None:
        query = query.where(n.sentence_id.in_(list(sentences)))
    found: dict[int, State] = {}
    for row in session.execute(query):
        state = {name: row._mapping[name] for name in OWN_FIELDS}  # noqa: SLF001  the documented way to a row's names
        found[row.sentence_id] = {
            **state, "id": row.id, "carried_from": row.carried_from, "settled_by": row.user_id,
            "live": row.retired_at is None, "at": row.updated_at, "claims": {}, "attributions": {},
        }  # fmt: skip
    by_annotation = {state["id"]: state for state in found.values()}
    for layer in LAYERS:
        table = details.TABLES[layer][0]
        rows = session.execute(
            select(table).where(table.c.annotation_id.in_(by_annotation)).order_by(table.c.first, table.c.id)
        )
        for row in rows:
            by_annotation[row.annotation_id][layer][row.uuid] = details.plain(row, layer)
    return found


def put(session: Session, place: Place, before: State | None, after: State) -> None:
    """Store a state over the one before; its version counts up from that one, whatever it says itself.

    Checks of claims that go are moved from the tables into `before`, and those that `after` holds come back.
    """
    after["version"] = (before["version"] if before else 0) + 1
    values = {name: after[name] for name in OWN_FIELDS} | {
        "user_id": after["settled_by"], "retired_at": None if after["live"] else now(), "updated_at": now(),
        "scheme_id": place.scheme_id, "guideline_version": place.guideline_version,
        "reviewer_annotated": place.reviewer_annotated,
    }  # fmt: skip
    annotation_id = _add(session, place, values) if before is None else int(before["id"])
    after["id"] = annotation_id
    checks: dict[str, Any] = after.get("verifications", {})
    if before is not None:
        session.execute(update(ANNOTATION).where(ANNOTATION.c.id == annotation_id).values(values))
        _set_aside(session, before, after)
        verifying.drop(session, annotation_id, {uuid: None for uuid, check in checks.items() if check is None}, None)
    keys = {"project_id": place.project_id, "article_id": place.article_id, "annotation_id": annotation_id}
    for layer in LAYERS:
        gone: dict[str, Any] = dict.fromkeys(before[layer] if before else ())
        details.put(session, layer, keys, gone | after[layer])
    for uuid, check in checks.items():
        if check is not None:
            verifying.put(session, keys, {uuid: check}, None, check["reviewer"])


def _add(session: Session, place: Place, values: dict[str, Any]) -> int:
    made = session.execute(
        insert(ANNOTATION).values({
            "project_id": place.project_id, "article_id": place.article_id, "sentence_id": place.sentence_id,
            "layer": "gold", "round": 1, "blind": False, "event_id": 0, "tab": "", "client_at": 0, "created_at": now(),
            **values,
        })
    )  # fmt: skip
    return int(made.inserted_primary_key[0])  # type: ignore[attr-defined]


def _set_aside(session: Session, before: State, after: State) -> None:
    """Keep the desk's checks that go with their claims or change in the state before, so that an undo brings them back.

    A check that is new is None there: undone, it goes. Those of claims that go are deleted here, before their claims.
    """
    changed = after.get("verifications", {}).keys() & before["claims"].keys()
    going = [uuid for uuid in before["claims"] if uuid not in after["claims"]]
    if changed:
        before["verifications"] = dict.fromkeys(sorted(changed)) | before.get("verifications", {})
    rows = session.execute(
        select(CLAIM.c.uuid, VERIFICATION.c.reviewer_id)
        .join(VERIFICATION, VERIFICATION.c.claim_id == CLAIM.c.id)
        .where(CLAIM.c.annotation_id == before["id"], VERIFICATION.c.user_id.is_(None))
        .where(CLAIM.c.uuid.in_([*going, *changed]))
    )
    for uuid, reviewer in rows.all():
        check = {**(verifying.stored(session, before["id"], uuid, None) or {}), "reviewer": reviewer}
        before.setdefault("verifications", {})[uuid] = check
        if uuid in going:
            verifying.drop(session, before["id"], {uuid: None}, None)


def kept_names(before: State | None, claims: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return the UUID of each new claim: that of a settled one with its spans, so that its check stays with it."""
    old = {repr(value["spans"]): uuid for uuid, value in (before["claims"] if before else {}).items()}
    names = {uuid: uuid for uuid in claims}
    for uuid, value in claims.items():
        known = old.get(repr(value["spans"]))
        if known is not None and known not in names.values():
            names[uuid] = known
    return names


def renamed(claims: dict[str, dict[str, Any]], names: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Return claims under their new names, which those that say the same as another use too."""
    return {
        names[uuid]: {**value, "duplicate_of": [names.get(other, other) for other in value["duplicate_of"]]}
        for uuid, value in claims.items()
    }


def plain(state: State | None) -> State | None:
    """Return a state as the history keeps it: without keys and the moment, which are not part of it."""
    left_out = ("id", "at", "carried_from")
    return None if state is None else {name: value for name, value in state.items() if name not in left_out}
