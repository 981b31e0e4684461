"""The dataset card: what the data itself says of where it comes from, and what people wrote beside it."""

from annotator.card.byhand import NOT_STATED, PARTS, changed, read, write
from annotator.card.facts import Facts, begun, finished, gather
from annotator.card.whole import publishers, written
from annotator.card.writing import FIGURES, citation, markdown

__all__ = [
    "FIGURES",
    "NOT_STATED",
    "PARTS",
    "Facts",
    "begun",
    "changed",
    "citation",
    "finished",
    "gather",
    "markdown",
    "publishers",
    "read",
    "write",
    "written",
]
