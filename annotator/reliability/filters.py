"""Which work is measured: a filter that stands in the address, so that a figure can be cited and found again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from annotator.errors import BadInput

TICKS = ("headings", "seen", "suggested", "gold")
SEVERAL = ("phase", "scheme", "guideline", "article", "who")
# These may also stand in one field, with blanks or commas between them.
LISTED = ("article", "who")
MOST = 500
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Filter:
    """What counts. Empty tuples mean all; the defaults are round 1, blind, without headings, suggestions and gold.

    `phase` holds names, `scheme` and `guideline` versions, `article` public ids, `who` pseudonyms. `since` and `until`
    are days in UTC, both included. With `last_round` the latest submitted round of each person counts. `seen` lets work
    in that was done after seeing others', `suggested` what began as a suggestion.
    """

    phase: tuple[str, ...] = ()
    scheme: tuple[str, ...] = ()
    guideline: tuple[int, ...] = ()
    article: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    last_round: bool = False
    headings: bool = False
    seen: bool = False
    suggested: bool = False
    gold: bool = False

    @property
    def kept(self) -> bool:
        """Whether this filter chooses whole articles only, so that the counts kept for each article serve it."""
        default = Filter(phase=self.phase, article=self.article)
        return self == default

    @property
    def chosen(self) -> bool:
        """Whether anything differs from the default."""
        return self != Filter()

    @property
    def begin(self) -> datetime | None:
        """The first moment that counts."""
        return datetime.combine(self.since, time(), UTC) if self.since else None

    @property
    def end(self) -> datetime | None:
        """The first moment that no longer counts."""
        return datetime.combine(self.until + timedelta(days=1), time(), UTC) if self.until else None

    def query(self) -> dict[str, Any]:
        """Return the filter as the fields of an address, defaults left out; parse reads it back."""
        found: dict[str, Any] = {}
        for place in fields(self):
            value = getattr(self, place.name)
            if value != place.default:
                found[place.name] = _field(value)
        return found


def _field(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(part) for part in value]
    return "1" if value is True else value.isoformat()


def parse(given: Mapping[str, Sequence[str]]) -> Filter:
    """Read a filter from the fields of an address; unknown fields are others' business.

    Raises BadInput naming the field that cannot be read.
    """
    values: dict[str, Any] = {}
    for name in SEVERAL:
        texts = given.get(name, ())
        if name in LISTED:
            texts = [part for text in texts for part in re.split(r"[\s,;]+", text)]
        parts = tuple(sorted({part.strip()[:LONGEST] for part in texts if part.strip()}))
        if len(parts) > MOST:
            raise BadInput(f"{name} names more than {MOST}: choose fewer.")
        values[name] = parts
    values["guideline"] = tuple(sorted(_number(part) for part in values["guideline"]))
    values["since"], values["until"] = (_day(name, given.get(name, ())) for name in ("since", "until"))
    for name in (*TICKS, "last_round"):
        values[name] = "1" in given.get(name, ())
    return Filter(**values)


def _number(text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text, re.ASCII):
        raise BadInput("guideline must be the number of a version.")
    return int(text)


def _day(name: str, given: Sequence[str]) -> date | None:
    text = "".join(given[:1]).strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise BadInput(f"{text[:40]} is no day for “{name}”. Write one such as 2026-03-31.") from fault
