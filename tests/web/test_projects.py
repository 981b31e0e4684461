"""Projects: made by a checklist, settings that show what they would change, labels, archive, delete and undo."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from annotator.app import create_app
from annotator.db import Database
from annotator.errors import Conflict
from annotator.models import Event, Phase, Project, now
from annotator.project import projects
from annotator.settings import Settings
from tests.factories import NewClient, World, make_world, signed_in
from tests.support.formats import files

PEOPLE = {"ada": ("annotator",), "ruth": ("reviewer",), "mara": ("annotator", "manager"), "max": ("manager",)}
SETTINGS = {"name": "Harbour news", "language": "en", "order": "fixed", "lease_days": "14", "timing": "1"}
LABELS = {
    f"{field}-{code}": f"{field} of {code}" if field != "key" else str(n)
    for n, code in enumerate(("CFS", "UFS", "NFS"), 4)
    for field in ("name", "definition", "key")
}


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE, assigned=("ada",))


def test_a_new_project_goes_on_with_a_checklist_that_can_be_resumed(world: World, new_client: NewClient) -> None:
    mara = signed_in(new_client, "mara")
    where = mara.post("/projects", name="River news", language="uk").headers["Location"]
    assert where == "/projects/river-news/setup"
    assert "1 of 5 done" in mara.get(where).text
    assert mara.post(where, step="guideline").status_code == 303
    assert mara.post(where, step="people").status_code == 303
    page = signed_in(new_client, "mara").get(where).text
    assert "3 of 5 done" in page
    assert "Українська" in page
    empty = mara.get("/projects/river-news/").text
    assert "/projects/river-news/import" in empty


def test_a_used_name_is_refused_and_stays_in_the_form(world: World, new_client: NewClient) -> None:
    answer = signed_in(new_client, "mara").post("/projects", name="harbour NEWS", language="uk")
    assert answer.status_code == 409
    assert 'value="harbour NEWS"' in answer.text


def test_an_ambiguous_name_is_refused_with_the_short_names(world: World, database: Database) -> None:
    with database.write() as session:
        session.add(Project(slug="harbour-2", name="Harbour news"))
    with database.read() as session:
        with pytest.raises(Conflict, match="harbour-news, harbour-2"):
            projects.by_name(session, "Harbour news")
        assert projects.by_name(session, "harbour-2").slug == "harbour-2"


def test_settings_show_what_they_would_change_before_they_change_it(world: World, new_client: NewClient) -> None:
    mara, where = signed_in(new_client, "mara"), f"/projects/{world.slug}/settings"
    wish = {**SETTINGS, "review_own": "1", "lease_days": "3"}
    page = mara.post(where, **wish).text
    assert "Who annotated an article may review it" in page
    assert "14 → 3" in page
    assert "1 open assignment is judged" in page
    assert 'name="lease_days" inputmode="numeric" value="14"' in mara.get(where).text
    assert mara.post(where, **wish, confirmed="1").status_code == 303
    assert 'name="lease_days" inputmode="numeric" value="3"' in mara.get(where).text
    with world.database.read() as session:
        assert projects.by_name(session, world.slug).options["review_own"] is True
    assert "lease_days: 14 → 3" in mara.get(f"/projects/{world.slug}/log").text


@pytest.mark.parametrize("wrong", [{"name": " "}, {"lease_days": "x"}, {"lease_days": "366"}, {"order": "none"}])
def test_settings_that_cannot_be_are_refused(world: World, new_client: NewClient, wrong: dict[str, str]) -> None:
    client = signed_in(new_client, "mara")
    assert client.post(f"/projects/{world.slug}/settings", **{**SETTINGS, **wrong}, confirmed="1").status_code == 422


def test_times_are_not_kept_where_the_project_says_so(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    first, second = world.sentences(world.articles[0], "ada")[:2]
    # What no database counts is stored as the most that one does.
    ada.op(world.slug, "label", first.public_id, "NFS", ms="9" * 18, entry="key")
    wish = {name: value for name, value in SETTINGS.items() if name != "timing"}
    mara.post(f"/projects/{world.slug}/settings", **wish, confirmed="1")
    ada.op(world.slug, "label", second.public_id, "NFS", ms="1500", entry="key")
    with world.database.read() as session:
        kept = session.exec(select(Event.milliseconds).where(Event.kind == "label").order_by(col(Event.id))).all()
    assert kept == [2**31 - 1, None]


def test_how_long_decisions_took_is_published_only_where_everybody_is_told(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    ada.op(world.slug, "label", world.sentences(world.articles[0], "ada")[0].public_id, "NFS", ms="1500", entry="key")
    place = f"/projects/{world.slug}/place"

    def times() -> list[tuple[int | None, str | None]]:
        lines = files(world, "bundle", events="1")["events.jsonl"].splitlines()
        return [(said["milliseconds"], said["entry"]) for said in map(json.loads, lines) if said["kind"] == "label"]

    assert times() == [(None, None)]
    assert "is kept here and not published" in ada.get(place).text
    mara.post(f"/projects/{world.slug}/settings", **SETTINGS, timing_published="1", confirmed="1")
    assert times() == [(1500, "key")]
    assert "exports may say it, under your pseudonym" in ada.get(place).text
    assert "the project publishes it" in mara.get(f"/projects/{world.slug}/export?format=bundle&events=1").text


def test_labels_change_until_the_first_annotation(world: World, new_client: NewClient) -> None:
    mara, ada, where = signed_in(new_client, "mara"), signed_in(new_client, "ada"), f"/projects/{world.slug}/labels"
    assert mara.post(where, **{**LABELS, "key-CFS": "c"}, base="1").status_code == 422
    assert mara.post(where, **{**LABELS, "key-CFS": "5"}, base="1").status_code == 422
    assert mara.post(where, **LABELS, base="1").status_code == 303
    assert mara.post(where, **LABELS, base="1").status_code == 409
    desk = ada.get(f"/projects/{world.slug}/articles/{world.articles[0]}").text
    assert "name of CFS" in desk
    first = world.sentences(world.articles[0], "ada")[0]
    assert ada.op(world.slug, "label", first.public_id, "NFS", base="1.2").status_code == 200
    assert mara.post(where, **{**LABELS, "name-CFS": "Late"}, base="2").status_code == 409
    with world.database.read() as session:
        scheme = projects.current_scheme(session, world.project.id)
        assert (scheme.version, session.exec(select(Phase.scheme_id)).one()) == ("1.1.0", scheme.id)


def test_an_archived_project_can_be_read_and_is_not_worked_in(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    first = world.sentences(world.articles[0], "ada")[0]
    mara.post(f"/projects/{world.slug}/archive", archive="1")
    assert ada.op(world.slug, "label", first.public_id, "NFS").status_code == 403
    assert mara.get(f"/projects/{world.slug}/import").status_code == 403
    assert mara.get(f"/projects/{world.slug}/export").status_code == 200
    assert "archived" in ada.get(f"/projects/{world.slug}/").text
    mara.post(f"/projects/{world.slug}/archive", archive="0")
    assert ada.op(world.slug, "label", first.public_id, "NFS").status_code == 200


def test_a_deleted_project_is_hidden_and_comes_back_within_30_days(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    assert mara.post(f"/projects/{world.slug}/remove", name="Harbour").status_code == 422
    assert mara.post(f"/projects/{world.slug}/remove", name="Harbour news").status_code == 303
    assert ada.get(f"/projects/{world.slug}/").status_code == 404
    assert ada.post("/restore", slug=world.slug).status_code == 404
    assert "Bring back" in mara.get("/").text
    assert mara.post("/restore", slug=world.slug).status_code == 303
    assert ada.get(f"/projects/{world.slug}/").status_code == 200
    mara.post(f"/projects/{world.slug}/remove", name="Harbour news")
    with world.database.write() as session:
        session.execute(update(Project).values(deleted_at=now() - timedelta(days=31)))
    assert mara.post("/restore", slug=world.slug).status_code == 404


@pytest.mark.parametrize(("who", "where"), [("ruth", "review"), ("max", "setup")])
def test_who_does_not_annotate_is_led_to_what_they_do(
    world: World, new_client: NewClient, who: str, where: str
) -> None:
    client = signed_in(new_client, who)
    assert client.get(f"/projects/{world.slug}/").headers["Location"] == f"/projects/{world.slug}/{where}"
    assert "My work" not in client.get(f"/projects/{world.slug}/{where}").text


def test_health_without_a_database_is_one_line(tmp_path: Path) -> None:
    app = create_app(Settings(f"sqlite:///{tmp_path}/none.sqlite3", tmp_path, "x" * 40, cheap_passwords=True))
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (503, "The database does not answer.\n")
    app.extensions["annotator.database"].close()
