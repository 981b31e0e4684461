"""Figures with their interval, or the reason why there is none: what pages and commands ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotator.agreement import formulas
from annotator.agreement.arrays import Floats
from annotator.agreement.counts import Counts
from annotator.agreement.formulas import Sums
from annotator.agreement.labels import Labels
from annotator.agreement.resample import MOST_CELLS, MOST_WORK, RESAMPLES, SEED, pooled, resampled
from annotator.agreement.scale import MOST_LABELS, ScaleError

# Fewer articles or common items than this: shown, and said to be too few (see few).
FEW_ARTICLES = 5
FEW_ITEMS = 30
# An interval is given when the figure is defined in at least this share of the resamples.
DEFINED = 0.9

NO_PAIR = "No item has labels of two annotators."


@dataclass(frozen=True)
class Figure:
    """One figure: value and 95 % interval, each None with its reason, and what it rests on.

    `n_items` counts items with two or more labels, `n_labels` the labels on them.
    """

    value: float | None
    reason: str | None = None
    low: float | None = None
    high: float | None = None
    n_items: int = 0
    n_labels: int = 0
    interval_reason: str | None = None


class Basis:
    """Counts with their pooled sums and, made when first asked for, the sums of the resamples.

    `once` says that nothing else is asked of these articles soon, so that their draws are not kept in memory.
    """

    def __init__(
        self, source: Labels | Counts, *, seed: int = SEED, resamples: int = RESAMPLES, once: bool = False
    ) -> None:
        self.counts = source if isinstance(source, Counts) else Counts.of(source)
        self.seed = seed
        self.resamples = resamples
        self._once = once

    @cached_property
    def sums(self) -> Sums:
        """Return the sums over all articles."""
        return pooled(self.counts)

    @cached_property
    def resampled(self) -> Sums:
        """Return the sums over each resample of articles."""
        return resampled(self.counts, self.seed, self.resamples, once=self._once)

    @cached_property
    def no_interval(self) -> str | None:
        """Why no figure has an interval, or None."""
        counts = self.counts
        if self.resamples < 1:
            return "No resamples were asked for."
        if None in counts.articles:
            if len(counts.articles) == 1:
                return "The items have no articles, and intervals come from resampling articles."
            missing = int(counts.items[counts.articles.index(None)])
            return f"Items without an article: {missing}; intervals come from resampling articles."
        both = int(np.count_nonzero(counts.paired))
        if both < 2:
            return "Only one article has items with two labels, so there is nothing to resample."
        cells = max(self.sums.k.size, len(counts.scale.labels))
        if cells > MOST_CELLS or cells * len(counts.articles) * self.resamples > MOST_WORK:
            return "There are too many different labels for an interval."
        return None

    @cached_property
    def undefined(self) -> str | None:
        """Why no figure at all can be computed, or None."""
        if not self.counts.annotators:
            return "There are no labels."
        if len(self.counts.annotators) < 2:
            return "Agreement needs two annotators, and there is only one."
        return None if self.counts.paired.any() else NO_PAIR

    def figure(self, formula: Callable[[Sums], Floats], *, wide: bool = False) -> Figure:
        """Compute one figure: formula maps sums to one value a row.

        `wide` says that it compares all pairs of labels, so that too many labels are refused.
        """
        if self.undefined:
            return self.without(self.undefined)
        if wide and len(self.counts.scale.labels) > MOST_LABELS:
            return self.without(f"There are more than {MOST_LABELS} different labels.")
        try:
            value = float(formula(self.sums)[0])
        except ScaleError as refusal:
            return self.without(str(refusal))
        if np.isnan(value):
            return self.without(self.flat())
        if self.no_interval:
            return Figure(value, None, None, None, self.n_items, self.n_labels, self.no_interval)
        low, high, reason = interval(formula(self.resampled))
        return Figure(value, None, low, high, self.n_items, self.n_labels, reason)

    @cached_property
    def n_items(self) -> int:
        """How many items have two or more labels."""
        return int(self.counts.paired.sum())

    @cached_property
    def n_labels(self) -> int:
        """How many labels are on items with two or more."""
        return int(self.counts.values.sum())

    def without(self, reason: str) -> Figure:
        """Return a figure that is undefined for a reason."""
        return Figure(None, reason, None, None, self.n_items, self.n_labels, reason)

    def flat(self) -> str:
        """Say that there is no variation, naming the only label where there is only one."""
        scale = self.counts.scale
        used = np.flatnonzero(self.sums.marginals[0])
        if used.size == 1:
            return f"There is no variation: every item with two labels got only {scale.labels[int(used[0])]!r}."
        return "There is no variation: the labels that occur do not differ at this level."


def interval(values: Floats) -> tuple[float | None, float | None, str | None]:
    """Return the 2.5 and 97.5 percentiles of a figure over resamples, or the reason why there are none."""
    found = values[~np.isnan(values)]
    if found.size < DEFINED * values.size:
        missing = values.size - found.size
        return None, None, f"The figure is undefined in {missing} of {values.size} resamples."
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high), None


def alpha(labels: Labels | Counts, level: str = "nominal", *, seed: int = SEED, resamples: int = RESAMPLES) -> Figure:
    """Krippendorff's alpha at a level: nominal, ordinal, interval, ratio, masi or jaccard."""
    return alpha_of(Basis(labels, seed=seed, resamples=resamples), level)


def alpha_of(basis: Basis, level: str) -> Figure:
    """Krippendorff's alpha on a basis that is shared with other figures."""
    return basis.figure(lambda sums: formulas.alpha(sums, level), wide=level in {"ratio", "masi", "jaccard"})


def percent(labels: Labels | Counts, *, seed: int = SEED, resamples: int = RESAMPLES) -> Figure:
    """Return the share (0..1) of agreeing pairs among pairable values."""
    return Basis(labels, seed=seed, resamples=resamples).figure(formulas.percent)


def few(labels: Labels | Counts) -> str | None:
    """Say in a sentence that the figures rest on too few articles or items, or return None."""
    counts = labels if isinstance(labels, Counts) else Counts.of(labels)
    articles, items = int(np.count_nonzero(counts.paired)), int(counts.paired.sum())
    if None not in counts.articles and articles < FEW_ARTICLES:
        return f"Too few articles to rely on: {articles} with items that two people labelled."
    return f"Too few items to rely on: {items} with two or more labels." if items < FEW_ITEMS else None
