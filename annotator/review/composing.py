"""Making one reading of several: part by part as a reviewer names them, or the middle one where only edges differ.

An annotation is a mapping with `label`, and `claims` and `attributions` as lists of values with `uuid`, or None where
they were not asked. Spans are code points of the article, half-open.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.review import comparing

Annotation = Mapping[str, Any]
Values = dict[str, dict[str, Any]]
SPANS = {"source": "source_spans", "cue": "cue_spans", "content": "content_spans"}
# What else of an attribution comes with each role.
FIELDS = {"source": ("source_entity", "source_type"), "cue": ("source_commitment",), "content": ("nested_in",)}
BARE: dict[str, Any] = {
    "source_spans": [], "cue_spans": [], "content_spans": [], "source_entity": None, "source_type": "unnamed",
    "source_commitment": None, "nested_in": None,
}  # fmt: skip


def middle(annotations: Sequence[Annotation]) -> Annotation:
    """Return the reading nearest to all others: whose spans overlap most with everyone else's.

    Where that is even, the one that marks more characters; then the one that comes first.
    """
    marked = [_marked(annotation) for annotation in annotations]

    def near(place: int) -> tuple[float, int]:
        others = (other for at, other in enumerate(marked) if at != place)
        return sum(comparing.overlap(marked[place], other) for other in others), len(marked[place])

    return annotations[max(range(len(annotations)), key=near)]


def _marked(annotation: Annotation) -> set[int]:
    """Return every marked character, one number a role and place, so that roles are not mixed up."""
    found: set[int] = set()
    for layer in ("claims", "attributions"):
        for value in annotation[layer] or ():
            for role, name in enumerate(comparing.SPANS):
                found |= {place * len(comparing.SPANS) + role for place in comparing.characters(value.get(name) or ())}
    return found


def composed(parts: Mapping[str, Annotation]) -> tuple[Values, Values]:
    """Return claims and attributions put together: `parts` says whose claims, sources, cues and contents to take.

    Attributions of different people are one where they are counterparts: those whose spans overlap or lie nearest in
    order. Links of claims are kept where the attribution they name was taken.
    """
    attributions = _attributions({role: parts[role] for role in SPANS if role in parts})
    claims: Values = {}
    if "claim" in parts:
        for value in parts["claim"]["claims"] or ():
            link = value["attribution"] if value["attribution"] in attributions else None
            if link is None and value["attribution"] is not None and len(attributions) == 1:
                (link,) = attributions
            claims[value["uuid"]] = {**_plain(value), "attribution": link}
        for value in claims.values():
            value["duplicate_of"] = [other for other in value["duplicate_of"] if other in claims]
    return claims, attributions


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry for name, entry in value.items() if name != "uuid"}


def _attributions(parts: Mapping[str, Annotation]) -> Values:
    made: Values = {}
    for role in ("content", "source", "cue"):
        free = list(made)
        for value in (parts[role]["attributions"] or ()) if role in parts else ():
            if not value[SPANS[role]]:
                continue
            home = _home(value, {uuid: made[uuid] for uuid in free})
            if home in free:
                free.remove(home)
            target = made.setdefault(home, dict(BARE))
            target[SPANS[role]] = value[SPANS[role]]
            target.update({name: value[name] for name in FIELDS[role]})
    for value in made.values():
        value["nested_in"] = value["nested_in"] if value["nested_in"] in made else None
    return made


def _home(value: Mapping[str, Any], made: Values) -> str:
    """Return the attribution begun already that a value belongs to: the same, an overlapping one, else the first."""
    uuid = str(value["uuid"])
    if uuid in made or not made:
        return uuid
    mine = comparing.characters(comparing.spans_of(value))
    shared = {key: len(mine & comparing.characters(comparing.spans_of(other))) for key, other in made.items()}
    return max(made, key=lambda key: shared[key])


def located(text: str, start: int, words: str) -> list[dict[str, Any]] | None:
    """Return the spans of some words of a sentence, or None when they do not stand in it in this order.

    `start` is the sentence's first code point in the article. Pieces of a broken span are parted by …
    """
    found: list[dict[str, Any]] = []
    place = 0
    for piece in (part.strip() for part in words.replace("...", "…").split("…")):
        at = text.find(piece, place) if piece else -1
        if at < 0:
            return None
        place = at + len(piece)
        found.append({"start": start + at, "end": start + place, "quote": piece})
    return found


def written(
    spans: Mapping[str, list[dict[str, Any]]], claims: Values, attributions: Values, name: str
) -> tuple[Values, Values]:
    """Return claims and attributions with the spans a reviewer wrote for some roles put in; `name` is for new ones.

    Written words of an attribution go to the first one that was taken, or make one; a written claim is linked to it.
    """
    for role, field in SPANS.items():
        if role in spans:
            first = next(iter(attributions), f"{name[:60]}-a")
            attributions = {**attributions, first: {**BARE, **attributions.get(first, {}), field: spans[role]}}
    if "claim" in spans:
        bare: dict[str, Any] = {"normalized": None, "types": [], "level": "content", "duplicate_of": []}
        claims = {name: {"spans": spans["claim"], **bare, "attribution": next(iter(attributions), None)}}
    return claims, attributions
