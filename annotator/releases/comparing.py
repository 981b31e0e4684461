"""What changed from one release to the next: counts, labels that moved, agreement then and now."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlmodel import Session

from annotator.exporting.choice import Choice
from annotator.releases.packing import lines
from annotator.releases.thawing import Thawed, ThawedJob

SHOWN = 50
Record = dict[str, Any]
Labels = dict[tuple[str, int], str | None]
Move = tuple[str | None, str | None]


@dataclass
class Comparison:
    """Two releases side by side. `moved` and `gold_moved` count labels by where they came from and went to.

    A label None stands for unsure in `moved` and for unsure or not settled in `gold_moved`; `examples` names some
    sentences with who labelled them.
    """

    old: Thawed
    new: Thawed
    sentences_gone: int = 0
    sentences_new: int = 0
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
    for before, after in _side_by_side(_records(then), _records(now)):
        if before is None:
            found.sentences_new += 1
        elif after is None:
            found.sentences_gone += 1
        _labels(found, before, after)
        _gold(found, before, after)
    return found


def _records(job: ThawedJob) -> Iterator[Record]:
    return (orjson.loads(line) for line in lines(job.records))


def _side_by_side(
    old: Iterator[Record], new: Iterator[Record]
) -> Iterator[tuple[Record | None, Record | None]]:  # fmt: skip
    """Walk along both releases, which have the same order, and pair what is the same sentence."""
    left, right = next(old, None), next(new, None)
    while left is not None or right is not None:
        if right is None or (left is not None and _place(left) < _place(right)):
            yield left, None
            left = next(old, None)
        elif left is None or _place(right) < _place(left):
            yield None, right
            right = next(new, None)
        else:
            yield left, right
            left, right = next(old, None), next(new, None)


def _place(record: Record) -> tuple[str, int, int]:
    return record["article_id"], record["start"], record["end"]


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
