"""Lines of JSON, compressed as they come and read back a line at a time; the same lines give the same bytes."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator

CHUNK = 64 * 1024


def packed(blocks: Iterable[bytes]) -> tuple[bytes, str, int]:
    """Return blocks compressed, the SHA-256 of their bytes, and how many lines they have."""
    press, digest, kept, lines = zlib.compressobj(6), hashlib.sha256(), [], 0
    for block in blocks:
        digest.update(block)
        lines += block.count(b"\n")
        kept.append(press.compress(block))
    return b"".join([*kept, press.flush()]), digest.hexdigest(), lines


def is_sound(data: bytes, sha256: str) -> bool:
    """Say whether packed lines can be unpacked and have this hash."""
    try:
        return packed(unpacked(data))[1] == sha256
    except zlib.error:
        return False


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what was packed, in chunks."""
    press = zlib.decompressobj()
    for start in range(0, len(data), CHUNK):
        yield press.decompress(data[start : start + CHUNK])
    yield press.flush()


def lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines of what was packed, without their ends."""
    rest = b""
    for chunk in unpacked(data):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
