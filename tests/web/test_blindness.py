"""Until one has submitted an article, nothing anyone else did on it reaches one, through any route."""

import re

import pytest

from annotator.db import Database
from tests.factories import Client, NewClient, World, make_world, signed_in
from tests.web.test_security import address

CANARY = "canary7f3a"
PEOPLE = {
    "ada": ("annotator",),
    "bo": ("annotator",),
    "mara": ("annotator", "reviewer", "manager"),
}


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE, assigned=("ada", "bo", "mara"))


def pages(client: Client, world: World) -> dict[str, tuple[int, str]]:
    """Return status and body of every GET route, without what differs from one request to the next."""
    found = {}
    for rule in client.http.application.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            path = address(rule, world)
            answer = client.get(path)
            # CSRF tokens carry the second they were made in, operation ids of forms are random.
            body = re.sub(r"[\w-]{40,}\.[\w-]{6}\.[\w-]{27}", "", answer.text)
            found[path] = (answer.status_code, re.sub(r'name="op_id" value="[0-9a-f-]{36}"', "", body))
    return found


def do_everything(client: Client, world: World, who: str) -> None:
    """Label, mark, note and submit an article, with a word in every text that can be found again."""
    article = world.articles[0]
    sentences = world.sentences(article, who)
    for place, sentence in enumerate(sentences):
        client.op(world.slug, "label", sentence.public_id, ("CFS", "UFS", "NFS")[place % 3])
    first = sentences[0]
    span = {"start": first.start, "end": first.start + 7, "quote": first.text[:7]}
    client.op(world.slug, "note", first.public_id, CANARY)
    client.op(world.slug, "claim", first.public_id, {CANARY: {"spans": [span], "normalized": CANARY}})
    value = {"content_spans": [span], "source_entity": CANARY}
    client.op(world.slug, "attribution", first.public_id, {CANARY: value})
    client.op(world.slug, "verification", first.public_id, {"claim": CANARY, "rationale": CANARY})
    asked = client.post(f"/projects/{world.slug}/ask", op_id=f"ask-{who}", sentence=first.public_id, body=CANARY)
    assert asked.status_code == 303
    assert client.op(world.slug, "submit", article, value=True).status_code == 200


@pytest.mark.parametrize("who", ["ada", "mara"])
def test_every_page_is_the_same_with_and_without_the_others_work(world: World, new_client: NewClient, who: str) -> None:
    viewer = signed_in(new_client, who)
    before = pages(viewer, world)
    for other in sorted({"ada", "bo", "mara"} - {who}):
        do_everything(signed_in(new_client, other), world, other)
    after = pages(viewer, world)
    assert [path for path in after if after[path] != before[path]] == []
    assert [path for path, (_, body) in after.items() if CANARY in body] == []


def test_a_decision_tells_nothing_of_a_teammates(world: World, new_client: NewClient) -> None:
    ada = signed_in(new_client, "ada")
    first = world.sentences(world.articles[0], "ada")[0]
    alone = ada.op(world.slug, "label", first.public_id, "NFS").text
    do_everything(signed_in(new_client, "bo"), world, "bo")
    beside = ada.op(world.slug, "label", first.public_id, "NFS").text
    assert re.sub(r"\d+", "", alone) == re.sub(r"\d+", "", beside)
    assert ada.op(world.slug, "undo", first.public_id, CANARY).status_code == 404


def test_a_submitted_article_shows_nothing_to_annotators_either(world: World, new_client: NewClient) -> None:
    ada = signed_in(new_client, "ada")
    do_everything(ada, world, "ada")
    before = pages(ada, world)
    bo = signed_in(new_client, "bo")
    first = world.sentences(world.articles[0], "bo")[0]
    bo.op(world.slug, "note", first.public_id, "another-canary")
    assert [path for path, (_, body) in pages(ada, world).items() if "another-canary" in body] == []
    assert pages(ada, world) == before
