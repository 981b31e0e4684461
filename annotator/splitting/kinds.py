"""The kind of each block. Kinds are a guess that people can correct; they never change where sentences end."""

import re

from annotator.splitting.blocks import Block
from annotator.splitting.phrases import (
    AGENCIES,
    BYLINE_SMALL,
    BYLINE_WORDS,
    CREDIT_LINE,
    DATE_LINE,
    DATELINE,
    LINK_LINE,
    STAFF,
)

LONG = 220  # code points; a longer block is body
HEADING_WORDS = 18
MARKED_WORDS = 25
SOURCE_WORDS = 8
BYLINE_MAX = 14
LINK_STOPPED = 90  # code points; a longer line that ends in a full stop is prose
BYLINE_STOPPED = 40  # code points; a longer line that ends in a full stop is prose
ADDRESS_LINE = re.compile(
    r"\W{0,9}(?:https?://|www\.)\S+|@\w+|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|ua|de|co\.uk|fr|info|news)(?:/\S*)?"
)
STOPPED = re.compile(r"[.!?…。！？؟,;:،؛，；：–—-][*_\"'”’»“)\]」』）]*$")
INNER_STOP = re.compile(r"[.!?…]\s+[^\W\d_a-z]|[。！？]")
ASKED = re.compile(r"[?!？！؟][\"'”’»“」』]*$")


def kinds(text: str, found: list[Block]) -> list[str]:
    """Name each block, in order."""
    named: list[str] = []
    started = False
    for position, block in enumerate(found):
        kind = kind_of(text, block, first=not started, last=position + 1 == len(found))
        if kind == "heading" and not started:
            kind = "headline"
        started = started or kind in ("headline", "body")
        named.append(kind)
    return with_source(found, named, text)


def kind_of(text: str, block: Block, *, first: bool, last: bool) -> str:
    """Name what the block alone shows; `first` when no headline or body came before, `last` for the last block."""
    if block.end - block.start > LONG:
        return "heading" if block.mark == "hash" else "body"
    line = " ".join(text[block.start : block.end].split())
    small = line.lower()
    prose = line.endswith(".") and len(line) > LINK_STOPPED
    if prose and not block.mark and " " in line:
        return "credit" if CREDIT_LINE.match(small) else "body"
    if (LINK_LINE.match(small) and not prose) or ADDRESS_LINE.fullmatch(line):
        return "link"
    if CREDIT_LINE.match(small) or unstopped_credit(line):
        return "credit"
    return "heading" if is_heading(line, block.mark, asked=first and not last) else "body"


def is_heading(line: str, mark: str, *, asked: bool) -> bool:
    """Recognise a heading by its mark or its look; `asked` allows it to be a question."""
    if mark == "hash" or (mark == "bold" and len(line.split()) <= MARKED_WORDS):
        return True
    return mark != "item" and (plain_heading(line) or (asked and asked_headline(line)))


def unstopped_credit(line: str) -> bool:
    """Recognise a date, a dateline or a byline alone in its line."""
    if line.endswith(".") and len(line) > BYLINE_STOPPED:
        return False
    return bool(DATE_LINE.fullmatch(line) or DATELINE.fullmatch(line)) or byline(line)


def byline(line: str) -> bool:
    """Recognise "By Ann Lee and Bo Chen", "Ann Lee, Staff Writer", "ANN LEE | Reuters"."""
    words = line.replace(",", " ").split()
    if len(words) > BYLINE_MAX or len(words) < 2:
        return False
    if words[0].lower().rstrip(":") in BYLINE_WORDS:
        return words[1][:1].isupper() and not line.endswith(("?", "!")) and all(name_like(word) for word in words[1:])
    return STAFF.match(line) is not None or (
        AGENCIES.search(line) is not None and len(words) <= 8 and all(name_like(w) for w in words)
    )


def name_like(word: str) -> bool:
    """Accept a capitalised word, an initial, a sign between names, or one of the small words of a byline."""
    return not word[:1].islower() or word in BYLINE_SMALL


def plain_heading(line: str) -> bool:
    """Recognise a short line without a stop that starts with a capital and is no quote."""
    if STOPPED.search(line) or line[:1].islower() or INNER_STOP.search(line):
        return False
    return line[:1] not in '"“„«「—–-' and len(line.split()) <= HEADING_WORDS


def asked_headline(line: str) -> bool:
    """Recognise a first line that asks or calls."""
    return ASKED.search(line) is not None and len(line.split()) <= HEADING_WORDS and not INNER_STOP.search(line)


def with_source(found: list[Block], named: list[str], text: str) -> list[str]:
    """Turn a short bold or plain line right before the links that end the text into a credit: it names the source."""
    tail = len(named)
    while tail and named[tail - 1] in ("link", "credit"):
        tail -= 1
    before = tail - 1
    ends_in_link = tail < len(named) and named[tail] == "link"
    short = before > 0 and len(text[found[before].start : found[before].end].split()) <= SOURCE_WORDS
    if ends_in_link and short and named[before] == "heading" and found[before].mark != "hash":
        named[before] = "credit"
    return named
