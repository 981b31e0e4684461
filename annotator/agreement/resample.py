"""Sums over all articles, and over resamples of articles: a resample is a row of weights times the articles' counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.arrays import Floats, Ints, as_ints, totals
from annotator.agreement.counts import Counts
from annotator.agreement.formulas import Sums

SEED = 20_240_229
RESAMPLES = 1000
# More label pairs than this, or more work, and an interval takes minutes.
MOST_CELLS = 5_000
MOST_WORK = 10**11
# Draws are made in chunks of so many rows, fewer for very many articles; what is drawn is the same.
ROWS = 100
# Draws of about so many numbers, those of large projects, are kept from one page to the next: at most 40 MB.
REMEMBERED = 2_000_000, 20_000_000
CHUNK_NUMBERS = 200_000
# A table of numbers per article is made dense in blocks of at most so many numbers.
BLOCK_NUMBERS = 8_000_000


def draw(
    articles: int, seed: int = SEED, resamples: int = RESAMPLES, rows: int = ROWS, *, once: bool = False
) -> Iterator[Floats]:
    """Draw articles with replacement; yield chunks of resamples x articles, how often each article was drawn.

    The draws of many articles are kept for the next who asks, unless they are wanted `once`.
    """
    if not once and REMEMBERED[0] <= articles * resamples <= REMEMBERED[1]:
        chunks: Iterable[NDArray[np.generic]] = _remembered(articles, seed, resamples, rows)
    else:
        chunks = _drawn(articles, seed, resamples, rows)
    for counts in chunks:
        yield counts.astype(np.float64)


@lru_cache(maxsize=2)
def _remembered(articles: int, seed: int, resamples: int, rows: int) -> tuple[NDArray[np.uint8], ...]:
    """Return all draws, small; nobody is drawn 256 times in thousands of draws from thousands."""
    return tuple(counts.astype(np.uint8) for counts in _drawn(articles, seed, resamples, rows))


def _drawn(articles: int, seed: int, resamples: int, rows: int) -> Iterator[Ints]:
    stream = np.random.default_rng(seed)
    for start in range(0, resamples, rows):
        some = min(rows, resamples - start)
        picks = stream.integers(0, articles, size=(some, articles)) + np.arange(some)[:, None] * articles
        counts = np.bincount(picks.ravel(), minlength=some * articles)
        yield as_ints(counts).reshape(some, articles)


@dataclass(frozen=True, eq=False)
class Table:
    """Numbers per article, sparse: values[i][entry] stands at article row[entry], column column[entry] of size."""

    articles: int
    row: Ints
    column: Ints
    values: list[Floats]
    size: int

    def times(self, draws: Floats) -> Floats:
        """Multiply draws (rows x articles) by each table of values; return values x rows x size."""
        step = max(1, BLOCK_NUMBERS // max(1, self.articles * len(self.values)))
        if self.size <= step:
            return self._product(draws, self._whole)
        parts = [self._product(draws, self._block(start, step)) for start in range(0, self.size, step)]
        return np.concatenate(parts, axis=2)

    @cached_property
    def _whole(self) -> Floats:
        return self._block(0, self.size)

    def _block(self, start: int, step: int) -> Floats:
        some = (self.column >= start) & (self.column < start + step)
        block = np.zeros((self.articles, len(self.values), min(step, self.size - start)))
        for place, table in enumerate(self.values):
            block[self.row[some], place, self.column[some] - start] = table[some]
        return block

    def _product(self, draws: Floats, block: Floats) -> Floats:
        sums = draws @ block.reshape(self.articles, -1)
        return np.moveaxis(sums.reshape(draws.shape[0], *block.shape[1:]), 1, 0)


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


def resampled(counts: Counts, seed: int = SEED, resamples: int = RESAMPLES, *, once: bool = False) -> Sums:
    """Add up resamples of articles, one row each.

    Articles with an item of two or more labels are drawn among themselves, and so are the others, which count for the
    shares of labels only: so every resample has as many articles to compare as the data.
    """
    number, k, second = label_pairs(counts)
    size, cells, shares = counts.paired.size, counts.cells, counts.shares
    kinds, every = len(counts.scale.labels), np.arange(counts.paired.size)
    numbers = [counts.rated.astype(np.float64), counts.paired.astype(np.float64)]
    tables = (
        Table(size, cells.article, number, [cells.pairs, cells.mass, cells.even], k.size),
        Table(size, shares.article, shares.label, [shares.share], kinds),
        Table(size, every, np.zeros_like(every), numbers, 1),
    )
    found = [
        [table.times(draws) for table in tables] for draws in _strata(counts.paired > 0, seed, resamples, once=once)
    ]
    (pairs, mass, even), (share,), (rated, paired) = (
        np.concatenate(parts, axis=1) for parts in zip(*found, strict=True)
    )
    return Sums(counts.scale, k, second, pairs, mass, even, share, rated[:, 0], paired[:, 0])


def _strata(compared: NDArray[np.bool_], seed: int, resamples: int, *, once: bool) -> Iterator[Floats]:
    """Draw the articles with something to compare among themselves, and the others among themselves."""
    rows = max(1, min(ROWS, CHUNK_NUMBERS // compared.size))
    both, rest = np.flatnonzero(compared), np.flatnonzero(~compared)
    if not rest.size:
        yield from draw(both.size, seed, resamples, rows, once=once)
        return
    first = draw(both.size, seed, resamples, rows, once=once)
    second = draw(rest.size, seed + 1, resamples, rows, once=once)
    for some, others in zip(first, second, strict=True):
        draws = np.zeros((some.shape[0], compared.size))
        draws[:, both], draws[:, rest] = some, others
        yield draws
