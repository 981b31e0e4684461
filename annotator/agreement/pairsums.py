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


@dataclass(frozen=True)
class Ratio:
    """The quotient of two weighted sums of columns; `empty` is the reason given when the lower sum is 0."""

    upper: Mapping[str, float]
    lower: Mapping[str, float]
    empty: str


def ratio_figure(sums: PairSums, ratio: Ratio, *, seed: int = SEED, resamples: int = RESAMPLES) -> Figure:
    """Return one quotient as ratio_figures does."""
    return ratio_figures([(sums, ratio)], seed=seed, resamples=resamples)[0]


def ratio_figures(
    wanted: Sequence[tuple[PairSums, Ratio]], *, seed: int = SEED, resamples: int = RESAMPLES
) -> list[Figure]:
    """Return quotients with their intervals from resampling articles; sums of the same articles share the draws.

    In a figure n_items counts pairs of annotators over units, n_labels is the lower sum.
    """
    tables = [_by_article(sums, ratio) for sums, ratio in wanted]
    drawn = _drawn(tables, seed, resamples)
    found = []
    for at, (sums, ratio) in enumerate(wanted):
        articles, table = tables[at]
        n_items = int(sums.units.sum())
        over, under = table.sum(axis=0)
        if not n_items or not under:
            reason = ratio.empty if n_items else "No two annotators did the same unit."
            found.append(Figure(None, reason, None, None, n_items, 0, reason))
            continue
        why = no_interval(articles, len(articles), resamples)
        low, high, why = (None, None, why) if why else interval(drawn[articles][at])
        found.append(Figure(float(over / under), None, low, high, n_items, int(under), why))
    return found


def _by_article(sums: PairSums, ratio: Ratio) -> tuple[tuple[Key | None, ...], Floats]:
    """Return the articles that two annotators did, and for each the upper and the lower sum (articles x 2)."""
    used, row = np.unique(sums.article, return_inverse=True)
    table = np.zeros((used.size, 2))
    for side, part in enumerate((ratio.upper, ratio.lower)):
        for column, weight in part.items():
            np.add.at(table[:, side], row, weight * sums.values[:, sums.columns.index(column)])
    return tuple(sums.articles[at] for at in used.tolist()), table


def _drawn(
    tables: Sequence[tuple[tuple[Key | None, ...], Floats]], seed: int, resamples: int
) -> dict[tuple[Key | None, ...], dict[int, Floats]]:
    """Return, by articles and place in `tables`, each quotient in all resamples; nan where it is not defined."""
    groups: dict[tuple[Key | None, ...], list[int]] = {}
    for at, (articles, _) in enumerate(tables):
        groups.setdefault(articles, []).append(at)
    found: dict[tuple[Key | None, ...], dict[int, Floats]] = {}
    for articles, places in groups.items():
        if no_interval(articles, len(articles), resamples):
            continue
        both = np.concatenate([tables[at][1] for at in places], axis=1)
        sums = np.concatenate([draws @ both for draws in draw(len(articles), seed, resamples)])
        upper, lower = sums[:, ::2], sums[:, 1::2]
        ratios = np.divide(upper, lower, out=np.full(upper.shape, np.nan), where=lower > 0)
        found[articles] = {at: ratios[:, column] for column, at in enumerate(places)}
    return found


def no_interval(articles: Sequence[Key | None], used: int, resamples: int) -> str | None:
    """Say why there is no interval over articles, or return None; `used` counts articles that two annotators did."""
    if resamples < 1:
        return "No resamples were asked for."
    if None in articles:
        return "Some units have no article, and intervals come from resampling articles."
    return "Only one article was done by two annotators, so there is nothing to resample." if used < 2 else None
