"""People of a project: roles, invitations, deactivating, new passwords, erasing, and the log of it all."""

import re

import pytest
from sqlmodel import select

from annotator.commands import people as commands
from annotator.db import Database
from annotator.models import Annotation, LoginAttempt, LoginSession, Membership, User
from annotator.project import projects
from tests.factories import PASSWORD, Client, NewClient, World, make_world, signed_in

PEOPLE = {"ada": ("annotator",), "bo": ("annotator",), "mara": ("manager",)}


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE, assigned=("ada",))


def change(client: Client, world: World, who: str, do: str, **fields: str) -> int:
    where = f"/projects/{world.slug}/people/{world.actors[who].user_id}/change"
    return client.post(where, do=do, **fields).status_code


def roles(client: Client, world: World, who: str, *wanted: str) -> int:
    where = f"/projects/{world.slug}/people/{world.actors[who].user_id}/roles"
    return client.post(where, role=list(wanted)).status_code


def log(client: Client, world: World, **narrowed: str) -> str:
    text = client.get(f"/projects/{world.slug}/log", query_string=narrowed).text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text[text.index("<main") :]))


def test_new_roles_hold_at_once_and_stand_in_the_log(world: World, new_client: NewClient) -> None:
    mara, bo = signed_in(new_client, "mara"), signed_in(new_client, "bo")
    assert bo.get(f"/projects/{world.slug}/review").status_code == 403
    assert roles(mara, world, "bo", "reviewer") == 303
    assert bo.get(f"/projects/{world.slug}/review").status_code == 200
    assert roles(mara, world, "bo") == 422
    assert "mara made bo reviewer" in log(mara, world)


def test_the_last_manager_stays(world: World, new_client: NewClient) -> None:
    mara = signed_in(new_client, "mara")
    assert roles(mara, world, "mara", "annotator") == 409
    assert change(mara, world, "mara", "remove") == 409
    assert roles(mara, world, "bo", "manager") == 303
    assert roles(mara, world, "mara", "annotator") == 303
    assert mara.get(f"/projects/{world.slug}/people").status_code == 403


def test_a_manager_whose_account_is_closed_is_no_manager(world: World, new_client: NewClient) -> None:
    mara = signed_in(new_client, "mara")
    assert roles(mara, world, "bo", "manager") == 303
    assert change(mara, world, "bo", "deactivate") == 303
    assert change(mara, world, "mara", "remove") == 409


def test_a_deactivated_person_is_out_everywhere_at_once_and_can_come_back(world: World, new_client: NewClient) -> None:
    mara, here, there = signed_in(new_client, "mara"), signed_in(new_client, "ada"), signed_in(new_client, "ada")
    assert change(mara, world, "ada", "deactivate") == 303
    assert here.get("/").status_code == there.get("/").status_code == 302
    assert new_client().sign_in("ada").status_code == 401
    assert change(mara, world, "ada", "reactivate") == 303
    assert here.get("/").status_code == 302
    assert new_client().sign_in("ada").status_code == 303


def test_an_account_in_others_projects_is_not_a_managers_to_change(
    world: World, database: Database, new_client: NewClient
) -> None:
    with database.write() as session:
        other = projects.create(session, "Another")
        projects.add_member(session, int(other.id or 0), world.actors["ada"].user_id, ["annotator"])
        mara = session.exec(select(User).where(User.name == "mara")).one()
        mara.is_admin = False
        session.add(mara)
    client = signed_in(new_client, "mara")
    for do in ("deactivate", "erase"):
        assert change(client, world, "ada", do, name="ada") == 403
    where = f"/projects/{world.slug}/people/{world.actors['ada'].user_id}/reset"
    assert client.post(where).status_code == 403
    assert change(client, world, "ada", "remove") == 303


def test_a_link_for_a_new_password_works_once_and_is_logged(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    where = f"/projects/{world.slug}/people/{world.actors['ada'].user_id}/reset"
    links = [re.search(r'value="http://[^"]*(/link/[\w-]+)"', mara.post(where).text) for _ in range(2)]
    older, newer = (found[1] for found in links if found)
    guest = new_client()
    guest.refresh_token()
    assert guest.get(older).status_code == 404
    assert guest.post(newer, password="no\0thing at all").status_code == 422
    assert guest.post(newer, password="a new long one").status_code == 303
    assert guest.get(newer).status_code == 404
    assert ada.get("/").status_code == 302
    assert new_client().sign_in("ada", "a new long one").status_code == 303
    text = log(mara, world)
    assert "mara made a link for a new password for ada" in text
    assert "ada changed their password" in text


def test_an_erased_person_leaves_the_work_under_the_pseudonym(world: World, new_client: NewClient) -> None:
    mara, ada = signed_in(new_client, "mara"), signed_in(new_client, "ada")
    sentence = world.sentences(world.articles[0], "ada")[0]
    ada.op(world.slug, "label", sentence.public_id, "NFS")
    assert change(mara, world, "ada", "erase", name="bo") == 422
    assert change(mara, world, "ada", "erase", name="ada") == 303
    key = world.actors["ada"].user_id
    with world.database.read() as session:
        assert session.exec(select(Annotation.label).where(Annotation.user_id == key)).one() == "NFS"
        assert session.exec(select(Membership.pseudonym).where(Membership.user_id == key)).one() == "r01"
        assert session.exec(select(User.name).where(User.id == key)).one() == f"Erased person {key}"
        for table in (LoginSession, LoginAttempt):
            assert session.exec(select(table.id).where(table.user_id == key)).all() == []
    assert ada.get("/").status_code == 302
    assert ">ada<" not in mara.get(f"/projects/{world.slug}/people").text
    assert change(mara, world, "ada", "reactivate") == 409


def test_an_invitation_can_be_revoked(world: World, new_client: NewClient) -> None:
    mara, guest = signed_in(new_client, "mara"), new_client()
    page = mara.post(f"/projects/{world.slug}/people", role="reviewer", days="30").text
    link, revoke = re.search(r"(/link/[\w-]+)", page), re.search(r'action="([^"]*/revoke)"', page)
    assert link is not None
    assert revoke is not None
    guest.refresh_token()
    assert guest.get(link[1]).status_code == 200
    assert mara.post(revoke[1]).status_code == 303
    assert guest.get(link[1]).status_code == 404
    assert mara.post(revoke[1]).status_code == 404
    assert mara.post(f"/projects/{world.slug}/people", role="reviewer", days="400").status_code == 422


def test_joining_needs_the_notice_and_a_taken_name_keeps_the_form(world: World, new_client: NewClient) -> None:
    mara, guest = signed_in(new_client, "mara"), new_client()
    found = re.search(r"(/link/[\w-]+)", mara.post(f"/projects/{world.slug}/people", role="annotator").text)
    assert found is not None
    guest.refresh_token()
    assert "under a pseudonym" in guest.get(found[1]).text
    assert guest.post(found[1], name="dora", password="long enough").status_code == 422
    taken = guest.post(found[1], name="ada", password="long enough", notice="1")
    assert taken.status_code == 409
    assert 'value="ada"' in taken.text
    assert 'name="password"' in taken.text
    assert guest.post(found[1], name="dora", password="long enough", notice="1").status_code == 303
    assert "dora joined" in log(mara, world)


def test_the_log_can_be_narrowed_down(world: World, new_client: NewClient) -> None:
    mara = signed_in(new_client, "mara")
    new_client().sign_in("bo", "wrong password")
    new_client().sign_in("nobody here", "wrong password")
    roles(mara, world, "bo", "reviewer")
    roles(mara, world, "ada", "reviewer", "annotator")
    tries = log(mara, world, show="sign-ins")
    assert "bo gave a wrong password" in tries
    assert "nobody here" not in tries
    only = log(mara, world, show="people", person=str(world.actors["bo"].user_id))
    assert "made bo reviewer" in only
    assert "made ada" not in only
    assert "Nothing of this kind" in log(mara, world, show="work")


def test_ones_own_password_ends_the_others_sign_ins_and_stands_in_the_log(world: World, new_client: NewClient) -> None:
    mara, here, there = signed_in(new_client, "mara"), signed_in(new_client, "bo"), signed_in(new_client, "bo")
    assert here.post("/account/password", old=PASSWORD, new="with a \0 in it").status_code == 422
    assert here.post("/account/password", old=PASSWORD, new="another long one").status_code == 303
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)
    assert "bo changed their password" in log(mara, world, show="people")


def test_what_the_command_line_does_to_rights_stands_in_the_log(world: World, new_client: NewClient) -> None:
    commands.add_user(world.database, "zoe", password=PASSWORD, admin=False, project=world.slug, roles=["reviewer"])
    commands.change_password(world.database, "zoe", "another long one")
    commands.disable_user(world.database, "zoe")
    told = log(signed_in(new_client, "mara"), world)
    for words in ("added zoe", "set a new password for zoe", "deactivated zoe"):
        assert f"The command line {words}" in told
