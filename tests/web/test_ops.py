"""Operations through the front door, on both databases."""

import html
import uuid

import pytest

from annotator.annotate import opening
from annotator.db import Database
from tests.factories import Client, NewClient, World, make_world, signed_in


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, {"ada": ("annotator",), "bo": ("annotator",)}, assigned=("ada", "bo"))


@pytest.fixture
def ada(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "ada")


def test_a_label_is_stored_and_shown_on_the_next_load(world: World, ada: Client) -> None:
    article = world.articles[0]
    first = world.sentences(article, "ada")[0]
    assert ada.op(world.slug, "label", first.public_id, "NFS").status_code == 200
    assert world.sentences(article, "ada")[0].label == "NFS"


def test_the_same_operation_twice_is_one_decision(world: World, ada: Client) -> None:
    article = world.articles[0]
    first = world.sentences(article, "ada")[0]
    op_id = str(uuid.uuid4())
    assert ada.op(world.slug, "label", first.public_id, "NFS", op_id=op_id).status_code == 200
    assert ada.op(world.slug, "label", first.public_id, "UFS").status_code == 200
    assert ada.op(world.slug, "label", first.public_id, "NFS", op_id=op_id).status_code == 200
    assert world.sentences(article, "ada")[0].label == "UFS"
    assert ada.op(world.slug, "label", first.public_id, "CFS", op_id=op_id).status_code == 422


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("attribution", {"source_spans": [], "source_entity": "x" * 301}, "300"),
        ("verification", {"claim_date": "2026-99-99"}, "Write a date as 2026-03-31"),
        ("verification", {"claim_date": "x" * 400}, "40"),
        ("verification", {"rating": "x" * 301}, "300"),
        ("verification", {"evidence": [{"title": "Minutes", "accessed": "31.3.2026"}]}, "Write a date as 2026-03-31"),
        ("verification", {"evidence": [{"title": "Minutes", "published": "x" * 41}]}, "40"),
    ],
)
def test_a_detail_that_no_column_holds_is_refused(
    world: World, ada: Client, kind: str, value: dict[str, object], says: str
) -> None:
    first = world.sentences(world.articles[0], "ada")[0]
    ada.op(world.slug, "label", first.public_id, "CFS", op_id="the-claim")
    whole = {"claim": "the-claim", **value} if kind == "verification" else {"one": value}
    answer = ada.op(world.slug, kind, first.public_id, whole)
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)


def test_a_claim_label_stores_the_whole_sentence_as_its_claim(world: World, ada: Client) -> None:
    article = world.articles[0]
    second = world.sentences(article, "ada")[1]
    ada.op(world.slug, "label", second.public_id, "CFS", op_id="first-op")
    claims = world.sentences(article, "ada")[1].claims
    assert list(claims) == ["first-op"]
    assert claims["first-op"]["spans"][0]["quote"] == "The board voted on Monday to double the fees"


def test_details_are_set_aside_with_another_label_and_come_back(world: World, ada: Client) -> None:
    article = world.articles[0]
    second = world.sentences(article, "ada")[1]
    ada.op(world.slug, "label", second.public_id, "CFS", op_id="first-op")
    ada.op(world.slug, "label", second.public_id, "NFS")
    assert world.sentences(article, "ada")[1].claims == {}
    ada.op(world.slug, "label", second.public_id, "CFS")
    assert list(world.sentences(article, "ada")[1].claims) == ["first-op"]


def test_a_span_whose_words_differ_is_refused_with_both(world: World, ada: Client) -> None:
    second = world.sentences(world.articles[0], "ada")[1]
    span = {"start": second.start, "end": second.start + 9, "quote": "The bored"}
    answer = ada.op(world.slug, "claim", second.public_id, {"c1": {"spans": [span]}})
    assert answer.status_code == 422
    assert "“The board”, not “The bored”" in answer.text


def test_undo_and_redo_walk_back_and_forth(world: World, ada: Client) -> None:
    article = world.articles[0]
    first = world.sentences(article, "ada")[0].public_id
    ada.op(world.slug, "label", first, "NFS", op_id="one")
    ada.op(world.slug, "label", first, "UFS", op_id="two")
    assert ada.op(world.slug, "undo", first, "two", op_id="undo-two").status_code == 200
    assert world.sentences(article, "ada")[0].label == "NFS"
    assert ada.op(world.slug, "undo", first, "undo-two").status_code == 200
    assert world.sentences(article, "ada")[0].label == "UFS"
    assert ada.op(world.slug, "undo", first, "one").status_code == 409


def test_submitting_waits_for_every_sentence(world: World, ada: Client) -> None:
    article = world.articles[0]
    sentences = world.sentences(article, "ada")
    answer = ada.op(world.slug, "submit", article, value=True)
    assert answer.status_code == 422
    assert "Sentences without a label: 1, 2" in answer.text
    for sentence in sentences[1:]:
        ada.op(world.slug, "label", sentence.public_id, "NFS")
    ada.op(world.slug, "flags", sentences[0].public_id, ["unsure"])
    assert ada.op(world.slug, "submit", article, value=True).status_code == 200
    assert ada.op(world.slug, "label", sentences[0].public_id, "NFS").status_code == 409
    assert ada.op(world.slug, "submit", article, value=False).status_code == 200
    assert ada.op(world.slug, "label", sentences[0].public_id, "NFS").status_code == 200


def test_a_line_that_is_not_for_labelling_takes_no_label_and_no_span(database: Database, new_client: NewClient) -> None:
    text = "**Ferry fares frozen**\n\nBy Ann Example\n\nThe council froze the fares. It was late.\n"
    world = make_world(database, {"kim": ("annotator",)}, (text,), name="Credits", assigned=("kim",))
    kim = signed_in(new_client, "kim")
    article = world.articles[0]
    with world.database.read() as session:
        every = opening.article(session, world.actors["kim"], article).sentences
    credit = next(view for view in every if view.kind == "credit")
    answer = kim.op(world.slug, "label", credit.public_id, "NFS")
    assert answer.status_code == 409
    assert "not for labelling" in answer.text
    body = next(view for view in every if view.kind == "body")
    span = {"start": credit.start, "end": credit.end, "quote": credit.text}
    kim.op(world.slug, "label", body.public_id, "CFS")
    answer = kim.op(world.slug, "attribution", body.public_id, {"a": {"source_spans": [span]}})
    assert answer.status_code == 422
    assert "not for labelling: “By Ann Example”" in html.unescape(answer.text)


def test_a_new_attribution_carries_the_only_claim_and_undo_takes_both_back(world: World, ada: Client) -> None:
    article = world.articles[0]
    second = world.sentences(article, "ada")[1]
    ada.op(world.slug, "label", second.public_id, "CFS", op_id="c")
    span = {"start": second.start, "end": second.start + 9, "quote": "The board"}
    ada.op(world.slug, "attribution", second.public_id, {"a": {"source_spans": [span]}}, op_id="mark")
    assert world.sentences(article, "ada")[1].claims["c"]["attribution"] == "a"
    ada.op(world.slug, "attribution", second.public_id, {"b": {"source_spans": [span]}})
    assert world.sentences(article, "ada")[1].claims["c"]["attribution"] == "a"
    ada.op(world.slug, "attribution", second.public_id, {"a": None}, op_id="gone")
    assert world.sentences(article, "ada")[1].claims["c"]["attribution"] is None
    assert ada.op(world.slug, "undo", second.public_id, "gone").status_code == 200
    assert ada.op(world.slug, "undo", second.public_id, "mark").status_code == 200
    first = world.sentences(article, "ada")[1]
    assert list(first.attributions) == ["b"]
    assert first.claims["c"]["attribution"] is None


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("claim", {"c": {"spans": []}}, "spans: At least 1 is needed."),
        (
            "claim",
            {"c": {"spans": [{"start": 0, "end": 3, "quote": "Har"}], "kind": "x"}},
            "kind: There is no such field.",
        ),
        ("verification", {"claim": "c", "verdict": "Maybe"}, "verdict: Choose one of 'Supported'"),
        ("verification", {"claim": "c", "evidence": [{"url": "ftp://x"}]}, "A web address begins with http"),
    ],
)
def test_a_wrong_field_is_named_in_plain_words(world: World, ada: Client, kind: str, value: object, said: str) -> None:
    second = world.sentences(world.articles[0], "ada")[1]
    answer = ada.op(world.slug, kind, second.public_id, value)
    assert answer.status_code == 422
    assert said in html.unescape(answer.text)


def test_an_escape_that_is_only_written_down_is_text_and_a_real_one_is_refused(world: World, ada: Client) -> None:
    first = world.sentences(world.articles[0], "ada")[0].public_id
    assert ada.op(world.slug, "note", first, "write \\u0000 here").status_code == 200
    assert world.sentences(world.articles[0], "ada")[0].note == "write \\u0000 here"
    for bad, said in (("a\x00b", "NUL character"), ("a\ud800b", "half a character")):
        answer = ada.op(world.slug, "note", first, bad)
        assert answer.status_code == 422
        assert said in answer.text


@pytest.mark.parametrize("base", ["2.1", "1.2", "99.99"])
def test_a_decision_made_on_sentences_that_are_yet_to_come_is_refused(world: World, ada: Client, base: str) -> None:
    first = world.sentences(world.articles[0], "ada")[0].public_id
    assert ada.op(world.slug, "label", first, "NFS", base=base).status_code == 409
    assert world.sentences(world.articles[0], "ada")[0].label is None
