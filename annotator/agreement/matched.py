"""Values that two annotators gave to one thing they both found, such as the types of a claim both marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def counts_of_twins(twins: Iterable[Twin], *, order: Sequence[str] | None = None, sets: str | None = None) -> Counts:
    """Return counts in which each matched thing is an item with two labels, so that all figures can be had of them.

    With more than two annotators a thing counts once for each pair that found it.
    """
    twins = list(twins)
    people = tuple(sorted({name for twin in twins for name in (twin.a, twin.b)}, key=key_order))
    articles = tuple(sorted({twin.article for twin in twins}, key=key_order))
    used = {value for twin in twins for value in (twin.value_a, twin.value_b)}
    scale = Scale(tuple(order), ranked=True, separator=sets) if order else Scale.of(used, sets)
    who, where = _places(people), _places(articles)
    code = _places(scale.labels)
    table = as_ints(
        [(where[t.article], who[t.a], who[t.b], code[t.value_a], code[t.value_b], t.n) for t in twins]
    ).reshape(-1, 6)
    swap = table[:, 1] > table[:, 2]
    table[swap] = table[swap][:, [0, 2, 1, 4, 3, 5]]
    article, a, b, k, second, n = table.T
    items = as_ints(np.bincount(article, weights=n, minlength=len(articles)))
    return Counts(
        scale=scale, annotators=people, articles=articles,
        cells=_cells(article, k, second, n, len(articles), len(scale.labels)),
        confusions=Confusions(article, a, b, k, second, n.astype(np.float64)),
        shares=_shares(article, k, second, n, len(articles), len(scale.labels)),
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
