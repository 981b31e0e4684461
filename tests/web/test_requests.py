"""Changing sentences where others are assigned: asking, deciding, carrying everybody's work; on both databases."""

import pytest

from annotator.db import Database
from annotator.models import Annotation, CutRequest, Membership, Sentence, SentenceState, table_of
from annotator.review import shelving
from tests.factories import SignIn, World, make_world
from tests.support import corrected
from tests.support.recut import PEOPLE, decide, labels, request_page, rows, texts, views, visible, work_of
from tests.support.reviews import annotate, case_of, golds, reviewed, settle_directly, submit


@pytest.fixture
def shared(database: Database) -> World:
    return make_world(database, PEOPLE, assigned=("ada", "bo"))


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
        waiting = shelving.shelf(session, world.actors["ruth"]).items[0]
    assert (waiting.differ, waiting.settled) == (1, 0), "the new sentence waits for a decision again"
    assert decide(ruth_client, world, "undo").status_code == 303
    assert golds(world)[3]["label"] == "UFS"
    ruth_client.op(world.slug, "boundary", third, {"kind": "heading"}, base="3.1")
    decide(ruth_client, world, "accept")
    settle_directly(world, "sam", 3, {"own": {"label": "NFS"}})
    answer = decide(ruth_client, world, "undo")
    assert answer.status_code == 409
    assert "A reviewer has decided" in answer.text


@pytest.mark.parametrize("wish", [{"join": "next"}, {"kind": "heading"}, {"split": 0}])
def test_a_request_follows_its_sentence_through_a_correction_and_back(
    shared: World, sign_in: SignIn, wish: dict[str, str | int]
) -> None:
    second = views(shared)[1]
    last = second.text.rpartition(" ")[2]
    if "split" in wish:
        wish = {"split": second.start + second.text.rindex(last)}
    sign_in("ada").op(shared.slug, "boundary", second.public_id, wish)
    old = corrected.text_of(shared)
    for new in (old.replace(second.text, f"It is new. {second.text}"), None):
        _ = corrected.undo(shared) if new is None else corrected.correct(shared, new)
        (asked,) = rows(shared, CutRequest)
        start, end = map(int, asked.sentence.split(":")[1:])
        assert corrected.text_of(shared)[start:end] == asked.text == second.text
    mara, before = sign_in("mara"), texts(shared)
    corrected.correct(shared, old.replace(second.text, f"It is new. {second.text}"))
    assert "were changed since" not in visible(mara.get(request_page(shared)).text)
    assert decide(mara, shared, "accept").status_code == 303
    after = texts(shared)
    assert after != before
    assert (last in after) == ("split" in wish)


def test_a_request_whose_sentence_a_correction_took_away_says_so(shared: World, sign_in: SignIn) -> None:
    second = views(shared)[1]
    sign_in("ada").op(shared.slug, "boundary", second.public_id, {"join": "next"})
    corrected.correct(shared, corrected.text_of(shared).replace(second.text, ""))
    mara = sign_in("mara")
    assert "changed since" in visible(mara.get(request_page(shared)).text)
    assert decide(mara, shared, "accept").status_code == 409
    assert decide(mara, shared, "decline").status_code == 303
