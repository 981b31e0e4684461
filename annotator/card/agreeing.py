"""The figures of agreement that a card gives, of any number of labels in bounded memory."""

from functools import partial
from typing import TYPE_CHECKING, Any

from annotator.exporting.plain import Source

if TYPE_CHECKING:
    from annotator.agreement import Basis, Counts, Figure

Row = tuple[int, str, str, str]
# The figures that a card gives and that are kept with a release.
KEPT = ("percent", "alpha:nominal", "ac1", "fleiss")
NO_LABELS = "nobody has submitted a label of a body sentence yet."
# So many labels are counted at once: of a million, names and codes would take 250 MB, and their counts take 20.
CHUNK = 20_000


class Agreeing:
    """Counts the labels of one article after another, and gives the figures of agreement in the end.

    As for agreement everywhere, the labels are those of body sentences that were submitted first. Each article is added
    once; about `chunk` labels are held at once.
    """

    def __init__(self, chunk: int = CHUNK) -> None:
        self._chunk, self._rows, self._parts = chunk, list[Row](), list["Counts"]()
        self._items = 0

    def add(self, source: Source) -> None:
        """Add the labels of an article, of which all first rounds are there."""
        # Which sentence it is nobody asks, so a number is enough.
        self._rows += [
            (item, reading.who, reading.label, source.public_id)
            for item, line in enumerate(source.lines, self._items)
            if line.kind == "body"
            for reading in line.readings
            if reading.label is not None and reading.round == 1 and reading.status == "submitted"
        ]
        self._items += len(source.lines)
        if len(self._rows) >= self._chunk:
            self._count()

    def _count(self) -> None:
        from annotator.agreement import Counts, Labels  # loads numpy, which few pages of a release need

        self._parts.append(Counts.of(Labels.from_rows(self._rows), people=False))
        self._rows = []

    def value(self) -> dict[str, Any]:
        """Return the figures that are kept, with intervals and what they rest on; without a label only a `reason`."""
        if self._rows:
            self._count()
        if not self._parts:
            return {"reason": NO_LABELS}
        from annotator.agreement import Basis, merge

        parts, self._parts = self._parts, []
        basis = Basis(merge(parts), once=True)
        parts.clear()
        rests = {
            "items": int(basis.counts.items.sum()),
            "items_used": basis.n_items,
            "annotators": len(basis.counts.annotators),
            "labels_used": basis.n_labels,
        }
        return rests | {key: _told(figure) for key, figure in _figures(basis).items()}


def _figures(basis: "Basis") -> dict[str, "Figure"]:
    from annotator.agreement import formulas

    return {
        "percent": basis.figure(formulas.percent),
        "alpha:nominal": basis.figure(partial(formulas.alpha, level="nominal")),
        "ac1": basis.figure(formulas.ac1),
        "fleiss": basis.figure(formulas.fleiss),
    }


def _told(figure: "Figure") -> dict[str, Any]:
    between = None if figure.low is None else [figure.low, figure.high]
    return {"value": figure.value, "interval": between, "reason": figure.reason}
