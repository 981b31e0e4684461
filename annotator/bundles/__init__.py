"""Taking a bundle in again: a whole project from its history, or somebody's annotations onto articles that are here.

Everything is checked before anything is stored, and stored in one transaction: what does not fit is named, not guessed.
"""

from annotator.bundles.adopting import Adopted, adopt, adoptable
from annotator.bundles.reading import Bundle, opened
from annotator.bundles.records import records_of
from annotator.bundles.trying import trying
from annotator.bundles.whole import Taken, take_in, taking_in

__all__ = ["Adopted", "Bundle", "Taken", "adopt", "adoptable", "opened", "records_of", "take_in", "taking_in", "trying"]
