"""The report: its keys, what is undefined and why, intervals by article, and the text for a terminal."""

import json
from itertools import product
from typing import Any

import numpy as np
import pytest

from annotator.agreement import (
    Counts,
    Figure,
    Labels,
    LabelsError,
    alpha,
    by_label,
    confusion,
    few,
    pair_matrix,
    render,
    report,
)
from annotator.agreement import disagreements as ranked

Rows = list[tuple[str | int, str | int, str | None, str | int | None]]


def rows_of(*items: str, articles: int = 1) -> Rows:
    """One string an item, one character an annotator (A, B, C), a dot for no label."""
    return [
        (i, "ABC"[who], "" if label == "." else label, i % articles)
        for i, item in enumerate(items)
        for who, label in enumerate(item)
    ]


def report_of(*items: str, **options: Any) -> dict[str, Any]:
    return report(Labels.from_rows(rows_of(*items)), **options)


def figures(found: dict[str, Any]) -> dict[str, Any]:
    other = {"items", "items_used", "annotators", "labels_used", "reasons", "seed", "resamples"}
    return {key: value for key, value in found.items() if key not in other and not key.startswith("ci:")}


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


def test_without_articles_every_interval_is_null_with_the_reason() -> None:
    found = report(Labels.from_rows((i, a, "xy"[i % 2], None) for i in range(9) for a in range(2)))
    intervals = {key for key in found if key.startswith("ci:")}
    assert all(found[key] is None for key in intervals)
    assert found["reasons"]["ci:percent"] == "The items have no articles, and intervals come from resampling articles."


def test_some_items_without_an_article_leave_no_interval() -> None:
    data = Labels.from_rows((i, a, "xy"[i % 2], i or None) for i in range(9) for a in range(2))
    assert report(data)["reasons"]["ci:percent"].startswith("Items without an article: 1;")


def test_one_article_leaves_no_interval() -> None:
    found = report_of("xx", "xy", "yy")
    assert found["ci:alpha:nominal"] is None
    assert "Only one article" in found["reasons"]["ci:alpha:nominal"]


def crowd(articles: int = 40, sentences: int = 12, seed: int = 3) -> Labels:
    """Three annotators; articles differ in how hard they are."""
    chance = np.random.default_rng(seed)
    hard = chance.beta(0.6, 1.2, size=articles)
    rows: Rows = []
    for article, sentence in product(range(articles), range(sentences)):
        truth = chance.integers(3)
        for who in range(3):
            slip = chance.random() < hard[article]
            label = "xyz"[int(chance.integers(3)) if slip else int(truth)]
            rows.append((article * sentences + sentence, who, label, article))
    return Labels.from_rows(rows)


def test_the_interval_is_that_of_a_slow_bootstrap_over_articles() -> None:
    labels = crowd()
    counts = Counts.of(labels)
    matrices = np.array([counts.matrix(article) for article in counts.articles])
    chance = np.random.default_rng(99)
    values = []
    for _ in range(2000):
        o = matrices[chance.integers(0, 40, size=40)].sum(axis=0)
        n_c, n = o.sum(axis=0), o.sum()
        values.append(1 - (n - 1) * (n - np.trace(o)) / (n * n - (n_c**2).sum()))
    figure = alpha(labels)
    assert figure.low == pytest.approx(np.percentile(values, 2.5), abs=0.02)
    assert figure.high == pytest.approx(np.percentile(values, 97.5), abs=0.02)


def test_articles_are_resampled_and_not_items() -> None:
    labels = crowd()
    by_article = alpha(labels)
    by_item = alpha(
        Labels.from_codes(labels.item, labels.annotator, labels.label, article=np.arange(len(labels.items)))
    )
    assert by_article.value == by_item.value
    assert by_article.high - by_article.low > 1.5 * (by_item.high - by_item.low)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    labels = crowd()
    assert alpha(labels, seed=5) == alpha(labels, seed=5)
    assert alpha(labels, seed=5) != alpha(labels, seed=6)


def test_every_interval_lies_around_its_figure() -> None:
    found = report(crowd(), order=["x", "y", "z"])
    checked = 0
    for key, value in figures(found).items():
        if found[f"ci:{key}"] is not None:
            low, high = found[f"ci:{key}"]
            assert low < value < high, key
            checked += 1
    assert checked > 15


def test_articles_with_single_labels_do_not_widen_the_interval_of_alpha() -> None:
    labels = crowd()
    rows: Rows = [
        (labels.items[i], a, labels.labels[k], int(labels.article[i]))
        for i, a, k in zip(labels.item.tolist(), labels.annotator.tolist(), labels.label.tolist(), strict=True)
    ]
    more = Labels.from_rows([*rows, *((1000 + i, 0, "x", 100 + i) for i in range(60))])
    assert alpha(more) == alpha(labels)


def test_a_label_in_one_article_only_has_no_interval() -> None:
    data = Labels.from_rows(rows_of("xx", "xy", "zz", "yy", "yx", "xx", "yy", "xy", "yy", articles=9))
    found = report(data)
    assert found["alpha_label:z"] == 1.0
    assert found["ci:alpha_label:z"] is None
    assert "undefined in" in found["reasons"]["ci:alpha_label:z"]


def test_too_few_articles_or_items_are_said() -> None:
    assert "Too few articles" in str(few(Labels.from_rows(rows_of("xx", "xy", "yy", articles=3))))
    assert "Too few items" in str(few(Labels.from_rows(rows_of(*["xx", "xy"] * 5, articles=6))))
    assert few(crowd()) is None


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
    assert found[0].alpha.value == report_of("xxx", "xyz", "xx.", "x..", "zz.")["alpha_label:x"]
    assert found[3].alpha.value is None
    assert by_label(Labels.from_rows([])) == []


def test_the_pair_matrix_can_be_that_of_some_people() -> None:
    labels = Labels.from_rows(rows_of("xxy", "xyy", "yyx"))
    some = pair_matrix(labels, people=["A", "C", "nobody"])
    assert [(pair.a, pair.b) for pair in some] == [("A", "C")]
    assert some[0] == pair_matrix(labels)[1]


def test_disagreements_are_ranked_by_entropy_then_labels_then_item() -> None:
    found = ranked(Labels.from_rows(rows_of("xxy", "xy.", "xyz", "xxx", "yx.", "x..", "zzx")))
    assert [item for item, _, _ in found] == [2, 1, 4, 0, 6]
    assert found[0][1] == pytest.approx(np.log2(3))
    assert found[0][2] == {"x": 1, "y": 1, "z": 1}


def test_the_text_names_figures_intervals_seed_and_what_is_missing() -> None:
    text = render(report(crowd(), seed=11))
    assert "Items: 480, with two or more labels: 480" in text
    assert "Krippendorff's alpha, nominal" in text
    assert "Intervals: 95 %, 1000 resamples of articles, seed 11." in text
    assert "Not given: alpha:masi, alpha:jaccard. The labels are not sets" in text
    assert "nan" not in text


def test_the_text_of_a_hopeless_file_says_why() -> None:
    text = render(report_of("x", "y"))
    assert "Agreement needs two annotators, and there is only one." in text
    assert "Too few items" in text


def test_thousands_of_labels_get_figures_but_no_interval() -> None:
    items = np.repeat(np.arange(6000), 2)
    who = np.tile(np.arange(2), 6000)
    label = np.repeat(np.arange(6000), 2)
    label[1::10] = 0
    labels = Labels.from_codes(items, who, label, article=np.arange(6000) // 10)
    figure: Figure = alpha(labels, "interval")
    assert figure.value is not None
    assert figure.low is None
    assert figure.interval_reason == "There are too many different labels for an interval."
