"""Span agreement of one role: exact, overlapping and by character, with the pairs of annotators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.agreement.figures import Figure
from annotator.agreement.labels import Key, LabelsError
from annotator.agreement.pairsums import PairSums, Ratio, pair_sums, ratio_figures
from annotator.agreement.resample import RESAMPLES, SEED
from annotator.agreement.spans import Pieces, common, match, pieces, size
from annotator.agreement.unitizing import alpha_u

COLUMNS = ("n_a", "n_b", "exact", "overlap", "characters_a", "characters_b", "characters")
EMPTY = "Nothing was marked in any unit that two annotators did."


@dataclass(frozen=True)
class Marks:
    """What one annotator marked in one unit for one role; asked and empty is a row with no marks.

    Each mark is a set of characters, given as pieces (start, end) in code points, half-open; `length` is the length of
    the unit, and offsets count from its start. Raises LabelsError for pieces that are empty or outside.
    """

    unit: Key
    annotator: Key
    marks: tuple[Pieces, ...]
    length: int
    article: Key | None = None

    def __post_init__(self) -> None:
        clean = tuple(pieces(mark) for mark in self.marks)
        object.__setattr__(self, "marks", tuple(mark for mark in clean if mark))
        outside = [mark for mark in clean if mark and mark[-1][1] > self.length]
        if outside:
            raise LabelsError(
                f"A span of {self.annotator!r} in unit {self.unit!r} ends at {outside[0][-1][1]}, after the unit's end "
                f"at {self.length}."
            )


@dataclass(frozen=True)
class SpanPair:
    """Two annotators: their figures, the units both did, and how many marks each made in them."""

    a: Key
    b: Key
    exact: Figure
    overlap: Figure
    characters: Figure
    units: int
    n_a: int
    n_b: int


@dataclass(frozen=True)
class SpanAgreement:
    """F1 exact (same characters), overlap (a character in common, one to one), by character; alpha for unitizing.

    The figures pool all pairs of annotators over all units both did; `pairs` holds each pair by itself.
    """

    exact: Figure
    overlap: Figure
    characters: Figure
    alpha_u: Figure
    pairs: list[SpanPair]


def span_agreement(rows: Iterable[Marks], *, seed: int = SEED, resamples: int = RESAMPLES) -> SpanAgreement:
    """Compare the marks of one role; both empty everywhere is undefined.

    Raises LabelsError when an annotator has two rows for a unit.
    """
    rows = list(rows)
    sums = pair_sums(rows, COLUMNS, compare)
    exact, overlap, characters = span_figures(sums, seed=seed, resamples=resamples)
    units = alpha_u(rows, seed=seed, resamples=resamples)
    return SpanAgreement(exact, overlap, characters, units, [_pair(sums, a, b) for a, b in sums.pairs()])


def compare(one: Marks, other: Marks) -> list[float]:
    """Count what F1 needs for two annotators in one unit, in the order of COLUMNS."""
    exact = sum((Counter(one.marks) & Counter(other.marks)).values())
    overlap = match(one.marks, other.marks, lambda i, j: (0.0,) if common(one.marks[i], other.marks[j]) else None)
    left, right = _characters(one), _characters(other)
    counts = (len(one.marks), len(other.marks), exact, len(overlap), size(left), size(right), common(left, right))
    return [float(count) for count in counts]


def _characters(row: Marks) -> Pieces:
    return row.marks[0] if len(row.marks) == 1 else pieces(piece for mark in row.marks for piece in mark)


def span_ratios() -> tuple[Ratio, Ratio, Ratio]:
    """Return F1 exact, overlap and by character as quotients of sums over pairs."""
    marks = {"n_a": 1.0, "n_b": 1.0}
    return (
        Ratio({"exact": 2.0}, marks, EMPTY),
        Ratio({"overlap": 2.0}, marks, EMPTY),
        Ratio({"characters": 2.0}, {"characters_a": 1.0, "characters_b": 1.0}, EMPTY),
    )


def span_figures(sums: PairSums, *, seed: int = SEED, resamples: int = RESAMPLES) -> list[Figure]:
    """Return F1 exact, overlap and by character from sums over pairs."""
    return ratio_figures([(sums, ratio) for ratio in span_ratios()], seed=seed, resamples=resamples)


def _pair(sums: PairSums, a: Key, b: Key) -> SpanPair:
    some = sums.pair(a, b)
    exact, overlap, characters = span_figures(some, resamples=0)
    n_a, n_b = int(some.total("n_a")), int(some.total("n_b"))
    return SpanPair(a, b, exact, overlap, characters, int(some.units.sum()), n_a, n_b)
