"""Exports of a stored project, on both databases: every key of the record, the same bytes, nothing that is not meant."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from annotator import exporting
from annotator.db import Database
from annotator.errors import BadInput
from annotator.models import Annotation, Article, table_of
from tests.factories import OTHER_TEXT, World, make_world
from tests.support.exports import exported, records, settled_world
from tests.support.reviews import PEOPLE, annotate, decide, submit

ID = "art_ec03dfd991535469"
ATTRIBUTION: dict[str, Any] = {
    "id": f"{ID}:25:74:r01:attribution:25:50",
    "source_spans": [{"start": 52, "end": 68, "text": "chair Lena Ortiz"}],
    "source_entity": "Lena Ortiz",
    "source_type": "named-person",
    "cue_spans": [{"start": 69, "end": 73, "text": "said"}],
    "content_spans": [{"start": 25, "end": 50, "text": "Fees rise by 12 percent 🛥"}],
    "quote_type": "indirect",
    "source_commitment": "asserts",
    "nested_in": None,
}
CLAIM: dict[str, Any] = {
    "id": f"{ID}:25:74:r01:claim:25:34",
    "spans": [{"start": 25, "end": 34, "text": "Fees rise"}, {"start": 38, "end": 48, "text": "12 percent"}],
    "normalized": "Mooring fees rise by 12 percent.",
    "types": ["event-property", "numerical"],
    "level": "content",
    "attribution": f"{ID}:25:74:r01:attribution:25:50",
    "duplicate_of": [],
    "verification": {
        "status": "done",
        "verdict": "Supported",
        "rating": None,
        "evidence": [
            {
                "question": None,
                "answer": None,
                "url": "https://example.org/fees",
                "archived_url": None,
                "title": None,
                "publisher": None,
                "published": None,
                "accessed": None,
                "quote": None,
                "stance": "supports",
                "medium": "document",
            }
        ],
        "rationale": "The board published the table.",
        "confidence": 3,
        "claim_date": None,
        "reviewer": "r01",
        "reviewed_at": "2026-03-04T09:12:00Z",
    },
}
ADA: dict[str, Any] = {
    "annotator": "r01",
    "label": "CFS",
    "flags": [],
    "claims": [CLAIM],
    "attributions": [ATTRIBUTION],
    "note": None,
    "status": "submitted",
    "round": 1,
    "blind": True,
    "suggestion": None,
    "created_at": "2026-03-02T13:00:00Z",
    "scheme_version": "1.0.0",
}
BO = ADA | {
    "annotator": "r02",
    "claims": [
        {
            "id": f"{ID}:25:74:r02:claim:25:73",
            "spans": [{"start": 25, "end": 73, "text": "Fees rise by 12 percent 🛥, chair Lena Ortiz said"}],
            "normalized": None,
            "types": [],
            "level": "content",
            "attribution": None,
            "duplicate_of": [],
            "verification": None,
        }
    ],
    "attributions": [],
}
GOLD: dict[str, Any] = {
    "label": "CFS",
    "flags": [],
    "claims": [
        CLAIM
        | {
            "id": f"{ID}:25:74:gold:claim:25:34",
            "attribution": f"{ID}:25:74:gold:attribution:25:50",
            "verification": None,
        }
    ],
    "attributions": [ATTRIBUTION | {"id": f"{ID}:25:74:gold:attribution:25:50"}],
    "method": "settled",
    "settled_by": "r04",
    "took": ["r01"],
    "version": 1,
    "reason": "slip",
    "note": "Ada saw it.",
}
RECORD = {
    "id": f"{ID}:25:74",
    "article_id": ID,
    "index": 1,
    "kind": "body",
    "start": 25,
    "end": 74,
    "text": "Fees rise by 12 percent 🛥, chair Lena Ortiz said.",
    "section": None,
    "lang": "en",
    "annotations": [ADA, BO],
    "gold": GOLD,
    "final": {name: GOLD[name] for name in ("label", "flags", "claims", "attributions")},
    "final_from": "settled",
    "n_annotators": 2,
    "split": "train",
    "license": None,
    "scheme": "fact-claims",
    "scheme_version": "1.0.0",
}


@pytest.fixture
def world(database: Database) -> World:
    return settled_world(database)


def ordered(value: Any) -> Any:
    """Return a record with its keys as a list, so that their order counts."""
    if isinstance(value, dict):
        return [(key, ordered(entry)) for key, entry in value.items()]
    return [ordered(entry) for entry in value] if isinstance(value, list) else value


def test_the_record_has_exactly_these_keys_in_this_order(world: World) -> None:
    found = records(world)[1]
    assert found.pop("splitter").startswith("annotator-splitter/")
    assert found == RECORD
    assert ordered(found) == ordered(RECORD)


def test_unsure_is_null_and_a_detail_set_aside_is_not_exported(world: World) -> None:
    title, _, owners, nobody, credit = records(world)
    assert [entry["claims"] for entry in owners["annotations"]] == [None, None]
    assert title["annotations"][0]["claims"][0]["duplicate_of"] == [CLAIM["id"]]
    unsure = nobody["annotations"][0]
    assert (unsure["label"], unsure["flags"], unsure["note"]) == (None, ["discuss", "unsure"], "A question?")
    assert (credit["kind"], credit["annotations"], credit["gold"], credit["n_annotators"]) == ("credit", [], None, 0)
    assert b"aside" not in exported(world)


def test_work_in_progress_says_so(world: World) -> None:
    states = [(entry["annotator"], entry["status"]) for entry in records(world)[0]["annotations"]]
    assert states == [("r01", "submitted"), ("r02", "submitted"), ("r03", "open")]
    assert records(world, states="submitted")[0]["n_annotators"] == 2


def test_a_label_taken_away_again_leaves_no_entry(world: World) -> None:
    first = world.sentences(world.articles[0], "chi")[0].public_id
    decide(world, "chi", "label", first, None)
    decide(world, "chi", "note", first, "Later.")
    assert records(world)[0]["n_annotators"] == len(records(world)[0]["annotations"]) == 2


def test_the_table_holds_every_label_and_no_unsure_one(world: World) -> None:
    rows = [f"{ID}:{rest},{ID}" for rest in (
        "2:21,r01,CFS", "2:21,r02,UFS", "2:21,r03,NFS", "25:74,r01,CFS", "25:74,r02,CFS", "75:116,r01,NFS",
        "75:116,r02,NFS", "117:134,r02,NFS",
    )]  # fmt: skip
    head = "item,annotator,label,article"
    assert exported(world, format="csv", headings="1").decode().split("\n") == [head, *rows, ""]
    assert exported(world, format="csv").decode().split("\n") == [head, *rows[3:], ""]


def test_names_stand_in_a_file_only_when_asked_and_never_in_ids(world: World) -> None:
    assert not [name for name in PEOPLE if f'"{name}"'.encode() in exported(world)]
    found = records(world, names="1")[1]
    assert [entry["annotator"] for entry in found["annotations"]] == ["ada", "bo"]
    assert (found["gold"]["settled_by"], found["gold"]["took"]) == ("ruth", ["ada"])
    assert found["annotations"][0]["claims"][0]["id"] == CLAIM["id"]
    assert found["annotations"][0]["claims"][0]["verification"]["reviewer"] == "ada"


def test_two_exports_of_one_state_are_the_same_bytes(world: World) -> None:
    for form in ("jsonl", "csv"):
        assert exported(world, format=form) == exported(world, format=form)


@pytest.fixture
def both(sqlite_url: str, postgres_url: str) -> Iterator[list[World]]:
    with closing(Database(sqlite_url)) as one, closing(Database(postgres_url)) as other:
        yield [settled_world(one), settled_world(other)]


@pytest.mark.postgres
@pytest.mark.parametrize("rounds", ["first", "last", "all"])
def test_both_databases_give_the_same_bytes(both: list[World], rounds: str) -> None:
    for form in ("jsonl", "csv"):
        first, second = (exported(world, format=form, rounds=rounds) for world in both)
        assert first == second


@pytest.mark.postgres
def test_both_databases_give_the_same_bytes_in_every_format(both: list[World]) -> None:
    for form in exporting.FORMATS:
        first, second = (exported(world, format=form, labels="both") for world in both)
        assert first == second, form


def test_moments_are_whole_seconds_whatever_is_stored(world: World) -> None:
    for moment in (datetime(2026, 3, 2, 13, tzinfo=UTC), datetime(2026, 3, 2, 13, 0, 0, 999_000, tzinfo=UTC)):
        with world.database.write() as session:
            session.execute(update(table_of(Annotation)).values(created_at=moment))
        assert records(world)[1]["annotations"][0]["created_at"] == "2026-03-02T13:00:00Z"


def test_articles_come_by_id_over_many_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = tuple(f"**Ferry {number}**\n\nIt sails at {number}. It returns." for number in range(25))
    world = make_world(database, {"ada": ("annotator",)}, texts, assigned=("ada",))
    decide(world, "ada", "label", world.sentences(world.articles[3], "ada")[0].public_id, "NFS")
    whole = exported(world)
    monkeypatch.setattr("annotator.exporting.loading.FETCH", 4)
    monkeypatch.setattr("annotator.exporting.loading.PAGE", 9)
    assert exported(world) == whole
    found = [record["article_id"] for record in records(world)]
    assert found == sorted(world.articles * 3)
    assert [record["index"] for record in records(world)] == [0, 1, 2] * 25


def test_withdrawn_articles_are_left_out(world: World) -> None:
    with world.database.write() as session:
        session.execute(update(table_of(Article)).values(withdrawn_at=datetime(2026, 4, 1, tzinfo=UTC)))
    with pytest.raises(BadInput, match="nothing to export"):
        exported(world)


def test_finished_means_that_enough_people_have_submitted(database: Database) -> None:
    world = make_world(database, PEOPLE, ("One pier. One boat.", OTHER_TEXT), assigned=("ada", "bo", "chi"))
    for name in ("ada", "bo", "chi"):
        annotate(world, name, "NN")
        submit(world, name)
    assert {record["article_id"] for record in records(world, articles="finished")} == {world.articles[0]}
    assert {record["article_id"] for record in records(world)} == set(world.articles)


def test_articles_that_someone_still_annotates_are_hidden_from_them(database: Database) -> None:
    world = make_world(database, PEOPLE, ("One pier. One boat.", OTHER_TEXT), assigned=("ada", "bo"))
    annotate(world, "ada", "NN")
    submit(world, "ada")
    assert {line.split(b",")[1] for line in exported(world, "ada", format="csv").splitlines()[1:]} == {b"r01"}
    assert world.articles[1].encode() not in exported(world, "ada")
    with pytest.raises(BadInput, match="nothing to export"):
        exported(world, "bo")


def test_an_export_is_one_snapshot_while_saves_go_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(database, {"ada": ("annotator",)}, ("One pier.", "Two piers.", "Three."), assigned=("ada",))
    for module, name in (("loading", "FETCH"), ("loading", "PAGE"), ("containers", "CHUNK")):
        monkeypatch.setattr(f"annotator.exporting.{module}.{name}", 1)
    whole = exported(world)
    parts = exporting.stream(world.database, world.project.id, exporting.choose({}))
    first = next(parts)
    decide(world, "ada", "label", world.sentences(max(world.articles), "ada")[0].public_id, "UFS")
    assert first + b"".join(parts) == whole
    assert exported(world) != whole


def test_the_summary_counts_what_the_file_holds(world: World) -> None:
    for choice in ({}, {"labels": "gold"}, {"labels": "everyone"}, {"states": "submitted"}, {"rounds": "all"}):
        wanted = exporting.choose(choice)
        with world.database.read() as session:
            found = exporting.summary(session, world.project.id, wanted, world.actors["ruth"].user_id)
        rows = records(world, **choice)
        readings = [entry for row in rows for entry in (*row["annotations"], row["gold"]) if entry]
        assert found.sentences == found.rows == len(rows)
        assert found.labels == sum(entry["label"] is not None for entry in readings)
        assert found.claims == sum(len(entry["claims"] or ()) for entry in readings)
        assert found.attributions == sum(len(entry["attributions"] or ()) for entry in readings)
        assert (found.all, found.finished, found.articles, found.left_out) == (1, 0, 1, 0)
        assert (found.unsettled, found.unlicensed, found.wrong) == (3, 1, 0)
