"""Values that two annotators gave to one thing they both found, such as the types of a claim both marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from annotator.agreement.arrays import Ints, as_ints, sum_by_key
from annotator.agreement.counts import Cells, Confusions, Counts, Shares
from annotator.agreement.labels import Key, key_order
from annotator.agreement.scale import Scale


class Twin(NamedTuple):
    """How many things of an article annotator a gave `value_a` and annotator b gave `value_b`."""

    article: Key
    a: Key
    b: Key
    value_a: str
    value_b: str
    n: int


@dataclass(frozen=True, eq=False)
class Twins:
    """Twins as parallel arrays: places in `articles`, in `people` (a < b) and in `values`, and how many."""

    articles: tuple[Key, ...]
    people: tuple[Key, ...]
    values: tuple[str, ...]
    article: Ints
    a: Ints
    b: Ints
    value_a: Ints
    value_b: Ints
    n: Ints

    @classmethod
    def of(cls, twins: Iterable[Twin]) -> Twins:
        """Build from single ones."""
        twins = list(twins)
        people = tuple(sorted({name for twin in twins for name in (twin.a, twin.b)}, key=key_order))
        articles = tuple(sorted({twin.article for twin in twins}, key=key_order))
        values = tuple(sorted({value for twin in twins for value in (twin.value_a, twin.value_b)}))
        who, where, code = _places(people), _places(articles), _places(values)
        table = as_ints(
            [(where[t.article], who[t.a], who[t.b], code[t.value_a], code[t.value_b], t.n) for t in twins]
        ).reshape(-1, 6)
        swap = table[:, 1] > table[:, 2]
        table[swap] = table[swap][:, [0, 2, 1, 4, 3, 5]]
        return cls(articles, people, values, *table.T)

    @property
    def total(self) -> int:
        """How many things were matched."""
        return int(self.n.sum())


def counts_of_twins(twins: Twins, *, sets: str | None = None) -> Counts:
    """Return counts in which each matched thing is an item with two labels, so that all figures can be had of them.

    With more than two annotators a thing counts once for each pair that found it.
    """
    used, codes = np.unique(np.concatenate([twins.value_a, twins.value_b]), return_inverse=True)
    scale = Scale.of([twins.values[code] for code in used.tolist()], sets)
    place = _places(scale.labels)
    order = as_ints([place[twins.values[code]] for code in used.tolist()])
    k, second = np.split(order[as_ints(codes)] if used.size else as_ints([]), 2)
    size, kinds = len(twins.articles), len(scale.labels)
    items = as_ints(np.bincount(twins.article, weights=twins.n, minlength=size))
    return Counts(
        scale=scale, annotators=twins.people, articles=twins.articles,
        cells=_cells(twins.article, k, second, twins.n, size, kinds),
        confusions=Confusions(twins.article, twins.a, twins.b, k, second, twins.n.astype(np.float64)),
        shares=_shares(twins.article, k, second, twins.n, size, kinds),
        items=items, rated=items, paired=items, values=2 * items,
    )  # fmt: skip


def _places(names: Sequence[Key]) -> dict[Key, int]:
    return {name: at for at, name in enumerate(names)}


def _cells(article: Ints, k: Ints, second: Ints, n: Ints, articles: int, kinds: int) -> Cells:
    kinds = max(1, kinds)
    low, high = np.minimum(k, second), np.maximum(k, second)
    key, (pairs,) = sum_by_key((article * kinds + low) * kinds + high, [n.astype(np.float64)], articles * kinds * kinds)
    return Cells(key // (kinds * kinds), key // kinds % kinds, key % kinds, pairs, 2 * pairs, pairs)


def _shares(article: Ints, k: Ints, second: Ints, n: Ints, articles: int, kinds: int) -> Shares:
    kinds = max(1, kinds)
    keys = np.concatenate([article * kinds + k, article * kinds + second])
    key, (share,) = sum_by_key(keys, [np.concatenate([n, n]) / 2], articles * kinds)
    return Shares(key // kinds, key % kinds, share)
