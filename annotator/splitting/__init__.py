"""Articles to segments and sentences, with offsets into the text itself. Pure functions, standard library only.

Policy, kept by the tests:

1. A quote of several sentences is cut inside.
2. `“...?” Smith said.` is one sentence.
3. Closing quotes and brackets stay with the sentence on their left.
4. A dateline stays with its sentence.
5. Colons and semicolons never end a sentence.
6. The kind of a block never changes the cuts inside it.

`blocks` finds paragraphs, `kinds` names them, `sentences` walks over every place where a sentence could end and asks `rules`,
which look words up in the tables of `languages`.
"""

from dataclasses import dataclass

from annotator.splitting.blocks import blocks
from annotator.splitting.kinds import kinds
from annotator.splitting.languages import language as tables
from annotator.splitting.sentences import spans

VERSION = "annotator-splitter/1.0"
KINDS = ("headline", "heading", "body", "credit", "link")

__all__ = ["KINDS", "VERSION", "Segment", "split", "split_sentences"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A typed slice of the text. Offsets are code points into the whole text, half-open; markers stand outside.

    `kind` is one of KINDS (list items are body). `sentences` are in order, disjoint, trimmed, inside the segment, never empty;
    each holds at least one letter or digit, and together they hold every letter of the segment.
    """

    kind: str
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]


def split(text: str, language: str = "en") -> list[Segment]:
    """The segments of a whole document in order; none for a text without letters. Takes any string, raises nothing.

    `language` is a language tag; one without tables is read with the English ones.
    """
    found = blocks(text, tables(language))
    return [
        Segment(kind, block.start, block.end, tuple(shifted(text, block.start, block.end, language)))
        for block, kind in zip(found, kinds(text, found), strict=True)
    ]


def split_sentences(text: str, start: int, end: int, language: str = "en") -> list[tuple[int, int]]:
    """The sentences of text[start:end] as one block, as offsets into `text`: code points, half-open, trimmed, in order."""
    return shifted(text, start, end, language)


def shifted(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """The sentences of one block, moved to where it stands in the text."""
    return [(start + first, start + last) for first, last in spans(text[start:end], tables(language))]
