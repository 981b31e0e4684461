"""Figures of claims and attributions, from a tally: spans by role, relations, and what was said of matched claims."""

from dataclasses import dataclass

from annotator.agreement import Basis, Figure, formulas
from annotator.agreement.attributions import attribution_ratios
from annotator.agreement.figures import alpha_of
from annotator.agreement.marks import span_ratios
from annotator.agreement.matched import counts_of_twins
from annotator.agreement.pairsums import PairSums, Ratio, ratio_figures
from annotator.agreement.resample import RESAMPLES, SEED
from annotator.agreement.unitizing import pooled_alpha
from annotator.reliability.objects import ROLES, VALUES
from annotator.reliability.tally import RELATION, Tally

SPANS = ("f1_exact", "f1_overlap", "f1_characters")
RELATIONS = ("f1_relation", "content_exact", "source_overlap", "cue_overlap", "entity_match")
# The figures of what was said of matched claims: sets for types, names for the others.
MATCHED = {
    "types": ("alpha:masi", "alpha:jaccard", "percent"),
    "verdict": ("alpha:nominal", "ac1", "percent"),
    "stance": ("alpha:nominal", "ac1", "percent"),
}


@dataclass(frozen=True)
class Details:
    """Figures by role or layer and name; `marks` counts the spans compared, `units` pairs of people over sentences."""

    spans: dict[str, dict[str, Figure]]
    relations: dict[str, Figure]
    values: dict[str, dict[str, Figure]]
    marks: dict[str, int]
    units: dict[str, int]
    matched: dict[str, int]


def of(tally: Tally, *, seed: int = SEED, resamples: int = RESAMPLES, values: int = 0) -> Details:
    """Return the figures of a tally; `values` resamples for what was said of matched claims."""
    if not tally.detailed:
        return Details({}, {}, {}, {}, {}, {})
    wanted: list[tuple[PairSums, Ratio]] = [(tally.sums[role], ratio) for role in ROLES for ratio in span_ratios()]
    wanted += [(tally.sums[RELATION], ratio) for ratio in attribution_ratios(tally.sums[RELATION])]
    found = ratio_figures(wanted, seed=seed, resamples=resamples)
    size = len(SPANS)
    spans = {
        role: dict(zip(SPANS, found[at * size : (at + 1) * size], strict=True))
        | {"alpha_u": pooled_alpha(tally.lengths[role])}
        for at, role in enumerate(ROLES)
    }
    return Details(
        spans, dict(zip(RELATIONS, found[len(ROLES) * size :], strict=True)),
        {layer: _values(tally, layer, seed, values) for layer in VALUES},
        {role: int(sums.total("n_a") + sums.total("n_b")) for role, sums in tally.sums.items()},
        {role: int(sums.units.sum()) for role, sums in tally.sums.items()},
        {layer: tally.twins[layer].total for layer in VALUES},
    )  # fmt: skip


def _values(tally: Tally, layer: str, seed: int, resamples: int) -> dict[str, Figure]:
    twins = tally.twins[layer]
    if not twins.total:
        reason = {
            "types": "No two people marked the same claim, or the project does not ask what kind it is.",
            "verdict": "No claim that two people marked has a verdict of both.",
            "stance": "No evidence was given by two people for the same claim.",
        }[layer]
        return dict.fromkeys(MATCHED[layer], Figure(None, reason, interval_reason=reason))
    counts = counts_of_twins(twins, sets="|" if layer == "types" else None)
    basis = Basis(counts, seed=seed, resamples=resamples)
    found = {
        "percent": lambda: basis.figure(formulas.percent),
        "ac1": lambda: basis.figure(formulas.ac1),
    }
    return {
        name: found[name]() if name in found else alpha_of(basis, name.partition(":")[2]) for name in MATCHED[layer]
    }
