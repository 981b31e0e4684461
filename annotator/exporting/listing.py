"""A JSON array written an article at a time, one item a line, for formats that are one list of objects."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson


def array(articles: Iterable[Iterable[dict[str, Any]]]) -> Iterator[bytes]:
    """Yield the lines of an array, its bracket first; of an article without items no bytes, which shows that it works.

    One without items is an array too.
    """
    yield b"["
    before = b"\n"
    for items in articles:
        lines = [orjson.dumps(item) for item in items]
        if lines:
            yield before + b",\n".join(lines)
            before = b",\n"
        else:
            yield b""
    yield b"]\n" if before == b"\n" else b"\n]\n"
