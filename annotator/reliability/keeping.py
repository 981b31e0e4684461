"""What is kept for each article: its tally, written when its submissions change, so that a page only adds up.

The kept bytes are made by the same functions that count a whole project, one article at a time. A tally whose stamp no
longer fits is not used: the article is counted anew on reading, and nothing is written then.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import delete, func, insert, or_, select
from sqlmodel import Session

from annotator.agreement import packed
from annotator.agreement.arrays import as_ints
from annotator.agreement.labels import Key
from annotator.agreement.matched import Twins
from annotator.agreement.scale import Scale
from annotator.agreement.unitizing import Lengths
from annotator.models import AgreementTally, Article, table_of
from annotator.reliability import objects
from annotator.reliability.filters import Filter
from annotator.reliability.frame import Frame, Place, frame, places
from annotator.reliability.loading import REASONS, select_labels
from annotator.reliability.objects import NO_TYPES, VALUES
from annotator.reliability.tally import COLUMNS, LAYERS, SPLIT, Tally, tally
from annotator.scheme import CLAIM_TYPES, STANCES, VERDICTS

KEPT, ARTICLE = table_of(AgreementTally), table_of(Article)
# Raised when what is kept changes its meaning.
FORMAT = 1
LEFT_OUT = (*REASONS, "bare")
LENGTH = np.dtype([("role", "<u2"), ("what", "<u2"), ("length", "<u4"), ("n", "<f8")])
OBSERVED, EXTENT, UNIT, GAP = range(4)
TWIN = np.dtype([("layer", "<u2"), ("a", "<i8"), ("b", "<i8"), ("value_a", "<u2"), ("value_b", "<u2"), ("n", "<u4")])
WORDS = {"verdict": VERDICTS, "stance": STANCES}
PARTS = ("numbers", "people", "cells", "confusions", "shares", "splits", "sums", "lengths", "twins")
NUMBERS = 8 * (len(packed.PER_ARTICLE) + 1 + len(LEFT_OUT))
# How many bytes a record of each part has; of numbers there is one.
SIZES = {
    "people": packed.PERSON.itemsize, "cells": packed.CELL.itemsize, "confusions": packed.CONFUSION.itemsize,
    "shares": packed.SHARE.itemsize, "splits": SPLIT.itemsize, "sums": packed.SUM.itemsize,
    "lengths": LENGTH.itemsize, "twins": TWIN.itemsize,
}  # fmt: skip
# With more articles than this to count anew, all are counted together.
MOST_ANEW = 60


def refresh(session: Session, article_id: int) -> None:
    """Keep the tally of an article anew; called in the transaction that submits it or takes it back."""
    session.execute(delete(KEPT).where(KEPT.c.article_id == article_id))
    project_id, public_id = session.execute(
        select(ARTICLE.c.project_id, ARTICLE.c.public_id).where(ARTICLE.c.id == article_id)
    ).one()
    known = frame(session, project_id)
    _keep(session, known, places(session, known, Filter(article=(public_id,)), set()))


def refresh_project(session: Session, project_id: int) -> None:
    """Keep the tallies of all articles of a project anew, for one that was filled by other means."""
    session.execute(delete(KEPT).where(KEPT.c.project_id == project_id))
    known = frame(session, project_id)
    _keep(session, known, places(session, known, Filter(), set()))


def damaged(session: Session) -> list[int]:
    """Return the articles, by key, whose kept bytes are no whole records, so that no page can add them up."""
    broken = (func.length(KEPT.c[part]) % size != 0 for part, size in SIZES.items())
    query = select(KEPT.c.article_id).where(or_(func.length(KEPT.c.numbers) != NUMBERS, *broken))
    return list(session.execute(query).scalars())


def _keep(session: Session, known: Frame, found: Iterable[Place]) -> None:
    rows = [_row(session, known, place) for place in found if place.submitted]
    if rows:
        session.execute(insert(KEPT), rows)


def _row(session: Session, known: Frame, place: Place) -> dict[str, Any]:
    selection = select_labels(session, known, [place], Filter())
    made = tally(selection, objects.load(session, selection))
    keys = {"article_id": place.id, "project_id": known.project_id, "stamp": stamp(known, place)}
    return {**keys, **pack(made, known)}


def stamp(known: Frame, place: Place) -> str:
    """Return what a tally of an article depends on, beside the submitted work itself."""
    return f"{FORMAT}.{packed.FORMAT}.{place.cut}.{place.submitted}.{known.prints[place.phase_id]}"


def pack(made: Tally, known: Frame) -> dict[str, bytes]:
    """Return the tally of one article as bytes, by the names of PARTS."""
    counts, keys = made.counts, known.keys
    numbers = [int(getattr(counts, name).sum()) for name in packed.PER_ARTICLE]
    numbers += [made.units, *(made.left_out[reason] for reason in LEFT_OUT)]
    return packed.pack(counts, keys) | {
        "numbers": np.array(numbers, dtype="<i8").tobytes(),
        "splits": made.splits.tobytes(),
        "sums": b"".join(packed.pack_sums(LAYERS.index(role), sums, keys) for role, sums in made.sums.items()),
        "lengths": b"".join(_lengths(LAYERS.index(role), some) for role, some in made.lengths.items()),
        "twins": b"".join(_twins(at, made.twins[layer], keys) for at, layer in enumerate(VALUES)),
    }


def _lengths(role: int, some: Lengths) -> bytes:
    length = np.concatenate([[0, 0], some.length, some.gap])
    n = np.concatenate([[some.observed, some.extent], some.n, some.free])
    what = np.repeat([OBSERVED, EXTENT, UNIT, GAP], [1, 1, some.length.size, some.gap.size])
    return packed.records(LENGTH, {"role": np.full(n.size, role), "what": what, "length": length, "n": n})


def read(session: Session, known: Frame, found: Sequence[Place]) -> Tally:
    """Return the tally of articles under the default filter, from what is kept; changed ones are counted anew."""
    worked = [place for place in found if place.submitted]
    columns = [KEPT.c[name] for name in ("article_id", "stamp", *PARTS)]
    rows = session.execute(select(*columns).where(KEPT.c.project_id == known.project_id)).all()
    kept = {row[0]: row for row in rows}
    parts: list[Any] = []
    anew = 0
    for place in worked:
        row = kept.get(place.id)
        if row is None or row[1] != stamp(known, place):
            anew += 1
            if anew > MOST_ANEW:
                return by_rows(session, known, worked, Filter())
            made = _row(session, known, place)
            parts.append([made[name] for name in PARTS])
        else:
            parts.append(row[2:])
    columns_of = list(zip(*parts, strict=True)) or [()] * len(PARTS)
    return unpack(known, worked, dict(zip(PARTS, columns_of, strict=True)))


def by_rows(session: Session, known: Frame, found: Sequence[Place], wanted: Filter, *, detailed: bool = True) -> Tally:
    """Return the tally of articles under any filter, from every label; claims and attributions if `detailed`."""
    selection = select_labels(session, known, found, wanted)
    return tally(selection, objects.load(session, selection) if detailed else None)


def unpack(known: Frame, found: Sequence[Place], parts: dict[str, Any]) -> Tally:
    """Add up packed tallies, one an article, in the order of the articles."""
    width = len(packed.PER_ARTICLE)
    numbers = np.frombuffer(b"".join(parts["numbers"]), dtype="<i8").reshape(-1, width + 1 + len(LEFT_OUT))
    left_out = dict(zip(LEFT_OUT, numbers[:, width + 1 :].sum(axis=0).tolist(), strict=True))
    units = int(numbers[:, width].sum())
    # An article on which nothing counts is none of the articles that are compared.
    some = np.flatnonzero(numbers[:, 0] > 0).tolist()
    names = [found[at].public_id for at in some]
    parts = {name: [column[at] for at in some] for name, column in parts.items()}
    scale = Scale(known.order, ranked=True)
    counts = packed.unpack(parts, as_ints(numbers[some, :width]).reshape(-1, width), names, scale, known.names)
    table, article = packed.joined(packed.SUM, parts["sums"])
    sums = {
        role: packed.unpack_sums(table, article, LAYERS.index(role), columns, names, known.names)
        for role, columns in COLUMNS.items()
    }
    measured, _ = packed.joined(LENGTH, parts["lengths"])
    lengths = {role: _pooled(measured, at) for at, role in enumerate(LAYERS[:-1])}
    splits = np.frombuffer(b"".join(parts["splits"]), dtype=SPLIT)
    return Tally(counts, sums, lengths, _unpacked_twins(parts["twins"], names, known), splits, left_out, units)


def _pooled(measured: packed.Records, role: int) -> Lengths:
    some = measured[measured["role"] == role]

    def total(what: int) -> float:
        return float(some["n"][some["what"] == what].sum())

    def sizes(what: int) -> tuple[Any, Any]:
        which = some["what"] == what
        n = np.bincount(some["length"][which], weights=some["n"][which])
        length = np.flatnonzero(n)
        return length.astype(np.float64), n[length]

    return Lengths(total(OBSERVED), total(EXTENT), *sizes(UNIT), *sizes(GAP))


def _twins(layer: int, some: Twins, keys: Mapping[Key, int]) -> bytes:
    who = as_ints([keys[name] for name in some.people])
    code = as_ints([_code(layer, value) for value in some.values])
    columns = {
        "layer": np.full(some.n.size, layer), "a": who[some.a], "b": who[some.b], "value_a": code[some.value_a],
        "value_b": code[some.value_b], "n": some.n,
    }  # fmt: skip
    return packed.records(TWIN, columns)


def _code(layer: int, value: str) -> int:
    """Return the number under which a value is kept: a bit for each type, else the place in the vocabulary."""
    if VALUES[layer] == "types":
        return sum(1 << CLAIM_TYPES.index(name) for name in value.split("|") if name)
    return WORDS[VALUES[layer]].index(value)


def _value(layer: int, code: int) -> str:
    if VALUES[layer] == "types":
        return "|".join(sorted(name for at, name in enumerate(CLAIM_TYPES) if code >> at & 1)) or NO_TYPES
    return WORDS[VALUES[layer]][code]


def _unpacked_twins(parts: Sequence[bytes], names: Sequence[str], known: Frame) -> dict[str, Twins]:
    table, article = packed.joined(TWIN, parts)
    found = {}
    for at, layer in enumerate(VALUES):
        mine = table["layer"] == at
        some = table[mine]
        people, place = packed.people_of(as_ints(np.concatenate([some["a"], some["b"]])), known.names)
        codes, where = np.unique(np.concatenate([some["value_a"], some["value_b"]]), return_inverse=True)
        value_a, value_b = np.split(as_ints(where), 2)
        used, of_article = np.unique(article[mine], return_inverse=True)
        found[layer] = Twins(
            tuple(names[which] for which in used.tolist()), people, tuple(_value(at, int(code)) for code in codes),
            as_ints(of_article), place(some["a"]), place(some["b"]), value_a, value_b, as_ints(some["n"]),
        )  # fmt: skip
    return found
