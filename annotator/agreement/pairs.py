"""Two annotators at a time: kappa, percent and confusion, on the items both labelled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.agreement import formulas
from annotator.agreement.arrays import Floats, Ints, as_ints, totals
from annotator.agreement.counts import Counts
from annotator.agreement.figures import Basis, Figure, interval
from annotator.agreement.labels import Key, Labels
from annotator.agreement.resample import SEED, Table, draw
from annotator.agreement.scale import ScaleError


@dataclass(frozen=True)
class Pair:
    """Two annotators (a before b in the order of annotators), Cohen's kappa and percent on their n common items."""

    a: Key
    b: Key
    kappa: Figure
    percent: float | None
    n: int


@dataclass(frozen=True, eq=False)
class PairCells:
    """The confusion of two annotators per article: n items that a labelled k and b labelled l, one entry a cell."""

    article: Ints
    k: Ints
    l: Ints  # noqa: E741 - the second of the pair k, l
    n: Floats

    def total(self) -> int:
        """Return the number of items both labelled."""
        return int(self.n.sum())


def pair_cells(counts: Counts, chosen: Collection[Key] | None = None) -> Iterator[tuple[int, int, PairCells]]:
    """Yield every pair of annotators, as positions a < b, with its confusion; empty where they have no common item.

    `chosen` names the annotators to pair, all of them if it is None.
    """
    people = len(counts.annotators)
    places = [at for at, name in enumerate(counts.annotators) if chosen is None or name in chosen]
    some = counts.confusions
    key = some.a * people + some.b
    order = np.argsort(key, kind="stable")
    edges = np.searchsorted(key[order], np.arange(people * people + 1))
    for a, b in combinations(places, 2):
        at = order[edges[a * people + b] : edges[a * people + b + 1]]
        yield a, b, PairCells(some.article[at], some.k[at], some.l[at], some.n[at])


def pair_matrix(
    labels: Labels | Counts, *, people: Collection[Key] | None = None, resamples: int = 0, seed: int = SEED
) -> list[Pair]:
    """Return every pair of annotators with kappa, percent and number of common items; intervals only if asked for.

    `people` names the annotators to show, all of them if it is None.
    """
    basis = Basis(labels, seed=seed, resamples=resamples)
    names = basis.counts.annotators
    return [
        Pair(names[a], names[b], kappa(basis, a, b, cells), _percent(cells), cells.total())
        for a, b, cells in pair_cells(basis.counts, people)
    ]


def _percent(cells: PairCells) -> float | None:
    return float(cells.n[cells.k == cells.l].sum() / cells.n.sum()) if cells.n.size else None


def kappa(basis: Basis, a: int, b: int, cells: PairCells, weights: str | None = None) -> Figure:
    """Cohen's kappa of two annotators, with linear or quadratic weights if named (Cohen 1960, 1968)."""
    scale = basis.counts.scale
    names = f"{basis.counts.annotators[a]!r} and {basis.counts.annotators[b]!r}"
    n = cells.total()

    def without(reason: str) -> Figure:
        return Figure(None, reason, n_items=n, n_labels=2 * n, interval_reason=reason)

    if not n:
        return without(f"{names} have no item in common.")
    # Only labels these two used, so that a scale of thousands of labels stays cheap.
    used, codes = np.unique(np.concatenate([cells.k, cells.l]), return_inverse=True)
    place, (k, second) = as_ints(used), np.split(as_ints(codes), 2)
    try:
        metric = scale.weights(weights) if weights else None
    except ScaleError as refusal:
        return without(str(refusal))
    number, at = np.unique(k * place.size + second, return_inverse=True)
    k, second = as_ints(number // place.size), as_ints(number % place.size)

    def value(sums: Floats) -> Floats:
        chosen = None if metric is None else lambda x, y: metric(place[x], place[y])
        return formulas.cohen(k, second, sums, place.size, chosen)

    found = float(value(totals(as_ints(at), cells.n, number.size)[None, :])[0])
    if np.isnan(found):
        return without(f"There is no variation: {names} gave one label only, {scale.labels[int(place[0])]!r}.")
    low, high, reason = _interval(basis, cells, as_ints(at), number.size, value)
    return Figure(found, None, low, high, n, 2 * n, reason)


def _interval(
    basis: Basis, cells: PairCells, at: Ints, size: int, value: Callable[[Floats], Floats]
) -> tuple[float | None, float | None, str | None]:
    if basis.no_interval:
        return None, None, basis.no_interval
    articles, row = np.unique(cells.article, return_inverse=True)
    if articles.size < 2:
        return None, None, "Only one article has items that both labelled, so there is nothing to resample."
    table = Table(articles.size, as_ints(row), at, [cells.n], size)
    found = [table.times(draws)[0] for draws in draw(articles.size, basis.seed, basis.resamples)]
    return interval(value(np.concatenate(found)))


def confusion(labels: Labels | Counts, pair: tuple[Key, Key] | None = None) -> Ints:
    """Return the confusion matrix (labels x labels): rows the first of the pair, columns the second.

    Without a pair all pairs of annotators are pooled, each pair of labels counted in both directions, so that the
    matrix is symmetric and the diagonal holds twice the agreements. Raises ValueError for an unknown annotator.
    """
    counts = labels if isinstance(labels, Counts) else Counts.of(labels)
    out = np.zeros((len(counts.scale.labels),) * 2, dtype=np.int64)
    some, whole = counts.confusions, counts.cells
    if pair is None:
        np.add.at(out, (whole.k, whole.l), whole.pairs.astype(np.int64))
        return out + out.T
    a, b = (counts.annotators.index(name) for name in pair)
    chosen = (some.a == min(a, b)) & (some.b == max(a, b))
    np.add.at(out, (some.k[chosen], some.l[chosen]), some.n[chosen].astype(np.int64))
    return out.T if a > b else out
