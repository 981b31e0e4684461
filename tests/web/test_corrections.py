"""Correcting a text through the front door: looking, storing, taking back, being refused; on both databases."""

import re
from html import unescape
from typing import Any

import pytest

from annotator.db import Database
from annotator.models import Article, Event, TextVersion
from tests.factories import OTHER_TEXT, TEXT, Client, SignIn, World, make_world
from tests.support.corrected import text_of
from tests.support.recut import PEOPLE, labels, rows, texts, views, visible, work_of
from tests.support.reviews import annotate, submit

WRONG = TEXT.replace("12 percent", "13 percent").replace(" Nobody knows what comes next.", "")


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE | {"ruth": ("reviewer",)}, assigned=("ada", "bo"))


def address(world: World, end: str = "correct", article: int = 0) -> str:
    return f"/projects/{world.slug}/articles/{world.articles[article]}/{end}"


def hidden(page: str) -> dict[str, Any]:
    """Return what the form of a page sends besides the text."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    ticked = re.findall(r'name="again" value="([^"]+)" checked', page)
    return {name: unescape(value) for name, value in fields if name != "csrf_token"} | {"again": ticked}


def correct(client: Client, world: World, text: str, **fields: Any) -> Any:
    """Go the whole way as a browser does: the text, the look, the button."""
    sent = hidden(client.get(address(world)).text) | {"text": text, **fields}
    look = client.post(address(world), **sent, do="look")
    assert look.status_code == 200, visible(look.text)
    return client.post(address(world), **hidden(look.text) | {"text": text} | fields, do="store")


def test_a_manager_sees_what_would_move_and_then_it_is_so(world: World, sign_in: SignIn) -> None:
    for who in ("ada", "bo"):
        annotate(world, who, "NNNNNN")
        submit(world, who)
    mara = sign_in("mara")
    sent = hidden(mara.get(address(world)).text) | {"text": WRONG, "reason": "The paper was wrong."}
    look = visible(mara.post(address(world), **sent, do="look").text)
    assert "4 sentences stay as they are" in look
    assert "Reworded sentence 5" in look
    assert "Gone sentence 6" in look
    assert "2 people who submitted get the article back." in look
    assert [row.number for row in rows(world, TextVersion)] == [1], "looking stores nothing"
    assert correct(mara, world, WRONG, reason="The paper was wrong.").status_code == 303
    assert texts(world)[4:] == ["Fees rose by 13 percent last year."]
    assert labels(world) == ["NFS", "NFS", "NFS", "NFS", None]
    assert work_of(world, "bo").state == "open"
    page = visible(mara.get(address(world, "text")).text)
    assert "The paper was wrong." in page
    assert "gone: 12 new: 13 percent" in page
    assert mara.get(address(world, "text/1")).text == TEXT
    assert mara.get(address(world, "text/2")).text == WRONG
    assert mara.get(address(world, "text/3")).status_code == 404
    (event,) = [row for row in rows(world, Event) if row.kind == "correction"]
    assert (event.before["text"], event.after["text"], event.after["reason"]) == (1, 2, "The paper was wrong.")
    assert "corrected the text of" in mara.get(f"/projects/{world.slug}/log").text


def test_line_ends_of_a_browser_are_those_of_the_text(world: World, sign_in: SignIn) -> None:
    correct(sign_in("mara"), world, WRONG.replace("\n", "\r\n"))
    assert text_of(world) == WRONG


def test_annotators_are_told_which_sentences_to_look_at_again_until_they_have(world: World, sign_in: SignIn) -> None:
    annotate(world, "ada", "NNNNNN")
    correct(sign_in("mara"), world, WRONG)
    ada = sign_in("ada")
    page = visible(ada.get(address(world, "")[:-1]).text)
    assert "The text was corrected: look at 1 sentence again" in page
    assert "you said: Not factual" in page
    assert "was corrected" not in visible(sign_in("bo").get(address(world, "")[:-1]).text), "bo had said nothing"
    ada.op(world.slug, "label", views(world)[4].public_id, "UFS", base="2.1")
    assert "The text was corrected" not in visible(ada.get(address(world, "")[:-1]).text)


def test_what_is_looked_at_again_is_the_managers_choice(world: World, sign_in: SignIn) -> None:
    annotate(world, "ada", "NNNNNN")
    mara = sign_in("mara")
    correct(mara, world, TEXT.replace("12 percent", "13 percent"), again=[])
    assert labels(world)[4] == "NFS"
    first = f"2:{2 + len('Harbor board doubles mooring fees')}"
    correct(mara, world, TEXT.replace("12 percent", "13 percent").replace("Harbour", "Harbor"), again=[first])
    assert labels(world)[0] is None


def test_a_page_that_is_open_since_before_goes_on_or_is_told_in_a_sentence(world: World, sign_in: SignIn) -> None:
    ada, old = sign_in("ada"), views(world)
    correct(sign_in("mara"), world, WRONG)
    assert ada.op(world.slug, "label", old[0].public_id, "NFS", base="1.1").status_code == 200
    for gone in old[4:]:
        answer = ada.op(world.slug, "label", gone.public_id, "NFS", base="1.1")
        assert answer.status_code == 409
        assert "changed since you looked" in visible(answer.text)
    assert ada.get(address(world, "fresh?seen=0&base=1.1&state=open")).status_code == 200


def test_taking_it_back_is_a_version_of_its_own(world: World, sign_in: SignIn) -> None:
    annotate(world, "ada", "NNNNNN")
    mara = sign_in("mara")
    before = [(view.public_id, view.text, view.label) for view in views(world)]
    assert mara.post(address(world, "correct/undo"), do="look").status_code == 409
    correct(mara, world, WRONG)
    look = mara.post(address(world, "correct/undo"), do="look")
    assert "What taking it back would move" in look.text
    sent = hidden(look.text)
    assert mara.post(address(world, "correct/undo"), **sent, do="store").status_code == 303
    assert mara.post(address(world, "correct/undo"), **sent, do="store").status_code == 303, "a repeat changes nothing"
    assert [(view.public_id, view.text, view.label) for view in views(world)] == before
    assert [row.number for row in rows(world, TextVersion)] == [1, 2, 3]
    assert "Version 1 again." in visible(mara.get(address(world, "text")).text)


def test_a_stale_look_is_refused_and_what_was_written_is_kept(world: World, sign_in: SignIn) -> None:
    mara, mia = sign_in("mara"), sign_in("mia")
    sent = hidden(mia.get(address(world)).text) | {"text": TEXT + "A last word.\n"}
    correct(mara, world, WRONG)
    for do in ("look", "store"):
        answer = mia.post(address(world), **sent, do=do)
        assert answer.status_code == 409
        assert "were changed since you looked" in answer.text
        assert "A last word." in answer.text
    assert text_of(world) == WRONG


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("", 422, "no letter and no digit"),
        ("…\n", 422, "no letter and no digit"),
        ("A\x00b", 422, "NUL character"),
        (TEXT, 422, "nothing to correct"),
        ("**Only a heading**\n", 422, "body text"),
        ("a" * 30_000 + ".", 413, "no sentence may have over"),
    ],
)
def test_a_text_that_cannot_be_gets_one_sentence(
    world: World, sign_in: SignIn, text: str, status: int, words: str
) -> None:
    answer = sign_in("mara").post(address(world), text=text, base="1.1", do="store")
    assert (answer.status_code, words in visible(answer.text)) == (status, True), visible(answer.text)
    assert [row.text for row in rows(world, TextVersion)] == [TEXT]


def test_no_two_articles_come_to_have_one_text(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, PEOPLE, (TEXT, OTHER_TEXT))
    mara = sign_in("mara")
    answer = mara.post(address(world), text=OTHER_TEXT, base="1.1", do="store")
    assert (answer.status_code, "this very text" in answer.text) == (409, True)
    assert correct(mara, world, WRONG).status_code == 303
    uploaded = mara.post(f"/projects/{world.slug}/import", text=WRONG, language="en")
    page = mara.get(uploaded.headers["Location"]).text
    assert "has the same text" in page or "same text as" in visible(page)


def test_annotators_read_the_versions_of_their_own_articles_and_correct_none(world: World, sign_in: SignIn) -> None:
    ada = sign_in("ada")
    assert ada.get(address(world, "text")).status_code == 200
    assert "Correct the text" not in ada.get(address(world, "text")).text
    assert ada.get(address(world)).status_code == 403
    assert ada.post(address(world), text=WRONG, do="store").status_code == 403
    assert sign_in("ruth").get(address(world, "text/1")).status_code == 200


def test_who_annotates_the_article_blind_sees_no_numbers_of_others_work(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, PEOPLE, assigned=("ada", "mia"))
    mia = sign_in("mia")
    sent = hidden(mia.get(address(world)).text) | {"text": WRONG}
    before = visible(mia.post(address(world), **sent, do="look").text)
    annotate(world, "ada", "NNNNNN")
    submit(world, "ada")
    after = visible(mia.post(address(world), **sent, do="look").text)
    assert "is shown once you have submitted" in before
    assert after == before


def test_what_is_known_of_the_article_stays_right(world: World, sign_in: SignIn) -> None:
    correct(sign_in("mara"), world, WRONG)
    (article,) = rows(world, Article)
    assert (article.public_id, article.text_version, article.sentences) == (world.articles[0], 2, 5)
