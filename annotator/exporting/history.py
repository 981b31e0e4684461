"""A project's tables as they are stored, as lines of JSON that another database can take in again without loss.

One file a table, one line a row, in the order of the rows' keys. Keys mean nothing outside a database, so a row is
named by its place in its file: `n` counts from 1, and wherever a row points to another, its `n` stands there. Reading
the files in the order of `TABLES` and adding rows in the order of their lines therefore gives the same files again.

Moments are UTC with six decimals, bytes are base64, lists and objects stand as they are stored. Passwords, sign-ins,
links and files that still wait to be imported are not part of it. A new table is, unless LEFT_OUT names it.
"""

import base64
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import JSON, LargeBinary, String, Table, Text, cast, select, type_coerce
from sqlmodel import Session

from annotator.errors import Conflict
from annotator.exporting.numbering import Numbers
from annotator.exporting.plain import damage_told
from annotator.models import Project, table_of
from annotator.models.base import UtcTime

# Sign-ins and links belong to the database, not to a project; what is only counted from other tables is counted anew.
LEFT_OUT = {
    "install", "login_session", "login_attempt", "invite",
    "agreement_tally", "review_tally", "sentence_state", "sketch_hash",
}  # fmt: skip
# Rows are added in this order; a row points only to tables before its own, but for POINTERS that say otherwise.
TABLES: dict[str, Table] = {
    table.name: table for table in table_of(Project).metadata.sorted_tables if table.name not in LEFT_OUT
}
# What points to a row without a foreign key saying so: (table, column) -> table. Lists hold several.
POINTERS = {
    ("annotation", "carried_from"): "annotation",
    ("annotation", "event_id"): "event",
    ("annotation", "took"): "user",
    ("cut_request", "event_id"): "event",
    ("event", "undoes"): "event",
    ("sentence", "came_from"): "sentence",
}
# Lines of history that are about a person or a thread name it so.
NAMED = ("user", "thread")
# What stays with the database a person signs in to.
USER_COLUMNS = ("name", "created_at")
FETCH = 500
# Their rows hold whole files, and are fetched one by one.
LARGE = ("import_file", "release")
To = Callable[[str, int], int]


class Part(NamedTuple):
    """One table's file: its name, its columns in order, and which table each pointing column points to."""

    name: str
    columns: tuple[str, ...]
    pointers: dict[str, str]


def part_of(name: str) -> Part:
    """Return how the table called `name` is written; the project's key and the row's own are left out."""
    table = TABLES[name]
    columns = USER_COLUMNS if name == "user" else tuple(
        one.name for one in table.columns if one.name not in ("id", "project_id")
    )  # fmt: skip
    pointers = {
        column: next(iter(table.c[column].foreign_keys)).column.table.name
        for column in columns
        if table.c[column].foreign_keys
    }
    return Part(name, columns, pointers | {column: to for (of, column), to in POINTERS.items() if of == name})


def lines(session: Session, name: str, numbers: Numbers, *, names: bool) -> Iterator[bytes]:
    """Yield the rows of one table of a project as lines of JSON; people's names only with `names`.

    Raises Conflict when the database is damaged, or a release is not as it was frozen.
    """
    part, table = part_of(name), TABLES[name]
    readers = [(column, _reader(table.c[column].type)) for column in part.columns]
    query = numbers.ordered(name, select(*(_asked(table.c[column]) for column in part.columns)))
    with damage_told():
        rows = session.execute(query.execution_options(yield_per=1 if name in LARGE else FETCH))
        for number, row in enumerate(_frozen(rows) if name == "release" else rows, 1):
            values = {
                column: value if read is None or value is None else read(value)
                for (column, read), value in zip(readers, row, strict=True)
            }
            if name == "user" and not names:
                values["name"] = None
            line = {"n": number, **renumbered(part, values, numbers.of)}
            yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _frozen(releases: Iterable[Any]) -> Iterator[Any]:
    """Pass on the rows of releases; raises Conflict for one whose records are not as they were frozen."""
    from annotator.releases import packing, thawing  # a release is an export itself, and stands above this

    for row in releases:
        if not (packing.is_sound(row.records, row.sha256) and packing.is_whole(row.frame)):
            raise Conflict(thawing.DAMAGED.format(name=row.name))
        yield row


def _asked(column: Any) -> Any:
    """Return how a column is asked for: lists and moments as the text they are stored as, which is quicker to read."""
    if isinstance(column.type, JSON):
        return cast(column, Text)
    return type_coerce(column, String) if isinstance(column.type, UtcTime) else column


def _reader(kind: Any) -> Callable[[Any], Any] | None:
    """Return what makes a plain value of what was fetched, or None where it is one."""
    if isinstance(kind, JSON):
        return orjson.loads
    if isinstance(kind, UtcTime):
        return _moment
    return _base64 if isinstance(kind, LargeBinary) else None


def _moment(value: object) -> str:
    """Return a stored moment, a datetime or the text of one, with six decimals of its seconds."""
    text = str(value)
    return f"{text[:10]}T{text[11:19]}.{text[20:26] or '000000'}Z"


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def renumbered(part: Part, values: dict[str, Any], to: To) -> dict[str, Any]:
    """Return a row with what it points to named anew; `to` gets a table and a key (or number) and returns the other."""
    found = dict(values)
    for column, table in part.pointers.items():
        value = values[column]
        if isinstance(value, list):
            found[column] = [to(table, one) for one in value]
        # An annotation that no operation made has the event 0.
        elif value:
            found[column] = to(table, value)
    if part.name == "event":
        found |= {side: _event(values[side], to) for side in ("before", "after")}
    return found


def _event(said: Any, to: To) -> Any:
    """Name anew what an event keeps of rows: a changed cut, a request, or what was settled of sentences."""
    if not isinstance(said, dict):
        return said
    if "cut" in said and "rows" in said:
        gold = {str(to("annotation", int(key))): version for key, version in said["gold"].items()}
        return said | {"rows": [to("sentence", key) for key in said["rows"]], "gold": gold}
    if said.keys() == {"request"}:
        return {"request": to("cut_request", said["request"])}
    found = {name: _settled(value, to) if _is_state(value) else value for name, value in said.items()}
    return found | {name: _known(name, said[name], to) for name in NAMED if isinstance(said.get(name), int)}


def _known(table: str, key: int, to: To) -> int | None:
    """Name a row anew, or None for one that is not part of the project (any more)."""
    try:
        return to(table, key)
    except KeyError:
        return None


def _is_state(value: Any) -> bool:
    return isinstance(value, dict) and "settled_by" in value


def _settled(state: dict[str, Any], to: To) -> dict[str, Any]:
    found = state | {
        "settled_by": to("user", state["settled_by"]),
        "took": [to("user", user) for user in state["took"]],
    }
    if "verifications" in state:
        found["verifications"] = {
            uuid: check | {"reviewer": check["reviewer"] and to("user", check["reviewer"])}
            for uuid, check in state["verifications"].items()
        }
    return found


def stored(table: Table, column: str, value: Any) -> Any:
    """Return a value of a line as the table's column takes it: moments and bytes from their text."""
    if value is None:
        return None
    kind = table.c[column].type
    if isinstance(kind, UtcTime):
        return datetime.fromisoformat(value)
    return base64.b64decode(value, validate=True) if isinstance(kind, LargeBinary) else value
