"""Sentences of one block: find every place where a sentence could end, and let the rules decide each.

One pass from left to right. A decision reads the sentence so far and a bounded stretch to the right: time grows with
the length of the text, and a sentence that is cut again by itself stays whole. The one thing read from before the
sentence is whether a straight quote is open, and only where no blank tells its direction.
"""

import re

from annotator.splitting.breaks import WIDE, look
from annotator.splitting.languages.base import Language
from annotator.splitting.rules import decide

# A run of terminators; the dots of a spaced ellipsis ("end. . . . Next") belong to one run.
TERMINATORS = re.compile(r"\.(?:[ \u00a0]\.)+(?![^\W_])|[.!?…。！？｡؟۔।]+(?:[ \u00a0]?\.\.+)?")
LETTER = re.compile(r"[^\W_]")
USUAL = 24  # code points; a longer word before a stop goes to the rules


def spans(text: str, language: Language) -> list[tuple[int, int]]:
    """Return the sentences of one block as (start, end) in code points, trimmed, in order.

    A block without a letter or digit has none; a piece without one stays with its neighbour.
    """
    found: list[tuple[int, int]] = []
    start = checked = counted = quotes = 0
    lettered = False
    length, abbreviations = len(text), language.abbreviations
    for match in TERMINATORS.finditer(text):
        stop, end = match.span()
        if end >= length:
            break
        following = text[end]
        if (following.islower() or following.isdigit()) and text[end - 1] not in WIDE:
            continue  # "example.com", "3.5": the bulk of dots inside words
        if following == " " and plain_end(text, start, stop, end, abbreviations):
            found.append((start, end))
            start = checked = end + 1
            lettered = False
            continue
        if not lettered:
            lettered = LETTER.search(text, checked, stop) is not None
            checked = stop
        if not lettered:
            continue
        quotes += text.count('"', counted, stop)
        counted = stop
        place = look(text, start, stop, end, quote_open=quotes % 2 == 1)
        if place is not None and decide(place, language):
            found.append((start, place.cut))
            start = checked = place.after
            lettered = False
    return finished(text, found, start)


def plain_end(text: str, start: int, stop: int, end: int, abbreviations: frozenset[str]) -> bool:
    """Say whether this is the usual end: a lower-case word that is no abbreviation, one stop, a blank, a capital.

    Three ends in four are of this kind; the rules would say the same and take five times as long.
    """
    if end - stop != 1 or text[stop] != "." or not text[end + 1 : end + 2].isupper():
        return False
    token = text[max(start, stop - USUAL) : stop].rpartition(" ")[2]
    return len(token) > 1 and token.isalpha() and token.islower() and token not in abbreviations


def finished(text: str, found: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    """Add the rest of the text: a last sentence, or a tail of the one before when it has no letter."""
    end = len(text.rstrip())
    if LETTER.search(text, start, end):
        found.append((start, end))
    elif found and end > found[-1][1]:
        found[-1] = (found[-1][0], end)
    if found:
        first, stop = found[0]
        found[0] = (len(text) - len(text.lstrip()) if first == 0 else first, stop)
    return found
