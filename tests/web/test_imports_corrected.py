"""What a person corrects before anything is stored: columns, joins, splits, left-out lines, rules, near-duplicates."""

import json
import re

import pytest
from sqlmodel import col, select

from annotator.commands.importing import work
from annotator.db import Database
from annotator.intake import storing
from annotator.models import Article, ImportFile, Sentence
from tests.factories import Client, NewClient, World, all_roles, make_world, signed_in
from tests.support.uploads import FEES, alerts, count, looked_at, upload
from tests.test_readers import PAGE

FERRY = b"**Ferry stops**\n\nThe ferry stopped on Friday. Nobody was hurt by it.\n\nRead on about more ferries here. It is late.\n"


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, {"mia": all_roles()}, texts=())


@pytest.fixture
def mia(world: World, new_client: NewClient) -> Client:
    return signed_in(new_client, "mia")


def sentences(page: str) -> list[str]:
    """Return the sentences that a preview shows."""
    return re.findall(r"</button> <span>([^<]+)</span></p>", page)


def test_sentences_are_joined_split_and_left_out_before_storing(world: World, mia: Client) -> None:
    where, page, (key,) = looked_at(mia, world, ("ferry.txt", FERRY))
    whole = sentences(page)
    start, second = FERRY.index(b"The ferry"), FERRY.index(b"Nobody")
    opened = mia.get(f"{where}?file={key}&at={start}").text
    assert f'value="join:{start}"' in opened
    assert f'value="split:{start + 4}"' in opened
    mia.post(where, file=key, editing="1", do=f"join:{start}")
    joined = sentences(mia.get(where).text)
    assert joined[1] == "The ferry stopped on Friday. Nobody was hurt by it."
    mia.post(where, file=key, editing="1", do=f"split:{second}")
    assert sentences(mia.get(where).text) == whole
    mia.post(where, file=key, editing="1", do=f"omit:{FERRY.index(b'Read on')}")
    mia.post(f"{where}/store")
    with world.database.read() as session:
        rows = session.exec(select(Sentence.text).order_by(col(Sentence.position))).all()
    assert rows == ["Ferry stops", "The ferry stopped on Friday.", "Nobody was hurt by it."]


@pytest.mark.parametrize("do", ["join:x", "split:0", "omit:7", "split:12", "dance", "join:" + "9" * 30])
def test_a_step_that_makes_no_sense_is_refused_in_place(world: World, mia: Client, do: str) -> None:
    where, _page, (key,) = looked_at(mia, world, ("ferry.txt", b"Ferry stops\n\nIt rained. It was late."))
    answer = mia.post(where, file=key, editing="1", do=do, title="Mine")
    assert answer.status_code == (422 if do != "split:12" else answer.status_code)
    assert do == "split:12" or alerts(answer)
    assert count(world, Article) == 0


def test_a_rule_holds_for_the_upload_and_for_later_ones_until_it_is_removed(world: World, mia: Client) -> None:
    where, _page, (first, _second) = looked_at(
        mia, world, ("a.txt", FERRY), ("b.txt", FERRY.replace(b"Ferry", b"Boat"))
    )
    mia.post(where, file=first, editing="1", do="rule", starts="Read on", rule="drop")
    for key in (first, _second):
        assert "more ferries" not in mia.get(f"{where}?file={key}").text
    _where, later, _keys = looked_at(mia, world, ("c.txt", FERRY.replace(b"Friday", b"Sunday")))
    assert "more ferries" not in later
    begin = f"/projects/{world.slug}/import"
    assert "Remove the rule for: Read on" in mia.get(begin).text
    mia.post(f"{begin}/rules", starts="Read on")
    assert "Remove the rule for" not in mia.get(begin).text


def test_a_text_much_like_another_is_named_with_its_share_and_left_out_unless_wanted(world: World, mia: Client) -> None:
    text = " ".join(f"The ferry number {n} stopped at pier {n * 3} because of the storm." for n in range(40))
    where, _page, _keys = looked_at(mia, world, ("first.txt", text.encode()))
    mia.post(f"{where}/store")
    where, page, (key,) = looked_at(mia, world, ("again.txt", text.replace("number 7", "number seven").encode()))
    assert "Much alike" in page
    assert re.search(r"has 9\d % of its text in common with", page)
    assert mia.post(f"{where}/store").status_code == 409
    mia.post(where, file=key, editing="1", do="anyway")
    mia.post(f"{where}/store")
    assert count(world, Article) == 2


def test_what_a_page_says_of_itself_is_stored_only_once_it_was_seen(world: World, mia: Client) -> None:
    other = PAGE.replace("Ferry", "Bus").replace("ferry", "bus").replace("Friday", "Monday").replace("bus line", "b")
    where, page, (key, _second) = looked_at(mia, world, ("a.html", PAGE.encode()), ("b.html", (other * 1).encode()))
    assert "Found in the file. Check it." in page
    assert 'name="author" value="Mara Lind"' in page
    mia.post(f"{where}/store", file=key, editing="1", author="Mara Lind")
    with world.database.read() as session:
        found = {one.title[:3]: one.author for one in session.exec(select(Article))}
    assert found["Fer"] == "Mara Lind"
    assert found.get("Bus") is None


def table(rows: int) -> bytes:
    """Return lines of JSON, an article each."""
    return "\n".join(
        json.dumps({"body": f"The {n}th ferry stopped. Nobody near pier {n} was hurt.", "headline": f"Ferry {n}", "day": "2026-05-31"})
        for n in range(rows)
    ).encode()  # fmt: skip


def test_columns_are_chosen_and_every_row_becomes_an_article_in_steps(world: World, mia: Client) -> None:
    answer = upload(mia, world, ("rows.jsonl", table(120)))
    where = answer.location.partition("?")[0]
    page = mia.get(where).text
    assert '<option value="body" selected>' in page
    (key,) = re.findall(r'name="file" value="(\d+)"', page)
    refused = mia.post(where, file=key, do="columns", **{"column-text": "none of them"})
    assert "Choose the column that holds the text." in alerts(refused)[0]
    mia.post(
        where, file=key, do="columns", **{"column-text": "body", "column-title": "headline", "column-published": "day"}
    )
    assert "Import 120 articles" in mia.get(where).text
    mia.post(f"{where}/store")
    for _ in range(60):
        if "<h1>120 articles imported" in mia.get(where).text:
            break
        mia.post(f"{where}/step")
    assert count(world, Article) == 120
    with world.database.read() as session:
        assert {one.published for one in session.exec(select(Article))} == {"2026-05-31"}


def marked(world: World, where: str) -> None:
    """Mark all files of a batch, as the last step does, and import none of them."""
    batch = where.rpartition("/")[2]
    with world.database.write() as session:
        keys = [one.id or 0 for one in session.exec(select(ImportFile).where(ImportFile.batch == batch))]
        storing.begin(session, world.actors["mia"], batch, keys, found=False)


def test_an_import_that_was_cut_short_goes_on_or_is_stopped(world: World, mia: Client) -> None:
    where, _page, _keys = looked_at(mia, world, ("a.txt", FEES), ("b.txt", FERRY))
    marked(world, where)
    assert "0 of 2 articles imported" in mia.get(where).text
    mia.post(f"{where}/step", do="stop")
    assert "Import 2 articles" in mia.get(where).text
    marked(world, where)
    mia.post(f"{where}/step")
    assert count(world, Article) == 2


def test_the_worker_imports_what_was_marked(world: World, mia: Client) -> None:
    where, _page, _keys = looked_at(mia, world, ("a.txt", FEES), ("b.txt", FERRY))
    marked(world, where)
    work(world.database.url, once=True)
    assert count(world, Article) == 2


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"published": "yesterday"}, "Write the date as"), ({"title": "t" * 501}, "over 500"), ({"do": "dance"}, "no such step")],
)  # fmt: skip
def test_a_wrong_field_is_refused_and_what_was_typed_stays(
    world: World, mia: Client, fields: dict[str, str], says: str
) -> None:
    where, _page, (key,) = looked_at(mia, world, ("fees.txt", FEES))
    answer = mia.post(where, **{"file": key, "editing": "1", "author": "M. Lind", **fields})
    assert answer.status_code == 422
    assert says in alerts(answer)[0]
    assert 'value="M. Lind"' in answer.text


def test_a_wrong_language_and_nothing_at_all_are_said_on_the_form(world: World, mia: Client) -> None:
    answer = upload(mia, world, text="It rained. It was late.", language="English, please")
    assert answer.status_code == 422
    assert "by its tag" in alerts(answer)[0]
    assert "It rained." in answer.text
    nothing = upload(mia, world)
    assert alerts(nothing) == ["Choose at least one file, or paste a text."]
