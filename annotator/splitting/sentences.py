"""Sentences of one block: find every place where a sentence could end, and let the rules decide each.

One pass from left to right. A decision reads the sentence so far and a bounded stretch to the right: time grows with
the length of the text, and a sentence that is cut again by itself stays whole. The one thing read from before the
sentence is whether a straight quote is open, and only where no blank tells its direction.
"""

import re

from annotator.splitting.breaks import WIDE, look
from annotator.splitting.languages.base import Language
from annotator.splitting.rules import decide

# A run of terminators; the dots of a spaced ellipsis ("end. . . . Next") belong to one run. Where no blank is needed
# any run counts; else none right before a small letter, a digit or a comma: "example.com", "3.5", "D-N.M., said".
# It starts with one set of signs, which the engine finds quickest.
ENDS = rf"[.!?…{WIDE}؟۔।]"
SPACED_DOTS = r"(?<=\.)(?:[ \u00a0]\.)+(?![^\W_]|\.)"
TERMINATORS = re.compile(
    rf"{ENDS}(?:{SPACED_DOTS}|{ENDS}*+(?:[ \u00a0]?\.\.+(?![\w.]))?+(?:(?<=[{WIDE}])|(?![a-z0-9,;:])))"
)
LETTER = re.compile(r"[^\W_]")
FIGURE = re.compile(r"[$£€]\d[\d.,]*(?:m|bn)?|\d[\d.,-]+\d")  # too long for a list number or a day
OPENERS = frozenset("“‘\"'(")  # before the capital of the next sentence
CLOSING = frozenset("”’\"')")
MARKS = ("?", "!")
GOES_ON = 0


def spans(text: str, language: Language, at: int = 0) -> list[tuple[int, int]]:
    """Return the sentences of one block as (start, end) in code points, trimmed, in order.

    `at` is where the block stands in a longer text, and is added to all of them. A block without a letter or digit has
    none; a piece without one stays with its neighbour.
    """
    found: list[tuple[int, int]] = []
    start = checked = counted = quotes = 0
    lettered = False
    length = len(text)
    for match in TERMINATORS.finditer(text):
        stop, end = match.span()
        if end >= length:
            break
        usual = usual_end(text, start, stop, end, language)
        if usual == GOES_ON:
            continue
        if usual:
            found.append((at + start, at + usual))
            start = checked = usual + 1
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
            found.append((at + start, at + place.cut))
            start = checked = place.after
            lettered = False
    return finished(text, found, start, at)


def usual_end(text: str, start: int, stop: int, end: int, language: Language) -> int | None:
    """Settle most places early, as the rules would and at a fifth of their time; None leaves one to them.

    Returns where a sentence ends before a blank and a capital, with or without quotes between, or GOES_ON: inside a
    word ("example.com", "U.S"), before a small letter, after a title, and between "No." and its number.
    """
    following = text[end]
    cut = end
    if text[end - 1] in WIDE:
        return None
    if following != " ":
        if following.islower() or following.isdigit():
            return GOES_ON
        if following not in CLOSING or text[end + 1 : end + 2] != " ":
            return GOES_ON if following.isupper() and text[stop:end] == "." and text[stop - 1].isupper() else None
        cut = end + 1
    token = text[text.rfind(" ", start, stop) + 1 or start : stop]
    following = text[cut + 1 : cut + 2]
    if following.islower():
        firm = cut > end or text[stop:end] != "." or token in language.abbreviations
        return GOES_ON if firm and following.isalpha() and not text[cut + 2 : cut + 3].isupper() else None
    if following in OPENERS:
        following = text[cut + 2 : cut + 3]
    if following.isupper():
        return capital_follows(text[stop:end], cut, token, language, closed=cut > end)
    counts = token in language.numbered and following.isdigit() and cut == end and not token.isupper()
    return GOES_ON if counts and text[stop:end] == "." else None


def capital_follows(run: str, cut: int, token: str, language: Language, *, closed: bool) -> int | None:
    """Settle the end of a sentence at `cut` after a word or a figure that no table knows; `closed` after a quote."""
    if run == ".":
        if token.isalpha():
            if token in language.abbreviations:
                return GOES_ON if token in language.leading and not closed else None
            return cut if len(token) > 1 and not (language.ordinals and token.isupper()) else None
        return cut if FIGURE.fullmatch(token) and not (language.ordinals and token.isdigit()) else None
    return cut if run in MARKS and not closed and token[-1:].isalnum() and token not in language.exclaimed else None


def finished(text: str, found: list[tuple[int, int]], start: int, at: int) -> list[tuple[int, int]]:
    """Add the rest of the text: a last sentence, or a tail of the one before when it has no letter."""
    end = len(text.rstrip())
    if LETTER.search(text, start, end):
        found.append((at + start, at + end))
    elif found and at + end > found[-1][1]:
        found[-1] = (found[-1][0], at + end)
    if found and found[0][0] == at:
        found[0] = (at + len(text) - len(text.lstrip()), found[0][1])
    return found
