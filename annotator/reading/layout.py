"""Lines on pages to paragraphs: columns in reading order, furniture left out, words joined that a line end cut.

Coordinates are points; y grows upwards, as in a PDF. The gap rule (a line further below than the usual distance and a
third of its height starts a paragraph) was measured on news PDFs.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

GAP = 0.35  # of a line's height, beyond the usual distance
INDENT = 0.8  # of a line's height
LARGER = 1.15
EDGE = 2  # lines at the top and bottom of a page that may be furniture
FULL = 0.62  # of the page's width; a longer line stands across the columns
NUMBER = re.compile(
    r"\W*(?:(?:page|seite|стор\.?|с\.?|p\.?|s\.?)\s*)?\d{1,4}(?:\s*(?:of|von|із|з|/)\s*\d{1,4})?\W*", re.IGNORECASE
)
DIGITS = re.compile(r"\d+")
ENDED = re.compile(r"[.!?…。！？:][\"'”’»“)\]]*$")
BROKEN = re.compile(r"[^\W\d_]-$")
WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Line(NamedTuple):
    """A run of characters on one line: its text, left and right end, lower edge and height."""

    text: str
    left: float
    right: float
    bottom: float
    height: float


class Placed(NamedTuple):
    """A line with the edges of the column it stands in; `top` is true for the first one of a column."""

    line: Line
    left: float
    right: float
    top: bool


def without_furniture(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], int]:
    """Return the pages without running headers, footers and page numbers, and how many lines were left out."""
    edges = [_edges(page) for page in pages]
    seen = Counter(key for page in edges for key in {_key(line) for line in page})
    needed = max(2, len(pages) // 3)
    kept, dropped = [], 0
    for page, edge in zip(pages, edges, strict=True):
        furniture = {line for line in edge if seen[_key(line)] >= needed or NUMBER.fullmatch(line.text.strip())}
        kept.append([line for line in page if line not in furniture])
        dropped += len(furniture)
    return kept, dropped


def _edges(page: Sequence[Line]) -> list[Line]:
    levels = sorted({round(line.bottom) for line in page if line.text.strip()})
    outer = {*levels[:EDGE], *levels[-EDGE:]}
    return [line for line in page if round(line.bottom) in outer]


def _key(line: Line) -> tuple[str, int]:
    """Return what a running header has alike on every page: its words, numbers aside, and its height on the page."""
    return DIGITS.sub("#", line.text.strip()), round(line.bottom / 4)


def paragraphs(pages: Sequence[Sequence[Line]]) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a document with the kind that the size of their letters tells, "" where it tells none."""
    placed = [placed for page in pages for placed in ordered(page)]
    if not placed:
        return
    usual = median(one.line.height for one in placed for _ in range(max(1, len(one.line.text) // 20)))
    distance = _distance(placed)
    known = Counter(word.lower() for one in placed for word in WORDS.findall(one.line.text))
    paragraph: list[Placed] = []
    for one in placed:
        if paragraph and _starts(paragraph, one, distance):
            yield _text(paragraph, known), _kind(paragraph, usual)
            paragraph = []
        paragraph.append(one)
    yield _text(paragraph, known), _kind(paragraph, usual)


def ordered(page: Sequence[Line]) -> list[Placed]:
    """Return the lines of a page in reading order: down each column, a line across the columns in its place."""
    lines = sorted((line for line in page if line.text.strip()), key=lambda line: -line.bottom)
    if not lines:
        return []
    gutter = _gutter(lines)
    if gutter is None:
        return _column(lines)
    found: list[Placed] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.left < gutter - line.height and line.right > gutter + line.height:
            found += _column(left) + _column(right) + _column([line])
            left, right = [], []
        elif line.right <= gutter + line.height:
            left.append(line)
        else:
            right.append(line)
    return found + _column(left) + _column(right)


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where a page parts into two columns, or None: a strip in its middle that few lines cross."""
    start, end = min(line.left for line in lines), max(line.right for line in lines)
    width = end - start
    inner = [line for line in lines if line.right - line.left < FULL * width]
    if len(inner) < 6:
        return None
    places = sorted(line.left for line in inner if start + 0.3 * width < line.left < start + 0.7 * width)
    if not places:
        return None
    gutter = median(places) - 1
    crossing = sum(line.left < gutter < line.right - 2 for line in inner)
    sides = sum(line.right <= gutter for line in inner), sum(line.left >= gutter for line in inner)
    return gutter if crossing <= 0.15 * len(inner) and min(sides) >= max(3, 0.2 * len(inner)) else None


def _column(lines: Sequence[Line]) -> list[Placed]:
    """Return the lines of one column from top to bottom; pieces on one level become one line."""
    merged: list[Line] = []
    for line in sorted(lines, key=lambda line: (-round(line.bottom), line.left)):
        above = merged[-1] if merged else None
        if above is not None and abs(above.bottom - line.bottom) < 0.4 * line.height and line.left >= above.left:
            text = f"{above.text.rstrip()} {line.text.lstrip()}"
            merged[-1] = above._replace(text=text, right=max(above.right, line.right))
        else:
            merged.append(line)
    if not merged:
        return []
    left, right = min(line.left for line in merged), max(line.right for line in merged)
    return [Placed(line, left, right, top=place == 0) for place, line in enumerate(merged)]


def _distance(placed: Sequence[Placed]) -> float:
    """Return the usual distance from one line to the next, in line heights."""
    steps = [(a.line.bottom - b.line.bottom) / b.line.height for a, b in pairwise(placed) if not b.top]
    return median([step for step in steps if 0 < step < 4] or [1.2])


def _starts(paragraph: Sequence[Placed], one: Placed, distance: float) -> bool:
    """Say whether a line starts a new paragraph."""
    above, below = paragraph[-1], one
    ratio = below.line.height / above.line.height
    if not 1 / LARGER < ratio < LARGER:
        return True
    ended = ENDED.search(above.line.text.rstrip()) is not None
    indented = below.line.left - below.left > INDENT * below.line.height
    short = above.right - above.line.right > 0.12 * (above.right - above.left)
    if below.top:
        # A column or page ends inside a paragraph unless the sentence ended and something shows that the next is new.
        return (ended and (short or indented)) or (not ended and not below.line.text.lstrip()[:1].islower() and short)
    if (above.line.bottom - below.line.bottom) / below.line.height > distance + GAP:
        return True
    hanging = len(paragraph) > 1 and above.line.left - above.left > INDENT * above.line.height
    return ended and ((indented and not hanging) or short)


def _text(paragraph: Sequence[Placed], known: Counter[str]) -> str:
    text = ""
    for one in paragraph:
        line = one.line.text.strip()
        if BROKEN.search(text[-2:]) and line[:1].islower():
            head, tail = WORDS.findall(text)[-1], WORDS.match(line)
            whole = head + (tail.group() if tail else "")
            # "well-" and "known" keep their hyphen when the document writes "well-known" somewhere.
            hyphened = known[f"{head}-{tail.group() if tail else ''}".lower()] > known[whole.lower()]
            text = text + line if hyphened else text[:-1] + line
        else:
            text = f"{text} {line}" if text and not BROKEN.search(text[-2:]) else text + line
    return text


def _kind(paragraph: Sequence[Placed], usual: float) -> str:
    """Return heading for a short paragraph in clearly larger letters."""
    height = median(one.line.height for one in paragraph)
    return "heading" if height > LARGER * usual and sum(len(one.line.text) for one in paragraph) < 250 else ""
