"""The annotation page and its answers, without a browser: what stands in them, and what must not."""

import html
import json
import re

import pytest
from sqlalchemy import event

from annotator.db import Database
from tests.factories import OTHER_TEXT, TEXT, Client, NewClient, World, make_world, signed_in

STATE = re.compile(r"data-state='([^']*)'")


@pytest.fixture
def world(database: Database) -> World:
    people = {"ada": ("annotator",), "bo": ("annotator",), "eve": ("annotator",)}
    return make_world(database, people, (TEXT, OTHER_TEXT), assigned=("ada", "bo"))


@pytest.fixture
def ada(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "ada")


def page_of(world: World, client: Client, tail: str = "") -> str:
    return client.get(f"/projects/{world.slug}/articles/{world.articles[0]}{tail}").text


def test_the_page_holds_every_sentence_with_its_state_and_nobody_elses_work(
    world: World, ada: Client, new_client: NewClient
) -> None:
    bo = signed_in(new_client, "bo")
    sentences = world.sentences(world.articles[0], "ada")
    bo.op(world.slug, "label", sentences[0].public_id, "UFS")
    bo.op(world.slug, "note", sentences[0].public_id, "bo was here")
    ada.op(world.slug, "label", sentences[1].public_id, "CFS", op_id="mine")
    text = page_of(world, ada)
    states = [json.loads(html.unescape(found)) for found in STATE.findall(text)]
    assert [state["label"] for state in states] == [None, "CFS"] + [None] * (len(sentences) - 2)
    assert list(states[1]["claims"]) == ["mine"]
    assert "bo was here" not in text


def test_an_answer_draws_the_sentence_decided_on_and_every_other_that_its_spans_touch(
    world: World, ada: Client
) -> None:
    first, second, third = world.sentences(world.articles[0], "ada")[1:4]
    assert ada.op(world.slug, "label", second.public_id, "CFS", op_id="c").text.count('class="s"') == 1
    # The sentences of this paragraph stand one blank apart.
    quote = f"{first.text} {second.text}"
    span = {"start": first.start, "end": second.end, "quote": quote}
    answer = ada.op(world.slug, "claim", second.public_id, {"c": {"spans": [span]}}).text
    assert answer.index(f'id="s{second.number}"') < answer.index(f'id="s{first.number}"')
    assert answer.count("hx-swap-oob") == 1
    assert f'id="s{third.number}"' not in answer
    assert "data-active" not in answer


def test_steps_to_undo_and_redo_are_found_again_after_undoing_and_redoing(world: World, ada: Client) -> None:
    sentence = world.sentences(world.articles[0], "ada")[0].public_id

    def steps() -> tuple[list[str], list[str]]:
        found = re.search(r"data-desk='([^']*)'", page_of(world, ada))
        assert found is not None
        desk = json.loads(found[1])
        return [step["op"] for step in desk["undo"]], [step["op"] for step in desk["redo"]]

    ada.op(world.slug, "label", sentence, "NFS", op_id="one")
    ada.op(world.slug, "label", sentence, "UFS", op_id="two")
    assert steps() == (["one", "two"], [])
    ada.op(world.slug, "undo", sentence, "two", op_id="back")
    assert steps() == (["one"], ["back"])
    ada.op(world.slug, "undo", sentence, "back", op_id="again")
    assert steps() == (["one", "again"], [])
    ada.op(world.slug, "undo", sentence, "again", op_id="back-2")
    ada.op(world.slug, "label", sentence, "CFS", op_id="three")
    assert steps() == (["one", "three"], [])


def test_markup_in_titles_and_sentences_is_shown_as_text(database: Database, new_client: NewClient) -> None:
    text = "**<script>alert(1)</script> & \"quotes\" 'too'**\n\nThe <b>mayor</b> said \"a < b\" & 'c'.\n"
    world = make_world(database, {"kim": ("annotator",)}, (text,), name="Marks", assigned=("kim",))
    kim = signed_in(new_client, "kim")
    for sentence in world.sentences(world.articles[0], "kim"):
        kim.op(world.slug, "label", sentence.public_id, "CFS")
    kim.op(world.slug, "note", world.sentences(world.articles[0], "kim")[0].public_id, "</textarea><script>x")
    for tail in ("", "/finish"):
        page = page_of(world, kim, tail)
        assert "<script>alert" not in page
        assert "<b>mayor" not in page
        assert "<script>x" not in page
        for found in STATE.findall(page):
            json.loads(html.unescape(found))


def test_a_plain_form_goes_on_to_the_next_sentence_and_a_note_stays(world: World, ada: Client) -> None:
    sentences = world.sentences(world.articles[0], "ada")
    answer = ada.op(world.slug, "label", sentences[0].public_id, "NFS", fragment=False)
    assert (answer.status_code, answer.headers["Location"].partition("?")[2]) == (303, "s=2")
    fields = {"op_id": "n1", "kind": "note", "sentence": sentences[0].public_id, "text": 'He said "no"'}
    answer = ada.post(f"/projects/{world.slug}/ops", **fields)
    assert (answer.status_code, answer.headers["Location"].partition("?")[2]) == (303, "s=1")
    assert world.sentences(world.articles[0], "ada")[0].note == 'He said "no"'


def test_a_late_decision_says_that_the_article_is_submitted(world: World, ada: Client) -> None:
    sentences = world.sentences(world.articles[0], "ada")
    for sentence in sentences:
        ada.op(world.slug, "label", sentence.public_id, "NFS")
    ada.op(world.slug, "submit", world.articles[0], value=True)
    answer = ada.op(world.slug, "label", sentences[0].public_id, "UFS")
    assert answer.status_code == 409
    assert 'data-reason="submitted"' in answer.text


def test_an_article_of_someone_else_is_not_there(world: World, new_client: NewClient) -> None:
    eve = signed_in(new_client, "eve")
    for tail in ("", "/finish"):
        assert eve.get(f"/projects/{world.slug}/articles/{world.articles[0]}{tail}").status_code == 404


def test_looking_at_an_article_takes_the_same_queries_however_long_it_is(
    database: Database, new_client: NewClient
) -> None:
    long = "\n\n".join(f"Ferry number {n} left on time." for n in range(60))
    world = make_world(database, {"lee": ("annotator",)}, (TEXT, long), name="Long", assigned=("lee",))
    lee = signed_in(new_client, "lee")
    engine = lee.http.application.extensions["annotator.database"].engine
    counts = []
    for article in world.articles:
        asked: list[str] = []
        listen = lambda *parts, asked=asked: asked.append(parts[2])  # noqa: E731  one name for adding and removing
        event.listen(engine, "before_cursor_execute", listen)
        assert lee.get(f"/projects/{world.slug}/articles/{article}").status_code == 200
        event.remove(engine, "before_cursor_execute", listen)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_our_scripts_are_sent_without_comments_and_a_vendor_s_as_they_are(world: World, ada: Client) -> None:
    page = page_of(world, ada)
    ours, theirs = (re.search(rf'src="([^"]*{name})"', page)[1] for name in ("annotate.js", "htmx.min.js"))  # type: ignore[index]
    sent = ada.get(ours).text
    assert "// " not in sent
    assert "import { $, $$" in sent
    assert len(ada.get(theirs).data) == 37448


def test_a_page_that_knows_all_gets_nothing_and_one_that_does_not_gets_it_anew(world: World, ada: Client) -> None:
    sentence = world.sentences(world.articles[0], "ada")[0].public_id
    assert (
        ada.get(f"/projects/{world.slug}/articles/{world.articles[0]}/fresh?seen=0&base=1.1&state=open").status_code
        == 204
    )
    ada.op(world.slug, "label", sentence, "NFS")
    text = page_of(world, ada, "/fresh?seen=0&base=1.1&state=open")
    seen = max(int(found) for found in re.findall(r'data-seen="([0-9]+)"', text))
    assert page_of(world, ada, f"/fresh?seen={seen}&base=1.1&state=open") == ""
    assert page_of(world, ada, f"/fresh?seen={seen}&base=1.2&state=open") != ""


def test_history_and_names_are_one_s_own_while_blind(world: World, ada: Client, new_client: NewClient) -> None:
    bo = signed_in(new_client, "bo")
    second = world.sentences(world.articles[0], "ada")[1]
    span = {"start": second.start, "end": second.start + 9, "quote": "The board"}
    for who, name in ((bo, "Secret source"), (ada, "The board")):
        who.op(world.slug, "label", second.public_id, "CFS")
        value = {"a": {"source_spans": [span], "source_entity": name}}
        who.op(world.slug, "attribution", second.public_id, value)
    bo.op(world.slug, "note", second.public_id, "bo was here")
    told = page_of(world, ada, "/history?s=2")
    assert "Attribution: The board" in told
    assert "bo was here" not in told
    assert ada.get(f"/projects/{world.slug}/articles/{world.articles[0]}/names").get_json() == ["The board"]


def test_the_page_says_how_long_the_rest_may_take_once_that_is_known(world: World, ada: Client) -> None:
    for sentence in world.sentences(world.articles[0], "ada")[:5]:
        assert '"pace": 0' in page_of(world, ada)
        ada.op(world.slug, "label", sentence.public_id, "NFS", ms="60000")
    assert '"pace": 60000' in page_of(world, ada)


def test_the_pace_of_what_was_submitted_last_is_kept_for_the_next_article(
    database: Database, new_client: NewClient
) -> None:
    world = make_world(database, texts=(TEXT, OTHER_TEXT), assigned=("ada",))
    ada = signed_in(new_client, "ada")
    for sentence in world.sentences(world.articles[0], "ada"):
        ada.op(world.slug, "label", sentence.public_id, "NFS", ms="4000")
    ada.op(world.slug, "submit", world.articles[0], value=True)
    assert '"pace": 4000' in ada.get(f"/projects/{world.slug}/articles/{world.articles[1]}").text
    assert "about 1 minute at your pace" in ada.get(f"/projects/{world.slug}/").text
