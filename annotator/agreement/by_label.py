"""Figures of each label: against all others taken together, and specific agreement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annotator.agreement import formulas
from annotator.agreement.arrays import Floats, sum_columns
from annotator.agreement.counts import Counts
from annotator.agreement.figures import Basis, Figure, interval
from annotator.agreement.formulas import Sums
from annotator.agreement.labels import Labels
from annotator.agreement.resample import RESAMPLES, SEED


@dataclass(frozen=True)
class LabelAgreement:
    """One label: alpha and Fleiss' kappa against the rest, specific agreement with all pairs of annotators pooled.

    `n` counts the times it was given on items with two or more labels, `share` is its part (0..1) of all labels there
    (None where there are none), `disagreements` counts the pairs of annotators of whom one gave it and the other did
    not.
    """

    label: str
    alpha: Figure
    fleiss: Figure
    specific: Figure
    n: int
    share: float | None
    disagreements: int


def by_label(labels: Labels | Counts, *, seed: int = SEED, resamples: int = RESAMPLES) -> list[LabelAgreement]:
    """Return the figures of each label, those with most disagreements first, ties in the order of the labels."""
    basis = Basis(labels, seed=seed, resamples=resamples)
    sums = basis.sums
    names = sums.scale.labels
    given = np.rint(sums.marginals[0]).astype(np.int64)
    apart = sums.pairs[:, sums.k != sums.l]
    ends = (sums.k[sums.k != sums.l], sums.l[sums.k != sums.l])
    disagreements = sum(sum_columns(apart, end, len(names))[0] for end in ends)
    alphas = label_figures(basis, "", formulas.alpha_labels).values()
    kappas = label_figures(basis, "", formulas.fleiss_labels).values()
    specifics = label_figures(basis, "", formulas.specific).values()
    total = int(given.sum())
    found = [
        LabelAgreement(label, alpha, fleiss, specific, int(n), int(n) / total if total else None, int(count))
        for label, alpha, fleiss, specific, n, count in zip(
            names, alphas, kappas, specifics, given, np.atleast_1d(disagreements), strict=True
        )
    ]
    return sorted(found, key=lambda some: -some.disagreements)


def label_figures(basis: Basis, name: str, formula: Callable[[Sums], Floats]) -> dict[str, Figure]:
    """Compute a figure of each label, under `name:label`; formula maps sums to rows x labels."""
    whole = basis.undefined
    values = None if whole else formula(basis.sums)[0]
    spread = None if whole or basis.no_interval else formula(basis.resampled)
    found = {}
    for code, label in enumerate(basis.counts.scale.labels):
        value = None if values is None or np.isnan(values[code]) else float(values[code])
        if value is None:
            reason = whole or _flat_label(basis, code, label)
            found[f"{name}:{label}"] = basis.without(reason)
            continue
        low, high, why = (None, None, basis.no_interval) if spread is None else interval(spread[:, code])
        found[f"{name}:{label}"] = Figure(value, None, low, high, basis.n_items, basis.n_labels, why)
    return found


def _flat_label(basis: Basis, code: int, label: str) -> str:
    if basis.sums.marginals[0, code]:
        return f"There is no variation: every item with two labels got only {label!r}."
    return f"The label {label!r} does not occur on items with two labels."
