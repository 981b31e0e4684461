"""New keys for the rows of a project that comes in, in the order of their lines."""

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, select, text
from sqlmodel import Session

from annotator.errors import BadInput


class Keys:
    """Gives the row numbered `n` of each table its new key; numbers count from 1.

    `people` are the keys of the accounts, `counts` how many rows each table will have. A part's keys are set aside in
    the transaction that adds its rows, because others write between the parts.
    """

    def __init__(self, people: Sequence[int], project: int, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._keys = {"user": array("q", people), "project": array("q", [project])}
        self.waits = False

    def set_aside(self, session: Session, table: Table, count: int) -> None:
        """Set aside keys for the next rows of a table; PostgreSQL gives them out, as others write at the same time."""
        if session.get_bind().dialect.name == "sqlite":
            last = session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
            found: Sequence[int] = range(last + 1, last + 1 + count)
        else:
            query = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
            name = session.get_bind().dialect.identifier_preparer.format_table(table)
            found = sorted(session.execute(query, {"name": name, "count": count}).scalars())
        self._keys.setdefault(table.name, array("q")).extend(found)

    def of(self, table: str, number: Any) -> int:
        """Return the new key of a row that is there; raises BadInput for a number that no row has yet."""
        keys = self._keys.get(table, ())
        if not isinstance(number, int) or not 1 <= number <= len(keys):
            raise BadInput(f"The bundle points to row {str(number)[:20]} of {table}, which it does not hold.")
        return keys[number - 1]

    def to(self, table: str, number: Any) -> int:
        """Return the new key of a row that is pointed to; of one still to come 0, and then `waits` is True."""
        there = len(self._keys.get(table, ()))
        if isinstance(number, int) and there < number <= self._counts.get(table, 0):
            self.waits = True
            return 0
        return self.of(table, number)
