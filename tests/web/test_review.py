"""The review pages: what a reviewer is offered and shown, and what stays hidden from whom."""

from annotator.db import Database
from tests.factories import OTHER_TEXT, TEXT, SignIn, make_world
from tests.support.reviews import (
    PEOPLE,
    allow_own,
    annotate,
    case_of,
    decide,
    golds,
    key_of,
    numbers_shown,
    page_of,
    reviewed,
    settle,
    submit,
)


def test_only_sentences_on_which_people_differ_are_listed(database: Database, sign_in: SignIn) -> None:
    world = reviewed(database, "NCFNCN", "NCNNCN", "NCNNCF")
    ruth, where = sign_in("ruth"), f"/projects/{world.slug}/articles/{world.articles[0]}/review"
    assert numbers_shown(ruth.get(where).text) == [3, 6]
    assert numbers_shown(ruth.get(where + "?show=all").text) == [1, 2, 3, 4, 5, 6]
    assert numbers_shown(ruth.get(where + "?show=comments").text) == []
    assert "0 of 2 settled" in ruth.get(where).text


def test_what_all_left_unsure_waits_for_a_decision(database: Database, sign_in: SignIn) -> None:
    world = reviewed(database, "N?NNNN", "N?NNNN")
    page = sign_in("ruth").get(f"/projects/{world.slug}/articles/{world.articles[0]}/review").text
    assert numbers_shown(page) == [2]
    assert "Nobody has a label for it." in page


def test_names_are_hidden_until_all_is_settled(database: Database, sign_in: SignIn) -> None:
    world = reviewed(database, "NCFNCN", "NCNNCN", "NCNNCN")
    ruth, where = sign_in("ruth"), f"/projects/{world.slug}/articles/{world.articles[0]}/review"
    before = ruth.get(where).text
    assert "Annotator A" in before
    assert not any(f">{name}<" in before or f" {name} " in before for name in ("ada", "bo", "chi"))
    settle(ruth, world, 3, {"majority": True})
    assert all(name in ruth.get(where).text for name in ("ada", "bo", "chi"))


def test_the_order_of_columns_is_one_a_reviewer_and_article(database: Database) -> None:
    world = reviewed(database, "NCFNCN", "NCNNCN", "NCNNCN")
    orders = [[side.person.name for side in case.sides] for case in page_of(world).cases]
    assert orders == [orders[0]] * 6
    keys = {side.key for name in ("ruth", "sam") for case in page_of(world, name).cases for side in case.sides}
    assert len(keys) == 36


def test_what_differs_is_marked_down_to_the_span(database: Database, sign_in: SignIn) -> None:
    world = reviewed(database, "NCNNNN", "NCNNNN", "NCNNNN")
    second = case_of(world, 2).public_id
    for who in ("ada", "bo"):
        submit(world, who, value=False)
    start = int(second.split(":")[1])
    span = {"start": start, "end": start + 9, "quote": "The board"}
    decide(world, "ada", "attribution", second, {"a1": {"source_spans": [span], "content_spans": [span]}})
    decide(world, "bo", "attribution", second, {"a2": {"source_spans": [span], "content_spans": [span]}})
    for who in ("ada", "bo"):
        submit(world, who)
    case = case_of(world, 2)
    assert case.differing == ["source", "content"]
    odd = {side.person.name: sorted(side.column.missing) for side in case.sides}
    assert odd == {"ada": [], "bo": [], "chi": ["content", "source"]}
    page = sign_in("ruth").get(f"/projects/{world.slug}/articles/{world.articles[0]}/review").text
    assert page.count('<dd class="empty">none<span class="vh"> (differs)') == 2
    assert '<span class="sp sp-claim">The board voted' in page


def test_the_queue_counts_and_says_what_is_left_out(database: Database, sign_in: SignIn) -> None:
    people = {**PEOPLE, "ruth": ("reviewer", "annotator")}
    world = make_world(database, people, (TEXT, OTHER_TEXT), assigned=("ada", "bo"))
    ruth, queue = sign_in("ruth"), f"/projects/{world.slug}/review"
    assert "Nothing is submitted yet" in ruth.get(queue).text
    for who, labels in (("ada", "NCFNCN"), ("bo", "NCNNCN")):
        annotate(world, who, labels)
        submit(world, who)
    assert "0 of 1 settled" in ruth.get(queue + "/articles").text
    assert "1 article waits until everyone has submitted it." not in ruth.get(queue).text
    annotate(world, "ada", "NNNN", article=1)
    submit(world, "ada", article=1)
    assert "1 article waits until everyone has submitted it." in ruth.get(queue).text
    assert "Not all submitted" in ruth.get(queue + "/articles?show=waiting").text
    annotate(world, "bo", "NNNN", article=1)
    submit(world, "bo", article=1)
    assert "All agree" in ruth.get(queue + "/articles?show=all").text


def test_an_article_with_one_annotator_says_so(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, PEOPLE, assigned=("ada",))
    annotate(world, "ada", "NCFNCN")
    submit(world, "ada")
    ruth = sign_in("ruth")
    assert "One annotator only" in ruth.get(f"/projects/{world.slug}/review/articles?show=waiting").text
    where = f"/projects/{world.slug}/articles/{world.articles[0]}/review"
    page = ruth.get(where).text
    assert "Settle with what is there" in page
    assert numbers_shown(page) == []
    assert settle(ruth, world, 3, {"own": {"label": "NFS"}}).status_code == 409
    ruth.post(where, op_id="begin", sentence=world.articles[0], choice="begin")
    assert numbers_shown(ruth.get(where).text) == [1, 2, 3, 4, 5, 6]
    assert settle(ruth, world, 3, {"take": key_of(world, 3, "ada")}).status_code == 200


def test_who_annotated_an_article_does_not_review_it(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, {**PEOPLE, "ada": ("annotator", "reviewer")}, assigned=("ada", "bo"))
    for who, labels in (("ada", "NCFNCN"), ("bo", "NCNNCN")):
        annotate(world, who, labels)
        submit(world, who)
    ada, where = sign_in("ada"), f"/projects/{world.slug}/articles/{world.articles[0]}/review"
    assert ada.get(where).status_code == 403
    assert "1 article is left out because you annotate it" in ada.get(f"/projects/{world.slug}/review").text
    assert "1 article is left out" in ada.get(f"/projects/{world.slug}/review/articles").text
    assert settle(ada, world, 3, {"majority": True}).status_code == 403
    allow_own(world)
    first = ada.get(where).text
    assert "Begin the review" in first
    assert numbers_shown(first) == []
    ada.post(where, op_id="begin", sentence=world.articles[0], choice="begin")
    assert numbers_shown(ada.get(where).text) == [3]
    assert settle(ada, world, 3, {"own": {"label": "NFS"}}).status_code == 200


def test_open_blind_work_hides_the_review(database: Database, sign_in: SignIn) -> None:
    world = make_world(database, {**PEOPLE, "chi": ("annotator", "reviewer")}, assigned=("ada", "bo", "chi"))
    chi, where = sign_in("chi"), f"/projects/{world.slug}/articles/{world.articles[0]}/review"
    allow_own(world)
    untouched = [chi.get(path).text for path in (where, f"/projects/{world.slug}/review")]
    for who, labels in (("ada", "NCFNCN"), ("bo", "NCNNCN")):
        annotate(world, who, labels)
        submit(world, who)
    assert chi.get(where).status_code == 403
    assert [chi.get(path).text for path in (where, f"/projects/{world.slug}/review")] == untouched
    assert settle(chi, world, 3, {"agreed": True}).status_code == 403
    ruth = sign_in("ruth")
    assert numbers_shown(ruth.get(where).text) == []
    ruth.post(where, op_id="begin", sentence=world.articles[0], choice="begin")
    assert numbers_shown(ruth.get(where).text) == [3]
    assert [chi.get(path).text for path in (where, f"/projects/{world.slug}/review")] == untouched


def test_an_annotator_gets_403_and_a_stranger_404(database: Database, sign_in: SignIn) -> None:
    world = reviewed(database, "NCFNCN", "NCNNCN")
    other = make_world(database, {"eve": ("reviewer",)}, (OTHER_TEXT,), name="Elsewhere")
    where = f"/projects/{world.slug}/articles/{world.articles[0]}/review"
    ada, eve = sign_in("ada"), sign_in("eve")
    assert ada.get(where).status_code == ada.get(f"/projects/{world.slug}/review").status_code == 403
    assert settle(ada, world, 3, {"majority": True}).status_code == 403
    assert eve.get(where).status_code == settle(eve, world, 3, {"majority": True}).status_code == 404
    assert eve.get(f"/projects/{other.slug}/articles/{world.articles[0]}/review").status_code == 404
    answer = eve.op(other.slug, "settle", case_of(world, 3).public_id, {"majority": True})
    assert answer.status_code == 404
    assert golds(world) == {}


def test_a_comment_shows_once_and_is_no_disagreement(database: Database, sign_in: SignIn) -> None:
    world = reviewed(database, "NCFNCN", "NCNNCN")
    ruth, where = sign_in("ruth"), f"/projects/{world.slug}/articles/{world.articles[0]}/review"
    said = {"op_id": "said-1", "sentence": case_of(world, 1).public_id, "body": "<b>Bold</b> claim?"}
    for _ in range(2):
        assert ruth.post(where + "/comment", **said).status_code == 303
    page = ruth.get(where + "?show=comments").text
    assert numbers_shown(page) == [1]
    assert page.count("&lt;b&gt;Bold&lt;/b&gt; claim?") == 1
    assert ruth.post(where + "/comment", **{**said, "op_id": "said-2", "body": " "}).status_code == 422
    assert key_of(world, 3, "ada") != key_of(world, 3, "ada", "sam")
