"""What every table shares: key type, time type, naming of constraints."""

from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import JSON, BigInteger, DateTime, Integer, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# Named constraints, so that a later migration can change them on SQLite too.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Only INTEGER counts up by itself on SQLite; everywhere else keys are 64 bits wide.
Key = BigInteger().with_variant(Integer, "sqlite")
MAX_KEY = 2**63 - 1
Json = JSON(none_as_null=True)


class UtcTime(TypeDecorator[datetime]):
    """A moment, stored as UTC without a zone and handed back with one, alike on both databases."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn a moment with a zone into UTC without one."""
        del dialect
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say of a stored moment that it is UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


def now() -> datetime:
    """Return this moment in UTC, whole milliseconds."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def primary_key() -> Any:
    """Return the field of a table's own key."""
    return Field(default=None, primary_key=True, sa_type=Key)


def refers(table: str, **options: Any) -> Any:
    """Return a field that points to `table`."""
    return Field(foreign_key=f"{table}.id", sa_type=Key, **options)


def moment(**options: Any) -> Any:
    """Return a field that holds a moment in UTC."""
    return Field(sa_type=UtcTime, **options)


def listed(**options: Any) -> Any:
    """Return a field that holds a small JSON value read whole."""
    return Field(sa_type=Json, **options)


def key_of(row: Any) -> int:
    """Return the key of a stored row; rows have none before they are flushed."""
    assert row.id is not None
    return int(row.id)


def table_of(model: type[SQLModel]) -> Table:
    """Return the plain table behind a model, for statements that should not build entities."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]
