"""Records and tables from plain values: ids, homes, references, order, text to the last code point."""

import csv
import io
import json
from itertools import permutations
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, BadInput, Conflict
from annotator.exporting import choose
from annotator.exporting.plain import GOLD, Line, Reading, Source
from annotator.exporting.records import chosen, records, share
from annotator.exporting.rows import line_of
from annotator.exporting.tables import label_lines

LAYERS = {"claims": ["CFS"], "attributions": ["CFS"]}
TEXT = "The pier was shut. It will open in May. Nobody asked."
# Letters of one to four bytes, a combining accent, a joiner, a right-to-left mark, three line ends that are none.
LETTERS = 'ab🛥👩é\u0301\u200d\u200fא\u2028\u2029\x85"\\.“”'
EDGES = ((0, 18), (19, 39), (40, 53))


def source(*readings: tuple[int, Reading], text: str = TEXT, edges: Any = EDGES) -> Source:
    """Return an article whose sentences have the readings that name them by number."""
    lines = [Line(place, "body", start, end, text[start:end]) for place, (start, end) in enumerate(edges)]
    for number, reading in readings:
        if reading.who == GOLD:
            lines[number - 1].gold = reading
        else:
            lines[number - 1].readings.append(reading)
    return Source("art_0", "en", None, "art_0", "s/1", LAYERS, "fact-claims", "1.0.0", text, lines)


def reading(key: int, who: str = "r01", label: str | None = "CFS", **more: Any) -> Reading:
    return Reading(key, who, more.pop("shown", who), more.pop("round", 1), label, more.pop("flags", []), **more)


def span(start: int, end: int, text: str = TEXT) -> dict[str, Any]:
    return {"start": start, "end": end, "quote": text[start:end]}


def claim(*spans: dict[str, Any], **more: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "normalized": None,
        "types": [],
        "level": "content",
        "attribution": None,
        "duplicate_of": [],
    }
    return {"spans": list(spans), **known, "verification": None, **more}


def attribution(content: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    known = {"source_entity": None, "source_type": "unnamed", "source_commitment": None, "nested_in": None}
    return {"source_spans": [], "cue_spans": [], "content_spans": content, **known, **more}


def made(found: Source, **choice: str) -> list[dict[str, Any]]:
    wanted = choose(choice)
    return list(records(chosen(found, wanted), wanted))


def claims(found: Source, number: int) -> list[dict[str, Any]]:
    (annotation,) = made(found)[number - 1]["annotations"]
    listed: list[dict[str, Any]] = annotation["claims"]
    return listed


def test_the_split_of_the_documented_article_is_the_documented_one() -> None:
    assert share("art_44ac2f918b2d1b3c") == "validation"


def test_eight_of_ten_articles_are_for_training() -> None:
    parts = [share(f"art_{number:016x}") for number in range(2000)]
    assert abs(parts.count("train") - 1600) < 80
    assert abs(parts.count("validation") - 200) < 50


def test_the_same_claim_twice_gets_a_second_id() -> None:
    one = claim(span(0, 17), normalized="b")
    found = claims(source((1, reading(1, claims={"x": one, "y": claim(span(0, 17), normalized="a")}))), 1)
    assert [(entry["id"], entry["normalized"]) for entry in found] == [
        ("art_0:0:18:r01:claim:0:17", "a"),
        ("art_0:0:18:r01:claim:0:17~2", "b"),
    ]


def test_ids_and_order_do_not_depend_on_the_order_in_which_things_were_made() -> None:
    values = {
        "u1": claim(span(4, 8)),
        "u2": claim(span(0, 17)),
        "u3": claim(span(0, 17), types=["causal"]),
        "u4": claim(span(0, 8), span(9, 12)),
    }
    results = {
        orjson.dumps(claims(source((1, reading(1, claims=dict(turn)))), 1)) for turn in permutations(values.items())
    }
    assert len(results) == 1


def test_a_claim_stands_in_the_sentence_in_which_its_first_span_starts() -> None:
    crossing = claim(span(4, 8), span(19, 38))
    found = source((1, reading(1)), (2, reading(2, claims={"x": crossing})))
    assert [entry["id"] for entry in claims(found, 1)] == ["art_0:0:18:r01:claim:4:8"]
    assert claims(source((1, reading(1)), (2, reading(2, claims={"x": crossing}))), 2) == []


def test_a_claim_stays_where_it_was_made_when_the_sentence_before_holds_none() -> None:
    found = source((1, reading(1, label="NFS")), (2, reading(2, claims={"x": claim(span(4, 8), span(19, 38))})))
    assert [entry["id"] for entry in claims(found, 2)] == ["art_0:19:39:r01:claim:4:8"]


def test_references_follow_to_other_sentences_and_end_where_nothing_is_left() -> None:
    first = reading(1, claims={"a": claim(span(0, 17))}, attributions={"s": attribution([span(0, 17)])})
    second = reading(2, claims={"b": claim(span(19, 38), attribution="s", duplicate_of=["a", "aside", "never"])})
    aside = reading(3, label="NFS", claims={"aside": claim(span(40, 52))})
    (found,) = claims(source((1, first), (2, second), (3, aside)), 2)
    assert found["attribution"] == "art_0:0:18:r01:attribution:0:17"
    assert found["duplicate_of"] == ["art_0:0:18:r01:claim:0:17"]
    lost = reading(2, claims={"b": claim(span(19, 38), attribution="never")})
    assert claims(source((2, lost)), 2)[0]["attribution"] is None


def test_gold_refers_to_gold_only() -> None:
    own = reading(1, claims={"a": claim(span(0, 17))})
    gold = reading(2, GOLD, claims={"b": claim(span(19, 38), duplicate_of=["a"])})
    assert made(source((1, own), (2, gold)))[1]["gold"]["claims"][0]["duplicate_of"] == []
    taken = reading(3, GOLD, claims={"a": claim(span(0, 17))})
    gold = reading(2, GOLD, claims={"b": claim(span(19, 38), duplicate_of=["a"])})
    found = made(source((1, taken), (2, gold)))[1]["gold"]["claims"][0]
    assert found["duplicate_of"] == ["art_0:0:18:gold:claim:0:17"]


def test_an_attribution_is_named_after_its_first_span_and_its_quotation_is_measured() -> None:
    text = "Ana Lund said: “The pier is shut.”"
    value = attribution([span(16, 32, text)], source_spans=[span(0, 8, text)], cue_spans=[span(9, 13, text)])
    found = made(source((1, reading(1, attributions={"s": value})), text=text, edges=[(0, 34)]))
    (entry,) = found[0]["annotations"][0]["attributions"]
    assert (entry["id"], entry["quote_type"]) == ("art_0:0:34:r01:attribution:0:8", "direct")


def test_a_span_that_does_not_cover_its_words_stops_the_export() -> None:
    wrong = {"start": 0, "end": 3, "quote": "Thy"}
    with pytest.raises(Conflict, match="art_0 at 0 to 3"):
        made(source((1, reading(1, claims={"x": claim(wrong)}))))


def test_not_asked_is_null_and_asked_and_empty_is_a_list() -> None:
    labels = ("CFS", "UFS", None)
    found = made(source(*((n, reading(n, label=label, flags=["unsure"])) for n, label in enumerate(labels, 1))))
    assert [entry["annotations"][0]["claims"] for entry in found] == [[], None, None]
    assert [entry["annotations"][0]["label"] for entry in found] == ["CFS", "UFS", None]


def test_round_one_is_exported_unless_asked() -> None:
    def both() -> Source:
        return source((1, reading(2, label="NFS", round=2, blind=False)), (1, reading(1, label="UFS")))

    def labels(**choice: str) -> list[str]:
        return [entry["label"] for entry in made(both(), **choice)[0]["annotations"]]

    assert labels() == ["UFS"]
    assert labels(rounds="last") == ["NFS"]
    assert labels(rounds="all") == ["UFS", "NFS"]
    assert made(both(), rounds="all")[0]["n_annotators"] == 1


def test_work_in_progress_can_be_left_out() -> None:
    found = source((1, reading(1, status="open")), (1, reading(2, "r02")))
    assert [entry["annotator"] for entry in made(found, states="submitted")[0]["annotations"]] == ["r02"]


def test_gold_and_everyone_can_be_had_alone() -> None:
    def both() -> Source:
        return source((1, reading(1)), (1, reading(2, GOLD, "NFS", method="settled", shown="r02")))

    gold, everyone = made(both(), labels="gold")[0], made(both(), labels="everyone")[0]
    assert (gold["annotations"], gold["gold"]["settled_by"], gold["n_annotators"]) == ([], "r02", 1)
    assert (len(everyone["annotations"]), everyone["gold"]) == (1, None)


def test_a_sentence_stands_under_the_heading_before_it() -> None:
    found = source()
    found.lines[1].kind = "heading"
    assert [entry["section"] for entry in made(found)] == [None, TEXT[19:39], TEXT[19:39]]


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.sampled_from(LETTERS), min_size=1, max_size=30), data=st.data())
def test_every_span_covers_its_words_and_a_line_is_a_record(text: str, data: st.DataObject) -> None:
    edges = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda pair: pair[0] < pair[1])
    marked = st.lists(edges.map(lambda pair: span(*pair, text)), min_size=1, max_size=3)
    values = {f"u{n}": claim(*spans) for n, spans in enumerate(data.draw(st.lists(marked, max_size=4)))}
    said = {f"s{n}": attribution(spans) for n, spans in enumerate(data.draw(st.lists(marked, max_size=2)))}
    found = source((1, reading(1, claims=values, attributions=said)), text=text, edges=[(0, len(text))])
    (line,) = map(line_of, records(found, choose({})))
    assert line.count(b"\n") == 1
    record = json.loads(line)
    assert record["text"] == text
    assert line.decode() == json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
    (annotation,) = record["annotations"]
    marks = annotation["claims"] + annotation["attributions"]
    assert len({mark["id"] for mark in marks}) == len(values) + len(said)
    for mark in marks:
        for entry in mark.get("spans") or mark["content_spans"]:
            assert text[entry["start"] : entry["end"]] == entry["text"]


@settings(max_examples=100, deadline=None)
@given(people=st.lists(words, min_size=1, max_size=3, unique=True), label=words)
def test_a_table_gives_back_any_name_and_label(people: list[str], label: str) -> None:
    found = source(*((1, reading(n, f"r{n:02}", label, shown=who)) for n, who in enumerate(people)))
    text = b"".join(label_lines([found], choose({"format": "csv"}))).decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows == [["item", "annotator", "label", "article"], *(["art_0:0:18", who, label, "art_0"] for who in people)]


@pytest.mark.parametrize("label", ["None", "NA", "null", "nan", ""])
def test_a_label_that_looks_like_nothing_is_a_label(label: str) -> None:
    found = source((1, reading(1, "None", label)), (2, reading(2, "NA", None, flags=["unsure"])))
    rows = b"".join(label_lines([found], choose({"format": "csv"}))).decode().split("\n")
    assert rows == ["item,annotator,label,article", f"art_0:0:18,None,{label},art_0", ""]


def test_a_table_for_spreadsheets_holds_no_formula() -> None:
    signs = ["=", "+", "-", "@", "\t", "\r", "\n", *(chr(ord(sign) + 0xFEE0) for sign in "=+-@")]
    cells = [*(f"{sign}1" for sign in signs), "'x", "x=1", "x\n=1"]
    found = source(*((1, reading(n, f"r{n:02}", cell)) for n, cell in enumerate(cells)))
    table = b"".join(label_lines([found], choose({"format": "csv", "spreadsheet": "1"}))).decode()
    rows = list(csv.reader(io.StringIO(table, newline="")))[1:]
    assert [row[2] for row in rows] == [*(f"'{sign}1" for sign in signs), "'x", "x=1", "x\n=1"]


def test_gold_is_in_a_table_only_when_it_is_asked_alone() -> None:
    def rows(labels: str) -> list[str]:
        found = source((1, reading(1)), (1, reading(2, GOLD, "NFS")))
        table = b"".join(label_lines([found], choose({"format": "csv", "labels": labels}))).decode()
        return [row.split(",")[1] for row in table.splitlines()[1:]]

    assert (rows("both"), rows("everyone"), rows("gold")) == (["r01"], ["r01"], ["gold"])


def test_an_unknown_choice_names_those_there_are() -> None:
    with pytest.raises(BadInput, match=r"format cannot be xml\. Choose one of: jsonl, csv, "):
        choose({"format": "xml"})


def test_the_command_says_only_what_differs_from_its_defaults() -> None:
    assert choose({}).command("pier") == "annotator export --project pier --format jsonl -o pier.jsonl"
    wanted = {"format": "csv", "labels": "gold", "articles": "finished", "names": "1"}
    assert choose(wanted).command("pier") == (
        "annotator export --project pier --format csv --articles finished --labels gold --names -o pier-gold.csv"
    )


def test_what_is_final_comes_from_gold_or_from_the_only_annotation() -> None:
    def final(*said: tuple[int, Reading], **choice: str) -> tuple[Any, Any]:
        found = made(source(*said), **choice)[0]
        return found["final"] and found["final"]["label"], found["final_from"]

    own, other = (1, reading(1, label="CFS")), (1, reading(2, "r02", "CFS"))
    gold = (1, reading(3, GOLD, "NFS", method="majority"))
    assert final(own) == ("CFS", "single")
    assert final(own, other) == (None, None)
    assert final(own, other, gold) == ("NFS", "majority")
    assert final(own, gold, labels="everyone") == (None, None)
    assert final(own, gold, labels="gold") == ("NFS", "majority")
    assert final((1, reading(1, status="open"))) == (None, None)
    assert final((1, reading(1, label=None, flags=["unsure"]))) == (None, None)
    again = (1, reading(4, label="UFS", round=2))
    assert final(own, again, rounds="all") == ("UFS", "single")


@pytest.mark.parametrize("word", ["zz", "2", "yes please"])
def test_a_switch_is_on_or_off_and_nothing_else(word: str) -> None:
    with pytest.raises(AnnotatorError, match="It is on or off") as refused:
        choose({"names": word})
    assert refused.value.status == 400


def test_a_switch_is_written_in_several_ways() -> None:
    assert [choose({"names": word}).names for word in ("1", "true", "on", "True")] == [True] * 4
    assert [choose({"names": word}).names for word in ("0", "false", "off", "")] == [False] * 4
