"""Import through the browser without JavaScript, on both databases: look first, store last."""

import hashlib
import re
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from annotator.db import Database
from annotator.models import Article, ImportFile, Sentence
from tests.factories import Client, NewClient, World, all_roles, make_world, signed_in
from tests.support.uploads import BUSES, FEES, count, looked_at, upload

MIXED = (
    "**Ferry stops**\n\nThe ferry stopped on Friday. Nobody was hurt.\n\nBy Mara Lind\n\nRead More @ harbour.example\n"
)


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, {"mia": all_roles(), "ada": ("annotator",)}, texts=())


@pytest.fixture
def mia(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "mia")


def test_files_are_looked_at_corrected_and_become_articles(world: World, mia: Client) -> None:
    where, page, (first, _second) = looked_at(mia, world, ("ferry.txt", MIXED.encode()), ("buses.md", BUSES))
    assert count(world, Article) == 0
    assert "Import 2 articles" in page
    assert re.findall(r"</span>(\d)</button>", page) == ["1", "2", "3"]
    start = MIXED.index("Nobody") - len("The ferry stopped on Friday. ")
    changed = {
        f"kind-{start}": "credit",
        "title": "A <b>title</b>",
        "url": "https://harbour.example/1",
        "author": "M. Lind",
    }
    assert mia.post(where, file=first, do="save", editing="1", **changed).status_code == 303
    mia.post(where, file=first, do="save", editing="1", **{f"kind-{start}": "body"})
    answer = mia.post(f"{where}/store", file=first, editing="1", title="Ferry stops", author="Mara Lind")
    assert answer.status_code == 303
    done = mia.get(answer.location).text
    assert "2 articles imported" in done
    assert done.count("Take it to work") == 4
    with world.database.read() as session:
        article = session.exec(select(Article).where(Article.title == "Ferry stops")).one()
        rows = session.exec(select(Sentence).where(Sentence.article_id == article.id).order_by(col(Sentence.position)))
        assert [(row.kind, row.number) for row in rows] == [
            ("headline", 1), ("body", 2), ("body", 3), ("credit", None), ("link", None),
        ]  # fmt: skip
        assert (article.author, article.url) == ("Mara Lind", "https://harbour.example/1")
        kept = session.exec(select(ImportFile).where(ImportFile.article_id == article.id)).one()
        assert (kept.state, kept.data, kept.text) == ("imported", MIXED.encode(), "")
        assert kept.sha256 == hashlib.sha256(MIXED.encode()).hexdigest()


def test_an_imported_article_is_taken_to_work(world: World, mia: Client) -> None:
    where, _page, _keys = looked_at(mia, world, ("fees.txt", FEES), ("buses.txt", BUSES))
    mia.post(f"{where}/store")
    public = re.findall(r'name="article" value="(\w+)"', mia.get(where).text)[1]
    assert mia.post(f"/projects/{world.slug}/take", article=public).location.endswith(public)
    assert f'/articles/{public}" aria-label="Open: Night buses' in mia.get(where).text
    assert mia.post(f"/projects/{world.slug}/take", article="art_0\x00").status_code == 404


def test_pasted_text_is_looked_at_too(world: World, mia: Client) -> None:
    answer = upload(mia, world, text=MIXED.replace("\n", "\r\n"))
    assert "Preview: Pasted text" in mia.get(answer.location).text


def test_a_changed_kind_numbers_anew_and_moves_no_cut(world: World, mia: Client) -> None:
    where, page, (key,) = looked_at(mia, world, ("fees.txt", FEES))
    starts = re.findall(r'name="kind-(\d+)"', page)
    fragment = mia.post(where, fragment=True, file=key, do="save", editing="1", **{f"kind-{starts[1]}": "link"}).text
    assert "<html" not in fragment
    assert re.findall(r'name="kind-(\d+)"', fragment) == starts
    assert re.findall(r"</span>(\d)</button>", fragment) == ["1", "2", "3"]


def test_an_arabic_text_is_said_to_look_like_it_until_its_language_is_chosen(world: World, mia: Client) -> None:
    where = upload(mia, world, ("bridge.txt", "سيبقى الجسر مغلقا طوال الشتاء.".encode())).location
    seen = mia.get(where).text
    assert "This looks like Arabic." in seen
    key = re.search(r'name="file" value="(\d+)"', seen)
    assert key is not None
    mia.post(where, file=key[1], editing="1", language="ar")
    seen = mia.get(where).text
    assert "This looks like" not in seen
    assert re.search(r'<p dir="rtl"[^>]*>.*سيبقى', seen)


def test_another_language_splits_the_text_anew(world: World, mia: Client) -> None:
    text = "**Besuch**\n\nDer Vertrag läuft bis zum 3. Oktober. Dann ist Schluss.\n".encode()
    where, _page, (key,) = looked_at(mia, world, ("besuch.txt", text))
    mia.post(where, file=key, editing="1", language="de")
    german = mia.get(f"{where}?file={key}").text
    assert "<span>Der Vertrag läuft bis zum 3. Oktober.</span>" in german
    assert '<option value="de" lang="de" selected>' in german


def test_going_to_another_file_saves_what_was_changed(world: World, mia: Client) -> None:
    where, _page, (first, second) = looked_at(mia, world, ("fees.txt", FEES), ("buses.txt", BUSES))
    answer = mia.post(where, file=first, editing="1", title="Fees go up", go=second)
    assert answer.location.endswith(f"file={second}")
    assert 'value="Fees go up"' in mia.get(f"{where}?file={first}").text


def test_a_refused_file_does_not_stop_the_others(world: World, mia: Client) -> None:
    where, page, keys = looked_at(mia, world, ("photo.txt", b"\x89PNG\r\n"), ("fees.txt", FEES), ("empty.txt", b""))
    assert "photo.txt is an image, not text." in page
    assert "empty.txt is empty" in page
    assert "Preview: fees.txt" in page
    assert "an image, not text" in mia.get(f"{where}?file={keys[0]}").text
    mia.post(f"{where}/store")
    done = mia.get(where).text
    assert "1 article imported" in done
    assert "photo.txt is an image" in done


def test_an_old_encoding_is_read_with_a_warning(world: World, mia: Client) -> None:
    _where, page, _keys = looked_at(mia, world, ("cafe.txt", "Le café est fermé, dit-il. Voilà tout.".encode("cp1252")))
    assert "Le café est fermé, dit-il." in page
    assert "Not UTF-8: read as cp1252." in page


def test_a_duplicate_names_its_article_and_is_left_out(world: World, mia: Client) -> None:
    where, _page, _keys = looked_at(mia, world, ("fees.txt", FEES))
    mia.post(f"{where}/store")
    where, page, _keys = looked_at(mia, world, ("again.txt", FEES), ("buses.txt", BUSES), ("twin.txt", BUSES))
    assert page.count(">Duplicate<") == 2
    assert "Import 1 article<" in page
    assert re.search(r"has the same text as the article\s*<a [^>]+>“Harbour board doubles mooring fees”</a>", page)
    assert "has the same text as the file buses.txt of this upload." in page
    mia.post(f"{where}/store")
    assert count(world, Article) == 2
    assert mia.post(f"{where}/store").status_code == 409


def test_only_headings_wait_until_a_line_is_called_body(world: World, mia: Client) -> None:
    where, page, (key,) = looked_at(mia, world, ("heads.txt", b"**Ferry stops**\n\n**Nobody hurt**\n"))
    assert "Headings only" in page
    answer = mia.post(f"{where}/store")
    assert answer.status_code == 409
    assert "can be imported as it is" in answer.text
    start = re.findall(r'name="kind-(\d+)"', page)[1]
    assert mia.post(f"{where}/store", file=key, editing="1", **{f"kind-{start}": "body"}).status_code == 303
    assert count(world, Article) == 1


def test_a_file_is_left_out_and_taken_in_again(world: World, mia: Client) -> None:
    where, _page, (first, _second) = looked_at(mia, world, ("fees.txt", FEES), ("buses.txt", BUSES))
    page = mia.get(mia.post(where, file=first, editing="1", do="leave-out").location).text
    assert "Import 1 article<" in page
    assert "Take this file in again" in page
    mia.post(where, file=first, do="take-in")
    assert "Import 2 articles" in mia.get(where).text


def test_cancelling_leaves_nothing_behind(world: World, mia: Client) -> None:
    where, _page, (key, _other) = looked_at(mia, world, ("fees.txt", FEES), ("buses.txt", BUSES))
    assert "fees.txt" not in mia.get(mia.post(where, file=key, do="drop").location).text
    assert count(world, ImportFile) == 0
    assert mia.get(where).status_code == 404


def test_uploads_wait_for_a_day_and_no_longer(world: World, mia: Client) -> None:
    old, _page, _keys = looked_at(mia, world, ("fees.txt", FEES))
    assert "fees.txt" in mia.get(f"/projects/{world.slug}/import").text
    with world.database.write() as session:
        before = select(ImportFile.created_at).limit(1)
        created = session.exec(before).one() - timedelta(hours=25)
        session.execute(update(ImportFile).values(created_at=created))
    assert mia.get(old).status_code == 200
    looked_at(mia, world, ("buses.txt", BUSES))
    assert mia.get(old).status_code == 404
    assert count(world, ImportFile) == 1


def test_long_articles_are_previewed_in_part_and_imported_whole(world: World, mia: Client) -> None:
    text = "\n\n".join(f"The ferry number {n} stopped on Friday. It was too late." for n in range(600))
    where, page, _keys = looked_at(mia, world, ("long.txt", text.encode()))
    assert "100 more segments follow" in page
    mia.post(f"{where}/store")
    assert "1200 sentences" in mia.get(where).text
