"""Weighing the annotations of one sentence: what a majority says, what stands out from it, what all agree on.

An annotation is a mapping with `label`, `flags`, `note`, and `claims` and `attributions` as lists of values, or None
where they were not asked. Spans are code points of the article, half-open.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.review import comparing

Annotation = Mapping[str, Any]
# Which spans of which details carry each role that a page draws.
PARTS = {
    "claim": ("claims", "spans"),
    "source": ("attributions", "source_spans"),
    "cue": ("attributions", "cue_spans"),
    "content": ("attributions", "content_spans"),
}
# The fields that are shown with a role.
FIELDS = {"claim": ("types", "level"), "source": ("source_type",), "cue": ("source_commitment",)}
USUAL = ("content", "unnamed", None)
LABELS_TIE, DETAILS_TIE = "labels", "details"


@dataclass(frozen=True, slots=True)
class Majority:
    """What more than half say: `chosen` stands for `members`; without one, `tie` says what is tied."""

    chosen: Annotation | None = None
    members: tuple[Annotation, ...] = ()
    tie: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One span set of one column: its words, where it lies, and whether the majority has none like it.

    `fields` are the codes chosen for it, each with whether the majority of those with the same spans lacks it.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    odd: bool
    more: str | None = None
    fields: tuple[tuple[str, bool], ...] = ()


@dataclass(slots=True)
class Column:
    """What one annotation says beside the others; `odd` marks label and flags that the majority does not share."""

    annotation: Annotation
    odd_label: bool = False
    odd_flags: bool = False
    parts: dict[str, list[Entry]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()


def majority(annotations: Sequence[Annotation]) -> Majority:
    """Return what more than half of all label, with the details that more than half of those mark alike.

    An unsure annotation has no label, so it counts among all and for nobody.
    """
    label, count = Counter(annotation["label"] for annotation in annotations).most_common(1)[0]
    if label is None or count * 2 <= len(annotations):
        return Majority(tie=LABELS_TIE)
    holders = [annotation for annotation in annotations if annotation["label"] == label]
    alike = [[other for other in holders if comparing.tier([one, other]) == comparing.AGREE] for one in holders]
    members = max(alike, key=len)
    if len(members) * 2 <= len(holders):
        return Majority(tie=DETAILS_TIE)
    return Majority(_fullest(members), tuple(members))


def _fullest(members: Sequence[Annotation]) -> Annotation:
    """Return the first of those that mark the same spans whose types, levels and flags most of them share."""
    finer = [_finer(member) for member in members]
    return max(members, key=lambda member: finer.count(_finer(member)))


def _finer(annotation: Annotation) -> Hashable:
    values = [
        repr([(name, entry) for name, entry in value.items() if name in ("types", "level", "source_type")])
        for layer in ("claims", "attributions")
        for value in annotation[layer] or ()
    ]
    return (*sorted(values), *sorted(annotation["flags"]))


def columns(annotations: Sequence[Annotation]) -> list[Column]:
    """Return one column an annotation, in their order, with everything marked that at most half of them have."""
    half = len(annotations) / 2
    labels = Counter(annotation["label"] for annotation in annotations)
    flags = Counter(_flags(annotation) for annotation in annotations)
    made = [
        Column(annotation, labels[annotation["label"]] <= half, flags[_flags(annotation)] <= half)
        for annotation in annotations
    ]
    for role in PARTS:
        found = [_entries(annotation, role) for annotation in annotations]
        if not any(found):
            continue
        common = Counter(spans for entries in found for spans in dict.fromkeys(entry[0] for entry in entries))
        chosen = Counter((key, code) for entries in found for key, _, _, codes in entries for code in codes)
        nothing = sum(not entries for entries in found)
        for column, entries in zip(made, found, strict=True):
            column.parts[role] = [
                Entry(text, key, common[key] <= half, more,
                      tuple((code, chosen[key, code] * 2 <= common[key]) for code in codes))
                for key, text, more, codes in entries
            ]  # fmt: skip
            if not entries and nothing <= half:
                column.missing |= {role}
    return made


def _flags(annotation: Annotation) -> tuple[str, ...]:
    return tuple(sorted(flag for flag in annotation["flags"] if flag != "unsure"))


def _entries(annotation: Annotation, role: str) -> list[tuple[tuple[tuple[int, int], ...], str, str | None, list[str]]]:
    layer, name = PARTS[role]
    more = {"claim": "normalized", "source": "source_entity"}.get(role, "")
    return [
        (
            tuple((span["start"], span["end"]) for span in value[name]),
            " … ".join(span["quote"] for span in value[name]),
            value.get(more),
            _codes(value, role),
        )
        for value in annotation[layer] or ()
        if value[name]
    ]


def _codes(value: Mapping[str, Any], role: str) -> list[str]:
    """Return the codes chosen in the fields of a value that are not the usual ones."""
    found = [value.get(name) for name in FIELDS.get(role, ())]
    listed = [code for entry in found for code in (entry if isinstance(entry, list) else [entry])]
    return [str(code) for code in listed if code not in USUAL]


def differing(found: Sequence[Column]) -> list[str]:
    """Return what is not the same in all columns: of label, flags and the roles, in this order."""
    names = ["label"] if len({column.annotation["label"] for column in found}) > 1 else []
    names += ["flags"] if len({_flags(column.annotation) for column in found}) > 1 else []
    return names + [role for role in PARTS if len({_keys(column, role) for column in found}) > 1]


def _keys(column: Column, role: str) -> Hashable:
    entries = column.parts.get(role, ())
    return frozenset((entry.spans, *sorted(code for code, _ in entry.fields)) for entry in entries)


def shared_spans(found: Sequence[Column]) -> list[tuple[str, int, int]]:
    """Return the spans that every column has, as (role, start, end)."""
    shared = []
    for role in PARTS:
        sets = [{entry.spans for entry in column.parts.get(role, ())} for column in found]
        shared += [(role, *span) for key in sorted(set.intersection(*sets) if sets else ()) for span in key]
    return shared
