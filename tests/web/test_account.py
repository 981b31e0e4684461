"""Signing in and out, one-time links, sign-ins that end."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from annotator.db import Database
from annotator.models import Invite, LoginAttempt, LoginSession, User, now
from annotator.team import accounts
from tests.factories import PASSWORD, NewClient, SignIn, World, make_world, signed_in

PEOPLE = {"Ada Lund": ("annotator",), "mara": ("manager",)}


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE)


def test_a_right_password_signs_in_whatever_the_case_of_the_name(world: World, new_client: NewClient) -> None:
    client = new_client()
    assert client.sign_in(" ada  LUND ").status_code == 303
    assert "Harbour news" in client.get("/").text


@pytest.mark.parametrize("name", ["Ada Lund", "nobody at all"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_words(
    world: World, new_client: NewClient, name: str
) -> None:
    answer = new_client().sign_in(name, "wrong password")
    assert answer.status_code == 401
    assert "do not belong together" in answer.text


def test_the_sixth_try_waits_and_a_right_password_does_not_help(world: World, new_client: NewClient) -> None:
    client = new_client()
    for _ in range(5):
        assert client.sign_in("mara", "wrong password").status_code == 401
    assert client.sign_in("mara").status_code == 429
    assert client.sign_in("Ada Lund").status_code == 303


def test_tries_older_than_a_quarter_of_an_hour_are_forgiven(world: World, new_client: NewClient) -> None:
    client = new_client()
    for _ in range(5):
        client.sign_in("mara", "wrong password")
    with world.database.write() as session:
        session.execute(update(LoginAttempt).values(at=now() - timedelta(minutes=16)))
    assert client.sign_in("mara").status_code == 303


def test_a_copied_cookie_is_worth_nothing_after_sign_out(world: World, new_client: NewClient) -> None:
    client = signed_in(new_client, "mara")
    cookie = client.http.get_cookie("session")
    assert cookie is not None
    client.post("/sign-out")
    thief = new_client()
    thief.http.set_cookie("session", cookie.value)
    assert thief.get("/").status_code == 302


def test_a_new_password_ends_the_other_sign_ins_and_keeps_this_one(world: World, new_client: NewClient) -> None:
    here, there = new_client(), new_client()
    here.sign_in("mara")
    there.sign_in("mara")
    assert here.post("/account/password", old="wrong", new="another long one").status_code == 422
    assert here.post("/account/password", old=PASSWORD, new="another long one").status_code == 303
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert there.sign_in("mara", "another long one").status_code == 303


def test_a_disabled_account_is_signed_out_at_once(world: World, new_client: NewClient) -> None:
    client = signed_in(new_client, "mara")
    with world.database.write() as session:
        accounts.disable(session, accounts.user_named(session, "mara"))
    assert client.get("/").status_code == 302
    assert client.sign_in("mara").status_code == 401


def test_an_idle_sign_in_ends_after_two_weeks(world: World, new_client: NewClient) -> None:
    client = signed_in(new_client, "mara")
    with world.database.write() as session:
        session.execute(update(LoginSession).values(last_seen_at=now() - timedelta(days=15)))
    assert client.get("/").status_code == 302


def test_using_a_sign_in_keeps_it_alive_but_only_writes_keep_count(world: World, new_client: NewClient) -> None:
    client = signed_in(new_client, "mara")
    earlier = now() - timedelta(days=3)
    with world.database.write() as session:
        session.execute(update(LoginSession).values(last_seen_at=earlier))
    client.get("/")
    assert last_seen(world) == earlier
    client.post("/account/theme", theme="dark")
    assert last_seen(world) > earlier


def last_seen(world: World) -> datetime:
    with world.database.read() as session:
        return session.exec(select(LoginSession.last_seen_at)).one()


def test_an_invitation_works_once_and_gives_its_roles(world: World, new_client: NewClient) -> None:
    manager, guest, late = new_client(), new_client(), new_client()
    manager.sign_in("mara")
    page = manager.post(f"/projects/{world.slug}/people", role=["annotator", "reviewer"]).text
    found = re.search(r'value="http://[^"]*(/link/[\w-]+)"', page)
    assert found is not None
    guest.refresh_token()
    assert "annotator, reviewer" in re.sub(r"\s+", " ", guest.get(found[1]).text)
    assert guest.post(found[1], name="mara", password="long enough", notice="1").status_code == 409
    assert guest.post(found[1], name="newcomer", password="short").status_code == 422
    assert guest.post(found[1], name="newcomer", password="long enough", notice="1").status_code == 303
    assert "Harbour news" in guest.get("/").text
    assert late.get(found[1]).status_code == 404


def test_looking_at_a_link_with_head_does_not_use_it_up(world: World, new_client: NewClient) -> None:
    with world.database.write() as session:
        token, _ = accounts.make_link(session, "join", project_id=world.project.id, roles=["reviewer"])
    client = signed_in(new_client, "Ada Lund")
    assert client.http.head(f"/link/{token}").status_code == 200
    assert client.get(f"/link/{token}").status_code == 200


@pytest.mark.parametrize("fields", [{"name": "a\x00b"}, {"name": "Fine", "language": "zz<"}])
def test_a_project_of_odd_characters_is_refused(world: World, new_client: NewClient, fields: dict[str, str]) -> None:
    client = signed_in(new_client, "mara")
    assert client.post("/projects", **fields).status_code == 422


def test_a_link_that_is_too_old_is_refused(world: World, new_client: NewClient) -> None:
    with world.database.write() as session:
        token, _ = accounts.make_link(session, "join", project_id=world.project.id, roles=["annotator"])
        session.execute(update(Invite).values(expires_at=now() - timedelta(seconds=1)))
    assert new_client().get(f"/link/{token}").status_code == 404


def test_tokens_stand_in_the_database_only_as_hashes(world: World, new_client: NewClient) -> None:
    new_client().sign_in("mara")
    with world.database.write() as session:
        token, _ = accounts.make_link(session, "setup")
    with world.database.read() as session:
        assert session.exec(select(Invite.token_hash)).one() != token
        hashes = session.exec(select(User.password_hash)).all()
    assert all(stored.startswith("$argon2id$") and PASSWORD not in stored for stored in hashes)


def test_the_setup_link_makes_one_first_manager(database: Database, new_client: NewClient) -> None:
    with database.write() as session:
        first, _ = accounts.make_link(session, "setup")
        second, _ = accounts.make_link(session, "setup")
    client, other = new_client(), new_client()
    client.refresh_token()
    other.refresh_token()
    assert client.post(f"/link/{first}", name="Mara", password="long enough").status_code == 303
    assert "New project" in client.get("/").text
    assert other.post(f"/link/{second}", name="Eve", password="long enough").status_code == 409


@pytest.mark.parametrize("where", ["//evil.example", "/\\evil.example", "https://evil.example", "/\tx", "javascript:x"])
def test_signing_in_never_leads_to_another_site(world: World, new_client: NewClient, where: str) -> None:
    client = new_client()
    client.refresh_token()
    answer = client.post("/sign-in", name="mara", password=PASSWORD, next=where)
    assert answer.headers["Location"] == "/"


def test_signing_in_goes_on_where_one_wanted_to_go(world: World, new_client: NewClient) -> None:
    client = new_client()
    wall = client.get("/account")
    assert wall.headers["Location"] == "/sign-in?next=/account"
    client.refresh_token()
    answer = client.post("/sign-in", name="mara", password=PASSWORD, next="/account")
    assert answer.headers["Location"] == "/account"


def test_one_can_end_another_sign_in_of_ones_own_but_nobody_elses(world: World, new_client: NewClient) -> None:
    mine, other, ada = new_client(), new_client(), new_client()
    mine.sign_in("mara")
    other.sign_in("mara")
    ada.sign_in("Ada Lund")
    with world.database.read() as session:
        keys = session.exec(select(LoginSession.id).order_by(col(LoginSession.id))).all()
    assert mine.post(f"/account/sessions/{keys[1]}/end").status_code == 303
    assert other.get("/").status_code == 302
    assert mine.post(f"/account/sessions/{keys[2]}/end").status_code == 404
    assert ada.get("/").status_code == 200


@pytest.mark.parametrize(
    "page",
    ["guideline/changes?from={}", "guideline/changes?to={}", "board?person={}", "board?phase={}", "log?before={}"],
)
def test_a_number_that_no_column_holds_is_passed_over(database: Database, sign_in: SignIn, page: str) -> None:
    world = make_world(database, {"max": ("manager",)})
    client = sign_in("max")
    for number in (-(10**20), 10**20, -5):
        assert client.get(f"/projects/{world.slug}/{page.format(number)}").status_code == 200


def test_a_key_beyond_63_bits_is_not_found(world: World, new_client: NewClient) -> None:
    client = signed_in(new_client, "mara")
    assert client.post(f"/account/sessions/{2**63}/end").status_code == 404
    assert client.post(f"/account/sessions/{10**40}/end").status_code == 404
