"""Optional fields that a project does not ask: hidden at work, null in exports, without agreement; fixed once begun."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from annotator.annotate import verifying
from annotator.db import Database
from annotator.models import Article, table_of
from annotator.review import gold
from tests.factories import Client, NewClient, World, make_world, signed_in
from tests.support.exports import records
from tests.support.reviews import case_of, key_of

PEOPLE = {"mara": ("manager",), "ada": ("annotator",), "bo": ("annotator",), "ruth": ("reviewer",)}
LABELS = {f"{field}-{code}": f"{field} of {code}" for field in ("name", "definition") for code in ("CFS", "UFS", "NFS")}
KEYS = {"key-CFS": "1", "key-UFS": "2", "key-NFS": "3"}
# Not asked are types, source_type and verification.
ASKED = {f"ask-{name}": "1" for name in ("normalized", "source_entity", "source_commitment", "nested_in")}


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE, assigned=("ada", "bo"))


@pytest.fixture
def mara(world: World, new_client: NewClient) -> Client:
    client = signed_in(new_client, "mara")
    where = f"/projects/{world.slug}/labels"
    assert client.post(where, **LABELS, **KEYS, **ASKED, fields="1", base="1").status_code == 303
    return client


def claim_all(client: Client, world: World, who: str) -> None:
    """Mark in each sentence a claim of numbers that a named person makes, and submit."""
    for view in world.sentences(world.articles[0], who):
        span = {"start": view.start, "end": view.end, "quote": view.text}
        claim = {"spans": [span], "types": ["numerical"], "normalized": "Stands alone."}
        said = {"content_spans": [span], "source_type": "named-person", "source_entity": "Lena Ortiz"}
        for kind, value in (("label", "CFS"), ("claim", {"a": claim}), ("attribution", {"b": said})):
            assert client.op(world.slug, kind, view.public_id, value, base="1.2").status_code == 200
    assert client.op(world.slug, "submit", world.articles[0], value=True).status_code == 200


def only(found: list[dict[str, Any]], **said: Any) -> dict[str, Any]:
    return next(one for one in found if said.items() <= one.items())


def settled(world: World, sentence: int) -> dict[str, Any]:
    with world.database.read() as session:
        article = session.execute(select(table_of(Article).c.id)).scalar_one()
        return gold.stored(session, article)[sentence]


def test_what_is_not_asked_is_hidden_and_what_comes_all_the_same_is_not_kept(
    world: World, mara: Client, new_client: NewClient
) -> None:
    ada = signed_in(new_client, "ada")
    page = ada.get(f"/projects/{world.slug}/articles/{world.articles[0]}").text
    assert 'data-unasked="source_type types verification"' in page
    assert 'data-key="v-1"' not in page
    claim_all(ada, world, "ada")
    view = world.sentences(world.articles[0], "ada")[0]
    assert (view.claims["a"]["types"], view.claims["a"]["normalized"]) == ([], "Stands alone.")
    assert (view.attributions["b"]["source_type"], view.attributions["b"]["source_entity"]) == ("unnamed", "Lena Ortiz")
    check = {"claim": "a", "status": "in-progress", "verdict": "Refuted", "evidence": []}
    ada.op(world.slug, "submit", world.articles[0], value=False)
    refused = ada.op(world.slug, "verification", view.public_id, check, base="1.2")
    assert refused.status_code == 422
    assert "does not ask for checks" in refused.text
    assert mara.get(f"/projects/{world.slug}/labels").status_code == 200


def test_it_is_null_in_exports_and_has_no_agreement(world: World, mara: Client, new_client: NewClient) -> None:
    for who in ("ada", "bo"):
        claim_all(signed_in(new_client, who), world, who)
    annotation = records(world)[0]["annotations"][0]
    claim = only(annotation["claims"], normalized="Stands alone.")
    assert (claim["types"], claim["verification"]) == (None, None)
    assert (annotation["attributions"][0]["source_type"], annotation["attributions"][0]["nested_in"]) == (None, None)
    found = json.loads(mara.get(f"/projects/{world.slug}/agreement/figures.json").text)
    assert found["claim:types:percent"] is None
    assert "does not ask" in found["reasons"]["claim:types:percent"]
    assert found["attribution:entity_match"] == 1.0


def test_gold_keeps_nothing_of_it_either(world: World, mara: Client, new_client: NewClient) -> None:
    for who in ("ada", "bo"):
        claim_all(signed_in(new_client, who), world, who)
    ruth = signed_in(new_client, "ruth")
    case = case_of(world, 2, "ruth")
    start = int(case.public_id.split(":")[1])
    own = {
        "label": "CFS",
        "keep": key_of(world, 2, "ada"),
        "claims": {"c": {"spans": [{"start": start, "end": start + 3, "quote": case.text[:3]}], "types": ["causal"]}},
        "attributions": {},
        "verifications": {"c": {"status": "in-progress", "verdict": "Refuted", "evidence": []}},
    }
    answer = ruth.op(world.slug, "settle", case.public_id, {"own": own}, base="1.2")
    assert answer.status_code == 200
    state = settled(world, case.sentence_id)
    assert [value["types"] for value in state["claims"].values()] == [[]]
    with world.database.read() as session:
        assert verifying.of_desk(session, state["id"]) == {}


def test_it_stays_from_the_first_annotation_on(world: World, mara: Client, new_client: NewClient) -> None:
    ada, where = signed_in(new_client, "ada"), f"/projects/{world.slug}/labels"
    assert 'name="ask-types" value="1"> What kind of claim' in mara.get(where).text
    ada.op(world.slug, "label", world.sentences(world.articles[0], "ada")[0].public_id, "NFS", base="1.2")
    late = mara.post(where, **LABELS, **KEYS, **ASKED, **{"ask-types": "1"}, fields="1", base="2")
    assert late.status_code == 409
    assert "what is asked stay as they are" in late.text
    assert "Not asked here:" in mara.get(where).text
