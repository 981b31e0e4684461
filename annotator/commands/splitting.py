"""`annotator split`: sentences of a file or of lines of JSON, without a database."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.errors import BadInput
from annotator.reading import Options, read
from annotator.splitting import split


def of_file(path: str, language: str) -> Iterator[str]:
    """Yield a line of JSON for each sentence of a file: index from 0, kind, start, end, text.

    Offsets count code points in the file's own text, half-open. Raises BadInput when the file cannot be read.
    """
    text = read(_name(path), _bytes(path), Options(language)).text
    for index, (kind, start, end) in enumerate(_sentences(text, language)):
        found = {"index": index, "kind": kind, "start": start, "end": end, "text": text[start:end]}
        yield json.dumps(found, ensure_ascii=False)


def of_lines(path: str, language: str) -> Iterator[str | BadInput]:
    """Yield for each line `{"id", "text", "language"?}` of a file its id and segments, one a sentence, as JSON.

    A line that is no such object yields the refusal instead; the others are still split. Texts are taken as they are.
    """
    # A JSON line ends with LF; other line ends may stand inside its texts.
    for number, line in enumerate(_bytes(path).split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            yield BadInput(f"{_name(path)}, line {number} is not readable JSON.")
            continue
        if not isinstance(found, dict) or "id" not in found or not isinstance(found.get("text"), str):
            yield BadInput(f'{_name(path)}, line {number} must be an object with "id" and "text".')
            continue
        yield json.dumps({"id": found["id"], "segments": _segments(found, language)})


def _segments(found: dict[str, Any], language: str) -> list[dict[str, Any]]:
    given = found.get("language")
    sentences = _sentences(found["text"], given if isinstance(given, str) and given else language)
    return [
        {"index": index, "kind": kind, "start": start, "end": end} for index, (kind, start, end) in enumerate(sentences)
    ]


def _sentences(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    for segment in split(text, language):
        for start, end in segment.sentences:
            yield segment.kind, start, end


def _name(path: str) -> str:
    return "Standard input" if path == "-" else path


def _bytes(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as fault:
        raise BadInput(f"{path} cannot be read: {fault.strerror}.") from fault
