"""The front door of agreement: labels in, figures out."""

import numpy as np
import pytest

from annotator.agreement import Labels, alpha, by_label, confusion, disagreements, pair_matrix, percent, report
from tests.support.labelled import rows_of

# Krippendorff 2011, "Computing Krippendorff's alpha-reliability": 12 units, four observers, missing data.
KRIPPENDORFF = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def krippendorff() -> Labels:
    return Labels.from_rows(
        (unit, who, None if label == "." else label, unit // 3)
        for who, line in KRIPPENDORFF.items()
        for unit, label in enumerate(line.split())
    )


def test_alpha_of_the_paper_comes_out_with_an_interval_around_it() -> None:
    figure = alpha(krippendorff())
    assert figure.value == pytest.approx(0.743, abs=5e-4)
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < 0.743 < figure.high
    assert (figure.n_items, figure.n_labels) == (11, 40)


def test_percent_counts_pairable_values_only() -> None:
    assert percent(krippendorff()).value == 0.8


def test_every_pair_is_listed_with_its_common_items() -> None:
    pairs = pair_matrix(krippendorff())
    assert [(pair.a, pair.b, pair.n) for pair in pairs][:2] == [("A", "B", 9), ("A", "C", 8)]
    assert pairs[0].kappa.value == pytest.approx(0.8448, abs=5e-5)


def test_the_most_divided_item_comes_first() -> None:
    assert disagreements(krippendorff())[0] == (5, 2.0, {"1": 1, "2": 1, "3": 1, "4": 1})


def test_confusion_of_a_pair_has_the_first_in_rows_and_pooled_is_symmetric() -> None:
    labels = Labels.from_rows(rows_of("xyy", "xxy", "y.x"))
    assert confusion(labels, ("A", "C")).tolist() == [[0, 2], [1, 0]]
    assert confusion(labels, ("C", "A")).tolist() == [[0, 1], [2, 0]]
    assert confusion(labels).tolist() == [[2, 5], [5, 2]]


def test_the_pair_matrix_lists_pairs_without_common_items_as_empty_cells() -> None:
    pairs = {(pair.a, pair.b): pair for pair in pair_matrix(Labels.from_rows(rows_of("xx.", "xy.", "y.y", ".xx")))}
    assert (pairs["A", "B"].n, pairs["A", "B"].percent) == (2, 0.5)
    empty = {(p.a, p.b): p for p in pair_matrix(Labels.from_rows(rows_of("xx.", "xy.", ".xx")))}["A", "C"]
    assert (empty.n, empty.percent, empty.kappa.value) == (0, None, None)
    assert empty.kappa.reason == "'A' and 'C' have no item in common."


def test_labels_with_most_disagreements_come_first_with_all_pairs_pooled() -> None:
    found = by_label(Labels.from_rows(rows_of("xxx", "xyz", "xx.", "x..", "zz."), order=["x", "y", "z", "q"]))
    assert [(some.label, some.disagreements, some.n) for some in found] == [
        ("x", 2, 6),
        ("y", 2, 1),
        ("z", 2, 3),
        ("q", 0, 0),
    ]
    # x: 3 + 1 agreeing pairs, 2 pairs apart.
    assert found[0].specific.value == pytest.approx(2 * 4 / (2 * 4 + 2))
    assert found[0].share == pytest.approx(0.6)
    assert found[0].alpha.value == report(Labels.from_rows(rows_of("xxx", "xyz", "xx.", "x..", "zz.")))["alpha_label:x"]
    assert found[3].alpha.value is None
    assert by_label(Labels.from_rows([])) == []


def test_the_pair_matrix_can_be_that_of_some_people() -> None:
    labels = Labels.from_rows(rows_of("xxy", "xyy", "yyx"))
    some = pair_matrix(labels, people=["A", "C", "nobody"])
    assert [(pair.a, pair.b) for pair in some] == [("A", "C")]
    assert some[0] == pair_matrix(labels)[1]


def test_disagreements_are_ranked_by_entropy_then_labels_then_item() -> None:
    found = disagreements(Labels.from_rows(rows_of("xxy", "xy.", "xyz", "xxx", "yx.", "x..", "zzx")))
    assert [item for item, _, _ in found] == [2, 1, 4, 0, 6]
    assert found[0][1] == pytest.approx(np.log2(3))
    assert found[0][2] == {"x": 1, "y": 1, "z": 1}


def test_a_hundred_thousand_times_the_table_gives_the_limit_without_overflow() -> None:
    pair = np.tile(np.array([0, 1]), 400_000)
    item = np.repeat(np.arange(400_000), 2)
    label = np.tile(np.array([0, 0, 0, 1, 1, 1, 1, 1]), 100_000)
    found = report(Labels.from_codes(item, pair, label), resamples=0)
    small = report(Labels.from_rows(rows_of("xx", "xy", "yy", "yy")), resamples=0)
    assert found["cohen"] == pytest.approx(small["cohen"], abs=1e-12)
    assert found["fleiss"] == pytest.approx(small["fleiss"], abs=1e-12)
