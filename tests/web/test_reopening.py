"""Reopening a submitted article and handing one back: round 1 stays, what changes is round 2 and not blind."""

from typing import Any

import pytest
from sqlalchemy import select

from annotator.db import Database
from annotator.models import Annotation, Article, Event, table_of
from tests.factories import SignIn, World, make_world
from tests.support.exports import exported, records
from tests.support.reviews import annotate, case_of, golds, page_of, settle_directly, submit
from tests.support.teams import PEOPLE, reviewed_fully, submitted, switch


@pytest.fixture
def world(database: Database) -> World:
    return submitted(database)


def rows(world: World, who: str) -> dict[tuple[int, int], tuple[str | None, bool]]:
    """Return label and whether blind of a person's annotations, by round and number of the sentence."""
    n = table_of(Annotation).c
    numbers = {case.sentence_id: case.number for case in page_of(world).cases}
    query = select(n.round, n.sentence_id, n.label, n.blind).where(
        n.user_id == world.actors[who].user_id, n.layer == "own"
    )
    with world.database.read() as session:
        return {(turn, numbers[key]): (label, blind) for turn, key, label, blind in session.execute(query)}


def reopen(client: Any, world: World) -> Any:
    return client.post(f"/projects/{world.slug}/articles/{world.articles[0]}/reopen")


def test_before_a_review_an_article_is_taken_back_not_reopened(world: World, sign_in: SignIn) -> None:
    ada = sign_in("ada")
    answer = reopen(ada, world)
    assert answer.status_code == 409
    assert "Take it back instead" in answer.text
    assert ada.op(world.slug, "submit", world.articles[0], value=False).status_code == 200


def test_what_changes_after_reopening_is_a_second_round(world: World, sign_in: SignIn) -> None:
    settle_directly(world, "ruth", 3, {"own": {"label": "NFS"}})
    ada, first = sign_in("ada"), rows(world, "ada")
    assert ada.op(world.slug, "submit", world.articles[0], value=False).status_code == 409
    assert reopen(ada, world).status_code == 303
    third = world.sentences(world.articles[0], "ada")[2]
    assert third.label == "UFS"
    assert ada.op(world.slug, "label", third.public_id, "NFS").status_code == 200
    assert ada.op(world.slug, "submit", world.articles[0], value=True).status_code == 200
    now = rows(world, "ada")
    assert {key: value for key, value in now.items() if key[0] == 1} == first
    assert (now[2, 3], now[2, 1]) == (("NFS", False), ("NFS", False))
    assert all(blind for _, blind in first.values())
    labels = {side.person.name: side.column.annotation["label"] for side in case_of(world, 3).sides}
    assert labels == {"ada": "NFS", "bo": "NFS"}


def test_a_dataset_has_of_a_second_round_what_was_changed_in_it(world: World, sign_in: SignIn) -> None:
    settle_directly(world, "ruth", 3, {"own": {"label": "NFS"}})
    ada = sign_in("ada")
    reopen(ada, world)
    third = world.sentences(world.articles[0], "ada")[2].public_id

    def of_ada(rounds: str) -> list[tuple[int, str, bool]]:
        return [
            (one["round"], one["label"], one["blind"])
            for record in records(world, rounds=rounds, states="all")
            for one in record["annotations"]
            if one["annotator"] == "r01"
        ]

    first = of_ada("first")
    assert of_ada("all") == first, "nothing is changed yet"
    ada.op(world.slug, "label", third, "NFS")
    ada.op(world.slug, "submit", world.articles[0], value=True)
    assert [one for one in of_ada("all") if one[0] > 1] == [(2, "NFS", False)]
    assert of_ada("last") == [*first[:2], (2, "NFS", False), *first[3:]]
    assert of_ada("first") == first


def counted(world: World, sign_in: SignIn, rounds: str, query: str = "") -> list[str]:
    """Return the labels that count in agreement, after checking that they are those of the exported table."""
    mara = sign_in("mara")
    measured = mara.get(f"/projects/{world.slug}/agreement/labels.csv{query}").text.splitlines()
    table = exported(world, format="csv", states="submitted", rounds=rounds).decode().splitlines()
    assert sorted(measured) == sorted(table)
    return sorted(table)


def test_agreement_and_the_exported_table_count_the_same_rounds(world: World, sign_in: SignIn) -> None:
    first = counted(world, sign_in, "first")
    settle_directly(world, "ruth", 3, {"own": {"label": "NFS"}})
    ada = sign_in("ada")
    reopen(ada, world)
    views = world.sentences(world.articles[0], "ada")
    for number, kind, value in ((3, "label", "NFS"), (4, "flags", ["unsure"])):
        assert ada.op(world.slug, kind, views[number - 1].public_id, value).status_code == 200
    for rounds, query in (("first", ""), ("last", "?last_round=1")):
        assert counted(world, sign_in, rounds, query) == first, "an open round counts nowhere"
    ada.op(world.slug, "submit", world.articles[0], value=True)
    assert counted(world, sign_in, "first") == first, "the blind round goes on counting"
    last = counted(world, sign_in, "last", "?last_round=1")
    assert (len(first), len(last), len(set(last) - set(first))) == (11, 10, 1)


def test_until_it_is_submitted_again_the_review_goes_on_with_the_round_before(world: World, sign_in: SignIn) -> None:
    settle_directly(world, "ruth", 3, {"own": {"label": "NFS"}})
    ada = sign_in("ada")
    reopen(ada, world)
    ada.op(world.slug, "label", world.sentences(world.articles[0], "ada")[2].public_id, "NFS")
    labels = {side.person.name: side.column.annotation["label"] for side in case_of(world, 3).sides}
    assert labels == {"ada": "UFS", "bo": "NFS"}
    assert reopen(ada, world).status_code == 409


def test_a_reviewer_hands_an_article_back_with_a_reason(world: World, sign_in: SignIn) -> None:
    ruth, bo = sign_in("ruth"), sign_in("bo")
    place = page_of(world).ground
    letter = next(person.letter for person in place.people.values() if person.name == "bo")
    where = f"/projects/{world.slug}/articles/{world.articles[0]}/review/return"
    assert ruth.post(where, letter=letter, reason=" ").status_code == 422
    assert ruth.post(where, letter="Z", reason="Too quick.").status_code == 404
    assert ruth.post(where, letter=letter, reason="Please mark the claims.").status_code == 303
    assert "Please mark the claims." in bo.get(f"/projects/{world.slug}/feedback").text
    assert "Please mark" not in sign_in("ada").get(f"/projects/{world.slug}/feedback").text
    bo.op(world.slug, "submit", world.articles[0], value=True)
    assert "Please mark" not in bo.get(f"/projects/{world.slug}/feedback").text
    e = table_of(Event).c
    with world.database.read() as session:
        (after,) = session.execute(select(e.after).where(e.kind == "return")).scalars()
    assert (after["reason"], after["round"]) == ("Please mark the claims.", 2)
    assert bo.post(where, letter=letter, reason="No.").status_code == 403


def test_gold_for_what_all_say_comes_and_goes_with_the_submissions(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, PEOPLE, assigned=("ada", "bo"))
    switch(world, unanimous_gold=True)
    for who, labels in (("ada", "NCFNCN"), ("bo", "NCNNCF")):
        annotate(world, who, labels)
        submit(world, who)
    assert {number: state["method"] for number, state in golds(world).items()} == dict.fromkeys(
        (1, 2, 4, 5), "unanimous"
    )
    submit(world, "bo", value=False)
    submit(world, "bo")
    assert sorted(golds(world)) == [1, 2, 4, 5]
    assert {state["version"] for state in golds(world).values()} == {3}
    reviewed_fully(world)
    assert sorted(golds(world)) == [1, 2, 3, 4, 5, 6]
    with database.read() as session:
        assert session.execute(select(table_of(Article).c.review_begun_at)).scalar_one() is not None
