"""The card of a folder for Hugging Face: a head in YAML that its loader reads, and a text that people read.

Source of the keys: the Hub's documentation of dataset cards and of `dataset_info`. A text in quotes of JSON is the same
text in YAML, so names with any characters are safe.
"""

import re
from collections.abc import Iterator

import orjson

from annotator.exporting.job import Job
from annotator.exporting.rows import TABLES
from annotator.exporting.shape import TABLES as SHAPES
from annotator.exporting.shape import Group, Many, One, Shape

DTYPES = {"string": "string", "integer": "int64", "boolean": "bool"}
# What the loader takes first, when no configuration is named.
DEFAULT = "sentences"


def path_of(table: str, part: str) -> str:
    """Return where the rows of a table for one split stand."""
    return f"data/{table}/{part}.parquet"


def card(job: Job, rows: dict[str, int]) -> bytes:
    """Return the card: which files are which split, the type of every column, licence and languages, and a text.

    `rows` are those of each file by path; a file without rows is not spoken of, nor a table of such files.
    """
    return "\n".join(["---", *_head(job, rows), "---", "", body(job)]).encode()


def _head(job: Job, rows: dict[str, int]) -> Iterator[str]:
    parts = {table: [part for part in job.shares if rows[path_of(table, part)]] for table in TABLES}
    tables = [table for table in (DEFAULT, *(name for name in TABLES if name != DEFAULT)) if parts[table]]
    yield f"pretty_name: {_quoted(job.project['name'])}"
    yield "language:"
    yield from (f"- {_quoted(language)}" for language in job.terms["languages"])
    yield f"license: {_license(job.terms['licenses'])}"
    yield "configs:"
    for table in tables:
        yield f"- config_name: {table}"
        if table == DEFAULT:
            yield "  default: true"
        yield "  data_files:"
        for part in parts[table]:
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


def _license(found: list[str]) -> str:
    """Return the licence as the Hub spells it, if all articles have the same one; else that it is another matter."""
    if not any(found):
        return "unknown"
    known = len(found) == 1 and re.fullmatch(r"(?i)cc0-1\.0|cc-by(-nc)?(-sa|-nd)?-[234]\.0|mit|apache-2\.0", found[0])
    return found[0].lower() if known else "other"


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()


def body(job: Job) -> str:
    """Return the text of the card: what stands in the folder and how to read it."""
    counts = ", ".join(f"{name} {count}" for name, count in job.shares.items())
    licenses = ", ".join(name or "not stated" for name in job.terms["licenses"])
    return f"""# {job.project["name"]}

Sentences of articles with the labels, claims and attributions that people gave them, and what was settled.
Articles by split: {counts}. Licences of the articles: {licenses}.

`sentences` is what `load_dataset` gives; `articles`, `annotations` (one row a label, flag or note) and `spans` (one
row a span) are further configurations. Offsets are Unicode code points of the article's text; the end is not included.
An empty list is labelled with nothing, null does not apply, no entry is not labelled. The splits go by article,
near-duplicates together.

The scheme stands in `scheme.json`, the guideline in `guideline.md`.
"""
