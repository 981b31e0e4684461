"""Blocks of a text: paragraphs, headings and list items with their markers taken off.

A line is a block of its own unless the text is hard-wrapped; then the lines between two blank lines are one, cut where
a list item, a heading or an early line end shows that a new paragraph starts. In other texts too, a line that breaks
off in the middle of a sentence goes on in the next one. U+2028, which only breaks a line, counts as any line end; a
blank line, a form feed and U+2029, which ends a paragraph, are never joined over.
"""

import re
from itertools import pairwise
from typing import NamedTuple

from annotator.splitting.languages.base import Language, words
from annotator.splitting.phrases import BYLINE_WORDS

WIDTH = 120  # lines longer than this are not hard-wrapped
PROSE = 30  # code points; shorter lines may be verse or a list
OWN_LINE = BYLINE_WORDS | words("via read see more photo source")
LINE = re.compile(r"\S[^\n\r\x0b\x0c\x85\u2028\u2029]*")
LETTER = re.compile(r"[^\W_]")
QUOTED = re.compile(r"(?:>\s?)+(?=\S)")
HASHES = re.compile(r"#{1,6}\s+(?=\S)")
BULLET = re.compile(r"[-*•‣▪●◦·]\s+(?=\S)")
DASH = re.compile(r"[–—]\s+(?=\S)")
NUMBER = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-z]\))\s+(?=\S)")
MARKED = re.compile(r"#{1,6}\s|>|[-*•‣▪●◦·]\s|\(?\d{1,3}[.)]\s|(?:\*\*|__).+(?:\*\*|__)$")
NOUN = re.compile(r"[^\W\d_]+")
UNDERLINE = re.compile(r"={3,}")
ENDED = re.compile(r"[.!?…。！？؟][*_\"'”’»“)\]」』）]*$")
ADDRESS = re.compile(r"[hw](?:ttps?://|ww\.)")  # one set of first letters is found quickest
EMPHASIS = ("***", "___", "**", "__", "*", "_")


class Block(NamedTuple):
    """A block without its markers: text[start:end], and what marked it ("hash", "bold", "item" or nothing)."""

    start: int
    end: int
    mark: str


class Line(NamedTuple):
    """A line that is not blank, trimmed; `gap` is true after a blank line, `indent` counts the blanks before it."""

    start: int
    end: int
    gap: bool
    indent: int


def blocks(text: str, language: Language) -> list[Block]:
    """Return the blocks of a text in order, in code points; those without a letter or digit are left out.

    The language says whether a dash at the start of a line is a bullet or speech, and whether "3." may be an ordinal.
    """
    rows = lines(text)
    pieces = paragraphs(text, rows) if wrapped(text, rows) else whole_lines(text, rows)
    found: list[Block] = []
    for start, end in pieces:
        if found and UNDERLINE.fullmatch(text, start, end):
            found[-1] = Block(found[-1].start, found[-1].end, "hash")
        block = unmarked(text, start, end, language)
        if LETTER.search(text, block.start, block.end):
            found.append(block)
    return found


def lines(text: str) -> list[Line]:
    """Return the lines of a text that are not blank."""
    found: list[Line] = []
    last = 0
    for match in LINE.finditer(text):
        start = match.start()
        between = text[last:start]
        if between == "\n":
            gap, indent = False, 0
        else:
            gap = between.count("\n") > 1 or between.count("\r") > 1 or "\x0c" in between or "\u2029" in between
            indent = len(between) - 1 - max(between.rfind("\n"), between.rfind("\r"))
        last = match.end()
        found.append(Line(start, start + len(match.group().rstrip()), gap, indent))
    return found


def width_of(text: str, rows: list[Line]) -> int:
    """Return the length of the longest line that is not mainly an address."""
    longest = sorted(((row.end - row.start, row.start) for row in rows), reverse=True)
    return next((length for length, start in longest if not ADDRESS.search(text, start, start + length)), 0)


def wrapped(text: str, rows: list[Line]) -> bool:
    """Say whether lines were broken to a width: many lines end inside a sentence, where the next word did not fit.

    Of the lines that end no sentence, most are either full or followed by a lower-case word. A marked heading tells
    nothing: it has a line of its own in any text.
    """
    width = width_of(text, rows)
    if width > WIDTH:
        return False
    pairs = [(a, b) for a, b in pairwise(rows) if not b.gap and not (headed(text, a) or headed(text, b))]
    broken = [(above, below) for above, below in pairs if not ends(text, above)]
    tight = lower = cased = 0
    for above, below in broken:
        small = text[below.start].islower()
        tight += above.end - above.start + 1 + first_word(text, below) > width
        lower += small
        cased += small or text[below.start].isupper()
    count = len(broken)
    ragged = count > 1 and lower > 0.6 * count
    inside = lower > 0.15 * count if 2 * cased > count else count > 2
    return count > 0.2 * len(pairs) and (ragged or (inside and tight > 0.6 * count))


def headed(text: str, row: Line) -> bool:
    """Say whether a line is a heading that is marked as one, "## Weather" or "**Weather**"."""
    return text.startswith(("#", "**", "__"), row.start) and MARKED.match(text, row.start, row.end) is not None


def first_word(text: str, row: Line) -> int:
    """Return the length of a line's first word."""
    blank = text.find(" ", row.start, row.end)
    return (blank if blank > 0 else row.end) - row.start


def whole_lines(text: str, rows: list[Line]) -> list[tuple[int, int]]:
    """Return the lines, those that were torn apart put together again."""
    found: list[tuple[int, int]] = []
    for position, row in enumerate(rows):
        if position and torn(text, rows[position - 1], row):
            found[-1] = (found[-1][0], row.end)
        else:
            found.append((row.start, row.end))
    return found


def torn(text: str, above: Line, below: Line) -> bool:
    """See a sentence that goes on after a line end: the line above is prose without an end, this one in lower case.

    Short lines may be a list or a poem; "by Ann Lee" and an address are lines of their own.
    """
    if below.gap or not text[below.start].islower() or above.end - above.start < PROSE or ends(text, above):
        return False
    if text[above.end - 1] in ":;|" or headed(text, above) or MARKED.match(text, below.start, below.end):
        return False
    first = text[below.start : below.start + first_word(text, below)].rstrip(":")
    return first not in OWN_LINE and not ADDRESS.match(text, below.start)


def paragraphs(text: str, rows: list[Line]) -> list[tuple[int, int]]:
    """Join hard-wrapped lines again: a paragraph spans its line ends."""
    width = width_of(text, rows)
    found: list[tuple[int, int]] = []
    for position, row in enumerate(rows):
        if position and not row.gap and not new_paragraph(text, rows[position - 1], row, width):
            found[-1] = (found[-1][0], row.end)
        else:
            found.append((row.start, row.end))
    return found


def new_paragraph(text: str, above: Line, below: Line, width: int) -> bool:
    """See a marker, an indent, or a line that ended although the next word would have fitted."""
    if below.indent > 1 and not above.indent:
        return True
    if headed(text, above):
        return True
    length = above.end - above.start
    tight = length + 1 + first_word(text, below) > width
    if MARKED.match(text, below.start, below.end):
        # "in der / 2. Liga": a full line that does not end goes on even when the next one looks like a list item
        return not tight or text[above.end - 1] in ",;:" or ends(text, above)
    if tight or text[below.start].islower():
        return False
    return length < 0.7 * width or ends(text, above)


def ends(text: str, row: Line) -> bool:
    """Say whether a sentence may end with the line."""
    return ENDED.search(text, max(row.start, row.end - 6), row.end) is not None


def unmarked(text: str, start: int, end: int, language: Language) -> Block:
    """Take off the block's quote marks, hashes, bullet or number, and emphasis around the whole."""
    if text[start].isalpha():
        return Block(start, end, "")
    mark = ""
    quoted = QUOTED.match(text, start, end)
    start = quoted.end() if quoted else start
    hashes = HASHES.match(text, start, end)
    if hashes:
        start, mark = hashes.end(), "hash"
        end = start + len(text[start:end].rstrip("#").rstrip())
    else:
        item = bullet(text, start, end, language)
        if item:
            start, mark = item.end(), "item"
    sign = next((sign for sign in EMPHASIS if wraps(text, start, end, sign)), "")
    if sign:
        start, end = start + len(sign), end - len(sign)
        mark = mark or ("bold" if len(sign) > 1 else "")
    return Block(start, end, mark)


def wraps(text: str, start: int, end: int, sign: str) -> bool:
    """Say whether the sign of emphasis stands at both ends of the block, close to its words, and nowhere inside."""
    size = len(sign)
    if end - start < 2 * size + 1 or not text.startswith(sign, start) or not text.endswith(sign, start, end):
        return False
    first, last = start + size, end - size
    return not text[first].isspace() and not text[last - 1].isspace() and text.find(sign, first, last) < 0


def bullet(text: str, start: int, end: int, language: Language) -> re.Match[str] | None:
    """Find the bullet or list number at the start of a block; none in "3. Oktober" where "3." may be an ordinal."""
    number = NUMBER.match(text, start, end)
    if number and language.ordinals:
        word = NOUN.match(text, number.end(), end)
        return None if word and word.group() in language.ordinal_nouns else number
    return (
        number or BULLET.match(text, start, end) or (None if language.dialogue_dash else DASH.match(text, start, end))
    )
