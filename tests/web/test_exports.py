"""The export page and its downloads, on both databases: choices, first records, warnings, blindness, headers."""

import html
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from annotator.db import Database
from annotator.exporting import FORMATS
from annotator.models import Claim, table_of
from tests.factories import OTHER_TEXT, TEXT, Client, NewClient, World, make_world, signed_in
from tests.support.accessibility import axe
from tests.support.browsing import sign_in
from tests.support.exports import exported, exported_of, settled_world
from tests.support.formats import files, lines
from tests.support.reviews import annotate, decide, submit
from tests.support.server import Server

BOTH_ROLES = {"ada": ("annotator",), "bo": ("annotator",), "mara": ("annotator", "reviewer", "manager")}


@pytest.fixture
def world(database: Database) -> World:
    made = settled_world(database)
    make_manager(made)
    return made


def make_manager(world: World) -> None:
    """Let ruth, who reviews, manage the project too."""
    from annotator.project import projects

    with world.database.write() as session:
        projects.add_member(session, world.project.id, world.actors["ruth"].user_id, ["manager"])


@pytest.fixture
def ruth(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "ruth")


def address(world: World, what: str = "") -> str:
    return f"/projects/{world.slug}/export{what}"


def words(page: str) -> str:
    """Return the text of a page without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_the_page_shows_the_first_records_and_what_to_know(world: World, ruth: Client) -> None:
    page = ruth.get(address(world)).text
    shown = words(page)
    assert "First 2 of 5 records" in shown
    assert "Articles: 1, sentences: 5, labels: 9, claims: 4, attributions: 2." in shown
    assert '<i>"id"</i>: "art_ec03dfd991535469:2:21"' in html.unescape(page)
    assert "3 not settled" in shown
    assert "1 article does not say whether its text may be passed on." in shown
    assert "1 not finished" in shown
    assert "0 of 14 differ" in shown
    assert "annotator export --project harbour-news --format jsonl -o harbour-news.jsonl" in shown


def test_a_choice_is_followed_by_the_preview_alone_for_htmx(world: World, ruth: Client) -> None:
    where = address(world, "?format=csv&labels=gold")
    part = ruth.get(where, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "First 1 of 1 rows" in words(part)
    assert "art_ec03dfd991535469:25:74,gold,CFS,art_ec03dfd991535469" in part
    assert "--format csv --labels gold -o harbour-news-gold.csv" in words(part)
    whole = ruth.get(where).text
    # A token holds the second in which it was made.
    without_token = re.compile(r'(name="csrf_token" value=")[^"]*')
    assert without_token.sub(r"\1", part) in without_token.sub(r"\1", whole)
    assert re.search(r'value="gold" checked', whole)


@pytest.mark.parametrize("choice", [{}, {"format": "csv"}, {"labels": "gold", "names": "1"}, {"states": "submitted"}])
def test_the_download_is_the_file_of_the_command(world: World, ruth: Client, choice: dict[str, str]) -> None:
    answer = ruth.get(address(world, "/download"), query_string=choice)
    assert answer.status_code == 200
    assert answer.data == exported(world, **choice)
    name = "harbour-news-gold.jsonl" if "labels" in choice else f"harbour-news.{choice.get('format', 'jsonl')}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    # A file that is sent while it is written has no length yet.
    assert "Content-Length" not in answer.headers


def test_a_wrong_choice_is_a_page_and_not_a_file(world: World, ruth: Client) -> None:
    for where in ("", "/download"):
        answer = ruth.get(address(world, f"{where}?format=xml"))
        assert answer.status_code == 422
        assert "Choose one of: jsonl, csv, " in answer.text
    answer = ruth.get(address(world, "/download?articles=finished"))
    assert answer.status_code == 422
    assert "nothing to export" in answer.text
    assert "None of the articles is finished" in ruth.get(address(world, "?articles=finished")).text


def test_every_format_is_shown_with_what_it_cannot_carry(world: World, ruth: Client) -> None:
    for name, form in FORMATS.items():
        page = ruth.get(address(world, f"?format={name}"))
        assert page.status_code == 200
        shown = words(page.text)
        assert form.note in shown
        assert form.lacks in shown
        assert f"--format {name}" in shown
        assert re.search(rf'name="format" value="{name}" checked', page.text)


def test_a_file_that_breaks_off_says_so_in_its_last_line(database: Database, new_client: NewClient) -> None:
    texts = tuple(f"{text} {'It rained. ' * 300}" for text in (TEXT, OTHER_TEXT))
    world = make_world(database, BOTH_ROLES, texts, assigned=("ada",))
    last = max(world.articles)
    decide(world, "ada", "label", world.sentences(last, "ada")[0].public_id, "CFS")
    with database.write() as session:
        session.execute(update(table_of(Claim)).values(spans=[{"start": 0, "end": 1, "quote": "?"}]))
    mara = signed_in(new_client, "mara")
    answer = mara.get(address(world, "/download"))
    *lines, end = answer.text.removesuffix("\n").split("\n")
    assert len(lines) > 100
    assert end.startswith(f"annotator: this file broke off and is not whole. A span of {last} at 0 to 1")
    packed = mara.get(address(world, "/download"), query_string={"format": "bundle"}).data
    assert end.encode() in packed
    assert not zipfile.is_zipfile(io.BytesIO(packed))


def test_a_folder_comes_as_a_zip(world: World, ruth: Client) -> None:
    answer = ruth.get(address(world, "/download?format=brat"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="harbour-news.zip"'
    assert answer.content_type == "application/zip"
    assert answer.data == exported(world, format="brat")


def test_what_cannot_be_exported_is_said_in_place_of_the_preview(world: World, ruth: Client) -> None:
    for choice, said in {
        "format=brat&texts=none": "cannot do without the articles’ text",
        "format=bundle&history=1&labels=gold": "The history is always whole",
    }.items():
        page = ruth.get(address(world, f"?{choice}"))
        assert (page.status_code, said in words(page.text)) == (200, True)
        assert ruth.get(address(world, f"/download?{choice}")).status_code == 422


def test_a_switch_that_is_neither_on_nor_off_is_a_bad_request(world: World, ruth: Client) -> None:
    for where in ("", "/download"):
        assert ruth.get(address(world, f"{where}?names=zz")).status_code == 400
    assert b'"annotator":"ada"' not in ruth.get(address(world, "/download?names=false")).data


def test_single_articles_can_be_chosen(database: Database, new_client: NewClient) -> None:
    world = make_world(database, BOTH_ROLES, ("One pier. One boat.", OTHER_TEXT))
    mara, first = signed_in(new_client, "mara"), world.articles[0]
    assert world.articles[1] in mara.get(address(world)).text
    shown = mara.get(address(world, f"?articles=chosen&only={first}"))
    assert "First 2 of 2 records" in words(shown.text)
    assert f"--article {first} -o " in words(shown.text)
    told = mara.get(address(world, f"/download?articles=chosen&only={first}")).text.splitlines()
    assert [line.count(first) > 0 for line in told] == [True, True]
    assert told == exported_of(world, first).decode().splitlines()
    assert "No article is chosen" in words(mara.get(address(world, "?articles=chosen")).text)
    refused = mara.get(address(world, "/download?articles=chosen&only=art_0"))
    assert (refused.status_code, "There is no article art_0 here" in words(refused.text)) == (422, True)


def test_the_page_says_about_how_large_the_file_will_be(database: Database, new_client: NewClient) -> None:
    world = make_world(database, BOTH_ROLES, ("The pier was mended on that morning. " * 400,))
    mara = signed_in(new_client, "mara")
    (said,) = re.findall(r"About ([0-9.]+) MB", words(mara.get(address(world)).text))
    assert float(said) == pytest.approx(len(exported(world)) / 1e6, abs=0.06)


def test_the_licence_of_articles_is_named_where_it_is_missed(database: Database, new_client: NewClient) -> None:
    world = make_world(database, BOTH_ROLES, (TEXT, OTHER_TEXT))
    mara, first = signed_in(new_client, "mara"), world.articles[0]
    assert "2 articles do not say" in mara.get(address(world)).text
    for fields, said in (({"license": " "}, "Write the licence"), ({"license": "CC0-1.0", "article": []}, "Tick the")):
        answer = mara.post(address(world, "/license"), **{"article": [first], **fields})
        assert answer.status_code == 422
        assert said in answer.text
    answer = mara.post(address(world, "/license?format=csv"), license="CC-BY-4.0", article=[first])
    assert answer.location.endswith("/export?format=csv")
    assert "1 article does not say" in mara.get(address(world)).text
    assert {row["id"]: row["license"] for row in lines(files(world, "bundle")["articles.jsonl"])} == {
        first: "CC-BY-4.0", world.articles[1]: None,
    }  # fmt: skip
    assert "named the licence of 1 article: CC-BY-4.0" in mara.get(f"/projects/{world.slug}/log").text
    assert mara.post(address(world, "/license"), license="MIT", article=[first]).status_code == 409


def test_no_history_for_whoever_still_annotates_blind(database: Database, new_client: NewClient) -> None:
    world = make_world(database, BOTH_ROLES, ("One pier. One boat.", OTHER_TEXT), assigned=("ada", "mara"))
    mara = signed_in(new_client, "mara")
    annotate(world, "mara", "NN")
    submit(world, "mara")
    refused = mara.get(address(world, "/download?format=bundle&history=1"))
    assert refused.status_code == 422
    assert "you still annotate articles here yourself" in words(refused.text)
    events = mara.get(address(world, "/download?format=bundle&events=1"))
    with zipfile.ZipFile(io.BytesIO(events.data)) as made:
        assert world.articles[1] not in made.read("events.jsonl").decode()


def test_only_managers_export(world: World, new_client: NewClient) -> None:
    for who in ("ada", "sam"):
        client = signed_in(new_client, who)
        assert client.get(address(world)).status_code == 403
        assert client.get(address(world, "/download")).status_code == 403


def test_a_project_with_nothing_in_it_says_so(database: Database, new_client: NewClient) -> None:
    world = make_world(database, BOTH_ROLES, texts=())
    page = signed_in(new_client, "mara").get(address(world)).text
    assert "This project holds no article." in words(page)
    assert f'href="/projects/{world.slug}/import"' in page


def test_work_on_articles_that_one_annotates_oneself_is_left_out(database: Database, new_client: NewClient) -> None:
    texts = ("One pier. One boat.", OTHER_TEXT)
    world = make_world(database, BOTH_ROLES, texts, assigned=("ada", "mara"))
    mara = signed_in(new_client, "mara")
    assert "You still annotate every article here yourself" in words(mara.get(address(world)).text)
    assert mara.get(address(world, "/download")).status_code == 422
    annotate(world, "ada", "NN")
    annotate(world, "mara", "NN")
    submit(world, "mara")
    page = words(mara.get(address(world)).text)
    assert "You still annotate 1 article yourself" in page
    assert "First 2 of 2 records" in page
    file = mara.get(address(world, "/download")).text
    assert world.articles[0] in file
    assert world.articles[1] not in file


def test_markup_in_an_article_is_shown_as_text(database: Database, new_client: NewClient) -> None:
    world = make_world(
        database, BOTH_ROLES, ("The <script>alert(1)</script> was printed. Then </p><b>it was bold</b> on every page.",)
    )
    page = signed_in(new_client, "mara").get(address(world)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.browser
def test_the_preview_follows_and_the_file_is_saved(server: Server, light: Database, page: Page) -> None:
    world = settled_world(light)
    make_manager(world)
    sign_in(page, server, "ruth")
    page.goto(server.url + address(world))
    assert axe(page) == []
    page.get_by_label("CSV", exact=False).first.check()
    expect(page.get_by_role("heading", name="First 5 of 5 rows")).to_be_visible()
    assert "format=csv" in page.url
    assert axe(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "harbour-news.csv"
    assert download.value.path().read_bytes() == exported(world, format="csv")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()


@pytest.mark.browser
def test_without_javascript_a_button_shows_the_choice(
    server: Server, light: Database, new_page: Callable[..., Page]
) -> None:
    world = settled_world(light)
    make_manager(world)
    page = new_page(java_script_enabled=False)
    sign_in(page, server, "ruth")
    page.goto(server.url + address(world))
    page.get_by_label("CSV", exact=False).first.check()
    page.get_by_role("button", name="Show what it holds").click()
    expect(page.get_by_role("heading", name="First 5 of 5 rows")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "harbour-news.csv"
