"""Messages between a server and its reading process: a header as JSON, then bytes, both with their length before."""

import json
import struct
from typing import IO, Any

LENGTHS = struct.Struct(">II")
Message = tuple[dict[str, Any], bytes]


def send(stream: IO[bytes], header: dict[str, Any], data: bytes = b"") -> None:
    """Write a message; raises OSError when nobody reads any more."""
    head = json.dumps(header).encode("ascii")
    stream.write(LENGTHS.pack(len(head), len(data)))
    stream.write(head)
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Message | None:
    """Read a message, None when the stream has ended; raises ValueError for what is no message."""
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, size = LENGTHS.unpack(lengths)
    header, data = stream.read(head), stream.read(size)
    if len(header) < head or len(data) < size:
        return None
    found = json.loads(header)
    if not isinstance(found, dict):
        raise ValueError("A message must be an object.")  # noqa: TRY004  one error for all that is no message
    return found, data
