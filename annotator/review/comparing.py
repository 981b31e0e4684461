"""Whether annotations of one sentence differ, and how: by label, by whole claims or attributions, or only by edges."""

from collections.abc import Mapping, Sequence
from typing import Any

AGREE, LABELS, OBJECTS, EDGES = 0, 1, 2, 3
COUNTERPART = 0.5
SPANS = ("spans", "content_spans", "source_spans", "cue_spans")
# The fields of claims and attributions that people choose, beside spans and free text.
FIELDS = ("types", "level", "source_type", "source_commitment")


def tier(annotations: Sequence[Mapping[str, Any]]) -> int:
    """Return how annotations of one sentence differ: 0 not at all, 1 labels, 2 claims or attributions, 3 edges only.

    Each annotation has `label`, and `claims` and `attributions` as lists of values, or None where they were not asked.
    No label (unsure) agrees with nothing, not even with another one: somebody has to decide.
    Objects are counterparts when their spans share at least half of the characters that either covers.
    """
    if len(annotations) < 2:
        return AGREE
    labels = {annotation["label"] for annotation in annotations}
    if len(labels) > 1 or None in labels:
        return LABELS
    first, *others = annotations
    found = {_objects_differ(first, other) for other in others}
    return OBJECTS if OBJECTS in found else EDGES if EDGES in found else AGREE


def differs(annotations: Sequence[Mapping[str, Any]]) -> int:
    """Return the tier, where details that only fields tell apart (types, level, source and so on) are edges too."""
    found = tier(annotations)
    if found != AGREE or len(annotations) < 2:
        return found
    return EDGES if len({_fields(annotation) for annotation in annotations}) > 1 else AGREE


def _fields(annotation: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        sorted(
            repr([sorted(characters(spans_of(value))), *(value.get(name) for name in FIELDS)])
            for layer in ("claims", "attributions")
            for value in annotation[layer] or ()
        )
    )


def spans_of(value: Mapping[str, Any]) -> list[Mapping[str, int]]:
    """Return every span of a claim or attribution."""
    return [span for name in SPANS for span in value.get(name) or ()]


def _objects_differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    found = AGREE
    for layer, names in (("claims", ("spans",)), ("attributions", ("content_spans", "source_spans", "cue_spans"))):
        mine, theirs = list(one[layer] or ()), list(other[layer] or ())
        if len(mine) != len(theirs):
            return OBJECTS
        for value in mine:
            match = max(theirs, key=lambda candidate: overlap(_main(value), _main(candidate)), default=None)
            if match is None or overlap(_main(value), _main(match)) < COUNTERPART:
                return OBJECTS
            theirs.remove(match)
            if any(characters(value[name]) != characters(match[name]) for name in names):
                found = EDGES
    return found


def _main(value: Mapping[str, Any]) -> set[int]:
    for name in SPANS:
        if value.get(name):
            return characters(value[name])
    return set()


def characters(spans: Sequence[Mapping[str, int]]) -> set[int]:
    """Return the code points that spans cover, as offsets in the article."""
    return {place for span in spans for place in range(span["start"], span["end"])}


def overlap(one: set[int], other: set[int]) -> float:
    """Return intersection over union of two sets of offsets, 0 when both are empty."""
    union = one | other
    return len(one & other) / len(union) if union else 0.0
