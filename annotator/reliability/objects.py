"""Claims and attributions of labels that count, as rows for the comparison of spans, relations and values.

A unit is a sentence; an annotator has a row in it where the phase asked for the layer on the label they gave, so that
what was not asked is never compared, and asked and empty is.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

import orjson
from sqlalchemy import Text, cast, select
from sqlmodel import Session

from annotator.agreement import Attribution, Attributions, Marks
from annotator.agreement.labels import Key
from annotator.agreement.matched import Twin
from annotator.agreement.spans import Pieces, match, pieces, union_share
from annotator.models import Attribution as AttributionRow
from annotator.models import Claim, Evidence, Project, Verification, table_of
from annotator.project import options
from annotator.reliability.loading import Selection, within

CLAIM, ATTRIBUTION = table_of(Claim), table_of(AttributionRow)
VERIFICATION, EVIDENCE, PROJECT = table_of(Verification), table_of(Evidence), table_of(Project)
FETCH = 5_000
ROLES = ("claim", "source", "cue", "content")
# Claims of two people are the same claim from this share of their union on, as contents of attributions are.
SAME = 0.5
# What two people say of a claim both marked.
VALUES = ("types", "verdict", "stance")
# The set without members; an empty text would be a missing label.
NO_TYPES = "|"
# Spans may reach beyond their sentence, so offsets count in the article where only shared characters matter.
WHOLE = 2**40


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with what its author found out: types, own verdict, stance of each piece of evidence by its address.

    `types` is "" where they are not asked.
    """

    mark: Pieces
    types: str
    verdict: str | None = None
    stances: dict[str, str] = field(default_factory=dict)


class Reading(NamedTuple):
    """One label that counts: annotation key, sentence key with its offsets, annotator, article."""

    key: int
    unit: int
    start: int
    end: int
    who: Key
    article: str


@dataclass(frozen=True)
class Objects:
    """Who was asked for claims and attributions where, and what they marked, by annotation key."""

    claimed: list[Reading]
    attributed: list[Reading]
    claims: dict[int, list[Checked]]
    attributions: dict[int, list[dict[str, Pieces | str | None]]]

    def marks(self, role: str, *, clipped: bool = False) -> Iterator[Marks]:
        """Yield a row for each reading that was asked for a role.

        Offsets count in the article; `clipped`, in the sentence, and what reaches beyond it is cut off.
        """
        for reading in self.claimed if role == "claim" else self.attributed:
            if role == "claim":
                found = [claim.mark for claim in self.claims.get(reading.key, ())]
            else:
                found = [value[role] for value in self.attributions.get(reading.key, ()) if value[role]]  # type: ignore[misc]
            length = WHOLE
            if clipped:
                length = reading.end - reading.start
                found = [_clipped(mark, reading.start, reading.end) for mark in found]
            yield Marks(reading.unit, reading.who, tuple(found), length, reading.article)

    def said(self) -> Iterator[Attributions]:
        """Yield a row for each reading that was asked for attributions; those without content cannot be matched."""
        for reading in self.attributed:
            found = tuple(
                Attribution(value["content"], value["source"], value["cue"], value["entity"])  # type: ignore[arg-type]
                for value in self.attributions.get(reading.key, ())
                if value["content"]
            )
            yield Attributions(reading.unit, reading.who, found, reading.article)

    @property
    def bare(self) -> int:
        """How many attributions have no content."""
        return sum(not value["content"] for values in self.attributions.values() for value in values)

    def twins(self) -> Iterator[tuple[str, Twin]]:
        """Yield what both said of each claim that two people marked: layer of VALUES, and the two values."""
        units: dict[int, list[Reading]] = defaultdict(list)
        for reading in self.claimed:
            units[reading.unit].append(reading)
        for readings in units.values():
            for one, other in combinations(sorted(readings, key=lambda reading: str(reading.who)), 2):
                for left, right in _matched(self.claims.get(one.key, ()), self.claims.get(other.key, ())):
                    for layer, x, y in _values(left, right):
                        yield layer, Twin(one.article, one.who, other.who, x, y, 1)


def _clipped(mark: Pieces, start: int, end: int) -> Pieces:
    cut = ((max(first, start) - start, min(last, end) - start) for first, last in mark)
    return tuple(piece for piece in cut if piece[0] < piece[1])


def _matched(left: Sequence[Checked], right: Sequence[Checked]) -> list[tuple[Checked, Checked]]:
    def worth(i: int, j: int) -> tuple[float, ...] | None:
        share = union_share(left[i].mark, right[j].mark)
        return (share,) if share >= SAME else None

    found = match([claim.mark for claim in left], [claim.mark for claim in right], worth)
    return [(left[i], right[j]) for i, j in found]


def _values(left: Checked, right: Checked) -> Iterator[tuple[str, str, str]]:
    if left.types and right.types:
        yield "types", left.types, right.types
    if left.verdict and right.verdict:
        yield "verdict", left.verdict, right.verdict
    for url in sorted(left.stances.keys() & right.stances.keys()):
        yield "stance", left.stances[url], right.stances[url]


def load(session: Session, selection: Selection) -> Objects:
    """Read the claims and attributions of the labels that count and were asked for them."""
    claimed = list(_readings(selection, "claims"))
    attributed = list(_readings(selection, "attributions"))
    return Objects(
        claimed, attributed, _claims(session, selection, {reading.key for reading in claimed}),
        _attributions(session, selection, {reading.key for reading in attributed}),
    )  # fmt: skip


def _readings(selection: Selection, layer: str) -> Iterator[Reading]:
    asked = selection.asked(layer)
    place = selection.sentence[asked]
    found = selection.sentences
    columns = (selection.key[asked], found.key[place], found.start[place], found.end[place])
    who, article = selection.who[asked].tolist(), found.article[place].tolist()
    for key, unit, start, end, person, where in zip(*(c.tolist() for c in columns), who, article, strict=True):
        yield Reading(key, unit, start, end, selection.frame.names[person], selection.places[where].public_id)


def _pieces(text: str | None) -> Pieces:
    return pieces((span["start"], span["end"]) for span in orjson.loads(text)) if text else ()


def _claims(session: Session, selection: Selection, wanted: set[int]) -> dict[int, list[Checked]]:
    c = CLAIM.c
    query = (
        select(c.id, c.annotation_id, cast(c.spans, Text), cast(c.types, Text))
        .where(within(c, selection.frame, selection.places))
        .order_by(c.first, c.id)
    )
    checks, unasked = _checks(session, selection), "types" in _left_out(session, selection)
    found: dict[int, list[Checked]] = defaultdict(list)
    for key, annotation, spans, types in session.execute(query.execution_options(yield_per=FETCH)):
        if annotation in wanted:
            named = "" if unasked else "|".join(sorted(orjson.loads(types or "[]"))) or NO_TYPES
            found[annotation].append(Checked(_pieces(spans), named, *checks.get(key, (None, {}))))
    return found


def _left_out(session: Session, selection: Selection) -> frozenset[str]:
    """Return the fields that the project does not ask, of which no agreement can be told."""
    found = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == selection.frame.project_id)).scalar_one()
    return options.left_out(found)


def _checks(session: Session, selection: Selection) -> dict[int, tuple[str | None, dict[str, str]]]:
    """Return verdict and stances of people's own checks by claim."""
    v, e, c = VERIFICATION.c, EVIDENCE.c, CLAIM.c
    query = (
        select(v.claim_id, v.verdict, e.url, e.stance)
        .join(CLAIM, c.id == v.claim_id)
        .outerjoin(EVIDENCE, e.verification_id == v.id)
        .where(within(c, selection.frame, selection.places), v.user_id.is_not(None))
        .order_by(e.position)
    )
    found: dict[int, tuple[str | None, dict[str, str]]] = {}
    for claim, verdict, url, stance in session.execute(query.execution_options(yield_per=FETCH)):
        stances = found.setdefault(claim, (verdict, {}))[1]
        if url:
            stances.setdefault(url.strip().rstrip("/"), stance)
    return found


def _attributions(
    session: Session, selection: Selection, wanted: set[int]
) -> dict[int, list[dict[str, Pieces | str | None]]]:
    a = ATTRIBUTION.c
    columns = (cast(a.source_spans, Text), cast(a.cue_spans, Text), cast(a.content_spans, Text))
    query = (
        select(a.annotation_id, *columns, a.source_entity)
        .where(within(a, selection.frame, selection.places))
        .order_by(a.first, a.id)
    )
    found: dict[int, list[dict[str, Pieces | str | None]]] = defaultdict(list)
    for annotation, source, cue, content, entity in session.execute(query.execution_options(yield_per=FETCH)):
        if annotation in wanted:
            parts = {"source": _pieces(source), "cue": _pieces(cue), "content": _pieces(content)}
            found[annotation].append({**parts, "entity": entity})
    return found
