"""Exporting: the canonical record of each sentence, the long table of labels, and what a page says of them.

`choice` is what somebody wants, `plain`, `naming`, `records` and `tables` turn plain values into bytes without a
database, `loading` and `summary` read it, `stream` puts them together.
"""

from annotator.exporting.choice import VALUES, Choice, choose
from annotator.exporting.stream import FORMATS, Format, beginning, stream
from annotator.exporting.summary import Summary, rows, summary

__all__ = ["FORMATS", "VALUES", "Choice", "Format", "Summary", "beginning", "choose", "rows", "stream", "summary"]
