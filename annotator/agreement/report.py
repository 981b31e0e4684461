"""All figures of coding agreement under the keys of the agreement JSON, and the same as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from annotator.agreement import formulas
from annotator.agreement.by_label import label_figures
from annotator.agreement.counts import Counts
from annotator.agreement.figures import Basis, Figure, alpha_of
from annotator.agreement.labels import Labels
from annotator.agreement.pairs import PairCells, kappa, pair_cells
from annotator.agreement.resample import RESAMPLES, SEED
from annotator.agreement.scale import LEVELS, WEIGHTS

# Each pair is resampled on its own, so that very many pairs would take minutes; their figures are always given.
MOST_PAIR_INTERVALS = 200

COUNTS = ("items", "items_used", "annotators", "labels_used")


def report(
    data: Labels | Counts,
    order: Sequence[str] | None = None,
    sets: str | None = None,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> dict[str, Any]:
    """Compute every figure of coding agreement; a flat dictionary that JSON can hold.

    Each figure is a number or None, `ci:<figure>` a pair of numbers or None, and `reasons` says in a sentence why a
    value is None. `items` counts all items, `items_used` those with two or more labels, `labels_used` the labels on
    them. `order` and `sets` replace the scale of labels; they raise LabelsError as Labels.scaled does.
    """
    if isinstance(data, Labels) and (order is not None or sets is not None):
        data = data.scaled(order, sets)
    basis = Basis(data, seed=seed, resamples=resamples)
    found: dict[str, Figure] = {"percent": basis.figure(formulas.percent)}
    found |= _two_annotators(basis)
    found |= {
        "bennett": basis.figure(formulas.bennett),
        "fleiss": basis.figure(formulas.fleiss),
        "ac1": basis.figure(formulas.ac1),
    }
    found |= {f"ac2:{kind}": basis.figure(partial(formulas.ac2, kind=kind), wide=True) for kind in WEIGHTS}
    found |= {f"alpha:{level}": alpha_of(basis, level) for level in LEVELS}
    found |= label_figures(basis, "fleiss_label", formulas.fleiss_labels)
    found |= label_figures(basis, "alpha_label", formulas.alpha_labels)
    counts = basis.counts
    out: dict[str, Any] = {
        "items": int(counts.items.sum()),
        "items_used": int(counts.paired.sum()),
        "annotators": len(counts.annotators),
        "labels_used": int(counts.values.sum()),
    }
    out |= {key: figure.value for key, figure in found.items()}
    out |= {f"ci:{key}": None if figure.low is None else [figure.low, figure.high] for key, figure in found.items()}
    reasons = {key: figure.reason for key, figure in found.items() if figure.reason}
    reasons |= {f"ci:{key}": figure.interval_reason for key, figure in found.items() if figure.interval_reason}
    return out | {"reasons": reasons, "seed": seed, "resamples": resamples}


def _two_annotators(basis: Basis) -> dict[str, Figure]:
    """Compute what is meant for two annotators: for the only two, and Cohen's kappa for every pair."""
    cells = list(pair_cells(basis.counts))
    weighted = {"cohen": None, "cohen:linear": "linear", "cohen:quadratic": "quadratic"}
    found: dict[str, Figure] = {}
    if len(cells) == 1 and not basis.undefined:
        ((a, b, only),) = cells
        found |= {key: kappa(basis, a, b, only, weights) for key, weights in weighted.items()}
        found["scott"] = basis.figure(formulas.scott)
        found |= label_figures(basis, "specific", formulas.specific)
    else:
        reason = basis.undefined or (
            f"It is meant for two annotators, and there are {len(basis.counts.annotators)}; see the pairs."
        )
        names = [*weighted, "scott", *(f"specific:{label}" for label in basis.counts.scale.labels)]
        found |= dict.fromkeys(names, basis.without(reason))
    return found | _pairs(basis, cells)


def _pairs(basis: Basis, cells: list[tuple[int, int, PairCells]]) -> dict[str, Figure]:
    names = basis.counts.annotators
    if len(cells) > MOST_PAIR_INTERVALS:
        basis = Basis(basis.counts, resamples=0)
        basis.no_interval = f"There are more than {MOST_PAIR_INTERVALS} pairs of annotators."
    return {f"cohen_pair:{names[a]},{names[b]}": kappa(basis, a, b, some) for a, b, some in cells}
