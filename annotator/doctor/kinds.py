"""Whether the values of a row are what its columns hold: SQLite would keep anything, and break pages.

Texts are no longer than their column, words are those of the vocabulary, addresses are of the web, spans run forward.
"""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Integer, LargeBinary, Table

from annotator import access, scheme
from annotator.annotate.operations import ARTICLE, SENTENCE
from annotator.errors import BadInput
from annotator.fields import check
from annotator.models.base import MAX_KEY, UtcTime
from annotator.project import options, phases
from annotator.project.projects import PSEUDONYM
from annotator.releases.freezing import NAME
from annotator.sentences.cuts import Wish
from annotator.talk import talking

Check = Callable[[Any], bool]
RESTS = ("items", "items_used", "annotators", "labels_used", "reason")


def is_moment(value: Any) -> bool:
    """Say whether a value is a moment with its zone, in a year that people live in, so that every clock can show it."""
    return isinstance(value, datetime) and value.tzinfo is not None and 1900 < value.year < 3000


def _is_number(value: Any) -> bool:
    """Say whether a value is a count, an offset or a key; none of ours is below 0."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_KEY


def _is_small_number(value: Any) -> bool:
    return _is_number(value) and value < 2**31


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_anything(_value: Any) -> bool:
    return True


def _list_of(is_: Check) -> Check:
    return lambda value: isinstance(value, list) and all(map(is_, value))


def _is_span(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"start", "end", "quote"}
        and _is_number(value["start"])
        and _is_number(value["end"])
        and value["start"] < value["end"]
        and _is_text(value["quote"])
    )


def _is_address(value: Any) -> bool:
    return _is_text(value) and re.match("https?://", value) is not None


def _is_cut(value: Any) -> bool:
    try:
        check(Wish, value)
    except BadInput:
        return False
    return True


def _is_one_of(words: Collection[str]) -> Check:
    return lambda value: _is_text(value) and value in words


def _are_of(words: Collection[str]) -> Check:
    return _list_of(_is_one_of(words))


def _is_at_most(length: int | None) -> Check:
    return lambda value: _is_text(value) and (length is None or len(value) <= length)


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


def _is_figure(value: Any) -> bool:
    """Say whether a figure of agreement has a value and an interval, or neither."""
    if not isinstance(value, dict):
        return False
    between = value.get("interval") or []
    numbers = (value.get("value"), *between)
    return len(between) in (0, 2) and all(one is None or isinstance(one, float | int) for one in numbers)


def _are_figures(value: Any) -> bool:
    if not (_is_object(value) and _is_object(value.get("counts")) and _is_object(value.get("agreement"))):
        return False
    # What the figures rest on stands beside them.
    figures = [one for name, one in value["agreement"].items() if name not in RESTS]
    return all(map(_is_number, value["counts"].values())) and all(map(_is_figure, figures))


def _are_options(value: Any) -> bool:
    if not _is_object(value) or not _list_of(_is_text)(value.get(options.LEFT_OUT, [])):
        return False
    return all(type(value.get(name, usual)) is type(usual) for name, usual in options.DEFAULTS.items())


def _is_like(pattern: re.Pattern[str]) -> Check:
    return lambda value: _is_text(value) and pattern.fullmatch(value) is not None


NUMBERS, SPANS = _list_of(_is_number), _list_of(_is_span)
# What the columns hold whose values are lists and objects, or words out of few.
SPECIAL: dict[str, Check] = {
    "project.options": _are_options, "membership.roles": _are_of(access.ROLES), "scheme.body": _is_scheme,
    "membership.pseudonym": _is_like(PSEUDONYM), "release.name": _is_like(NAME),
    "phase.layers": _is_layers, "phase.reveal": _is_one_of(phases.REVEALS),
    "assignment.state": _is_one_of(("open", "submitted", "left")),
    "cut_request.state": _is_one_of(("open", "accepted", "declined", "undone")), "cut_request.value": _is_cut,
    "cut_request.sentence": _is_like(SENTENCE), "article.public_id": _is_like(ARTICLE),
    "article.split_key": _is_like(ARTICLE),
    "article.url": _is_address, "sentence.kind": _is_one_of(scheme.KINDS), "sentence.came_from": NUMBERS,
    "annotation.flags": _are_of(scheme.FLAGS), "annotation.took": NUMBERS,
    "annotation.method": _is_one_of(scheme.METHODS), "annotation.reason": _is_one_of(scheme.REASONS),
    "claim.types": _are_of(scheme.CLAIM_TYPES), "claim.level": _is_one_of(scheme.LEVELS),
    "claim.duplicate_of": _list_of(_is_text), "claim.spans": lambda value: SPANS(value) and value != [],
    "attribution.source_spans": SPANS, "attribution.cue_spans": SPANS, "attribution.content_spans": SPANS,
    "attribution.source_type": _is_one_of(scheme.SOURCE_TYPES),
    "attribution.source_commitment": _is_one_of(scheme.COMMITMENTS),
    "verification.status": _is_one_of(scheme.STATUSES), "verification.verdict": _is_one_of(scheme.VERDICTS),
    "evidence.stance": _is_one_of(scheme.STANCES), "evidence.medium": _is_one_of(scheme.MEDIA),
    "evidence.url": _is_address, "evidence.archived_url": _is_address,
    # SQLite kept whatever a browser said here.
    "event.milliseconds": _is_number,
    "thread.kind": _is_one_of(("talk", "question")), "comment.answer": _is_one_of(talking.ANSWERS),
    "import_file.state": _is_one_of(("imported",)), "release.figures": _are_figures, "release.choice": _is_object,
}  # fmt: skip


def _or_nothing(is_: Check) -> Check:
    return lambda value: value is None or is_(value)


def checks_of(table: Table) -> dict[str, Check]:
    """Return for each column what a value must be."""
    found = {column.name: _check_of(f"{table.name}.{column.name}", column.type) for column in table.columns}
    return {name: _or_nothing(is_) if table.c[name].nullable else is_ for name, is_ in found.items()}


def _check_of(name: str, kind: Any) -> Check:
    if name in SPECIAL:
        return SPECIAL[name]
    if isinstance(kind, JSON):
        return _is_anything
    if isinstance(kind, UtcTime):
        return is_moment
    for of, types in ((Boolean, bool), (LargeBinary, bytes)):
        if isinstance(kind, of):
            return lambda value: isinstance(value, types)
    if isinstance(kind, Integer):
        return _is_number if isinstance(kind, BigInteger) else _is_small_number
    return _is_at_most(kind.length)
