"""Exporting: the canonical record of each sentence, the long table of labels, and what a page says of them.

`choice` is what somebody wants, `plain`, `naming`, `records` and `tables` turn plain values into bytes without a
database, `loading`, `detailing` and `counting` read it, `formats` puts them together.
"""

from annotator.exporting.choice import VALUES, Choice, choose
from annotator.exporting.counting import Summary, rows, summary
from annotator.exporting.formats import FORMATS, Format, beginning, stream

__all__ = ["FORMATS", "VALUES", "Choice", "Format", "Summary", "beginning", "choose", "rows", "stream", "summary"]
