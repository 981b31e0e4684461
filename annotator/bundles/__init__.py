"""Taking a bundle in again: a whole project from its history, or what somebody did onto articles that are here.

All files are checked before anything is stored. A project comes in hidden and in short transactions, and is seen when
all of it is there; work comes article by article. What does not fit is named, not guessed.
"""

from annotator.bundles.adopted import Adopted
from annotator.bundles.adopting import Share, Wishes, adopt, adoptable
from annotator.bundles.arriving import sweep
from annotator.bundles.dataset import Dataset, dataset_of
from annotator.bundles.reading import Bundle, opened
from annotator.bundles.whole import Taken, take_in

__all__ = [
    "Adopted",
    "Bundle",
    "Dataset",
    "Share",
    "Taken",
    "Wishes",
    "adopt",
    "adoptable",
    "dataset_of",
    "opened",
    "sweep",
    "take_in",
]
