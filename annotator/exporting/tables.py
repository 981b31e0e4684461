"""The long table of labels, `item,annotator,label,article`: what agreement is measured on, and spreadsheets open."""

import re
from collections.abc import Iterable, Iterator

from annotator.exporting.choice import Choice
from annotator.exporting.plain import GOLD, Reading, Source

HEAD = b"item,annotator,label,article\n"
NEEDS_QUOTES = re.compile(r'[",\r\n]')
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def label_lines(sources: Iterable[Source], choice: Choice) -> Iterator[bytes]:
    """Yield the table line by line, its head first: one row for each annotation that has a label."""
    yield HEAD
    cell = _defused if choice.spreadsheet else _exact
    for source in sources:
        for line in source.lines:
            for who, label in _labels(line.readings, line.gold, choice.layers):
                row = (source.id_of(line), who, label, source.public_id)
                yield (",".join(map(cell, row)) + "\n").encode()


def _labels(readings: list[Reading], gold: Reading | None, layers: str) -> Iterator[tuple[str, str]]:
    if layers != "gold":
        for reading in readings:
            if reading.label is not None:
                yield reading.shown, reading.label
    if layers != "everyone" and gold is not None and gold.label is not None:
        yield GOLD, gold.label


def _exact(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if NEEDS_QUOTES.search(text) else text


def _defused(text: str) -> str:
    return _exact("'" + text if text.startswith(FORMULA) else text)
