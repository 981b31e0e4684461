"""Whether the tables have their columns, indexes and rules, and where a rule is gone, what broke it since."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Index, Table, UniqueConstraint, func, select, text
from sqlmodel import Session

from annotator import migrate
from annotator.db import Database
from annotator.doctor.finding import Finding, counted
from annotator.doctor.references import BACK

ANEW = "Make the tables anew with their rows: annotator backup FILE, then annotator restore FILE --replace"
# What Alembic calls the ways in which a database can have less than the models say; more does no harm.
LACKING = {
    "add_table": "The table {name} is missing.",
    "add_column": "The column {name} of the table {table} is missing.",
    "add_index": "The index {name} of the table {table} is missing.",
    "add_constraint": "The rule {name} of the table {table} is missing.",
    "add_fk": "The rule {name} of the table {table} is missing.",
}
# Without these, nothing else can be looked at.
GONE = ("add_table", "add_column")


def faults(database: Database) -> Iterator[Finding]:
    """Find what the tables lack; after a table or column that is gone nothing else can be looked at."""
    for kind, *about in migrate.differences(database):
        if kind not in LACKING:
            continue
        thing = about[-1]
        table = about[1] if kind == "add_column" else getattr(getattr(thing, "table", None), "name", "")
        yield Finding(LACKING[kind].format(name=thing.name, table=table), BACK if kind in GONE else ANEW)
        columns = _unique(thing)
        if columns:
            with database.read() as session:
                yield from _twice(session, thing.table, columns, thing)


def is_whole(found: Iterable[Finding]) -> bool:
    """Say whether nothing is missing without which the other checks cannot be made."""
    return not any(one.todo == BACK and "missing" in one.wrong for one in found)


def _unique(thing: Any) -> list[Any]:
    """Return the columns that an index or rule keeps from standing twice."""
    unique = isinstance(thing, UniqueConstraint) or (isinstance(thing, Index) and thing.unique)
    return list(thing.columns) if unique else []


def _twice(session: Session, table: Table, columns: list[Any], thing: Any) -> Iterator[Finding]:
    where = thing.dialect_options["sqlite"]["where"] if isinstance(thing, Index) else None
    there = [column.is_not(None) for column in columns]
    groups = select(func.count().label("times")).select_from(table).where(text("1 = 1") if where is None else where)
    groups = groups.where(*there).group_by(*columns).having(func.count() > 1)
    count = session.execute(select(func.count()).select_from(groups.subquery())).scalar_one()
    if count:
        rows = counted(count, "row", "rows")
        names = ", ".join(column.name for column in columns)
        yield Finding(f"{rows} of the table {table.name} stand twice (the same {names}).", BACK)
