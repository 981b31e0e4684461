"""Sums over pairs of annotators who did the same unit, kept per article: the ground of span and relation figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from annotator.agreement.arrays import Floats, Ints, as_ints
from annotator.agreement.figures import Figure, interval
from annotator.agreement.labels import Key, LabelsError, key_order
from annotator.agreement.resample import RESAMPLES, SEED, draw


class Row(Protocol):
    """What one annotator did in one unit; annotators who were not asked have no row."""

    @property
    def unit(self) -> Key:
        """The unit, for example a sentence or an article."""

    @property
    def annotator(self) -> Key:
        """Who did it."""

    @property
    def article(self) -> Key | None:
        """The article of the unit, the thing that is resampled."""


SomeRow = TypeVar("SomeRow", bound=Row)


@dataclass(frozen=True, eq=False)
class PairSums:
    """One entry an article and pair of annotators a < b: `units` both did, and sums `values` (entries x columns)."""

    columns: tuple[str, ...]
    annotators: tuple[Key, ...]
    articles: tuple[Key | None, ...]
    article: Ints
    a: Ints
    b: Ints
    units: Ints
    values: Floats

    def total(self, column: str) -> float:
        """Return the sum of a column."""
        return float(self.values[:, self.columns.index(column)].sum())

    def pair(self, a: Key, b: Key) -> PairSums:
        """Return the entries of one pair of annotators, named in the order of `annotators`."""
        some = (self.a == self.annotators.index(a)) & (self.b == self.annotators.index(b))
        tables = (self.article, self.a, self.b, self.units, self.values)
        return PairSums(self.columns, self.annotators, self.articles, *(table[some] for table in tables))

    def pairs(self) -> list[tuple[Key, Key]]:
        """Return the pairs of annotators with a unit in common."""
        found = sorted(set(zip(self.a.tolist(), self.b.tolist(), strict=True)))
        return [(self.annotators[a], self.annotators[b]) for a, b in found]


def pair_sums(
    rows: Iterable[SomeRow], columns: Sequence[str], compare: Callable[[SomeRow, SomeRow], Sequence[float]]
) -> PairSums:
    """Compare all pairs of rows of a unit and add up, per article and pair of annotators, what compare returns.

    compare answers one number a column. Raises LabelsError when an annotator has two rows for a unit.
    """
    units = by_unit(rows)
    people = sorted({name for some in units.values() for name in some}, key=key_order)
    articles = sorted({row.article for some in units.values() for row in some.values()}, key=key_order)
    who, where = {name: at for at, name in enumerate(people)}, {name: at for at, name in enumerate(articles)}
    sums: dict[tuple[int, int, int], list[float]] = {}
    for some in units.values():
        names = sorted(some, key=key_order)
        for at, a in enumerate(names):
            for b in names[at + 1 :]:
                found = [1.0, *compare(some[a], some[b])]
                key = where[some[a].article], who[a], who[b]
                sums[key] = [x + y for x, y in zip(sums[key], found, strict=True)] if key in sums else found
    keys = as_ints(list(sums)).reshape(-1, 3)
    values = np.array(list(sums.values()), dtype=np.float64).reshape(-1, len(columns) + 1)
    return PairSums(
        columns=tuple(columns),
        annotators=tuple(people),
        articles=tuple(articles),
        article=keys[:, 0],
        a=keys[:, 1],
        b=keys[:, 2],
        units=values[:, 0].astype(np.int64),
        values=values[:, 1:],
    )


def by_unit(rows: Iterable[SomeRow]) -> dict[Key, dict[Key, SomeRow]]:
    """Group rows by unit and annotator. Raises LabelsError for two rows of one annotator, or a unit in two articles."""
    units: dict[Key, dict[Key, SomeRow]] = {}
    for row in rows:
        some = units.setdefault(row.unit, {})
        if row.annotator in some:
            raise LabelsError(f"{row.annotator!r} did unit {row.unit!r} twice: keep one row for each.")
        if some and next(iter(some.values())).article != row.article:
            raise LabelsError(f"Unit {row.unit!r} stands under two articles: give each unit one article.")
        some[row.annotator] = row
    return units


def ratio_figure(
    sums: PairSums,
    upper: Mapping[str, float],
    lower: Mapping[str, float],
    empty: str,
    *,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> Figure:
    """Return the quotient of two weighted sums of columns, with the interval from resampling articles.

    `empty` is the reason given when the lower sum is 0. n_items counts pairs of annotators over units, n_labels is the
    lower sum.
    """
    n_items = int(sums.units.sum())
    if not n_items:
        reason = "No two annotators did the same unit."
        return Figure(None, reason, interval_reason=reason)
    top, bottom = (sum(sums.values[:, sums.columns.index(c)] * w for c, w in part.items()) for part in (upper, lower))
    both = np.stack([np.asarray(top), np.asarray(bottom)], axis=1)
    over, under = both.sum(axis=0)
    if not under:
        return Figure(None, empty, None, None, n_items, 0, empty)
    low, high, why = _interval(sums, both, seed, resamples)
    return Figure(float(over / under), None, low, high, n_items, int(under), why)


def no_interval(articles: Sequence[Key | None], used: int, resamples: int) -> str | None:
    """Say why there is no interval over articles, or return None; `used` counts articles that two annotators did."""
    if resamples < 1:
        return "No resamples were asked for."
    if None in articles:
        return "Some units have no article, and intervals come from resampling articles."
    return "Only one article was done by two annotators, so there is nothing to resample." if used < 2 else None


def _interval(sums: PairSums, both: Floats, seed: int, resamples: int) -> tuple[float | None, float | None, str | None]:
    used, row = np.unique(sums.article, return_inverse=True)
    reason = no_interval([sums.articles[at] for at in used.tolist()], used.size, resamples)
    if reason:
        return None, None, reason
    table = np.zeros((used.size, 2))
    np.add.at(table, row, both)
    drawn = np.concatenate([draws @ table for draws in draw(used.size, seed, resamples)])
    return interval(np.divide(drawn[:, 0], drawn[:, 1], out=np.full(resamples, np.nan), where=drawn[:, 1] > 0))
