"""The rows of a bundle's history on their way into a database: checked, under new keys, in short transactions."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import OperationalError, StatementError
from sqlmodel import Session

from annotator.bundles import arriving
from annotator.bundles.keys import Keys
from annotator.bundles.reading import Bundle
from annotator.db import Database
from annotator.doctor import kinds
from annotator.errors import BadInput, Conflict
from annotator.exporting.history import TABLES, Part, part_of, renumbered, stored
from annotator.models import Event, table_of

EVENT = table_of(Event)
# Rows that come in one transaction: a few hundredths of a second.
PAGE = 500
# What points to another row without a constraint may point forward; in this order little does.
EARLY = ("event", "cut_request")
Line = dict[str, Any]


def order() -> list[str]:
    """Return the tables in the order in which their rows come in, after those that were made beforehand."""
    names = [name for name in TABLES if name not in ("user", "project", *EARLY)]
    place = names.index("sentence") + 1
    return [*names[:place], *EARLY, *names[place:]]


def counted(bundle: Bundle) -> dict[str, int]:
    """Return how many rows each table has in the bundle; raises BadInput for a table there is not."""
    listed = {entry["path"]: entry for entry in bundle.manifest["files"]}
    if strange := [path for path in listed if path.startswith("history/") and path[8:-6] not in TABLES]:
        raise BadInput(f"The bundle has a table that this Annotator does not know: {strange[0]}. Install a newer one.")
    paths = {name: f"history/{name}.jsonl" for name in TABLES if name != "user"}
    counts = {name: int(listed[path]["lines"]) for name, path in paths.items() if path in listed}
    if counts.get("project") != 1:
        raise BadInput("The history of the bundle holds no single project.")
    return counts


@dataclass
class Rows:
    """Brings in the rows of one bundle; `later` are those that point to rows which were not there yet."""

    database: Database
    bundle: Bundle
    keys: Keys
    counts: dict[str, int]
    later: list[tuple[str, Line]] = field(default_factory=list)
    _checks: dict[str, dict[str, kinds.Check]] = field(default_factory=dict)
    _columns: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def project_id(self) -> int:
        """The key of the project they belong to."""
        return self.keys.of("project", 1)

    def add_all(self) -> Counter[str]:
        """Add the rows of all tables, and return how many of each; raises BadInput for a project without a phase."""
        found = Counter({"project": 1} | {name: self._add(name) for name in order() if name in self.counts})
        if not found["phase"]:
            raise BadInput("The history of the bundle holds no phase of the project, so nothing was imported.")
        for page in _pages(iter(self.later)):
            with arriving.part(self.database, self.project_id) as session:
                for name, line in page:
                    self._point(session, name, line)
        return found

    def project(self) -> dict[str, Any]:
        """Return the values of the project's own row."""
        [line] = self.bundle.lines("history/project.jsonl")
        return self._row(part_of("project"), line)

    def _add(self, name: str) -> int:
        """Add the rows of one table, and return how many."""
        count = 0
        with closing(self.bundle.lines(f"history/{name}.jsonl")) as lines:
            for page in _pages(lines):
                with arriving.part(self.database, self.project_id) as session:
                    self._add_page(session, name, page, count + 1)
                count += len(page)
        return count

    def _add_page(self, session: Session, name: str, page: list[Line], first: int) -> None:
        part, table = part_of(name), TABLES[name]
        self.keys.set_aside(session, table, len(page))
        rows = [self._row(part, line) for line in page]
        if name == "event":
            _refuse_known(session, rows)
        try:
            session.connection().execute(insert(table), rows)
        except OperationalError:
            # A full disk is no fault of the row.
            raise
        except StatementError as fault:
            raise BadInput(f"A row of {name} near line {first} does not fit into the database.") from fault

    def _row(self, part: Part, line: Line) -> dict[str, Any]:
        """Return a line as a row of its table, and remember it when it points forward."""
        table = TABLES[part.name]
        self._refuse_other_columns(part, line)
        self.keys.waits = False
        try:
            values = renumbered(part, {column: line.get(column) for column in part.columns}, self.keys.to)
            found = {column: stored(table, column, values[column]) for column in part.columns if column in line}
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
            if isinstance(fault, BadInput):
                raise
            raise BadInput(f"Row {line.get('n')} of {part.name} in the bundle cannot be read.") from fault
        if self.keys.waits:
            self.later.append((part.name, line))
        checks = self._checks.get(part.name) or self._checks.setdefault(part.name, kinds.checks_of(table))
        for column, value in found.items():
            if not checks[column](value):
                raise BadInput(f"Row {line.get('n')} of {part.name} in the bundle has something else in {column}.")
        found["id"] = self.keys.of(part.name, line.get("n"))
        if "project_id" in table.c:
            found["project_id"] = self.project_id
        return found

    def _refuse_other_columns(self, part: Part, line: Line) -> None:
        """Raise BadInput for columns that are not ours, or not those of the rows before: theirs would be lost."""
        if strange := line.keys() - set(part.columns) - {"n"}:
            raise BadInput(f"The bundle has a column that this Annotator does not know: {part.name}.{min(strange)}.")
        if line.keys() != self._columns.setdefault(part.name, frozenset(line)):
            raise BadInput(f"Row {line.get('n')} of {part.name} in the bundle has other columns than the first one.")

    def _point(self, session: Session, name: str, line: Line) -> None:
        """Let a row point to what came after it."""
        row = self._row(part_of(name), line)
        if self.keys.waits:
            raise BadInput(f"Row {line['n']} of {name} points to a row that the bundle does not hold.")
        session.execute(update(TABLES[name]).where(TABLES[name].c.id == row["id"]).values(row))


def _pages(lines: Iterator[Any]) -> Iterator[list[Any]]:
    while page := list(islice(lines, PAGE)):
        yield page


def _refuse_known(session: Session, rows: list[dict[str, Any]]) -> None:
    """Refuse work that is in this database already, as it is when a project is imported twice under the same people."""
    sent = {(row["user_id"], row["op_id"]) for row in rows if row.get("op_id") is not None}
    if not sent:
        return
    known = session.execute(
        select(EVENT.c.user_id, EVENT.c.op_id).where(EVENT.c.op_id.in_([op for _, op in sent]))
    )  # fmt: skip
    if any((user, op) in sent for user, op in known):
        raise Conflict(
            "The work of these people is in the database already. Import the project under pseudonyms, or remove "
            "the one that is here for good first."
        )
