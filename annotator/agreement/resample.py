"""Sums over all articles, and over resamples of articles: a resample is a row of weights times the articles' counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.arrays import Floats, Ints, as_ints, totals
from annotator.agreement.counts import Counts
from annotator.agreement.formulas import Sums

SEED = 20_240_229
RESAMPLES = 1000
# Rows of weights that are multiplied at a time; also the unit of the random stream, so it must not change.
ROWS = 100
# More label pairs than this, or more work, and an interval takes minutes.
MOST_CELLS = 5_000
MOST_WORK = 10**11
COLUMN_NUMBERS = 4_000_000

Draws = NDArray[np.uint16]


def draw(articles: int, seed: int = SEED, resamples: int = RESAMPLES) -> Draws:
    """Draw articles with replacement; return resamples x articles, how often each article was drawn."""
    stream = np.random.default_rng(seed)
    out = np.zeros((resamples, articles), dtype=np.uint16)
    for start in range(0, resamples, ROWS):
        rows = min(ROWS, resamples - start)
        picks = stream.integers(0, articles, size=(rows, articles)) + np.arange(rows)[:, None] * articles
        out[start : start + rows] = np.bincount(picks.ravel(), minlength=rows * articles).reshape(rows, articles)
    return out


def weigh(draws: Draws, row: Ints, column: Ints, values: list[Floats], size: int) -> list[Floats]:
    """Multiply draws by sparse tables (articles x size) that share their places: rows `row`, columns `column`."""
    articles = draws.shape[1]
    out = np.zeros((draws.shape[0], len(values), size))
    step = max(1, COLUMN_NUMBERS // max(1, articles * len(values)))
    for start in range(0, size, step):
        width = min(step, size - start)
        some = (column >= start) & (column < start + step)
        block = np.zeros((articles, len(values), width))
        for place, table in enumerate(values):
            block[row[some], place, column[some] - start] = table[some]
        for first in range(0, draws.shape[0], ROWS):
            rows = slice(first, first + ROWS)
            sums = draws[rows].astype(np.float64) @ block.reshape(articles, -1)
            out[rows, :, start : start + width] = sums.reshape(-1, len(values), width)
    return [out[:, place] for place in range(len(values))]


def pooled(counts: Counts) -> Sums:
    """Add up all articles: one row."""
    key, k, second = label_pairs(counts)
    return Sums(
        scale=counts.scale,
        k=k,
        l=second,
        pairs=totals(key, counts.cells.pairs, k.size)[None, :],
        mass=totals(key, counts.cells.mass, k.size)[None, :],
        even=totals(key, counts.cells.even, k.size)[None, :],
        shares=totals(counts.shares.label, counts.shares.share, len(counts.scale.labels))[None, :],
        rated=np.array([float(counts.rated.sum())]),
        paired=np.array([float(counts.paired.sum())]),
    )


def label_pairs(counts: Counts) -> tuple[Ints, Ints, Ints]:
    """Return a number for each cell, counting the pairs of labels that occur, and the two labels of each number."""
    kinds = max(1, len(counts.scale.labels))
    used, number = np.unique(counts.cells.k * kinds + counts.cells.l, return_inverse=True)
    return as_ints(number), as_ints(used // kinds), as_ints(used % kinds)


def resampled(counts: Counts, seed: int = SEED, resamples: int = RESAMPLES) -> Sums:
    """Add up resamples of articles, one row each.

    Articles with an item of two or more labels are drawn among themselves, and so are the others, which count for the
    shares of labels only: so every resample has as many articles to compare as the data.
    """
    number, k, second = label_pairs(counts)
    both = np.flatnonzero(counts.paired > 0)
    rest = np.flatnonzero(counts.paired == 0)
    draws = np.zeros((resamples, counts.paired.size), dtype=np.uint16)
    draws[:, both] = draw(both.size, seed, resamples)
    if rest.size:
        draws[:, rest] = draw(rest.size, seed + 1, resamples)
    cells = counts.cells
    pairs, mass, even = weigh(draws, cells.article, number, [cells.pairs, cells.mass, cells.even], k.size)
    (shares,) = weigh(
        draws, counts.shares.article, counts.shares.label, [counts.shares.share], len(counts.scale.labels)
    )
    every, zero = np.arange(counts.paired.size), np.zeros(counts.paired.size, dtype=np.int64)
    numbers = [counts.rated.astype(np.float64), counts.paired.astype(np.float64)]
    rated, paired = weigh(draws, every, zero, numbers, 1)
    return Sums(counts.scale, k, second, pairs, mass, even, shares, rated[:, 0], paired[:, 0])
