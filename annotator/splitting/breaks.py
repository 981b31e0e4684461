"""One place where a sentence could end: what stands before it, at it and after it."""

import re
from dataclasses import dataclass

BACK = 48  # code points read back from a terminator to find the word before it
WIDE = "。！？｡"
QUOTES = "\"'“”‘’«»„‹›「」『』"
OPENING_QUOTES = "\"'“‘«„‹»「『"
# What stays with the left sentence: closing quotes and brackets, emphasis marks, footnote numbers, bidirectional marks.
# Some quotes open in one language and close in another; the blank beside them tells which.
CLOSERS = re.compile(
    r"(?:[’'][ \u00a0\u2009\u200a\u202f](?:”|(?:\"|'')(?=\s|$))"  # a blank parts nested quotes: "safe.’ ”"
    r"|[”’›)\]}」』）】》〉\u200e\u200f]|[\"'](?![^\W_])|[“„«‘](?=[\s)\]]|$)|»(?![^\W_])"
    r"|[*_]+(?=[\s*_\"'”’)\]]|$)|[ \u00a0\u202f][»”](?![^\W_])|\[\d{1,3}\])*"
)
PICTURE = r"[\u2600-\u27bf\u2b50\U0001f000-\U0001faff][\u2600-\u27bf\u2b50\ufe0f\u200d\U0001f000-\U0001faff]*"
SMILEY = r"[:;=][-o]?[)(DPp]{1,3}|<3"
EMOJI = re.compile(rf"[ \u00a0]?(?:{PICTURE}(?: {PICTURE}){{0,20}}|{SMILEY})(?=\s|$)")
NEXT = re.compile(r"\s*([“‘«‹„»›(\[{'\"—–*_•¿¡「『（【《〈\u200e\u200f\u00a0\u202f -]{0,6})([^\W_]{0,40})")
SPACED = re.compile(r"(?<![^\W\d_])([^\W\d_])\.[ \u00a0\u202f][^\W\d_]$")
BOUND = re.compile(r"[\"“‘«„(\[—–/]")  # a word before the terminator starts after these


@dataclass(slots=True)
class Break:
    """A candidate. All positions are code points into `text`, the whole block."""

    text: str
    start: int  # where the sentence so far starts
    stop: int  # where the run of terminators starts
    cut: int  # where the sentence would end, closers included
    after: int  # where the next sentence would start
    run: str  # the terminators
    closers: str  # closing quotes and brackets after them
    opener: str  # opening quotes, brackets and dashes before the next word
    word: str  # the next word, empty when something else follows
    body: int  # where the next word starts
    token: str  # the word before, with inner dots and hyphens: "U.S", "D-N.Y", empty after a blank
    base: str  # the part of it that tables know: "N.Y" of "D-N.Y", "art" of "l’art", "u.a" of "u. a"

    @property
    def glued(self) -> bool:
        """Nothing but the terminator and its closers stands between the two words."""
        return self.cut == self.after

    @property
    def quoted(self) -> bool:
        """A quote closes here."""
        return self.closers != "" and any(mark in QUOTES for mark in self.closers)

    @property
    def opens_quote(self) -> bool:
        """The next sentence would open with a quote."""
        return self.opener[-1:] in OPENING_QUOTES and self.opener != ""


def look(text: str, start: int, stop: int, end: int, *, quote_open: bool) -> Break | None:
    """Return the candidate whose terminators are text[stop:end], or None where the text ends behind its closers.

    `quote_open` says whether the block has an odd number of straight double quotes so far.
    """
    cut = closers_end(text, end, quote_open=quote_open)
    following = NEXT.match(text, cut)
    assert following is not None  # every part may be empty
    opener, word = following.groups()
    after = following.start(1)
    if after >= len(text):
        return None
    token = token_before(text, start, stop)
    base = table_word(text, start, stop, token)
    run, closers, body = text[stop:end], text[end:cut], following.start(2)
    return Break(text, start, stop, cut, after, run, closers, opener.strip(), word, body, token, base)


def closers_end(text: str, end: int, *, quote_open: bool) -> int:
    """Return where the closing quotes, brackets and pictures after the terminators end."""
    if text[end] == " " and text[end + 1 : end + 2].isalpha():
        return end
    closing = CLOSERS.match(text, end)
    assert closing is not None  # it may be empty
    cut = closing.end()
    if quote_open and text.startswith('"', cut):
        cut += 1  # no blank tells whether this quote opens or closes: it closes the one that is open
    smile = EMOJI.match(text, cut)
    return smile.end() if smile else cut


def token_before(text: str, start: int, stop: int) -> str:
    """Return the run without blanks that ends at `stop`, without the quote, bracket or dash before it."""
    parts = text[max(start, stop - BACK) : stop].rsplit(None, 1)
    if not parts or text[stop - 1].isspace():
        return ""
    token = parts[-1]
    return token if token.isalpha() or token.isdigit() else BOUND.split(token)[-1].lstrip("'’*_")


def table_word(text: str, start: int, stop: int, token: str) -> str:
    """Return the part of the word before `stop` that tables know; `start` is where the sentence starts."""
    if len(token) > 1 and token.isalpha():
        return token
    word = token.rpartition("-")[2]
    if len(word) == 1 and word.islower():
        spaced = SPACED.search(text, max(start, stop - 6), stop)
        return f"{spaced.group(1)}.{word}" if spaced else word
    elided = word.replace("’", "'").rpartition("'")[2]
    return elided if len(elided) > 1 else word
