"""The figures of agreement that a card gives, of any number of labels in bounded memory."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from annotator.exporting.choice import Choice
from annotator.exporting.plain import Source
from annotator.exporting.tables import label_rows

if TYPE_CHECKING:
    from annotator.agreement import Basis, Counts, Figure
    from annotator.agreement.labels import Row

# The figures that a card gives and that are kept with a release.
KEPT = ("percent", "alpha:nominal", "ac1", "fleiss")
NO_LABELS = "nobody has submitted a label of a body sentence yet."
# So many labels are counted at once: of a million, names and codes would take 250 MB, and their counts take 20.
CHUNK = 20_000


def agreed(sources: Iterable[Source], choice: Choice, *, chunk: int = CHUNK) -> dict[str, Any]:
    """Return the figures of agreement that are kept, with intervals and what they rest on, of the rows of `csv`.

    The sources are different articles; about `chunk` labels are held at once. Without a label there is only a `reason`.
    """
    from annotator.agreement import Basis, merge  # loads numpy, which few pages of a release need
    from annotator.agreement.resample import forget

    parts = list(_counts(sources, choice, chunk))
    if not parts:
        return {"reason": NO_LABELS}
    basis = Basis(merge(parts))
    rests = {
        "items": int(basis.counts.items.sum()),
        "items_used": basis.n_items,
        "annotators": len(basis.counts.annotators),
        "labels_used": basis.n_labels,
    }
    found = rests | {key: _told(figure) for key, figure in _figures(basis).items()}
    forget()
    return found


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


def _counts(sources: Iterable[Source], choice: Choice, chunk: int) -> Iterator["Counts"]:
    """Yield the counts of a few articles at a time."""
    from annotator.agreement import Counts, Labels

    rows: list[Row] = []
    for source in sources:
        rows += [(source.id_of(line), who, label, source.public_id) for line, who, label in label_rows(source, choice)]
        if len(rows) >= chunk:
            yield Counts.of(Labels.from_rows(rows))
            rows = []
    if rows:
        yield Counts.of(Labels.from_rows(rows))
