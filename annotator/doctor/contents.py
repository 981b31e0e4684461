"""Whether every value is what its column holds; one that is not breaks the page that shows it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import JSON, String, Table, Text, cast, select, type_coerce
from sqlmodel import Session

from annotator.doctor import kinds
from annotator.doctor.finding import Finding, counted
from annotator.doctor.references import BACK
from annotator.exporting.history import TABLES
from annotator.models.base import UtcTime

FETCH = 1000
# Kept originals and releases are large, and have hashes of their own; what waits to be imported goes by itself.
LEFT_OUT = ("import_file.data", "import_file.state", "release.records")
# What cannot be read at all; no check lets it pass.
NOTHING = object()


def faults(session: Session) -> Iterator[Finding]:
    """Go through the rows of every table that is not counted from others, and find what is wrong by column."""
    for table in TABLES.values():
        columns = [column for column in table.columns if f"{table.name}.{column.name}" not in LEFT_OUT]
        checks = kinds.checks_of(table)
        wrong: dict[str, list[int]] = {}
        rows = session.execute(select(*map(_asked, columns)).execution_options(yield_per=FETCH))
        for row in rows:
            for column, value in zip(columns, row, strict=True):
                if not checks[column.name](_read(column.type, value)):
                    wrong.setdefault(column.name, []).append(row[0])
        yield from (_said(table, name, keys) for name, keys in wrong.items())


def _asked(column: Any) -> Any:
    """Return how a column is asked for so that nothing in it can end the query: as the text it is stored as."""
    if isinstance(column.type, JSON):
        return cast(column, Text)
    return type_coerce(column, String) if isinstance(column.type, UtcTime) else column


def _read(kind: Any, value: Any) -> Any:
    try:
        if value is None:
            return None
        if isinstance(kind, JSON):
            return orjson.loads(value)
        if isinstance(kind, UtcTime):
            return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    except ValueError:
        return NOTHING
    return value


def _said(table: Table, name: str, keys: list[int]) -> Finding:
    rows = counted(len(keys), "row", "rows")
    return Finding(f"{rows} of the table {table.name} with something else in {name} (row {keys[0]}).", BACK)
