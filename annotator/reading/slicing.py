"""The sentences of a file, or of lines of JSON, for a program that wants nothing else of them."""

import json
from collections.abc import Iterator
from typing import Any

from annotator.errors import BadInput
from annotator.reading.base import Options
from annotator.reading.cutting import segments_of, told
from annotator.reading.formats import read
from annotator.splitting import split

# (kind of its segment, start, end)
Sentence = tuple[str, int, int]


def of_file(name: str, data: bytes, options: Options) -> tuple[str, list[Sentence]]:
    """Return the text of a file that holds one article, and its sentences; raises BadInput with one sentence."""
    reading = read(name, data, options)
    segments = told(segments_of(reading.text, options.language), reading.marks)
    found = [(str(one["kind"]), start, end) for one in segments for start, end in one["sentences"]]
    return reading.text, found


def of_lines(name: str, lines: list[bytes], numbers: list[int], options: Options) -> Iterator[str | BadInput]:
    """Yield for each line `{"id", "text", "language"?}` its id and sentences as JSON, or why it is no such line.

    `numbers` are those of the lines in their file. Texts are taken as they are.
    """
    for number, line in zip(numbers, lines, strict=True):
        shown = f"{name}, line {number}"
        try:
            yield _of_line(shown, line, options)
        except MemoryError:
            yield BadInput(f"{shown} needs too much memory to be split. Cut its text into smaller ones.")


def _of_line(name: str, line: bytes, options: Options) -> str | BadInput:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return BadInput(f"{name} is not readable JSON.")
    if not isinstance(found, dict) or "id" not in found or not isinstance(found.get("text"), str):
        return BadInput(f'{name} must be an object with "id" and "text".')
    return json.dumps({"id": found["id"], "segments": _segments(found, options.language)})


def _segments(found: dict[str, Any], language: str) -> list[dict[str, Any]]:
    given = found.get("language")
    segments = split(found["text"], given if isinstance(given, str) and given else language)
    sentences = [(segment.kind, start, end) for segment in segments for start, end in segment.sentences]
    return [
        {"index": index, "kind": kind, "start": start, "end": end} for index, (kind, start, end) in enumerate(sentences)
    ]
