"""Array types and the two sums that everything here is made of: by key, and by column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Answers the distance (or weight) of label codes a and b, element by element, broadcasting as NumPy does.
Metric = Callable[[Ints, Ints], Floats]

# Up to this many cells a dense count is quicker than sorting the keys.
DENSE_KEYS = 4_000_000
# Blocks of a label x label table hold at most this many numbers, so that memory stays small.
BLOCK = 2_000_000


def as_ints(values: object) -> Ints:
    """Return the values as a flat array of 64-bit integers."""
    return np.asarray(values, dtype=np.int64).reshape(-1)


def totals(keys: Ints, weights: Floats, size: int) -> Floats:
    """Add up the weights of each key 0 <= key < size."""
    return np.asarray(np.bincount(keys, weights=weights, minlength=size), dtype=np.float64)


def sum_by_key(keys: Ints, weights: list[Floats], size: int) -> tuple[Ints, list[Floats]]:
    """Add up each weight over equal keys (0 <= key < size); return the keys that occur, sorted, and their sums."""
    if size <= DENSE_KEYS:
        used = np.flatnonzero(np.bincount(keys, minlength=size)).astype(np.int64)
        return used, [totals(keys, w, size)[used] for w in weights]
    used, inverse = np.unique(keys, return_inverse=True)
    return used, [totals(as_ints(inverse), w, used.size) for w in weights]


def sum_columns(values: Floats, column: Ints, size: int) -> Floats:
    """Add up the columns of values (rows x n) that share a number in column (n); return rows x size."""
    out = np.zeros((values.shape[0], size))
    if column.size:
        by_column = np.argsort(column, kind="stable")
        starts = np.flatnonzero(np.diff(column[by_column], prepend=-1))
        out[:, column[by_column][starts]] = np.add.reduceat(values[:, by_column], starts, axis=1)
    return out


def sum_over_pairs(left: Floats, right: Floats, metric: Metric) -> Floats:
    """Return, for each row, the sum of left[k] * right[l] * metric(k, l) over all pairs of labels.

    left and right are rows x labels. The table of distances is made in blocks; only labels that occur take part.
    """
    total = np.zeros(left.shape[0])
    here, there = np.flatnonzero(left.any(axis=0)), np.flatnonzero(right.any(axis=0))
    step = max(1, BLOCK // max(1, there.size))
    for start in range(0, here.size, step):
        some = here[start : start + step]
        block = metric(some[:, None], there[None, :])
        total += (left[:, some] * (right[:, there] @ block.T)).sum(axis=1)
    return total
