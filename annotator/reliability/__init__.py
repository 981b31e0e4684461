"""Agreement of a project: which work counts, the counts kept for each article, and what the pages show."""

from annotator.reliability.old import labels_of, overview, report, rows_of

__all__ = ["labels_of", "overview", "report", "rows_of"]
