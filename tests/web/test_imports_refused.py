"""What the import pages refuse, on both databases: one sentence, a fitting status, and nothing stored."""

import pytest

from annotator.db import Database
from annotator.models import Article, ImportFile, key_of
from annotator.project import projects
from tests.factories import Client, NewClient, World, all_roles, make_world, signed_in
from tests.support.uploads import BUSES, FEES, alerts, count, looked_at, upload


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, {"mia": all_roles(), "ada": ("annotator",)}, texts=())


@pytest.fixture
def mia(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "mia")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "board.txt is empty"),
        (b"...\n---\n", "board.txt is empty"),
        (bytes(range(256)) * 8, "board.txt is not text"),
        (b"The board\x00 voted on Monday.", "board.txt is not text"),
        (b"The board \xed\xa0\x80 voted on Monday.", "half a character"),
        (b"caf\xe9 and \xe2\x80\x9cquoted\xe2\x80\x9d and more", "mixes encodings"),
        (b"\xff\xfeab\x00", "utf-16-le"),
        (b"Read More @ harbour.example\n", "no sentence to annotate"),
    ],
)
def test_a_file_that_is_no_article_is_refused_by_name(world: World, mia: Client, data: bytes, says: str) -> None:
    answer = upload(mia, world, ("board.txt", data))
    assert answer.status_code == 422
    (message,) = alerts(answer)
    assert says in message
    assert count(world, ImportFile) == 0


def test_pasted_text_with_a_nul_is_refused_and_stays_in_the_form(world: World, mia: Client) -> None:
    answer = upload(mia, world, text="The board\x00 voted on Monday.")
    assert answer.status_code == 422
    assert "NUL" in alerts(answer)[0]
    assert "voted on Monday.</textarea>" in answer.text


def test_lone_surrogates_in_pasted_text_are_pointed_out(world: World, mia: Client) -> None:
    fields = {b"text": b"The board \xed\xa0\x80 voted on Monday.", b"csrf_token": mia.token.encode()}
    parts = [b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % one for one in fields.items()]
    kind = "multipart/form-data; boundary=x"
    answer = mia.http.post(f"/projects/{world.slug}/import", data=b"".join(parts) + b"--x--\r\n", content_type=kind)
    assert "a character was lost" in mia.get(answer.location).text


def test_nothing_at_all_is_refused(world: World, mia: Client) -> None:
    answer = upload(mia, world)
    assert answer.status_code == 422
    assert "Choose at least one file, or paste a text." in answer.text


@pytest.mark.parametrize("size", [20 * 2**20 + 1, 22 * 2**20])
def test_an_upload_over_20_mb_is_refused(world: World, mia: Client, size: int) -> None:
    answer = upload(mia, world, ("big.txt", b"word " * (size // 5 + 1)))
    assert answer.status_code == 413
    assert "20 MB" in answer.text
    assert count(world, ImportFile) == 0


def test_a_paste_over_20_mb_is_refused(world: World, mia: Client) -> None:
    answer = upload(mia, world, text="word " * (5 * 2**20))
    assert answer.status_code == 413
    assert "20 MB" in answer.text


@pytest.mark.parametrize(
    "row",
    [r'{"text": "Half \ud800 a letter."}', r'{"te\ud800xt": "x", "text": "It rained."}', r'{"text": "A \u0000 nul."}'],
)
def test_a_table_with_half_a_character_is_looked_at(world: World, mia: Client, row: str) -> None:
    answer = upload(mia, world, ("a.jsonl", row.encode()))
    page = mia.get(answer.location)
    assert page.status_code == 200
    assert "Columns of a.jsonl" in page.text


def test_markup_in_text_title_and_file_name_is_shown_as_text(world: World, mia: Client) -> None:
    evil = "<script>alert(1)</script>"
    text = (
        f"**{evil} at the harbour**\n\nThe board {evil} voted on Monday. <img src=x onerror=alert(1)> Nobody knows.\n"
    )
    where, page, _keys = looked_at(mia, world, (f"{evil}.txt".replace("/", "∕"), text.encode()))
    mia.post(f"{where}/store")
    for shown in (page, mia.get(where).text):
        assert "<script>alert" not in shown
        assert "<img" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind-2": "advert"}, "no kind of segment called advert"),
        ({"url": "javascript:alert(1)"}, "http://"),
        ({"author": "a" * 501}, "over 500 characters"),
        ({"title": "A\x00B"}, "NUL"),
        ({"language": "English, please"}, "by its tag"),
    ],
)
def test_a_wrong_change_is_refused_and_what_was_typed_stays(
    world: World, mia: Client, fields: dict[str, str], says: str
) -> None:
    where, _page, (key,) = looked_at(mia, world, ("fees.txt", FEES))
    for path in (where, f"{where}/store"):
        answer = mia.post(path, **{"file": key, "editing": "1", "title": "My own title", **fields})
        assert answer.status_code == 422
        assert says in alerts(answer)[0]
    assert count(world, Article) == 0
    if "title" not in fields:
        assert 'value="My own title"' in answer.text


def test_importing_twice_stores_once(world: World, mia: Client) -> None:
    where, _page, (key,) = looked_at(mia, world, ("fees.txt", FEES))
    mia.post(f"{where}/store")
    assert mia.post(f"{where}/store").status_code == 409
    assert mia.post(where, file=key, editing="1", title="Later").status_code == 409
    assert mia.post(where, file=key, do="leave-out").status_code == 409
    assert count(world, Article) == 1


@pytest.mark.parametrize(
    "path", ["{batch}?file=9223372036854775808", "{batch}?file=99999999999999999999", "{batch}?file=x", "{batch}?file=0",
             "{batch}?file=" + "9" * 5000, "none", "%00", "0" * 36, "{batch}x"],
)  # fmt: skip
def test_an_address_of_no_upload_is_not_found(world: World, mia: Client, path: str) -> None:
    where, _page, _keys = looked_at(mia, world, ("fees.txt", FEES))
    batch = where.rpartition("/")[2]
    assert mia.get(f"/projects/{world.slug}/import/{path.format(batch=batch)}").status_code == 404


@pytest.mark.parametrize("path", ["", "/store"])
def test_a_form_with_a_key_of_no_file_is_not_found(world: World, mia: Client, path: str) -> None:
    where, _page, _keys = looked_at(mia, world, ("fees.txt", FEES))
    for key in ("0", "9223372036854775807", "9" * 30, "x"):
        assert mia.post(where + path, file=key, editing="1").status_code == 404


def test_an_upload_is_not_to_be_had_through_another_project(world: World, mia: Client) -> None:
    where, _page, (key,) = looked_at(mia, world, ("fees.txt", FEES))
    with world.database.write() as session:
        other = projects.create(session, "Another")
        projects.add_member(session, key_of(other), world.actors["mia"].user_id, list(all_roles()))
    there = where.replace(f"/projects/{world.slug}/", "/projects/another/")
    assert mia.get(there).status_code == 404
    assert mia.post(there, file=key, editing="1", title="Mine").status_code == 404
    assert mia.post(there, file=key, do="leave-out").status_code == 404
    assert mia.post(f"{there}/store").status_code == 404
    mia.post(there, file=key, do="drop")
    assert mia.get(where).status_code == 200


def test_only_managers_import(world: World, mia: Client, new_client: NewClient) -> None:
    where, _page, _keys = looked_at(mia, world, ("fees.txt", FEES))
    ada = signed_in(new_client, "ada")
    assert ada.get(f"/projects/{world.slug}/import").status_code == 403
    assert upload(ada, world, ("buses.txt", BUSES)).status_code == 403
    assert ada.get(where).status_code == 403
    assert ada.post(where, do="drop").status_code == 403
    assert ada.post(f"{where}/store").status_code == 403
    assert count(world, Article) == 0
