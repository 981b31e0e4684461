"""Agreement of spans, units and attributions."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import (
    Attribution,
    Attributions,
    LabelsError,
    Marks,
    SpanAgreement,
    attribution_agreement,
    match_attributions,
    span_agreement,
)

Span = tuple[int, int]
LENGTH = 60


def one_unit(*annotators: list[Span]) -> SpanAgreement:
    return span_agreement(
        [Marks("u", who, tuple((span,) for span in spans), LENGTH) for who, spans in enumerate(annotators)]
    )


def test_the_same_spans_agree_fully() -> None:
    found = one_unit([(0, 5), (10, 20)], [(10, 20), (0, 5)])
    assert [found.exact.value, found.overlap.value, found.characters.value, found.alpha_u.value] == [1, 1, 1, 1]


def test_exact_overlap_and_character_f1_by_hand() -> None:
    found = one_unit([(0, 5), (10, 20), (30, 40)], [(0, 5), (15, 25)])
    assert found.exact.value == pytest.approx(2 * 1 / 5)
    assert found.overlap.value == pytest.approx(2 * 2 / 5)
    assert found.characters.value == pytest.approx(2 * 10 / (25 + 15))


def test_an_overlap_counts_whole_and_not_half() -> None:
    assert one_unit([(0, 10)], [(9, 20)]).overlap.value == 1.0


def test_touching_spans_do_not_overlap() -> None:
    found = one_unit([(0, 10)], [(10, 20)])
    assert (found.overlap.value, found.characters.value) == (0.0, 0.0)


def test_one_long_span_matches_only_one_of_two_short_ones() -> None:
    assert one_unit([(0, 20)], [(0, 5), (10, 15)]).overlap.value == pytest.approx(2 / 3)


def test_matching_finds_the_most_pairs() -> None:
    # Taken greedily, (0, 10) would take (0, 10) and leave (8, 9) without a partner.
    assert one_unit([(0, 10), (8, 9)], [(0, 10), (0, 5)]).overlap.value == 1.0


def test_nothing_marked_by_either_is_undefined_and_not_one() -> None:
    found = one_unit([], [])
    assert (found.exact.value, found.overlap.value, found.characters.value, found.alpha_u.value) == (None,) * 4
    assert found.exact.reason == "Nothing was marked in any unit that two annotators did."
    assert found.exact.n_items == 1


def test_marked_by_one_only_is_zero() -> None:
    found = one_unit([(0, 5)], [])
    assert (found.exact.value, found.overlap.value, found.characters.value) == (0.0, 0.0, 0.0)


def test_a_unit_done_by_one_annotator_does_not_count() -> None:
    rows = [Marks("u", "A", (((0, 5),),), 10), Marks("u", "B", (((0, 5),),), 10), Marks("v", "A", (((0, 5),),), 10)]
    found = span_agreement(rows)
    assert (found.exact.value, found.exact.n_items, found.exact.n_labels) == (1.0, 1, 2)
    alone = span_agreement(rows[2:])
    assert alone.exact.reason == alone.alpha_u.reason == "No two annotators did the same unit."


def test_a_span_with_a_gap_is_a_set_of_characters() -> None:
    whole, split, seamless = ((0, 10),), ((0, 4), (6, 10)), ((4, 10), (0, 4))
    assert span_agreement([Marks("u", "A", (whole,), 10), Marks("u", "B", (seamless,), 10)]).exact.value == 1.0
    found = span_agreement([Marks("u", "A", (whole,), 10), Marks("u", "B", (split,), 10)])
    assert found.exact.value == 0.0
    assert found.overlap.value == 1.0
    assert found.characters.value == pytest.approx(2 * 8 / 18)


def test_a_span_in_the_gap_of_another_does_not_overlap_it() -> None:
    found = span_agreement([Marks("u", "A", (((0, 4), (6, 10)),), 10), Marks("u", "B", (((4, 6),),), 10)])
    assert found.overlap.value == 0.0


def test_units_are_pooled_over_articles_and_pairs() -> None:
    rows = [
        Marks("u", "A", (((0, 5),), ((6, 9),)), 10, "a1"),
        Marks("u", "B", (((0, 5),),), 10, "a1"),
        Marks("u", "C", (), 10, "a1"),
        Marks("v", "A", (((0, 5),),), 10, "a2"),
        Marks("v", "B", (((0, 5),),), 10, "a2"),
    ]
    found = span_agreement(rows)
    # A and B: 2 of (3 + 2); A and C: 0 of 2; B and C: 0 of 1.
    assert found.exact.value == pytest.approx(2 * 2 / 8)
    pairs = {(pair.a, pair.b): pair for pair in found.pairs}
    assert pairs["A", "B"].exact.value == pytest.approx(2 * 2 / 5)
    assert (pairs["A", "B"].units, pairs["A", "B"].n_a, pairs["A", "B"].n_b) == (2, 3, 2)
    assert pairs["A", "C"].exact.value == 0.0
    assert found.exact.low == pytest.approx(2 / 6)
    assert found.exact.high == 1.0


@pytest.mark.parametrize("span", [(3, 3), (5, 2), (-1, 2), (8, 11)])
def test_spans_without_characters_or_outside_are_refused(span: Span) -> None:
    with pytest.raises(LabelsError, match=r"span"):
        Marks("u", "A", ((span,),), 10)


def test_one_annotator_cannot_do_a_unit_twice() -> None:
    with pytest.raises(LabelsError, match="'A' did unit 'u' twice"):
        span_agreement([Marks("u", "A", (), 10), Marks("u", "A", (), 10)])


def test_a_unit_has_one_length_and_one_article() -> None:
    with pytest.raises(LabelsError, match="different lengths"):
        span_agreement([Marks("u", "A", (), 10), Marks("u", "B", (), 11)])
    with pytest.raises(LabelsError, match="two articles"):
        span_agreement([Marks("u", "A", (), 10, "a"), Marks("u", "B", (), 10, "b")])


def sections(spans: list[Span]) -> list[tuple[int, int, bool]]:
    """Cut the continuum into units and gaps: start, length, is a unit."""
    out, at = [], 0
    for start, end in sorted(spans):
        if start > at:
            out.append((at, start - at, False))
        out.append((start, end - start, True))
        at = end
    return [*out, (at, LENGTH - at, False)] if at < LENGTH else out


def slow_alpha_u(annotators: list[list[Span]]) -> float | None:
    """Krippendorff 1995 by the letter: every section of one annotator against every section of another."""
    cuts, m = [sections(spans) for spans in annotators], len(annotators)
    observed = 0.0
    for one, other in permutations(cuts, 2):
        for b, length, unit in one:
            for c, size, marked in other:
                if unit and marked and -length < b - c < size:
                    observed += (b - c) ** 2 + (b + length - c - size) ** 2
                elif unit and not marked and size - length >= b - c >= 0:
                    observed += length**2
                elif marked and not unit and size - length <= b - c <= 0:
                    observed += size**2
    observed /= m * (m - 1) * LENGTH**2
    units = [length for cut in cuts for _, length, unit in cut if unit]
    gaps = [length for cut in cuts for _, length, unit in cut if not unit]
    expected = 0.0
    for length in units:
        expected += (len(units) - 1) / 3 * (2 * length**3 - 3 * length**2 + length)
        expected += length**2 * sum(gap - length + 1 for gap in gaps if gap >= length)
    expected *= 2 / LENGTH / (m * LENGTH * (m * LENGTH - 1) - sum(length * (length - 1) for length in units))
    return 1 - observed / expected if expected else None


EDGES = st.lists(st.integers(0, LENGTH), unique=True, max_size=10).map(sorted)
SPANS = EDGES.map(lambda edges: list(zip(edges[::2], edges[1::2], strict=False)))


@settings(max_examples=150, deadline=None)
@given(st.lists(SPANS, min_size=2, max_size=4))
def test_alpha_for_unitizing_is_its_definition(annotators: list[list[Span]]) -> None:
    slow, found = slow_alpha_u(annotators), one_unit(*annotators).alpha_u.value
    assert (slow is None and found is None) or found == pytest.approx(slow, abs=1e-9)


def test_alpha_for_unitizing_does_not_depend_on_the_order_of_articles_or_people() -> None:
    rows = [
        Marks(unit, who, tuple(((at, at + 3 + len(who)),) for at in range(shift, 50, 17)), LENGTH, unit)
        for unit, who, shift in [
            ("u", "A", 0),
            ("u", "Bo", 1),
            ("v", "A", 4),
            ("v", "Cid", 2),
            ("w", "Bo", 3),
            ("w", "A", 3),
        ]
    ]
    value = span_agreement(rows).alpha_u.value
    assert value == pytest.approx(span_agreement(rows[::-1]).alpha_u.value, abs=1e-12)
    assert value is not None
    assert value < 1


def test_touching_units_of_one_annotator_stay_two_units() -> None:
    value = one_unit([(0, 5), (5, 10)], [(0, 10)]).alpha_u.value
    assert value is not None
    assert value < 1


def brute_overlap(one: list[Span], other: list[Span]) -> int:
    """The largest one-to-one matching by trying all."""
    if not one:
        return 0
    best = brute_overlap(one[1:], other)
    for place, span in enumerate(other):
        if span[0] < one[0][1] and one[0][0] < span[1]:
            best = max(best, 1 + brute_overlap(one[1:], other[:place] + other[place + 1 :]))
    return best


ANY = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1])), max_size=5)


@settings(max_examples=150, deadline=None)
@given(ANY, ANY)
def test_overlap_and_characters_are_their_definitions(one: list[Span], other: list[Span]) -> None:
    found = one_unit(one, other)
    if one or other:
        assert found.overlap.value == pytest.approx(2 * brute_overlap(one, other) / (len(one) + len(other)))
        left, right = ({c for start, end in spans for c in range(start, end)} for spans in (one, other))
        assert found.characters.value == pytest.approx(2 * len(left & right) / (len(left) + len(right)))
    swapped = one_unit(other, one)
    for name in ("exact", "overlap", "characters", "alpha_u"):
        assert getattr(found, name).value == pytest.approx(getattr(swapped, name).value)


def said(content: Span, source: Span | None = None, entity: str | None = None, cue: Span | None = None) -> Attribution:
    return Attribution((content,), (source,) if source else (), (cue,) if cue else (), entity)


def attributions(*people: list[Attribution]) -> list[Attributions]:
    return [Attributions("u", who, tuple(some), "a1") for who, some in enumerate(people)]


def test_half_of_the_union_makes_a_relation_and_less_does_not() -> None:
    half = attribution_agreement(attributions([said((0, 10))], [said((0, 5))]))
    assert (half.relation.value, half.exact.value) == (1.0, 0.0)
    less = attribution_agreement(attributions([said((0, 100))], [said((0, 49))]))
    assert less.relation.value == 0.0
    assert less.exact.value is None
    assert less.exact.reason == "No attribution of two annotators has half of its content in common."


def test_source_cue_and_entity_are_compared_on_matched_relations_only() -> None:
    one = [said((0, 10), (20, 25), "Mira  Holt", (26, 30)), said((40, 50), (52, 55), "The Board")]
    other = [said((0, 9), (24, 28), "mira holt", (31, 33)), said((56, 60), (52, 55), "The Board")]
    found = attribution_agreement(attributions(one, other))
    assert found.relation.value == pytest.approx(2 * 1 / 4)
    assert (found.source.value, found.source.n_labels) == (1.0, 1)
    assert found.cue.value == 0.0
    assert found.entity.value == 1.0


def test_what_both_left_empty_is_left_out_and_what_one_left_empty_disagrees() -> None:
    one, other = [said((0, 10)), said((20, 30), (32, 35))], [said((0, 10)), said((20, 30))]
    found = attribution_agreement(attributions(one, other))
    assert (found.source.value, found.source.n_labels) == (0.0, 1)
    assert found.entity.value is None
    assert found.entity.reason == "No matched attribution has an entity."


def test_two_sources_of_one_content_are_matched_by_source() -> None:
    one = [said((0, 10), (20, 25)), said((0, 10), (40, 45))]
    other = [said((0, 10), (41, 44)), said((0, 10), (20, 22))]
    assert match_attributions(one, other) == [(0, 1), (1, 0)]
    assert attribution_agreement(attributions(one, other)).source.value == 1.0


def test_content_with_gaps_is_a_set_of_characters() -> None:
    one, other = Attribution(((0, 10), (20, 30))), Attribution(((0, 10), (18, 30)))
    assert attribution_agreement(attributions([one], [other])).relation.value == 1.0
    apart = Attribution(((10, 20), (30, 50)))
    assert attribution_agreement(attributions([one], [apart])).relation.value == 0.0


def test_no_attributions_at_all_is_undefined() -> None:
    found = attribution_agreement(attributions([], []))
    assert found.relation.value is None
    assert found.relation.reason == "No attribution was marked in any unit that two annotators did."
    assert found.source.reason == found.relation.reason


def test_an_attribution_without_content_is_refused() -> None:
    with pytest.raises(LabelsError, match="no content"):
        Attribution(())


def test_pairs_of_attributions_name_what_each_marked() -> None:
    rows = [*attributions([said((0, 9))], [said((0, 9)), said((20, 30))]), Attributions("v", 0, (), "a2")]
    ((pair),) = attribution_agreement(rows).pairs
    assert (pair.a, pair.b, pair.units, pair.n_a, pair.n_b) == (0, 1, 1, 1, 2)
    assert pair.relation.value == pytest.approx(2 / 3)
