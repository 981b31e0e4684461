"""What the agreement page shows, worked out from a tally."""

from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from annotator import agreement
from annotator.access import Actor
from annotator.agreement import Basis, Figure, Pair, formulas
from annotator.agreement.by_label import label_figures
from annotator.agreement.figures import alpha_of
from annotator.agreement.labels import Key
from annotator.errors import BadInput
from annotator.reliability import details, ground, sentences
from annotator.reliability.details import Details
from annotator.reliability.filters import Filter
from annotator.reliability.ground import Ground
from annotator.reliability.sentences import Listed
from annotator.reliability.tally import Tally

LISTED = 50
# The pair matrix shows so many people at a time.
SHOWN = 20
# From this difference on the page says why alpha and AC1 part.
PARTED = 0.2
# Alpha so near to zero with so much agreement looks like a fault, so the page explains it.
ZERO, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class View:
    """What else the address says: whose confusion is shown, where the matrix begins, whether to compare everything."""

    pair: tuple[str, str] | None = None
    row: int = 0
    column: int = 0
    details: bool = False


@dataclass(frozen=True)
class LabelFigure:
    """One label against the rest: alpha, specific agreement, how often used, and the label it is most confused with."""

    label: str
    alpha: Figure
    specific: Figure
    used: int
    confused_with: str | None
    confused: int


@dataclass(frozen=True)
class Matrix:
    """A part of the pair matrix: people down the side, people across, pairs by names, everyone there is."""

    rows: tuple[Key, ...]
    columns: tuple[Key, ...]
    everyone: tuple[Key, ...]
    pairs: dict[tuple[Key, Key], Pair]

    def pair(self, one: Key, other: Key) -> Pair | None:
        """Return the figures of two people in either order, or None for one person."""
        return self.pairs.get((one, other)) or self.pairs.get((other, one))

    @property
    def starts(self) -> list[int]:
        """Where each part of the matrix begins."""
        return list(range(0, len(self.everyone), SHOWN))


@dataclass(frozen=True)
class Overview:
    """All that the agreement page shows of one project under one filter."""

    ground: Ground
    tally: Tally
    basis: Basis
    alpha: Figure
    ordinal: Figure
    percent: Figure
    ac1: Figure
    few: str | None
    shares: tuple[tuple[str, int], ...]
    per_label: tuple[LabelFigure, ...]
    matrix: Matrix
    pair: tuple[str, str] | None
    confusion: tuple[tuple[int, ...], ...]
    details: Details
    split: int
    disagreements: tuple[Listed, ...]

    @property
    def people(self) -> tuple[Key, ...]:
        """Everyone with a label that counts."""
        return self.basis.counts.annotators

    @property
    def articles(self) -> int:
        """How many articles have a sentence that two people labelled."""
        return int(np.count_nonzero(self.basis.counts.paired))

    @property
    def majority(self) -> tuple[str, float] | None:
        """The commonest label and its share, or None without labels."""
        total = sum(count for _, count in self.shares)
        label, count = max(self.shares, key=lambda share: share[1], default=("", 0))
        return (label, count / total) if total else None

    @property
    def chance(self) -> float | None:
        """The agreement that the label shares alone would give: 1 - Krippendorff's expected disagreement."""
        n_c = self.basis.sums.marginals[0]
        n = float(n_c.sum())
        return float((n_c * (n_c - 1)).sum() / (n * (n - 1))) if n > 1 else None

    @property
    def parted(self) -> bool:
        """Whether alpha and AC1 are so far apart that the page must say why."""
        return None not in (self.alpha.value, self.ac1.value) and abs(self.alpha.value - self.ac1.value) > PARTED  # type: ignore[operator]

    @property
    def true_zero(self) -> bool:
        """Whether alpha is near zero although nearly all labels agree."""
        if self.alpha.value is None or self.percent.value is None:
            return False
        return self.alpha.value < ZERO and self.percent.value >= HIGH


def overview(session: Session, actor: Actor, wanted: Filter, view: View) -> Overview:
    """Work out what the agreement page of the person's project shows. Raises BadInput for what is not there."""
    here = ground.of_actor(session, actor, wanted)
    tally = ground.counted(session, here, details=view.details)
    basis = Basis(tally.counts)
    pooled = _cells(tally, None)
    if view.pair and (view.pair[0] == view.pair[1] or not set(view.pair) <= set(basis.counts.annotators)):
        raise BadInput("Name two different people who have labels under this filter, by their pseudonyms.")
    return Overview(
        ground=here, tally=tally, basis=basis,
        alpha=alpha_of(basis, "nominal"), ordinal=alpha_of(basis, "ordinal"),
        percent=basis.figure(formulas.percent), ac1=basis.figure(formulas.ac1), few=agreement.few(basis.counts),
        shares=_shares(basis), per_label=_per_label(basis, pooled), matrix=_matrix(basis, view), pair=view.pair,
        confusion=_cells(tally, view.pair) if view.pair else pooled, details=details.of(tally),
        split=len(tally.splits), disagreements=tuple(sentences.disagreements(session, here, tally, LISTED)),
    )  # fmt: skip


def _cells(tally: Tally, pair: tuple[str, str] | None) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(line) for line in agreement.confusion(tally.counts, pair).tolist())


def _shares(basis: Basis) -> tuple[tuple[str, int], ...]:
    """Return how often each label was given on sentences that two people labelled, from the strongest label down."""
    given = np.rint(basis.sums.marginals[0]).astype(int).tolist()
    return tuple(reversed(list(zip(basis.counts.scale.labels, given, strict=True))))


def _per_label(basis: Basis, confusion: tuple[tuple[int, ...], ...]) -> tuple[LabelFigure, ...]:
    names = basis.counts.scale.labels
    alphas = label_figures(basis, "", formulas.alpha_labels)
    specific = label_figures(basis, "", formulas.specific)
    used = dict(_shares(basis))
    made = []
    for code, name in enumerate(names):
        others = [(count, names[place]) for place, count in enumerate(confusion[code]) if place != code]
        count, other = max(others, default=(0, ""))
        figures = alphas[f":{name}"], specific[f":{name}"]
        made.append(LabelFigure(name, *figures, used[name], other if count else None, count))
    apart = {name: sum(confusion[code]) - confusion[code][code] for code, name in enumerate(names)}
    return tuple(sorted(made, key=lambda figure: -apart[figure.label]))


def _matrix(basis: Basis, view: View) -> Matrix:
    everyone = basis.counts.annotators
    rows, columns = everyone[view.row : view.row + SHOWN], everyone[view.column : view.column + SHOWN]
    found = agreement.pair_matrix(basis.counts, people={*rows, *columns})
    return Matrix(rows, columns, everyone, {(pair.a, pair.b): pair for pair in found})
