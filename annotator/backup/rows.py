"""Rows of any table as plain JSON values and back, whatever version of the program made the table."""

import base64
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, LargeBinary, MetaData, Table, select
from sqlmodel import Session

VERSIONS = "alembic_version"
PAGE = 500


def reflected(session: Session) -> dict[str, Table]:
    """Return the tables that stand in the database, by name, those first that others point to."""
    found = MetaData()
    found.reflect(bind=session.connection())
    for table in found.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                # What is not there stays NULL and does not become the JSON word null.
                column.type = JSON(none_as_null=True)
    return {str(table.name): table for table in found.sorted_tables if table.name != VERSIONS}


def plain_rows(session: Session, table: Table) -> Iterator[list[Any]]:
    """Yield the rows of a table by its key, in its columns' order: moments as ISO text, bytes as base64."""
    packers = [_packer(column.type) for column in table.columns]
    query = select(table).order_by(*table.primary_key.columns)
    for row in session.execute(query.execution_options(yield_per=PAGE)):
        yield [
            value if pack is None or value is None else pack(value)
            for pack, value in zip(packers, row, strict=True)
        ]  # fmt: skip


def unpacked(table: Table, names: list[str], row: list[Any]) -> dict[str, Any]:
    """Return a plain row as it is inserted; raises KeyError for a column that the table does not have."""
    return {
        name: value if value is None else _unpack(table.columns[name].type, value)
        for name, value in zip(names, row, strict=True)
    }


def _packer(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, DateTime):
        return datetime.isoformat
    if isinstance(kind, LargeBinary):
        return lambda value: base64.b64encode(value).decode()
    return None


def _unpack(kind: Any, value: Any) -> Any:
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    return value
