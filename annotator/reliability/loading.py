"""From rows to arrays: the labels that a filter lets in, and how many others it left out and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, and_, case, cast, or_, select
from sqlmodel import Session

from annotator.agreement import Labels
from annotator.models import Annotation, Article, Assignment, Sentence, table_of
from annotator.reliability.filters import Filter
from annotator.reliability.frame import GOLD_KEY, Frame, Place, alive
from annotator.scheme import ANNOTATED

ANNOTATION, ARTICLE, ASSIGNMENT, SENTENCE = (table_of(made) for made in (Annotation, Article, Assignment, Sentence))
FETCH = 20_000
# Up to this many articles are named in a statement; more are read as the whole project and sorted out afterwards.
NAMED = 500
# More labels than a scheme has, more rounds than anybody does.
LABELS, ROUNDS = 1_000, 1_000
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
# Why a label of submitted work does not count, in the order in which the reasons are looked for.
REASONS = ("filtered", "moved", "heading", "round", "seen", "suggested", "unsure")


@dataclass(frozen=True, eq=False)
class Sentences:
    """Sentences on current cuts, sorted by key: article (place in the list of articles), offsets, whether body."""

    key: Ints
    article: Ints
    start: Ints
    end: Ints
    body: Bools

    def at(self, keys: Ints) -> tuple[Ints, Bools]:
        """Return the places of sentence keys, and which of them are there."""
        if not self.key.size:
            return np.zeros(keys.size, dtype=np.int64), np.zeros(keys.size, dtype=bool)
        place = np.minimum(np.searchsorted(self.key, keys), self.key.size - 1)
        return place, self.key[place] == keys


@dataclass(frozen=True, eq=False)
class Selection:
    """The labels that count, as parallel arrays, one entry a label.

    `key` holds annotation keys, `sentence` places in `sentences`, `label` places in the order of the frame. `left_out`
    counts labels of submitted work that do not count, by reason.
    """

    frame: Frame
    places: Sequence[Place]
    sentences: Sentences
    key: Ints
    sentence: Ints
    who: Ints
    label: Ints
    guideline: Ints
    left_out: dict[str, int]
    units: int

    @cached_property
    def labels(self) -> Labels:
        """The labels for the figures: items are keys of sentences, annotators pseudonyms, articles public ids."""
        items, item = np.unique(self.sentence, return_inverse=True)
        people, who = np.unique(self.who, return_inverse=True)
        articles, article = np.unique(self.sentences.article[items], return_inverse=True)
        found = Labels.from_codes(
            item, who, self.label, article=article, labels=self.frame.order,
            items=tuple(self.sentences.key[items].tolist()),
            annotators=tuple(self.frame.names[key] for key in people.tolist()),
            articles=tuple(self.places[place].public_id for place in articles.tolist()),
        )  # fmt: skip
        return found.scaled(self.frame.order)

    def of(self, kept: Bools) -> "Selection":
        """Return some of the labels."""
        names = ("key", "sentence", "who", "label", "guideline")
        return replace(self, **{name: getattr(self, name)[kept] for name in names})

    def asked(self, layer: str) -> Bools:
        """Return for each label whether its phase asks for a layer on it."""
        phases = {key: [code in layers.get(layer, ()) for code in self.frame.order]
                  for key, layers in self.frame.layers.items()}  # fmt: skip
        table = np.array([phases[place.phase_id] for place in self.places] or [[False] * len(self.frame.order)])
        return np.asarray(table[self.sentences.article[self.sentence], self.label], dtype=bool)


def select_labels(session: Session, known: Frame, places: Sequence[Place], wanted: Filter) -> Selection:
    """Read the labels of submitted work on some articles and keep those that the filter lets in."""
    sentences = _sentences(session, known, places)
    table = _annotations(session, known, places, wanted)
    where, there = sentences.at(table["sentence"])
    reasons = {
        "filtered": table["filtered"] == 1, "moved": ~there,
        "heading": ~sentences.body[where] if where.size and sentences.body.size else ~there,
        "round": _other_round(table, wanted), "seen": (table["blind"] == 0) & (table["who"] != GOLD_KEY),
        "suggested": table["suggested"] == 1, "unsure": table["label"] < 0,
    }  # fmt: skip
    let_in = {"heading": wanted.headings, "seen": wanted.seen or wanted.last_round, "suggested": wanted.suggested}
    kept = np.ones(table["key"].size, dtype=bool)
    left_out = dict.fromkeys(REASONS, 0)
    for reason in REASONS:
        if not let_in.get(reason):
            left_out[reason] = int(np.count_nonzero(kept & reasons[reason]))
            kept &= ~reasons[reason]
    worked = [at for at, place in enumerate(places) if place.submitted]
    counted = np.isin(sentences.article, worked) & (sentences.body | wanted.headings)
    order = np.lexsort((table["who"][kept], sentences.start[where[kept]], sentences.article[where[kept]]))
    columns = {name: table[name][kept][order] for name in ("key", "who", "label", "guideline")}
    return Selection(
        known, places, sentences, sentence=where[kept][order], **columns, left_out=left_out,
        units=int(counted.sum()),
    )  # fmt: skip


def within(columns: Any, known: Frame, places: Sequence[Place]) -> Any:
    """Return the condition that rows belong to a few articles, or to the project; then they are sorted out afterwards.

    Not both: a database without statistics would read the whole project for the sake of one article.
    """
    if len(places) > NAMED:
        return columns.project_id == known.project_id
    return columns.article_id.in_([place.id for place in places])


def _sentences(session: Session, known: Frame, places: Sequence[Place]) -> Sentences:
    s = SENTENCE.c
    query = (
        select(s.id, s.article_id, s.start, (s.end - s.start) * 2 + case((s.kind == "body", 1), else_=0))
        .join(ARTICLE, ARTICLE.c.id == s.article_id)
        .where(within(s, known, places), s.kind.in_(ANNOTATED), alive())
    )
    key, article, start, rest = _columns(session, query, 4)
    place, there = _place_of(article, places)
    order = np.argsort(key[there], kind="stable")
    key, place, start, rest = (column[there][order] for column in (key, place, start, rest))
    return Sentences(key, place, start, start + rest // 2, rest % 2 == 1)


def _place_of(article: Ints, places: Sequence[Place]) -> tuple[Ints, Bools]:
    """Return the place of each article key in the list, and whether it is there."""
    keys = np.array([place.id for place in places], dtype=np.int64)
    if not keys.size:
        return np.zeros(article.size, dtype=np.int64), np.zeros(article.size, dtype=bool)
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys[order], article), keys.size - 1)
    return order[at], keys[order][at] == article


def _columns(session: Session, query: Any, width: int) -> list[Ints]:
    """Fetch whole numbers as arrays, one a column, in bounded parts.

    They come from the driver's own cursor: of a million rows each step in between takes a second.
    """
    with session.connection().execute(query, execution_options={"stream_results": True}) as found:
        # A streamed result has fetched its first row already.
        first = [tuple(row) for row in found.fetchmany(1)]
        parts = [np.array(first, dtype=np.int64).reshape(-1, width)]
        while first and (rows := found.cursor.fetchmany(FETCH)):
            parts.append(np.array(rows, dtype=np.int64))
    return list(np.ascontiguousarray(np.concatenate(parts).T))


def _annotations(session: Session, known: Frame, places: Sequence[Place], wanted: Filter) -> dict[str, Ints]:
    """Read the annotations of submitted work on the articles; a label is its place in the order, -1 is none."""
    n = ANNOTATION.c
    label = case({code: place for place, code in enumerate(known.order)}, value=n.label, else_=-1)
    mine = or_(n.layer == "own", n.retired_at.is_(None)) if wanted.gold else n.layer == "own"
    who = case((n.layer == "gold", GOLD_KEY), else_=n.user_id)
    # Small numbers travel together in one, the lowest first; a column less of a million rows is a fifth of a second.
    small = (
        label + 1 + LABELS * (case((n.blind, 1), else_=0) + 2 * case((n.suggestion.is_not(None), 1), else_=0)
        + 4 * case((_lets_in(known, wanted), 0), else_=1) + 8 * cast(n.round, BigInteger)
        + 8 * ROUNDS * cast(n.guideline_version, BigInteger))
    )  # fmt: skip
    query = select(n.id, n.sentence_id, n.article_id, who, small).where(within(n, known, places), mine)
    key, sentence, article, people, packed = _columns(session, query, 5)
    rest, labels = np.divmod(packed, LABELS)
    table = {
        "key": key, "sentence": sentence, "article": article, "who": people, "label": labels - 1, "blind": rest % 2,
        "suggested": rest // 2 % 2, "filtered": rest // 4 % 2, "round": rest // 8 % ROUNDS,
        "guideline": rest // 8 // ROUNDS,
    }  # fmt: skip
    kept = _submitted(session, known, places, table)
    return {name: column[kept] for name, column in table.items()}


def _lets_in(known: Frame, wanted: Filter) -> Any:
    """Return the condition on annotations that a filter makes: versions, people, days."""
    n = ANNOTATION.c
    parts: list[Any] = []
    if wanted.scheme:
        parts.append(n.scheme_id.in_([key for key, version in known.versions.items() if version in wanted.scheme]))
    if wanted.guideline:
        parts.append(n.guideline_version.in_(wanted.guideline))
    if wanted.who:
        people = [key for key, name in known.people.items() if name in wanted.who]
        parts.append(or_(n.layer == "gold", n.user_id.in_(people)))
    if wanted.begin:
        parts.append(n.updated_at >= wanted.begin)
    if wanted.end:
        parts.append(n.updated_at < wanted.end)
    return and_(*parts) if parts else n.id.is_not(None)


def _submitted(session: Session, known: Frame, places: Sequence[Place], table: dict[str, Ints]) -> Bools:
    """Return which annotations were handed in: their round is over, or its article is submitted now; and gold."""
    g = ASSIGNMENT.c
    finished = g.round - case((g.state == "submitted", 0), else_=1)
    query = select(g.article_id, g.user_id, finished).where(within(g, known, places))
    article, who, rounds = _columns(session, query, 3)
    _, there = _place_of(table["article"], places)
    width = max((*known.people, 1)) + 1
    key = article * width + who
    order = np.argsort(key)
    wanted = table["article"] * width + table["who"]
    if not key.size:
        return np.asarray(there & (table["who"] == GOLD_KEY), dtype=bool)
    at = np.minimum(np.searchsorted(key[order], wanted), key.size - 1)
    done = (key[order][at] == wanted) & (table["round"] <= rounds[order][at])
    return np.asarray(there & (done | (table["who"] == GOLD_KEY)), dtype=bool)


def _other_round(table: dict[str, Ints], wanted: Filter) -> Bools:
    """Return which annotations are of a round that does not count."""
    if not wanted.last_round:
        return np.asarray(table["round"] != 1, dtype=bool)
    order = np.lexsort((-table["round"], table["who"], table["sentence"]))
    sentence, who = table["sentence"][order], table["who"][order]
    older: Bools = np.zeros(order.size, dtype=np.bool_)
    older[1:] = (sentence[1:] == sentence[:-1]) & (who[1:] == who[:-1])
    out: Bools = np.zeros(order.size, dtype=np.bool_)
    out[order] = older
    return out
