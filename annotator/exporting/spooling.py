"""Files that grow side by side in one pass over the articles: they wait on the disk until each is sent in its turn."""

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import IO, Self

CHUNK = 64 * 1024


class Spool:
    """Temporary files by path; gone when the export is over, however it ends."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="annotator-export-")))
        self._files: dict[str, IO[bytes]] = {}
        self._drafts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def file(self, path: str) -> IO[bytes]:
        """Return the file for a path, new when it is asked for first."""
        if path not in self._files:
            name = self._folder / str(len(self._files))
            self._files[path] = self._stack.enter_context(name.open("w+b"))
        return self._files[path]

    def draft(self) -> IO[bytes]:
        """Return a new file that is no part of the export: something waits there to become one."""
        self._drafts += 1
        return self._stack.enter_context((self._folder / f"draft-{self._drafts}").open("w+b"))

    @cached_property
    def thread(self) -> ThreadPoolExecutor:
        """Return a thread in which files are made beside the reading."""
        return self._stack.enter_context(ThreadPoolExecutor(1, "columns"))

    def at_end(self, end: Callable[[], None]) -> None:
        """Call `end` when the export is over, before the files are gone."""
        self._stack.callback(end)

    def chunks(self, path: str) -> Iterator[bytes]:
        """Yield what was written to a file, from its beginning."""
        return _chunks(self.file(path))

    def lines(self, path: str) -> Iterator[bytes]:
        """Yield the lines of a file, from its beginning; they end with LF and nothing else."""
        file = self.file(path)
        file.seek(0)
        return iter(file)

    def entries(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield the files by path; each is read from its beginning."""
        for path in sorted(self._files):
            yield path, _chunks(self._files[path])


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
