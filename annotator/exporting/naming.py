"""Exported claims and attributions: their ids from content, their home sentence, their references to each other.

A UUID comes from a browser and means nothing outside; an id here is `sentence:annotator:kind:start:end` of the first
span, so that the same work has the same id in every export of every database.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import orjson

from annotator import details
from annotator.errors import Conflict
from annotator.exporting.plain import Line, Reading, Source

LAYERS = ("claims", "attributions")
KIND = {"claims": "claim", "attributions": "attribution"}
REFERENCES = ("attribution", "duplicate_of", "nested_in")
ROLES = {"spans": "claim", "source_spans": "source", "cue_spans": "cue", "content_spans": "content"}
Span = tuple[int, int, str]


@dataclass(slots=True, eq=False)
class Mark:
    """One claim or attribution on its way out. `made` is the reading it was stored with."""

    layer: str
    uuid: str
    value: dict[str, Any]
    spans: list[Span]
    made: Reading
    id: str = ""

    @property
    def order(self) -> tuple[list[Span], bytes, str]:
        """By all spans, then content; the UUID only tells apart what is alike in both."""
        content = {name: value for name, value in self.value.items() if name not in REFERENCES}
        return self.spans, orjson.dumps(content, option=orjson.OPT_SORT_KEYS), self.uuid


class Named:
    """The claims and attributions of an article that are exported, by the reading in whose entry they stand."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._at: dict[tuple[int, str], list[Mark]] = defaultdict(list)
        self._ids: dict[tuple[Any, ...], str] = {}
        self._layers = {layer: frozenset(source.layers.get(layer, ())) for layer in LAYERS}
        taken: dict[str, int] = {}
        for group in _by_owner(source):
            self._place(group)
            for line, reading in group:
                for layer in LAYERS:
                    marks = self._at.get((reading.key, layer))
                    if marks:
                        self._name(line, marks, taken)

    def _place(self, group: list[tuple[Line, Reading]]) -> None:
        """Find each mark's home: the sentence in which its first span starts, if that entry can hold it."""
        starts = [line.start for line, _ in group]
        for _, reading in group:
            if not reading.claims and not reading.attributions:
                continue
            for layer, asking in self._layers.items():
                values = reading.claims if layer == "claims" else reading.attributions
                if not values or reading.label not in asking:
                    continue
                for uuid, value in values.items():
                    mark = Mark(layer, uuid, value, spans_of(value), reading)
                    place = bisect_right(starts, mark.spans[0][0]) - 1
                    line, home = group[max(place, 0)]
                    inside = line.start <= mark.spans[0][0] < line.end and home.label in asking
                    self._at[(home if inside else reading).key, layer].append(mark)

    def _name(self, line: Line, marks: list[Mark], taken: dict[str, int]) -> None:
        if len(marks) > 1:
            marks.sort(key=lambda mark: mark.order)
        for mark in marks:
            start, end, _ = mark.spans[0]
            layer, made = mark.layer, mark.made
            base = f"{self._source.id_of(line)}:{made.who}:{KIND[layer]}:{start}:{end}"
            number = taken[base] = taken.get(base, 0) + 1
            mark.id = base if number == 1 else f"{base}~{number}"
            # A copy under the same UUID may stand in another annotation; one's own comes first.
            self._ids[layer, made.key, mark.uuid] = mark.id
            self._ids.setdefault((layer, made.who, made.round, mark.uuid), mark.id)

    def refer(self, mark: Mark, layer: str, uuid: str | None) -> str | None:
        """Return the exported id of what a mark refers to, or None when that is not exported."""
        if uuid is None:
            return None
        made = mark.made
        return self._ids.get((layer, made.key, uuid)) or self._ids.get((layer, made.who, made.round, uuid))

    def claims(self, reading: Reading) -> list[dict[str, Any]] | None:
        """Return the claims of a reading as the record prints them, in order; None where they were not asked."""
        if reading.label not in self._layers["claims"]:
            return None
        return [self._claim(mark) for mark in self._at.get((reading.key, "claims"), ())]

    def attributions(self, reading: Reading) -> list[dict[str, Any]] | None:
        """Return the attributions of a reading as the record prints them; None where they were not asked."""
        if reading.label not in self._layers["attributions"]:
            return None
        return [self._attribution(mark) for mark in self._at.get((reading.key, "attributions"), ())]

    def _claim(self, mark: Mark) -> dict[str, Any]:
        value = mark.value
        same = [self.refer(mark, "claims", uuid) for uuid in value["duplicate_of"]] if value["duplicate_of"] else []
        return {
            "id": mark.id,
            "spans": self._spans(value["spans"]),
            "normalized": value["normalized"],
            "types": sorted(value["types"]),
            "level": value["level"],
            "attribution": self.refer(mark, "attributions", value["attribution"]),
            "duplicate_of": sorted(found for found in same if found),
            "verification": value["verification"],
        }

    def _attribution(self, mark: Mark) -> dict[str, Any]:
        value = mark.value
        return {
            "id": mark.id,
            "source_spans": self._spans(value["source_spans"]),
            "source_entity": value["source_entity"],
            "source_type": value["source_type"],
            "cue_spans": self._spans(value["cue_spans"]),
            "content_spans": self._spans(value["content_spans"]),
            "quote_type": details.quote_type(self._source.text, value["content_spans"]),
            "source_commitment": value["source_commitment"],
            "nested_in": self.refer(mark, "attributions", value["nested_in"]),
        }

    def _spans(self, spans: list[dict[str, Any]]) -> list[dict[str, Any]]:
        text, hidden = self._source.text, self._source.hidden
        found = []
        for span in sorted(spans, key=itemgetter("start", "end")) if len(spans) > 1 else spans:
            start, end, quote = span["start"], span["end"], span["quote"]
            if text[start:end] != quote:
                raise Conflict(
                    f"A span of {self._source.public_id} at {start} to {end} does not cover its words, so nothing "
                    "was exported. Run: annotator doctor"
                )
            found.append({"start": start, "end": end, "text": None if hidden else quote})
        return found


def _by_owner(source: Source) -> list[list[tuple[Line, Reading]]]:
    """Return the readings of everybody who marked something, by annotator and round, in the order of the text."""
    found: dict[tuple[str, int], list[tuple[Line, Reading]]] = defaultdict(list)
    marked = set()
    for line in source.lines:
        for reading in (*line.readings, *([line.gold] if line.gold else ())):
            if reading.label is not None:
                owner = reading.who, reading.round
                found[owner].append((line, reading))
                if reading.claims or reading.attributions:
                    marked.add(owner)
    return [found[owner] for owner in sorted(marked)]


def spans_of(value: dict[str, Any]) -> list[Span]:
    """Return all spans of a claim or attribution by (start, end, role), in code points of the article."""
    whole = value.get("spans", ())
    # Nearly all claims have one span.
    return [(whole[0]["start"], whole[0]["end"], "claim")] if len(whole) == 1 else sorted(_roles(value))


def _roles(value: dict[str, Any]) -> Iterable[Span]:
    for name, role in ROLES.items():
        for span in value.get(name, ()):
            yield span["start"], span["end"], role
