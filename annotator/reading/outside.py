"""Reading in a process of its own: reused from file to file, bounded in memory and time, ended when it is stuck."""

import atexit
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from annotator.errors import AnnotatorError, BadInput, TooLarge
from annotator.reading.base import FILE_LIMIT, FOUND, Options, Reading
from annotator.reading.cutting import Rule, Segments
from annotator.reading.frames import Message, receive, send
from annotator.reading.shingles import KEPT
from annotator.reading.tables import Table
from annotator.settings import PACKAGE
from annotator.splitting import KINDS

SKETCH = re.compile(rf"(?:[0-9a-f]{{8}}){{1,{KEPT}}}", re.ASCII)
FILE_SECONDS = 5.0
ALL_SECONDS = 60.0
LOOK_SECONDS = 0.1
# Seconds are those that the processor works on a file; a busy machine gives the process a part of its time only.
SHARE = 12
SLOW = "{name} takes over {seconds} seconds to read and was left. Cut it into smaller files, or save it as plain text."
BROKEN = "{name} is damaged: it cannot be read. Save it again, or as plain text."
LARGE = "{name}, line {number} takes too much time or memory to split. Cut its text into smaller ones."


@dataclass(frozen=True)
class Came:
    """One article that came out of a file, already cut into segments; `given` as in Document, `sketch` of its text."""

    name: str
    data: bytes
    reading: Reading
    segments: Segments
    given: bool
    sketch: str


class Reader:
    """A reading process that starts with the first file; several threads take turns."""

    def __init__(self, seconds: float = FILE_SECONDS, in_all: float = ALL_SECONDS) -> None:
        self.seconds = seconds
        self.in_all = in_all
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: _Watch | None = None
        atexit.register(self.end)

    def articles(
        self, name: str, data: bytes, options: Options, rules: Sequence[Rule] = ()
    ) -> Iterator[Came | AnnotatorError]:
        """Yield the articles of a file as they are read; what cannot be read yields a refusal, whatever it is."""
        if len(data) > FILE_LIMIT:
            yield TooLarge(f"{name} is over {FILE_LIMIT // 2**20} MB. Cut it into smaller files.")
            return
        try:
            for header, own in self._asked("read", name, data, options, rules):
                yield _refusal(header) if "refused" in header else _came(header, own)
        except BadInput as fault:
            yield fault
        except (KeyError, TypeError, ValueError):
            self.end()
            yield BadInput(BROKEN.format(name=name))

    def columns(self, name: str, data: bytes, options: Options) -> Table:
        """Return the columns of a table; raises BadInput when it is none."""
        for header, _ in self._asked("columns", name, data, options):
            if "refused" in header:
                raise _refusal(header)
            table = header["table"]
            return Table(table["columns"], table["samples"], table["guess"])
        raise BadInput(BROKEN.format(name=name))

    def sentences(self, name: str, data: bytes, options: Options) -> tuple[str, list[tuple[str, int, int]]]:
        """Return the text of a file of one article, and kind, start and end of its sentences; raises BadInput."""
        for header, _ in self._asked("sentences", name, data, options):
            if "refused" in header:
                raise _refusal(header)
            return header["text"], [(kind, start, end) for kind, start, end in header["sentences"]]
        raise BadInput(BROKEN.format(name=name))

    def lines(self, name: str, data: bytes, first: int, options: Options) -> Iterator[str | AnnotatorError]:
        """Yield what `slicing` makes of each line that is not blank; what takes too much yields a refusal too."""
        rest = [(number, line) for number, line in enumerate(data.split(b"\n"), first) if line.strip()]
        while rest:
            numbers, lines = zip(*rest, strict=True)
            done = 0
            try:
                for header, _ in self._asked("lines", name, b"\n".join(lines), options, numbers=numbers):
                    done += 1
                    yield _refusal(header) if "refused" in header else str(header["line"])
            except BadInput:
                yield BadInput(LARGE.format(name=name, number=numbers[min(done, len(numbers) - 1)]))
            rest = rest[done + 1 :]

    def end(self) -> None:
        """End the process; the next file starts another."""
        process, self._process = self._process, None
        if self._watch is not None:
            self._watch.end()
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    stream.close()  # type: ignore[union-attr]  # both are pipes

    def _asked(
        self, task: str, name: str, data: bytes, options: Options, rules: Sequence[Rule] = (), **more: Any
    ) -> Iterator[Message]:  # fmt: skip
        header = {
            "task": task, "name": name, "language": options.language, "columns": dict(options.columns),
            "rules": [list(rule) for rule in rules], **more,
        }  # fmt: skip
        with self._turn:
            spent = 0.0
            finished = False
            try:
                message = self._first(header, data)
                while message[0].get("end") is not True:
                    yield message
                    # What is done with each article meanwhile does not count.
                    begun = time.monotonic()
                    message = self._next(name)
                    spent += time.monotonic() - begun
                    if spent > self.in_all:
                        raise BadInput(f"The rest of {name} was not read: it takes too long. Cut it into parts.")
                finished = True
            finally:
                if not finished:
                    self.end()

    def _first(self, header: dict[str, Any], data: bytes) -> Message:
        """Send a request and return the first answer; a process that had ended meanwhile is replaced once."""
        fresh = self._process is None
        try:
            return self._tried(header, data)
        except BrokenPipeError:
            self.end()
            if fresh:
                raise BadInput(BROKEN.format(name=header["name"])) from None
        try:
            return self._tried(header, data)
        except BrokenPipeError:
            self.end()
            raise BadInput(BROKEN.format(name=header["name"])) from None

    def _tried(self, header: dict[str, Any], data: bytes) -> Message:
        if self._process is None:
            self._process = _started()
            self._watch = _Watch(self._process, self.seconds)
        assert self._process.stdin is not None
        assert self._watch is not None
        with self._watch.over(header["name"]):
            send(self._process.stdin, header, data)
            return self._received(self._process)

    def _next(self, name: str) -> Message:
        if self._process is None or self._watch is None:
            raise BadInput(BROKEN.format(name=name))
        try:
            with self._watch.over(name):
                return self._received(self._process)
        except BrokenPipeError:
            raise BadInput(BROKEN.format(name=name)) from None

    @staticmethod
    def _received(process: subprocess.Popen[bytes]) -> Message:
        assert process.stdout is not None
        message = receive(process.stdout)
        if message is None:
            raise BrokenPipeError
        return message


class _Watch:
    """Ends a process when something takes it too long; one thread looks after it as long as it lives."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process, self._seconds = process, seconds
        self._begun: tuple[float, float | None] | None = None
        self._late = self._over = False
        self._busy = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    @contextmanager
    def over(self, name: str) -> Iterator[None]:
        """Watch what stands inside; raises BadInput about the file `name` when it takes too long."""
        self._begun = time.monotonic(), _processor_seconds(self._process.pid)
        self._busy.set()
        try:
            yield
        finally:
            self._begun = None
            if self._late:
                raise BadInput(SLOW.format(name=name, seconds=round(self._seconds)))

    def end(self) -> None:
        """Let the thread go."""
        self._over = True
        self._busy.set()

    def _look(self) -> None:
        while not self._over:
            self._busy.wait()
            time.sleep(LOOK_SECONDS)
            begun = self._begun
            if begun is None:
                self._busy.clear()
                # What began since must not be missed.
                if self._begun is not None or self._over:
                    self._busy.set()
            elif self._spent(*begun) > self._seconds:
                self._late = True
                self._process.kill()
                return

    def _spent(self, begun: float, before: float | None) -> float:
        passed = time.monotonic() - begun
        if before is None:
            return passed
        worked = (_processor_seconds(self._process.pid) or before) - before
        return max(worked, passed / SHARE)


def _processor_seconds(pid: int) -> float | None:
    """Return how long the processor has worked for a process; None where the system does not tell."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # the clock that clock_getcpuclockid() of the C library names
    except (AttributeError, OSError):
        return None


def _started() -> subprocess.Popen[bytes]:
    known = {key: value for key, value in os.environ.items() if not key.startswith("ANNOTATOR_")}
    return subprocess.Popen(
        [sys.executable, "-m", "annotator.reading.worker"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=PACKAGE.parent, env=known,
    )  # fmt: skip


def _refusal(header: dict[str, Any]) -> AnnotatorError:
    kind = TooLarge if header.get("status") == TooLarge.status else BadInput
    return kind(str(header["refused"])[:1000])


def _came(header: dict[str, Any], data: bytes) -> Came:
    """Return what a message holds, checked: the process read a stranger's file and is not believed."""
    document = header["document"]
    text = str(document["text"])
    text.encode()
    segments = [_segment(segment, text) for segment in document["segments"]]
    edges = [edge for segment in segments for sentence in segment["sentences"] for edge in sentence]
    if edges != sorted(edges) or not segments:
        raise ValueError("Segments must be in order.")
    found = {name: str(document["found"][name]) for name in FOUND if name in document["found"]}
    marks = tuple((int(start), int(end), str(kind)) for start, end, kind in document["marks"])
    warnings = tuple(str(warning) for warning in document["warnings"])
    reading = Reading(text, warnings, found, marks)
    if not SKETCH.fullmatch(document["sketch"]):
        raise ValueError("A sketch must be hashes.")
    return Came(str(document["name"]), data, reading, segments, document["given"] is True, document["sketch"])


def _segment(segment: dict[str, Any], text: str) -> dict[str, Any]:
    start, end, kind = int(segment["start"]), int(segment["end"]), segment["kind"]
    sentences = [[int(first), int(last)] for first, last in segment["sentences"]]
    if kind not in KINDS or not 0 <= start < end <= len(text) or not sentences:
        raise ValueError("A segment must be a slice of the text.")
    if any(not start <= first < last <= end for first, last in sentences):
        raise ValueError("A sentence must be a slice of its segment.")
    return {"kind": kind, "start": start, "end": end, "sentences": sentences}


READER = Reader()
