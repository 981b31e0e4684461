"""Lines of JSON, compressed as they come and read back a line at a time; the same lines give the same bytes."""

import hashlib
import zlib
from collections.abc import Iterator

CHUNK = 64 * 1024


class Packer:
    """Compresses blocks as they come; `lines` counts their lines."""

    def __init__(self) -> None:
        self._press, self._digest = zlib.compressobj(6), hashlib.sha256()
        self._kept: list[bytes] = []
        self.lines = 0

    def add(self, block: bytes) -> None:
        """Add a block of lines."""
        self._digest.update(block)
        self.lines += block.count(b"\n")
        self._kept.append(self._press.compress(block))

    def done(self) -> tuple[bytes, str]:
        """Return all blocks compressed, and the SHA-256 of their bytes."""
        return b"".join([*self._kept, self._press.flush()]), self._digest.hexdigest()


def is_sound(data: bytes, sha256: str) -> bool:
    """Say whether packed lines can be unpacked and have this hash."""
    return _digest(data) == sha256


def is_whole(data: bytes) -> bool:
    """Say whether packed lines can be unpacked to their end, by the checksum that stands there."""
    return _digest(data) is not None


def _digest(data: bytes) -> str | None:
    digest = hashlib.sha256()
    try:
        for chunk in unpacked(data):
            digest.update(chunk)
    except zlib.error:
        return None
    return digest.hexdigest()


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what was packed, in chunks; raises zlib.error for what is damaged or cut short."""
    press = zlib.decompressobj()
    for start in range(0, len(data), CHUNK):
        yield press.decompress(data[start : start + CHUNK])
    yield press.flush()
    if not press.eof:
        raise zlib.error("The end is missing.")


def lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines of what was packed, without their ends."""
    rest = b""
    for chunk in unpacked(data):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
