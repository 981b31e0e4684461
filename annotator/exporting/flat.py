"""The flat tables of a bundle: the long table of annotations, and spans, as rows and as text.

There are several rows for each sentence, so a row is a tuple, and its line is written as it is, without an object in
between. Ids and roles are letters, digits, `_` and `:` and stand as they are; what people wrote is quoted.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson

from annotator.exporting.naming import ROLES
from annotator.exporting.plain import GOLD
from annotator.exporting.shape import FLAT_SPAN, LONG
from annotator.exporting.tables import KNOWN

Record = dict[str, Any]
# item, annotator, round, field, value, article
Long = tuple[str, str, int, str, str, str]
# sentence, annotator, round, role, start, end, text, owner, article
FlatSpan = tuple[str, str, int, str, int, int, str | None, str, str]
Cell = Callable[[str], str]
SHAPES = {"annotations": LONG, "spans": FLAT_SPAN}
OF_CLAIM = (("spans", ROLES["spans"]),)
OF_ATTRIBUTION = tuple((name, role) for name, role in ROLES.items() if name != "spans")


def said_of(record: Record) -> Iterator[tuple[str, int, Record]]:
    """Yield who said something of a sentence, in which round, and what; gold last, as "gold" in round 1."""
    for annotation in record["annotations"]:
        yield annotation["annotator"], annotation["round"], annotation
    if record["gold"] is not None:
        yield GOLD, 1, record["gold"]


def annotations_of(records: Iterable[Record]) -> list[Long]:
    """Return a row for each label, each flag and each note of some sentences; gold is the annotator "gold"."""
    found: list[Long] = []
    for record in records:
        item, article = record["id"], record["article_id"]
        for who, turn, said in said_of(record):
            if said["label"] is not None:
                found.append((item, who, turn, "label", said["label"], article))
            found += [(item, who, turn, "flag", flag, article) for flag in said["flags"]]
            if said["note"] is not None:
                found.append((item, who, turn, "note", said["note"], article))
    return found


def spans_of(records: Iterable[Record]) -> list[FlatSpan]:
    """Return a row for each span of some sentences, by annotator, round, owner and place."""
    found: list[FlatSpan] = []
    for record in records:
        sentence, article = record["id"], record["article_id"]
        for who, turn, said in said_of(record):
            for owner, role, span in marked(said):
                place = span["start"], span["end"], span["text"]
                found.append((sentence, who, turn, role, *place, owner["id"], article))
    return found


def marked(said: Record) -> Iterator[tuple[Record, str, Record]]:
    """Yield the claim or attribution, the role and the span, for each span of an annotation."""
    for owners, roles in ((said["claims"], OF_CLAIM), (said["attributions"], OF_ATTRIBUTION)):
        for owner in owners or ():
            for name, role in roles:
                for span in owner[name]:
                    yield owner, role, span


@lru_cache(KNOWN)
def _known(text: str) -> str:
    return orjson.dumps(text).decode()


def annotation_lines(rows: Iterable[Long]) -> bytes:
    """Return rows of the long table as lines of JSON, byte for byte what orjson would write of objects."""
    lines = [
        f'{{"item":"{item}","annotator":{_known(who)},"round":{turn},"field":"{field}","value":{_known(value)},'
        f'"article":"{article}"}}\n'
        for item, who, turn, field, value, article in rows
    ]
    return "".join(lines).encode()


def span_lines(rows: Iterable[FlatSpan]) -> bytes:
    """Return rows of the table of spans as lines of JSON, byte for byte what orjson would write of objects."""
    dumps = orjson.dumps
    lines = [
        f'{{"sentence":"{sentence}","annotator":{_known(who)},"round":{turn},"role":"{role}","start":{start},'
        f'"end":{end},"text":{dumps(text).decode()},"owner":{dumps(owner).decode()},"article":"{article}"}}\n'
        for sentence, who, turn, role, start, end, text, owner, article in rows
    ]
    return "".join(lines).encode()


def annotation_cells(rows: Iterable[Long], cell: Cell) -> bytes:
    """Return rows of the long table as CSV; `cell` quotes what needs it."""
    lines = [
        f"{item},{cell(who)},{turn},{field},{cell(value)},{article}\n"
        for item, who, turn, field, value, article in rows
    ]  # fmt: skip
    return "".join(lines).encode()


def span_cells(rows: Iterable[FlatSpan], cell: Cell) -> bytes:
    """Return rows of the table of spans as CSV; an empty cell is a text that may not be passed on."""
    lines = [
        f"{sentence},{cell(who)},{turn},{role},{start},{end},{cell(text) if text else ''},{cell(owner)},{article}\n"
        for sentence, who, turn, role, start, end, text, owner, article in rows
    ]
    return "".join(lines).encode()


CELLS: dict[str, Callable[[Any, Cell], bytes]] = {"annotations": annotation_cells, "spans": span_cells}
