"""The places of rows in a project's files: which row of a table is the first, the second and so on."""

from array import array
from bisect import bisect_left
from typing import Any

from sqlalchemy import Table, case, select
from sqlmodel import Session

from annotator.models import Membership, User, table_of

USER, MEMBERSHIP = table_of(User), table_of(Membership)


class Numbers:
    """Gives rows of a project's tables their numbers, from 1 in the order of their keys; people as they joined.

    A table's keys are read once, 8 bytes each, when the first of them is asked for.
    """

    def __init__(self, session: Session, project_id: int, tables: dict[str, Table]) -> None:
        self._session, self._project, self._tables = session, project_id, tables
        self._keys: dict[str, array[int]] = {}
        self._people = {user: place for place, user in enumerate(self._users(), 1)}

    def of(self, table: str, key: int) -> int:
        """Return the number of the row with `key`; raises KeyError when it is not the project's."""
        if table == "user":
            return self._people[key]
        keys = self._keys.get(table)
        if keys is None:
            keys = self._keys[table] = self._read(table)
        # Where none is missing, as in most projects, the place is known without a search.
        whole = keys and keys[-1] - keys[0] == len(keys) - 1
        place = key - keys[0] if whole and keys[0] <= key <= keys[-1] else bisect_left(keys, key)
        if place == len(keys) or keys[place] != key:
            raise KeyError(f"{table} {key}")
        return place + 1

    def ordered(self, name: str, query: Any) -> Any:
        """Return the query of a table with its condition on the project and in the order of its numbers."""
        if name == "user":
            place = case(self._people, value=USER.c.id) if self._people else USER.c.id
            return query.where(USER.c.id.in_(list(self._people))).order_by(place)
        table = self._tables[name]
        return query.where(self._within(name, table)).order_by(_key(table))

    def _within(self, name: str, table: Table) -> Any:
        """Return the condition that a row belongs to the project, itself or by what it points to."""
        if name == "project":
            return table.c.id == self._project
        if "project_id" not in table.c:
            column, owner = next(
                (column, key.column.table)
                for column in table.columns
                for key in column.foreign_keys
                if key.column.table is not USER
            )
            return column.in_(select(_key(owner)).where(self._within(owner.name, owner)))
        own = table.c.project_id == self._project
        return own & (table.c.state == "imported") if name == "import_file" else own

    def _read(self, name: str) -> "array[int]":
        table = self._tables[name]
        found = self._session.execute(self.ordered(name, select(_key(table)))).scalars()
        return array("q", found)

    def _users(self) -> list[int]:
        """Return who has to do with the project: its members as they joined, then everybody else it names, by key."""
        members = list(
            self._session.execute(
                select(MEMBERSHIP.c.user_id).where(MEMBERSHIP.c.project_id == self._project).order_by(MEMBERSHIP.c.id)
            ).scalars()
        )
        others: set[int] = set()
        for name, table in self._tables.items():
            for column in table.columns if table is not USER else ():
                if any(key.column.table is USER for key in column.foreign_keys):
                    query = select(column).where(self._within(name, table), column.is_not(None))
                    others |= set(self._session.execute(query.group_by(column)).scalars())
        return [*members, *sorted(others - set(members))]


def _key(table: Table) -> Any:
    return next(iter(table.primary_key))
