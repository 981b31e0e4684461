"""Counts kept per article: added, taken out, replaced, written and read, always the figures of the labels themselves."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import (
    Counts,
    Labels,
    alpha,
    from_bytes,
    merge,
    pair_matrix,
    percent,
    report,
    to_bytes,
    without,
)
from annotator.agreement.report import COUNTS
from annotator.card.agreeing import CHUNK, KEPT, Agreeing
from annotator.exporting.plain import Line, Reading, Source

# Item, annotator, label; an item's article is its number divided by four.
Row = tuple[int, str, str | None]
ROWS = st.lists(
    st.tuples(st.integers(0, 19), st.sampled_from("ABC"), st.sampled_from(["10", "9", "x", None])),
    unique_by=lambda row: (row[0], row[1]),
    max_size=40,
)


def labels_of(rows: Sequence[Row]) -> Labels:
    return Labels.from_rows((item, who, label, item // 4) for item, who, label in rows)


def figures(counts: Labels | Counts) -> list[Any]:
    pairs = {(pair.a, pair.b): (pair.kappa.value, pair.percent, pair.n) for pair in pair_matrix(counts) if pair.n}
    return [alpha(counts, resamples=20), percent(counts, resamples=20), pairs]


def assert_same(one: list[Any], other: list[Any]) -> None:
    assert str(one[2]) == str(other[2])
    for a, b in zip(one[:2], other[:2], strict=True):
        assert (a.n_items, a.n_labels, a.reason) == (b.n_items, b.n_labels, b.reason)
        for x, y in ((a.value, b.value), (a.low, b.low), (a.high, b.high)):
            assert (x is None and y is None) or x == pytest.approx(y, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_counts_of_single_articles_add_up_to_the_counts_of_all(rows: list[Row]) -> None:
    articles = sorted({row[0] // 4 for row in rows})
    parts = [Counts.of(labels_of([row for row in rows if row[0] // 4 == article])) for article in articles]
    if parts:
        whole = merge(parts)
        assert_same(figures(whole), figures(labels_of(rows)))
        assert (whole.cells.k <= whole.cells.l).all()


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(0, 4))
def test_taking_an_article_out_is_as_if_it_had_never_been_there(rows: list[Row], article: int) -> None:
    left = without(Counts.of(labels_of(rows)), [article, 99])
    kept = labels_of([row for row in rows if row[0] // 4 != article])
    assert [alpha(left).value, percent(left).value] == pytest.approx([alpha(kept).value, percent(kept).value])
    assert int(left.items.sum()) == len(kept.items)


def test_an_article_is_replaced_by_taking_it_out_and_adding_it_again() -> None:
    old = [(i, who, "xy"[(i * 7 + ord(who)) % 2]) for i in range(20) for who in "AB"]
    new = [(i, who, "x" if i // 4 == 2 else label) for i, who, label in old]
    part = Counts.of(labels_of([row for row in new if row[0] // 4 == 2]))
    stored = from_bytes(to_bytes(Counts.of(labels_of(old))))
    replaced = merge([without(stored, [2]), part])
    assert alpha(replaced).value == pytest.approx(alpha(labels_of(new)).value, abs=1e-12)
    assert alpha(replaced).value != alpha(stored).value


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_bytes_bring_the_counts_back(rows: list[Row]) -> None:
    counts = Counts.of(labels_of(rows))
    data = to_bytes(counts)
    assert figures(from_bytes(data)) == figures(counts)
    assert to_bytes(from_bytes(data)) == data


def test_names_stay_numbers_or_strings() -> None:
    counts = from_bytes(to_bytes(Counts.of(Labels.from_rows([(1, 7, "x", None), (1, "Bo", "x", None)]))))
    assert counts.annotators == (7, "Bo")
    assert counts.articles == (None,)


def test_the_declared_order_survives() -> None:
    labels = Labels.from_rows([(1, "A", "lo", 1), (1, "B", "hi", 1)], order=["lo", "mid", "hi"], sets="|")
    scale = from_bytes(to_bytes(Counts.of(labels))).scale
    assert (scale.labels, scale.ranked, scale.separator) == (("lo", "mid", "hi"), True, "|")


@pytest.mark.parametrize("data", [b"", b"nonsense", b"PK\x05\x06" + bytes(18), b"\x93NUMPY"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="stored"):
        from_bytes(data)


def test_bytes_cut_short_are_refused() -> None:
    data = to_bytes(Counts.of(labels_of([(1, "A", "x"), (1, "B", "x")])))
    with pytest.raises(ValueError, match="stored"):
        from_bytes(data[: len(data) // 2])


def test_the_same_article_cannot_be_counted_twice() -> None:
    counts = Counts.of(labels_of([(1, "A", "x"), (1, "B", "x")]))
    with pytest.raises(ValueError, match="two counts"):
        merge([counts, counts])


def test_counts_with_different_orders_cannot_be_put_together() -> None:
    one = Counts.of(Labels.from_rows([(1, "A", "x", 1)], order=["x", "y"]))
    other = Counts.of(Labels.from_rows([(2, "A", "x", 2)], order=["y", "x"]))
    with pytest.raises(ValueError, match="different scales"):
        merge([one, other])
    with pytest.raises(ValueError, match="no counts"):
        merge([])


def test_the_matrix_of_an_article_is_its_coincidences() -> None:
    counts = Counts.of(labels_of([(0, "A", "x"), (0, "B", "y"), (0, "C", "x"), (4, "A", "y"), (4, "B", "y")]))
    assert counts.matrix(0).tolist() == [[1.0, 1.0], [1.0, 0.0]]
    assert counts.matrix(1).tolist() == [[0.0, 0.0], [0.0, 2.0]]
    assert counts.matrix().tolist() == [[1.0, 1.0], [1.0, 2.0]]


def article_of(public_id: str, said: Sequence[Row]) -> Source:
    """Return an article with a sentence for each item, and the readings that name a label or none."""
    lines = [Line(0, "body", item, item + 1, "x") for item in sorted({row[0] for row in said})]
    for line in lines:
        line.readings = [Reading(0, who, who, 1, label, []) for item, who, label in said if item == line.start]
    return Source(public_id, "en", None, public_id, "one", {}, "one", "1", lines=lines)


def agreement_of(sources: list[Source], chunk: int) -> dict[str, Any]:
    """Return the figures that a card gives, counted `chunk` labels at a time."""
    counting = Agreeing(chunk)
    for source in sources:
        counting.add(source)
    return counting.value()


@settings(max_examples=30, deadline=None)
@given(ROWS.filter(lambda rows: any(row[2] for row in rows)))
def test_a_card_gives_the_figures_of_all_labels_however_many_are_counted_at_once(rows: list[Row]) -> None:
    articles = sorted({row[0] // 4 for row in rows})
    sources = [article_of(str(number), [row for row in rows if row[0] // 4 == number]) for number in articles]
    found = [agreement_of(sources, chunk) for chunk in (1, 7, CHUNK)]
    assert found[0] == found[1] == found[2]
    given = [row for row in rows if row[2]]
    told = report(Labels.from_rows((item, who, label, str(item // 4)) for item, who, label in given))
    assert {key: found[0][key] for key in COUNTS} == {key: told[key] for key in COUNTS}
    for key in KEPT:
        kept = found[0][key]
        assert (kept["value"], kept["interval"]) == (told[key], told[f"ci:{key}"])
        assert kept["reason"] == told["reasons"].get(key)
