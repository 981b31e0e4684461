"""The practice: known answers and why, offered once, chosen by the project, and stored nowhere."""

import html

import pytest
from sqlalchemy import func, select

from annotator.db import Database
from annotator.errors import BadInput
from annotator.models import Annotation, Article, Event, table_of
from annotator.project import practice
from tests.factories import Client, NewClient, World, make_world, signed_in


@pytest.fixture
def world(database: Database) -> World:
    people = {"ada": ("annotator",), "mara": ("manager",)}
    return make_world(database, people, assigned=("ada",))


@pytest.fixture
def ada(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "ada")


def count(world: World) -> list[int]:
    with world.database.read() as session:
        tables = (Article, Annotation, Event)
        return [session.execute(select(func.count()).select_from(table_of(one))).scalar_one() for one in tables]


def test_every_sentence_of_our_practice_has_an_answer_and_says_why() -> None:
    steps = practice.ours()
    assert len(steps) == 7
    assert {step.label for step in steps} == {"CFS", "UFS", "NFS"}
    assert all(step.why for step in steps)


def test_an_answer_is_told_right_or_wrong_with_its_reason_and_nothing_is_stored(world: World, ada: Client) -> None:
    before = count(world)
    where = f"/projects/{world.slug}/practice"
    assert "Right" in html.unescape(ada.get(f"{where}?s=4&a=NFS").text)
    wrong = html.unescape(ada.get(f"{where}?s=4&a=CFS").text)
    assert "We would say: Not factual" in wrong
    assert practice.ours()[3].why in wrong
    assert practice.ours()[3].why not in html.unescape(ada.get(f"{where}?s=4").text)
    assert count(world) == before


@pytest.mark.parametrize("how", ["done", "skip"])
def test_it_is_offered_until_it_was_done_or_skipped_and_can_be_repeated(world: World, ada: Client, how: str) -> None:
    queue = f"/projects/{world.slug}/"
    assert "New here?" in ada.get(queue).text
    assert ada.post(f"/projects/{world.slug}/practice", how=how).status_code == 303
    assert "New here?" not in ada.get(queue).text
    assert ada.get(f"/projects/{world.slug}/practice").status_code == 200


def test_a_project_chooses_its_own_sentences_or_none(world: World, ada: Client, new_client: NewClient) -> None:
    mara = signed_in(new_client, "mara")
    where = f"/projects/{world.slug}/practice"
    lines = "NFS | What a day! | A cry.\nufs | It was a Tuesday. | Nobody asks."
    assert mara.post(f"{where}/choice", which="own", lines=lines).status_code == 303
    assert "What a day!" in ada.get(where).text
    assert "Nobody asks." in ada.get(f"{where}?s=2&a=NFS").text
    assert mara.post(f"{where}/choice", which="none").status_code == 303
    assert "New here?" not in ada.get(f"/projects/{world.slug}/").text
    assert ada.post(f"{where}/choice", which="none").status_code == 403


@pytest.mark.parametrize("bad", ["", "NFS | only two", "ABC | a | b", "NFS | | why", "NFS | " + "x" * 1001 + " | y"])
def test_lines_that_are_no_practice_are_refused_with_their_number(bad: str) -> None:
    with pytest.raises(BadInput, match=r"Line 1|Give 1"):
        practice.read(bad)
