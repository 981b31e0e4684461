"""What changed from one release to the next: counts, labels that moved, agreement then and now.

A sentence that a correction of the text moved or reworded is the same sentence, with its labels then and now.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
from sqlmodel import Session

from annotator.exporting.choice import Choice
from annotator.releases.packing import lines
from annotator.releases.thawing import Thawed, ThawedJob
from annotator.sentences import lineage

SHOWN = 50
Record = dict[str, Any]
Labels = dict[tuple[str, int], str | None]
Move = tuple[str | None, str | None]
Pair = tuple[Record | None, Record | None]
Place = tuple[int, int]


@dataclass
class Comparison:
    """Two releases side by side. `sentences_carried` were moved or reworded by a correction.

    `moved` and `gold_moved` count labels by where they came from and went to. A label None stands for unsure in `moved`
    and for unsure or not settled in `gold_moved`; `examples` names some sentences with who labelled them.
    """

    old: Thawed
    new: Thawed
    sentences_gone: int = 0
    sentences_new: int = 0
    sentences_carried: int = 0
    labels_gone: int = 0
    labels_new: int = 0
    labels_same: int = 0
    moved: Counter[Move] = field(default_factory=Counter)
    gold_moved: Counter[Move] = field(default_factory=Counter)
    examples: list[tuple[str, str, Move]] = field(default_factory=list)

    def counts(self) -> list[tuple[str, int, int]]:
        """Return each count by its name, then and now."""
        then, now = (release.figures["counts"] for release in (self.old, self.new))
        return [(name, then.get(name, 0), now.get(name, 0)) for name in sorted({*then, *now})]


def compare(session: Session, project_id: int, old: str, new: str) -> Comparison:
    """Compare two releases record by record; raises NotFound for an unknown name."""
    then, now = (ThawedJob(session, project_id, Choice(), name) for name in (old, new))
    found = Comparison(then.release, now.release)
    for public_id, olds, news in _by_article(_records(then), _records(now)):
        for before, after in _pairs(session, project_id, public_id, (olds, news)):
            found.sentences_new += before is None
            found.sentences_gone += after is None
            if before is not None and after is not None:
                found.sentences_carried += before["text"] != after["text"] or _place(before) != _place(after)
            _labels(found, before, after)
            _gold(found, before, after)
    return found


def _records(job: ThawedJob) -> Iterator[Record]:
    return (orjson.loads(line) for line in lines(job.records))


def _by_article(
    old: Iterator[Record], new: Iterator[Record]
) -> Iterator[tuple[str, list[Record], list[Record]]]:  # fmt: skip
    """Walk along both releases, which have the articles in the same order, and yield the records of each."""
    lefts, rights = (groupby(side, itemgetter("article_id")) for side in (old, new))
    left, right = _next(lefts), _next(rights)
    while left is not None or right is not None:
        public_id = min(side[0] for side in (left, right) if side is not None)
        olds, news = (side[1] if side is not None and side[0] == public_id else [] for side in (left, right))
        yield public_id, olds, news
        left, right = (_next(lefts) if olds else left), (_next(rights) if news else right)


def _next(groups: Iterator[tuple[str, Iterator[Record]]]) -> tuple[str, list[Record]] | None:
    one = next(groups, None)
    return (one[0], list(one[1])) if one else None


def _pairs(session: Session, project_id: int, public_id: str, sides: tuple[list[Record], list[Record]]) -> list[Pair]:
    """Pair the sentences of an article that stand at the same place, and those that a correction carried elsewhere."""
    left, right = ({_place(one): one for one in side} for side in sides)
    gone, came = left.keys() - right.keys(), right.keys() - left.keys()
    carried: dict[Place, Place] = {}
    if gone and came:
        carried = _carried(lineage.lives_of(session, project_id, public_id), gone, came)
    return [
        *((one, right.get(carried.get(place, place))) for place, one in left.items()),
        *((None, right[place]) for place in sorted(came - set(carried.values()))),
    ]


def _carried(rows: list[lineage.Life], gone: Collection[Place], came: Collection[Place]) -> dict[Place, Place]:
    """Return where a sentence that is gone from its place stands now, where it became one and that came of it alone."""
    places = {row.id: (row.start, row.end) for row in rows}
    found = {
        (places[key], to)
        for own, to in places.items()
        if to in came
        for key in lineage.line(rows, own)
        if places[key] in gone
    }
    olds, news = (Counter(side) for side in (map(itemgetter(0), found), map(itemgetter(1), found)))
    return {one: other for one, other in found if olds[one] == news[other] == 1}


def _place(record: Record) -> Place:
    return record["start"], record["end"]


def _labels(found: Comparison, before: Record | None, after: Record | None) -> None:
    then, now = _said(before), _said(after)
    found.labels_gone += len(then.keys() - now.keys())
    found.labels_new += len(now.keys() - then.keys())
    for who in sorted(then.keys() & now.keys()):
        if then[who] == now[who]:
            found.labels_same += 1
        else:
            _note(found, found.moved, after, who[0], (then[who], now[who]))


def _gold(found: Comparison, before: Record | None, after: Record | None) -> None:
    sides = [record["gold"] if record else None for record in (before, after)]
    then, now = (gold["label"] if gold else None for gold in sides)
    if before is not None and after is not None and then != now:
        _note(found, found.gold_moved, after, "gold", (then, now))


def _said(record: Record | None) -> Labels:
    return {(said["annotator"], said["round"]): said["label"] for said in record["annotations"]} if record else {}


def _note(found: Comparison, counts: Counter[Move], record: Record | None, who: str, move: Move) -> None:
    counts[move] += 1
    if record is not None and len(found.examples) < SHOWN:
        found.examples.append((record["id"], who, move))
