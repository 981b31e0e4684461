"""The long table of labels, `item,annotator,label,article`: what agreement is measured on, and spreadsheets open."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from annotator.exporting.choice import Choice
from annotator.exporting.plain import GOLD, Line, Source

HEAD = b"item,annotator,label,article\n"
NEEDS_QUOTES = re.compile(r'[",\r\n]')
# People, labels and flags are few; notes and words are many, and not worth keeping.
KNOWN = 1024
# A spreadsheet takes a cell that begins so for a formula, at last = + - @ in full width (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def label_lines(sources: Iterable[Source], choice: Choice) -> Iterator[bytes]:
    """Yield the table an article at a time, its head first: one row for each annotation that has a label.

    Like agreement, it leaves headlines and headings out unless they were asked for.
    """
    yield HEAD
    block = blocks(choice)
    yield from map(block, sources)


def blocks(choice: Choice) -> Callable[[Source], bytes]:
    """Return what gives an article's rows of the table."""
    cell = cells(choice)

    def block(source: Source) -> bytes:
        # Ids are letters, digits, _ and :, so they need no quotes.
        rows = label_rows(source, choice)
        public = source.public_id
        return "".join(
            [f"{source.id_of(line)},{cell(who)},{cell(label)},{public}\n" for line, who, label in rows]
        ).encode()

    return block


def label_rows(source: Source, choice: Choice) -> Iterator[tuple[Line, str, str]]:
    """Yield sentence, annotator and label of each row that an article has in the table."""
    for line in source.lines:
        if choice.headings or line.kind == "body":
            for who, label in _labels(line, choice.layers):
                yield line, who, label


def cells(choice: Choice) -> Callable[[str], str]:
    """Return what turns a text into a cell: exact, or for a spreadsheet with its formulas defused."""
    return lru_cache(KNOWN)(_defused if choice.spreadsheet else _exact)


def _labels(line: Line, layers: str) -> Iterator[tuple[str, str]]:
    if layers != "gold":
        yield from ((reading.shown, reading.label) for reading in line.readings if reading.label is not None)
    elif line.gold is not None and line.gold.label is not None:
        yield GOLD, line.gold.label


def _exact(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if NEEDS_QUOTES.search(text) else text


def _defused(text: str) -> str:
    return _exact("'" + text if text.startswith(FORMULA) else text)
