"""Exporting: the canonical record of each sentence, the tables, the formats, and what a page says of them.

`choice` is what somebody wants and `formats` what there is; `plain`, `naming`, `records`, `tables` and `shape` turn
plain values into bytes without a database; `loading`, `detailing`, `counting`, `history` and `numbering` read it; `job`
is one export, `forms` writes it, a module a format, `writing` and `containers` bring it out, and `ending` says when it
broke off.
"""

from annotator.exporting.choice import VALUES, Choice, choose
from annotator.exporting.counting import Summary, rows, summary, to_choose
from annotator.exporting.formats import FORMATS, Format
from annotator.exporting.writing import beginning, folder, stream

__all__ = [
    "FORMATS",
    "VALUES",
    "Choice",
    "Format",
    "Summary",
    "beginning",
    "choose",
    "folder",
    "rows",
    "stream",
    "summary",
    "to_choose",
]
