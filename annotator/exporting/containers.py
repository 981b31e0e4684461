"""Where the files of an export go: a folder that appears whole or not at all, or a zip sent while it is written."""

import errno
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from math import inf
from pathlib import Path, PurePosixPath
from time import monotonic

from annotator.errors import BadInput, Conflict, NoRoom
from annotator.exporting.job import Entry

CHUNK = 64 * 1024
PATIENCE = 0.2
# The earliest date a zip can hold: an export carries no clock.
DATE = (1980, 1, 1, 0, 0, 0)
# Text shrinks to nearly as little with less work.
LEVEL = 3


class Drain(io.RawIOBase):
    """A file that cannot go back: what is written is taken out again at once."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def writable(self) -> bool:
        """Say that it takes bytes."""
        return True

    def write(self, data: object) -> int:
        """Keep bytes until they are taken."""
        self._kept.append(bytes(data))  # type: ignore[call-overload]
        return len(self._kept[-1])

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found, self._kept = b"".join(self._kept), []
        return found


def zipped(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield a zip of the files, compressed, without a date; the same files give the same bytes."""
    drain = Drain()
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as made:
        for path, chunks in map(_inside, entries):
            entry = zipfile.ZipInfo(path, DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with made.open(entry, "w", force_zip64=True) as file:
                for chunk in chunks:
                    file.write(chunk)
                    if found := drain.taken():
                        yield found
    yield drain.taken()


def _inside(entry: Entry) -> Entry:
    """Return a file of a folder; raises Conflict for one that would stand elsewhere, as damaged data could have it."""
    place = PurePosixPath(entry[0])
    if place.is_absolute() or ".." in place.parts or "\\" in entry[0]:
        raise Conflict(f"A file called {entry[0][:60]} would stand outside of the folder. Run: annotator doctor")
    return entry


def in_chunks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Join small blocks to chunks of about 64 kB; each ends where a block ends.

    The first is sent as it is after `PATIENCE` seconds, so that whoever waits sees that something comes; a block may be
    empty to show that there was nothing to say yet.
    """
    kept, size, until = [], 0, monotonic() + PATIENCE
    for block in blocks:
        kept.append(block)
        size += len(block)
        if size >= CHUNK or (size and monotonic() > until):
            yield b"".join(kept)
            kept, size, until = [], 0, inf
    if kept:
        yield b"".join(kept)


def save(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file beside `path` and then put it in its place, so that nobody finds half an export.

    Raises NoRoom when the disk is full and BadInput when the file cannot be written.
    """
    # A pipe or a device has no place beside it and is written as it stands.
    beside = path if path.exists() and not path.is_file() else path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.writelines(parts)
        if beside != path:
            beside.replace(path)
    except OSError as fault:
        raise _said(path, fault) from fault
    finally:
        if beside != path:
            beside.unlink(missing_ok=True)


def save_folder(path: Path, entries: Iterable[Entry]) -> None:
    """Write the files into a new folder beside `path` and then put it in its place; nobody finds half of them.

    An empty folder may stand at `path`. Raises BadInput when something else does, else what `save` raises.
    """
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        raise BadInput(f"{path} is there already. Name a new folder, or remove this one first.")
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.mkdir(parents=True)
        for name, chunks in map(_inside, entries):
            file = beside / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as opened:
                opened.writelines(chunks)
        if path.is_dir():
            path.rmdir()
        beside.rename(path)
    except OSError as fault:
        raise _said(path, fault) from fault
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _said(path: Path, fault: OSError) -> Exception:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        # Files that grow side by side wait in the folder for temporary files, which may be what is full.
        return NoRoom(
            f"The disk is full, so {path} was not written. Free some space there or in {tempfile.gettempdir()}, and "
            "try again."
        )
    return BadInput(f"{path} cannot be written: {fault.strerror}.")
