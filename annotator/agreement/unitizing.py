"""Krippendorff's alpha for unitizing, which asks whether people cut the same units out of a continuum.

Krippendorff, K. (1995), On the reliability of unitizing continuous data, Sociological Methodology 25, 47-76, with the
expected disagreement as printed in Content Analysis (2004), page 255 (a gap of length g has g - l + 1 places for a unit
of length l). Several articles are one continuum whose gaps end where an article ends, so that their order is of no
account; with m annotators of an article each pair weighs 1 / (m - 1), so that m may differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from annotator.agreement.arrays import Floats, as_ints, totals
from annotator.agreement.figures import Figure, interval
from annotator.agreement.labels import Key, LabelsError, key_order
from annotator.agreement.pairsums import Row, by_unit, no_interval
from annotator.agreement.resample import RESAMPLES, SEED, draw
from annotator.agreement.spans import Pieces

EMPTY = "Nothing was marked in any unit that two annotators did."
FULL = "The marks leave no other way to place them, so chance cannot be told from agreement."


class Marked(Row, Protocol):
    """Marks of one annotator in a unit of a length, in code points."""

    @property
    def marks(self) -> tuple[Pieces, ...]:
        """Each mark as its pieces."""

    @property
    def length(self) -> int:
        """The length of the unit."""


@dataclass(frozen=True, eq=False)
class Continuum:
    """The sums of one article: observed disagreement, annotators x length, lengths of its units and of its gaps."""

    article: Key | None
    observed: float
    extent: float
    units: Floats
    gaps: Floats


def alpha_u(rows: Iterable[Marked], *, seed: int = SEED, resamples: int = RESAMPLES) -> Figure:
    """Return alpha for unitizing of one role, with its interval from resampling articles.

    Every piece of a mark is a unit; pieces of one annotator that overlap become one. Raises LabelsError when the
    annotators of a unit give it different lengths, or one of them did it twice.
    """
    found = [continuum(list(some.values())) for some in by_unit(rows).values() if len(some) > 1]
    if not found:
        reason = "No two annotators did the same unit."
        return Figure(None, reason, interval_reason=reason)
    n_units = sum(part.units.size for part in found)
    value = alpha_of(found, np.ones((1, len(found))))[0]
    if np.isnan(value):
        reason = FULL if n_units else EMPTY
        return Figure(None, reason, None, None, len(found), n_units, reason)
    names = sorted({part.article for part in found}, key=key_order)
    why = no_interval([part.article for part in found], len(names), resamples)
    if why:
        return Figure(float(value), None, None, None, len(found), n_units, why)
    place = [names.index(part.article) for part in found]
    values = [alpha_of(found, draws[:, place]) for draws in draw(len(names), seed, resamples)]
    low, high, why = interval(np.concatenate(values))
    return Figure(float(value), None, low, high, len(found), n_units, why)


def continuum(rows: Sequence[Marked]) -> Continuum:
    """Return the sums of one unit of text that two or more annotators did."""
    length = rows[0].length
    if any(row.length != length for row in rows):
        raise LabelsError(f"Unit {rows[0].unit!r} has different lengths for different annotators.")
    cuts = [_units(row) for row in rows]
    gaps = [_gaps(units, length) for units in cuts]
    observed = 0.0
    for i, units in enumerate(cuts):
        for j, others in enumerate(cuts):
            if i != j:
                # Both directions of units against units, so half each; units in a gap of the other once.
                observed += _shifts(units, others) / 2 + _inside(units, gaps[j])
    return Continuum(
        article=rows[0].article,
        # Krippendorff adds over ordered pairs, i against j and j against i.
        observed=2 * observed / (len(rows) - 1),
        extent=float(len(rows) * length),
        units=np.array([end - start for units in cuts for start, end in units], dtype=np.float64),
        gaps=np.array([end - start for some in gaps for start, end in some], dtype=np.float64),
    )


def _units(row: Marked) -> Pieces:
    """Return all pieces of an annotator in order; overlapping ones are joined, touching ones are not."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(piece for mark in row.marks for piece in mark):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def _gaps(units: Pieces, length: int) -> Pieces:
    edges = [0, *(edge for unit in units for edge in unit), length]
    return tuple((start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end > start)


def _shifts(units: Pieces, others: Pieces) -> float:
    """Add up the squared shifts of both ends over all pairs of overlapping units."""
    total, first = 0.0, 0
    for start, end in units:
        while first < len(others) and others[first][1] <= start:
            first += 1
        at = first
        while at < len(others) and others[at][0] < end:
            total += (start - others[at][0]) ** 2 + (end - others[at][1]) ** 2
            at += 1
    return total


def _inside(units: Pieces, gaps: Pieces) -> float:
    """Add up the squared lengths of the units that lie wholly in a gap of the other annotator."""
    total, at = 0.0, 0
    for start, end in units:
        while at < len(gaps) and gaps[at][1] < end:
            at += 1
        if at < len(gaps) and gaps[at][0] <= start:
            total += (end - start) ** 2
    return total


@dataclass(frozen=True, eq=False)
class Lengths:
    """The sums of many articles: `n` units of each `length` and `free` gaps of each length `gap`, both sorted."""

    observed: float
    extent: float
    length: Floats
    n: Floats
    gap: Floats
    free: Floats


def pooled(parts: Sequence[Continuum]) -> Lengths:
    """Add up parts; alpha of the sum is that of all of them."""
    none = [np.zeros(0)]
    length, n = np.unique(np.concatenate([part.units for part in parts] or none), return_counts=True)
    gap, free = np.unique(np.concatenate([part.gaps for part in parts] or none), return_counts=True)
    observed, extent = sum(part.observed for part in parts), sum(part.extent for part in parts)
    return Lengths(observed, extent, length, n.astype(np.float64), gap, free.astype(np.float64))


def pooled_alpha(sums: Lengths) -> Figure:
    """Return alpha for unitizing from sums, without an interval: n_labels counts units."""
    n_units, value = int(sums.n.sum()), _value(sums)
    if np.isnan(value):
        reason = FULL if n_units else EMPTY
        return Figure(None, reason, n_labels=n_units, interval_reason=reason)
    return Figure(value, None, n_labels=n_units, interval_reason="Resampling units takes long; see all figures.")


def alpha_of(parts: Sequence[Continuum], weights: Floats) -> Floats:
    """Return alpha for each row of weights (rows x parts); nan where nothing is marked or nothing could differ."""
    # Units of one length have the same chance, so count lengths, not units.
    length, kind = np.unique(np.concatenate([part.units for part in parts]), return_inverse=True)
    gap, space = np.unique(np.concatenate([part.gaps for part in parts]), return_inverse=True)
    of_unit = np.repeat(np.arange(len(parts)), [part.units.size for part in parts])
    of_gap = np.repeat(np.arange(len(parts)), [part.gaps.size for part in parts])
    observed = weights @ np.array([part.observed for part in parts])
    extent = weights @ np.array([part.extent for part in parts])
    out = np.full(weights.shape[0], np.nan)
    for row, weight in enumerate(weights):
        n = totals(as_ints(kind), weight[of_unit], length.size)
        free = totals(as_ints(space), weight[of_gap], gap.size)
        out[row] = _value(Lengths(observed[row], extent[row], length, n, gap, free))
    return out


def _value(sums: Lengths) -> float:
    length, n, gap, free = sums.length, sums.n, sums.gap, sums.free
    wide = np.searchsorted(gap, length)
    # A gap of length g has g - l + 1 places for a unit of length l; gaps shorter than the unit have none.
    places = _from(free * (gap + 1))[wide] - length * _from(free)[wide]
    among = (n.sum() - 1) / 3 * (2 * length**3 - 3 * length**2 + length)
    chance = 2 * sums.extent * float(n @ (among + length**2 * places))
    if chance <= 0:
        return float("nan")
    rest = sums.extent * (sums.extent - 1) - float(n @ (length * (length - 1)))
    return float(1 - sums.observed * rest / chance)


def _from(values: Floats) -> Floats:
    """Return the sum of each value and all after it, with 0 at the end."""
    return np.append(np.cumsum(values[::-1])[::-1], 0.0)
