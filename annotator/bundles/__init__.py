"""Taking a bundle in again: a whole project from its history, or somebody's annotations onto articles that are here.

All files are checked before anything is stored. A project comes in hidden and in short transactions, and is seen when
all of it is there; annotations are stored in one. What does not fit is named, not guessed.
"""

from annotator.bundles.adopting import Adopted, adopt, adoptable
from annotator.bundles.arriving import sweep
from annotator.bundles.reading import Bundle, opened
from annotator.bundles.records import comments_of, records_of
from annotator.bundles.trying import trying
from annotator.bundles.whole import Taken, take_in

__all__ = [
    "Adopted",
    "Bundle",
    "Taken",
    "adopt",
    "adoptable",
    "comments_of",
    "opened",
    "records_of",
    "sweep",
    "take_in",
    "trying",
]
