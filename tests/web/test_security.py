"""What every answer carries, and what is refused before a view is reached."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule

from annotator import access
from annotator.app import create_app
from annotator.db import Database
from annotator.models import LoginSession, now
from annotator.settings import Settings
from tests.factories import PASSWORD, NewClient, World, make_world, signed_in

PEOPLE = {
    "ada": ("annotator",),
    "ruth": ("reviewer",),
    "mara": ("manager",),
}


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, PEOPLE, assigned=("ada",))


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    return create_app(Settings(database_url=sqlite_url, data=tmp_path, secret_key="x" * 40, cheap_passwords=True))


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def test_every_route_stands_in_the_access_table_and_every_row_is_a_route(app: Flask) -> None:
    assert {rule.endpoint for rule in rules(app)} == set(access.ROUTES)
    assert set(access.ROUTES.values()) <= {*access.ACTIONS, *access.OUTSIDE}


def address(rule: Rule, world: World) -> str:
    """Return an address of a route in the world's project; things that are not there get names that could be."""
    values = {"slug": world.slug, "article": world.articles[0], "name": "figures.json", "format": "jsonl"}
    values |= {"batch": "00000000-0000-0000-0000-000000000000"}
    values |= {"sentence": f"{world.articles[0]}:0:34"}
    return re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda found: values.get(found[1], "1"), rule.rule)


def test_each_role_reaches_its_own_routes_and_no_others(world: World, new_client: NewClient) -> None:
    clients = {who: new_client() for who in (*PEOPLE, "nobody")}
    clients["nobody"].refresh_token()
    for who in PEOPLE:
        clients[who].sign_in(who)
    app = clients["ada"].http.application
    wrong = []
    for rule in rules(app):
        action = access.ROUTES[rule.endpoint]
        if action in ("public", "signed-in"):
            continue
        for who, client in clients.items():
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                path = address(rule, world)
                answer = client.get(path) if method == "GET" else client.post(path)
                allowed = who != "nobody" and access.may(world_actor(world, who), action)
                refused = answer.status_code in ((302, 401) if who == "nobody" else (403,))
                if refused == allowed:
                    wrong.append((who, method, path, answer.status_code))
    assert wrong == []


def world_actor(world: World, who: str) -> access.Actor:
    actor = world.actors[who]
    return access.Actor(actor.user_id, who, is_admin=who == "mara", project=world.project, roles=actor.roles)


def test_another_project_is_not_found_for_those_who_are_not_in_it(
    world: World, database: Database, new_client: NewClient
) -> None:
    other = make_world(database, {"eve": ("annotator", "reviewer", "manager")}, name="Other project")
    client = signed_in(new_client, "eve")
    app = client.http.application
    for rule in rules(app):
        if "slug" in rule.arguments:
            path = address(rule, world)
            answer = client.get(path) if "GET" in (rule.methods or set()) else client.post(path)
            assert answer.status_code == 404, path
    assert client.get(f"/projects/{other.slug}/").status_code == 200


def test_every_unsafe_route_wants_the_token(world: World, new_client: NewClient) -> None:
    client = signed_in(new_client, "mara")
    for rule in rules(client.http.application):
        if "POST" in (rule.methods or set()):
            path = address(rule, world)
            assert client.http.post(path).status_code == 400, path
            assert client.http.post(path, headers={"HX-Request": "true"}).status_code == 401, path


def test_pages_carry_the_headers_that_keep_them_safe(world: World, new_client: NewClient) -> None:
    client = signed_in(new_client, "mara")
    headers = client.get("/").headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in headers


def test_over_https_the_cookie_is_bound_to_the_host(world: World, new_client: NewClient) -> None:
    client = new_client()
    base = "https://annotator.example"
    token = client.http.get("/token", base_url=base).get_json()["token"]
    fields = {"csrf_token": token, "name": "mara", "password": PASSWORD}
    answer = client.http.post("/sign-in", data=fields, base_url=base, headers={"Referer": base + "/sign-in"})
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Host-session="))
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"]


def test_plain_http_beyond_this_machine_is_refused_unless_asked_for(world: World, new_client: NewClient) -> None:
    refused = new_client().get("/sign-in", base_url="http://annotator.lan")
    assert refused.status_code == 403
    assert "--insecure-http" in refused.text
    assert new_client(insecure_http=True).get("/sign-in", base_url="http://annotator.lan").status_code == 200


def test_a_proxy_is_believed_only_when_it_is_announced(world: World, new_client: NewClient) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "annotator.example"}
    options = {"base_url": "http://10.1.1.1", "headers": forwarded}
    assert new_client().get("/sign-in", **options).status_code == 403
    assert new_client(trusted_proxies=1).get("/sign-in", **options).status_code == 200


def test_getting_a_page_writes_nothing(world: World, new_client: NewClient) -> None:
    client = signed_in(new_client, "ada")
    before = dump(world)
    for rule in rules(client.http.application):
        if "GET" in (rule.methods or set()):
            client.get(address(rule, world))
    assert dump(world) == before


def dump(world: World) -> dict[str, list[object]]:
    from sqlmodel import SQLModel

    with world.database.read() as session:
        return {
            name: [tuple(row) for row in session.execute(table.select())]
            for name, table in SQLModel.metadata.tables.items()
        }


def test_an_unknown_address_is_told_so(world: World, new_client: NewClient) -> None:
    answer = new_client().get("/no/such/page")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_static_files_are_packed_once_and_kept_for_ever(world: World, new_client: NewClient) -> None:
    client = new_client()
    page = client.get("/sign-in").text
    href = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(href, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/static/old/style.css").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/x/../../app.py").status_code == 404
    assert client.get("/static/x/nothing.js").status_code == 404


def test_pages_are_sent_compressed_to_those_who_take_it(world: World, new_client: NewClient) -> None:
    client = signed_in(new_client, "mara")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data).startswith(b"<!doctype html>")
    assert "Content-Encoding" not in client.get("/").headers


def test_what_was_typed_when_the_sign_in_ended_stands_on_the_page_that_asks_to_sign_in_again(
    world: World, new_client: NewClient
) -> None:
    client = signed_in(new_client, "mara")
    form = {"csrf_token": client.token, "name": "1.0", "note": "All of <March>, looked at twice.", "password": "a b"}
    with world.database.write() as session:
        session.execute(update(LoginSession).values(revoked_at=now()))
    own = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://localhost/projects/{world.slug}/releases"}
    refused = client.http.post(f"/projects/{world.slug}/releases", data=form, headers=own)
    assert refused.status_code == 401
    assert "All of &lt;March&gt;, looked at twice." in refused.text
    assert f"/sign-in?next=/projects/{world.slug}/releases" in refused.text
    assert "a b" not in refused.text
    client.http.delete_cookie("session")
    signed_out = client.http.post(f"/projects/{world.slug}/releases", data=form, headers=own)
    assert (signed_out.status_code, "looked at twice" in signed_out.text) == (401, True)
    foreign = client.http.post(f"/projects/{world.slug}/releases", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert (foreign.status_code, "looked at twice" in foreign.text) == (401, False)
