"""One's own place in a project: its notice, asked again after a change, and leaving it."""

import re

import pytest
from sqlalchemy import select

from annotator.db import Database
from annotator.models import Article, Assignment, Event, Membership, table_of
from tests.factories import OTHER_TEXT, TEXT, Client, NewClient, World, make_world, signed_in

PEOPLE = {"mara": ("manager",), "ada": ("annotator",), "bo": ("annotator",)}
FIRST = "We publish the labels.\n\nAsk Mara."


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE, (TEXT, OTHER_TEXT), assigned=("ada",))


def publish(mara: Client, world: World, text: str, base: int = 0) -> int:
    return mara.post(f"/projects/{world.slug}/notice", text=text, base=str(base)).status_code


def accept(client: Client, world: World, version: int, **fields: str) -> int:
    return client.post(f"/projects/{world.slug}/place", version=str(version), **{"accepted": "1", **fields}).status_code


def accepted(world: World, name: str) -> int:
    m = table_of(Membership).c
    with world.database.read() as session:
        return int(
            session.execute(select(m.notice_version).where(m.user_id == world.actors[name].user_id)).scalar_one()
        )


def test_a_new_notice_is_asked_for_at_the_next_visit_and_no_decision_is_lost(
    world: World, new_client: NewClient
) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    assert publish(mara, world, FIRST) == 303
    where = f"/projects/{world.slug}/articles/{world.articles[0]}"
    asked = ada.get(f"{where}?s=2")
    assert asked.status_code == 302
    assert "next=/projects/" in asked.location
    page = ada.get(asked.location).text
    assert FIRST in page
    sentence = world.sentences(world.articles[0], "ada")[0].public_id
    assert ada.op(world.slug, "label", sentence, "NFS").status_code == 200
    assert accept(ada, world, 1, accepted="") == 422
    assert ada.get(where).status_code == 302
    assert accept(ada, world, 1, next=f"{where}?s=2") == 303
    assert ada.get(f"{where}?s=2").status_code == 200
    assert accepted(world, "ada") == 1


def test_each_version_is_asked_for_and_stored(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    publish(mara, world, FIRST)
    accept(mara, world, 1)
    accept(ada, world, 1)
    assert publish(mara, world, FIRST, 1) == 422, "nothing was changed"
    assert publish(mara, world, "We publish less.", 0) == 409, "made from an older version"
    assert publish(mara, world, "We publish less.", 1) == 303
    assert accept(ada, world, 1) == 409
    assert (accepted(world, "ada"), accept(ada, world, 2), accepted(world, "ada")) == (1, 303, 2)
    accept(mara, world, 2)
    log = mara.get(f"/projects/{world.slug}/log").text
    assert log.count("accepted version 1 of the notice") == 2
    key = world.actors["ada"].user_id
    assert "Accepted version 2 of the notice" in mara.get(f"/projects/{world.slug}/people/{key}").text
    assert publish(mara, world, "", 2) == 303
    assert signed_in(new_client, "bo").get(f"/projects/{world.slug}/").status_code == 200


def test_whoever_joins_accepts_the_notice_that_stands_there(world: World, new_client: NewClient) -> None:
    mara, guest = signed_in(new_client, "mara"), new_client()
    publish(mara, world, FIRST)
    accept(mara, world, 1)
    link = re.search(r"(/link/[\w-]+)", mara.post(f"/projects/{world.slug}/people", role="annotator").text)
    assert link is not None
    guest.refresh_token()
    assert "Ask Mara." in guest.get(link[1]).text
    form = {"name": "dora", "password": "long enough", "notice": "1"}
    assert guest.post(link[1], **form).status_code == 409
    assert guest.post(link[1], **form, version="1").status_code == 303
    guest.refresh_token()
    assert guest.get(f"/projects/{world.slug}/").status_code == 200


def test_who_leaves_keeps_the_work_and_frees_what_is_open(world: World, new_client: NewClient) -> None:
    ada = signed_in(new_client, "ada")
    sentence = world.sentences(world.articles[0], "ada")[0].public_id
    ada.op(world.slug, "label", sentence, "NFS")
    where = f"/projects/{world.slug}/place"
    assert "Leave this project" in ada.get(where).text
    assert ada.post(f"{where}/leave").status_code == 422
    assert ada.post(f"{where}/leave", sure="1").status_code == 303
    assert ada.get(f"/projects/{world.slug}/").status_code == 404
    g, e = table_of(Assignment).c, table_of(Event).c
    with world.database.read() as session:
        held = session.execute(select(g.state).where(g.user_id == world.actors["ada"].user_id)).scalars().all()
        assert held == ["left"], "what was begun is kept, what was not is free again"
        assert session.execute(select(e.id).where(e.kind == "left")).first() is not None
    assert signed_in(new_client, "bo").post(f"/projects/{world.slug}/take").status_code == 303


def test_the_last_manager_cannot_leave(world: World, new_client: NewClient) -> None:
    mara = signed_in(new_client, "mara")
    refused = mara.post(f"/projects/{world.slug}/place/leave", sure="1")
    assert refused.status_code == 409
    assert "This is the last manager" in refused.text


def test_the_number_of_annotators_of_one_article_is_chosen_by_hand(world: World, new_client: NewClient) -> None:
    mara, article = signed_in(new_client, "mara"), world.articles[1]
    board = f"/projects/{world.slug}/board"

    def need(number: str) -> int:
        return mara.post(board, do="need", article=article, number=number).status_code

    def needed() -> tuple[int | None, bool]:
        a = table_of(Article).c
        with world.database.read() as session:
            row = session.execute(select(a.needed, a.needed_by_hand).where(a.public_id == article)).one()
        return row.needed, row.needed_by_hand

    assert (need("1"), needed()) == (200, (1, True))
    assert 'value="1"' in mara.get(f"{board}/{article}").text
    assert "asked for 1 annotator for" in mara.get(f"/projects/{world.slug}/log").text
    assert [need(wrong) for wrong in ("0", "51", "two")] == [422, 422, 422]
    assert (need(""), needed()) == (200, (None, False))
