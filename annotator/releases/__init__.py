"""Releases: a state of a project frozen under a name, exported again byte for byte, compared with another."""

from annotator.releases.comparing import Comparison, compare
from annotator.releases.freezing import Frozen, freeze, names_of, store
from annotator.releases.thawing import Thawed, ThawedJob, citation, find, folder, job_of, listed, stream

__all__ = [
    "Comparison", "Frozen", "Thawed", "ThawedJob", "citation", "compare", "find", "folder", "freeze", "job_of",
    "listed", "names_of", "store", "stream",
]  # fmt: skip
