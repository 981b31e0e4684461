"""Agreement between annotators: coding, spans and attributions, as pure functions on arrays."""

from annotator.agreement.counts import Counts
from annotator.agreement.disagreements import disagreements
from annotator.agreement.figures import Basis, Figure, alpha, few, percent
from annotator.agreement.labels import Labels, LabelsError
from annotator.agreement.pairs import Pair, confusion, pair_matrix
from annotator.agreement.read import read_labels, read_order
from annotator.agreement.render import render
from annotator.agreement.report import report
from annotator.agreement.store import from_bytes, merge, to_bytes, without

__all__ = [
    "Basis",
    "Counts",
    "Figure",
    "Labels",
    "LabelsError",
    "Pair",
    "alpha",
    "confusion",
    "disagreements",
    "few",
    "from_bytes",
    "merge",
    "pair_matrix",
    "percent",
    "read_labels",
    "read_order",
    "render",
    "report",
    "to_bytes",
    "without",
]
