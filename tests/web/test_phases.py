"""Phases over HTTP: made, ordered, opened, filled; k and overlap reach the queue, the reveal rule reaches people."""

from typing import Any

import pytest
from sqlmodel import col, select

from annotator.db import Database
from annotator.models import Article, Phase
from annotator.project import phases, revealing
from tests.factories import OTHER_TEXT, TEXT, Client, NewClient, World, make_world, signed_in

PEOPLE = {"ada": ("annotator",), "bo": ("annotator",), "cy": ("annotator",), "mara": ("manager",)}
NEW = {
    "name": "Pilot", "annotators": "2", "overlap": "", "pilot": "1", "claims": "CFS", "attributions": "CFS",
    "reveal": "never", "scheme": "1", "guideline": "1",
}  # fmt: skip


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE, (TEXT, OTHER_TEXT))


def phases_of(world: World) -> list[phases.PhaseCard]:
    with world.database.read() as session:
        return phases.listed(session, world.project.id)


def save(client: Client, world: World, phase: int | None = None, **fields: Any) -> int:
    where = f"/projects/{world.slug}/phases" + (f"/{phase}" if phase else "")
    return client.post(where, **{**NEW, **fields}).status_code


def test_a_new_phase_is_planned_until_it_is_opened_and_its_articles_wait(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    assert save(mara, world) == 303
    made = phases_of(world)[1]
    assert (made.wish.name, made.state, made.wish.pilot, made.wish.reveal) == ("Pilot", "planned", True, "never")
    where = f"/projects/{world.slug}/phases/{made.id}"
    assert mara.post(f"{where}/articles", article=world.articles).status_code == 303
    assert ada.post(f"/projects/{world.slug}/take").status_code == 404
    mara.post(f"{where}/state", do="open")
    assert ada.post(f"/projects/{world.slug}/take").status_code == 303
    mara.post(f"{where}/state", do="close")
    assert ada.post(f"/projects/{world.slug}/take").status_code == 404


def test_phases_change_places(world: World, new_client: NewClient) -> None:
    mara = signed_in(new_client, "mara")
    save(mara, world)
    first, second = phases_of(world)
    mara.post(f"/projects/{world.slug}/phases/{second.id}/state", do="up")
    assert [one.id for one in phases_of(world)] == [second.id, first.id]
    mara.post(f"/projects/{world.slug}/phases/{second.id}/state", do="up")
    assert [one.position for one in phases_of(world)] == [1, 2]


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"name": ""}, 422, "Give the phase a name"),
        ({"name": "main ROUND"}, 409, "already"),
        ({"annotators": "0"}, 422, "from 1 to 50"),
        ({"annotators": "two"}, 422, "whole numbers"),
        ({"overlap": "101"}, 422, "from 1 to 100"),
        ({"reveal": "soon"}, 422, "Choose when"),
        ({"guideline": "9"}, 422, "no such version"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    world: World, new_client: NewClient, fields: dict[str, str], status: int, says: str
) -> None:
    answer = signed_in(new_client, "mara").post(f"/projects/{world.slug}/phases", **{**NEW, **fields})
    assert answer.status_code == status
    assert says in answer.text
    if fields.get("name", "Pilot"):
        assert f'value="{fields.get("name", "Pilot")}"' in answer.text
    assert len(phases_of(world)) == 1


def test_a_share_draws_exactly_so_many_articles_for_several_people(database: Database) -> None:
    texts = tuple(f"**Bridge {n}**\n\nBridge number {n} was closed. It opens again in May.\n" for n in range(10))
    world = make_world(database, PEOPLE, texts)
    with database.write() as session:
        phase = session.exec(select(Phase)).one()
        phase.overlap = 25
        session.add(phase)
        session.flush()
        phases.draw_sample(session, phase)
        first = session.exec(select(Article.public_id).where(col(Article.needed).is_(None))).all()
        phases.draw_sample(session, phase)
        again = session.exec(select(Article.public_id).where(col(Article.needed).is_(None))).all()
    assert len(first) == 3
    assert first == again
    assert len(world.articles) == 10


def test_outside_the_sample_one_annotator_is_enough(world: World, new_client: NewClient) -> None:
    mara = signed_in(new_client, "mara")
    phase = phases_of(world)[0]
    assert save(mara, world, phase.id, name=phase.wish.name, annotators="2", overlap="50", pilot="") == 303
    for who, status in (("ada", (303, 303, 404)), ("bo", (303, 404, 404)), ("cy", (404, 404, 404))):
        client = signed_in(new_client, who)
        assert tuple(client.post(f"/projects/{world.slug}/take").status_code for _ in range(3)) == status, who


def test_layers_stay_once_work_has_begun(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    phase = phases_of(world)[0]
    ada.post(f"/projects/{world.slug}/take", article=world.articles[0])
    with_claims = {"name": phase.wish.name, "claims": ["CFS", "UFS"]}
    assert save(mara, world, phase.id, **with_claims) == 303
    ada.op(world.slug, "label", world.sentences(world.articles[0], "ada")[0].public_id, "NFS")
    assert save(mara, world, phase.id, name=phase.wish.name, claims="CFS") == 409
    assert save(mara, world, phase.id, **with_claims, annotators="4") == 303
    assert phases_of(world)[0].wish.annotators == 4


def submitted(client: Client, world: World, who: str) -> None:
    article = world.articles[0]
    for sentence in world.sentences(article, who):
        client.op(world.slug, "label", sentence.public_id, "NFS")
    assert client.op(world.slug, "submit", article, value=True).status_code == 200


def test_others_work_shows_by_the_rule_of_the_phase_and_only_to_those_who_submitted(
    world: World, new_client: NewClient
) -> None:
    mara, ada, bo = (signed_in(new_client, who) for who in ("mara", "ada", "bo"))
    for client in (ada, bo):
        client.post(f"/projects/{world.slug}/take", article=world.articles[0])
    submitted(ada, world, "ada")
    phase = phases_of(world)[0]

    def seen(who: str) -> int:
        with world.database.read() as session:
            return len(revealing.revealed(session, world.actors[who].user_id, world.project.id))

    assert seen("ada") == 0
    mara.post(f"/projects/{world.slug}/phases/{phase.id}/state", do="close")
    assert (seen("ada"), seen("bo")) == (1, 0)
    save(mara, world, phase.id, name=phase.wish.name, reveal="never")
    assert seen("ada") == 0
