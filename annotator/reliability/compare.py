"""Phase against phase, and before and after a version of the guideline."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from annotator import agreement
from annotator.access import Actor
from annotator.agreement import Basis, Counts, Figure, formulas
from annotator.agreement.figures import alpha_of
from annotator.reliability import ground as grounds
from annotator.reliability.filters import Filter
from annotator.reliability.ground import Ground
from annotator.reliability.loading import Bools, Selection


@dataclass(frozen=True)
class Part:
    """The figures of a part of the work; `field` and `value` are the filter that chooses it, where there is one."""

    name: str
    alpha: Figure
    percent: Figure
    ac1: Figure
    items: int
    articles: int
    people: int
    few: str | None
    field: str = ""


@dataclass(frozen=True)
class Comparison:
    """Parts of the work side by side: phases, versions of the guideline, and the work before and from each version."""

    ground: Ground
    phases: tuple[Part, ...]
    versions: tuple[Part, ...]
    changes: tuple[tuple[str, Part, Part], ...]


def compare(session: Session, actor: Actor, wanted: Filter) -> Comparison:
    """Measure the phases and the guideline versions of the work that a filter lets in."""
    ground = grounds.of_actor(session, actor, wanted)
    selection = grounds.selected(session, ground)
    versions = np.unique(selection.guideline).tolist()

    def part(name: str, kept: Bools) -> Part:
        return _part(name, Counts.of(selection.of(kept).labels), "guideline")

    return Comparison(
        ground, tuple(_phases(selection)), tuple(part(str(v), selection.guideline == v) for v in versions),
        tuple((str(v), part("", selection.guideline < v), part("", selection.guideline >= v)) for v in versions[1:]),
    )  # fmt: skip


def _phases(selection: Selection) -> Iterator[Part]:
    """Yield the phases in their order, those without work left out."""
    phase = np.array([place.phase_id for place in selection.places], dtype=np.int64)
    of_label = phase[selection.sentences.article[selection.sentence]] if phase.size else phase
    for key, name in selection.frame.phases.items():
        some = of_label == key
        if some.any():
            yield _part(name, Counts.of(selection.of(some).labels), "phase")


def _part(name: str, counts: Counts, field: str = "") -> Part:
    basis = Basis(counts)
    return Part(
        name, alpha_of(basis, "nominal"), basis.figure(formulas.percent), basis.figure(formulas.ac1), basis.n_items,
        int(np.count_nonzero(counts.paired)), len(counts.annotators), agreement.few(counts), field,
    )  # fmt: skip
