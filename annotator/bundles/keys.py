"""New keys for the rows of a project that comes in, in the order of their lines."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, select, text
from sqlmodel import Session

from annotator.errors import BadInput


class Keys:
    """Gives the row numbered `n` of each table its new key. Numbers count from 1; people are told in beforehand."""

    def __init__(self, session: Session, people: Sequence[int]) -> None:
        self._session = session
        self._keys: dict[str, Sequence[int]] = {"user": people}

    def reserve(self, table: Table, count: int) -> None:
        """Set aside keys for `count` rows; PostgreSQL gives them out, as others may write at the same time."""
        if "id" not in table.c or not count:
            self._keys[table.name] = range(0)
        elif self._session.get_bind().dialect.name == "sqlite":
            last = self._session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
            self._keys[table.name] = range(last + 1, last + 1 + count)
        else:
            query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
            name = self._session.get_bind().dialect.identifier_preparer.format_table(table)
            self._keys[table.name] = list(self._session.execute(query, {"name": name, "count": count}).scalars())

    def of(self, table: str, number: Any) -> int:
        """Return the new key of a row; raises BadInput for a number that no row has."""
        keys = self._keys.get(table, ())
        if not isinstance(number, int) or not 1 <= number <= len(keys):
            raise BadInput(f"The bundle points to row {str(number)[:20]} of {table}, which it does not hold.")
        return keys[number - 1]
