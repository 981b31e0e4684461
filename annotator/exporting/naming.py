"""Exported claims and attributions: their ids from content, their home sentence, their references to each other.

A UUID comes from a browser and means nothing outside; an id here is `sentence:annotator:kind:start:end` of the first
span, so that the same work has the same id in every export of every database.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

import orjson

from annotator.annotate import details
from annotator.errors import Conflict
from annotator.exporting.plain import GOLD, Line, Reading, Source

LAYERS = ("claims", "attributions")
KIND = {"claims": "claim", "attributions": "attribution"}
REFERENCES = ("attribution", "duplicate_of", "nested_in")
ROLES = {"spans": "claim", "source_spans": "source", "cue_spans": "cue", "content_spans": "content"}
Span = tuple[int, int, str]


@dataclass(slots=True, eq=False)
class Mark:
    """One claim or attribution on its way out. `made` is the reading it was stored with, `first` its first span."""

    layer: str
    uuid: str
    value: dict[str, Any]
    first: Span
    made: Reading
    id: str = ""

    @property
    def order(self) -> tuple[list[Span], bytes, str]:
        """By all spans, then content; the UUID only tells apart what is alike in both."""
        content = {name: value for name, value in self.value.items() if name not in REFERENCES}
        return spans_of(self.value), orjson.dumps(content, option=orjson.OPT_SORT_KEYS), self.uuid


class Named:
    """The claims and attributions of an article that are exported, by the reading in whose entry they stand."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._at: dict[str, dict[int, list[Mark]]] = {layer: defaultdict(list) for layer in LAYERS}
        self._ids: dict[tuple[Any, ...], str] = {}
        self._layers = {layer: frozenset(source.layers.get(layer, ())) for layer in LAYERS}
        self._homes: dict[tuple[str, int, int], tuple[Line, Reading]] = {}
        for line in source.lines:
            for reading in line.readings:
                if reading.claims or reading.attributions:
                    self._place(line, reading)
            if line.gold is not None and (line.gold.claims or line.gold.attributions):
                self._place(line, line.gold)
        taken: dict[str, int] = {}
        for owner in sorted(self._homes):
            line, reading = self._homes[owner]
            for layer in LAYERS:
                if marks := self._at[layer].get(reading.key):
                    self._name(line, marks, taken)

    def _place(self, line: Line, reading: Reading) -> None:
        """Find the home of each mark of a reading."""
        for layer, values in (("claims", reading.claims), ("attributions", reading.attributions)):
            if not values or reading.label not in self._layers[layer]:
                continue
            for uuid, value in values.items():
                mark = Mark(layer, uuid, value, _first(value), reading)
                inside = line.start <= mark.first[0] < line.end
                there, home = (line, reading) if inside else self._home(mark, line)
                self._homes[home.who, home.round, there.start] = there, home
                self._at[layer][home.key].append(mark)

    def _home(self, mark: Mark, line: Line) -> tuple[Line, Reading]:
        """Return the sentence in which a mark's first span starts, if that entry can hold it, else its own."""
        made, place = mark.made, bisect_right(self._source.lines, mark.first[0], key=attrgetter("start")) - 1
        found = self._source.lines[max(place, 0)]
        if found.start <= mark.first[0] < found.end:
            for reading in found.readings if made.who != GOLD else filter(None, [found.gold]):
                alike = reading.who == made.who and reading.round == made.round
                if alike and reading.label in self._layers[mark.layer]:
                    return found, reading
        return line, made

    def _name(self, line: Line, marks: list[Mark], taken: dict[str, int]) -> None:
        if len(marks) > 1:
            marks.sort(key=lambda mark: mark.order)
        for mark in marks:
            start, end, _ = mark.first
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
        # What a round leaves as it was is named as of the one before.
        rounds = (self._ids.get((layer, made.who, turn, uuid)) for turn in range(made.round, 0, -1))
        return self._ids.get((layer, made.key, uuid)) or next(filter(None, rounds), None)

    def marked(self, reading: Reading) -> tuple[list[dict[str, Any]] | None, list[dict[str, Any]] | None]:
        """Return claims and attributions of a reading as the record prints them, in order; None where not asked."""
        claims = attributions = None
        if reading.label in self._layers["claims"]:
            claims = [self._claim(mark) for mark in self._at["claims"].get(reading.key, ())]
        if reading.label in self._layers["attributions"]:
            attributions = [self._attribution(mark) for mark in self._at["attributions"].get(reading.key, ())]
        return claims, attributions

    def _claim(self, mark: Mark) -> dict[str, Any]:
        value = mark.value
        same = [self.refer(mark, "claims", uuid) for uuid in value["duplicate_of"]] if value["duplicate_of"] else []
        return {
            "id": mark.id,
            "spans": self._spans(value["spans"]),
            "normalized": value["normalized"],
            "types": None if value["types"] is None else sorted(value["types"]),
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
                    f"A span of {self._source.public_id} at {start} to {end} does not cover its words, so the export "
                    "ends here. Run: annotator doctor"
                )
            found.append({"start": start, "end": end, "text": None if hidden else quote})
        return found


def spans_of(value: dict[str, Any]) -> list[Span]:
    """Return all spans of a claim or attribution by (start, end, role), in code points of the article."""
    return sorted(_roles(value))


def _first(value: dict[str, Any]) -> Span:
    whole = value.get("spans", ())
    # Nearly all claims have one span.
    return (whole[0]["start"], whole[0]["end"], "claim") if len(whole) == 1 else min(_roles(value))


def _roles(value: dict[str, Any]) -> Iterable[Span]:
    for name, role in ROLES.items():
        for span in value.get(name, ()):
            yield span["start"], span["end"], role
