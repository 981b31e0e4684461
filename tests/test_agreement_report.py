"""The report: its keys, and what is undefined and why."""

import json
from itertools import product
from typing import Any

import pytest

from annotator.agreement import (
    Labels,
    LabelsError,
    report,
)
from tests.support.labelled import figures, report_of, rows_of


def assert_explained(found: dict[str, Any]) -> None:
    for key, value in found.items():
        if value is None:
            assert found["reasons"][key].endswith("."), key
        else:
            assert key not in found["reasons"], key


def test_two_annotators_get_exactly_the_keys_of_the_contract() -> None:
    found = report(
        Labels.from_rows(rows_of("xx", "xy", "yy", "yx", articles=2)), order=["x", "y"], seed=7, resamples=50
    )
    names = [
        "percent",
        "cohen",
        "cohen:linear",
        "cohen:quadratic",
        "cohen_pair:A,B",
        "scott",
        "bennett",
        "fleiss",
        "ac1",
    ]
    names += ["ac2:linear", "ac2:quadratic", "ac2:ordinal"]
    names += [f"alpha:{level}" for level in ("nominal", "ordinal", "interval", "ratio", "masi", "jaccard")]
    names += [f"{key}:{label}" for key, label in product(("fleiss_label", "alpha_label", "specific"), "xy")]
    counts = ["items", "items_used", "annotators", "labels_used"]
    assert set(found) == {*counts, *names, *(f"ci:{key}" for key in names), "reasons", "seed", "resamples"}
    assert (found["seed"], found["resamples"]) == (7, 50)
    assert_explained(found)
    assert json.loads(json.dumps(found)) == found


def test_counts_are_whole_numbers_of_items_annotators_and_labels() -> None:
    found = report_of("xxx", "xy.", "x..", "...", resamples=0)
    assert [found[key] for key in ("items", "items_used", "annotators", "labels_used")] == [4, 2, 3, 5]
    assert all(type(found[key]) is int for key in ("items", "items_used", "annotators", "labels_used"))


def test_one_label_everywhere_is_undefined_and_not_one() -> None:
    found = report_of("xx", "xx", "xx", resamples=0)
    assert found["percent"] == 1.0
    assert found["specific:x"] == 1.0
    for key in ("cohen", "scott", "bennett", "fleiss", "ac1", "alpha:nominal", "alpha_label:x", "fleiss_label:x"):
        assert found[key] is None
        assert "no variation" in found["reasons"][key]
    assert_explained(found)


def test_a_declared_order_does_not_make_one_used_label_variation() -> None:
    found = report_of("xx", "xx", order=["x", "y"], resamples=0)
    assert {key: value for key, value in figures(found).items() if value is not None} == {"percent": 1, "specific:x": 1}
    assert found["reasons"]["alpha_label:y"] == "The label 'y' does not occur on items with two labels."


def test_one_annotator_is_undefined_everywhere() -> None:
    found = report_of("x", "y", resamples=0)
    assert all(value is None for value in figures(found).values())
    assert found["reasons"]["alpha:nominal"] == "Agreement needs two annotators, and there is only one."


def test_no_label_at_all_is_undefined_everywhere() -> None:
    found = report_of("..", resamples=0)
    assert all(value is None for value in figures(found).values())
    assert found["reasons"]["percent"] == "There are no labels."
    assert report(Labels.from_rows([]))["items"] == 0


def test_annotators_with_nothing_in_common_are_undefined_everywhere() -> None:
    found = report_of("x.", ".y", "y.", resamples=0)
    assert all(value is None for value in figures(found).values())
    assert found["reasons"]["cohen"] == "No item has labels of two annotators."
    assert found["reasons"]["cohen_pair:A,B"] == "'A' and 'B' have no item in common."


def test_one_pair_without_common_items_leaves_the_other_pairs_defined() -> None:
    found = report_of("xx.", "yy.", "xy.", ".xx", ".yy", ".yx", resamples=0)
    assert found["cohen_pair:A,C"] is None
    assert found["cohen_pair:A,B"] == pytest.approx(0.4)
    assert found["cohen"] is None
    assert found["reasons"]["cohen"] == "It is meant for two annotators, and there are 3; see the pairs."


def test_annotators_who_never_meet_on_a_label_have_kappa_zero_not_null() -> None:
    assert report_of("xy", "xy", "xy", resamples=0)["cohen"] == 0.0


def test_one_odd_label_among_many_gives_alpha_zero_and_high_percent() -> None:
    found = report_of(*["xx"] * 19, "xy", resamples=0)
    assert found["percent"] == pytest.approx(0.95)
    assert found["alpha:nominal"] == pytest.approx(0.0, abs=1e-12)
    assert found["ac1"] > 0.9


def test_labels_without_order_have_no_ordinal_or_weighted_figures() -> None:
    found = report_of("xx", "xy", "yy", resamples=0)
    for key in ("alpha:ordinal", "ac2:linear", "ac2:quadratic", "ac2:ordinal", "cohen:linear", "cohen:quadratic"):
        assert found["reasons"][key] == "The labels have no order: declare one, or use numbers as labels."
    assert found["reasons"]["alpha:interval"] == "The interval and ratio levels need numbers as labels."
    assert found["reasons"]["alpha:masi"] == "The labels are not sets: name the separator of their members."


def test_numbers_are_an_order_by_themselves() -> None:
    found = report(
        Labels.from_rows(
            [(i, a, x, None) for i, p in enumerate(["2 10", "10 10", "9 2"]) for a, x in enumerate(p.split())]
        )
    )
    assert None not in {found[key] for key in ("alpha:ordinal", "alpha:interval", "alpha:ratio", "ac2:linear")}
    assert [key for key in found if key.startswith("alpha_label:")] == [
        "alpha_label:2",
        "alpha_label:9",
        "alpha_label:10",
    ]


def test_a_declared_order_goes_before_the_numbers() -> None:
    items = [("1", "1"), ("2", "1"), ("3", "2"), ("3", "3")]
    data = Labels.from_rows((i, a, label, None) for i, item in enumerate(items) for a, label in enumerate(item))
    assert report(data, order=["2", "1", "3"])["alpha:ordinal"] != report(data)["alpha:ordinal"]
    assert report(data, order=["2", "1", "3"])["alpha:interval"] == report(data)["alpha:interval"]


def test_negative_numbers_have_interval_but_no_ratio_alpha() -> None:
    data = Labels.from_rows([(0, "A", "-1", None), (0, "B", "-1", None), (1, "A", "2", None), (1, "B", "1", None)])
    found = report(data)
    assert found["alpha:interval"] is not None
    assert found["reasons"]["alpha:ratio"] == "The ratio level needs labels of zero or more: one of them is negative."


def test_two_spellings_of_a_number_are_two_labels_and_have_no_rank() -> None:
    data = Labels.from_rows([(0, "A", "1", None), (0, "B", "1.0", None), (1, "A", "2", None), (1, "B", "2", None)])
    found = report(data)
    assert found["percent"] == 0.5
    assert found["alpha:interval"] == 1.0
    assert "the same number" in found["reasons"]["alpha:ordinal"]


@pytest.mark.parametrize("label", ["nan", "inf", "1_000", " 1", "1 ", "١", "0x1", "1e999", "True"])
def test_what_only_looks_like_a_number_is_a_name(label: str) -> None:
    data = Labels.from_rows([(0, "A", "1", None), (0, "B", label, None)])
    assert report(data)["alpha:interval"] is None


def test_labels_are_exact_strings() -> None:
    pairs = [("Aa", "BB"), ("x", "X"), ("x", "x "), ("é", "e\u0301"), ("None", "NA")]
    for pair in pairs:
        found = report(Labels.from_rows((0, who, label, None) for who, label in enumerate(pair)))
        assert found["percent"] == 0.0
        assert found["labels_used"] == 2


def test_two_empty_sets_agree_and_an_empty_set_is_far_from_any_other() -> None:
    def masi(*pairs: tuple[str, str]) -> float:
        data = Labels.from_rows((i, a, label, None) for i, pair in enumerate(pairs) for a, label in enumerate(pair))
        value: float = report(data, sets="|")["alpha:masi"]
        return value

    assert masi(("|", "|"), ("a", "a")) == 1.0
    assert masi(("|", "a"), ("a", "|")) < 0


def test_the_order_of_members_and_repeats_do_not_matter_in_a_set() -> None:
    data = Labels.from_rows([(0, "A", "a|b", None), (0, "B", "b|a|b", None), (1, "A", "c", None), (1, "B", "c", None)])
    assert report(data, sets="|")["alpha:masi"] == 1.0
    assert report(data, sets="|")["percent"] == 0.5


def test_sets_of_more_than_sixty_four_members_are_told_apart() -> None:
    everything = "|".join(f"m{i}" for i in range(200))
    data = Labels.from_rows(
        [(0, "A", everything, None), (0, "B", "m199", None), (1, "A", "m0", None), (1, "B", "m0", None)]
    )
    shared = 1 / 200
    masi = 1 - shared * 2 / 3
    # Values: everything, m199, m0, m0; observed one pair of two, expected all ordered pairs of four.
    apart = [masi, 1 - shared * 2 / 3, 1 - shared * 2 / 3, 1, 1, 0]
    assert report(data, sets="|")["alpha:masi"] == pytest.approx(1 - (2 * masi / 4) / (2 * sum(apart) / 12))


def test_an_order_with_a_label_twice_is_refused() -> None:
    with pytest.raises(LabelsError, match="names 'x' twice"):
        report_of("xx", order=["x", "y", "x"])


def test_an_order_without_a_label_that_occurs_is_refused() -> None:
    with pytest.raises(LabelsError, match="'y' is not in the order"):
        report_of("xy", order=["x"])


def test_an_empty_separator_is_refused() -> None:
    with pytest.raises(LabelsError, match="separator"):
        report_of("xy", sets="")
