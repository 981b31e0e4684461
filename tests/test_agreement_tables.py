"""Published tables with their published answers, to the digits that were printed."""

from collections.abc import Sequence
from typing import Any

import pytest

from annotator.agreement import Labels, Marks, report, span_agreement


def confusion(table: Sequence[Sequence[int]], labels: str) -> dict[str, Any]:
    """Report on two annotators, given how often the first said the row and the second the column."""
    rows, item = [], 0
    for first, counts in zip(labels, table, strict=True):
        for second, count in zip(labels, counts, strict=True):
            for _ in range(count):
                rows += [(item, "A", first, None), (item, "B", second, None)]
                item += 1
    return report(Labels.from_rows(rows), resamples=0)


def ratings(lines: str, repeats: Sequence[int] | None = None) -> dict[str, Any]:
    """Report on items, one a word, one character an annotator, a dot where there is no label."""
    rows, item = [], 0
    for word, times in zip(lines.split(), repeats or [1] * len(lines.split()), strict=True):
        for _ in range(times):
            rows += [(item, f"r{who}", "" if label == "." else label, None) for who, label in enumerate(word)]
            item += 1
    return report(Labels.from_rows(rows), resamples=0)


TWO_ANNOTATORS = [
    ("Cohen 1960, p. 45", [[88, 14, 18], [10, 40, 10], [2, 6, 12]], {"percent": 0.70, "cohen": 0.492}),
    ("Cohen 1960, p. 37", [[25, 12, 3], [13, 2, 15], [12, 16, 2]], {"percent": 0.29}),
    (
        "Artstein and Poesio 2008, p. 558",
        [[20, 10], [20, 50]],
        {"percent": 0.7, "bennett": 0.4, "scott": 0.341, "cohen": 0.348, "specific:a": 0.571, "specific:b": 0.769},
    ),
    (
        "Artstein and Poesio 2008, p. 568",
        [[46, 0, 0], [6, 32, 6], [0, 0, 10]],
        {"percent": 0.88, "bennett": 0.82, "scott": 0.799, "cohen": 0.801, "alpha:nominal": 0.80},
    ),
    ("Krippendorff 1980, p. 133", [[5, 3], [1, 1]], {"percent": 0.6, "alpha:nominal": 0.095}),
    (
        "Krippendorff 2004, p. 227",
        [[1, 1, 0], [0, 4, 1], [0, 0, 5]],
        {"percent": 0.833, "alpha:nominal": 0.734},
    ),
    (
        "Krippendorff 2004, p. 246, equal marginals",
        [[12, 9, 9], [9, 14, 9], [9, 9, 20]],
        {"percent": 0.46, "bennett": 0.19, "scott": 0.186, "cohen": 0.186},
    ),
    (
        "Krippendorff 2004, p. 246, unequal marginals",
        [[12, 18, 18], [0, 14, 18], [0, 0, 20]],
        {"percent": 0.46, "bennett": 0.19, "scott": 0.186, "cohen": 0.258},
    ),
    (
        "Zwick 1988, p. 376, first",
        [[20, 0, 0, 5], [0, 10, 15, 0], [0, 15, 10, 0], [5, 0, 0, 20]],
        {"bennett": 0.467, "scott": 0.467, "cohen": 0.467},
    ),
    (
        "Zwick 1988, p. 376, second",
        [[20, 10, 10, 0], [10, 10, 0, 0], [10, 0, 10, 0], [0, 0, 0, 20]],
        {"bennett": 0.467, "scott": 0.444, "cohen": 0.444},
    ),
    (
        "Zwick 1988, p. 376, third",
        [[20, 5, 5, 10], [0, 10, 5, 5], [0, 5, 10, 5], [0, 0, 0, 20]],
        {"bennett": 0.467, "scott": 0.460, "cohen": 0.474},
    ),
    ("Brennan and Prediger 1981, p. 689", [[50, 0, 0], [10, 10, 10], [20, 0, 0]], {"bennett": 0.40, "cohen": 0.27}),
    ("Brennan and Prediger 1981, p. 691", [[50, 0, 10], [0, 10, 10], [10, 10, 0]], {"bennett": 0.40, "cohen": 0.29}),
    (
        "Agresti 1992, p. 202, from Landis and Koch 1977",
        [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]],
        {"cohen": 0.493},
    ),
    ("Feinstein and Cicchetti 1990, balanced", [[40, 9], [6, 45]], {"percent": 0.85, "cohen": 0.70}),
    (
        "Feinstein and Cicchetti 1990, prevalence; Cicchetti and Feinstein 1990, agreement on yes and no",
        [[80, 10], [5, 5]],
        {"percent": 0.85, "cohen": 0.32, "specific:a": 0.91, "specific:b": 0.40},
    ),
    ("Feinstein and Cicchetti 1990, symmetrical imbalance", [[45, 15], [25, 15]], {"percent": 0.60, "cohen": 0.13}),
    ("Feinstein and Cicchetti 1990, asymmetrical imbalance", [[25, 35], [5, 35]], {"percent": 0.60, "cohen": 0.26}),
    ("Gwet 2002, kappa is not satisfactory", [[118, 5], [2, 0]], {"percent": 0.944, "cohen": -0.0234, "ac1": 0.9408}),
    (
        "Krippendorff 1995, p. 57, A digitised",
        [[10, 0], [8, 6]],
        {"cohen": 0.385, "scott": 0.314, "alpha:nominal": 0.329},
    ),
]

ORDERED = [
    (
        "Agresti 1990, p. 368, from Hout and others 1987",
        [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]],
        {"cohen": 0.1293, "cohen:linear": 0.2374},
    ),
    (
        "Altman 1991, p. 403, mammograms",
        [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]],
        {"cohen": 0.47, "cohen:linear": 0.57},
    ),
]

KRIPPENDORFF_2011 = "11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 .3.."
FLEISS_1971 = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445 333335 "
    "111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"
)
HAYES_KRIPPENDORFF_2007 = (
    "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1 212.2 1233. "
    "1101. 000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 "
    "222.2 22.12 2222. 111.1"
)
MORE_ANNOTATORS = [
    (
        "Krippendorff 2011, nominal, ordinal, interval and ratio",
        KRIPPENDORFF_2011,
        None,
        {
            "alpha:nominal": 0.743,
            "alpha:ordinal": 0.815,
            "alpha:interval": 0.849,
            "alpha:ratio": 0.797,
            "percent": 0.80,
        },
    ),
    (
        "Gwet 2014, chapters 2 and 3, the same ratings",
        KRIPPENDORFF_2011,
        None,
        {"ac1": 0.775, "fleiss": 0.761, "bennett": 0.773},
    ),
    ("Fleiss 1971, p. 379", FLEISS_1971, None, {"percent": 0.556, "fleiss": 0.430}),
    ("Hayes and Krippendorff 2007, p. 84", HAYES_KRIPPENDORFF_2007, None, {"alpha:ordinal": 0.7598}),
    (
        "Krippendorff 1980, p. 139",
        "111 122 222 444 144 222 123 333 222",
        None,
        {
            "percent": 0.741,
            "alpha:nominal": 0.642,
            "alpha:interval": 0.547,
            "alpha:ratio": 0.483,
            "alpha_label:1": 0.381,
            "alpha_label:2": 0.711,
            "alpha_label:3": 0.717,
            "alpha_label:4": 0.764,
        },
    ),
    ("Randolph 2005, p. 17, balanced", "yyy yyn nny nnn", None, {"fleiss": 0.33, "bennett": 0.33}),
    ("Randolph 2005, p. 17, prevalence", "yyy yyn yyn yyy", None, {"fleiss": -0.20, "bennett": 0.33}),
    (
        "Warrens 2010, p. 284, from O'Malley and others 2006",
        "NNNNNNNN NNNANNNN NNNNNNNA AAAAAAAA AANAAAAN AANANAAN AANANANN",
        [14, 1, 1, 10, 2, 1, 1],
        {"bennett": 0.8358, "fleiss": 0.8324},
    ),
]


def agrees(found: dict[str, Any], expected: dict[str, float]) -> None:
    for key, value in expected.items():
        digits = len(str(value).partition(".")[2])
        # Papers cut or round, and go on from rounded numbers: one unit of the last digit printed.
        assert found[key] == pytest.approx(value, abs=10.0 ** -max(digits, 2)), key


@pytest.mark.parametrize(("source", "table", "expected"), TWO_ANNOTATORS, ids=[row[0] for row in TWO_ANNOTATORS])
def test_tables_of_two_annotators(source: str, table: list[list[int]], expected: dict[str, float]) -> None:
    agrees(confusion(table, "abcd"[: len(table)]), expected)


@pytest.mark.parametrize(("source", "table", "expected"), ORDERED, ids=[row[0] for row in ORDERED])
def test_tables_of_two_annotators_with_ordered_labels(
    source: str, table: list[list[int]], expected: dict[str, float]
) -> None:
    agrees(confusion(table, "1234"), expected)


@pytest.mark.parametrize(
    ("source", "lines", "repeats", "expected"), MORE_ANNOTATORS, ids=[row[0] for row in MORE_ANNOTATORS]
)
def test_tables_of_more_annotators(
    source: str, lines: str, repeats: list[int] | None, expected: dict[str, float]
) -> None:
    agrees(ratings(lines, repeats), expected)


def test_fleiss_1971_by_category() -> None:
    found = ratings(FLEISS_1971)
    # Fleiss computed from rounded shares, so his last digit is off.
    for label, kappa in zip("12345", (0.248, 0.248, 0.517, 0.470, 0.565), strict=True):
        assert found[f"fleiss_label:{label}"] == pytest.approx(kappa, abs=0.005)


def test_light_s_kappa_is_the_mean_over_pairs_warrens_2010() -> None:
    found = ratings("NNNNNNNN NNNANNNN NNNNNNNA AAAAAAAA AANAAAAN AANANAAN AANANANN", [14, 1, 1, 10, 2, 1, 1])
    pairs = [value for key, value in found.items() if key.startswith("cohen_pair:")]
    assert len(pairs) == 28
    assert sum(pairs) / 28 == pytest.approx(0.8325, abs=1e-4)


def test_pair_of_warrens_2012() -> None:
    found = ratings("1111 1010 1000 0001 0000", [10, 2, 2, 1, 15])
    assert found["cohen_pair:r0,r1"] == pytest.approx(8 / 11, abs=1e-12)


def test_masi_of_passonneau_2006_by_hand() -> None:
    labels = Labels.from_rows(
        (item, who, label, None)
        for item, pair in enumerate([("a", "a|b"), ("a", "a")])
        for who, label in enumerate(pair)
    )
    found = report(labels, sets="|", resamples=0)
    # {a} against {a, b}: Jaccard 1/2, one inside the other 2/3, distance 2/3; three {a} and one {a, b} in all.
    assert found["alpha:masi"] == pytest.approx(1 - 3 * (2 * 2 / 3) / (2 * 3 * 2 / 3), abs=1e-12)
    assert found["alpha:jaccard"] == pytest.approx(0.0, abs=1e-12)


def alpha_u(length: int, *annotators: list[tuple[int, int]]) -> float | None:
    """Alpha for unitizing of units given as start and length."""
    rows = [
        Marks("text", who, tuple(((start, start + size),) for start, size in units), length)
        for who, units in enumerate(annotators)
    ]
    return span_agreement(rows, resamples=0).alpha_u.value


def stretched(units: list[tuple[int, int]], times: int = 50_000) -> list[tuple[int, int]]:
    return [(start * times, size * times) for start, size in units]


def test_units_of_krippendorff_2004_p_254() -> None:
    one, other = [(75, 70), (220, 30)], [(70, 80), (205, 20), (250, 20)]
    assert alpha_u(300, one, other) == pytest.approx(0.7286, abs=5e-5)
    same = [(30, 60), (150, 50)]
    assert alpha_u(300, same, same) == 1.0


def test_units_of_krippendorff_1995_p_57() -> None:
    length = 24 * 50_000  # the paper's answers are for a continuum cut very finely
    bertha, bill = [(2, 8), (14, 6)], [(4, 4), (15, 2)]
    assert alpha_u(length, stretched(bertha), stretched(bill)) == pytest.approx(0.553, abs=5e-4)
    heather = [(0, 2), (2, 8), (10, 4), (14, 6), (20, 4)]
    hill = [(0, 4), (4, 4), (8, 7), (15, 2), (17, 7)]
    assert alpha_u(length, stretched(heather), stretched(hill)) == pytest.approx(0.066, abs=5e-4)
    john, jill = [(0, 18)], [(0, 2), (2, 1), (3, 1), (4, 1), (5, 1), (6, 3), (9, 1)]
    # The paper prints -.926 from an expected disagreement of 1.17731; its own formula gives 1.17579.
    assert alpha_u(length, stretched(john), stretched(jill)) == pytest.approx(1 - 2.26736 / 1.17579, abs=5e-5)
