"""Agreement of attributions: who said what. A relation is found again when its content overlaps by half."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.agreement.figures import Figure
from annotator.agreement.labels import Key, LabelsError
from annotator.agreement.pairsums import PairSums, Ratio, pair_sums, ratio_figure, ratio_figures
from annotator.agreement.resample import RESAMPLES, SEED
from annotator.agreement.spans import Pieces, common, match, pieces, union_share

# Two contents are the same relation from this share of their union on.
SAME = 0.5
COLUMNS = ("n_a", "n_b", "matched", "exact", "sources", "source", "cues", "cue", "entities", "entity")
EMPTY = "No attribution was marked in any unit that two annotators did."
_WITH = {"source": "a source", "cue": "a cue", "entity": "an entity"}
RELATION = Ratio({"matched": 2.0}, {"n_a": 1.0, "n_b": 1.0}, EMPTY)
UNMATCHED = "No attribution of two annotators has half of its content in common."


@dataclass(frozen=True)
class Attribution:
    """One attribution: content (one piece or more), source and cue (may be empty) as pieces, and the entity's name."""

    content: Pieces
    source: Pieces = ()
    cue: Pieces = ()
    entity: str | None = None

    def __post_init__(self) -> None:
        for name in ("content", "source", "cue"):
            object.__setattr__(self, name, pieces(getattr(self, name)))
        if not self.content:
            raise LabelsError("An attribution has no content: mark what was said.")


@dataclass(frozen=True)
class Attributions:
    """The attributions one annotator marked in one unit; asked and empty is a row without any."""

    unit: Key
    annotator: Key
    attributions: tuple[Attribution, ...]
    article: Key | None = None


@dataclass(frozen=True)
class AttributionPair:
    """Two annotators: F1 of relations, the units both did, and how many attributions each marked in them."""

    a: Key
    b: Key
    relation: Figure
    units: int
    n_a: int
    n_b: int


@dataclass(frozen=True)
class AttributionAgreement:
    """F1 of relations, and on matched relations: content exact, source overlap, cue overlap, same entity.

    Source, cue and entity leave out the matched relations where both annotators left them empty; where one did, they
    disagree.
    """

    relation: Figure
    exact: Figure
    source: Figure
    cue: Figure
    entity: Figure
    pairs: list[AttributionPair]


def attribution_agreement(
    rows: Iterable[Attributions], *, seed: int = SEED, resamples: int = RESAMPLES
) -> AttributionAgreement:
    """Compare attributions, all pairs of annotators pooled; both empty everywhere is undefined.

    Raises LabelsError when an annotator has two rows for a unit.
    """
    sums = pair_sums(rows, COLUMNS, compare)
    wanted = [(sums, ratio) for ratio in attribution_ratios(sums)]
    relation, exact, source, cue, entity = ratio_figures(wanted, seed=seed, resamples=resamples)
    pairs = [_pair(sums, a, b) for a, b in sums.pairs()]
    return AttributionAgreement(relation, exact, source, cue, entity, pairs)


def attribution_ratios(sums: PairSums) -> tuple[Ratio, Ratio, Ratio, Ratio, Ratio]:
    """Return relation F1 and, on matched relations, content, source, cue and entity as quotients of sums over pairs."""
    empty = UNMATCHED if sums.total("n_a") + sums.total("n_b") else EMPTY

    def matched(name: str, plural: str) -> Ratio:
        bare = f"No matched attribution has {_WITH[name]}." if sums.total("matched") else empty
        return Ratio({name: 1.0}, {plural: 1.0}, bare)

    return (
        RELATION,
        Ratio({"exact": 1.0}, {"matched": 1.0}, empty),
        matched("source", "sources"),
        matched("cue", "cues"),
        matched("entity", "entities"),
    )


def match_attributions(one: Sequence[Attribution], other: Sequence[Attribution]) -> list[tuple[int, int]]:
    """Match attributions one to one at content overlap (intersection over union) >= 0.5; return pairs of positions.

    The most alike contents go first; where they tie, those whose sources overlap, then those of the same entity.
    """

    def worth(i: int, j: int) -> tuple[float, ...] | None:
        share = union_share(one[i].content, other[j].content)
        if share < SAME:
            return None
        return share, union_share(one[i].source, other[j].source), float(_same_entity(one[i], other[j]))

    return match([some.content for some in one], [some.content for some in other], worth)


def compare(one: Attributions, other: Attributions) -> list[float]:
    """Count what the figures need for two annotators in one unit, in the order of COLUMNS."""
    left, right = one.attributions, other.attributions
    found = [(left[i], right[j]) for i, j in match_attributions(left, right)]
    counts = (
        len(left),
        len(right),
        len(found),
        sum(x.content == y.content for x, y in found),
        sum(bool(x.source or y.source) for x, y in found),
        sum(common(x.source, y.source) > 0 for x, y in found),
        sum(bool(x.cue or y.cue) for x, y in found),
        sum(common(x.cue, y.cue) > 0 for x, y in found),
        sum(bool(x.entity or y.entity) for x, y in found),
        sum(_same_entity(x, y) for x, y in found),
    )
    return [float(count) for count in counts]


def _same_entity(one: Attribution, other: Attribution) -> bool:
    return bool(one.entity) and bool(other.entity) and plain(one.entity or "") == plain(other.entity or "")


def plain(name: str) -> str:
    """Return a name for comparison: case, runs of blanks and Unicode form do not count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _pair(sums: PairSums, a: Key, b: Key) -> AttributionPair:
    some = sums.pair(a, b)
    n_a, n_b = int(some.total("n_a")), int(some.total("n_b"))
    return AttributionPair(a, b, ratio_figure(some, RELATION, resamples=0), int(some.units.sum()), n_a, n_b)
