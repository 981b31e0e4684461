"""Who gave which label to which item, as arrays of codes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.arrays import Ints, as_ints
from annotator.agreement.scale import Scale

Key = str | int
Row = tuple[Key, Key, str | None, Key | None]


class LabelsError(ValueError):
    """Labels that cannot be read as one label of one annotator for one item; the message says what to change."""


def key_order(key: Key | None) -> tuple[int, int, str]:
    """Sort key for names that may be numbers or strings: none first, then numbers, then strings by code point."""
    if key is None:
        return 0, 0, ""
    return (2, 0, key) if isinstance(key, str) else (1, key, "")


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels as three parallel arrays of codes, one entry a label; a missing label has no entry.

    `item[i]`, `annotator[i]` and `label[i]` are positions in `items`, `annotators` and `scale.labels`; `article[j]` is
    the position in `articles` of the article of item j. `articles` holds None where an item has no article.
    """

    items: tuple[Key, ...]
    annotators: tuple[Key, ...]
    articles: tuple[Key | None, ...]
    scale: Scale
    item: Ints
    annotator: Ints
    label: Ints
    article: Ints

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in their order; with a declared order also those that never occur."""
        return self.scale.labels

    @classmethod
    def from_rows(cls, rows: Iterable[Row], order: Sequence[str] | None = None, sets: str | None = None) -> Labels:
        """Build from rows of item, annotator, label, article.

        A label of None or "" is a missing label: its item counts, the label does not. `order` is the declared order of
        all labels, `sets` the separator of set-valued labels. Raises LabelsError when one annotator labels an item
        twice, an item stands under two articles, or a label is not in the order.
        """
        items: dict[Hashable, int] = {}
        names: dict[Hashable, int] = {}
        kinds: dict[Hashable, int] = {}
        places: dict[Hashable, int] = {}
        article: list[int] = []
        codes: list[int] = []
        for name, annotator, label, place in rows:
            here, at = items.setdefault(name, len(items)), places.setdefault(place, len(places))
            if here == len(article):
                article.append(at)
            elif article[here] != at:
                raise LabelsError(f"Item {name!r} stands under two articles: give each item one article.")
            if label is not None and label != "":
                codes += (here, names.setdefault(annotator, len(names)), kinds.setdefault(label, len(kinds)))
        table = as_ints(codes).reshape(-1, 3)
        made = cls.from_codes(
            table[:, 0],
            table[:, 1],
            table[:, 2],
            article=as_ints(article),
            items=tuple(items),  # type: ignore[arg-type]  # the keys were Key when they came in
            annotators=tuple(names),  # type: ignore[arg-type]
            labels=tuple(kinds),  # type: ignore[arg-type]
            articles=tuple(places),  # type: ignore[arg-type]
        )
        return made.scaled(order, sets)

    @classmethod
    def from_codes(
        cls,
        item: Ints,
        annotator: Ints,
        label: Ints,
        *,
        article: Ints | None = None,
        items: tuple[Key, ...] | None = None,
        annotators: tuple[Key, ...] | None = None,
        labels: tuple[str, ...] | None = None,
        articles: tuple[Key | None, ...] | None = None,
    ) -> Labels:
        """Build from codes counted from 0; names that are not given are the codes themselves.

        `article` has one entry an item (not a label); without it the items have no article. Raises LabelsError when
        one annotator labels an item twice.
        """
        item, annotator, label = as_ints(item), as_ints(annotator), as_ints(label)
        items = tuple(range(_size(item))) if items is None else items
        if article is None:
            article, articles = np.zeros(len(items), dtype=np.int64), (None,)
        made = cls(
            items=items,
            annotators=tuple(range(_size(annotator))) if annotators is None else annotators,
            articles=tuple(range(_size(as_ints(article)))) if articles is None else articles,
            scale=Scale(tuple(map(str, range(_size(label)))) if labels is None else labels),
            item=item,
            annotator=annotator,
            label=label,
            article=as_ints(article),
        )
        made._refuse_repeats()
        return made._sorted()

    def scaled(self, order: Sequence[str] | None = None, sets: str | None = None) -> Labels:
        """Return the same labels on another scale: a declared order, or sets split at a separator.

        Raises LabelsError when the order names a label twice or a label that occurs is not in it.
        """
        new = _ordered(order, self.labels, sets)
        place = {label: code for code, label in enumerate(new.labels)}
        return replace(self, scale=new, label=as_ints([place[label] for label in self.labels])[self.label])

    def _refuse_repeats(self) -> None:
        key = np.sort(self.item * max(1, len(self.annotators)) + self.annotator)
        twice = key[1:][key[1:] == key[:-1]]
        if twice.size:
            item, annotator = divmod(int(twice[0]), len(self.annotators))
            raise LabelsError(
                f"{self.annotators[annotator]!r} labels item {self.items[item]!r} twice: keep one label for each item "
                "and annotator."
            )

    def _sorted(self) -> Labels:
        """Put names and labels into an order that does not depend on the order of the rows."""
        used = sorted(set(np.unique(self.annotator).tolist()), key=lambda code: key_order(self.annotators[code]))
        place = np.zeros(max(1, len(self.annotators)), dtype=np.int64)
        place[used] = np.arange(len(used))
        kept = np.unique(self.label).tolist()
        seen = {self.labels[code]: code for code in kept}
        scale = Scale.of(seen)
        codes = np.zeros(max(1, len(self.labels)), dtype=np.int64)
        codes[[seen[label] for label in scale.labels]] = np.arange(len(scale.labels))
        spots = sorted(range(len(self.articles)), key=lambda code: key_order(self.articles[code]))
        move = np.zeros(max(1, len(spots)), dtype=np.int64)
        move[spots] = np.arange(len(spots))
        return replace(
            self,
            annotators=tuple(self.annotators[code] for code in used),
            articles=tuple(self.articles[code] for code in spots),
            scale=scale,
            annotator=place[self.annotator],
            label=codes[self.label],
            article=move[self.article],
        )


def _size(codes: Ints) -> int:
    return int(codes.max()) + 1 if codes.size else 0


def _ordered(order: Sequence[str] | None, labels: tuple[str, ...], sets: str | None) -> Scale:
    if sets == "":
        raise LabelsError("The separator of sets is empty: name one character or more, for example '|'.")
    if order is None:
        return Scale.of(labels, sets)
    twice = [label for place, label in enumerate(order) if label in order[:place]]
    if twice:
        raise LabelsError(f"The order names {twice[0]!r} twice: name each label once.")
    strangers = [label for label in labels if label not in set(order)]
    if strangers:
        raise LabelsError(f"The label {strangers[0]!r} is not in the order: add it to the order or correct the label.")
    return Scale(tuple(order), ranked=True, separator=sets)
