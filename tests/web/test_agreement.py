"""The agreement page, its files and its command."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotator.cli import main
from annotator.db import Database
from tests.factories import OTHER_TEXT, TEXT, Client, NewClient, World, make_world, signed_in

PEOPLE = {"ada": ("annotator",), "bo": ("annotator",), "ruth": ("reviewer",), "mara": ("manager", "annotator")}


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE, (TEXT, OTHER_TEXT), assigned=("ada", "bo"))


def label_all(client: Client, world: World, who: str, labels: list[str], article: int = 0) -> None:
    """Label every sentence of an article in order, the last label repeated, and submit."""
    public_id = world.articles[article]
    for place, sentence in enumerate(world.sentences(public_id, who)):
        client.op(world.slug, "label", sentence.public_id, labels[min(place, len(labels) - 1)])
    assert client.op(world.slug, "submit", public_id, value=True).status_code == 200


def both_labelled(world: World, new_client: NewClient) -> None:
    label_all(signed_in(new_client, "ada"), world, "ada", ["CFS", "CFS", "NFS", "NFS", "UFS", "NFS"])
    label_all(signed_in(new_client, "bo"), world, "bo", ["CFS", "UFS", "NFS", "NFS", "UFS", "NFS"])


def test_alpha_is_that_of_the_submitted_body_sentences(world: World, new_client: NewClient) -> None:
    both_labelled(world, new_client)
    found = signed_in(new_client, "ruth").get(f"/projects/{world.slug}/agreement/figures.json").get_json()
    # Five body sentences, two labels each, one pair differs: 1 - 9 * 2 / (10 * 10 - (1 + 9 + 36)) by hand.
    values = {"CFS": 1, "UFS": 3, "NFS": 6}
    expected = 1 - 9 * 2 / (100 - sum(count**2 for count in values.values()))
    assert found["items_used"] == 5
    assert found["alpha:nominal"] == pytest.approx(expected)
    assert found["percent"] == pytest.approx(0.8)
    assert found["ci:alpha:nominal"] is None
    assert "one article" in found["reasons"]["ci:alpha:nominal"]


def test_the_page_lists_the_disagreement_with_a_way_into_review(world: World, new_client: NewClient) -> None:
    both_labelled(world, new_client)
    page = signed_in(new_client, "ruth").get(f"/projects/{world.slug}/agreement").text
    assert "The board voted on Monday to double the fees." in page
    assert f"/projects/{world.slug}/articles/{world.articles[0]}/review?show=all&amp;s=2" in page
    assert "Too few" in page


def test_open_work_does_not_count_and_the_page_says_what_is_missing(world: World, new_client: NewClient) -> None:
    label_all(signed_in(new_client, "ada"), world, "ada", ["CFS"])
    page = signed_in(new_client, "ruth").get(f"/projects/{world.slug}/agreement").text
    assert "Nothing to measure yet" in page
    assert "there is only one" in page


def test_the_labels_file_gives_the_same_figure_as_the_command(
    world: World, new_client: NewClient, tmp_path: Path
) -> None:
    both_labelled(world, new_client)
    text = signed_in(new_client, "ruth").get(f"/projects/{world.slug}/agreement/labels.csv").text
    assert len(list(csv.DictReader(io.StringIO(text)))) == 10
    file = tmp_path / "labels.csv"
    file.write_text(text, "utf-8")
    of_file = CliRunner().invoke(main, ["agreement", str(file), "--json"])
    of_project = CliRunner().invoke(
        main, ["agreement", "--project", world.slug, "--json", "--database", world.database.url]
    )
    assert of_file.exit_code == of_project.exit_code == 0, of_project.output
    assert json.loads(of_file.output)["alpha:nominal"] == json.loads(of_project.output)["alpha:nominal"]


def test_a_manager_who_still_annotates_an_article_sees_no_figure_of_it(world: World, new_client: NewClient) -> None:
    both_labelled(world, new_client)
    mara = signed_in(new_client, "mara")
    assert mara.get(f"/projects/{world.slug}/agreement/figures.json").get_json()["items_used"] == 5
    mara.post(f"/projects/{world.slug}/take")
    page = mara.get(f"/projects/{world.slug}/agreement").text
    assert "1 article is left out" in page
    assert "The board voted" not in page
    assert mara.get(f"/projects/{world.slug}/agreement/figures.json").get_json()["items_used"] == 0


def test_annotators_may_not_see_agreement(world: World, new_client: NewClient) -> None:
    assert signed_in(new_client, "ada").get(f"/projects/{world.slug}/agreement").status_code == 403


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("item,annotator\n1,a\n", "label"),
        ("item,annotator,label\n1,a,x\n1,a,y\n", "Line 3"),
        ("", "Line 1"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(content, "utf-8")
    result = CliRunner().invoke(main, ["agreement", str(file)])
    assert result.exit_code == 1
    assert words in result.output
    assert result.output.count("\n") == 1
