"""The card of a folder for Hugging Face: a head in YAML that its loader reads, and a text that people read.

Source of the keys: the Hub's documentation of dataset cards and of `dataset_info`. A text in quotes of JSON is the same
text in YAML, so names with any characters are safe.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from annotator.exporting.job import Job
from annotator.exporting.records import SHARES
from annotator.exporting.rows import TABLES
from annotator.exporting.shape import TABLES as SHAPES
from annotator.exporting.shape import Group, Many, One, Shape

if TYPE_CHECKING:
    from annotator.card import Facts

DTYPES = {"string": "string", "integer": "int64", "boolean": "bool"}
# What the loader takes first, when no configuration is named.
DEFAULT = "sentences"
KNOWN = re.compile(r"(?i)cc0-1\.0|cc-by(-nc)?(-sa|-nd)?-[234]\.0|mit|apache-2\.0")


@dataclass
class Content:
    """What the tables turned out to hold: rows by table and split, and what the card says of the articles."""

    facts: "Facts"
    rows: dict[tuple[str, str], int] = field(default_factory=dict)

    def parts(self, table: str) -> list[str]:
        """Return the splits in which a table has rows: the loader refuses one without any."""
        return [part for part in SHARES if self.rows.get((table, part))]

    @property
    def paths(self) -> dict[str, tuple[str, str]]:
        """Return table and split of each file that has rows, by its path."""
        return {path_of(table, part): (table, part) for table in TABLES for part in self.parts(table)}


def begun(job: Job) -> Content:
    """Return what is known before any article is read."""
    from annotator import card as cards

    return Content(cards.begun(job))


def path_of(table: str, part: str) -> str:
    """Return where the rows of a table for one split stand."""
    return f"data/{table}/{part}.parquet"


def card(job: Job, content: Content) -> bytes:
    """Return the card: which files are which split, the type of every column, licence and languages, and a text."""
    from annotator import card as cards

    return "\n".join(["---", *_head(job, content), "---", "", cards.written(job, content.facts), USING]).encode()


def _head(job: Job, content: Content) -> Iterator[str]:
    tables = [name for name in (DEFAULT, *(one for one in TABLES if one != DEFAULT)) if content.parts(name)]
    yield f"pretty_name: {_quoted(job.project['name'])}"
    yield "language:"
    yield from (f"- {_quoted(language)}" for language in sorted(content.facts.languages))
    yield f"license: {_license(set(content.facts.licences))}"
    yield "configs:"
    for table in tables:
        yield f"- config_name: {table}"
        if table == DEFAULT:
            yield "  default: true"
        yield "  data_files:"
        for part in content.parts(table):
            yield f"  - split: {part}"
            yield f"    path: {path_of(table, part)}"
    yield "dataset_info:"
    for table in tables:
        yield f"- config_name: {table}"
        yield "  features:"
        yield from _features(SHAPES[table], "  ")


def _features(shape: Group, indent: str) -> Iterator[str]:
    for name, one in shape.fields.items():
        yield f"{indent}- name: {name}"
        yield from _feature(one, f"{indent}  ")


def _feature(shape: Shape, indent: str) -> Iterator[str]:
    if isinstance(shape, One):
        yield f"{indent}dtype: {DTYPES[shape.kind]}"
    elif isinstance(shape, Group):
        yield f"{indent}struct:"
        yield from _features(shape, indent)
    else:
        yield from _list(shape, indent)


def _list(shape: Many, indent: str) -> Iterator[str]:
    if isinstance(shape.of, One):
        yield f"{indent}list: {DTYPES[shape.of.kind]}"
    else:
        assert isinstance(shape.of, Group)
        yield f"{indent}list:"
        yield from _features(shape.of, indent)


def _license(found: set[str]) -> str:
    """Return the licence as the Hub spells it, if all articles have the same one; else that it is another matter."""
    if not any(found):
        return "unknown"
    only = next(iter(found)) if len(found) == 1 else ""
    return only.lower() if KNOWN.fullmatch(only) else "other"


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()


USING = """## Reading it

`load_dataset(folder)` gives the sentences; `articles`, `annotations` (one row a label, flag or note) and `spans` (a row
a span) are further configurations, where they have rows. Offsets are Unicode code points of the article's text; the end
is not included. An empty list is labelled with nothing, null does not apply, no entry is not labelled. The splits go by
article, near-duplicates together. The scheme stands in `scheme.json`, the guideline in `guideline.md`.
"""
