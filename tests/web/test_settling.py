"""Decisions of reviewers, on both databases: what becomes gold, and that nothing stored is ever lost."""

from typing import Any

import pytest

from annotator.annotate import verifying
from annotator.db import Database
from annotator.models import Verification, table_of
from tests.factories import Client, NewClient, World, signed_in
from tests.support.reviews import case_of, decide, golds, key_of, page_of, reviewed, settle, submit


@pytest.fixture
def world(database: Database) -> World:
    return reviewed(database, "NCFNCN", "NCNNCN", "NCCNCF")


@pytest.fixture
def ruth(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "ruth")


@pytest.fixture
def sam(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "sam")


def user(world: World, *names: str) -> list[int]:
    return sorted(world.actors[name].user_id for name in names)


def plain(world: World, client: Client, number: int, choice: str, **fields: str) -> Any:
    """Send one decision as a form without script does."""
    known = {"op_id": f"plain-{number}-{choice}"[:64].replace(":", "-"), "sentence": case_of(world, number).public_id}
    where = f"/projects/{world.slug}/articles/{world.articles[0]}/review"
    return client.post(where, choice=choice, number=str(number), **{"version": "0", **known, **fields})


def test_taking_copies_the_whole_annotation_of_one_person(world: World, ruth: Client) -> None:
    taken = {"take": key_of(world, 3, "chi"), "reason": "slip", "note": "Only chi is right."}
    answer = settle(ruth, world, 3, taken)
    assert answer.status_code == 200
    assert 'data-version="1"' in answer.text
    found = golds(world)[3]
    assert (found["label"], found["method"], found["took"]) == ("CFS", "settled", user(world, "chi"))
    assert (found["reason"], found["note"], found["version"]) == ("slip", "Only chi is right.", 1)
    assert [claim["spans"][0]["quote"] for claim in found["claims"].values()] == [case_of(world, 3).text[:-1]]
    assert page_of(world).settled == 1


def test_the_majority_says_whom_it_took(world: World, ruth: Client) -> None:
    assert settle(ruth, world, 6, {"majority": True}).status_code == 200
    assert golds(world)[6]["took"] == user(world, "ada", "bo")
    assert golds(world)[6]["method"] == "majority"


def test_a_tie_has_no_majority_and_says_so(world: World, ruth: Client) -> None:
    answer = settle(ruth, world, 3, {"majority": True})
    assert answer.status_code == 422
    assert "no majority" in answer.text
    page = ruth.get(f"/projects/{world.slug}/articles/{world.articles[0]}/review").text
    assert "No majority: the labels are tied" in page
    assert golds(world) == {}


def test_a_label_with_a_majority_but_tied_spans_is_a_tie(database: Database, new_client: NewClient) -> None:
    world = reviewed(database, "NCNNNN", "NCNNNN", "NNNNNN")
    submit(world, "bo", value=False)
    second = case_of_all(world, 2)
    start = int(second.split(":")[1])
    first = next(iter(world.sentences(world.articles[0], "bo")[1].claims))
    decide(world, "bo", "claim", second, {first: {"spans": [{"start": start, "end": start + 9, "quote": "The board"}]}})
    submit(world, "bo")
    client = signed_in(new_client, "ruth")
    answer = settle(client, world, 2, {"majority": True})
    assert answer.status_code == 422
    assert "its spans have none" in answer.text


def case_of_all(world: World, number: int) -> str:
    return world.sentences(world.articles[0], "ada")[number - 1].public_id


def test_ones_own_reading_keeps_the_claims_of_one_column(world: World, ruth: Client) -> None:
    own = {"label": "CFS", "flags": ["discuss"], "keep": key_of(world, 3, "chi")}
    assert settle(ruth, world, 3, {"own": own}).status_code == 200
    found = golds(world)[3]
    assert (found["label"], found["flags"], found["took"]) == ("CFS", ["discuss"], user(world, "chi"))
    assert len(found["claims"]) == 1
    assert settle(ruth, world, 3, {"own": {"label": "UFS"}, "version": 1}).status_code == 200
    assert (golds(world)[3]["claims"], golds(world)[3]["took"], golds(world)[3]["version"]) == ({}, [], 2)


def test_ones_own_claims_are_checked_against_the_text(world: World, ruth: Client) -> None:
    start = int(case_of(world, 3).public_id.split(":")[1])
    wrong = {"start": start, "end": start + 3, "quote": "Not"}
    for own in ({"label": "CFS", "claims": {"c1": {"spans": [wrong]}}}, {"label": "XYZ"}, {"label": ""}):
        assert settle(ruth, world, 3, {"own": own}).status_code == 422
    assert settle(ruth, world, 3, {"own": {"label": "CFS"}, "take": "abc"}).status_code == 422
    assert settle(ruth, world, 3, {"own": {"label": "CFS", "flags": ["unsure"]}}).status_code == 422
    assert golds(world) == {}


def test_nobody_is_right_is_a_decision(world: World, ruth: Client) -> None:
    assert plain(world, ruth, 2, "nothing", reason="guideline-gap").status_code == 303
    found = golds(world)[2]
    assert (found["label"], found["claims"], found["attributions"], found["took"]) == ("NFS", {}, {}, [])


def test_all_agreed_sentences_are_accepted_at_once(world: World, ruth: Client) -> None:
    assert ruth.op(world.slug, "settle", world.articles[0], {"agreed": True}).status_code == 200
    found = golds(world)
    assert sorted(found) == [1, 2, 4, 5]
    assert {state["method"] for state in found.values()} == {"unanimous"}
    assert found[1]["took"] == user(world, "ada", "bo", "chi")
    assert ruth.op(world.slug, "settle", world.articles[0], {"agreed": True}).status_code == 422
    assert settle(ruth, world, 3, {"agreed": True}).status_code == 422
    assert page_of(world).open_agreed == []


def test_a_repeat_changes_nothing(world: World, ruth: Client) -> None:
    value = {"take": key_of(world, 3, "ada")}
    for _ in range(2):
        assert settle(ruth, world, 3, value, op_id="the-same").status_code == 200
    assert golds(world)[3]["version"] == 1
    assert settle(ruth, world, 3, {"take": key_of(world, 3, "bo")}, op_id="the-same").status_code == 422


def test_two_reviewers_never_overwrite_each_other_unseen(world: World, ruth: Client, sam: Client) -> None:
    settle(ruth, world, 3, {"take": key_of(world, 3, "chi"), "note": "It can be checked."})
    late = settle(sam, world, 3, {"take": key_of(world, 3, "ada", "sam"), "note": "Nobody cares."}, tab="tab-2")
    assert late.status_code == 409
    for words in (
        "ruth settled",
        "Check-worthy claim",
        "It can be checked.",
        "Factual, not check-worthy",
        "Nobody cares.",
    ):
        assert words in late.text
    form = plain(world, sam, 3, f"take:{key_of(world, 3, 'ada', 'sam')}", note="Nobody cares.")
    assert form.status_code == 409
    assert ">Nobody cares.</textarea>" in form.text
    assert golds(world)[3]["label"] == "CFS"
    again = {"take": key_of(world, 3, "ada", "sam"), "version": 1}
    assert settle(sam, world, 3, again, tab="tab-2").status_code == 200
    assert (golds(world)[3]["label"], golds(world)[3]["version"]) == ("UFS", 2)


def test_a_quick_second_decision_of_the_same_tab_is_no_conflict(world: World, ruth: Client) -> None:
    for name in ("ada", "bo", "chi"):
        assert settle(ruth, world, 3, {"take": key_of(world, 3, name)}).status_code == 200
    assert (golds(world)[3]["took"], golds(world)[3]["version"]) == (user(world, "chi"), 3)


def test_undo_restores_the_gold_before_or_takes_it_back(world: World, ruth: Client) -> None:
    settle(ruth, world, 3, {"take": key_of(world, 3, "ada")}, op_id="one")
    settle(ruth, world, 3, {"take": key_of(world, 3, "chi")}, op_id="two")
    assert settle(ruth, world, 3, {"undo": "two"}, op_id="back").status_code == 200
    assert (golds(world)[3]["label"], golds(world)[3]["claims"]) == ("UFS", {})
    assert settle(ruth, world, 3, {"undo": "two"}).status_code == 409
    assert settle(ruth, world, 3, {"undo": "back"}).status_code == 200
    assert len(golds(world)[3]["claims"]) == 1
    assert settle(ruth, world, 3, {"undo": "one"}).status_code == 409
    ruth.op(world.slug, "settle", world.articles[0], {"agreed": True}, op_id="all")
    assert ruth.op(world.slug, "settle", world.articles[0], {"undo": "all"}).status_code == 200
    assert sorted(golds(world)) == [3]
    assert page_of(world).open_agreed == [1, 2, 4, 5]


def test_nobody_undoes_the_decision_of_another(world: World, ruth: Client, sam: Client) -> None:
    settle(ruth, world, 3, {"take": key_of(world, 3, "ada")}, op_id="one")
    assert settle(sam, world, 3, {"undo": "one"}).status_code == 404
    settle(sam, world, 3, {"own": {"label": "NFS"}, "version": 1})
    assert settle(ruth, world, 3, {"undo": "one"}).status_code == 409
    assert golds(world)[3]["label"] == "NFS"


def test_checks_of_annotators_stay_theirs_and_those_of_the_desk_survive(world: World, ruth: Client) -> None:
    submit(world, "ada", value=False)
    second = world.sentences(world.articles[0], "ada")[1]
    (claim,) = second.claims
    check = {"claim": claim, "verdict": "Supported", "status": "in-progress"}
    decide(world, "ada", "verification", second.public_id, check)
    submit(world, "ada")
    settle(ruth, world, 2, {"take": key_of(world, 2, "ada")}, op_id="one")
    state = golds(world)[2]
    with world.database.write() as session:
        assert verifying.stored(session, state["id"], claim, None) is None
        keys = {"project_id": world.project.id, "annotation_id": state["id"]}
        wanted = verifying.wanted(session, state["id"], check)
        verifying.put(session, keys, dict(wanted), None)
    settle(ruth, world, 2, {"take": key_of(world, 2, "bo"), "version": 1}, op_id="two")
    assert list(golds(world)[2]["claims"]) == [claim]
    settle(ruth, world, 2, {"own": {"label": "NFS"}, "version": 2}, op_id="three")
    settle(ruth, world, 2, {"undo": "three"})
    with world.database.read() as session:
        found = verifying.stored(session, state["id"], claim, None)
        assert found is not None
        assert found["verdict"] == "Supported"
        assert len(session.execute(table_of(Verification).select()).all()) == 2


def test_nobody_takes_back_once_the_review_began(world: World, ruth: Client, new_client: NewClient) -> None:
    ada = signed_in(new_client, "ada")
    assert ada.op(world.slug, "submit", world.articles[0], value=False).status_code == 200
    assert ada.op(world.slug, "submit", world.articles[0], value=True).status_code == 200
    settle(ruth, world, 3, {"own": {"label": "NFS"}})
    answer = ada.op(world.slug, "submit", world.articles[0], value=False)
    assert answer.status_code == 409
    assert "review has begun" in answer.text


def test_a_column_that_changed_since_is_not_taken(world: World, ruth: Client) -> None:
    key = key_of(world, 3, "ada")
    submit(world, "ada", value=False)
    decide(world, "ada", "label", case_of_all(world, 3), "NFS")
    submit(world, "ada")
    answer = settle(ruth, world, 3, {"take": key})
    assert answer.status_code == 409
    assert "changed since you looked" in answer.text
    assert golds(world) == {}


def test_an_unsure_answer_settles_nothing(database: Database, new_client: NewClient) -> None:
    world = reviewed(database, "NCFNCN", "NC?NCN")
    client = signed_in(new_client, "ruth")
    assert settle(client, world, 3, {"take": key_of(world, 3, "bo")}).status_code == 422
    assert settle(client, world, 3, {"take": key_of(world, 3, "ada")}).status_code == 200


def test_plain_forms_settle_and_go_on_to_the_next_open_sentence(world: World, ruth: Client) -> None:
    answer = plain(world, ruth, 3, f"take:{key_of(world, 3, 'ada')}", reason="ambiguous", show="differ")
    assert answer.status_code == 303
    assert answer.location.endswith("after=3")
    page = ruth.get(answer.location).text
    assert 'class="case now" id="case-6"' in page
    assert "1 of 2 settled" in page
    own = {"label": "CFS", "part-claim": "whole", "flag": "discuss", "note": "Mine."}
    assert plain(world, ruth, 6, "own", **own).status_code == 303
    assert (golds(world)[6]["flags"], len(golds(world)[6]["claims"])) == (["discuss"], 1)
    assert plain(world, ruth, 6, "undo:plain-6-own").status_code == 303
    assert sorted(golds(world)) == [3]
