"""Claims and attributions, gold and guideline in agreement, and the files and the command that hold all figures."""

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from annotator.annotate import annotating
from annotator.cli import main
from annotator.db import Database
from annotator.models import Membership, table_of
from tests.factories import OTHER_TEXT, TEXT, Client, NewClient, World, make_world, signed_in
from tests.support.agreed import (
    ADA,
    AGREEING,
    BO,
    assign,
    change,
    figures,
    hand_in,
    operation,
    page,
    rows,
    work,
    worked,
)


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, AGREEING, (TEXT, OTHER_TEXT))


def span(text: str, words: str, start: int) -> dict[str, Any]:
    at = start + text.index(words)
    return {"start": at, "end": at + len(words), "quote": words}


def said(world: World, who: str, content: str) -> list[tuple[str, Any]]:
    """Return what one does on the quotation: a claim beside the one made by itself, an attribution, a check."""
    view = world.sentences(world.articles[0], who)[2]
    claim = {"spans": [span(view.text, content, view.start)], "types": ["quote-verification"]}
    attribution = {
        "source_spans": [span(view.text, "chair Lena Ortiz", view.start)],
        "cue_spans": [span(view.text, "said", view.start)],
        "content_spans": [span(view.text, content, view.start)],
        "source_entity": "Lena Ortiz",
    }
    evidence = {"url": "https://example.org/fees", "stance": "supports" if who == "ada" else "refutes"}
    check = {"claim": f"{who}-c", "verdict": "Supported", "evidence": [evidence]}
    return [
        ("claim", {f"{who}-c": claim}),
        ("attribution", {f"{who}-a": attribution}),
        ("verification", check),
    ]


def with_claims(world: World, new_client: NewClient) -> Client:
    """Ada and Bo mark the quotation, half a word apart; what the label made by itself is deleted again."""
    for who, labels, content in (("ada", ADA, "We had no choice"), ("bo", BO, "had no choice")):
        assign(world, who)
        quoted = [*labels[:2], "CFS", *labels[3:]]
        work(world, who, quoted, more={2: said(world, who, content)}, submitted=False)
        view = world.sentences(world.articles[0], who)[2]
        made_by_itself = [uuid for uuid in view.claims if uuid != f"{who}-c"]
        assert len(made_by_itself) == 1
        with world.database.write() as session:
            op = operation("claim", view.public_id, {made_by_itself[0]: None})
            annotating.annotate(session, world.actors[who], op)
        hand_in(world, who)
    return signed_in(new_client, "ruth")


def test_claims_count_only_where_both_were_asked(world: World, new_client: NewClient) -> None:
    ruth = with_claims(world, new_client)
    found = figures(ruth, world)
    # Both gave CFS to the quotation only; Ada's other claims stand where Bo was not asked.
    assert found["span:claim:f1_exact"] == 0.0
    assert found["span:claim:f1_overlap"] == 1.0
    assert found["span:claim:f1_characters"] == pytest.approx(2 * 13 / (16 + 13))
    assert found["span:source:f1_exact"] == found["span:cue:f1_exact"] == 1.0
    assert found["attribution:f1_relation"] == found["attribution:source_overlap"] == 1.0
    assert found["attribution:content_exact"] == 0.0
    assert found["attribution:entity_match"] == 1.0


def test_types_verdicts_and_stances_are_compared_on_claims_both_marked(world: World, new_client: NewClient) -> None:
    ruth = with_claims(world, new_client)
    found = figures(ruth, world)
    assert found["claim:types:percent"] == found["claim:verdict:percent"] == 1.0
    assert found["claim:stance:percent"] == 0.0
    assert found["claim:types:alpha:masi"] is None
    assert "no variation" in found["reasons"]["claim:types:alpha:masi"]
    assert [(row["layer"], row["value_a"], row["value_b"]) for row in rows(ruth, world, "matched.csv")] == [
        ("types", "quote-verification", "quote-verification"),
        ("verdict", "Supported", "Supported"),
        ("stance", "supports", "refutes"),
    ]


def test_the_rows_of_spans_say_who_was_asked_and_marked_nothing(world: World, new_client: NewClient) -> None:
    ruth = with_claims(world, new_client)
    found = rows(ruth, world, "spans.csv")
    ada = [row for row in found if row["annotator"] == "r01" and row["role"] == "claim"]
    assert len({row["item"] for row in ada}) == 2
    sources = [row for row in found if row["role"] == "source" and row["annotator"] == "r01"]
    assert sorted(row["mark"] for row in sources) == ["0", "1"]
    said_rows = rows(ruth, world, "attributions.csv")
    assert {row["entity"] for row in said_rows if row["attribution"] == "1"} == {"Lena Ortiz"}


def test_the_command_gives_the_figures_of_the_page_for_the_same_filter(world: World, new_client: NewClient) -> None:
    ruth = with_claims(world, new_client)
    command = ["agreement", "--project", world.slug, "--headings", "--who", "r01", "--who", "r02", "--json",
               "--database", world.database.url]  # fmt: skip
    made = CliRunner().invoke(main, command)
    assert made.exit_code == 0, made.output
    found = figures(ruth, world, "?headings=1&who=r01&who=r02")
    assert json.loads(made.output) == found
    assert found["filter"] == {"headings": "1", "who": ["r01", "r02"]}
    assert {"code_version", "scheme_versions", "seed", "left_out"} <= found.keys()
    text = CliRunner().invoke(main, [part for part in command if part != "--json"]).output
    assert "Spans of claims" in text


def test_options_of_a_project_are_refused_for_a_file(tmp_path: Any) -> None:
    (tmp_path / "labels.csv").write_text("item,annotator,label\n1,a,x\n", "utf-8")
    made = CliRunner().invoke(main, ["agreement", str(tmp_path / "labels.csv"), "--headings"])
    assert made.exit_code == 1
    assert "--headings is meant for projects only." in made.output


def test_figures_as_csv_hold_the_same_values(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    found = figures(ruth, world)
    table = {row["figure"]: row for row in rows(ruth, world, "figures.csv")}
    assert float(table["alpha:nominal"]["value"]) == found["alpha:nominal"]
    assert table["alpha:interval"]["value"] == ""
    assert table["alpha:interval"]["reason"] == found["reasons"]["alpha:interval"]
    assert table["seed"]["value"] == "20240229"
    assert table["left_out:heading"]["value"] == "2"


def settle(client: Client, world: World, number: int, label: str) -> None:
    view = world.sentences(world.articles[0], "ada")[number - 1]
    value = {"own": {"label": label, "claims": {}, "attributions": {}}, "version": 0, "reason": "slip"}
    answer = client.op(world.slug, "settle", view.public_id, value)
    assert answer.status_code == 200, answer.text


def test_annotators_are_measured_against_gold(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    assert "Nothing to compare yet" in page(ruth, world, "/gold")
    settle(ruth, world, 2, "UFS")
    settle(ruth, world, 3, "NFS")
    text = page(ruth, world, "/gold")
    assert "2 settled sentences have a label: 2 by a reviewer." in text
    accuracy = re.findall(r'<th scope="row">(r\d+)</th><td class="num">(\d+)</td><td class="num">(\d+)</td>', text)
    assert accuracy == [("r01", "2", "1"), ("r02", "2", "2")]


def test_gold_joins_the_annotators_only_when_ticked(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    settle(ruth, world, 2, "UFS")
    assert figures(ruth, world)["annotators"] == 2
    ticked = figures(ruth, world, "?gold=1")
    assert ticked["annotators"] == 3
    assert ticked["cohen_pair:gold,r02"] is None or ticked["cohen_pair:gold,r02"] == 1.0


def test_guideline_versions_are_compared_before_and_after(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    assert "All this work was done under one version of the guideline." in page(ruth, world, "/parts")
    change(world, Membership, {"guideline_version": 2}, table_of(Membership).c.project_id == world.project.id)
    for who in ("ada", "bo"):
        work(world, who, ["NFS", "CFS", "NFS"], article=1)
    text = page(ruth, world, "/parts")
    assert "before version 2" in text
    counts = re.findall(r'<th scope="row">(before version 2|from version 2 on)</th><td class="num">(\d+)</td>', text)
    assert counts == [("before version 2", "5"), ("from version 2 on", "3")]
