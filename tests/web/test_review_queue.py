"""The queue of sentences over a whole project, on both databases: filters, pages, what is left out, settling edges."""

import re

import pytest
from sqlalchemy import event

from annotator.db import Database
from annotator.review import queueing
from annotator.review.queueing import Filter
from tests.factories import OTHER_TEXT, TEXT, Client, NewClient, World, make_world, signed_in
from tests.support.reviews import PEOPLE, annotate, case_of, decide, golds, key_of, numbers_shown, settle, submit


@pytest.fixture
def world(database: Database) -> World:
    """Two articles: on the first ada and bo differ on 3 and 6, on the second on 2."""
    world = make_world(database, PEOPLE, (TEXT, OTHER_TEXT), assigned=("ada", "bo"))
    for who, first, second in (("ada", "NCFNCN", "NFNN"), ("bo", "NCNNC?", "NCNN")):
        for article, labels in enumerate((first, second)):
            annotate(world, who, labels, article)
            submit(world, who, article)
    return world


@pytest.fixture
def ruth(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "ruth")


def listed(client: Client, world: World, **query: str) -> list[tuple[int, int]]:
    """Return article (by its place) and number of the sentences that the queue shows."""
    page = client.get(f"/projects/{world.slug}/review", query_string=query).text
    found = re.findall(r"articles/(art_[0-9a-f]{16})/review\?s=(\d+)", page)
    return [(world.articles.index(article), int(number)) for article, number in found]


def mark_edges(world: World, number: int) -> None:
    """Let ada mark one word less than bo as the claim of a sentence on which they agree."""
    sentence = case_of(world, number).public_id
    start, end = (int(part) for part in sentence.split(":")[1:])
    text = case_of(world, number).text
    for who, last in (("ada", end - 5), ("bo", end)):
        submit(world, who, value=False)
        (uuid,) = world.sentences(world.articles[0], who)[number - 1].claims
        span = {"start": start, "end": last, "quote": text[: last - start]}
        decide(world, who, "claim", sentence, {uuid: {"spans": [span]}})
        submit(world, who)


def test_the_queue_holds_the_disagreements_of_all_articles(world: World, ruth: Client) -> None:
    assert listed(ruth, world) == [(0, 3), (0, 6), (1, 2)]
    assert listed(ruth, world, show="flagged") == [(0, 6)]
    assert listed(ruth, world, show="comments") == []
    assert len(listed(ruth, world, show="all")) == 10
    settle(ruth, world, 3, {"take": key_of(world, 3, "ada")})
    assert listed(ruth, world) == [(0, 6), (1, 2)]
    assert listed(ruth, world, show="settled") == [(0, 3)]


def test_a_pair_of_labels_and_a_person_narrow_the_queue(world: World, ruth: Client) -> None:
    assert listed(ruth, world, pair="CFS-UFS") == [(1, 2)]
    assert listed(ruth, world, pair="NFS-UFS") == [(0, 3)]
    assert listed(ruth, world, pair="NFS-?") == [(0, 6)]
    people = {name: str(world.actors[name].user_id) for name in ("ada", "chi")}
    assert listed(ruth, world, who=people["ada"]) == [(0, 3), (0, 6), (1, 2)]
    assert listed(ruth, world, who=people["chi"]) == []


def test_only_edges_wait_apart_and_are_settled_by_the_stated_rule(world: World, ruth: Client) -> None:
    mark_edges(world, 2)
    assert listed(ruth, world) == [(0, 3), (0, 6), (1, 2)]
    assert listed(ruth, world, show="edges") == [(0, 2)]
    assert numbers_shown(ruth.get(f"/projects/{world.slug}/articles/{world.articles[0]}/review").text) == [3, 6]
    assert ruth.post(f"/projects/{world.slug}/review/edges", op_id="bulk-1").status_code == 303
    (found,) = golds(world).values()
    (claim,) = found["claims"].values()
    assert (found["method"], claim["spans"][0]["end"]) == ("settled", int(case_of(world, 2).public_id.split(":")[2]))
    assert "the reading nearest to all others was taken" in found["note"]
    assert listed(ruth, world, show="edges") == []


def test_a_field_that_differs_is_marked_and_waits_with_the_edges(world: World, ruth: Client) -> None:
    sentence = case_of(world, 2)
    submit(world, "ada", value=False)
    view = world.sentences(world.articles[0], "ada")[1]
    ((uuid, claim),) = view.claims.items()
    value = {name: claim[name] for name in claim if name != "verification"}
    decide(world, "ada", "claim", sentence.public_id, {uuid: {**value, "types": ["numerical"]}})
    submit(world, "ada")
    assert listed(ruth, world, show="edges") == [(0, 2)]
    page = ruth.get(f"/projects/{world.slug}/articles/{world.articles[0]}/review?show=edges").text
    assert 'Numbers<span class="vh"> (differs)' in page


def test_pages_follow_each_other_both_ways(world: World, ruth: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "PAGE", 4)
    every, where = [], f"/projects/{world.slug}/review?show=all"
    pages = []
    while where:
        page = ruth.get(where).text
        pages.append(re.findall(r"review\?s=(\d+)", page))
        every += pages[-1]
        links = re.findall(r'rel="next" href="([^"]+)"', page)
        where = links[0].replace("&amp;", "&") if links else ""
    assert [len(page) for page in pages] == [4, 4, 2]
    (back,) = re.findall(r'rel="prev" href="([^"]+)"', page)
    assert re.findall(r"review\?s=(\d+)", ruth.get(back.replace("&amp;", "&")).text) == pages[1]
    assert ruth.get(f"/projects/{world.slug}/review?after=nonsense").status_code == 422


def test_an_article_leads_on_to_the_next_one_of_the_queue(world: World, ruth: Client) -> None:
    pages = [ruth.get(f"/projects/{world.slug}/articles/{article}/review?pair=").text for article in world.articles]
    assert f"/articles/{world.articles[1]}/review?s=2&amp;show=differ" in pages[0]
    assert f"/articles/{world.articles[0]}/review?s=6&amp;show=differ" in pages[1]
    assert numbers_shown(ruth.get(f"/projects/{world.slug}/articles/{world.articles[0]}/review?pair=NFS-UFS").text) == [
        3
    ]


def test_the_queue_takes_the_same_number_of_queries_whatever_it_holds(world: World) -> None:
    def queries(wanted: Filter) -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(world.database.engine, "before_cursor_execute", counted)
        with world.database.read() as session:
            queueing.page(session, world.actors["ruth"], wanted)
        event.remove(world.database.engine, "before_cursor_execute", counted)
        return count

    found = {queries(Filter(show)) for show in queueing.SHOWS} | {queries(Filter("all", ("CFS", "UFS"), 1))}
    assert len(found) == 1


def test_parts_of_several_people_make_one_decision(world: World, ruth: Client) -> None:
    sentence = case_of(world, 2)
    start = int(sentence.public_id.split(":")[1])
    words = {"start": start, "end": start + 9, "quote": sentence.text[:9]}
    more = {"start": start, "end": start + 15, "quote": sentence.text[:15]}
    for who, source, content in (("ada", words, more), ("bo", more, words)):
        submit(world, who, value=False)
        value = {"source_spans": [source], "content_spans": [content], "source_entity": who}
        decide(world, who, "attribution", sentence.public_id, {f"a-{who}": value})
        submit(world, who)
    ada, bo = key_of(world, 2, "ada"), key_of(world, 2, "bo")
    own = {"label": "CFS", "parts": {"claim": "whole", "source": bo, "content": ada}}
    assert settle(ruth, world, 2, {"own": own}).status_code == 200
    state = golds(world)[2]
    (made,) = state["attributions"].values()
    assert (made["source_spans"], made["content_spans"], made["source_entity"]) == ([more], [more], "bo")
    assert state["took"] == sorted(world.actors[who].user_id for who in ("ada", "bo"))
    assert len(state["claims"]) == 1


def test_a_reviewer_marks_words_of_their_own(world: World, ruth: Client) -> None:
    sentence = case_of(world, 2)
    start = int(sentence.public_id.split(":")[1])
    words = {"source": "The board", "claim": "voted … double the fees"}
    own = {"label": "CFS", "parts": {}, "words": words}
    assert settle(ruth, world, 2, {"own": {**own, "words": {"cue": "never said"}}}).status_code == 422
    assert settle(ruth, world, 2, {"own": own}).status_code == 200
    state = golds(world)[2]
    ((name, source),) = state["attributions"].items()
    (claim,) = state["claims"].values()
    assert source["source_spans"] == [{"start": start, "end": start + 9, "quote": "The board"}]
    assert [span["quote"] for span in claim["spans"]] == ["voted", "double the fees"]
    assert claim["attribution"] == name
