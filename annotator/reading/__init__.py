"""Files into text: one interface for every format, pure, with warnings in plain words."""

from annotator.reading.plain import Reading, read

__all__ = ["Reading", "read"]
