"""Intervals by article, what has none, and the text for a terminal."""

from itertools import product

import numpy as np
import pytest

from annotator.agreement import Counts, Figure, Labels, alpha, few, render, report
from tests.support.labelled import Rows, figures, report_of, rows_of


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
    for _ in range(5000):
        o = matrices[chance.integers(0, 40, size=40)].sum(axis=0)
        n_c, n = o.sum(axis=0), o.sum()
        values.append(1 - (n - 1) * (n - np.trace(o)) / (n * n - (n_c**2).sum()))
    figure = alpha(labels, resamples=5000)
    assert figure.low == pytest.approx(np.percentile(values, 2.5), abs=0.008)
    assert figure.high == pytest.approx(np.percentile(values, 97.5), abs=0.008)
    assert np.percentile(values, 5) - figure.low > 0.008


def width(figure: Figure) -> float:
    assert figure.low is not None
    assert figure.high is not None
    return figure.high - figure.low


def test_articles_are_resampled_and_not_items() -> None:
    labels = crowd()
    by_article = alpha(labels)
    by_item = alpha(
        Labels.from_codes(labels.item, labels.annotator, labels.label, article=np.arange(len(labels.items)))
    )
    assert by_article.value == by_item.value
    assert width(by_article) > 1.5 * width(by_item)


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


def test_articles_with_single_labels_are_resampled_for_the_shares_of_labels() -> None:
    alike = [(f"{article}-{i}", who, "xy"[i // 3], article) for article in range(9) for i in range(4) for who in "AB"]
    slip = [(f"{article}-s", who, "xy"[who == "B"], article) for article in range(9) for who in "AB"]
    single = [(f"one-{i}", "A", "xy"[i % 2], 100 + i) for i in range(9)]
    found = report(Labels.from_rows([*alike, *slip, *single]))
    assert found["ci:alpha:nominal"][0] == pytest.approx(found["ci:alpha:nominal"][1])
    low, high = found["ci:fleiss"]
    assert low < found["fleiss"] < high


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
