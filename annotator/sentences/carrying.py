"""Carrying annotations over a change of sentences: what one person said of the old ones, said of the new ones.

Labels: a split gives its label, flags and note to both parts. A join keeps a label that both parts have; where they
differ the new sentence has none and is to be decided again. Flags are united and notes joined, each once. `unsure`
stays only where every part was answered. No flag is added: a flag is something a person said.

Claims and attributions follow by their first span, which keeps its offsets. A claim that nobody touched since a label
made it (the whole sentence) becomes the whole new sentence. References by UUID need no change: they hold within all
that a person said of an article.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from annotator.annotate import details
from annotator.sentences.cuts import Slice

Values = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person said of one sentence.

    `checks` are verifications by the claim's UUID and `stamps` who made them and when; `origin` is the stored row.
    """

    label: str | None = None
    flags: tuple[str, ...] = ()
    note: str | None = None
    claims: Values = field(default_factory=dict)
    attributions: Values = field(default_factory=dict)
    checks: Values = field(default_factory=dict)
    stamps: Values = field(default_factory=dict, compare=False)
    origin: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def empty(self) -> bool:
        """Whether nothing was said, or all of it was taken back."""
        return self == Reading()

    @property
    def answered(self) -> bool:
        """Whether the sentence counts as done."""
        return self.label is not None or "unsure" in self.flags


def carried(
    old: Sequence[tuple[Slice, Reading]], new: Sequence[Slice], asks: Callable[[str | None], bool]
) -> list[Reading]:
    """Return one person's readings of the new sentences, from theirs of the old ones (an empty one for none).

    `asks(label)` says whether claims are asked on a label. The same input gives the same readings, UUIDs included.
    """
    said = [reading for _, reading in old]
    base = _united(said)
    if base.empty:
        return [Reading() for _ in new]
    old = _told_apart(old)
    claims = _claims(old, new, wanted=asks(base.label))
    attributions = _all(old, "attributions")
    checks, stamps = _all(old, "checks"), _all(old, "stamps")
    parts = []
    for place, _ in enumerate(new):
        mine = {uuid: value for uuid, value in attributions.items() if _home(value, new) == place}
        kept = {uuid: check for uuid, check in checks.items() if uuid in claims[place]}
        parts.append(replace(base, claims=claims[place], attributions=mine, checks=kept, stamps=stamps))
    return parts


def _all(old: Sequence[tuple[Slice, Reading]], name: str) -> Values:
    return {uuid: value for _, reading in old for uuid, value in getattr(reading, name).items()}


def _united(said: Sequence[Reading]) -> Reading:
    """Return label, flags and note of several sentences as one; claims are not looked at, but make it non-empty."""
    labels = {reading.label for reading in said}
    flags = set(chain.from_iterable(reading.flags for reading in said))
    if not all(reading.answered for reading in said):
        flags.discard("unsure")
    notes = dict.fromkeys(reading.note for reading in said if reading.note)
    latest = max((reading for reading in said if reading.origin), key=_stamp, default=Reading())
    return Reading(
        label=labels.pop() if len(labels) == 1 else None,
        flags=tuple(sorted(flags)),
        note="\n".join(notes) or None,
        claims=next((reading.claims for reading in said if reading.claims), {}),
        attributions=next((reading.attributions for reading in said if reading.attributions), {}),
        origin=latest.origin,
    )


def _stamp(reading: Reading) -> Any:
    return reading.origin["event_id"], reading.origin["id"]


def _told_apart(old: Sequence[tuple[Slice, Reading]]) -> list[tuple[Slice, Reading]]:
    """Return the readings with no UUID twice: one that an earlier sentence has too is renamed, with its links."""
    found: list[tuple[Slice, Reading]] = []
    taken: set[str] = set()
    for row, reading in old:
        doubles = taken & (reading.claims.keys() | reading.attributions.keys())
        names = {uuid: _derived(uuid, row.start) for uuid in doubles}
        plain = _renamed(reading, names) if names else reading
        taken |= plain.claims.keys() | plain.attributions.keys()
        found.append((row, plain))
    return found


def _renamed(reading: Reading, names: Mapping[str, str]) -> Reading:
    def name(uuid: str | None) -> str | None:
        return names.get(uuid, uuid) if uuid is not None else None

    claims = {
        names.get(uuid, uuid): {
            **value,
            "attribution": name(value["attribution"]),
            "duplicate_of": [name(other) for other in value["duplicate_of"]],
        }
        for uuid, value in reading.claims.items()
    }
    attributions = {
        names.get(uuid, uuid): {**value, "nested_in": name(value["nested_in"])}
        for uuid, value in reading.attributions.items()
    }
    checks = {names.get(uuid, uuid): check for uuid, check in reading.checks.items()}
    stamps = {names.get(uuid, uuid): stamp for uuid, stamp in reading.stamps.items()}
    return replace(reading, claims=claims, attributions=attributions, checks=checks, stamps=stamps)


def _claims(old: Sequence[tuple[Slice, Reading]], new: Sequence[Slice], *, wanted: bool) -> list[Values]:
    """Return the claims of each new sentence. Where claims are wanted and were made, no part is left without one."""
    made = _all(old, "claims")
    found: list[Values] = [{} for _ in new]
    if not made:
        return found
    first = next(iter(made))
    untouched = {uuid for row, reading in old for uuid in untouched_claims(row, reading)}
    if len(untouched) == len(made):
        found[0][first] = details.default_claim(new[0].text, new[0].start)
    else:
        for uuid, value in made.items():
            place = _home(value, new)
            recut = uuid in untouched and len(new) > 1
            found[place][uuid] = details.default_claim(new[place].text, new[place].start) if recut else value
    for place, row in enumerate(new):
        if not found[place] and (wanted or len(untouched) == len(made)):
            found[place][_derived(first, row.start)] = details.default_claim(row.text, row.start)
    return found


def untouched_claims(row: Slice, reading: Reading) -> list[str]:
    """Return the claims that are the whole sentence and nothing more, as a label makes them."""
    default = details.default_claim(row.text, row.start)
    return [uuid for uuid, value in reading.claims.items() if value == default and uuid not in reading.checks]


def _home(value: dict[str, Any], new: Sequence[Slice]) -> int:
    """Return the place of the new sentence in which the first span of a claim or attribution starts."""
    start = min(span["start"] for span in details.all_spans(value))
    return max((place for place, row in enumerate(new) if row.start <= start), default=0)


def _derived(uuid: str, start: int) -> str:
    """Return a UUID that follows from another one, so that carrying the same again gives the same."""
    return str(uuid5(NAMESPACE_OID, f"{uuid}:{start}"))
