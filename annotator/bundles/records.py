"""The canonical records of a dataset: those of a bundle, or a file of JSON lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from annotator.bundles.reading import opened
from annotator.errors import BadInput


@contextmanager
def records_of(path: Path) -> Iterator[Iterator[dict[str, Any]]]:
    """Open the canonical records of a bundle, checked, or of a file of JSON lines."""
    if path.suffix == ".jsonl":
        with path.open("rb") as file:
            yield _lines(file, path.name)
        return
    with opened(path) as bundle:
        bundle.check()
        yield bundle.lines("sentences.jsonl")


def _lines(file: Any, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file, 1):
        try:
            found = orjson.loads(line)
        except ValueError as fault:
            raise BadInput(f"Line {number} of {name} is not readable JSON.") from fault
        if not isinstance(found, dict):
            raise BadInput(f"Line {number} of {name} is no record.")
        yield found
