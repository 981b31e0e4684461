"""Annotators against gold: how often each one gave the settled label. Never part of agreement between annotators."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.agreement.labels import Key
from annotator.models import Annotation, table_of
from annotator.reliability import ground as grounds
from annotator.reliability.filters import Filter
from annotator.reliability.frame import Frame
from annotator.reliability.ground import Ground
from annotator.reliability.loading import within

ANNOTATION = table_of(Annotation)
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class OneLabel:
    """One label of one annotator: times given, times settled, both; precision, recall and F1, None where undefined."""

    label: str
    given: int
    settled: int
    both: int

    @property
    def precision(self) -> float | None:
        """The share of what they gave this label that was settled so."""
        return self.both / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """The share of what was settled so that they gave this label."""
        return self.both / self.settled if self.settled else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return 2 * self.both / (self.given + self.settled) if self.given + self.settled else None


@dataclass(frozen=True)
class Annotator:
    """One annotator on the n settled sentences that they labelled; confusion is own label by gold label."""

    who: Key
    n: int
    right: int
    labels: tuple[OneLabel, ...]
    confusion: tuple[tuple[int, ...], ...]

    @property
    def accuracy(self) -> float | None:
        """The share of sentences with the settled label."""
        return self.right / self.n if self.n else None


@dataclass(frozen=True)
class AgainstGold:
    """Annotators against gold; `methods` counts the settled sentences by how they were settled."""

    ground: Ground
    order: tuple[str, ...]
    annotators: tuple[Annotator, ...]
    settled: int
    unlabelled: int
    methods: dict[str, int]


def against_gold(session: Session, actor: Actor, wanted: Filter) -> AgainstGold:
    """Compare each annotator's labels that the filter lets in with the gold of the same sentences."""
    ground = grounds.of_actor(session, actor, wanted)
    known = ground.known
    selection = grounds.selected(session, ground)
    sentence, settled, methods = _gold(session, ground)
    alive = np.isin(sentence, selection.sentences.key)
    sentence, settled = sentence[alive], settled[alive]
    keys = selection.sentences.key[selection.sentence]
    at = np.minimum(np.searchsorted(sentence, keys), max(0, sentence.size - 1))
    both = sentence[at] == keys if sentence.size else np.zeros(keys.size, dtype=bool)
    both &= selection.who > 0
    truth = settled[at] if sentence.size else selection.label
    both &= truth >= 0
    people = sorted(set(selection.who.tolist()) - {0}, key=lambda key: str(known.names[key]))
    found = tuple(
        _annotator(known, key, selection.label[mine], truth[mine])
        for key in people
        if (mine := both & (selection.who == key)).any()
    )
    return AgainstGold(
        ground, tuple(reversed(known.order)), found, int((settled >= 0).sum()), int((settled < 0).sum()),
        {name: int(n) for name, n in zip(*np.unique(methods[alive], return_counts=True), strict=True)},
    )  # fmt: skip


def _gold(session: Session, ground: Ground) -> tuple[Ints, Ints, NDArray[np.str_]]:
    """Return sentence key, label (place in the order, -1 for none) and method of the gold, sorted by sentence."""
    n = ANNOTATION.c
    label = case({code: place for place, code in enumerate(ground.known.order)}, value=n.label, else_=-1)
    rows = session.execute(
        select(n.sentence_id, label, n.method)
        .where(
            within(n, ground.known, ground.worked), n.layer == "gold", n.retired_at.is_(None),
        )
        .order_by(n.sentence_id)
    ).all()  # fmt: skip
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    keys, labels = (np.array(column, dtype=np.int64) for column in columns[:2])
    return keys, labels, np.array([method or "settled" for method in columns[2]], dtype=np.str_)


def _annotator(known: Frame, key: int, own: Ints, truth: Ints) -> Annotator:
    kinds = len(known.order)
    table = np.bincount(own * kinds + truth, minlength=kinds * kinds).reshape(kinds, kinds)[::-1, ::-1]
    labels = tuple(
        OneLabel(label, int(table[place].sum()), int(table[:, place].sum()), int(table[place, place]))
        for place, label in enumerate(reversed(known.order))
    )
    confusion = tuple(tuple(line) for line in table.tolist())
    return Annotator(known.names[key], int(table.sum()), int(np.trace(table)), labels, confusion)
