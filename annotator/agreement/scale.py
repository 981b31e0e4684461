"""What a label is worth: names, ranks, numbers or sets, and the distances between two of them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotator.agreement.arrays import Floats, Ints, Metric

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# Above this many labels a table of all pairs of labels takes minutes; figures that need one say so instead.
MOST_LABELS = 20_000

LEVELS = ("nominal", "ordinal", "interval", "ratio", "masi", "jaccard")
WEIGHTS = ("linear", "quadratic", "ordinal")


class ScaleError(ValueError):
    """The labels have no such measurement level; the message is the reason, a sentence for the reader."""


@dataclass(frozen=True)
class Scale:
    """The labels, in rank order where they have one; the position is the code used everywhere else.

    `ranked` says that the order was declared; `separator` splits a label into the members of a set.
    """

    labels: tuple[str, ...]
    ranked: bool = False
    separator: str | None = None

    @classmethod
    def of(cls, labels: Iterable[str], separator: str | None = None) -> Scale:
        """Sort labels that have no declared order: numbers by value, anything else by code points."""
        found = sorted(labels)
        values = [number(label) for label in found]
        if all(value is not None for value in values):
            found = [label for _, label in sorted(zip(values, found, strict=True))]
        return cls(tuple(found), separator=separator)

    @cached_property
    def numbers(self) -> Floats | None:
        """The labels as numbers, or None when one of them is not a number."""
        values = [number(label) for label in self.labels]
        return None if None in values or not values else np.array(values, dtype=np.float64)

    def ranks(self) -> Ints:
        """Return the rank of each label: its place in the declared order, or among the numbers.

        Raises ScaleError for labels without an order, and for two spellings of one number.
        """
        if not self.ranked:
            if self.numbers is None:
                raise ScaleError("The labels have no order: declare one, or use numbers as labels.")
            same = np.flatnonzero(np.diff(self.numbers) == 0)
            if same.size:
                one, two = self.labels[int(same[0])], self.labels[int(same[0]) + 1]
                raise ScaleError(
                    f"The labels {one!r} and {two!r} are the same number: declare an order or spell it one way."
                )
        return np.arange(len(self.labels))

    def positions(self) -> Floats:
        """Return where each label stands for linear and quadratic weights, from 0 to 1.

        With a declared order that is its rank, otherwise its number. Raises ScaleError as ranks does.
        """
        ranks = self.ranks()
        return _unit(ranks.astype(np.float64) if self.ranked or self.numbers is None else self.numbers)

    def unit_numbers(self) -> Floats:
        """Return the labels as numbers, moved and stretched to 0..1. Raises ScaleError when they are not numbers."""
        if self.numbers is None:
            raise ScaleError("The interval and ratio levels need numbers as labels.")
        return _unit(self.numbers)

    def metric(self, level: str) -> Metric:
        """Return the squared distance of a level of alpha (Krippendorff 2011; Passonneau 2006 for MASI).

        Levels: nominal, interval, ratio, masi, jaccard. Ordinal depends on the data: see formulas.alpha. Raises
        ScaleError when the labels have no such level.
        """
        if level == "nominal":
            return _nominal
        if level in {"masi", "jaccard"}:
            return _set_metric(self._masks(), masi=level == "masi")
        place = self.unit_numbers()
        return _squares(place) if self.numbers is None or level == "interval" else _ratio(self.numbers)

    def weights(self, kind: str) -> Metric:
        """Return the weights of agreement, 1 on the diagonal (Gwet 2014, chapter 3): linear, quadratic or ordinal.

        Raises ScaleError when the labels have no order.
        """
        if kind == "ordinal":
            ranks = self.ranks()
            most = max(1, math.comb(len(ranks), 2))
            return lambda a, b: 1 - np.abs(ranks[a] - ranks[b]) * (np.abs(ranks[a] - ranks[b]) + 1) / 2 / most
        place = self.positions()
        power = 1 if kind == "linear" else 2
        return lambda a, b: 1 - np.abs(place[a] - place[b]) ** power

    def _masks(self) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
        """Return each label's set as bits, 64 members a word."""
        if self.separator is None:
            raise ScaleError("The labels are not sets: name the separator of their members.")
        members = [{part for part in label.split(self.separator) if part} for label in self.labels]
        place = {member: at for at, member in enumerate(sorted(set().union(*members)))}
        masks = np.zeros((len(members), len(place) // 64 + 1), dtype=np.uint64)
        for row, some in enumerate(members):
            for member in some:
                masks[row, place[member] // 64] |= np.uint64(1 << place[member] % 64)
        return masks


def number(label: str) -> float | None:
    """Return a label as a finite number, or None: digits, sign, decimal point and exponent, without blanks."""
    if not NUMBER.fullmatch(label):
        return None
    value = float(label)
    return value if math.isfinite(value) else None


def _nominal(a: Ints, b: Ints) -> Floats:
    return np.asarray(a != b, dtype=np.float64)


def _unit(values: Floats) -> Floats:
    """Move and stretch values to 0..1; alpha and kappa do not change, and no square can overflow."""
    scaled = values / max(np.abs(values).max(), np.finfo(np.float64).tiny)
    spread = scaled.max() - scaled.min()
    return np.asarray((scaled - scaled.min()) / spread) if spread > 0 else np.zeros_like(values)


def _squares(values: Floats) -> Metric:
    return lambda a, b: np.asarray((values[a] - values[b]) ** 2)


def _ratio(values: Floats) -> Metric:
    if values.min() < 0:
        raise ScaleError("The ratio level needs labels of zero or more: one of them is negative.")
    scaled = values / max(values.max(), np.finfo(np.float64).tiny)  # the sum of two of them cannot overflow

    def distance(a: Ints, b: Ints) -> Floats:
        both = scaled[a] + scaled[b]
        return np.asarray(np.divide(scaled[a] - scaled[b], both, out=np.zeros_like(both), where=both > 0) ** 2)

    return distance


def _set_metric(masks: np.ndarray[tuple[int, int], np.dtype[np.uint64]], *, masi: bool) -> Metric:
    """Jaccard: 1 - |A and B| / |A or B|. MASI: 1 - Jaccard x M, M = 1, 2/3, 1/3, 0 (Passonneau 2006)."""

    def distance(a: Ints, b: Ints) -> Floats:
        common = np.bitwise_count(masks[a] & masks[b]).sum(axis=-1, dtype=np.float64)
        union = np.bitwise_count(masks[a] | masks[b]).sum(axis=-1, dtype=np.float64)
        # Two empty sets are equal.
        share = np.divide(common, union, out=np.ones_like(union), where=union > 0)
        if not masi:
            return np.asarray(1 - share)
        smaller = np.minimum(
            np.bitwise_count(masks[a]).sum(axis=-1, dtype=np.float64),
            np.bitwise_count(masks[b]).sum(axis=-1, dtype=np.float64),
        )
        kind = np.where(common == union, 1.0, np.where(common == smaller, 2 / 3, 1 / 3))
        return np.asarray(1 - share * kind)

    return distance
