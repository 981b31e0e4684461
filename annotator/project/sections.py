"""Finding the section of a guideline that a note or a label speaks of."""

import re
from dataclasses import dataclass

HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$")
NUMBER = re.compile(r"\b\d+(?:\.\d+)+\b")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a guideline: its heading and what stands under it, as Markdown."""

    title: str
    text: str


def split(guideline: str) -> list[Section]:
    """Return the sections of a guideline in Markdown, each up to the next heading of whatever depth."""
    found: list[tuple[str, list[str]]] = []
    for line in guideline.splitlines():
        heading = HEADING.match(line)
        if heading:
            found.append((heading[1], []))
        elif found:
            found[-1][1].append(line)
    return [Section(title, "\n".join(lines).strip()) for title, lines in found]


def about(sections: list[Section], note: str | None, label: str | None) -> Section | None:
    """Return the section whose number a note cites, else the first one whose heading names the label, or None."""
    for number in NUMBER.findall(note or ""):
        for section in sections:
            if section.title.split(" ")[0].rstrip(".") == number:
                return section
    named = re.compile(rf"\b{re.escape(label)}\b") if label else None
    return next((section for section in sections if named and named.search(section.title)), None)
