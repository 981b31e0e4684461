"""Counts kept and put together: join counts of different articles, leave articles out, write them and read them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from annotator.agreement.arrays import as_ints
from annotator.agreement.counts import Cells, Confusions, Counts, Shares
from annotator.agreement.labels import Key, key_order
from annotator.agreement.scale import Scale

# Raised when the arrays below change their meaning, so that old bytes are not misread.
FORMAT = 1
PER_ARTICLE = ("items", "rated", "paired", "values")


def without(counts: Counts, articles: Iterable[Key | None]) -> Counts:
    """Return the counts without some articles; articles that are not there are ignored."""
    gone = set(articles)
    keep = np.array([article not in gone for article in counts.articles], dtype=bool)
    place = np.cumsum(keep) - 1

    def kept(table: Cells | Confusions | Shares) -> dict[str, Any]:
        some = keep[table.article]
        found = {field.name: getattr(table, field.name)[some] for field in fields(table)}
        return found | {"article": place[found["article"]]}

    return Counts(
        scale=counts.scale,
        annotators=counts.annotators,
        articles=tuple(article for article in counts.articles if article not in gone),
        cells=Cells(**kept(counts.cells)),
        confusions=Confusions(**kept(counts.confusions)),
        shares=Shares(**kept(counts.shares)),
        **{name: getattr(counts, name)[keep] for name in PER_ARTICLE},
    )


def merge(parts: Sequence[Counts]) -> Counts:
    """Put counts of different articles together; labels and annotators are matched by name.

    Raises ValueError when an article is in two parts, when there is no part, or when declared orders differ.
    """
    scale = _scale(parts)
    people = tuple(sorted({name for part in parts for name in part.annotators}, key=key_order))
    articles = [article for part in parts for article in part.articles]
    if len(set(articles)) < len(articles):
        raise ValueError("An article is in two counts: take it out of one of them first.")
    label_place = {label: code for code, label in enumerate(scale.labels)}
    who_place = {name: code for code, name in enumerate(people)}
    cells, confusions, shares = [], [], []
    offset = 0
    for part in parts:
        label = as_ints([label_place[name] for name in part.scale.labels])
        who = as_ints([who_place[name] for name in part.annotators])
        k, second = label[part.cells.k], label[part.cells.l]
        # A wider vocabulary may sort numbers as text, so the two labels of a cell can change places.
        low, high = np.minimum(k, second), np.maximum(k, second)
        cells.append((part.cells.article + offset, low, high, part.cells.pairs, part.cells.mass, part.cells.even))
        some = part.confusions
        confusions.append((some.article + offset, who[some.a], who[some.b], label[some.k], label[some.l], some.n))
        shares.append((part.shares.article + offset, label[part.shares.label], part.shares.share))
        offset += len(part.articles)
    return Counts(
        scale=scale,
        annotators=people,
        articles=tuple(articles),
        cells=Cells(*map(np.concatenate, zip(*cells, strict=True))),
        confusions=Confusions(*map(np.concatenate, zip(*confusions, strict=True))),
        shares=Shares(*map(np.concatenate, zip(*shares, strict=True))),
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in PER_ARTICLE},
    )


def _scale(parts: Sequence[Counts]) -> Scale:
    if not parts:
        raise ValueError("There are no counts to put together.")
    scales = {part.scale for part in parts}
    if len(scales) == 1:
        return parts[0].scale
    if any(scale.ranked for scale in scales) or len({scale.separator for scale in scales}) > 1:
        raise ValueError("The counts have different scales: build them with one order and one separator.")
    return Scale.of({label for scale in scales for label in scale.labels}, parts[0].scale.separator)


def to_bytes(counts: Counts) -> bytes:
    """Write counts as bytes that from_bytes reads; the same counts give the same bytes."""
    head = {
        "format": FORMAT,
        "labels": counts.scale.labels,
        "ranked": counts.scale.ranked,
        "separator": counts.scale.separator,
        "annotators": counts.annotators,
        "articles": counts.articles,
    }
    arrays = {name: getattr(counts, name) for name in PER_ARTICLE}
    for name in ("cells", "confusions", "shares"):
        table = getattr(counts, name)
        arrays |= {f"{name}.{field.name}": getattr(table, field.name) for field in fields(table)}
    out = io.BytesIO()
    np.savez(out, head=np.frombuffer(json.dumps(head).encode(), dtype=np.uint8), **arrays)
    return out.getvalue()


def from_bytes(data: bytes) -> Counts:
    """Read what to_bytes wrote. Raises ValueError for anything else, so that the caller counts anew."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise ValueError("These bytes are not stored counts.")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            head = json.loads(bytes(stored["head"]))
            arrays: dict[str, Any] = {name: stored[name] for name in stored.files if name != "head"}
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as broken:
        raise ValueError("These bytes are not stored counts.") from broken
    if head.get("format") != FORMAT:
        raise ValueError("These counts were stored in another format: count again.")

    def table(name: str) -> dict[str, Any]:
        return {key.partition(".")[2]: value for key, value in arrays.items() if key.startswith(f"{name}.")}

    return Counts(
        scale=Scale(tuple(head["labels"]), head["ranked"], head["separator"]),
        annotators=tuple(head["annotators"]),
        articles=tuple(head["articles"]),
        cells=Cells(**table("cells")),
        confusions=Confusions(**table("confusions")),
        shares=Shares(**table("shares")),
        **{name: arrays[name] for name in PER_ARTICLE},
    )
