"""The history of a sentence in words: own events while blind, everybody's later, and states put back as new events."""

import re

import pytest

from annotator.db import Database
from tests.factories import Client, SignIn, World, make_world
from tests.support.reviews import case_of, golds, settle_directly
from tests.support.teams import PEOPLE, reviewed_fully, rule, submitted


@pytest.fixture
def world(database: Database) -> World:
    return submitted(database)


def history(client: Client, world: World, number: int) -> str:
    return client.get(f"/projects/{world.slug}/history/{case_of(world, number).public_id}").text


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_while_blind_one_sees_ones_own_events_only(world: World, sign_in: SignIn) -> None:
    page = words(history(sign_in("ada"), world, 3))
    assert "You see what you did yourself." in page
    assert "nothing → Factual, not check-worthy" in page
    assert "nothing → Not factual" not in page
    assert " bo " not in page


def test_once_shown_everybody_and_the_decision_are_in_it(world: World, sign_in: SignIn) -> None:
    reviewed_fully(world)
    rule(world, "review")
    page = words(history(sign_in("ada"), world, 3))
    for said in ("bo labelled", "ruth settled", "nothing → Not factual"):
        assert said in page


def test_reviewers_see_letters_until_all_is_settled(world: World, sign_in: SignIn) -> None:
    ruth = sign_in("ruth")
    before = words(history(ruth, world, 3))
    assert "Annotator A labelled" in before
    assert " ada " not in before
    reviewed_fully(world)
    assert "ada labelled" in words(history(ruth, world, 3))


def test_an_earlier_state_of_ones_own_comes_back_as_a_new_event(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, PEOPLE, assigned=("ada", "bo"))
    ada = sign_in("ada")
    sentence = world.sentences(world.articles[0], "ada")[1].public_id
    for kind, value in (("label", "CFS"), ("note", "First."), ("label", "NFS"), ("note", "Second.")):
        assert ada.op(world.slug, kind, sentence, value).status_code == 200
    claims = world.sentences(world.articles[0], "ada")[1].claims
    where = f"/projects/{world.slug}/history/{sentence}"
    events = [int(key) for key in re.findall(r'name="event" value="(\d+)"', ada.get(where).text)]
    assert len(events) == 3
    assert ada.post(where, op_id="back-1", event=str(events[1])).status_code == 303
    view = world.sentences(world.articles[0], "ada")[1]
    assert (view.label, view.note) == ("CFS", "First.")
    assert claims == {}
    assert len(view.claims) == 1
    assert len(re.findall(r'name="event"', ada.get(where).text)) == 4
    assert sign_in("bo").post(where, op_id="back-2", event=str(events[0])).status_code == 404
    assert ada.op(world.slug, "undo", sentence, "back-1").status_code == 200
    assert world.sentences(world.articles[0], "ada")[1].note == "Second."


def test_a_reviewer_puts_an_earlier_decision_back(world: World, sign_in: SignIn) -> None:
    settle_directly(world, "ruth", 3, {"own": {"label": "CFS"}, "note": "One."})
    settle_directly(world, "ruth", 3, {"own": {"label": "NFS"}, "note": "Two.", "version": 1})
    ruth, where = sign_in("ruth"), f"/projects/{world.slug}/history/{case_of(world, 3).public_id}"
    (event,) = re.findall(r'name="event" value="(\d+)"', ruth.get(where).text)
    assert ruth.post(where, op_id="back-1", event=event).status_code == 303
    state = golds(world)[3]
    assert (state["label"], state["note"], state["version"], len(state["claims"])) == ("CFS", "One.", 3, 1)
    assert sign_in("mara").post(where, op_id="back-2", event=event).status_code == 403
