"""Agreement between annotators: coding, spans and attributions, as pure functions on arrays."""

from annotator.agreement.counts import Counts
from annotator.agreement.disagreements import disagreements
from annotator.agreement.figures import Figure, alpha, few, percent
from annotator.agreement.labels import Labels, LabelsError
from annotator.agreement.pairs import Pair, confusion, pair_matrix

__all__ = [
    "Counts",
    "Figure",
    "Labels",
    "LabelsError",
    "Pair",
    "alpha",
    "confusion",
    "disagreements",
    "few",
    "pair_matrix",
    "percent",
]
