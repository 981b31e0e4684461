"""Reading a file of labels, and what is refused with its line."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import Labels, LabelsError, read_labels, read_order, render, report

HEAD = "item,annotator,label,article\n"


def rows(labels: Labels) -> set[tuple[object, object, str]]:
    return {
        (labels.items[i], labels.annotators[a], labels.labels[k])
        for i, a, k in zip(labels.item.tolist(), labels.annotator.tolist(), labels.label.tolist(), strict=True)
    }


def refusal(text: str | bytes, order: list[str] | None = None) -> str:
    with pytest.raises(LabelsError) as caught:
        read_labels(text, order=order)
    return str(caught.value)


def test_items_annotators_labels_and_articles_come_out_as_written() -> None:
    labels = read_labels(HEAD + "s1,Ann,CFS,a1\ns1,Bo,NFS,a1\ns2,Ann,CFS,a2\n")
    assert rows(labels) == {("s1", "Ann", "CFS"), ("s1", "Bo", "NFS"), ("s2", "Ann", "CFS")}
    assert labels.articles == ("a1", "a2")


def test_a_row_with_more_columns_than_the_header_is_refused() -> None:
    assert refusal(HEAD + "s1,Ann,yes, maybe,a1\n") == (
        "Line 2: the row has 5 columns, the header has 4. A label with a comma stands in double quotes."
    )


def test_columns_may_stand_in_any_order_with_others_between() -> None:
    labels = read_labels("note,label,item,x,annotator\nhm,CFS,s1,,Ann\n")
    assert rows(labels) == {("s1", "Ann", "CFS")}
    assert labels.articles == (None,)


def test_an_empty_label_is_missing_and_its_item_still_counts() -> None:
    found = report(read_labels("item,annotator,label\ns1,Ann,CFS\ns1,Bo,\ns2,Ann,\n"))
    assert (found["items"], found["items_used"], found["annotators"]) == (2, 0, 1)


@pytest.mark.parametrize("label", ["None", "NA", "nan", "null", " ", "-", "0"])
def test_words_for_nothing_are_labels(label: str) -> None:
    labels = read_labels(f"item,annotator,label\ns1,Ann,{label}\ns1,Bo,{label}\n")
    assert labels.labels == (label,)


def test_quotes_commas_line_breaks_and_a_byte_order_mark_are_read() -> None:
    text = '\ufeffitem,annotator,label\r\n"s,1","Ann ""A""","two\nlines"\r\n'
    assert rows(read_labels(text.encode())) == {("s,1", 'Ann "A"', "two\nlines")}


def test_blank_lines_are_passed_over() -> None:
    assert len(read_labels("item,annotator,label\n\ns1,Ann,x\n\n").items) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", b"", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(text: str | bytes) -> None:
    assert refusal(text).startswith("Line 1: the file is empty")


def test_a_header_alone_is_refused() -> None:
    assert refusal(HEAD) == "Line 1: the file has a header and no rows below it."


@pytest.mark.parametrize("missing", ["item", "annotator", "label"])
def test_a_missing_column_is_named(missing: str) -> None:
    header = [name for name in ("item", "annotator", "label", "article") if name != missing]
    assert refusal(",".join(header) + "\na,b,c\n").startswith(f"Line 1: the column '{missing}' is missing")


def test_other_separators_than_commas_are_pointed_out() -> None:
    assert "separate the columns with commas" in refusal("item;annotator;label\ns1;Ann;x\n")
    assert "separate the columns with commas" in refusal("item\tannotator\tlabel\ns1\tAnn\tx\n")


def test_a_column_that_is_there_twice_is_refused() -> None:
    assert "the column 'label' is there twice" in refusal("item,annotator,label,label\na,b,c,d\n")


def test_labelling_an_item_twice_is_refused_with_both_lines() -> None:
    text = HEAD + "s1,Ann,x,a\ns1,Bo,x,a\n\ns1,Ann,y,a\n"
    assert refusal(text) == "Line 5: 'Ann' labels item 's1' a second time, after line 2."


def test_the_line_is_right_after_a_quoted_line_break() -> None:
    assert refusal('item,annotator,label\n"s\n1",Ann,x\n"s\n1",Ann,y\n').startswith("Line 4: 'Ann' labels item 's\\n1'")


def test_a_blank_and_a_label_for_one_item_are_one_label() -> None:
    assert len(rows(read_labels("item,annotator,label\ns1,Ann,\ns1,Ann,x\n"))) == 1


def test_an_item_under_two_articles_is_refused() -> None:
    assert refusal(HEAD + "s1,Ann,x,a\ns1,Bo,x,b\n") == "Line 3: item 's1' stands under another article than on line 2."


def test_a_label_outside_the_order_is_refused_with_its_line() -> None:
    text = "item,annotator,label\ns1,Ann,x\ns1,Bo,z\n"
    assert refusal(text, order=["x", "y"]).startswith("Line 3: the label 'z' is not in the order")


def test_an_order_with_a_label_twice_is_refused() -> None:
    assert "names 'x' twice" in refusal("item,annotator,label\ns1,Ann,x\n", order=["x", "x"])


@pytest.mark.parametrize(("row", "missing"), [(",Ann,x", "item"), ("s1,,x", "annotator")])
def test_an_empty_item_or_annotator_is_refused(row: str, missing: str) -> None:
    assert refusal(f"item,annotator,label\ns0,Bo,x\n{row}\n").startswith(f"Line 3: the {missing} is empty")


def test_a_short_row_is_refused() -> None:
    assert refusal(HEAD + "s1,Ann,x\n") == "Line 2: the row has 3 columns, the header asks for 4."


def test_open_quotes_are_refused() -> None:
    assert refusal('item,annotator,label\ns1,Ann,x\ns2,Ann,"x\n').startswith("Line 3: the row is not valid CSV")


def test_a_field_beyond_all_bounds_is_refused() -> None:
    assert refusal("item,annotator,label\ns1,Ann," + "x" * 200_000).startswith("Line 2: the row is not valid CSV")


def test_bytes_that_are_not_utf_8_are_refused_with_their_line() -> None:
    text = "item,annotator,label\ns1,Ann,x\ns2,José,x\n"
    assert refusal(text.encode("latin-1")) == "Line 3: the file is not UTF-8: save it as UTF-8."
    assert refusal(text.encode("utf-16")) == "Line 1: the file is UTF-16: save it as UTF-8."


def test_order_and_sets_reach_the_figures() -> None:
    text = "item,annotator,label\ns1,A,lo\ns1,B,hi\ns2,A,hi\ns2,B,hi\ns3,A,lo\ns3,B,lo\n"
    found = report(read_labels(text, order=["lo", "mid", "hi"], sets="|"))
    assert found["alpha:ordinal"] is not None
    assert found["alpha:masi"] is not None


def test_an_order_is_split_at_commas_outside_quotes() -> None:
    assert read_order('low,"a, b",high') == ["low", "a, b", "high"]


@pytest.mark.parametrize("text", ["", "a,,b", ",", '"a'])
def test_an_order_with_an_empty_label_is_refused(text: str) -> None:
    with pytest.raises(LabelsError, match="order"):
        read_order(text)


def test_labels_from_rows_refuse_what_a_file_may_not_hold() -> None:
    with pytest.raises(LabelsError, match="'Ann' labels item 1 twice"):
        Labels.from_rows([(1, "Ann", "x", None), (1, "Ann", "x", None)])
    with pytest.raises(LabelsError, match="two articles"):
        Labels.from_rows([(1, "Ann", "x", "a"), (1, "Bo", "x", "b")])


CELL = st.text('ab1,"\n\r;| \u00e9', max_size=3)
FILE = st.lists(st.lists(CELL, min_size=1, max_size=5).map(",".join), max_size=6).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(st.one_of(FILE, FILE.map(lambda rows: "item,annotator,label\n" + rows), st.binary(max_size=60)))
def test_any_file_is_read_or_refused_with_a_line(source: str | bytes) -> None:
    try:
        answer = render(report(read_labels(source, sets="|")))
    except LabelsError as refused:
        answer = str(refused)
    assert answer.startswith(("Line ", "Items: "))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=8))
def test_any_order_is_split_or_refused(text: str) -> None:
    with contextlib.suppress(LabelsError):
        assert all(read_order(text))
