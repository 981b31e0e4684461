"""Talk: questions to the managers stay private, threads open with the work they speak of, and nothing leaks."""

import html
import re

import pytest

from annotator.db import Database
from annotator.talk import threads
from tests.factories import Client, SignIn, World, make_world
from tests.support.reviews import case_of, page_of
from tests.support.teams import PEOPLE, reviewed_fully, submitted


@pytest.fixture
def world(database: Database) -> World:
    return submitted(database)


def talk(client: Client, world: World, show: str = "") -> str:
    return client.get(f"/projects/{world.slug}/talk?show={show}").text


def ask(client: Client, world: World, body: str = "Is a plan a claim?") -> str:
    """Ask about the first sentence and return the address of the thread."""
    sentence = world.sentences(world.articles[0], "ada")[0].public_id
    answer = client.post(f"/projects/{world.slug}/ask", op_id="ask-1", sentence=sentence, body=body)
    assert answer.status_code == 303
    return str(answer.location)


def test_a_question_reaches_the_managers_alone(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, {**PEOPLE, "max": ("manager", "annotator")}, assigned=("ada", "bo", "max"))
    ada = sign_in("ada")
    assert "About sentence" in ada.get(f"/projects/{world.slug}/articles/{world.articles[0]}/ask?s=2").text
    where = ask(ada, world)
    assert "Is a plan a claim?" in talk(sign_in("mara"), world, "unread")
    for who in ("bo", "ruth", "max"):
        other = sign_in(who)
        assert "Is a plan a claim?" not in talk(other, world)
        assert other.get(where).status_code == 404
        assert other.post(where, op_id="x-1", body="Hm.").status_code == 404


def test_an_answer_to_everybody_is_a_note_that_names_nobody(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, PEOPLE, assigned=("ada", "bo"))
    ada, bo, mara = (sign_in(name) for name in ("ada", "bo", "mara"))
    where = ask(ada, world)
    note = "A plan is no claim, see 2.2."
    for _ in range(2):
        assert mara.post(where, op_id="answer-1", body="Good question!", everybody=note).status_code == 303
    assert "Good question!" in ada.get(where).text
    page = talk(bo, world)
    assert page.count(note) == 1
    assert "Good question!" not in page
    assert "ada" not in page.replace("data-", "")
    assert ">Unread 1<" in talk(ada, world)
    assert ada.post(where, does="read").status_code == 303
    assert ">Unread 0<" in talk(ada, world)


def test_the_menu_says_how_many_threads_are_unread(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, PEOPLE, assigned=("ada", "bo"))
    ada, mara, bo = sign_in("ada"), sign_in("mara"), sign_in("bo")
    where = ask(ada, world)
    unread = '<span class="tag warn">1<span class="vh"> unread'
    assert unread in mara.get(f"/projects/{world.slug}/people").text
    assert unread not in bo.get(f"/projects/{world.slug}/").text
    mara.post(where, does="read")
    assert unread not in mara.get(f"/projects/{world.slug}/people").text
    assert unread not in ada.get(f"/projects/{world.slug}/").text


def test_threads_come_page_by_page_and_each_once(
    database: Database, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "PAGE", 2)
    world = make_world(database, PEOPLE, assigned=("ada", "bo"))
    ada = sign_in("ada")
    for number, sentence in enumerate(world.sentences(world.articles[0], "ada")[:5]):
        form = {"op_id": f"ask-{number}", "sentence": sentence.public_id, "body": f"Question {number}?"}
        ada.post(f"/projects/{world.slug}/ask", **form)
    where, seen = f"/projects/{world.slug}/talk", []
    while where:
        page = ada.get(where).text
        seen += re.findall(r"Question \d\?", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        where = following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"Question {number}?" for number in (4, 3, 2, 1, 0)]


def linked(client: Client, address: str, words: str) -> str:
    """Follow the link of those words on a page and return the page behind it."""
    (where,) = re.findall(f'href="([^"]+)">{words}<', client.get(address).text)
    answer = client.get(html.unescape(where))
    assert answer.status_code == 200
    return answer.text


def test_a_thread_on_a_sentence_opens_with_the_work_it_speaks_of(world: World, sign_in: SignIn) -> None:
    ruth, ada = sign_in("ruth"), sign_in("ada")
    said = {"op_id": "c-1", "sentence": case_of(world, 3).public_id, "body": "Hope or plan?"}
    ruth.post(f"/projects/{world.slug}/articles/{world.articles[0]}/review/comment", **said)
    assert "Hope or plan?" not in talk(ada, world)
    reviewed_fully(world)
    (address,) = re.findall(r'href="(/projects/[^"]+/talk/\d+)"', talk(ada, world))
    assert "Hope or plan?" in ada.get(address).text
    assert 'id="s3"' in linked(ada, address, "Open it in the article")
    ada.post(address, op_id="a-1", body="A plan.")
    assert ">Unread 1<" in talk(ruth, world)
    assert "A plan." in ruth.get(address).text
    assert ruth.post(address, does="resolve").status_code == 303
    assert "resolved" in talk(ruth, world)
    assert ada.post(address, does="resolve").status_code == 403


def test_a_comment_on_a_sentence_that_changed_shows_on_the_one_in_its_place(world: World, sign_in: SignIn) -> None:
    ruth, ada, mara = (sign_in(name) for name in ("ruth", "ada", "mara"))
    third = case_of(world, 3)
    where = f"/projects/{world.slug}/articles/{world.articles[0]}/review"
    ruth.post(where + "/comment", op_id="c-1", sentence=third.public_id, body="Two sentences in one?")
    middle = int(third.public_id.split(":")[1]) + third.text.index(" ", 20) + 1
    asked = mara.op(world.slug, "boundary", third.public_id, {"split": middle})
    assert asked.status_code == 200
    assert mara.post(f"/projects/{world.slug}/requests/1", decision="accept").status_code == 303
    page = ruth.get(where + "?show=all").text
    assert "Two sentences in one?" in page
    assert re.search(f"Said before this sentence was changed: <q[^>]*>{third.text[:9]}", page)
    (address,) = re.findall(r'href="(/projects/[^"]+/talk/\d+)"', talk(ruth, world))
    assert f"{third.text[:20]}" in ruth.get(address).text
    assert "It reads now:" in ruth.get(address).text
    assert 'id="case-3"' in linked(ruth, address, "Open it in the review")
    assert [case.number for case in page_of(world).cases if case.talk] == [3]
    assert ada.get(where).status_code == 403
