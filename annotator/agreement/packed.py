"""Counts of one article as bytes of fixed records, so that those of thousands of articles are read as one array each.

Annotators and sentences are numbers here (keys of a database); labels are places in an order that the caller keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.arrays import Ints, as_ints
from annotator.agreement.counts import Cells, Confusions, Counts, Shares
from annotator.agreement.labels import Key, key_order
from annotator.agreement.pairsums import PairSums
from annotator.agreement.scale import Scale

# Raised when the records below change, so that old bytes are not misread.
FORMAT = 1
WIDEST = 10
CELL = np.dtype([("k", "<u2"), ("l", "<u2"), ("pairs", "<f8"), ("mass", "<f8"), ("even", "<f8")])
CONFUSION = np.dtype([("a", "<i8"), ("b", "<i8"), ("k", "<u2"), ("l", "<u2"), ("n", "<u4")])
SHARE = np.dtype([("label", "<u2"), ("share", "<f8")])
PERSON = np.dtype([("who", "<i8")])
SUM = np.dtype([("role", "<u2"), ("a", "<i8"), ("b", "<i8"), ("units", "<u4"), ("values", "<u4", (WIDEST,))])
PER_ARTICLE = ("items", "rated", "paired", "values")
Records = NDArray[np.void]
Names = Mapping[int, Key]


def pack(counts: Counts, keys: Mapping[Key, int]) -> dict[str, bytes]:
    """Return the tables of counts of one article as bytes; `keys` maps annotators to their numbers."""
    who = as_ints([keys[name] for name in counts.annotators])
    cells, some, shares = counts.cells, counts.confusions, counts.shares
    columns = {"k": cells.k, "l": cells.l, "pairs": cells.pairs, "mass": cells.mass, "even": cells.even}
    pairs = {"a": who[some.a], "b": who[some.b], "k": some.k, "l": some.l, "n": some.n}
    return {
        "cells": records(CELL, columns),
        "confusions": records(CONFUSION, pairs),
        "shares": records(SHARE, {"label": shares.label, "share": shares.share}),
        "people": records(PERSON, {"who": who}),
    }


def records(kind: np.dtype[np.void], columns: Mapping[str, Any]) -> bytes:
    """Return columns of equal length as bytes of records."""
    table = np.zeros(len(next(iter(columns.values()))), dtype=kind)
    for name, values in columns.items():
        table[name] = values
    return table.tobytes()


def joined(kind: np.dtype[np.void], parts: Sequence[bytes]) -> tuple[Records, Ints]:
    """Return the records of all parts, and for each the place of its part."""
    table = np.frombuffer(b"".join(parts), dtype=kind)
    return table, as_ints(np.repeat(np.arange(len(parts)), [len(part) // kind.itemsize for part in parts]))


def unpack(
    parts: Mapping[str, Sequence[bytes]], numbers: Ints, articles: Sequence[Key], scale: Scale, names: Names
) -> Counts:
    """Put the packed counts of articles together again.

    `numbers` is articles x 4 as in PER_ARTICLE, `names` the annotators by number, in the same order of names as when
    the counts were packed; the order of `articles` is kept.
    """
    cells, of_cell = joined(CELL, parts["cells"])
    some, of_some = joined(CONFUSION, parts["confusions"])
    shares, of_share = joined(SHARE, parts["shares"])
    everyone, _ = joined(PERSON, parts["people"])
    people, place = people_of(as_ints(everyone["who"]), names)
    return Counts(
        scale=scale, annotators=people, articles=tuple(articles),
        cells=Cells(of_cell, as_ints(cells["k"]), as_ints(cells["l"]), cells["pairs"], cells["mass"], cells["even"]),
        confusions=Confusions(
            of_some, place(some["a"]), place(some["b"]), as_ints(some["k"]), as_ints(some["l"]),
            some["n"].astype(np.float64),
        ),
        shares=Shares(of_share, as_ints(shares["label"]), shares["share"]),
        **{name: numbers[:, at] for at, name in enumerate(PER_ARTICLE)},
    )  # fmt: skip


def pack_sums(role: int, sums: PairSums, keys: Mapping[Key, int]) -> bytes:
    """Return sums over pairs of one article as bytes, under the number of their role."""
    who = as_ints([keys[name] for name in sums.annotators])
    values = np.zeros((sums.a.size, WIDEST))
    values[:, : len(sums.columns)] = sums.values
    columns = {"role": np.full(sums.a.size, role), "a": who[sums.a], "b": who[sums.b], "units": sums.units}
    return records(SUM, {**columns, "values": values})


def unpack_sums(
    table: Records, article: Ints, role: int, columns: Sequence[str], articles: Sequence[Key], names: Names
) -> PairSums:
    """Return the sums of one role out of joined records; `article` is the place of each record in `articles`."""
    some = table["role"] == role
    people, place = people_of(np.concatenate([table["a"][some], table["b"][some]]), names)
    values = table["values"][some][:, : len(columns)].astype(np.float64)
    units = as_ints(table["units"][some])
    a, b = place(table["a"][some]), place(table["b"][some])
    return PairSums(tuple(columns), people, tuple(articles), article[some], a, b, units, values)


def people_of(numbers: Ints, names: Names) -> tuple[tuple[Key, ...], Callable[[Ints], Ints]]:
    """Return the names that occur, in the order of names, and how numbers become places among them."""
    known = np.array(sorted(names), dtype=np.int64)
    found = known[np.bincount(np.searchsorted(known, numbers), minlength=known.size) > 0]
    people = tuple(sorted((names[int(number)] for number in found), key=key_order))
    place = {name: at for at, name in enumerate(people)}
    places = as_ints([place[names[int(number)]] for number in found])
    return people, lambda some: places[np.searchsorted(found, some)] if found.size else as_ints([])
