"""A tally: all that the agreement page adds up. It is made of rows, or of what was kept for each article."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annotator.agreement import Counts
from annotator.agreement import attributions as relations
from annotator.agreement import marks as spans
from annotator.agreement.matched import Twin, Twins
from annotator.agreement.pairsums import PairSums, by_unit, pair_sums
from annotator.agreement.unitizing import Lengths, continuum, pooled
from annotator.reliability.loading import Selection
from annotator.reliability.objects import ROLES, VALUES, Objects

RELATION = "attribution"
COLUMNS = {**dict.fromkeys(ROLES, spans.COLUMNS), RELATION: relations.COLUMNS}
LAYERS = tuple(COLUMNS)
# A sentence on which labels differ: its key, the entropy of the votes in bits, how many votes.
SPLIT = np.dtype([("sentence", "<i8"), ("entropy", "<f8"), ("votes", "<u4")])


@dataclass(frozen=True, eq=False)
class Tally:
    """Sums over what a filter lets in.

    `sums` and `lengths` are by role; `twins` by layer of objects.VALUES; `splits`
    in the order of articles and sentences. `units` counts the sentences of articles that somebody submitted.
    """

    counts: Counts
    sums: dict[str, PairSums]
    lengths: dict[str, Lengths]
    twins: dict[str, Twins]
    splits: NDArray[np.void]
    left_out: dict[str, int]
    units: int
    detailed: bool = True


def tally(selection: Selection, found: Objects | None) -> Tally:
    """Add up a selection with its claims and attributions; without them only labels are counted."""
    counts = Counts.of(selection.labels)
    left_out = selection.left_out | {"bare": 0}
    made = Tally(counts, {}, {}, {}, splits(selection), left_out, selection.units, detailed=False)
    if found is None:
        return made
    sums = {role: pair_sums(found.marks(role), spans.COLUMNS, spans.compare) for role in ROLES}
    sums[RELATION] = pair_sums(found.said(), relations.COLUMNS, relations.compare)
    twins: dict[str, Counter[Twin]] = {}
    for layer, twin in found.twins():
        twins.setdefault(layer, Counter())[twin] += 1
    return replace(
        made,
        sums=sums,
        lengths={role: _pooled(found, role) for role in ROLES},
        twins={
            layer: Twins.of(twin._replace(n=n) for twin, n in twins.get(layer, Counter()).items()) for layer in VALUES
        },
        left_out=left_out | {"bare": found.bare},
        detailed=True,
    )


def _pooled(found: Objects, role: str) -> Lengths:
    units = by_unit(found.marks(role, clipped=True)).values()
    return pooled([continuum(list(some.values())) for some in units if len(some) > 1])


def splits(selection: Selection) -> NDArray[np.void]:
    """Return the sentences on which labels differ, in the order of articles and sentences."""
    kinds = max(1, len(selection.frame.order))
    key, votes = np.unique(selection.sentence * kinds + selection.label, return_counts=True)
    place = key // kinds
    every, start = np.unique(place, return_index=True)
    total = np.add.reduceat(votes, start) if start.size else votes
    share = votes / np.repeat(total, np.diff(np.append(start, votes.size)))
    # Rounded, so that the same votes for other labels tie in spite of the order of addition.
    entropy = np.round(np.add.reduceat(-share * np.log2(share), start), 12) if start.size else share
    some = entropy > 0
    places = every[some]
    order = np.lexsort((selection.sentences.start[places], selection.sentences.article[places]))
    out = np.zeros(order.size, dtype=SPLIT)
    out["sentence"] = selection.sentences.key[places][order]
    out["entropy"], out["votes"] = entropy[some][order], total[some][order]
    return out


def ranked(found: NDArray[np.void]) -> NDArray[np.void]:
    """Return split sentences, those with most entropy first, then most votes, then in the order of the text."""
    return found[np.lexsort((np.arange(found.size), -found["votes"].astype(np.int64), -found["entropy"]))]
