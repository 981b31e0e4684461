"""Changing the sentences of an article through the front door, on both databases."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from annotator import cutting, reviewing
from annotator.db import Database
from annotator.models import Annotation, Assignment, CutRequest, Membership, Sentence, SentenceState, table_of
from annotator.operations import Operation
from annotator.viewing import SentenceView
from tests.factories import Client, World, make_world
from tests.support.reviews import annotate, case_of, golds, reviewed, settle_directly, submit

NewClient = Callable[..., Client]
PEOPLE = {"ada": ("annotator",), "bo": ("annotator",), "mara": ("manager",), "mia": ("annotator", "manager")}


@pytest.fixture
def alone(database: Database) -> World:
    return make_world(database, PEOPLE, assigned=("ada",))


@pytest.fixture
def shared(database: Database) -> World:
    return make_world(database, PEOPLE, assigned=("ada", "bo"))


@pytest.fixture
def sign_in(new_client: NewClient) -> Callable[[str], Client]:
    def make(who: str) -> Client:
        client = new_client()
        client.sign_in(who)
        return client

    return make


SignIn = Callable[[str], Client]


def views(world: World, who: str = "ada") -> list[SentenceView]:
    return world.sentences(world.articles[0], who)


def texts(world: World, who: str = "ada") -> list[str]:
    return [view.text for view in views(world, who)]


def labels(world: World, who: str = "ada") -> list[str | None]:
    return [view.label for view in views(world, who)]


def work_of(world: World, who: str) -> Any:
    g = table_of(Assignment)
    with world.database.read() as session:
        return session.execute(select(g).where(g.c.user_id == world.actors[who].user_id)).one()


def rows(world: World, model: Any) -> list[Any]:
    with world.database.read() as session:
        return list(session.execute(select(table_of(model)).order_by(table_of(model).c[0])))


def request_page(world: World) -> str:
    return f"/projects/{world.slug}/requests"


def decide(client: Client, world: World, decision: str, **fields: str) -> Any:
    newest = rows(world, CutRequest)[-1].id
    return client.post(f"{request_page(world)}/{newest}", decision=decision, **fields)


def visible(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


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


def test_where_others_are_assigned_it_is_a_request_whoever_has_worked(shared: World, sign_in: SignIn) -> None:
    ada, second = sign_in("ada"), views(shared)[1]
    answers = [ada.op(shared.slug, "boundary", second.public_id, {"join": "next"})]
    annotate(shared, "bo", "NNNNNN")
    submit(shared, "bo")
    answers.append(ada.op(shared.slug, "boundary", second.public_id, {"join": "next"}))
    assert [(answer.status_code, answer.headers["Annotator-Cut"]) for answer in answers] == [(200, "asked")] * 2
    assert answers[0].text == answers[1].text
    assert len(texts(shared)) == 6
    assert len(rows(shared, CutRequest)) == 1, "asking the same again adds nothing"


def test_who_asks_by_a_form_sees_that_it_waits_and_then_what_became_of_it(shared: World, sign_in: SignIn) -> None:
    ada, second = sign_in("ada"), views(shared)[1]
    answer = ada.op(shared.slug, "boundary", second.public_id, {"join": "next"}, fragment=False)
    where = answer.headers["Location"]
    assert "Waits for a manager" in visible(ada.get(where).text)
    assert "Waits for a manager" not in visible(sign_in("bo").get(where).text), "another's request is not shown"
    assert ada.get(request_page(shared)).status_code == 403
    mara = sign_in("mara")
    assert decide(mara, shared, "decline", reason="Two statements.").status_code == 303
    assert "Declined" in visible(ada.get(where).text)
    assert "Two statements." in visible(ada.get(where).text)
    assert decide(mara, shared, "decline").status_code == 303
    assert decide(mara, shared, "accept").status_code == 409
    assert len(texts(shared)) == 6


def test_accepting_carries_everybodys_work(shared: World, sign_in: SignIn) -> None:
    annotate(shared, "bo", "NFFNNN")
    submit(shared, "bo")
    ada, (second, third) = sign_in("ada"), views(shared)[1:3]
    ada.op(shared.slug, "label", second.public_id, "CFS")
    ada.op(shared.slug, "label", third.public_id, "NFS")
    ada.op(shared.slug, "boundary", second.public_id, {"join": "next"})
    mara = sign_in("mara")
    page = visible(mara.get(request_page(shared)).text)
    assert "asked by ada" in page
    assert "2 people are assigned" in page
    assert "4 labels, 1 claim, 0 attributions." in page
    assert decide(mara, shared, "accept").status_code == 303
    assert (labels(shared, "bo")[1], work_of(shared, "bo").state, work_of(shared, "bo").done) == ("UFS", "submitted", 5)
    assert (labels(shared, "ada")[1], work_of(shared, "ada").done) == (None, 0)
    copies = [row for row in rows(shared, Annotation) if row.carried_from is not None]
    assert {(row.round, row.blind) for row in copies} == {(1, True)}
    live = {row.id for row in rows(shared, Sentence) if row.to_cut is None}
    assert {row.sentence_id for row in rows(shared, SentenceState)} == live
    assert decide(mara, shared, "accept").status_code == 303, "pressed twice"
    assert len(texts(shared)) == 5


def test_a_manager_who_still_annotates_sees_no_trace_of_the_others(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, PEOPLE, assigned=("ada", "bo", "mia"))
    mia, ada, second = sign_in("mia"), sign_in("ada"), views(world)[1]
    ada.op(world.slug, "boundary", second.public_id, {"join": "next"})
    before = visible(mia.get(request_page(world)).text)
    annotate(world, "ada", "NCCNNN")
    submit(world, "ada")
    assert visible(mia.get(request_page(world)).text) == before
    assert "ada" not in before
    assert "3 people are assigned" in before
    assert decide(mia, world, "accept").status_code == 303
    steps = mia.get(f"/projects/{world.slug}/articles/{world.articles[0]}").text
    assert "request-" not in steps, "what was accepted is undone where it was accepted"


def test_an_accepted_request_can_be_undone_until_something_newer_is_there(shared: World, sign_in: SignIn) -> None:
    annotate(shared, "bo", "NFFNNN")
    before = views(shared, "bo")
    ada, mara, second = sign_in("ada"), sign_in("mara"), views(shared)[1]
    ada.op(shared.slug, "boundary", second.public_id, {"join": "next"})
    decide(mara, shared, "accept")
    wide = views(shared)[1].public_id
    ada.op(shared.slug, "label", wide, "NFS", op_id="newer", base="2.1")
    assert decide(mara, shared, "undo").status_code == 409
    ada.op(shared.slug, "undo", wide, "newer", base="2.1")
    assert decide(mara, shared, "undo").status_code == 303
    assert views(shared, "bo") == before
    assert work_of(shared, "bo").done == 6
    assert "Undone" in visible(mara.get(request_page(shared)).text)


def test_a_request_that_the_article_has_outgrown_can_only_be_declined(shared: World, sign_in: SignIn) -> None:
    ada, bo, mara, second = sign_in("ada"), sign_in("bo"), sign_in("mara"), views(shared)[1]
    ada.op(shared.slug, "boundary", second.public_id, {"join": "next"})
    decide(mara, shared, "accept")
    first_key = rows(shared, CutRequest)[0].id
    wide = views(shared)[1]
    for who, offset in ((ada, 10), (bo, 20)):
        who.op(shared.slug, "boundary", wide.public_id, {"split": wide.start + offset}, base="2.1")
    assert decide(mara, shared, "accept").status_code == 303
    page = visible(mara.get(request_page(shared)).text)
    assert "cannot be done any more" in page
    older = rows(shared, CutRequest)[1].id
    assert mara.post(f"{request_page(shared)}/{older}", decision="accept").status_code == 409
    assert mara.post(f"{request_page(shared)}/{older}", decision="decline").status_code == 303
    assert mara.post(f"{request_page(shared)}/{first_key}", decision="undo").status_code == 409
    assert mara.post(f"{request_page(shared)}/{first_key}", decision="shrug").status_code == 422
    assert mara.post(f"{request_page(shared)}/999", decision="accept").status_code == 404


def test_who_was_alone_cannot_undo_once_others_are_assigned(alone: World, sign_in: SignIn) -> None:
    ada, second = sign_in("ada"), views(alone)[1]
    ada.op(alone.slug, "boundary", second.public_id, {"join": "next"}, op_id="join")
    sign_in("bo").post(f"/projects/{alone.slug}/take")
    answer = ada.op(alone.slug, "undo", views(alone)[1].public_id, "join", base="2.1")
    assert answer.status_code == 409
    assert "only on request" in answer.text


def test_gold_retires_with_its_sentence_and_comes_back_with_it(database: Database, sign_in: SignIn) -> None:
    world = reviewed(database, "NCFNCN", "NCNNCN")
    with database.write() as session:
        members, ruth = table_of(Membership), world.actors["ruth"].user_id
        session.execute(members.update().where(members.c.user_id == ruth).values(roles=["reviewer", "manager"]))
    third = case_of(world, 3).public_id
    ruth_client = sign_in("ruth")
    ruth_client.op(world.slug, "settle", third, {"own": {"label": "UFS"}}, op_id="settled")
    ruth_client.op(world.slug, "boundary", third, {"kind": "heading"})
    assert "1 settled decision is set aside" in visible(ruth_client.get(request_page(world)).text)
    assert decide(ruth_client, world, "accept").status_code == 303
    assert golds(world) == {}
    stale = ruth_client.op(world.slug, "settle", third, {"undo": "settled"}, base="2.1")
    assert stale.status_code == 409, "the decision was on another sentence"
    with database.read() as session:
        waiting = reviewing.queue(session, world.actors["ruth"]).ready[0]
    assert (waiting.differ, waiting.settled) == (1, 0), "the new sentence waits for a decision again"
    assert decide(ruth_client, world, "undo").status_code == 303
    assert golds(world)[3]["label"] == "UFS"
    ruth_client.op(world.slug, "boundary", third, {"kind": "heading"}, base="3.1")
    decide(ruth_client, world, "accept")
    settle_directly(world, "sam", 3, {"own": {"label": "NFS"}})
    answer = decide(ruth_client, world, "undo")
    assert answer.status_code == 409
    assert "A reviewer has decided" in answer.text


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
