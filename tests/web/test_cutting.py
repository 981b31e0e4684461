"""Changing the sentences of an article through the front door, on both databases."""

import threading

import pytest

from annotator.annotate import opening
from annotator.annotate.operations import Operation
from annotator.db import Database
from annotator.models import Annotation, Sentence
from annotator.sentences import cutting
from tests.factories import SignIn, World, make_world
from tests.support.recut import PEOPLE, labels, request_page, rows, texts, views, visible, work_of
from tests.support.reviews import annotate, submit


@pytest.fixture
def alone(database: Database) -> World:
    return make_world(database, PEOPLE, assigned=("ada",))


def test_who_is_alone_joins_two_sentences_at_once(alone: World, sign_in: SignIn) -> None:
    ada, before = sign_in("ada"), texts(alone)
    second, third = views(alone)[1:3]
    ada.op(alone.slug, "label", second.public_id, "NFS")
    ada.op(alone.slug, "label", third.public_id, "NFS")
    answer = ada.op(alone.slug, "boundary", second.public_id, {"join": "next"})
    assert (answer.status_code, answer.headers["Annotator-Cut"]) == (200, "2")
    assert texts(alone) == [before[0], f"{before[1]} {before[2]}", *before[3:]]
    assert [view.number for view in views(alone)] == [1, 2, 3, 4, 5]
    assert labels(alone)[1] == "NFS"
    assert work_of(alone, "ada").done == 1
    page = ada.get(f"/projects/{alone.slug}/articles/{alone.articles[0]}?s=2")
    assert f"{before[1]} {before[2]}" in visible(page.text)


def test_the_place_where_one_stopped_moves_with_its_sentence(alone: World, sign_in: SignIn) -> None:
    ada, (second, fifth) = sign_in("ada"), (views(alone)[1], views(alone)[4])
    ada.op(alone.slug, "label", fifth.public_id, "NFS")
    assert work_of(alone, "ada").position == 5
    ada.op(alone.slug, "boundary", second.public_id, {"join": "next"}, op_id="join")
    assert work_of(alone, "ada").position == 4
    ada.op(alone.slug, "undo", views(alone)[1].public_id, "join", base="2.1")
    assert work_of(alone, "ada").position == 5


def test_a_paragraph_is_parted_by_a_sentence_of_another_kind(alone: World, sign_in: SignIn) -> None:
    ada, third = sign_in("ada"), views(alone)[2]
    ada.op(alone.slug, "boundary", third.public_id, {"kind": "heading"})
    with alone.database.read() as session:
        opened = opening.article(session, alone.actors["ada"], alone.articles[0])
    known = texts(alone)
    assert [(kind, [view.text for view in group]) for kind, group in opened.segments] == [
        ("headline", known[:1]), ("body", known[1:2]), ("heading", known[2:3]), ("body", known[3:4]),
        ("body", known[4:]),
    ]  # fmt: skip


def test_only_steps_on_sentences_that_are_there_are_offered(alone: World, sign_in: SignIn) -> None:
    def offered() -> tuple[list[str], list[str]]:
        with alone.database.read() as session:
            steps = opening.steps(session, alone.actors["ada"], alone.articles[0])
        return [step["op"] for step in steps["undo"]], [step["op"] for step in steps["redo"]]

    ada, second = sign_in("ada"), views(alone)[1]
    ada.op(alone.slug, "label", second.public_id, "NFS", op_id="label")
    ada.op(alone.slug, "boundary", second.public_id, {"join": "next"}, op_id="join")
    assert offered() == (["join"], [])
    ada.op(alone.slug, "undo", views(alone)[1].public_id, "join", op_id="back", base="2.1")
    assert offered() == (["label"], ["back"])


def test_an_operation_names_the_cut_it_was_made_on(alone: World, sign_in: SignIn) -> None:
    ada = sign_in("ada")
    first, second = views(alone)[:2]
    assert ada.op(alone.slug, "boundary", second.public_id, {"split": second.start + 10}).status_code == 200
    known = texts(alone)
    fifth = views(alone)[4]
    assert ada.op(alone.slug, "boundary", fifth.public_id, {"join": "next"}).status_code == 409
    assert ada.op(alone.slug, "boundary", second.public_id, {"join": "next"}, base="2.1").status_code == 409
    assert ada.op(alone.slug, "boundary", fifth.public_id, {"join": "next"}, base="").status_code == 422
    assert ada.op(alone.slug, "boundary", alone.articles[0], {"join": "next"}).status_code == 422
    assert texts(alone) == known
    assert ada.op(alone.slug, "label", first.public_id, "NFS").status_code == 200, "a label is not refused by a new cut"


def test_a_repeat_is_harmless_even_when_its_sentence_is_gone(alone: World, sign_in: SignIn) -> None:
    ada, second = sign_in("ada"), views(alone)[1]
    ada.op(alone.slug, "label", second.public_id, "CFS", op_id="label")
    for _ in range(2):
        join = ada.op(alone.slug, "boundary", second.public_id, {"join": "next"}, op_id="join")
        assert (join.status_code, join.headers["Annotator-Cut"]) == (200, "2")
    assert ada.op(alone.slug, "label", second.public_id, "CFS", op_id="label").status_code == 200
    assert ada.op(alone.slug, "label", second.public_id, "CFS").status_code == 409
    wide = views(alone)[1].public_id
    for _ in range(2):
        assert ada.op(alone.slug, "undo", wide, "join", op_id="undo", base="2.1").status_code == 200
    assert labels(alone)[1] == "CFS"
    assert len(texts(alone)) == 6


def test_undoing_brings_back_the_very_annotations(alone: World, sign_in: SignIn) -> None:
    ada, (second, third) = sign_in("ada"), views(alone)[1:3]
    ada.op(alone.slug, "label", second.public_id, "CFS", op_id="claim")
    ada.op(alone.slug, "verification", second.public_id, {"claim": "claim", "rationale": "Said so."})
    ada.op(alone.slug, "label", third.public_id, "UFS")
    before, kept = views(alone), rows(alone, Annotation)
    ada.op(alone.slug, "boundary", second.public_id, {"join": "next"}, op_id="join")
    wide = views(alone)[1]
    assert (wide.label, wide.claims) == (None, {})
    ada.op(alone.slug, "label", wide.public_id, "CFS", op_id="again", base="2.1")
    assert views(alone)[1].claims["claim"]["verification"]["rationale"] == "Said so."
    assert ada.op(alone.slug, "undo", wide.public_id, "join", base="2.1").status_code == 409, "something newer is there"
    ada.op(alone.slug, "undo", wide.public_id, "again", base="2.1")
    assert ada.op(alone.slug, "undo", wide.public_id, "join", op_id="back", base="2.1").status_code == 200
    assert views(alone) == before
    assert rows(alone, Annotation)[: len(kept)] == kept
    assert ada.op(alone.slug, "undo", second.public_id, "back", base="3.1").status_code == 200
    assert [view.public_id for view in views(alone)][1] == wide.public_id
    assert ada.op(alone.slug, "undo", second.public_id, "join", base="4.1").status_code == 409, "undone already"


def test_marks_of_sentences_that_are_gone_are_not_drawn(alone: World, sign_in: SignIn) -> None:
    ada, second = sign_in("ada"), views(alone)[1]
    span = {"start": second.start + 4, "end": second.start + 9, "quote": "board"}
    ada.op(alone.slug, "label", second.public_id, "CFS", op_id="claim")
    ada.op(alone.slug, "claim", second.public_id, {"claim": {"spans": [span]}})
    ada.op(alone.slug, "boundary", second.public_id, {"kind": "heading"})
    ada.op(alone.slug, "claim", second.public_id, {"claim": None}, base="2.1")
    answer = ada.op(alone.slug, "note", second.public_id, "Nothing is marked.", base="2.1")
    assert "Nothing is marked." in answer.text
    assert "sp-claim" not in answer.text


def test_without_scripts_a_form_leads_back_to_the_sentence(alone: World, sign_in: SignIn) -> None:
    ada, second = sign_in("ada"), views(alone)[1]
    answer = ada.op(alone.slug, "boundary", second.public_id, {"split": second.start + 10}, fragment=False)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/articles/{alone.articles[0]}?s=2")


def test_a_kind_takes_a_sentence_out_of_the_work_and_back(alone: World, sign_in: SignIn) -> None:
    ada, (first, second) = sign_in("ada"), views(alone)[:2]
    for view in (first, second):
        ada.op(alone.slug, "label", view.public_id, "NFS")
    assert ada.op(alone.slug, "boundary", second.public_id, {"kind": "link"}, op_id="link").status_code == 200
    assert (len(views(alone)), work_of(alone, "ada").done) == (5, 1)
    assert ada.op(alone.slug, "label", second.public_id, "UFS", base="2.1").status_code == 409
    assert ada.op(alone.slug, "undo", second.public_id, "link", base="2.1").status_code == 200
    assert (labels(alone)[:2], work_of(alone, "ada").done) == (["NFS", "NFS"], 2)


def test_a_submitted_article_is_taken_back_first(alone: World, sign_in: SignIn) -> None:
    annotate(alone, "ada", "NNNNNN")
    submit(alone, "ada")
    answer = sign_in("ada").op(alone.slug, "boundary", views(alone)[1].public_id, {"join": "next"})
    assert answer.status_code == 409
    assert "Take it back" in answer.text


def test_a_manager_mends_an_article_that_nobody_has(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, PEOPLE)
    mara, sentence = sign_in("mara"), rows(world, Sentence)[1]
    name = f"{world.articles[0]}:{sentence.start}:{sentence.end}"
    answer = mara.op(world.slug, "boundary", name, {"kind": "heading"}, fragment=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, request_page(world))
    assert [row.kind for row in rows(world, Sentence) if row.to_cut is None][-1] == "heading"
    assert sign_in("ada").op(world.slug, "boundary", name, {"kind": "body"}, base="2.1").status_code == 404


def test_who_was_alone_cannot_undo_once_others_are_assigned(alone: World, sign_in: SignIn) -> None:
    ada, second = sign_in("ada"), views(alone)[1]
    ada.op(alone.slug, "boundary", second.public_id, {"join": "next"}, op_id="join")
    sign_in("bo").post(f"/projects/{alone.slug}/take")
    answer = ada.op(alone.slug, "undo", views(alone)[1].public_id, "join", base="2.1")
    assert answer.status_code == 409
    assert "only on request" in answer.text


@pytest.mark.parametrize("kept", [True, False])
def test_a_save_that_waits_for_a_new_cut_is_not_stored_on_an_old_sentence(
    alone: World, sign_in: SignIn, kept: bool
) -> None:
    """One save is about a sentence that stays, the other about one that goes while the save waits."""
    ada, (first, second) = sign_in("ada"), views(alone)[:2]
    answers: list[int] = []
    save = threading.Thread(
        target=lambda: answers.append(
            ada.op(alone.slug, "label", (first if kept else second).public_id, "NFS").status_code
        )
    )
    op = Operation("join", "boundary", second.public_id, {"join": "next"}, base="1.1")
    with alone.database.write() as session:
        cutting.change(session, alone.actors["ada"], op)
        save.start()
        save.join(0.5)
        assert answers == [], "the save waits"
    save.join()
    assert answers == [200 if kept else 409]
    assert labels(alone)[:2] == [("NFS" if kept else None), None]
