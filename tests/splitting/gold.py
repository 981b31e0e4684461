"""The hand-cut documents of tests/bench/splitting_gold and how splits are scored against them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "bench" / "splitting_gold"
HEADING = re.compile(r"\*\*(The \d+th part)\*\*")
Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Document:
    """A text with the spans of its sentences and of its paragraphs, in code points."""

    name: str
    language: str
    text: str
    sentences: Spans
    paragraphs: Spans


def documents() -> list[Document]:
    """Every document of the set; the start of a file's name is its language."""
    return [
        document(f"{path.stem}/{number}", path.stem.partition("_")[0], part)
        for path in sorted(FOLDER.glob("*.txt"))
        for number, part in enumerate(path.read_text(encoding="utf-8").split("\n%%\n"), 1)
    ]


def document(name: str, language: str, source: str) -> Document:
    """One document from its lines: a sentence a line, an empty line between paragraphs, "+" for no blank before."""
    text = ""
    sentences: Spans = []
    paragraphs: Spans = []
    for paragraph in source.strip().split("\n\n"):
        text += "\n" if text else ""
        first = len(text)
        for line in paragraph.split("\n"):
            glued = line.startswith("+")
            text += "" if glued or len(text) == first else " "
            sentences.append((len(text), len(text) + len(line) - glued))
            text += line[glued:]
        paragraphs.append((first, len(text)))
    return Document(name, language, text, sentences, paragraphs)


def hard_wrapped(one: Document, width: int = 72) -> Document:
    """The document with its blanks turned into line ends at the given width, and paragraphs parted by empty lines."""
    letters = list(one.text)
    for start, end in one.paragraphs:
        line, blank = start, -1
        for position in range(start, end):
            blank = position if letters[position] == " " else blank
            if position - line >= width and blank > line:
                letters[blank] = "\n"
                line, blank = blank + 1, -1
    moved = [0] * (len(letters) + 1)
    for position, letter in enumerate(letters):
        between = letter == "\n" and one.text[position] == "\n"
        letters[position] = "\n\n" if between else letter
        moved[position + 1] = moved[position] + len(letters[position])
    sentences, paragraphs = ([(moved[a], moved[b]) for a, b in spans] for spans in (one.sentences, one.paragraphs))
    return Document(one.name, one.language, "".join(letters), sentences, paragraphs)


def headed(one: Document) -> Document:
    """The document with a bold heading on a line of its own before each paragraph."""
    starts = {start for start, _ in one.paragraphs}
    text, moved = "", [0]
    for position, letter in enumerate(one.text):
        text += f"**The {position}th part**\n" if position in starts else ""
        moved[-1] = len(text)
        text += letter
        moved.append(len(text))
    sentences = [(moved[start], moved[end - 1] + 1) for start, end in one.sentences]
    headings = [(match.start(1), match.end(1)) for match in HEADING.finditer(text)]
    return Document(one.name, one.language, text, sorted(sentences + headings), [])


def straight(one: Document) -> Document:
    """The document with straight quotes; offsets stay, since each sign is one code point."""
    table = str.maketrans("“”‘’", "\"\"''")
    return Document(one.name, one.language, one.text.translate(table), one.sentences, one.paragraphs)


@dataclass(frozen=True)
class Score:
    """Counts over documents: exact sentences and inner boundaries (found, right, expected)."""

    exact: tuple[int, int, int]
    inner: tuple[int, int, int]

    @property
    def s(self) -> float:
        """F1 of sentences with both offsets exact."""
        return f1(self.exact)

    @property
    def f(self) -> float:
        """F1 of sentence ends inside paragraphs."""
        return f1(self.inner)


def f1(counts: tuple[int, int, int]) -> float:
    """F1 from the numbers found, right and expected."""
    found, right, expected = counts
    return 2 * right / (found + expected) if found + expected else 1.0


def score(several: list[Document], splitter: Callable[[Document], Spans]) -> Score:
    """The figures of a splitter over documents."""
    exact = inner = (0, 0, 0)
    for one in several:
        found = splitter(one)
        exact = added(exact, set(found), set(one.sentences))
        edges = {end for _, end in one.paragraphs}
        inner = added(inner, {b for _, b in found} - edges, {b for _, b in one.sentences} - edges)
    return Score(exact, inner)


def added(counts: tuple[int, int, int], found: set[Any], expected: set[Any]) -> tuple[int, int, int]:
    """The counts with those of one document on top."""
    return counts[0] + len(found), counts[1] + len(found & expected), counts[2] + len(expected)


def mistakes(one: Document, found: Spans) -> Iterator[str]:
    """Readable lines for what was missed or made up."""
    for start, end in sorted(set(one.sentences) - set(found)):
        yield f"{one.name} - {one.text[start:end]!r}"
    for start, end in sorted(set(found) - set(one.sentences)):
        yield f"{one.name} + {one.text[start:end]!r}"
