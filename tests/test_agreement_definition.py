"""Figures against slow loops written from the definitions, and algebra that must hold for any labels."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import Labels, report

# A table holds items; an item holds one label (or None) an annotator.
Table = list[list[str | None]]
Distance = Callable[[str, str], float]


def labels_of(table: Table) -> Labels:
    return Labels.from_rows((i, f"r{a}", label, i % 3) for i, item in enumerate(table) for a, label in enumerate(item))


def report_of(table: Table, **scale: Any) -> dict[str, Any]:
    return report(labels_of(table), resamples=0, **scale)


def tables(labels: str = "1234", annotators: int = 5) -> st.SearchStrategy[Table]:
    label = st.one_of(st.none(), st.sampled_from(list(labels)))
    return st.integers(2, annotators).flatmap(
        lambda width: st.lists(st.lists(label, min_size=width, max_size=width), min_size=1, max_size=12)
    )


def two_annotators(labels: str = "1234") -> st.SearchStrategy[Table]:
    pair: st.SearchStrategy[list[str | None]] = st.lists(st.sampled_from([*labels]), min_size=2, max_size=2)
    return st.lists(pair, min_size=1, max_size=15)


def same(one: float | None, other: float | None) -> None:
    if one is None or other is None:
        assert one is other
    else:
        assert one == pytest.approx(other, abs=1e-9)


def given_labels(table: Table) -> list[list[str]]:
    return [[label for label in item if label is not None] for item in table]


def slow_alpha(table: Table, distance: Distance) -> float | None:
    units = [unit for unit in given_labels(table) if len(unit) > 1]
    values = [value for unit in units for value in unit]
    n = len(values)
    observed = sum(distance(a, b) / (len(unit) - 1) for unit in units for a, b in permutations(unit, 2)) / max(1, n)
    expected = sum(distance(a, b) for a, b in permutations(values, 2)) / max(1, n * (n - 1))
    return 1 - observed / expected if expected else None


def ordinal_distance(table: Table) -> Distance:
    n = Counter(value for unit in given_labels(table) if len(unit) > 1 for value in unit)

    def distance(a: str, b: str) -> float:
        low, high = sorted((int(a), int(b)))
        return (sum(n[str(rank)] for rank in range(low, high + 1)) - (n[a] + n[b]) / 2) ** 2

    return distance


def slow_masi(one: str, other: str) -> float:
    a, b = set(one.split("|")) - {""}, set(other.split("|")) - {""}
    if a == b:
        return 0.0
    inside = 2 / 3 if a < b or b < a else 1 / 3
    return 1 - len(a & b) / len(a | b) * inside


def slow_jaccard(one: str, other: str) -> float:
    a, b = set(one.split("|")) - {""}, set(other.split("|")) - {""}
    return 0.0 if a == b else 1 - len(a & b) / len(a | b)


def slow_gwet(table: Table, labels: Sequence[str], weight: Distance, chance: str) -> float | None:
    """Fleiss' kappa and AC1/AC2 as in Gwet 2014: observed over items of two or more, shares over all items."""
    rated = [unit for unit in given_labels(table) if unit]
    units = [unit for unit in rated if len(unit) > 1]
    if not units or len({label for unit in rated for label in unit}) < 2:
        return None
    agreed = [sum(weight(a, b) for a, b in permutations(unit, 2)) / len(unit) / (len(unit) - 1) for unit in units]
    observed = sum(agreed) / len(units)
    share = {label: sum(unit.count(label) / len(unit) for unit in rated) / len(rated) for label in labels}
    q = len(labels)
    if chance == "fleiss":
        expected = sum(value**2 for value in share.values())
    elif chance == "bennett":
        expected = 1 / q
    else:
        total = sum(weight(a, b) for a in labels for b in labels)
        expected = total / q / (q - 1) * sum(value * (1 - value) for value in share.values())
    return (observed - expected) / (1 - expected)


def slow_cohen(pairs: list[tuple[str, str]], weight: Distance) -> float | None:
    n = len(pairs)
    if not n:
        return None
    observed = sum(weight(a, b) for a, b in pairs) / n
    expected = sum(weight(a, b) for a, _ in pairs for _, b in pairs) / n**2
    return (observed - expected) / (1 - expected) if expected < 1 - 1e-12 else None


def equal(a: str, b: str) -> float:
    return float(a == b)


@settings(max_examples=150, deadline=None)
@given(tables())
def test_alpha_of_every_level_is_its_definition(table: Table) -> None:
    found = report_of(table)
    same(found["alpha:nominal"], slow_alpha(table, lambda a, b: float(a != b)))
    same(found["alpha:interval"], slow_alpha(table, lambda a, b: (float(a) - float(b)) ** 2))
    same(found["alpha:ratio"], slow_alpha(table, lambda a, b: ((float(a) - float(b)) / (float(a) + float(b))) ** 2))
    same(found["alpha:ordinal"], slow_alpha(table, ordinal_distance(table)))


SETS = ["|", "a", "b", "a|b", "b|c", "a|b|c", "c|b|a"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.one_of(st.none(), st.sampled_from(SETS)), min_size=3, max_size=3), min_size=1, max_size=10))
def test_alpha_of_sets_is_its_definition(table: Table) -> None:
    found = report_of(table, sets="|")
    same(found["alpha:masi"], slow_alpha(table, slow_masi))
    same(found["alpha:jaccard"], slow_alpha(table, slow_jaccard))


@settings(max_examples=150, deadline=None)
@given(tables())
def test_fleiss_bennett_and_gwet_are_their_definitions(table: Table) -> None:
    found = report_of(table)
    used = sorted({label for item in table for label in item if label})
    values = [int(label) for label in used]
    reach = max(values) - min(values) if used else 0
    ranks = {label: rank for rank, label in enumerate(used)}
    most = len(used) * (len(used) - 1) / 2

    def linear(a: str, b: str) -> float:
        return 1 - abs(int(a) - int(b)) / reach

    def quadratic(a: str, b: str) -> float:
        return 1 - (int(a) - int(b)) ** 2 / reach**2

    def ordinal(a: str, b: str) -> float:
        apart = abs(ranks[a] - ranks[b])
        return 1 - apart * (apart + 1) / 2 / most

    alone = len({who for item in table for who, label in enumerate(item) if label}) < 2
    for key, weight in [("ac1", equal), ("ac2:linear", linear), ("ac2:quadratic", quadratic), ("ac2:ordinal", ordinal)]:
        same(found[key], None if alone else slow_gwet(table, used, weight, "gwet"))
    same(found["fleiss"], None if alone else slow_gwet(table, used, equal, "fleiss"))
    same(found["bennett"], None if alone else slow_gwet(table, used, equal, "bennett"))


@settings(max_examples=100, deadline=None)
@given(tables())
def test_cohen_of_every_pair_is_its_definition(table: Table) -> None:
    found = report_of(table)
    people = sorted({who for item in table for who, label in enumerate(item) if label})
    assert sum(key.startswith("cohen_pair:") for key in found) == len(people) * (len(people) - 1) / 2
    for a, b in combinations(people, 2):
        both = [(item[a], item[b]) for item in table if item[a] and item[b]]
        same(found[f"cohen_pair:r{a},r{b}"], slow_cohen(both, equal))  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(two_annotators())
def test_two_annotators_without_gaps_reduce_to_the_textbook_formulas(table: Table) -> None:
    found = report_of(table)
    pairs = [(str(a), str(b)) for a, b in table]
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    counts = Counter(label for pair in pairs for label in pair)
    chance = sum((count / (2 * n)) ** 2 for count in counts.values())
    same(found["percent"], observed)
    pi = (observed - chance) / (1 - chance) if len(counts) > 1 else None
    same(found["scott"], pi)
    same(found["fleiss"], pi)
    same(found["cohen"], slow_cohen(pairs, equal))
    # Krippendorff 2011: alpha is pi with a correction for small samples.
    same(found["alpha:nominal"], None if pi is None else 1 - (1 - pi) * (2 * n - 1) / (2 * n))
    for label, count in counts.items():
        same(found[f"specific:{label}"], 2 * sum(a == b == label for a, b in pairs) / count)
    reach = max(map(int, counts)) - min(map(int, counts))
    linear = slow_cohen(pairs, lambda a, b: 1 - abs(int(a) - int(b)) / max(1, reach))
    quadratic = slow_cohen(pairs, lambda a, b: 1 - (int(a) - int(b)) ** 2 / max(1, reach) ** 2)
    same(found["cohen:linear"], linear)
    same(found["cohen:quadratic"], quadratic)


@settings(max_examples=100, deadline=None)
@given(tables())
def test_figures_of_a_label_are_those_of_a_table_with_two_labels(table: Table) -> None:
    found = report_of(table)
    for label in sorted({label for item in table for label in item if label}):
        binary: Table = [[None if x is None else "yes" if x == label else "no" for x in item] for item in table]
        other = report_of(binary)
        same(found[f"alpha_label:{label}"], other["alpha:nominal"])
        same(found[f"fleiss_label:{label}"], other["fleiss"])


@settings(max_examples=60, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_order_of_annotators_and_items_changes_nothing(table: Table, chance: random.Random) -> None:
    before = report_of(table)
    order = list(range(len(table[0])))
    chance.shuffle(order)
    mixed: Table = [[item[place] for place in order] for item in table]
    chance.shuffle(mixed)
    after = report_of(mixed)
    for key, value in before.items():
        if not key.startswith("cohen_pair:") and key != "reasons" and not key.startswith("ci:"):
            same(after[key], value)
    pairs = [[value for key, value in found.items() if key.startswith("cohen_pair:")] for found in (before, after)]
    one, other = (sorted(values, key=lambda value: (value is None, round(value or 0, 9))) for values in pairs)
    for x, y in zip(one, other, strict=True):
        same(x, y)


@settings(max_examples=60, deadline=None)
@given(tables("abcd"), st.permutations("abcd"))
def test_names_of_labels_change_nothing_in_nominal_figures(table: Table, names: list[str]) -> None:
    rename = dict(zip("abcd", names, strict=True))
    before = report_of(table)
    after = report_of([[rename[x] if x else None for x in item] for item in table])
    for key in ("percent", "cohen", "scott", "bennett", "fleiss", "ac1", "alpha:nominal"):
        same(before[key], after[key])
    for label in {x for item in table for x in item if x}:
        same(before[f"alpha_label:{label}"], after[f"alpha_label:{rename[label]}"])


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from("1234"))
def test_an_item_with_one_label_leaves_alpha_and_percent_as_they_were(table: Table, label: str) -> None:
    before = report_of(table)
    after = report_of([*table, [label, *[None] * (len(table[0]) - 1)]])
    for key in ("percent", "alpha:nominal", "alpha:ordinal", "alpha:interval", "alpha:ratio"):
        same(before[key], after[key])
    assert after["items_used"] == before["items_used"]
    assert after["items"] == before["items"] + 1


@settings(max_examples=60, deadline=None)
@given(tables(), st.integers(1, 9), st.integers(0, 9))
def test_interval_alpha_ignores_shift_and_scale_and_ratio_alpha_scale(table: Table, times: int, plus: int) -> None:
    before = report_of(table)
    moved = report_of([[None if x is None else str(int(x) * times + plus) for x in item] for item in table])
    scaled = report_of([[None if x is None else str(int(x) * times) for x in item] for item in table])
    same(before["alpha:interval"], moved["alpha:interval"])
    same(before["alpha:ordinal"], moved["alpha:ordinal"])
    same(before["alpha:ratio"], scaled["alpha:ratio"])


@settings(max_examples=60, deadline=None)
@given(tables("abc"))
def test_a_label_of_the_order_that_nobody_used_leaves_ordinal_alpha_as_it_was(table: Table) -> None:
    narrow, wide = report_of(table, order=list("abc")), report_of(table, order=list("azbc"))
    same(narrow["alpha:ordinal"], wide["alpha:ordinal"])
    same(narrow["alpha:nominal"], wide["alpha:nominal"])
    same(narrow["fleiss"], wide["fleiss"])
    assert wide["alpha_label:z"] is None


@settings(max_examples=60, deadline=None)
@given(tables())
def test_full_agreement_with_two_labels_is_one_and_nothing_is_ever_above_it(table: Table) -> None:
    found = report_of(table)
    for key, value in found.items():
        if isinstance(value, float):
            assert value <= 1 + 1e-12, key
    copied = report_of([["1"] * 3, ["2"] * 3, *([x] * 3 for x in (item[0] for item in table))])
    for key in ("percent", "fleiss", "bennett", "ac1", "alpha:nominal", "alpha:ordinal", "alpha:interval"):
        same(copied[key], 1.0)


def test_huge_and_tiny_numbers_do_not_overflow() -> None:
    table: Table = [["1e308", "1e308"], ["-1e308", "-1e308"], ["0", "1e308"], ["0", "0"]]
    plain: Table = [["1", "1"], ["-1", "-1"], ["0", "1"], ["0", "0"]]
    assert report_of(table)["alpha:interval"] == pytest.approx(report_of(plain)["alpha:interval"], abs=1e-12)
    tiny: Table = [["1e-320", "1e-320"], ["2e-320", "3e-320"]]
    small: Table = [["1", "1"], ["2", "3"]]
    assert report_of(tiny)["alpha:ratio"] == pytest.approx(report_of(small)["alpha:ratio"], abs=1e-2)
