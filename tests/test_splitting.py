"""Splitting through its front door: the policy, a whole article, kinds, any input at all, and the hand-cut set."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.splitting import KINDS, VERSION, split, split_sentences
from tests.splitting import gold

ARTICLE = """**Harbour Council Sends Two Ferries to Lorn, Leaving the Third at Home**
In a late vote, the Ellerwick council decided that two of its ferries will serve Lorn this winter. The third stays in dock.
Speaking on the pier, Mayor Ida Quist said the dock (built in 1911) would be repaired first. “We owe it that,” she added.
“Out of respect for the crew, and since we want at least a safe winter – namely one without ice – I chose two,” Quist said.
**The Budget Remains Open**
The plan, drafted by Dr. Owen Pratt, has been called “thin” by U.S. insurers. It names no sum. Nobody expects one soon.
Councillor Max Oduya described the delay as “a slap in the face.” He left early.
**What Comes Next**
“Will it hold?” Oduya asked. “I doubt it. I always have.”
The next vote is on Jan. 9 at 6 p.m. in the hall.
**Ellerwick Evening Post**
Read More @ post.example.org"""


def cut(text: str, language: str = "en") -> list[str]:
    """The sentences of one block."""
    return [text[a:b] for a, b in split_sentences(text, 0, len(text), language)]


def listed(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Kind and text of every sentence of a document."""
    return [(one.kind, text[a:b]) for one in split(text, language) for a, b in one.sentences]


def kinds_of(text: str, language: str = "en") -> list[str]:
    """The kinds of the segments of a document."""
    return [one.kind for one in split(text, language)]


def test_the_version_is_named() -> None:
    assert VERSION == "annotator-splitter/1.1"


def test_an_article_with_bold_headings_comes_out_whole() -> None:
    kinds = kinds_of(ARTICLE)
    assert kinds[0] == "headline"
    assert kinds.count("heading") == 2
    assert kinds[-2:] == ["credit", "link"]
    sentences = listed(ARTICLE)
    assert sum(kind == "body" for kind, _ in sentences) == 14
    assert not any("*" in text for _, text in sentences)
    assert (
        "body",
        "“Out of respect for the crew, and since we want at least a safe winter – namely one without ice – I chose two,” Quist said.",
    ) in sentences
    assert ("credit", "Ellerwick Evening Post") in sentences


def test_a_quote_of_several_sentences_is_cut_inside() -> None:
    assert cut("“It leaks. It is old. It must go,” he said.") == ["“It leaks.", "It is old.", "It must go,” he said."]


def test_a_question_and_who_asked_it_are_one_sentence() -> None:
    assert cut("“Why now?” Smith said. Nobody knew.") == ["“Why now?” Smith said.", "Nobody knew."]


def test_closing_quotes_and_brackets_stay_on_the_left() -> None:
    assert cut("(“It is late.”) She left. [He did not.] ‘Fine.’ So be it.") == [
        *("(“It is late.”)", "She left.", "[He did not.]", "‘Fine.’", "So be it."),
    ]


@pytest.mark.parametrize(
    "dateline", ["KYIV, Ukraine (AP) —", "LONDON (Reuters) -", "PORTLAND, Ore. —", "GENEVA, Jan. 3 –"]
)
def test_a_dateline_stays_with_its_sentence(dateline: str) -> None:
    assert cut(f"{dateline} Rain fell. It was cold.") == [f"{dateline} Rain fell.", "It was cold."]


def test_colons_and_semicolons_never_cut() -> None:
    assert len(cut("He had one wish: Sleep; nothing else: “Sleep”; Then he slept.")) == 1


def test_the_kind_of_a_line_never_changes_its_cuts() -> None:
    line = "Fire! Ferries stop at St. Olaf pier"
    for text in (line, f"**{line}**", f"# {line}", f"- {line}", f"> {line}", f"Body first.\n{line}"):
        assert [found for _, found in listed(text)][-2:] == ["Fire!", "Ferries stop at St. Olaf pier"]


def test_straight_and_curly_quotes_are_cut_alike() -> None:
    for one in gold.documents():
        if one.language == "en":
            curly, straight = split(one.text), split(gold.straight(one).text)
            assert [s.sentences for s in curly] == [s.sentences for s in straight], one.name


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Why it matters", "heading"),
        ("## Background", "heading"),
        ("**The vote**", "heading"),
        ("The board did not vote.", "body"),
        ("“We waited,” she said", "body"),
        ("- a cheap boat", "body"),
        ("By Ann Lee and Bo Chen, Staff Writers", "credit"),
        ("Ann Lee, correspondent", "credit"),
        ("March 3, 2024", "credit"),
        ("KYIV, Ukraine (AP) —", "credit"),
        ("Photo: Ann Lee", "credit"),
        ("Source: Harbour Office", "credit"),
        ("Reporting by Ann Lee; editing by Bo Chen", "credit"),
        ("© 2024 Evening Post", "credit"),
        ("Read more: Why ferries sink", "link"),
        ("Related articles", "link"),
        ("https://example.org/a/b", "link"),
        ("Subscribe to our newsletter", "link"),
        ("Share this article", "link"),
        ("Читайте також: Чому тонуть пороми", "link"),
        ("Lesen Sie auch: Die Fähre", "link"),
    ],
)
def test_lines_get_their_kind(line: str, kind: str) -> None:
    assert kinds_of(f"A headline\n\nSome body text comes first.\n\n{line}\n\nMore body text follows it.")[2] == kind


def test_a_first_line_that_asks_is_a_headline() -> None:
    assert kinds_of("Who owns the night bus?\n\nNobody does.") == ["headline", "body"]


def test_markers_stand_outside_the_spans() -> None:
    text = "# Title ##\n\n1. One thing.\n2) Two things.\n• Three.\n> Quoted.\n__Bold__\nOld style\n====="
    assert [found for _, found in listed(text)] == [
        "Title",
        "One thing.",
        "Two things.",
        "Three.",
        "Quoted.",
        "Bold",
        "Old style",
    ]


def test_a_line_of_dialogue_keeps_its_dash_where_dashes_are_speech() -> None:
    assert cut("— Так, — сказав він.", "uk") == [text for _, text in listed("— Так, — сказав він.", "uk")]
    assert listed("– Ein Punkt.", "de") == [("body", "Ein Punkt.")]


def test_an_ordinal_at_the_start_of_a_line_is_no_list_number() -> None:
    assert listed("3. Oktober 1990: Der Tag.\n3. Der Rest.", "de") == [
        ("body", "3. Oktober 1990: Der Tag."),
        ("body", "Der Rest."),
    ]


def test_hard_wrapped_lines_are_joined_and_keep_their_line_ends() -> None:
    text = "The ferry that the council bought in the spring\nof last year has leaked since. Nobody on the board\nwanted to say why it did."
    (only,) = split(text)
    first, last = only.sentences[0]
    assert text[first:last] == "The ferry that the council bought in the spring\nof last year has leaked since."


def test_lines_of_paragraphs_are_not_joined() -> None:
    assert len(split("The ferry leaks.\nNobody knows why.\nThe board will meet on Monday to talk about it.")) == 3


def test_hard_wrapped_text_is_cut_as_well_as_plain_text() -> None:
    wrapped = [gold.hard_wrapped(one) for one in gold.documents() if one.language not in ("zh", "ja")]
    assert gold.score(wrapped, spans_of).s >= 0.985


def test_hard_wrapped_text_under_bold_headings_is_cut_as_well() -> None:
    english = [one for one in gold.documents() if one.language == "en"]
    for width in (40, 55, 72):
        headed = [gold.headed(gold.hard_wrapped(one, width)) for one in english]
        assert gold.score(headed, spans_of).s >= 0.98


@pytest.mark.parametrize("above", ["**Weather**\n", "## Weather\n", "Weather\n\n", ""])
def test_a_line_that_breaks_off_goes_on_in_lower_case(above: str) -> None:
    torn = "The ferry that the council bought in\nthe spring leaks."
    text = f"{above}{torn}\nIt will be sold."
    assert [text[start:end] for segment in split(text) for start, end in segment.sentences][-2:] == [torn, text[-16:]]


@pytest.mark.parametrize(
    ("sign", "count"), [("\n", 1), ("\x0b", 1), ("\u2028", 1), ("\u2029", 2), ("\x0c", 2), ("\n\n", 2)]
)
def test_a_line_separator_breaks_a_line_and_a_paragraph_separator_ends_the_sentence(sign: str, count: int) -> None:
    above, below = "The ferry that the council bought in", "the spring leaks."
    text = f"{above}{sign}{below} It will be sold.{sign}Nobody mourns."
    assert [text[a:b] for segment in split(text) for a, b in segment.sentences] == [
        *((f"{above}{sign}{below}",) if count == 1 else (above, below)),
        *("It will be sold.", "Nobody mourns."),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["Two hundred grams of flour", "three eggs", "a pinch of salt"],
        ["Council cuts the library’s hours again", "by Tom Birch"],
        ["The council will look at these three things:", "money, time and ferries"],
        ["The museum has returned the old carved drum", "", "its makers are glad"],
    ],
)
def test_lines_that_are_complete_stay_lines(lines: list[str]) -> None:
    long = "The kitchen of the harbour hostel has been cooking by this list since the winter in which the ferry could not sail at all."
    assert len(split("\n".join([*lines, "", long]))) == len([line for line in lines if line]) + 1


def spans_of(one: gold.Document) -> gold.Spans:
    """Our sentences of a document, cut as a whole."""
    return [span for segment in split(one.text, one.language) for span in segment.sentences]


def test_the_hand_cut_set_is_large_and_reached() -> None:
    documents = gold.documents()
    assert sum(len(one.sentences) for one in documents if one.language == "en") >= 400
    wrong = [line for one in documents for line in gold.mistakes(one, spans_of(one))]
    reached = gold.score(documents, spans_of)
    assert reached.s >= 0.99, wrong
    assert reached.f >= 0.993, wrong


PIECES = st.sampled_from(
    [
        *"abAB1 .!?…。！？؟\n\r\t\"'“”‘’«»„()[]*_#->@:,;—🎉你د\u200f\u00a0",
        "Mr.",
        "U.S.",
        "a.m.",
        " said",
        "The ",
        "...",
        ". . .",
        "http://a.b",
        "**",
    ]
)
MIXED = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=60).map("".join))
LANGUAGES = st.sampled_from(["en", "uk", "de", "zh", "fr", "es", "pt", "tr", "ar", "ja", "xx", "zh-Hans", ""])


@settings(max_examples=200, deadline=None)
@given(MIXED, LANGUAGES)
def test_any_text_gives_sorted_trimmed_spans_that_hold_every_letter_of_their_segment(text: str, language: str) -> None:
    last = 0
    for segment in split(text, language):
        assert segment.kind in KINDS
        assert segment.sentences
        assert last <= segment.start <= segment.sentences[0][0]
        last = segment.start
        for start, end in segment.sentences:
            assert last <= start < end <= segment.end
            assert text[start:end] == text[start:end].strip()
            assert re.search(r"[^\W_]", text[start:end])
            last = end
        covered = "".join(text[start:end] for start, end in segment.sentences)
        assert re.findall(r"[^\W_]", covered) == re.findall(r"[^\W_]", text[segment.start : segment.end])
        last = segment.end


@settings(max_examples=100, deadline=None)
@given(MIXED, LANGUAGES)
def test_a_block_is_cut_in_the_same_way_wherever_it_stands(text: str, language: str) -> None:
    alone = split_sentences(text, 0, len(text), language)
    moved = split_sentences(f"Before. {text} After.", 8, 8 + len(text), language)
    assert [(a + 8, b + 8) for a, b in alone] == moved


@pytest.mark.parametrize("one", gold.documents(), ids=lambda one: one.name)
def test_a_sentence_cut_again_stays_one(one: gold.Document) -> None:
    for start, end in spans_of(one):
        assert split_sentences(one.text, start, end, one.language) == [(start, end)]


@pytest.mark.parametrize("text", ["", " \n\t", "***\n---\n___", "?!?! …", "\x00", "\ud800", "🎉🎉"])
def test_a_text_without_letters_has_no_segment(text: str) -> None:
    assert split(text) == []


def test_lone_surrogates_and_control_signs_do_no_harm() -> None:
    text = "One \ud800 here.\x00 Two\x07 there. \u202eThree."
    assert "".join(text[a:b] for segment in split(text) for a, b in segment.sentences).replace(" ", "") == text.replace(
        " ", ""
    )
