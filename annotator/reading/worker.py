"""The reading process, `python -m annotator.reading.worker`: takes files on standard input, gives articles back.

It has no database, no settings and no secret. It may not use over 256 MB nor write a file; whoever started it ends it
when a file takes too long. Standard input and output carry the messages of `frames`.
"""

import os
import signal
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.errors import AnnotatorError, BadInput
from annotator.reading import slicing
from annotator.reading.base import Options
from annotator.reading.cutting import Rule, cut
from annotator.reading.formats import Document, documents
from annotator.reading.frames import Message, receive, send
from annotator.reading.shingles import sketch
from annotator.reading.tables import table_of

MEMORY = 256 * 1024 * 1024
IDLE_SECONDS = 600
# A fresh process now and then, so that what a library forgets to free never adds up.
FILES = 2_000


def bounded() -> None:
    """Bound the memory of this process and forbid it to write files, where the system can."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def serve(wanted: BinaryIO, given: BinaryIO) -> None:
    """Answer requests until there are no more; whoever asks again finds a new process."""
    for _ in range(FILES):
        if hasattr(signal, "alarm"):
            signal.alarm(IDLE_SECONDS)
        request = receive(wanted)
        if request is None:
            return
        if hasattr(signal, "alarm"):
            signal.alarm(0)
        for header, data in answers(*request):
            send(given, header, data)
        send(given, {"end": True})


def answers(request: dict[str, Any], data: bytes) -> Iterator[Message]:
    """Yield the messages that answer a request: one `table`, one `sentences`, else one for each article or line.

    What cannot be read is `refused`.
    """
    name = request["name"]
    options = Options(request["language"], request["columns"])
    rules = [Rule(*rule) for rule in request["rules"]]
    try:
        match request["task"]:
            case "columns":
                table = table_of(name, data, options)
                yield {"table": {"columns": table.columns, "samples": table.samples, "guess": table.guess}}, b""
            case "sentences":
                text, sentences = slicing.of_file(name, data, options)
                yield {"text": text, "sentences": sentences}, b""
            case "lines":
                for line in slicing.of_lines(name, data.split(b"\n"), request["numbers"], options):
                    yield _refused(line) if isinstance(line, AnnotatorError) else ({"line": line}, b"")
            case _:
                for found in documents(name, data, options):
                    yield _refused(found) if isinstance(found, AnnotatorError) else _document(found, options, rules)
    except AnnotatorError as fault:
        yield _refused(fault)
    except MemoryError:
        yield _refused(BadInput(f"{name} needs too much memory to be read. Cut it into smaller files."))
    except RecursionError:
        yield _refused(BadInput(f"{name} is nested too deeply to be read. Save it as text."))


def _refused(fault: AnnotatorError) -> Message:
    return {"refused": str(fault), "status": fault.status}, b""


def _document(found: Document, options: Options, rules: list[Rule]) -> Message:
    reading = found.reading
    spoken = reading.found.get("language", "") if found.given else ""
    try:
        segments = cut(found.name, reading, spoken or options.language, rules)
    except AnnotatorError as fault:
        return _refused(fault)
    header = {
        "name": found.name, "text": reading.text, "warnings": reading.warnings, "found": dict(reading.found),
        "given": found.given, "segments": segments, "marks": reading.marks,
        "sketch": sketch(reading.text),
    }  # fmt: skip
    return {"document": header}, found.data


def main() -> None:
    """Take the streams for messages alone: whatever a library prints goes nowhere."""
    bounded()
    with os.fdopen(os.dup(1), "wb") as given:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        serve(sys.stdin.buffer, given)


if __name__ == "__main__":
    main()
