"""What every reader takes and gives: bytes in; text, marks, metadata and warnings out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FILE_LIMIT = 20 * 1024 * 1024
MAX_CHARACTERS = 2_000_000
FOUND = ("title", "author", "publisher", "published", "language", "url", "license")
BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Options:
    """How to read: the language to fall back on, and for tables which column holds the text and which the metadata.

    `columns` maps "text" and the names of FOUND to names of columns; an empty one lets the names of columns decide.
    """

    language: str = "en"
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """The text of a file, LF line ends and no byte order mark, and what a person should know about the reading.

    `marks` are slices of the text whose kind the file itself tells, (start, end, kind) in code points, half-open; the
    kind `text` says that it is no heading. `found` is metadata as the file gives it, a suggestion.
    """

    text: str
    warnings: tuple[str, ...] = ()
    found: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[tuple[int, int, str], ...] = ()


def assembled(blocks: Iterable[tuple[str, str]]) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Join blocks of (text, kind or "") with blank lines between; each becomes one line. Return the text and marks."""
    parts: list[str] = []
    marks: list[tuple[int, int, str]] = []
    place = 0
    for block, kind in blocks:
        line = BLANKS.sub(" ", block).strip()
        if not any(character.isalnum() for character in line):
            continue
        parts.append(line)
        if kind:
            marks.append((place, place + len(line), kind))
        place += len(line) + 2
    return "\n\n".join(parts) + ("\n" if parts else ""), tuple(marks)


def suggestions(values: Mapping[str, str | None]) -> dict[str, str]:
    """Return the metadata that has a value, each on one line and of at most 500 characters."""
    lines = {name: BLANKS.sub(" ", value or "").strip()[:500] for name, value in values.items()}
    return {name: line for name, line in lines.items() if line and line.isprintable()}
