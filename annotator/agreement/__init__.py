"""Agreement between annotators: coding, spans and attributions, as pure functions on arrays."""

from annotator.agreement.attributions import (
    Attribution,
    AttributionAgreement,
    Attributions,
    attribution_agreement,
    match_attributions,
)
from annotator.agreement.by_label import LabelAgreement, by_label
from annotator.agreement.counts import Counts
from annotator.agreement.disagreements import disagreements
from annotator.agreement.figures import Basis, Figure, alpha, few, percent
from annotator.agreement.labels import Labels, LabelsError
from annotator.agreement.marks import Marks, SpanAgreement, span_agreement
from annotator.agreement.pairs import Pair, confusion, pair_matrix
from annotator.agreement.read import read_labels, read_order
from annotator.agreement.render import render
from annotator.agreement.report import report
from annotator.agreement.store import from_bytes, merge, to_bytes, without

__all__ = [
    "Attribution",
    "AttributionAgreement",
    "Attributions",
    "Basis",
    "Counts",
    "Figure",
    "LabelAgreement",
    "Labels",
    "LabelsError",
    "Marks",
    "Pair",
    "SpanAgreement",
    "alpha",
    "attribution_agreement",
    "by_label",
    "confusion",
    "disagreements",
    "few",
    "from_bytes",
    "match_attributions",
    "merge",
    "pair_matrix",
    "percent",
    "read_labels",
    "read_order",
    "render",
    "report",
    "span_agreement",
    "to_bytes",
    "without",
]
