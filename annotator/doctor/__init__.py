"""Looking for what is wrong with a database: whole pages, references, words under offsets, counts that are kept.

Each check yields findings: what is wrong, in how many places with one named, and what to do.
"""

from annotator.doctor.examining import COMING_IN, examine, versions
from annotator.doctor.finding import Finding
from annotator.doctor.purging import Purged, purge
from annotator.doctor.recounting import recount

__all__ = ["COMING_IN", "Finding", "Purged", "examine", "purge", "recount", "versions"]
