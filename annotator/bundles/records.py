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


def comments_of(path: Path) -> list[tuple[str, str]]:
    """Return sentence and writer of each comment, by ids and pseudonyms; only a bundle with its history has some."""
    if path.suffix == ".jsonl":
        return []
    with opened(path) as bundle:
        if not bundle.has("history/comment.jsonl"):
            return []
        found = list(bundle.lines("history/comment.jsonl"))
        about = {line["sentence_id"] for line in found}
        public = {line["n"]: line["public_id"] for line in bundle.lines("history/article.jsonl")}
        places = {
            line["n"]: f"{public[line['article_id']]}:{line['start']}:{line['end']}"
            for line in bundle.lines("history/sentence.jsonl")
            if line["n"] in about
        }
        who = {line["user_id"]: str(line["pseudonym"]) for line in bundle.lines("history/membership.jsonl")}
        return [(places[line["sentence_id"]], who.get(line["user_id"], "somebody")) for line in found]


def _lines(file: Any, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file, 1):
        try:
            found = orjson.loads(line)
        except ValueError as fault:
            raise BadInput(f"Line {number} of {name} is not readable JSON.") from fault
        if not isinstance(found, dict):
            raise BadInput(f"Line {number} of {name} is no record.")
        yield found
