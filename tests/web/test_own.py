"""A reviewer's own decision, on both databases: what its page shows, and what becomes of claims, checks and versions."""

from typing import Any

import pytest

from annotator.annotate import verifying
from annotator.db import Database
from annotator.review import owning
from tests.factories import Client, NewClient, World, signed_in
from tests.support.reviews import case_of, golds, key_of, reviewed, settle

CHECK = {"status": "in-progress", "verdict": "Refuted", "rationale": "The minutes say otherwise.", "evidence": []}


@pytest.fixture
def world(database: Database) -> World:
    return reviewed(database, "NCFNCN", "NCNNCN", "NCCNCF")


@pytest.fixture
def ruth(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "ruth")


def bench(world: World, number: int, column: str = "", name: str = "ruth") -> owning.Bench:
    with world.database.read() as session:
        return owning.bench(session, world.actors[name], world.articles[0], number, column)


def own(world: World, number: int, **more: Any) -> dict[str, Any]:
    """Return a decision as the workbench makes it: the whole sentence as a claim, unless told otherwise."""
    case = case_of(world, number)
    start = int(case.public_id.split(":")[1])
    claim = {"spans": [{"start": start, "end": start + len(case.text), "quote": case.text}], "types": ["numerical"]}
    return {"label": "CFS", "claims": {"a-claim": claim}, "attributions": {}, **more}


def checks(world: World, number: int) -> dict[str, Any]:
    with world.database.read() as session:
        return verifying.of_desk(session, golds(world)[number]["id"])


def test_it_begins_with_a_column_or_the_gold_or_nothing(world: World, ruth: Client) -> None:
    assert (bench(world, 3).active.label, bench(world, 3).version) == (None, 0)
    begun = bench(world, 3, key_of(world, 3, "chi"))
    assert (begun.active.label, len(begun.active.claims), begun.keep) == ("CFS", 1, key_of(world, 3, "chi"))
    settle(ruth, world, 3, {"own": own(world, 3, flags=["discuss"]), "reason": "slip", "note": "It counts."})
    shown = bench(world, 3)
    assert (shown.active.label, shown.active.flags, shown.active.note) == ("CFS", ["discuss"], "It counts.")
    assert (shown.version, shown.settled_by, shown.reason) == (1, "ruth", "slip")
    assert (bench(world, 4).active.label, bench(world, 4).opened.done) == (None, 1)


def test_a_column_that_changed_is_as_none(world: World) -> None:
    assert bench(world, 3, "gone").keep == ""


def test_the_page_has_the_tools_of_annotating_and_sends_nothing_by_itself(world: World, ruth: Client) -> None:
    page = ruth.get(f"/projects/{world.slug}/articles/{world.articles[0]}/review/own?s=3").text
    for part in ('data-act="span" data-role="source"', 'data-act="verdict"', 'id="note"', 'data-key="Enter"'):
        assert part in page
    assert 'action="/projects/harbour-news/ops"' not in page
    assert "Join or split" not in page


def test_only_reviewers_who_do_not_annotate_the_article_get_it(world: World, new_client: NewClient) -> None:
    ada = signed_in(new_client, "ada")
    where = f"/projects/{world.slug}/articles/{world.articles[0]}/review/own"
    assert (ada.get(where).status_code, ada.get(f"{where}/names").status_code) == (403, 403)


def test_a_sentence_that_is_not_there_is_not_found(world: World, ruth: Client) -> None:
    assert ruth.get(f"/projects/{world.slug}/articles/{world.articles[0]}/review/own?s=99").status_code == 404


def test_the_check_of_a_claim_is_the_desks_and_undo_takes_it_back(world: World, ruth: Client) -> None:
    settle(ruth, world, 3, {"own": own(world, 3)})
    checked = own(world, 3, verifications={"a-claim": CHECK})
    assert settle(ruth, world, 3, {"own": checked, "version": 1}, op_id="checked").status_code == 200
    assert checks(world, 3)["a-claim"]["verdict"] == "Refuted"
    assert bench(world, 3).active.claims["a-claim"]["verification"]["rationale"] == CHECK["rationale"]
    again = own(world, 3, verifications={"a-claim": CHECK | {"verdict": "Supported"}})
    settle(ruth, world, 3, {"own": again, "version": 2}, op_id="again")
    settle(ruth, world, 3, {"undo": "again"})
    assert checks(world, 3)["a-claim"]["verdict"] == "Refuted"
    settle(ruth, world, 3, {"own": own(world, 3, label="NFS"), "version": 4}, op_id="gone")
    assert checks(world, 3) == {}
    settle(ruth, world, 3, {"undo": "gone"})
    assert checks(world, 3)["a-claim"]["verdict"] == "Refuted"


def test_a_first_check_that_is_undone_goes(world: World, ruth: Client) -> None:
    settle(ruth, world, 3, {"own": own(world, 3)})
    settle(ruth, world, 3, {"own": own(world, 3, verifications={"a-claim": CHECK}), "version": 1}, op_id="checked")
    settle(ruth, world, 3, {"undo": "checked"})
    assert checks(world, 3) == {}


def test_a_check_that_is_called_done_too_early_is_refused(world: World, ruth: Client) -> None:
    early = own(world, 3, verifications={"a-claim": CHECK | {"status": "done", "rationale": None}})
    answer = settle(ruth, world, 3, {"own": early})
    assert answer.status_code == 422
    assert golds(world) == {}


def test_what_it_began_with_is_named_and_may_be_changed(world: World, ruth: Client) -> None:
    key = key_of(world, 3, "chi")
    settle(ruth, world, 3, {"own": own(world, 3, keep=key)})
    state = golds(world)[3]
    assert (state["took"], [claim["types"] for claim in state["claims"].values()]) == (
        [world.actors["chi"].user_id],
        [["numerical"]],
    )


def test_what_it_began_with_may_be_gone_and_is_then_not_named(world: World, ruth: Client) -> None:
    assert settle(ruth, world, 3, {"own": own(world, 3, keep="gone")}).status_code == 200
    assert golds(world)[3]["took"] == []
    assert settle(ruth, world, 4, {"own": {"label": "CFS", "keep": "gone"}}).status_code == 409


def test_names_of_sources_come_from_what_was_submitted_and_settled(world: World, ruth: Client) -> None:
    case = case_of(world, 3)
    start = int(case.public_id.split(":")[1])
    said = {"source_spans": [{"start": start, "end": start + 3, "quote": case.text[:3]}], "source_entity": "Lena Ortiz"}
    settle(ruth, world, 3, {"own": own(world, 3, attributions={"a-source": said})})
    where = f"/projects/{world.slug}/articles/{world.articles[0]}/review/own/names"
    assert ruth.get(where).json == ["Lena Ortiz"]
