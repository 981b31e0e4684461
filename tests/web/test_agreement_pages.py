"""The agreement pages: filters, what is left out, tables with ways to the sentences, gold, phases, files."""

import re
from typing import Any

import pytest
from sqlalchemy import update

from annotator.db import Database
from annotator.models import Annotation, Article, Assignment, now, table_of
from tests.factories import OTHER_TEXT, TEXT, NewClient, World, make_world, signed_in
from tests.support.agreed import AGREEING, change, figures, page, work, worked


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, AGREEING, (TEXT, OTHER_TEXT))


def test_the_page_says_what_it_rests_on(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    text = page(ruth, world)
    assert "5 of 5 sentences have labels of two or more people; 2 people, 1 article, 10 labels." in text
    assert "seed 20240229" in text
    assert "Too few" in text
    shares = re.findall(r"<td class=\"num\">(\d+)</td><td class=\"num\">(\d+) %</td>", text)
    assert shares == [("1", "10"), ("3", "30"), ("6", "60")]


def test_headings_are_out_until_ticked(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    assert "2 labels on headlines and headings." in page(ruth, world)
    assert figures(ruth, world)["items_used"] == 5
    assert figures(ruth, world, "?headings=1")["items_used"] == 6
    ticked = page(ruth, world, "?headings=1")
    assert "labels on headlines" not in ticked
    assert 'name="headings" value="1" checked' in ticked


def test_an_unsure_sentence_is_left_out_and_counted(world: World, new_client: NewClient) -> None:
    work(world, "ada", ["CFS", "", "NFS"])
    work(world, "bo", ["CFS", "UFS", "NFS"])
    ruth = signed_in(new_client, "ruth")
    assert figures(ruth, world)["items_used"] == 4
    assert "1 sentence that somebody left unsure, without a label." in page(ruth, world)


def test_work_begun_as_a_suggestion_is_out_until_ticked(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    a = table_of(Annotation).c
    change(world, Annotation, {"suggestion": "UFS"}, a.user_id == world.actors["bo"].user_id, a.label == "UFS")
    assert figures(ruth, world, "?guideline=1")["items_used"] == 3
    assert figures(ruth, world, "?guideline=1&suggested=1")["items_used"] == 5
    assert "2 labels that began as a suggestion." in page(ruth, world, "?guideline=1")


def without_key(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def reopened(world: World) -> None:
    """Bo's article went back to him after the review: his second round agrees with Ada throughout."""
    with world.database.write() as session:
        n, g = table_of(Annotation), table_of(Assignment).c
        old = session.execute(n.select().where(n.c.user_id == world.actors["bo"].user_id)).mappings().all()
        ada = dict(
            tuple(row) for row in session.execute(
                n.select().with_only_columns(n.c.sentence_id, n.c.label).where(
                    n.c.user_id == world.actors["ada"].user_id
                )
            ).all()
        )  # fmt: skip
        session.execute(
            n.insert(),
            [{**without_key(row), "round": 2, "blind": False, "label": ada[row["sentence_id"]]} for row in old],
        )
        session.execute(
            update(table_of(Assignment))
            .where(g.user_id == world.actors["bo"].user_id, g.state == "submitted")
            .values(round=2)
        )


def test_a_reopened_article_counts_with_its_first_round(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    reopened(world)
    first, last = figures(ruth, world, "?guideline=1"), figures(ruth, world, "?last_round=1")
    assert first["percent"] == pytest.approx(0.8)
    assert last["percent"] == 1.0
    assert "5 labels of another round, made after articles were reopened." in page(ruth, world, "?guideline=1")


def test_work_that_is_not_blind_is_out_until_ticked(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    a = table_of(Annotation).c
    change(world, Annotation, {"blind": False}, a.user_id == world.actors["bo"].user_id)
    assert figures(ruth, world, "?guideline=1")["items_used"] == 0
    text = page(ruth, world, "?guideline=1")
    assert "labels that are not blind: given after seeing others’ work." in text
    assert figures(ruth, world, "?guideline=1&seen=1")["items_used"] == 5


def test_a_withdrawn_article_is_out_and_said_so(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    change(world, Article, {"withdrawn_at": now()}, table_of(Article).c.public_id == world.articles[0])
    text = page(ruth, world)
    assert "Nothing to measure yet" in text
    assert "1 article that was withdrawn." in text


def test_people_are_filtered_by_pseudonym(world: World, new_client: NewClient) -> None:
    worked(world, new_client)
    work(world, "chi", ["NFS"])
    ruth = signed_in(new_client, "ruth")
    assert figures(ruth, world)["annotators"] == 3
    two = figures(ruth, world, "?who=r01+r02")
    assert (two["annotators"], two["percent"]) == (2, pytest.approx(0.8))
    assert "labels of other versions, people or days than the filter names." in page(ruth, world, "?who=r01+r02")


def test_days_are_filtered(world: World, new_client: NewClient) -> None:
    begun = now().date()
    ruth = worked(world, new_client)
    assert figures(ruth, world, f"?since={begun}&until={now().date()}")["items_used"] == 5
    assert figures(ruth, world, "?until=2020-01-01")["items_used"] == 0


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?since=tomorrow", "tomorrow is no day for “since”"),
        ("?guideline=x", "guideline must be the number"),
        ("?guideline=7", "There is no guideline 7"),
        ("?who=ada", "There is no annotator ada"),
        ("?phase=Nowhere", "There is no phase Nowhere"),
        ("?since=2026-02-01&until=2026-01-01", "before the first"),
        ("?pair=r01&pair=r01", "two different people"),
        ("/sentences?label=XXX&label=CFS", "The labels are"),
        ("/sentences?label=CFS", "Name two labels"),
        ("/sentences?pair=nobody", "by their pseudonyms"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_in_words(
    world: World, new_client: NewClient, query: str, words: str
) -> None:
    ruth = signed_in(new_client, "ruth")
    answer = ruth.get(f"/projects/{world.slug}/agreement{query}")
    assert answer.status_code in {400, 422}
    assert words in answer.text


def test_a_cell_of_the_confusion_leads_to_its_sentences(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    text = page(ruth, world)
    links = re.findall(r'href="(/projects/[^"]*/agreement/sentences\?label=[^"]*)"', text)
    path = next(link for link in links if "label=UFS&amp;label=CFS" in link).replace("&amp;", "&")
    listed = ruth.get(path).text
    assert "The board voted on Monday to double the fees." in listed
    assert "We had no choice" not in listed
    assert f"/projects/{world.slug}/articles/{world.articles[0]}/review?show=all&amp;s=2" in listed


def test_the_sentences_of_a_pair_keep_who_gave_which_label(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    assert "1 sentence, 1 pair" in page(ruth, world, "/sentences?label=CFS&label=UFS&pair=r01&pair=r02")
    assert "0 sentences, 0 pairs" in page(ruth, world, "/sentences?label=UFS&label=CFS&pair=r01&pair=r02")
    assert "1 sentence, 1 pair" in page(ruth, world, "/sentences?label=UFS&label=CFS&pair=r02&pair=r01")
    assert "1 sentence, 1 pair" in page(ruth, world, "/sentences?pair=r01")


def test_the_confusion_of_a_pair_has_the_first_person_down_the_side(world: World, new_client: NewClient) -> None:
    ruth = worked(world, new_client)
    text = page(ruth, world, "?pair=r01&pair=r02")
    assert "Down: r01. Across: r02." in text
    assert "label=CFS&amp;label=UFS&amp;pair=r01&amp;pair=r02" in text
    assert "label=UFS&amp;label=CFS&amp;pair=r01" not in text


def test_a_manager_who_does_not_review_sees_no_way_into_review(world: World, new_client: NewClient) -> None:
    worked(world, new_client)
    text = page(signed_in(new_client, "mara"), world)
    assert "The board voted" in text
    assert "/review?" not in text


@pytest.mark.parametrize("path", ["", "/gold", "/parts", "/sentences", "/figures.json", "/figures.csv", "/labels.csv",
                                  "/spans.csv", "/attributions.csv", "/matched.csv"])  # fmt: skip
def test_annotators_see_no_part_of_agreement(world: World, new_client: NewClient, path: str) -> None:
    worked(world, new_client)
    assert signed_in(new_client, "ada").get(f"/projects/{world.slug}/agreement{path}").status_code == 403


@pytest.mark.parametrize("path", ["", "/gold", "/parts", "/sentences", "/labels.csv", "/spans.csv", "/figures.csv"])
def test_ones_own_open_article_is_in_no_page_and_no_file(world: World, new_client: NewClient, path: str) -> None:
    worked(world, new_client)
    mara = signed_in(new_client, "mara")
    mara.post(f"/projects/{world.slug}/take")
    text = page(mara, world, path)
    assert "The board voted" not in text
    if path.endswith(("labels.csv", "spans.csv")):
        assert world.articles[0] not in text


def test_a_true_zero_is_explained(world: World, new_client: NewClient) -> None:
    for article in (0, 1):
        work(world, "ada", ["NFS"], article)
        work(world, "bo", ["NFS", "CFS" if article else "NFS", "NFS"], article)
    # One other label on eight sentences is 88 %; two more people who agree lift it over 90 %.
    work(world, "chi", ["NFS"], 0)
    text = page(signed_in(new_client, "ruth"), world)
    assert "is no fault: nearly all labels are Not factual" in text


def test_the_matrix_shows_twenty_people_at_a_time(database: Database, new_client: NewClient) -> None:
    people = {f"p{n:02d}": ("annotator",) for n in range(22)} | {"ruth": ("reviewer",)}
    short = "**Fees**\n\nThe board voted on Monday. It was late.\n"
    world = make_world(database, people, (short,))
    for who in tuple(people)[:22]:
        work(world, who, ["NFS", "CFS", "NFS"])
    ruth = signed_in(new_client, "ruth")
    first, other = page(ruth, world), page(ruth, world, "?row=0&column=20")
    assert first.count("pair=r01&amp;pair=") == 19
    assert "pair=r01&amp;pair=r21" in other
    assert "pair=r01&amp;pair=r02" not in other


def test_what_takes_long_to_count_says_so_and_goes_on_by_itself(
    world: World, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruth = worked(world, new_client)
    monkeypatch.setattr("annotator.web.agreement.MOST_AT_ONCE", 11)
    assert "Krippendorff" in page(ruth, world)
    waiting = page(ruth, world, "?headings=1")
    assert "Counting about 12 labels anew" in waiting
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', waiting)
    assert found is not None
    counted = ruth.get(found[1].replace("&amp;", "&")).text
    assert 'name="headings" value="1" checked' in counted
    assert "Counting" not in counted
