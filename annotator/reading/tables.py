"""Tables of articles: lines of JSON, a JSON list, CSV with any common separator; an article a row."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from annotator.errors import BadInput
from annotator.reading.base import FILE_LIMIT, FOUND, Options
from annotator.reading.plain import decoded

SUFFIXES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv")
LOOK = 50
TEXT_LENGTH = 80
OTHER: dict[type, str] = {list: "a list", dict: "an object", bool: "true or false"}
SURROGATE = re.compile("[\ud800-\udfff]")
NAMES = {
    "text": ("text", "body", "content", "article", "article_text", "fulltext", "full_text", "story"),
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline"),
    "publisher": ("publisher", "source", "site", "outlet", "domain"),
    "published": ("published", "date", "published_at", "publish_date", "publication_date", "datePublished"),
    "language": ("language", "lang"),
    "url": ("url", "link", "address", "uri"),
    "license": ("license", "licence", "rights"),
}


@dataclass(frozen=True)
class Table:
    """What a person chooses columns from: their names, the first values of each, and a guess as in Options.columns."""

    columns: list[str]
    samples: dict[str, str]
    guess: dict[str, str]


Row = tuple[Mapping[str, Any], bytes]


def is_table(name: str) -> bool:
    """Say whether a file of this name holds an article a row."""
    return name.lower().endswith(SUFFIXES)


def table_of(name: str, data: bytes, options: Options) -> Table:
    """Return the columns of a table, from its first rows; raises BadInput when it is none."""
    found = [row for row in islice(rows(name, data, options), LOOK) if not isinstance(row, BadInput)]
    if not found:
        raise BadInput(f"{name} holds no row that can be read.")
    columns = list(dict.fromkeys(str(column) for row, _ in found for column in row if _sound(str(column))))
    if not columns:
        raise BadInput(f"{name} has no column with a name that can be read. Save it as UTF-8.")
    samples = {c: _first(shown(row.get(c)) for row, _ in found) for c in columns}
    lengths = {c: sum(len(shown(row.get(c))) for row, _ in found) / len(found) for c in columns}
    return Table(columns, samples, _guess(columns, lengths))


def _sound(text: str) -> bool:
    """Say whether a text has neither half a character nor NUL, which no page and no database takes."""
    return "\x00" not in text and not SURROGATE.search(text)


def _first(values: Iterable[str]) -> str:
    """Return the beginning of the first value, to be looked at only; what no page takes is shown as a lost letter."""
    first = next((value[:120] for value in values if value), "")
    return SURROGATE.sub("\ufffd", first.replace("\x00", "\ufffd"))


def _guess(columns: list[str], lengths: Mapping[str, float]) -> dict[str, str]:
    lower = {column.lower(): column for column in reversed(columns)}
    found = {
        field: next((lower[name.lower()] for name in names if name.lower() in lower), "")
        for field, names in NAMES.items()
    }
    longest = max(lengths, key=lambda column: lengths[column], default="")
    if not found["text"] and longest and lengths[longest] >= TEXT_LENGTH:
        found["text"] = longest
    return {field: column for field, column in found.items() if column}


def chosen(name: str, table: Table, options: Options) -> dict[str, str]:
    """Return the columns to read: those named, else the guess; raises BadInput when one named is not there."""
    wanted = {field: column for field, column in options.columns.items() if column}
    columns = table.guess | wanted if "text" not in wanted or len(wanted) == 1 else wanted
    listed = ", ".join(table.columns[:20])
    for column in columns.values():
        if column not in table.columns:
            raise BadInput(f"{name} has no column “{column}”. It has: {listed}.")
    if "text" not in columns:
        raise BadInput(f"Say which column of {name} holds the text. It has: {listed}.")
    return columns


def rows(name: str, data: bytes, options: Options) -> Iterator[Row | BadInput]:
    """Yield the rows of a table with their own bytes; one that cannot be read yields a refusal."""
    text, _ = decoded(name, data, options.language)
    if "\x00" in text:
        raise BadInput(f"{name} is not text: it holds characters that no text has. Save it as text and import that.")
    if name.lower().endswith((".csv", ".tsv")):
        return _csv_rows(name, text)
    return _json_list(name, text) if text.lstrip()[:1] == "[" else _json_lines(name, text)


def _json_lines(name: str, text: str) -> Iterator[Row | BadInput]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                yield BadInput(f"{name}, line {number} is not readable JSON.")
                continue
            yield (row, line.encode()) if isinstance(row, dict) else BadInput(f"{name}, line {number} is no object.")


def _json_list(name: str, text: str) -> Iterator[Row | BadInput]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise BadInput(f"{name} is not readable JSON.") from fault
    for number, row in enumerate(found, 1):
        if isinstance(row, dict):
            yield row, json.dumps(row).encode()
        else:
            yield BadInput(f"{name}, entry {number} is no object.")


def _csv_rows(name: str, text: str) -> Iterator[Row | BadInput]:
    csv.field_size_limit(FILE_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), _separated(text))
    try:
        header = [column.strip() for column in next(reader, [])]
        if len(header) != len(set(header)) or not any(header):
            raise BadInput(f"The first line of {name} must name the columns, each by another name.")
        for number, cells in enumerate(reader, 2):
            if len(cells) > len(header):
                yield BadInput(f"{name}, row {number} has more cells than the first line has names.")
            elif any(cells):
                yield dict(zip(header, cells, strict=False)), _lines(header, cells)
    except csv.Error as fault:
        raise BadInput(f"{name} cannot be read as CSV: {fault}.") from fault


def _separated(text: str) -> type[csv.Dialect]:
    """Return how cells are parted: by what the first line holds most of."""
    first = text.partition("\n")[0]

    class Found(csv.excel):
        delimiter = max(",;\t|", key=first.count)

    return Found


def _lines(header: Iterable[str], cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows((header, cells))
    # A half character is refused with the text it stands in; here it must only not stop the others.
    return out.getvalue().encode("utf-8", "replace")


def metadata(row: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, str]:
    """Return the metadata that the chosen columns of a row hold."""
    return {name: shown(row.get(columns[name])) for name in FOUND if name in columns and shown(row.get(columns[name]))}


def text_of(name: str, row: Mapping[str, Any], column: str) -> str:
    """Return the text of a row, empty where it has none; raises BadInput for a number, a list or an object."""
    value = row.get(column)
    if value is None or isinstance(value, str):
        return value or ""
    kind = OTHER.get(type(value), "a number")
    raise BadInput(f"{name} holds {kind} in “{column}” where its text should be.")


def shown(value: Any) -> str:
    """Return a value of a cell as text: lists with commas between, nothing for null."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ", ".join(shown(one) for one in value if shown(one))
    return str(value).strip() if not isinstance(value, str) else value
