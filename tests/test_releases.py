"""Releases never change, whatever happens to the project; two of them can be compared."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from annotator import backup, card, doctor, exporting, releases
from annotator.corrections import correcting
from annotator.corrections.correcting import Wish
from annotator.db import Database
from annotator.errors import BadInput, Conflict, NotFound
from annotator.models import Annotation, Article, Phase, Project, Release, table_of
from annotator.releases import packing
from annotator.work import reopening
from tests.factories import World
from tests.support.exports import settled_world
from tests.support.formats import files
from tests.support.reviews import decide, submit
from tests.test_serving import annotator


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    with closing(Database(sqlite_url)) as database:
        yield settled_world(database)


def freeze(world: World, name: str = "1.0", **options: Any) -> releases.Frozen:
    with world.database.read() as session:
        frozen = releases.freeze(session, world.project.id, name, "The first.", **options)
    with world.database.write() as session:
        releases.store(session, world.project.id, frozen, world.actors["ruth"].user_id)
    return frozen


def again(database: Database, project_id: int, **choice: Any) -> bytes:
    return b"".join(releases.stream(database, project_id, "1.0", exporting.Choice(**choice)))


def live(world: World, **choice: Any) -> bytes:
    wanted = exporting.Choice(states="submitted", **choice)
    return b"".join(exporting.stream(world.database, world.project.id, wanted))


CHOICES: list[dict[str, Any]] = [
    {}, {"format": "csv"}, {"labels": "gold"}, {"texts": "none"}, {"format": "bundle"}, {"format": "parquet"},
    {"format": "conll"}, {"format": "csv", "spreadsheet": True}, {"format": "webannotation"}, {"format": "huggingface"},
]  # fmt: skip


def test_every_format_of_a_release_is_that_of_its_day_after_the_work_went_on(world: World, tmp_path: Path) -> None:
    freeze(world)
    of_its_day = [live(world, **choice) for choice in CHOICES]
    n, a = table_of(Annotation), table_of(Article)
    with world.database.write() as session:
        session.execute(update(n).where(n.c.layer == "own").values(label="NFS", note="Changed since."))
        session.execute(update(a).values(license="Other", withdrawn_reason="Gone."))
    assert live(world) != of_its_day[0]
    assert [again(world.database, world.project.id, **choice) for choice in CHOICES] == of_its_day
    with closing(Database(f"sqlite:///{tmp_path}/elsewhere.sqlite3")) as elsewhere:
        backup.restore(elsewhere, backup.make(world.database, tmp_path / "backup").path)
        assert again(elsewhere, world.project.id) == of_its_day[0]


def test_the_metadata_of_a_release_say_which_it_is_and_of_what_day(world: World) -> None:
    with world.database.write() as session:
        card.write(session, world.project.id, {"authors": "Harbour Press\n\n The Pier Lab "})
    freeze(world)
    with world.database.write() as session:
        card.write(session, world.project.id, {"authors": "Somebody Else"})
    choice = exporting.Choice(format="croissant")
    entries = {
        path: b"".join(chunks) for path, chunks in releases.folder(world.database, world.project.id, "1.0", choice)
    }
    found = json.loads(entries["croissant.json"])
    with world.database.read() as session:
        day = f"{releases.find(session, world.project.id, '1.0').created_at:%Y-%m-%d}"
    assert (found["version"], found["datePublished"]) == ("1.0", day)
    assert [one["name"] for one in found["creator"]] == ["Harbour Press", "The Pier Lab"]
    today = json.loads(files(world, "croissant")["croissant.json"])
    assert "datePublished" not in today
    assert [one["name"] for one in today["creator"]] == ["Somebody Else"]


def test_both_databases_freeze_the_same_bytes(database: Database) -> None:
    world = settled_world(database)
    freeze(world)
    assert again(database, world.project.id) == live(world)


def test_pilots_and_open_work_stay_out_unless_asked_for(world: World) -> None:
    assert freeze(world).figures["counts"]["annotations"] == 8
    assert freeze(world, "1.1", open_work=True).figures["counts"]["annotations"] == 9
    with world.database.write() as session:
        session.execute(update(table_of(Phase)).values(pilot=True))
    with pytest.raises(BadInput, match="nothing to release"):
        freeze(world, "1.2")
    assert freeze(world, "1.3", pilots=True).figures["counts"]["articles"] == 1


@pytest.mark.parametrize("name", ["", "a b", "ä", "-x", "x" * 41, "../up"])
def test_a_name_that_no_address_can_hold_is_refused(world: World, name: str) -> None:
    with pytest.raises(BadInput, match="Name the release"):
        freeze(world, name)


def test_a_name_is_used_once(world: World) -> None:
    freeze(world)
    with pytest.raises(Conflict, match="never change"):
        freeze(world)


def test_what_a_release_cannot_give_is_refused(world: World) -> None:
    freeze(world)
    for choice in ({"names": True}, {"articles": "finished"}, {"format": "bundle", "history": True}, {"rounds": "all"}):
        with pytest.raises(BadInput, match="A release is always whole"):
            again(world.database, world.project.id, **choice)
    with pytest.raises(BadInput, match="cannot do without the articles’ text"):
        again(world.database, world.project.id, format="brat", texts="none")
    with world.database.read() as session, pytest.raises(NotFound, match=r"no release 2\.0"):
        releases.find(session, world.project.id, "2.0")


def test_damaged_records_are_noticed(world: World) -> None:
    freeze(world)
    with world.database.write() as session:
        session.execute(update(table_of(Release)).values(sha256="0" * 64))
    with pytest.raises(Conflict, match="not as they were frozen"):
        again(world.database, world.project.id)
    assert "release 1.0 of harbour-news" in " ".join(str(found) for found in doctor.examine(world.database))
    with world.database.write() as session:
        session.execute(update(table_of(Release)).values(records=b"x"))
    with pytest.raises(Conflict, match="not as they were frozen"):
        again(world.database, world.project.id)


def test_a_damaged_frame_is_noticed_too(world: World) -> None:
    frame = freeze(world).frame
    for damaged in (frame[:-9], frame[:20] + bytes([frame[20] ^ 1]) + frame[21:], b"x"):
        with world.database.write() as session:
            session.execute(update(table_of(Release)).values(frame=damaged))
        with pytest.raises(Conflict, match="not as they were frozen"):
            again(world.database, world.project.id, format="bundle")
        assert "release 1.0 of harbour-news" in " ".join(str(found) for found in doctor.examine(world.database))


def test_a_release_whose_articles_are_no_articles_gives_nothing(world: World) -> None:
    frozen = freeze(world)
    first, *rest = packing.lines(frozen.frame)
    changes: list[dict[str, Any]] = [{"id": "../out"}, {"id": 1}, {"segments": []}, {"scheme": None}]
    for change in changes:
        packed = packing.Packer()
        packed.add(first + b"\n")
        for line in rest:
            packed.add(json.dumps(json.loads(line) | change).encode() + b"\n")
        with world.database.write() as session:
            session.execute(update(table_of(Release)).values(frame=packed.done()[0]))
        with pytest.raises(Conflict, match="not as they were frozen"):
            again(world.database, world.project.id, format="bundle")


def test_who_still_annotates_gets_no_release(world: World) -> None:
    freeze(world)
    with pytest.raises(Conflict, match="still annotate"):
        next(releases.stream(world.database, world.project.id, "1.0", exporting.Choice(), blind=True))


def test_two_releases_are_compared_label_by_label(world: World) -> None:
    freeze(world)
    n = table_of(Annotation)
    with world.database.write() as session:
        first = session.execute(
            select(n.c.id).where(n.c.layer == "own", n.c.label == "NFS").order_by(n.c.id)
        ).scalars().first()  # fmt: skip
        session.execute(update(n).where(n.c.id == first).values(label="UFS"))
        session.execute(update(n).where(n.c.layer == "gold").values(label="NFS"))
    freeze(world, "2.0")
    with world.database.read() as session:
        found = releases.compare(session, world.project.id, "1.0", "2.0")
    assert dict(found.moved) == {("NFS", "UFS"): 1}
    assert sum(found.gold_moved.values()) >= 1
    assert (found.labels_new, found.labels_gone, found.sentences_new, found.sentences_gone) == (0, 0, 0, 0)
    assert ("label:UFS", 1, 2) in found.counts()


def test_a_sentence_that_a_correction_moved_is_compared_with_itself(world: World) -> None:
    freeze(world)
    manager = replace(world.actors["ruth"], roles=frozenset({"manager"}))
    with world.database.write() as session:
        text = correcting.ground(session, manager, world.articles[0]).text
        shifted = Wish(text.replace("12 percent", "12  percent") + " Rain is new.")
        correcting.correct(session, manager, world.articles[0], shifted)
    freeze(world, "2.0")
    with world.database.read() as session:
        found = releases.compare(session, world.project.id, "1.0", "2.0")
    assert (found.sentences_new, found.sentences_gone) == (1, 0)
    assert found.sentences_carried > 1
    assert (found.labels_gone, found.moved) == (0, {})


def test_the_card_says_what_is_known_and_what_nobody_filled_in(world: World) -> None:
    with world.database.write() as session:
        card.write(session, world.project.id, {"pay": "12 € an hour.", "authors": "Harbour lab\nRiver lab"})
        card.write(session, world.project.id, {"ethics": "Not needed: | no <b>people</b>."})
    text = freeze(world).card
    assert "## Pay\n\n12 € an hour." in text
    assert "## Consent\n\nnot stated" in text
    assert "Annotators who took part: 2," in text
    assert "| CFS | Check-worthy claim |" in text
    assert "Labels left out because they were not submitted: 1." in text
    assert "Krippendorff's alpha" in text
    for name in world.actors:
        assert f" {name} " not in text.lower()
    with world.database.read() as session:
        kept = card.read(session, world.project.id)
    assert kept["pay"] == "12 € an hour."
    cited = card.citation('News: "A"', "1.0", "2026-01-02", kept["authors"])
    assert 'title: "News: \\"A\\""' in cited
    assert '  - name: "Harbour lab"\n  - name: "River lab"\n' in cited


@pytest.mark.parametrize("rounds", ["first", "last", "all"])
def test_a_card_measures_the_agreement_of_first_answers_whichever_rounds_go_out(world: World, rounds: str) -> None:
    # They agreed at first; what bo says later, after seeing the others' work, is no measure of agreement.
    with world.database.write() as session:
        reopening.reopen(session, world.actors["bo"], world.articles[0])
    decide(world, "bo", "label", world.sentences(world.articles[0], "bo")[2].public_id, "CFS")
    submit(world, "bo")
    found = files(world, "huggingface", rounds=rounds)["README.md"].decode()
    assert "Sentences with two or more labels: 2. Annotators: 2." in found
    assert "| Observed agreement | 1.000 | " in found


def test_a_release_is_cited_as_on_its_day(world: World) -> None:
    with world.database.write() as session:
        card.write(session, world.project.id, {"authors": "Harbour lab"})
    freeze(world)
    with world.database.read() as session:
        of_its_day = releases.citation(session, world.project.id, "1.0")
    assert 'title: "Harbour news"' in of_its_day
    assert '  - name: "Harbour lab"' in of_its_day
    with world.database.write() as session:
        card.write(session, world.project.id, {"authors": "River lab"})
        session.execute(update(table_of(Project)).values(name="River news"))
        assert releases.citation(session, world.project.id, "1.0") == of_its_day


def test_the_commands_freeze_list_export_and_compare(world: World, tmp_path: Path) -> None:
    where = "--project", world.slug, "--database", world.database.url
    made = annotator(tmp_path, "release", "create", "1.0", "--note", "First.", *where)
    assert "1.0: 1 article, 5 sentences, 8 annotations, 1 gold. SHA-256" in made.stdout, made.stderr
    assert "First." in annotator(tmp_path, "release", "list", *where).stdout
    assert annotator(tmp_path, "release", "export", "1.0", "-o", "one.jsonl", *where).returncode == 0
    assert (tmp_path / "one.jsonl").read_bytes() == live(world)
    assert annotator(tmp_path, "release", "export", "1.0", "--format", "bundle", "-o", "folder", *where).returncode == 0
    assert (tmp_path / "folder" / "sentences.jsonl").read_bytes() == live(world)
    assert "Labels that moved: 0." in annotator(tmp_path, "release", "compare", "1.0", "1.0", *where).stdout
    assert annotator(tmp_path, "release", "card", "1.0", *where).stdout.startswith("# Harbour news")
    assert annotator(tmp_path, "release", "card", *where).stdout.startswith("# Harbour news")
    assert "date-released" in annotator(tmp_path, "release", "card", "1.0", "--citation", *where).stdout
    missing = annotator(tmp_path, "release", "export", "2.0", *where)
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)
