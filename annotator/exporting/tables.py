"""The long table of labels, `item,annotator,label,article`: what agreement is measured on, and spreadsheets open."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from annotator.exporting.choice import Choice
from annotator.exporting.plain import GOLD, Line, Source

HEAD = b"item,annotator,label,article\n"
NEEDS_QUOTES = re.compile(r'[",\r\n]')
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def label_lines(sources: Iterable[Source], choice: Choice) -> Iterator[bytes]:
    """Yield the table an article at a time, its head first: one row for each annotation that has a label."""
    yield HEAD
    cell = cache(_defused if choice.spreadsheet else _exact)
    for source in sources:
        # Ids are letters, digits, _ and :, so they need no quotes.
        yield "".join(
            f"{source.id_of(line)},{cell(who)},{cell(label)},{source.public_id}\n"
            for line in source.lines
            for who, label in _labels(line, choice.layers)
        ).encode()


def _labels(line: Line, layers: str) -> Iterator[tuple[str, str]]:
    if layers != "gold":
        yield from ((reading.shown, reading.label) for reading in line.readings if reading.label is not None)
    elif line.gold is not None and line.gold.label is not None:
        yield GOLD, line.gold.label


def _exact(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if NEEDS_QUOTES.search(text) else text


def _defused(text: str) -> str:
    return _exact("'" + text if text.startswith(FORMULA) else text)
