"""Feedback to annotators: what was decided otherwise and why, once it may be shown; accuracy for its owner."""

import pytest

from annotator.db import Database
from tests.factories import Client, SignIn, World
from tests.support.reviews import page_of, settle_directly
from tests.support.teams import reviewed_fully, rule, submitted, switch


@pytest.fixture
def world(database: Database) -> World:
    return submitted(database)


def feedback(client: Client, world: World) -> str:
    return client.get(f"/projects/{world.slug}/feedback").text


def test_a_correction_shows_sentence_mine_gold_reason_note_and_section(world: World, sign_in: SignIn) -> None:
    reviewed_fully(world)
    page = feedback(sign_in("ada"), world)
    assert "Boat owners called the plan unfair." in page or "Lena Ortiz" in page
    for words in ("Factual, not check-worthy", "Not factual", "Slip.", "A hope, see 2.2.", "2.2 NFS: not factual"):
        assert words in page
    assert page.count('name="answer" value="agree"') == 1
    assert feedback(sign_in("bo"), world).count('name="answer" value="agree"') == 1


def test_nothing_is_shown_before_the_reveal_rule_allows_it(world: World, sign_in: SignIn) -> None:
    ada = sign_in("ada")
    settle_directly(world, "ruth", 3, {"own": {"label": "NFS"}, "note": "Half way."})
    assert "Half way." not in feedback(ada, world)
    reviewed_fully_after_three(world)
    assert "Half way." in feedback(ada, world)
    rule(world, "never")
    assert "Half way." not in feedback(ada, world)
    rule(world, "phase")
    assert "Half way." not in feedback(ada, world)
    rule(world, "phase", closed=True)
    assert "Half way." in feedback(ada, world)


def reviewed_fully_after_three(world: World) -> None:
    settle_directly(world, "ruth", 6, {"own": {"label": "NFS"}})


def test_one_click_answers_and_reviewers_see_it_beside_the_decision(world: World, sign_in: SignIn) -> None:
    reviewed_fully(world)
    ada, ruth = sign_in("ada"), sign_in("ruth")
    third = next(case.public_id for case in page_of(world).cases if case.number == 3)
    said = {"op_id": "ans-1", "sentence": third, "answer": "disagree", "body": "It is a plan, not a hope."}
    for _ in range(2):
        assert ada.post(f"/projects/{world.slug}/feedback", **said).status_code == 303
    assert 'value="disagree" aria-pressed="true"' in feedback(ada, world)
    page = ruth.get(f"/projects/{world.slug}/articles/{world.articles[0]}/review?show=comments").text
    assert page.count("It is a plan, not a hope.") == 1
    assert "I see it differently" in page
    wrong = {**said, "op_id": "ans-2", "answer": "perhaps"}
    assert ada.post(f"/projects/{world.slug}/feedback", **wrong).status_code == 422


def test_accuracy_belongs_to_its_owner_and_to_managers_only_by_setting(world: World, sign_in: SignIn) -> None:
    reviewed_fully(world)
    ada, mara = sign_in("ada"), sign_in("mara")
    assert "50 %" in feedback(ada, world)
    where = f"/projects/{world.slug}/accuracy/{world.actors['ada'].user_id}"
    assert mara.get(where).status_code == 404
    switch(world, own_accuracy=True)
    assert "50 %" in mara.get(where).text
    assert sign_in("bo").get(where).status_code == 403
