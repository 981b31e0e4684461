"""A reading into segments: the splitter's cuts and kinds, then what the file tells and the project's rules."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

from annotator.errors import BadInput, TooLarge
from annotator.reading.base import MAX_CHARACTERS, Reading
from annotator.splitting import KINDS, split

ANNOTATED = ("headline", "heading", "body")
DROP = "drop"
# Beyond these a text is no article that anyone could annotate, and every page that shows it would be slow.
MAX_LINES, MAX_SENTENCES, MAX_SENTENCE = 40_000, 10_000, 20_000
Segments = list[dict[str, Any]]


class Rule(NamedTuple):
    """A rule of a project: a segment that starts with these words is of this kind, or left out (`drop`)."""

    starts: str
    kind: str


def cut(name: str, reading: Reading, language: str, rules: Sequence[Rule] = ()) -> Segments:
    """Return a reading's segments as `{kind, start, end, sentences: [[start, end]]}`, within the bounds of an article.

    Raises TooLarge for a text that nobody could annotate, BadInput for one without a sentence to annotate.
    """
    text = reading.text
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(f"{name} holds {len(text)} characters; an article may have {MAX_CHARACTERS}. Cut it into parts.")
    lines = text.count("\n")
    if lines > MAX_LINES:
        raise TooLarge(f"{name} holds {lines} lines; an article may have {MAX_LINES}. Cut it into parts.")
    segments = ruled(text, told(segments_of(text, language), reading.marks), rules)
    if not any(segment["kind"] in ANNOTATED for segment in segments):
        raise BadInput(f"{name} holds no sentence to annotate.")
    _refuse_sizes(name, [end - start for segment in segments for start, end in segment["sentences"]])
    return segments


def _refuse_sizes(name: str, lengths: list[int]) -> None:
    if len(lengths) > MAX_SENTENCES:
        raise TooLarge(
            f"{name} holds {len(lengths)} sentences; an article may have {MAX_SENTENCES}. Cut it into parts."
        )
    if max(lengths) > MAX_SENTENCE:
        raise TooLarge(
            f"{name} holds a sentence of {max(lengths)} characters; no sentence may have over {MAX_SENTENCE}."
        )


def segments_of(text: str, language: str) -> Segments:
    """Split a text into segments; segments without a sentence are left out."""
    return [
        {"kind": found.kind, "start": found.start, "end": found.end, "sentences": [list(s) for s in found.sentences]}
        for found in split(text, language)
        if found.sentences
    ]


def told(segments: Segments, marks: Sequence[tuple[int, int, str]]) -> Segments:
    """Give segments the kind that the file tells: a heading is one, a list item or cell is none.

    A heading before any body text is the headline when nothing else is.
    """
    if not marks:
        return segments
    starts = [start for start, _, _ in marks]
    named = [_kind(segment, marks, starts) for segment in segments]
    if "headline" not in named:
        first = next((place for place, kind in enumerate(named) if kind in ("heading", "body")), None)
        if first is not None and named[first] == "heading":
            named[first] = "headline"
    return [segment | {"kind": kind} for segment, kind in zip(segments, named, strict=True)]


def _kind(segment: dict[str, Any], marks: Sequence[tuple[int, int, str]], starts: list[int]) -> str:
    kind = str(segment["kind"])
    place = bisect_right(starts, segment["start"]) - 1
    if place < 0 or segment["start"] >= marks[place][1]:
        return kind
    told = marks[place][2]
    if told in KINDS:
        return told
    return "body" if kind in ("heading", "headline") else kind


def ruled(text: str, segments: Segments, rules: Sequence[Rule]) -> Segments:
    """Apply a project's rules, upper and lower case alike; the first that fits counts."""
    if not rules:
        return segments
    folded = [(rule.starts.casefold(), rule.kind) for rule in rules]
    longest = max(len(starts) for starts, _ in folded)
    found: Segments = []
    for segment in segments:
        head = text[segment["start"] : min(segment["end"], segment["start"] + 2 * longest)].casefold()
        kind = next((kind for starts, kind in folded if head.startswith(starts)), segment["kind"])
        if kind != DROP:
            found.append(segment | {"kind": kind})
    return found
