"""Who works on what: assigning by hand and evenly, handing back, lapsed leases, withdrawing, and the board."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, update
from sqlmodel import col, select

from annotator import releases
from annotator.db import Database
from annotator.models import Article, Assignment, Event, ImportFile, Phase, Sentence, TextVersion, now
from annotator.project import phases, projects
from annotator.work import boards, withdrawing
from tests.factories import OTHER_TEXT, TEXT, Client, NewClient, World, make_world, signed_in

PEOPLE = {
    "ada": ("annotator",),
    "bo": ("annotator",),
    "cy": ("annotator",),
    "mara": ("annotator", "manager", "reviewer"),
}


@pytest.fixture
def world(database: Database) -> World:
    made = make_world(database, PEOPLE, (TEXT, OTHER_TEXT))
    with database.write() as session:
        session.execute(update(Phase).values(annotators=1))
    return made


def take(client: Client, world: World, article: int = 0) -> int:
    return client.post(f"/projects/{world.slug}/take", article=world.articles[article]).status_code


def hand_back(client: Client, world: World, reason: str = "knows-author", note: str = "") -> int:
    where = f"/projects/{world.slug}/articles/{world.articles[0]}/back"
    return client.post(where, reason=reason, note=note).status_code


def do(client: Client, world: World, what: str, who: str = "", **fields: str) -> int:
    person = str(world.actors[who].user_id) if who else ""
    fields = {"article": world.articles[0], "person": person, **fields}
    return client.post(f"/projects/{world.slug}/board", do=what, **fields).status_code


def label(client: Client, world: World, who: str, *, submit: bool = False) -> None:
    article = world.articles[0]
    for sentence in world.sentences(article, who)[: None if submit else 1]:
        client.op(world.slug, "label", sentence.public_id, "NFS")
    if submit:
        assert client.op(world.slug, "submit", article, value=True).status_code == 200


def states(world: World) -> dict[str, str]:
    names = {actor.user_id: who for who, actor in world.actors.items()}
    with world.database.read() as session:
        rows = session.exec(select(Assignment.user_id, Assignment.state).order_by(col(Assignment.id))).all()
    return {names[user]: state for user, state in rows}


def test_an_article_handed_back_goes_to_another_person_and_the_work_is_kept(
    world: World, new_client: NewClient
) -> None:
    ada, bo = signed_in(new_client, "ada"), signed_in(new_client, "bo")
    assert take(ada, world) == 303
    sentence = world.sentences(world.articles[0], "ada")[0].public_id
    label(ada, world, "ada")
    assert take(bo, world) == 404
    assert hand_back(ada, world, "because") == hand_back(ada, world, "other") == 422
    assert hand_back(ada, world, "distressing", "My old street.") == 303
    assert ada.get(f"/projects/{world.slug}/articles/{world.articles[0]}").status_code == 404
    assert ada.op(world.slug, "label", sentence, "CFS").status_code == 404
    assert take(ada, world) == 404
    assert take(bo, world) == 303
    assert world.sentences(world.articles[0], "bo")[0].label is None
    assert states(world) == {"ada": "left", "bo": "open"}
    with world.database.read() as session:
        kinds = session.exec(select(Event.kind).where(Event.user_id == world.actors["ada"].user_id)).all()
    assert sorted(kinds) == ["handed-back", "label"]
    mara = signed_in(new_client, "mara")
    assert "back: distressing: My old street." in mara.get(f"/projects/{world.slug}/log?show=work").text
    assert "Handed back: distressing" in mara.get(f"/projects/{world.slug}/board").text


def test_a_lapsed_lease_adds_another_person_and_the_first_can_still_submit(world: World, new_client: NewClient) -> None:
    ada, bo = signed_in(new_client, "ada"), signed_in(new_client, "bo")
    take(ada, world)
    label(ada, world, "ada")
    with world.database.write() as session:
        session.execute(update(Assignment).values(last_at=now() - timedelta(days=15)))
    assert [cell.idle for cell in board_of(world)[0].cells] == [True]
    assert take(bo, world) == 303
    label(ada, world, "ada", submit=True)
    assert states(world) == {"ada": "submitted", "bo": "open"}


def test_articles_are_given_by_hand_and_taken_away(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    assert do(mara, world, "give", "ada") == 200
    assert do(mara, world, "give", "ada") == 409
    assert do(mara, world, "give", "bo") == 200
    assert do(mara, world, "take-away", "bo") == 200
    assert states(world) == {"ada": "open"}
    label(ada, world, "ada")
    assert do(mara, world, "take-away", "ada") == 200
    assert states(world) == {"ada": "left"}
    assert do(mara, world, "give", "ada") == 409
    assert do(mara, world, "give", person="999999") == 422
    assert do(mara, world, "give", "bo", article="art_0000000000000000") == 404


def test_giving_out_is_even_and_gives_nobody_an_article_twice(database: Database, new_client: NewClient) -> None:
    texts = tuple(f"**Bridge {n}**\n\nBridge number {n} was closed. It opens again in May.\n" for n in range(10))
    world = make_world(database, PEOPLE, texts)
    mara = signed_in(new_client, "mara")
    take(signed_in(new_client, "ada"), world)
    assert "29 places were filled" in mara.post(f"/projects/{world.slug}/board", do="give-out").text
    with database.read() as session:
        rows = session.exec(select(Assignment.article_id, Assignment.user_id)).all()
    loads = sorted(sum(user == actor.user_id for _, user in rows) for actor in world.actors.values())
    assert loads == [7, 7, 8, 8]
    assert len(set(rows)) == 30
    assert "0 places were filled" in mara.post(f"/projects/{world.slug}/board", do="give-out").text


def test_the_order_by_chance_differs_from_person_to_person(database: Database, new_client: NewClient) -> None:
    texts = tuple(f"**Bridge {n}**\n\nBridge number {n} was closed. It opens again in May.\n" for n in range(12))
    world = make_world(database, PEOPLE, texts)
    with database.write() as session:
        project = projects.by_name(session, world.slug)
        project.options = {"order": "random"}
        session.add(project)
        session.execute(update(Phase).values(annotators=4))
    orders = []
    for who in ("ada", "bo"):
        client = signed_in(new_client, who)
        sent = [client.post(f"/projects/{world.slug}/take").headers["Location"] for _ in range(12)]
        assert len(set(sent)) == 12
        orders.append(sent)
    assert orders[0] != orders[1]
    assert [place.rpartition("/")[2] for place in orders[0]] != world.articles


def board_of(world: World, who: str = "mara", show: str = "all") -> list[boards.Row]:
    with world.database.read() as session:
        return boards.board(session, world.actors[who], show=show).rows


def test_the_board_says_what_waits_for_whom(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    assert [row.waits for row in board_of(world)] == ["annotators", "annotators"]
    take(ada, world)
    assert [row.waits for row in board_of(world)] == ["people", "annotators"]
    page = mara.get(f"/projects/{world.slug}/board").text
    assert "Waits for ada" in page
    assert [row.public_id for row in board_of(world, show="lacking")] == [world.articles[1]]
    label(ada, world, "ada", submit=True)
    assert board_of(world)[0].waits == "review"
    assert board_of(world, show="working") == []
    people = re.sub(r"\s+", " ", mara.get(f"/projects/{world.slug}/board/people").text)
    assert "0 open, 1 submitted" in people


def test_the_board_hides_an_article_one_still_annotates(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    do(mara, world, "give", "mara")
    do(mara, world, "give", "ada")
    pages = [f"/projects/{world.slug}/board{more}" for more in ("", "?show=working", "?show=review", "/people")]
    before = [mara.get(page).text for page in pages]
    label(ada, world, "ada", submit=True)
    hidden = [re.sub(r'value="[\w.-]{60,}"', "", text) for text in before]
    assert [re.sub(r'value="[\w.-]{60,}"', "", mara.get(page).text) for page in pages] == hidden
    assert board_of(world)[0].waits == "blind"


def test_a_withdrawn_article_is_out_of_queues_and_comes_back(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    take(ada, world)
    assert do(mara, world, "withdraw") == 422
    assert do(mara, world, "withdraw", reason="The paper took it back.") == 200
    assert do(mara, world, "withdraw", reason="Again.") == 409
    assert "Assigned to you" in ada.get(f"/projects/{world.slug}/").text
    assert world.articles[0] not in ada.get(f"/projects/{world.slug}/").text
    assert [row.withdrawn for row in board_of(world, show="withdrawn")] == ["The paper took it back."]
    assert do(mara, world, "give", "bo") == 409
    assert do(mara, world, "bring-back") == 200
    assert world.articles[0] in ada.get(f"/projects/{world.slug}/").text


def test_erasing_leaves_no_word_of_the_text(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    take(ada, world)
    first = world.sentences(world.articles[0], "ada")[0]
    ada.op(world.slug, "label", first.public_id, "CFS")
    ada.op(world.slug, "note", first.public_id, "mooring note")
    with world.database.read() as session:
        frozen = releases.freeze(session, world.project.id, "1.0", open_work=True)
    with world.database.write() as session:
        releases.store(session, world.project.id, frozen, world.actors["mara"].user_id)
    assert do(mara, world, "erase") == 409
    do(mara, world, "withdraw", reason="Court order.")
    told = mara.post(f"/projects/{world.slug}/board", do="erase", article=world.articles[0])
    assert "These releases may hold it: 1.0." in told.text
    with world.database.read() as session:
        key = session.exec(select(Article.id).where(Article.public_id == world.articles[0])).one()
        assert set(session.exec(select(TextVersion.text).where(TextVersion.article_id == key))) == {""}
        assert set(session.exec(select(Sentence.text).where(Sentence.article_id == key))) == {""}
        assert session.exec(select(ImportFile.id).where(ImportFile.article_id == key)).all() == []
        events = session.exec(select(Event.before, Event.after).where(Event.article_id == key)).all()
        assert set(events) == {(None, None)}
        assert withdrawing.article(session, world.actors["mara"], world.articles[0]).title == "Erased article"
    assert do(mara, world, "bring-back") == 409
    assert "mooring" not in mara.get(f"/projects/{world.slug}/board?show=withdrawn").text.lower()


def test_whoever_leaves_frees_the_articles_they_hold(world: World, new_client: NewClient) -> None:
    mara, ada, bo = (signed_in(new_client, who) for who in ("mara", "ada", "bo"))
    take(ada, world)
    label(ada, world, "ada")
    take(ada, world, 1)
    mara.post(f"/projects/{world.slug}/people/{world.actors['ada'].user_id}/change", do="remove")
    assert states(world) == {"ada": "left"}
    assert take(bo, world) == take(bo, world, 1) == 303
    with world.database.read() as session:
        assert phases.names(session, world.project.id) == [(1, projects.FIRST_PHASE)]


def test_queue_and_board_take_as_many_queries_for_many_articles_as_for_few(
    database: Database, new_client: NewClient
) -> None:
    counts = []
    for size in (2, 12):
        texts = tuple(
            f"**Bridge {n} of {size}**\n\nBridge number {n} was closed. It opens in May.\n" for n in range(size)
        )
        world = make_world(database, {f"{who}{size}": roles for who, roles in PEOPLE.items()}, texts, name=f"N {size}")
        mara, ada = signed_in(new_client, f"mara{size}"), signed_in(new_client, f"ada{size}")
        mara.post(f"/projects/{world.slug}/board", do="give-out")
        queries: list[str] = []
        engine = mara.http.application.extensions["annotator.database"].engine

        def counted(*asked: object, queries: list[str] = queries) -> None:
            queries.append(str(asked[2]))

        event.listen(engine, "before_cursor_execute", counted)
        for client, path in ((ada, ""), (mara, "board"), (mara, "board?show=lacking"), (mara, "board/people")):
            assert client.get(f"/projects/{world.slug}/{path}").status_code == 200
        event.remove(engine, "before_cursor_execute", counted)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 50
