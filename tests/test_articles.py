"""Articles on their way in: every stored sentence is the slice of the text that it says it is."""

import hashlib
import uuid
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from annotator import scheme
from annotator.db import Database
from annotator.errors import BadInput, Conflict, TooLarge
from annotator.intake import articles, importing
from annotator.intake.importing import Edits
from annotator.models import Article, ImportFile, Sentence, TextVersion
from annotator.project import projects
from tests.factories import OTHER_TEXT, TEXT, World, make_world

WORDS = [
    "The board",
    "“No choice,”",
    "she said",
    "U.S.",
    "Dr.",
    "№ 7",
    "12.5",
    "🚢",
    "e\u0301",
    "ok",
    "**Fees**",
    "?",
    "Nun",
]
TEXTS = st.lists(
    st.one_of(st.sampled_from(WORDS), st.sampled_from([". ", "\n", "\n\n", "! ", "” ", " ", "\t", "\u2028", "\u00a0"])),
    min_size=3, max_size=40,
).map("".join)  # fmt: skip
SETTINGS = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, {"mia": ("manager",)}, texts=())


def stored(world: World, public_id: str) -> tuple[Article, str, list[Sentence]]:
    with world.database.read() as session:
        query = select(Article).where(Article.project_id == world.project.id, Article.public_id == public_id)
        article = session.exec(query).one()
        text = session.exec(select(TextVersion.text).where(TextVersion.article_id == article.id)).one()
        order = select(Sentence).where(Sentence.article_id == article.id).order_by(col(Sentence.position))
        return article, text, list(session.exec(order))


def store(world: World, made: articles.Draft) -> articles.Stored:
    with world.database.write() as session:
        return articles.store(session, projects.open_phase(session, world.project.id), made)


def drafted(text: str) -> articles.Draft | None:
    """Return a draft with body text, or None where the text is refused."""
    try:
        made = articles.draft("a.txt", f"{text}\nThe board of the harbour said so on Monday.".encode())
    except BadInput:
        return None
    return made if made.has("body") else None


def offsets(segments: list[dict[str, Any]]) -> list[Any]:
    return [(segment["start"], segment["end"], segment["sentences"]) for segment in segments]


@SETTINGS
@given(text=TEXTS)
def test_any_stored_sentence_is_its_slice_of_the_text(world: World, text: str) -> None:
    made = drafted(text)
    if made is None:
        return
    with suppress(Conflict):
        # An example may come again; then it is stored already.
        store(world, made)
    article, kept, rows = stored(world, made.public_id)
    assert kept == made.text
    assert all(kept[row.start : row.end] == row.text for row in rows)
    assert [row.position for row in rows] == list(range(len(rows)))
    numbers = [row.number for row in rows if row.kind in scheme.ANNOTATED]
    assert numbers == list(range(1, article.sentences + 1))
    assert all(row.number is None for row in rows if row.kind not in scheme.ANNOTATED)


@SETTINGS
@given(text=TEXTS, data=st.data())
def test_changed_kinds_never_move_an_offset(world: World, text: str, data: st.DataObject) -> None:
    made = drafted(text)
    if made is None:
        return
    starts = [segment["start"] for segment in made.segments]
    kinds = data.draw(st.dictionaries(st.sampled_from(starts), st.sampled_from(scheme.KINDS)))
    actor = world.actors["mia"]
    with world.database.write() as session:
        batch = str(uuid.uuid4())
        importing.keep(session, actor, batch, [made])
        key = session.exec(select(ImportFile.id).where(ImportFile.batch == batch)).one()
        revised = importing.revise(session, actor, batch, key or 0, Edits(kinds=kinds))
        importing.save(session, actor, batch, revised)
    assert offsets(revised.segments) == offsets(made.segments)
    assert [segment["kind"] for segment in revised.segments] == [
        kinds.get(segment["start"], segment["kind"]) for segment in made.segments
    ]


def test_the_article_keeps_its_text_with_its_hash_and_a_public_id_made_from_it(world: World) -> None:
    found = store(world, articles.draft("fees.txt", TEXT.encode()))
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert found.public_id == f"art_{digest[:16]}"
    article, text, rows = stored(world, found.public_id)
    assert (article.title, article.sentences, text) == ("Harbour board doubles mooring fees", 6, TEXT)
    assert [row.kind for row in rows] == ["headline"] + ["body"] * 5


def test_the_same_text_twice_is_refused_and_names_the_article(world: World) -> None:
    store(world, articles.draft("fees.txt", TEXT.encode()))
    with pytest.raises(Conflict, match="Harbour board doubles mooring fees"):
        store(world, articles.draft("again.md", b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()))


def test_the_same_text_may_stand_in_two_projects(world: World) -> None:
    store(world, articles.draft("fees.txt", TEXT.encode()))
    with world.database.write() as session:
        project = projects.create(session, "Another")
        phase = projects.open_phase(session, project.id or 0)
        assert articles.store(session, phase, articles.draft("fees.txt", TEXT.encode())).sentences == 6


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"**One heading**\n\n**Another heading**\n", "headings only"),
        (b"Read More @ harbour.example\n", "no sentence to annotate"),
    ],
)
def test_a_text_without_sentences_is_refused(world: World, data: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        store(world, articles.draft("a.txt", data))


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"a\.txt is over 20 MB"):
        articles.draft("a.txt", b"word. " * (4 * 2**20))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"It is late now.\n" * 10_001, "10001 sentences"),
        (b"It is late now.\n" * 1_000_000, "16000000 characters"),
        (b"word " * 10_000, "a sentence of 49999 characters"),
    ],
)
def test_what_nobody_could_annotate_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(TooLarge, match=says):
        articles.draft("a.txt", data)


@pytest.mark.parametrize(
    ("details", "says"),
    [
        ({"url": "javascript:alert(1)"}, "http://"),
        ({"author": "a" * 501}, "author is over 500"),
        ({"language": "English, please"}, "by its tag"),
        ({"colour": "red"}, "no detail called colour"),
        ({"author": "A\x00B"}, "NUL"),
        ({"author": "A\ud800B"}, "half a character"),
    ],
)
def test_a_wrong_detail_is_refused_in_one_sentence(details: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        articles.check_details(dict(details))


def test_another_language_splits_anew_and_keeps_the_kinds_of_what_stays(world: World) -> None:
    text = "**Besuch**\n\nDer Vertrag läuft bis zum 3. Oktober. Dann ist Schluss.\n\nQuelle Amtsblatt Hafenort\n"
    made = articles.draft("a.txt", text.encode())
    actor = world.actors["mia"]
    with world.database.write() as session:
        batch = str(uuid.uuid4())
        importing.keep(session, actor, batch, [made])
        key = session.exec(select(ImportFile.id).where(ImportFile.batch == batch)).one() or 0
        credit = made.segments[-1]["start"]
        edits = Edits(kinds={credit: "credit"}, details={"language": "de"})
        revised = importing.revise(session, actor, batch, key, edits)
    german = [text[start:end] for start, end in revised.segments[1]["sentences"]]
    assert german == ["Der Vertrag läuft bis zum 3. Oktober.", "Dann ist Schluss."]
    assert revised.segments[-1]["kind"] == "credit"
    assert revised.details["fields"]["language"] == "de"


def test_a_title_is_the_headline_else_the_first_sentence() -> None:
    assert articles.draft("a.txt", OTHER_TEXT.encode()).title == "Night buses return to the valley"
    plain = articles.draft("a.txt", b"The ferry was late again. Nobody knows why, said the master of the harbour.")
    assert plain.title == "The ferry was late again."
