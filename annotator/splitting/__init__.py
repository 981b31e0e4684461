"""Articles to segments and sentences, with offsets into the text itself. Pure functions, standard library only.

Policy, kept by the tests:

1. A quote of several sentences is cut inside.
2. `“...?” Smith said.` is one sentence.
3. Closing quotes and brackets stay with the sentence on their left.
4. A dateline stays with its sentence.
5. Colons and semicolons never end a sentence.
6. The kind of a block never changes the cuts inside it.

`blocks` finds paragraphs, `kinds` names them, `sentences` walks over every place where a sentence could end and asks
`rules`, which look words up in the tables of `languages`. Half a percent of the sentences of a news text will be wrong
on any engine, so people can correct a kind, join and split; "U.S." before a name, a name after an ellipsis and tweets
are the known rest.

Cutting a sentence's own text again (`split_sentences` on it alone) gives that one sentence. Exceptions are those whose
reading hangs on what stood before: a straight quote that an earlier sentence opened, where no blank tells its side.
"""

from typing import NamedTuple

from annotator.splitting.blocks import blocks
from annotator.splitting.kinds import kinds
from annotator.splitting.languages import language as tables
from annotator.splitting.sentences import spans

VERSION = "annotator-splitter/1.1"
KINDS = ("headline", "heading", "body", "credit", "link")

__all__ = ["KINDS", "VERSION", "Segment", "split", "split_sentences"]


class Segment(NamedTuple):
    """A typed slice of the text. Offsets are code points into the whole text, half-open; markers stand outside.

    `kind` is one of KINDS (list items are body). `sentences` are in order, disjoint, trimmed, inside the segment and
    never empty; each holds at least one letter or digit, and together they hold every letter of the segment.
    """

    kind: str
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]


def split(text: str, language: str = "en") -> list[Segment]:
    """Return the segments of a whole document in order; none for a text without letters. Any string is fine.

    `language` is a language tag ("de", "zh-Hans"); one without tables is read with the English ones.
    """
    words = tables(language)
    found = blocks(text, words)
    return [
        Segment(kind, block.start, block.end, tuple(spans(text[block.start : block.end], words, block.start)))
        for block, kind in zip(found, kinds(text, found), strict=True)
    ]


def split_sentences(text: str, start: int, end: int, language: str = "en") -> list[tuple[int, int]]:
    """Return the sentences of text[start:end], one block, as offsets into `text`: code points, half-open, in order."""
    return spans(text[start:end], tables(language), start)
