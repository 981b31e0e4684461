"""`annotator split`: sentences of a file or of lines of JSON, without a database.

Files come from strangers here too, so they are read in the reading process, within its bounds of memory and time.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from annotator.errors import AnnotatorError, BadInput, TooLarge
from annotator.reading import Options
from annotator.reading.base import FILE_LIMIT
from annotator.reading.outside import READER

# Lines that go to the reading process at once, in bytes.
PART = 64 * 1024
ENOUGH = 100
MEGABYTES = FILE_LIMIT // 2**20


def of_file(path: str, language: str) -> Iterator[str]:
    """Yield a line of JSON for each sentence of a file: index from 0, kind, start, end, text.

    Offsets count code points in the file's own text, half-open. Raises BadInput when the file cannot be read.
    """
    name = _name(path)
    with ExitStack() as stack:
        data = _some(name, _opened(stack, path), FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise TooLarge(f"{name} is over {MEGABYTES} MB. Cut it into smaller files.")
    text, sentences = READER.sentences(name, data, Options(language))
    for index, (kind, start, end) in enumerate(sentences):
        found = {"index": index, "kind": kind, "start": start, "end": end, "text": text[start:end]}
        yield json.dumps(found, ensure_ascii=False)


def of_lines(path: str, language: str) -> Iterator[str | AnnotatorError]:
    """Yield for each line `{"id", "text", "language"?}` of a file its id and segments, one a sentence, as JSON.

    A line that is no such object, or that takes too much memory or time, yields the refusal instead; the others are
    still split. The file may be of any size, a line of 20 MB. A file that begins with a hundred such lines is none.
    """
    name = _name(path)
    good = bad = 0
    with ExitStack() as stack:
        for found in _found(name, _opened(stack, path), Options(language)):
            yield found
            good += isinstance(found, str)
            bad += not isinstance(found, str)
            if not good and bad == ENOUGH:
                yield BadInput(f"None of the first {ENOUGH} lines can be split, so the rest was not looked at.")
                return


def _found(name: str, file: BinaryIO, options: Options) -> Iterator[str | AnnotatorError]:
    for first, lines in _parts(name, file):
        if len(lines) > FILE_LIMIT:
            yield TooLarge(f"{name}, line {first} is over {MEGABYTES} MB.")
        else:
            yield from READER.lines(name, lines, first, options)


def _parts(name: str, file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield lines together as far as they are short, with the number of the first; of a line over 20 MB a beginning."""
    number, first, part = 0, 1, b""
    while line := _some(name, file, FILE_LIMIT + 1, line=True):
        number += 1
        if part and len(part) + len(line) > PART:
            yield first, part
            part = b""
        first, part = (first, part + line) if part else (number, line)
        while len(line) > FILE_LIMIT and not line.endswith(b"\n"):
            line = _some(name, file, FILE_LIMIT + 1, line=True)
    if part:
        yield first, part


def _name(path: str) -> str:
    return "Standard input" if path == "-" else path


def _opened(stack: ExitStack, path: str) -> BinaryIO:
    try:
        return sys.stdin.buffer if path == "-" else stack.enter_context(Path(path).open("rb"))
    except OSError as fault:
        raise BadInput(f"{path} cannot be read: {fault.strerror}.") from fault


def _some(name: str, file: BinaryIO, size: int, *, line: bool = False) -> bytes:
    try:
        return file.readline(size) if line else file.read(size)
    except OSError as fault:
        raise BadInput(f"{name} cannot be read: {fault.strerror}.") from fault
