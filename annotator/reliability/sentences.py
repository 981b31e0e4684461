"""The sentences behind the figures: those on which people disagree most, and those of one cell of a table."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlmodel import Session

from annotator.access import Actor
from annotator.agreement.labels import Key
from annotator.errors import BadInput
from annotator.models import Article, Sentence, table_of
from annotator.reliability import ground as grounds
from annotator.reliability.filters import Filter
from annotator.reliability.ground import Ground
from annotator.reliability.loading import Selection, select_labels
from annotator.reliability.tally import Tally, ranked

ARTICLE, SENTENCE = table_of(Article), table_of(Sentence)
PAGE = 50
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Listed:
    """A sentence in a list: its article, number, text, and who gave which label."""

    article: str
    title: str
    number: int
    text: str
    language: str
    votes: tuple[tuple[Key, str], ...]

    @property
    def counted(self) -> list[tuple[str, int]]:
        """How often each label was given, the commonest first."""
        return Counter(label for _, label in self.votes).most_common()


@dataclass(frozen=True)
class Page:
    """A part of the sentences behind a figure: which ones, how many there are, and how many pairs of labels."""

    ground: Ground
    one: str | None
    other: str | None
    pair: tuple[str, ...]
    total: int
    pairs: int
    start: int
    listed: tuple[Listed, ...]


def disagreements(session: Session, ground: Ground, tally: Tally, most: int) -> Iterator[Listed]:
    """Yield the sentences on which people are most divided, with every label that counts on them."""
    keys = ranked(tally.splits)["sentence"][:most]
    if not keys.size:
        return iter(())
    named = {row.public_id for row in session.execute(
        select(ARTICLE.c.public_id).join(SENTENCE, SENTENCE.c.article_id == ARTICLE.c.id)
        .where(SENTENCE.c.id.in_(keys.tolist())).distinct()
    )}  # fmt: skip
    places = [place for place in ground.worked if place.public_id in named]
    selection = select_labels(session, ground.known, places, ground.wanted)
    return iter(_listed(session, selection, keys))


def _listed(session: Session, selection: Selection, keys: Ints) -> list[Listed]:
    """Return sentences by key, in the order of the keys, with their labels."""
    s, a = SENTENCE.c, ARTICLE.c
    rows = session.execute(
        select(s.id, a.public_id, a.title, s.number, s.text, a.language)
        .join(ARTICLE, a.id == s.article_id)
        .where(s.id.in_(keys.tolist()))
    )
    texts = {row.id: (row.public_id, row.title, row.number, row.text, row.language) for row in rows}
    votes: dict[int, list[tuple[Key, str]]] = {key: [] for key in texts}
    some = np.isin(selection.sentences.key[selection.sentence], keys)
    columns = (selection.sentences.key[selection.sentence][some], selection.who[some], selection.label[some])
    for key, who, label in zip(*(column.tolist() for column in columns), strict=True):
        votes[key].append((selection.frame.names[who], selection.frame.order[label]))
    return [Listed(*texts[key], tuple(votes[key])) for key in keys.tolist()]


def behind(
    session: Session, actor: Actor, wanted: Filter, labels: Sequence[str], pair: Sequence[str], start: int
) -> Page:
    """Return the sentences to which two people gave these labels, or any two different ones without labels.

    With a pair of people, the first one gave the first label. Raises BadInput for labels or people that are not there.
    """
    ground = grounds.of_actor(session, actor, wanted)
    known = ground.known
    strangers = [label for label in labels if label not in known.order]
    if strangers or len(labels) not in (0, 2):
        raise BadInput(f"Name two labels, or none. The labels are {', '.join(known.order)}.")
    unknown = [name for name in pair if name not in known.keys]
    if unknown or len(set(pair)) != len(pair) or len(pair) > 2:
        raise BadInput("Name one or two people by their pseudonyms, or none.")
    selection = grounds.selected(session, ground)
    place, n = _pairs(selection, [known.order.index(label) for label in labels], [known.keys[name] for name in pair])
    keys = selection.sentences.key[place]
    one, other = (*labels, None, None)[:2]
    listed = _listed(session, selection, keys[start : start + PAGE])
    return Page(ground, one, other, tuple(pair), int(keys.size), int(n.sum()), start, tuple(listed))


def _pairs(selection: Selection, labels: list[int], people: list[int]) -> tuple[Ints, Ints]:
    """Return the places of sentences with such a pair of labels, in the order of the text, and how many pairs each."""
    sentence, who, label = selection.sentence, selection.who, selection.label
    found: list[Ints] = []
    at, lag = np.arange(sentence.size), 1
    while at.size:
        at = at[at + lag < sentence.size]
        at = at[sentence[at] == sentence[at + lag]]
        found += [sentence[at[_matches(who, label, at, at + lag, labels, people)]]]
        lag += 1
    places, n = np.unique(np.concatenate([*found, np.zeros(0, dtype=np.int64)]), return_counts=True)
    order = np.lexsort((selection.sentences.start[places], selection.sentences.article[places]))
    return places[order], n[order]


def _matches(who: Ints, label: Ints, one: Ints, other: Ints, labels: list[int], people: list[int]) -> Any:
    """Return which pairs of entries are by the people and hold the labels; for two people, in their order."""

    def given(first: Ints, second: Ints) -> Any:
        if not labels:
            return label[first] != label[second]
        return (label[first] == labels[0]) & (label[second] == labels[1])

    def by(first: Ints, second: Ints) -> Any:
        return (who[first] == people[0]) & (who[second] == people[1])

    if len(people) == 2:
        return (by(one, other) & given(one, other)) | (by(other, one) & given(other, one))
    either = given(one, other) | given(other, one)
    return either & ((who[one] == people[0]) | (who[other] == people[0])) if people else either
