"""Files into text: one interface for every format, pure, with warnings in plain words."""

from annotator.reading.plain import SUFFIXES, Reading, read

__all__ = ["SUFFIXES", "Reading", "read"]
