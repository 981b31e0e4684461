"""The coefficients of agreement as functions of sums; the first axis counts resamples (one row: the data themselves).

A figure that is not defined for a row is nan there. Sources: Krippendorff 2011 (alpha), Gwet 2014 (Fleiss' kappa, AC1
and AC2 for any number of labels an item), Scott 1955, Bennett 1954, Cohen 1960 and 1968, Fleiss 1971.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.arrays import Floats, Ints, Metric, sum_columns, sum_over_pairs
from annotator.agreement.scale import Scale


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over articles, rows x cells (label pairs k <= l), rows x labels and rows; see counts.Cells and Counts."""

    scale: Scale
    k: Ints
    l: Ints  # noqa: E741
    pairs: Floats
    mass: Floats
    even: Floats
    shares: Floats
    rated: Floats
    paired: Floats

    @cached_property
    def marginals(self) -> Floats:
        """How many pairable values each label has (rows x labels): Krippendorff's n_c."""
        size = len(self.scale.labels)
        return (sum_columns(self.mass, self.k, size) + sum_columns(self.mass, self.l, size)) / 2

    @cached_property
    def pi(self) -> Floats:
        """The mean over items of the share of each label (rows x labels), items with one label included."""
        return _ratio(self.shares, self.rated[:, None])

    def diagonal(self, values: Floats) -> Floats:
        """Pick the cells of a label with itself: rows x labels."""
        same = self.k == self.l
        return sum_columns(values[:, same], self.k[same], len(self.scale.labels))


def _ratio(upper: Floats, lower: Floats) -> Floats:
    """Divide; nan where the lower part is 0."""
    upper, lower = np.broadcast_arrays(upper, lower)
    return np.asarray(np.divide(upper, lower, out=np.full(upper.shape, np.nan), where=lower != 0))


def _varied(weights: Floats) -> NDArray[np.bool_]:
    """Whether two or more labels occur, for each row."""
    return np.asarray(np.count_nonzero(weights, axis=1) > 1)


def _where(defined: NDArray[np.bool_], values: Floats) -> Floats:
    return np.where(defined, values, np.nan)


def percent(sums: Sums) -> Floats:
    """Share of agreeing pairs among pairable values: 1 - Krippendorff's observed nominal disagreement."""
    return _ratio(sums.diagonal(sums.mass).sum(axis=1), sums.marginals.sum(axis=1))


def alpha(sums: Sums, level: str) -> Floats:
    """Krippendorff's alpha, 1 - D_o / D_e, at a level of Scale.metric or at the ordinal one. Raises ScaleError."""
    n_c = sums.marginals
    n = n_c.sum(axis=1)
    if level == "ordinal":
        sums.scale.ranks()
        # The distance of two ranks is the number of values between them, half of each end counted.
        middle = (np.cumsum(n_c, axis=1) - n_c / 2) / np.maximum(n, 1)[:, None]
        apart = (middle[:, sums.k] - middle[:, sums.l]) ** 2
        return _alpha((sums.mass * apart).sum(axis=1), _spread(n_c, middle), n_c)
    metric = sums.scale.metric(level)
    if level == "nominal":
        expected = (n_c * (n[:, None] - n_c)).sum(axis=1)
    elif level == "interval" and sums.scale.numbers is not None:
        place = sums.scale.unit_numbers()
        expected = _spread(n_c, np.broadcast_to(place, n_c.shape))
        # Two spellings of one number are no variation.
        low = np.where(n_c > 0, place, np.inf).min(axis=1, initial=np.inf)
        expected = np.where(low < np.where(n_c > 0, place, -np.inf).max(axis=1, initial=-np.inf), expected, 0)
    else:
        expected = sum_over_pairs(n_c, n_c, metric)
    return _alpha(sums.mass @ metric(sums.k, sums.l), expected, n_c)


def _spread(weights: Floats, values: Floats) -> Floats:
    """Return the sum over ordered pairs of w_i w_j (v_i - v_j)^2, rows x labels to rows."""
    total = weights.sum(axis=1)
    mean = _ratio((weights * values).sum(axis=1), total)
    return np.asarray(2 * total * (weights * (values - mean[:, None]) ** 2).sum(axis=1))


def _alpha(observed: Floats, expected: Floats, n_c: Floats) -> Floats:
    n = n_c.sum(axis=1)
    return _where(_varied(n_c), 1 - _ratio((n - 1) * observed, expected))


def alpha_labels(sums: Sums) -> Floats:
    """Nominal alpha of each label against all others taken together: rows x labels."""
    n_c = sums.marginals
    n = n_c.sum(axis=1, keepdims=True)
    return 1 - _ratio((n - 1) * 2 * (n_c - sums.diagonal(sums.mass)), 2 * n_c * (n - n_c))


def specific(sums: Sums) -> Floats:
    """Specific agreement of each label, 2a / (2a + b + c), pairs of annotators pooled: rows x labels."""
    size = len(sums.scale.labels)
    given = sum_columns(sums.pairs, sums.k, size) + sum_columns(sums.pairs, sums.l, size)
    return _ratio(2 * sums.diagonal(sums.pairs), given)


def scott(sums: Sums) -> Floats:
    """Scott's pi (1955): the chance of both annotators from their pooled shares, over items that both labelled."""
    share = _ratio(sums.marginals, sums.marginals.sum(axis=1)[:, None])
    return _where(_varied(sums.marginals), _corrected(percent(sums), (share**2).sum(axis=1)))


def bennett(sums: Sums) -> Floats:
    """Bennett's S (1954), for more annotators Randolph's free-marginal kappa: chance is 1 / number of labels."""
    size = len(sums.scale.labels)
    chance = np.full(sums.paired.shape, 1 / size if size else np.nan)
    return _where(_varied(sums.shares), _corrected(_observed(sums), chance))


def fleiss(sums: Sums) -> Floats:
    """Fleiss' kappa (1971) in Gwet's form: items of any number of labels, single ones in the shares only."""
    return _where(_varied(sums.shares), _corrected(_observed(sums), (sums.pi**2).sum(axis=1)))


def fleiss_labels(sums: Sums) -> Floats:
    """Fleiss' kappa of each label against all others taken together: rows x labels."""
    size = len(sums.scale.labels)
    same = sums.diagonal(sums.even)
    given = (sum_columns(sums.even, sums.k, size) + sum_columns(sums.even, sums.l, size)) / 2
    away = _ratio(2 * (given - same), sums.paired[:, None])
    others = _ratio(sums.rated[:, None] - sums.shares, sums.rated[:, None])
    return 1 - _ratio(away, 2 * sums.pi * others)


def ac1(sums: Sums) -> Floats:
    """Gwet's AC1 (2008)."""
    size = len(sums.scale.labels)
    chance = (sums.pi * (1 - sums.pi)).sum(axis=1) / max(1, size - 1)
    return _where(_varied(sums.shares), _corrected(_observed(sums), chance))


def ac2(sums: Sums, kind: str) -> Floats:
    """Gwet's AC2 with linear, quadratic or ordinal weights. Raises ScaleError."""
    size = len(sums.scale.labels)
    weights = sums.scale.weights(kind)
    ones = np.ones((1, size))
    total = float(sum_over_pairs(ones, ones, weights)[0])
    observed = _ratio(sums.even @ weights(sums.k, sums.l), sums.paired)
    chance = total * (sums.pi * (1 - sums.pi)).sum(axis=1) / max(1, size * (size - 1))
    return _where(_varied(sums.shares), _corrected(observed, chance))


def _observed(sums: Sums) -> Floats:
    """Return the mean over items with two or more labels of the share of agreeing pairs."""
    return _ratio(sums.diagonal(sums.even).sum(axis=1), sums.paired)


def _corrected(observed: Floats, chance: Floats) -> Floats:
    return np.asarray(_ratio(observed - chance, 1 - chance))


def cohen(k: Ints, second: Ints, n: Floats, size: int, weights: Metric | None = None) -> Floats:
    """Cohen's kappa of two annotators from their confusion, rows x cells (k of the one, `second` of the other).

    With weights of agreement it is the weighted kappa (Cohen 1968). size is the number of labels.
    """
    total = n.sum(axis=1)
    left, right = sum_columns(n, k, size), sum_columns(n, second, size)
    if weights is None:
        apart = n @ (k != second).astype(np.float64)
        chance = (left * (total[:, None] - right)).sum(axis=1)
    else:

        def distance(a: Ints, b: Ints) -> Floats:
            return 1 - weights(a, b)

        apart, chance = n @ distance(k, second), sum_over_pairs(left, right, distance)
    return 1 - _ratio(total * apart, chance)
