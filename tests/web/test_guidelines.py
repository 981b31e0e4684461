"""The guideline: versions, the difference, acknowledging, and which version an annotation carries."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from annotator.db import Database
from annotator.models import Annotation
from annotator.project import guidelines
from tests.factories import Client, NewClient, World, make_world, signed_in

PEOPLE = {"ada": ("annotator",), "mara": ("manager",), "nils": ("manager",)}


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE, assigned=("ada",))


def publish(client: Client, world: World, text: str, base: str = "1", change: str = "Hopes are no claims.") -> int:
    where = f"/projects/{world.slug}/guideline/edit"
    return client.post(where, text=text, base=base, change=change, do="publish").status_code


def test_a_new_version_comes_before_the_work_and_the_work_after_it_carries_it(
    world: World, new_client: NewClient
) -> None:
    ada, mara = signed_in(new_client, "ada"), signed_in(new_client, "mara")
    home, first = f"/projects/{world.slug}", world.sentences(world.articles[0], "ada")
    ada.op(world.slug, "label", first[0].public_id, "NFS")
    assert publish(mara, world, "# Rules\n\nA hope is **not** a claim.") == 303
    desk = f"{home}/articles/{world.articles[0]}"
    sent = ada.get(desk)
    assert sent.status_code == 302
    page = ada.get(sent.headers["Location"]).text
    assert "Hopes are no claims." in page
    assert "A hope is **not** a claim." in page
    assert "The guideline changed" in ada.get(f"{home}/").text
    answer = ada.post(f"{home}/guideline/acknowledge", version="2", next=desk)
    assert answer.headers["Location"] == desk
    assert ada.get(desk).status_code == 200
    ada.op(world.slug, "label", first[1].public_id, "NFS")
    with world.database.read() as session:
        assert list(session.exec(select(Annotation.guideline_version).order_by(Annotation.id))) == [1, 2]  # type: ignore[arg-type]


def test_a_preview_shows_the_text_and_what_differs_and_stores_nothing(world: World, new_client: NewClient) -> None:
    mara = signed_in(new_client, "mara")
    where = f"/projects/{world.slug}/guideline/edit"
    page = mara.post(
        where, text="# Quite new\n\n<script>x()</script> ![x](http://far.example/x.png)", do="preview"
    ).text
    assert "<h1>Quite new</h1>" in page
    assert "<script>x" not in page
    assert "<img" not in page
    assert "version 1" in mara.get(f"/projects/{world.slug}/guideline").text


def test_two_managers_do_not_overwrite_each_other(world: World, new_client: NewClient) -> None:
    mara, nils = signed_in(new_client, "mara"), signed_in(new_client, "nils")
    assert publish(mara, world, "Hers.") == 303
    where = f"/projects/{world.slug}/guideline/edit"
    late = nils.post(where, text="His.", base="1", change="Mine", do="publish")
    assert late.status_code == 409
    assert "His." in late.text
    assert "Hers." in late.text
    assert publish(nils, world, "Hers and his.", base="2") == 303


@pytest.mark.parametrize(("text", "change"), [("", "x"), ("New", ""), ("New", "y" * 501), ("z" * 200_001, "x")])
def test_a_version_needs_a_text_and_a_sentence_on_what_changes(
    world: World, new_client: NewClient, text: str, change: str
) -> None:
    assert publish(signed_in(new_client, "mara"), world, text, change=change) == 422


def test_the_same_text_is_no_new_version(world: World, new_client: NewClient) -> None:
    mara = signed_in(new_client, "mara")
    assert publish(mara, world, "Once.") == 303
    assert publish(mara, world, "Once.", base="2") == 422


def test_a_version_that_is_not_there_cannot_be_acknowledged(world: World, new_client: NewClient) -> None:
    ada = signed_in(new_client, "ada")
    assert ada.post(f"/projects/{world.slug}/guideline/acknowledge", version="7").status_code == 404
    assert ada.post(f"/projects/{world.slug}/guideline/acknowledge", version="x").status_code == 422


LINES = st.lists(st.sampled_from(["alpha", "beta", "", "gamma"]), max_size=30)


@given(old=LINES, new=LINES)
@settings(max_examples=100)
def test_a_difference_tells_every_line_that_came_or_went(old: list[str], new: list[str]) -> None:
    found = guidelines.difference("\n".join(old), "\n".join(new))
    gone, come = ([line for kind, line in found if kind == wanted] for wanted in ("gone", "new"))
    before, after = "\n".join(old).splitlines(), "\n".join(new).splitlines()
    assert len(after) - len(before) == len(come) - len(gone)
    assert sorted([*before, *come]) == sorted([*after, *gone])
