"""Reading a file of labels: item, annotator, label and, if there is one, article."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence

from annotator.agreement.labels import Labels, LabelsError, Row

NEEDED = ("item", "annotator", "label")
ARTICLE = "article"


def read_labels(source: bytes | str, order: Sequence[str] | None = None, sets: str | None = None) -> Labels:
    """Read CSV with the columns item, annotator, label and optionally article, in any order, other columns ignored.

    An empty label is a missing label; labels are compared as exact strings, blanks included. `order` is the declared
    order of all labels, `sets` the separator of set-valued labels. Raises LabelsError with the line number of a missing
    column, an item labelled twice by one annotator, an item under two articles, a label that is not in the order, an
    empty item or annotator, broken quoting or bytes that are not UTF-8.
    """
    text = source if isinstance(source, str) else _decode(source)
    return Labels.from_rows(_checked(_rows(text.removeprefix("\ufeff")), order), order, sets)


def read_order(text: str) -> list[str]:
    """Split a declared order at its commas; a label with a comma stands in double quotes. Raises LabelsError."""
    try:
        found = next(csv.reader([text], strict=True), [])
    except csv.Error:
        found = []
    if not found or "" in found:
        raise LabelsError("The order is empty or names an empty label: write the labels with commas between them.")
    return found


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise LabelsError("Line 1: the file is UTF-16: save it as UTF-8.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as broken:
        line = data.count(b"\n", 0, broken.start) + 1
        raise LabelsError(f"Line {line}: the file is not UTF-8: save it as UTF-8.") from broken


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records with the line they begin on, blank lines left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for record in reader:
            if record:
                yield line, record
            line = reader.line_num + 1
    except csv.Error as broken:
        raise LabelsError(f"Line {line}: the row is not valid CSV ({broken}): check its quotes.") from broken


def _rows(text: str) -> Iterator[tuple[int, Row]]:
    lines = _lines(text)
    line, header = next(lines, (1, []))
    columns = _columns(line, [name.strip() for name in header])
    width = max(place for place in columns if place is not None) + 1
    item, annotator, label, article = columns
    empty = True
    for line, record in lines:
        if len(record) < width:
            raise LabelsError(f"Line {line}: the row has {len(record)} columns, the header asks for {width}.")
        if len(record) > len(header):
            told = f"Line {line}: the row has {len(record)} columns, the header has {len(header)}."
            raise LabelsError(f"{told} A label with a comma stands in double quotes.")
        if not record[item] or not record[annotator]:
            missing = "annotator" if record[item] else "item"
            raise LabelsError(f"Line {line}: the {missing} is empty: fill it in or take the row out.")
        place = None if article is None else record[article] or None
        yield line, (record[item], record[annotator], record[label], place)
        empty = False
    if empty:
        raise LabelsError(f"Line {line}: the file has a header and no rows below it.")


def _columns(line: int, header: list[str]) -> tuple[int, int, int, int | None]:
    if not any(header):
        raise LabelsError("Line 1: the file is empty: it needs the header item,annotator,label[,article].")
    twice = [name for name in (*NEEDED, ARTICLE) if header.count(name) > 1]
    if twice:
        raise LabelsError(f"Line {line}: the column {twice[0]!r} is there twice: keep one.")
    missing = [name for name in NEEDED if name not in header]
    if missing:
        hint = " (separate the columns with commas)" if len(header) == 1 else ""
        raise LabelsError(
            f"Line {line}: the column {missing[0]!r} is missing: the header is item,annotator,label[,article]{hint}."
        )
    item, annotator, label = map(header.index, NEEDED)
    return item, annotator, label, header.index(ARTICLE) if ARTICLE in header else None


def _checked(rows: Iterator[tuple[int, Row]], order: Sequence[str] | None) -> Iterator[Row]:
    """Pass rows on, refusing with their line what Labels would refuse without it."""
    known = None if order is None else {"", *order}
    labelled: dict[tuple[object, object], int] = {}
    placed: dict[object, tuple[object, int]] = {}
    for line, row in rows:
        item, annotator, label, article = row
        if known is not None and label not in known:
            raise LabelsError(f"Line {line}: the label {label!r} is not in the order: add it there or correct it.")
        before, first = placed.setdefault(item, (article, line))
        if before != article:
            raise LabelsError(f"Line {line}: item {item!r} stands under another article than on line {first}.")
        if label:
            first = labelled.setdefault((item, annotator), line)
            if first != line:
                raise LabelsError(f"Line {line}: {annotator!r} labels item {item!r} a second time, after line {first}.")
        yield row
