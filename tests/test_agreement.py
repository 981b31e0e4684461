"""The front door of agreement: labels in, figures out."""

from annotator.agreement import Labels, alpha, disagreements, pair_matrix, percent

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
    assert round(figure.value, 3) == 0.743
    assert figure.low < figure.value < figure.high
    assert (figure.n_items, figure.n_labels) == (11, 40)


def test_percent_counts_pairable_values_only() -> None:
    assert percent(krippendorff()).value == 0.8


def test_every_pair_is_listed_with_its_common_items() -> None:
    pairs = pair_matrix(krippendorff())
    assert [(pair.a, pair.b, pair.n) for pair in pairs][:2] == [("A", "B", 9), ("A", "C", 8)]
    assert round(pairs[0].kappa.value, 4) == 0.8448


def test_the_most_divided_item_comes_first() -> None:
    assert disagreements(krippendorff())[0] == (5, 2.0, {"1": 1, "2": 1, "3": 1, "4": 1})
