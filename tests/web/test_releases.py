"""The pages of releases, the card, and of bundles that are taken in."""

import re
from io import BytesIO

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from annotator.db import Database
from annotator.models import Article, Project, key_of, table_of
from annotator.passwords import Passwords
from annotator.project import projects
from annotator.team import accounts
from annotator.work import assignment
from tests.factories import PASSWORD, Client, NewClient, World, signed_in
from tests.support import built
from tests.support.adopting import lose_all_work
from tests.support.exports import settled_world
from tests.test_round_trip import exported
from tests.web.test_blindness import pages


@pytest.fixture
def database(light: Database) -> Database:
    """The pages are the same on both databases; what is below them is tested on both."""
    return light


@pytest.fixture
def world(database: Database) -> World:
    """A project with settled work, a manager who annotates nothing and an annotator who has done nothing yet."""
    hashed = Passwords(cheap=True).hash(PASSWORD)
    made = settled_world(database)
    with database.write() as session:
        for name, role in (("mara", "manager"), ("dan", "annotator")):
            user = accounts.create_user(session, name, hashed, is_admin=role == "manager")
            projects.add_member(session, made.project.id, key_of(user), [role])
    return made


@pytest.fixture
def mara(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "mara")


def frozen(client: Client, world: World, name: str = "1.0") -> TestResponse:
    return client.post(f"/projects/{world.slug}/releases", name=name, note="First.")


def test_a_release_is_frozen_listed_and_sent_again(mara: Client, world: World) -> None:
    where = f"/projects/{world.slug}/releases"
    assert "There are no releases yet." in mara.get(where).text
    assert frozen(mara, world).status_code == 303
    page = mara.get(where).text
    assert "First." in page
    assert "annotations: 8" in page
    before = mara.get(f"{where}/download?name=1.0").data
    sent = mara.get(f"{where}/download?name=1.0&format=csv")
    assert 'filename="harbour-news-1.0.csv"' in sent.headers["Content-Disposition"]
    assert mara.get(f"{where}/download?name=1.0").data == before
    assert mara.get(f"{where}/download?name=1.0&format=bundle").data.startswith(b"PK")
    assert mara.get(f"{where}/download?name=9.9").status_code == 404
    assert "never change" in frozen(mara, world).text


def test_two_releases_are_compared_on_a_page(mara: Client, world: World) -> None:
    for name in ("1.0", "2.0"):
        frozen(mara, world, name)
    page = mara.get(f"/projects/{world.slug}/releases/compare?old=1.0&new=2.0").text
    assert "From 1.0 to 2.0" in page
    assert "Krippendorff's alpha" in page
    assert "Labelled CFS" in page
    assert 'export" aria-current="page"' in page
    assert mara.get(f"/projects/{world.slug}/releases/compare?old=1.0&new=9").status_code == 404


def test_the_parts_written_by_hand_are_in_the_next_card_and_stay_on_the_page(mara: Client, world: World) -> None:
    where = f"/projects/{world.slug}/releases"
    mara.post(f"{where}/card", pay="12 € an hour", consent="")
    assert "12 € an hour</textarea>" in mara.get(where).text
    frozen(mara, world)
    assert "## Pay\n\n12 € an hour" in mara.get(f"{where}/file?name=1.0&kind=card").text
    assert "cff-version: 1.2.0" in mara.get(f"{where}/file?name=1.0&kind=citation").text
    assert mara.post(f"{where}/card", pay="x" * 5001).status_code == 422


def test_two_who_write_the_card_at_once_lose_nothing(mara: Client, world: World, new_client: NewClient) -> None:
    where = f"/projects/{world.slug}/releases"
    with world.database.write() as session:
        projects.add_member(session, world.project.id, world.actors["ruth"].user_id, ["manager"])
    seen = {"was-pay": "", "was-ethics": "", "was-consent": ""}
    ruth = signed_in(new_client, "ruth")
    ruth.post(f"{where}/card", **seen, pay="12 € an hour", ethics="", consent="By letter")
    assert mara.post(f"{where}/card", **seen, pay="", ethics="Board 7", consent="").status_code == 303
    assert "12 € an hour</textarea>" in mara.get(where).text
    late = mara.post(f"{where}/card", **seen, pay="9 € an hour", ethics="Board 8", consent="")
    assert (late.status_code, "Somebody else wrote the part" in late.text) == (409, True)
    assert "9 € an hour</textarea>" in late.text
    assert "What is kept now:" in late.text
    assert "By letter</textarea>" in late.text
    now = {"was-pay": "12 € an hour", "was-ethics": "Board 7", "was-consent": "By letter"}
    assert (
        mara.post(f"{where}/card", **now, pay="9 € an hour", ethics="Board 8", consent="By letter").status_code == 303
    )
    assert "9 € an hour</textarea>" in ruth.get(where).text


def test_what_was_typed_and_ticked_stays_when_a_release_or_the_card_is_refused(mara: Client, world: World) -> None:
    where = f"/projects/{world.slug}/releases"
    assert frozen(mara, world, " 1.0 ").status_code == 303
    again = mara.post(where, name="1.0", note="Second.", pilots="1", open_work="1")
    assert re.findall(r'name="(pilots|open_work)" value="1"( checked)?', again.text) == [
        ("pilots", " checked"), ("open_work", " checked")
    ]  # fmt: skip
    assert 'value="Second."' in again.text
    assert "y" * 5001 in mara.post(f"{where}/card", pay="y" * 5001).text


def test_a_manager_who_still_annotates_learns_nothing_from_releases(
    mara: Client, world: World, new_client: NewClient
) -> None:
    frozen(mara, world)
    frozen(mara, world, "2.0")
    with world.database.write() as session:
        projects.add_member(session, world.project.id, world.actors["chi"].user_id, ["manager"])
    chi = signed_in(new_client, "chi")
    where = f"/projects/{world.slug}/releases"
    assert "annotations: 8" not in chi.get(where).text
    for path in ("download?name=1.0", "file?name=1.0&kind=card", "compare?old=1.0&new=2.0"):
        assert chi.get(f"{where}/{path}").status_code == 409


def upload(client: Client, path: str, data: bytes, **fields: str) -> TestResponse:
    answer = client.post(path, file=(BytesIO(data), "b.zip"), **fields)
    answer.request.environ["wsgi.input"].close()
    return answer


def test_a_project_is_tried_then_imported_and_opened(mara: Client, world: World) -> None:
    data = exported(world.database, world.project.id)
    tried = upload(mara, "/import-project", data, name="Copy")
    assert "This would come in" in tried.text
    assert count(world.database) == 1
    done = upload(mara, "/import-project", data, name="Copy", store="1")
    assert "Imported" in done.text
    assert count(world.database) == 2
    link = re.search(r'href="(/projects/copy/[^"]+)"', done.text)
    assert link is not None
    assert mara.get(link[1]).status_code == 200
    refused = upload(mara, "/import-project", data[:1000], store="1")
    assert (refused.status_code, "cut short" in refused.text) == (422, True)


def count(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(select(func.count()).select_from(table_of(Project))).scalar_one())


def test_annotations_are_listed_tried_and_imported_as_a_persons(mara: Client, world: World) -> None:
    data, where = exported(world.database, world.project.id), f"/projects/{world.slug}/import/annotations"
    listed = upload(mara, where, data, list="1").text
    dan = re.search(r'value="(\d+)"[^>]*>dan<', listed)
    assert dan is not None
    assert re.findall(r'name="annotator" value="(\w+)"', listed) == ["r01", "r02", "r03", "r04"]
    tried = upload(mara, where, data, annotator="r01", person=dan[1])
    assert "This would be stored" in tried.text
    done = upload(mara, where, data, annotator="r01", person=dan[1], store="1")
    assert "Annotations: 4, articles: 1" in done.text
    again = upload(mara, where, data, annotator="r01", person=dan[1], store="1")
    assert "Annotations: 0, articles: 0" in again.text
    assert upload(mara, where, data, annotator="r01", person="9999", store="1").status_code == 404
    assert "Choose a file first" in mara.post(where, annotator="r01").text


def test_rounds_decisions_and_comments_are_ticked_and_counted(mara: Client, world: World) -> None:
    built.comment(world, "ruth", "A slip?")
    data, where = exported(world.database, world.project.id), f"/projects/{world.slug}/import/annotations"
    page = upload(mara, where, data, list="1").text
    assert re.findall(r'type="checkbox" name="(\w+)" value="1"( checked)?', page) == [
        ("rounds", " checked"), ("gold", ""), ("comments", "")
    ]  # fmt: skip
    lose_all_work(world)
    people = {name: key for key, name in re.findall(r'value="(\d+)"[^>]*>(\w+)<', page)}
    for who, name in (("r01", "ada"), ("r02", "bo")):
        upload(mara, where, data, annotator=who, person=people[name], rounds="1", store="1")
    unasked = upload(mara, where, data, annotator="r04", person=people["ruth"], rounds="1")
    assert "Settled sentences are not taken (1): they were not asked for." in unasked.text
    done = upload(mara, where, data, annotator="r04", person=people["ruth"], gold="1", comments="1", store="1")
    assert "Of later rounds: 0, settled: 1, comments: 1. Not fitting: 0." in done.text
    assert re.findall(r'name="(\w+)" value="1" checked', done.text) == ["gold", "comments"]
    told = mara.get(f"/projects/{world.slug}/log?show=work").text
    assert "imported what r04 did in a dataset as the work of ruth, on 1 article" in told


def test_who_works_blind_sees_nothing_of_what_comes(mara: Client, world: World, new_client: NewClient) -> None:
    data, where = exported(world.database, world.project.id), f"/projects/{world.slug}/import/annotations"
    lose_all_work(world)
    with world.database.read() as session:
        chi, dan = (accounts.user_named(session, name) for name in ("chi", "dan"))
    with world.database.write() as session:
        for user in (chi, dan):
            article = session.execute(select(table_of(Article).c.id)).scalar_one()
            assignment.assign(session, world.project.id, article, key_of(user))
    blind = signed_in(new_client, "dan")
    before = pages(blind, world)
    for who, name in (("r01", "ada"), ("r02", "bo"), ("r04", "ruth")):
        with world.database.read() as session:
            person = str(key_of(accounts.user_named(session, name)))
        stored = upload(mara, where, data, annotator=who, person=person, rounds="1", gold="1", comments="1", store="1")
        assert "Not fitting: 0." in stored.text
    after = pages(blind, world)
    assert [path for path in after if after[path] != before[path]] == []
    refused = upload(chi_as_manager(world, new_client), where, data, annotator="r03", person="1")
    assert (refused.status_code, "still annotate" in refused.text) == (409, True)


def chi_as_manager(world: World, new_client: NewClient) -> Client:
    """Return the browser of an annotator who also manages and has work open."""
    with world.database.write() as session:
        projects.add_member(session, world.project.id, world.actors["chi"].user_id, ["manager"])
    return signed_in(new_client, "chi")
