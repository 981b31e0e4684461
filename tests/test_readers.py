"""Readers: web pages, Word, PDF, tables and archives become clean text with kinds and suggestions."""

import json

import pytest

from annotator.errors import BadInput
from annotator.reading import Document, Options, documents, read
from annotator.reading.cutting import Rule, cut
from tests.support.papers import Placed, column, pdf, word, zipped

PAGE = """<!doctype html><html lang="en"><head><title>Ferry stops for the winter</title>
<meta name="author" content="Mara Lind"><script>alert("no")</script></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Ferry stops for the winter</h1>
<p>The ferry will stop on Friday, the harbour board said. Nobody was <a href="/x">asked</a> before, boat owners say.</p>
<p>It carried two hundred people a day last summer, more than in any year before. The board will meet again in May.</p>
<h2>What comes next</h2><p>A bus will run along the coast instead, four times a day and twice on Sundays, the county
said.</p></article><footer>Imprint and cookies</footer></body></html>"""


def kinds(name: str, data: bytes) -> list[tuple[str, str]]:
    """Return the kind and text of each segment of a file."""
    reading = read(name, data)
    return [(one["kind"], reading.text[one["start"] : one["end"]]) for one in cut(name, reading, "en")]


def refusal(name: str, data: bytes, options: Options | None = None) -> str:
    with pytest.raises(BadInput) as caught:
        list(documents(name, data, options or Options()))
    return str(caught.value)


def test_a_saved_page_gives_its_article_and_nothing_else() -> None:
    reading = read("ferry.html", PAGE.encode())
    assert "alert" not in reading.text
    assert "Home" not in reading.text
    assert "Imprint" not in reading.text
    assert (reading.found["title"], reading.found["author"]) == ("Ferry stops for the winter", "Mara Lind")
    assert reading.found["language"] == "en"
    found = kinds("ferry.html", PAGE.encode())
    assert found[0] == ("headline", "Ferry stops for the winter")
    assert ("heading", "What comes next") in found
    assert found[1][1].endswith("Nobody was asked before, boat owners say.")


def test_a_short_page_keeps_its_headings_and_parts_its_blocks() -> None:
    page = """<html><head><title>Bridge to close | Town News</title></head><body><nav><ul><li>Home</li></ul></nav>
    <h1>Bridge to close</h1><p>By Nell Otway</p><p>The old bridge will close in May.</p><h2>Ferries instead</h2>
    <p>A ferry will run every hour.</p><ul><li><p>Weekdays from 6 to 22</p></li><li>Sundays from 8</li></ul></body></html>"""
    assert kinds("bridge.html", page.encode()) == [
        ("headline", "Bridge to close"), ("credit", "By Nell Otway"), ("body", "The old bridge will close in May."),
        ("heading", "Ferries instead"), ("body", "A ferry will run every hour."), ("body", "Weekdays from 6 to 22"),
        ("body", "Sundays from 8"),
    ]  # fmt: skip
    brief = b"<html><body><h1>Short news</h1><p>One sentence only here.</p></body></html>"
    assert kinds("brief.html", brief) == [("headline", "Short news"), ("body", "One sentence only here.")]


def test_a_page_is_read_in_the_encoding_it_declares() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace("winter", "café")
    assert "café" in read("ferry.htm", page.encode("cp1252")).text


def test_a_page_under_a_text_name_is_read_as_a_page() -> None:
    reading = read("ferry.txt", PAGE.encode())
    assert "<p>" not in reading.text
    assert "HTML" in reading.warnings[-1]


def test_a_word_file_keeps_title_headings_and_lists() -> None:
    data = word(
        [
            ("Title", "Ferry stops"),
            ("Normal", "The ferry stopped on Friday. Nobody was hurt."),
            ("Heading 1", "The board"),
            ("List Bullet", "New buses"),
        ],
        author="Mara Lind",
    )
    assert kinds("ferry.docx", data) == [
        ("headline", "Ferry stops"),
        ("body", "The ferry stopped on Friday. Nobody was hurt."),
        ("heading", "The board"),
        ("body", "New buses"),
    ]
    assert read("ferry.docx", data).found["author"] == "Mara Lind"


FIRST = [
    "The ferry company said on Monday that it would keep the line open for an-",
    "other winter, although hardly anyone uses it on week days. The mayor thanked",
    "the crew. She spoke for an hour in the old town hall.",
    "",
    "Nobody was hurt when the well-known ship hit the pier, a police officer told",
    "the paper. The pier is closed until spring and the well-",
    "known ship is in the dock for re-",
    "pairs. More than",
]
SECOND = ["two hundred people had to wait. They went home by bus in the rain."]


def page(lines: list[str], number: int) -> list[Placed]:
    return [(72, 810, 9, "The Harbour Paper"), *column(lines), (290, 30, 9, str(number))]


def test_paragraphs_of_a_pdf_span_lines_and_pages_without_headers_and_numbers() -> None:
    reading = read("ferry.pdf", pdf([page(FIRST, 1), page(SECOND, 2)], "/Title (Ferry) /CreationDate (D:20260531)"))
    first, second = reading.text.strip().split("\n\n")
    assert first.startswith("The ferry company said on Monday that it would keep the line open for another winter,")
    assert "the well-known ship is in the dock for repairs. More than two hundred people had to wait." in second
    assert "Harbour Paper" not in reading.text
    assert reading.found == {"title": "Ferry", "published": "2026-05-31"}


def test_two_columns_are_read_one_after_the_other() -> None:
    left = ["The first column runs down", "the left side of the page and", "then goes on at the top of the",
            "second one. It has many lines", "so that the reader sees where", "it parts. Another sentence"]  # fmt: skip
    right = ["follows on the right side of", "the page, as in a newspaper.", "This is the last of them all,",
             "or nearly so. The paper is", "printed every week on Friday", "and sold on Saturday."]  # fmt: skip
    rows = [
        one for n in range(6) for one in ((72, 600 - 14 * n, 11, left[n]), (320, 600 - 14 * n, 11, right[n]))
    ]  # fmt: skip
    found = kinds("columns.pdf", pdf([[(72, 700, 20, "Across both columns: the end of it"), *rows]]))
    assert found[0] == ("headline", "Across both columns: the end of it")
    assert "Another sentence follows on the right side of the page, as in a newspaper." in found[1][1]


def test_a_scanned_pdf_is_refused() -> None:
    assert "text recognition" in refusal("scan.pdf", pdf([[]]))


def rows_of(name: str, data: bytes, **columns: str) -> list[Document]:
    found = list(documents(name, data, Options(columns=columns)))
    assert all(isinstance(one, Document) for one in found)
    return [one for one in found if isinstance(one, Document)]


def test_lines_of_json_are_an_article_each_with_metadata() -> None:
    lines = [{"body": "The ferry stopped.", "headline": "Ferry", "date": "2026-05-31", "tags": ["a", "b"]}] * 2
    first, second = rows_of("a.jsonl", "\n".join(map(json.dumps, lines)).encode())
    assert first.reading.text == "The ferry stopped."
    assert first.reading.found == {"title": "Ferry", "published": "2026-05-31"}
    assert second.name == "a.jsonl, row 2"
    assert json.loads(second.data) == lines[1]


def test_a_row_whose_text_is_none_is_refused_and_does_not_stop_the_others() -> None:
    rows = [{"text": one} for one in ("It rained.", 5, True, ["a"], {"a": "b"}, None, "It snowed.")]
    found = list(documents("a.jsonl", "\n".join(map(json.dumps, rows)).encode(), Options()))
    assert [one.reading.text for one in found if isinstance(one, Document)] == ["It rained.", "It snowed."]
    assert [str(one).partition(" holds ")[2].partition(" in ")[0] for one in found[1:5]] == [
        *("a number", "true or false", "a list", "an object"),
    ]
    assert "row 6 is empty" in str(found[5])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_with_its_own_separator_and_the_columns_named(separator: str) -> None:
    data = separator.join(["id", "one", "two"]) + "\n" + separator.join(["1", '"It rained.\nAll day."', "Rain"]) + "\n"
    (made,) = rows_of("a.csv", data.encode(), text="one", title="two")
    assert made.reading.text == "It rained.\nAll day."
    assert made.reading.found == {"title": "Rain"}
    assert b"It rained." in made.data


def test_a_table_without_a_text_column_names_those_it_has() -> None:
    assert refusal("a.csv", b"id,n\n1,2\n") == "Say which column of a.csv holds the text. It has: id, n."
    assert "no column “story”" in refusal("a.csv", b"id,n\n1,2\n", Options(columns={"text": "story"}))


def test_a_zip_holds_any_of_these_and_a_bad_one_does_not_stop_the_others() -> None:
    inner = [("a/ferry.html", PAGE.encode()), ("b.txt", b"One is here. Two are there."), ("c.png", b"\x89PNG\r\n")]
    found = list(documents("all.zip", zipped([*inner, (".hidden.txt", b"no")]), Options()))
    assert [one.name for one in found if isinstance(one, Document)] == ["all.zip/a/ferry.html", "all.zip/b.txt"]
    assert [str(one) for one in found if isinstance(one, BadInput)] == [
        "all.zip/c.png is an image, not text. Save it as text and import that."
    ]


def test_a_rule_of_the_project_leaves_out_what_starts_alike() -> None:
    reading = read(
        "a.txt", b"Ferry stops\n\nThe ferry stopped on Friday. Nobody knows why.\n\nREAD MORE about ferries here.\n"
    )
    whole = cut("a.txt", reading, "en")
    less = cut("a.txt", reading, "en", [Rule("Read more", "drop"), Rule("The ferry", "credit")])
    assert [one["kind"] for one in less] == ["headline", "credit"]
    assert [one["sentences"] for one in less] == [one["sentences"] for one in whole[:2]]
