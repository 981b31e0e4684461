"""Whether a value of a bundle's row is of the kind its column holds: SQLite would keep anything, and break pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, LargeBinary, Table

from annotator.models.base import MAX_KEY, UtcTime
from annotator.project import options

Check = Callable[[Any], bool]


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -MAX_KEY <= value <= MAX_KEY


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_anything(_value: Any) -> bool:
    return True


def _list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(check, value))


def _is_span(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"start", "end", "quote"}
        and _is_number(value["start"])
        and _is_number(value["end"])
        and _is_text(value["quote"])
    )


def _is_layers(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_list_of(_is_text), value.values()))


def _is_label(value: Any) -> bool:
    parts = ("code", "key", "letter", "name", "definition")
    return isinstance(value, dict) and all(_is_text(value.get(part)) for part in parts)


def _is_scheme(value: Any) -> bool:
    parts = {"labels": _list_of(_is_label), "flags": _list_of(_is_text), "claim_types": _list_of(_is_text)}
    return (
        _is_object(value) and _is_text(value.get("name")) and all(is_(value.get(name)) for name, is_ in parts.items())
    )


def _are_options(value: Any) -> bool:
    if not _is_object(value) or not _list_of(_is_text)(value.get(options.LEFT_OUT, [])):
        return False
    return all(type(value.get(name, usual)) is type(usual) for name, usual in options.DEFAULTS.items())


TEXTS, NUMBERS, SPANS = _list_of(_is_text), _list_of(_is_number), _list_of(_is_span)
# What the columns hold whose values are lists and objects.
LISTED: dict[str, Check] = {
    "project.options": _are_options, "membership.roles": TEXTS, "scheme.body": _is_scheme, "phase.layers": _is_layers,
    "annotation.flags": TEXTS, "annotation.took": NUMBERS, "sentence.came_from": NUMBERS, "claim.types": TEXTS,
    "claim.duplicate_of": TEXTS, "claim.spans": SPANS, "attribution.source_spans": SPANS,
    "attribution.cue_spans": SPANS, "attribution.content_spans": SPANS, "release.figures": _is_object,
    "release.choice": _is_object,
}  # fmt: skip


def checks_of(table: Table) -> dict[str, Check]:
    """Return for each column what a value that is not null must be."""
    return {column.name: _check_of(f"{table.name}.{column.name}", column.type) for column in table.columns}


def _check_of(name: str, kind: Any) -> Check:
    if isinstance(kind, JSON):
        return LISTED.get(name, _is_anything)
    for of, types in ((Boolean, bool), (UtcTime, datetime), (LargeBinary, bytes)):
        if isinstance(kind, of):
            return lambda value: isinstance(value, types)
    return _is_number if isinstance(kind, Integer) else _is_text
