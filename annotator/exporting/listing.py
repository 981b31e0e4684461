"""A JSON array written an item at a time, one item a line, for formats that are one list of objects."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson


def array(items: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield the lines of an array; one without items is an array too."""
    before = b"["
    for item in items:
        yield before + b"\n" + orjson.dumps(item)
        before = b","
    yield b"[]\n" if before == b"[" else b"\n]\n"
