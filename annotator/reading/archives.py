"""Zip files, opened with care: what they say of themselves is looked at before anything is unpacked."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from annotator.errors import BadInput
from annotator.reading.base import FILE_LIMIT

MAX_FILES = 10_000
MAX_TOTAL = 200 * 1024 * 1024
# No text shrinks like this; what does is made to fill a disk.
MAX_RATIO, SMALL = 200, 1024 * 1024
ENCRYPTED = 0x1
DAMAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError, KeyError, IndexError,
)  # fmt: skip


def opened(name: str, data: bytes) -> zipfile.ZipFile:
    """Open a zip whose declared sizes are within bounds; raises BadInput for a bomb, a locked or a damaged one."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except DAMAGE as fault:
        raise BadInput(f"{name} is damaged or cut off: it cannot be opened. Make it anew.") from fault
    if len(members) > MAX_FILES:
        raise BadInput(f"{name} holds over {MAX_FILES} files. Make several smaller archives.")
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise BadInput(f"{name} is locked with a password. Unlock it first.")
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if total > MAX_TOTAL or (total > SMALL and total > MAX_RATIO * max(packed, 1)):
        raise BadInput(f"{name} would unpack to {max(1, total // 2**20)} MB, which no texts of its size do.")
    return archive


def members(name: str, data: bytes) -> Iterator[tuple[str, bytes | BadInput]]:
    """Yield the files of a zip in the order of their names, hidden ones left out; a damaged one yields a refusal."""
    with opened(name, data) as archive:
        for member in sorted(archive.infolist(), key=lambda one: one.filename):
            parts = member.filename.replace("\\", "/").split("/")
            if member.is_dir() or any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts):
                continue
            shown = f"{name}/{member.filename}"
            if ".." in parts:
                yield shown, BadInput(f"{shown} has a path that leads out of the archive, so it was left out.")
                continue
            if member.file_size > FILE_LIMIT:
                yield shown, BadInput(f"{shown} is over {FILE_LIMIT // 2**20} MB. Cut it into smaller files.")
                continue
            try:
                yield shown, archive.read(member)
            except DAMAGE:
                yield shown, BadInput(f"{shown} is damaged or cut off: it cannot be unpacked.")
