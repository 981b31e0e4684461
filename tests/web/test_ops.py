"""Operations through the front door, on both databases."""

import uuid
from collections.abc import Callable

import pytest

from annotator.db import Database
from tests.factories import Client, World, make_world

NewClient = Callable[..., Client]


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, {"ada": ("annotator",), "bo": ("annotator",)}, assigned=("ada", "bo"))


@pytest.fixture
def ada(world: World, new_client: NewClient) -> Client:
    client = new_client()
    client.sign_in("ada")
    return client


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
