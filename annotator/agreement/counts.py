"""Counts of agreement per article: small, additive, and all that the figures of coding need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement.arrays import Floats, Ints, as_ints, sum_by_key
from annotator.agreement.labels import Key, Labels
from annotator.agreement.scale import Scale


@dataclass(frozen=True, eq=False)
class Cells:
    """Sums over the pairs of labels within items, one entry for each article and unordered pair of labels k <= l.

    For an item with m labels, every pair of its labels adds 1 to `pairs`, 2 / (m - 1) to `mass` (both directions of
    Krippendorff's coincidences) and 2 / (m (m - 1)) to `even` (items weigh the same, as in Fleiss' kappa).
    """

    article: Ints
    k: Ints
    l: Ints  # noqa: E741 - the second of the pair k, l
    pairs: Floats
    mass: Floats
    even: Floats


@dataclass(frozen=True, eq=False)
class Confusions:
    """How many items annotator a labelled k and annotator b (a < b) labelled l, one entry an article, a, b, k, l."""

    article: Ints
    a: Ints
    b: Ints
    k: Ints
    l: Ints  # noqa: E741
    n: Floats


@dataclass(frozen=True, eq=False)
class Shares:
    """Sum over the items of an article of the share of an item's labels that are this label; zeros have no entry."""

    article: Ints
    label: Ints
    share: Floats


@dataclass(frozen=True, eq=False)
class Counts:
    """All sums of coding agreement, kept per article, so that articles can be added, replaced and resampled.

    `items` counts all items of an article, `rated` those with a label, `paired` those with two or more; `values` counts
    the labels on paired items, `singles` the other labels.
    """

    scale: Scale
    annotators: tuple[Key, ...]
    articles: tuple[Key | None, ...]
    cells: Cells
    confusions: Confusions
    shares: Shares
    items: Ints
    rated: Ints
    paired: Ints
    values: Ints

    @classmethod
    def of(cls, labels: Labels, *, people: bool = True) -> Counts:
        """Count labels, per article; without `people` no `confusions`, which only figures of two people need.

        They are most of what is counted, and take most of the time.
        """
        size = len(labels.articles)
        m = np.bincount(labels.item, minlength=len(labels.items))
        item, label, r = _votes(labels)

        def per_article(some: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Ints:
            return as_ints(np.bincount(labels.article[some], minlength=size))

        kinds = max(1, len(labels.labels))
        key, (share,) = sum_by_key(labels.article[item] * kinds + label, [r / m[item]], size * kinds)
        return cls(
            scale=labels.scale,
            annotators=labels.annotators,
            articles=labels.articles,
            cells=_cells(labels, item, label, r),
            confusions=_confusions(labels) if people else _nobody(),
            shares=Shares(key // kinds, key % kinds, share),
            items=as_ints(np.bincount(labels.article, minlength=size)),
            rated=per_article(m > 0),
            paired=per_article(m > 1),
            values=as_ints(np.bincount(labels.article[labels.item], weights=m[labels.item] > 1, minlength=size)),
        )

    def matrix(self, article: Key | None = None) -> Floats:
        """Return the coincidence matrix (labels x labels, symmetric) of one article, or of all."""
        some = np.ones(self.cells.k.size, dtype=bool)
        if article is not None:
            some = self.cells.article == self.articles.index(article)
        out = np.zeros((len(self.scale.labels),) * 2)
        np.add.at(out, (self.cells.k[some], self.cells.l[some]), self.cells.mass[some] / 2)
        np.add.at(out, (self.cells.l[some], self.cells.k[some]), self.cells.mass[some] / 2)
        return out


def _nobody() -> Confusions:
    none = as_ints([])
    return Confusions(none, none, none, none, none, np.zeros(0))


def _votes(labels: Labels) -> tuple[Ints, Ints, Floats]:
    """Return item, label and number of votes for each label that an item got, sorted by item and label."""
    kinds = max(1, len(labels.labels))
    key, r = np.unique(labels.item * kinds + labels.label, return_counts=True)
    return key // kinds, key % kinds, r.astype(np.float64)


def _cells(labels: Labels, item: Ints, label: Ints, r: Floats) -> Cells:
    m = np.bincount(labels.item, minlength=len(labels.items))[item]
    item, label, r, m = item[m > 1], label[m > 1], r[m > 1], m[m > 1]
    kinds = max(1, len(labels.labels))
    parts = []
    at = np.flatnonzero(r > 1)
    pairs = r[at] * (r[at] - 1) / 2
    lag = 0
    # The votes of an item stand side by side: lag 0 pairs equal labels, lag 1 neighbours, and so on.
    while at.size or lag == 0:
        other = at + lag
        key = (labels.article[item[at]] * kinds + label[at]) * kinds + label[other]
        weights = [pairs, 2 * pairs / (m[at] - 1), 2 * pairs / (m[at] * (m[at] - 1))]
        parts.append(sum_by_key(key, weights, len(labels.articles) * kinds * kinds))
        at = np.arange(item.size - 1) if lag == 0 else at
        lag += 1
        at = at[at + lag < item.size]
        at = at[item[at] == item[at + lag]]
        pairs = r[at] * r[at + lag]
    # Lags overlap in their keys only beyond the first, so add them up once more.
    joined = np.concatenate([key for key, _ in parts])
    columns = [np.concatenate([sums[place] for _, sums in parts]) for place in range(3)]
    key, (count, mass, even) = sum_by_key(joined, columns, len(labels.articles) * kinds * kinds)
    return Cells(key // (kinds * kinds), key // kinds % kinds, key % kinds, count, mass, even)


def _confusions(labels: Labels) -> Confusions:
    people, kinds = max(1, len(labels.annotators)), max(1, len(labels.labels))
    order = np.argsort(labels.item * people + labels.annotator, kind="stable")
    item, who, label = labels.item[order], labels.annotator[order], labels.label[order]
    place = labels.article[item]
    at, lag = np.arange(item.size), 1
    parts: list[tuple[Ints, list[Floats]]] = []
    size = len(labels.articles) * people * people * kinds * kinds
    while at.size:
        at = at[at + lag < item.size]
        at = at[item[at] == item[at + lag]]
        other = at + lag
        key = (((place[at] * people + who[at]) * people + who[other]) * kinds + label[at]) * kinds + label[other]
        parts.append(sum_by_key(key, [np.ones(at.size)], size))
        lag += 1
    joined = np.concatenate([key for key, _ in parts]) if parts else as_ints([])
    key, (n,) = sum_by_key(joined, [np.concatenate([s[0] for _, s in parts]) if parts else np.zeros(0)], size)
    rest, k, second = key // (kinds * kinds), key // kinds % kinds, key % kinds
    return Confusions(rest // (people * people), rest // people % people, rest % people, k, second, n)
