"""The canonical record: one sentence with everybody's readings and gold, every key present, in fixed order.

Source of the form: the project's export contract; offsets are code points of the article, half-open.
"""

import hashlib
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from annotator.exporting.choice import Choice
from annotator.exporting.naming import Named
from annotator.exporting.plain import Line, Reading, Source

SALT = "split-v1:"
SHARES = ("train", "validation", "test")
SAID = ("label", "flags", "claims", "attributions")
Record = dict[str, Any]


def share(key: str) -> str:
    """Return the share of the data set a split key falls into: 80 % train, 10 % validation, 10 % test, for ever."""
    place = int(hashlib.sha256((SALT + key).encode()).hexdigest(), 16) % 100
    return "train" if place < 80 else "validation" if place < 90 else "test"


def chosen(source: Source, choice: Choice) -> Source:
    """Leave only the readings that were chosen, ordered by pseudonym and round; changes and returns `source`."""
    for line in source.lines:
        if line.readings:
            line.readings = _chosen(line.readings, choice)
    return source


def _chosen(readings: list[Reading], choice: Choice) -> list[Reading]:
    if choice.states == "submitted":
        readings = [reading for reading in readings if reading.status == "submitted"]
    if choice.rounds == "first":
        readings = [reading for reading in readings if reading.round == 1]
    if len(readings) > 1:
        readings = sorted(readings, key=attrgetter("who", "round"))
    if choice.rounds == "last":
        return list({reading.who: reading for reading in readings}.values())
    return readings


def records(source: Source, choice: Choice) -> Iterator[dict[str, Any]]:
    """Yield a record for each sentence of an article of which `chosen` left what is wanted."""
    named = Named(source)
    part = share(source.split_key)
    sections = _sections(source)
    wants_own, wants_gold = choice.layers != "gold", choice.layers != "everyone"
    for index, (line, section) in enumerate(zip(source.lines, sections, strict=True)):
        annotations = [_annotation(named, reading) for reading in line.readings] if wants_own else []
        gold = _gold(named, line.gold) if wants_gold and line.gold is not None else None
        final, final_from = _final(line, annotations, gold)
        yield {
            "id": source.id_of(line),
            "article_id": source.public_id,
            "index": index,
            "kind": line.kind,
            "start": line.start,
            "end": line.end,
            "text": source.shown(line.text),
            "section": source.shown(section),
            "lang": source.language,
            "annotations": annotations,
            "gold": gold,
            "final": final,
            "final_from": final_from,
            "n_annotators": len({reading.who for reading in line.readings}),
            "split": part,
            "license": source.license,
            "scheme": source.scheme,
            "scheme_version": source.scheme_version,
            "splitter": source.splitter,
        }


def _final(line: Line, annotations: list[Record], gold: Record | None) -> tuple[Record | None, str | None]:
    """Return what a sentence is taken to say, and where that comes from: its gold, else its only annotation.

    An annotation counts when it is handed in and has a label; of one person's several rounds, the last. Gold that is
    there but was not asked for leaves nothing final.
    """
    if gold is not None:
        return {name: gold[name] for name in SAID}, gold["method"]
    if line.gold is not None or not annotations:
        return None, None
    only = annotations[-1]
    if annotations[0]["annotator"] != only["annotator"] or only["label"] is None or only["status"] != "submitted":
        return None, None
    return {name: only[name] for name in SAID}, "single"


def _sections(source: Source) -> list[str | None]:
    """Return for each sentence the heading it stands under; a heading stands under itself."""
    found: list[str | None] = []
    heading: list[Line] = []
    for line in source.lines:
        if line.kind == "heading":
            heading = [*heading, line] if heading and heading[0].segment == line.segment else [line]
        found.append(heading[0].text if heading else None)
    return found


def _annotation(named: Named, reading: Reading) -> dict[str, Any]:
    claims, attributions = named.marked(reading)
    return {
        "annotator": reading.shown,
        "label": reading.label,
        "flags": sorted(reading.flags) if reading.flags else [],
        "claims": claims,
        "attributions": attributions,
        "note": reading.note,
        "status": reading.status,
        "round": reading.round,
        "blind": reading.blind,
        "suggestion": reading.suggestion,
        "created_at": reading.created_at,
        "scheme_version": reading.scheme_version,
    }


def _gold(named: Named, reading: Reading) -> dict[str, Any]:
    claims, attributions = named.marked(reading)
    return {
        "label": reading.label,
        "flags": sorted(reading.flags) if reading.flags else [],
        "claims": claims,
        "attributions": attributions,
        "method": reading.method,
        "settled_by": reading.shown,
        "took": reading.took,
        "version": reading.version,
        "reason": reading.reason,
        "note": reading.note,
    }
