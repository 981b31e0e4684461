"""Datasets, mlcroissant, Polars, pandas, PyLD, seqeval and pybrat read our exports as they are, without a network."""

import io
import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}

import datasets
import mlcroissant
import pandas as pd
import polars as pl
from pybrat.parser import BratParser
from pyld import jsonld
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2, Entities

from annotator import card, exporting, migrate
from annotator.db import Database
from annotator.exporting import containers
from tests.factories import World, make_world
from tests.readers.contexts import OA, load
from tests.support.exports import exported, records
from tests.support.formats import canonical, files, lines, odd_world, texts

TABLES = ("articles", "sentences", "annotations", "spans")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with closing(Database(f"sqlite:///{tmp_path_factory.mktemp('readers') / 'odd.sqlite3'}")) as database:
        migrate.upgrade(database)
        yield odd_world(database)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A project that nobody has worked on: all columns of annotations, gold and spans are empty throughout."""
    with closing(Database(f"sqlite:///{tmp_path_factory.mktemp('bare') / 'bare.sqlite3'}")) as database:
        migrate.upgrade(database)
        yield make_world(database)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Forty articles, so that every split has some."""
    texts = tuple(f"Ferry {number} 🛥 sails. It returns at {number}." for number in range(40))
    with closing(Database(f"sqlite:///{tmp_path_factory.mktemp('many') / 'many.sqlite3'}")) as database:
        migrate.upgrade(database)
        yield make_world(database, texts=texts)


def folder(world: World, form: str, path: Path, **choice: str) -> Path:
    wanted = exporting.choose({"format": form, **choice})
    containers.save_folder(path, exporting.folder(world.database, world.project.id, wanted))
    return path


def loaded(path: Path, cache: Path, *name: str) -> list[dict[str, Any]]:
    found = datasets.load_dataset(str(path), *name, cache_dir=str(cache))
    return [row for part in found.values() for row in part.to_list()]


def by_id(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


@pytest.mark.parametrize("which", ["world", "bare", "many"])
@pytest.mark.parametrize("form", ["huggingface", "croissant"])
def test_load_dataset_gives_the_canonical_records(
    which: str, form: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    world = request.getfixturevalue(which)
    path = folder(world, form, tmp_path / "data")
    bundle = files(world, "bundle")
    assert by_id(loaded(path, tmp_path / "cache")) == by_id(records(world))
    for table in TABLES:
        rows = lines(bundle[f"{table}.jsonl"])
        assert not rows or by_id(loaded(path, tmp_path / "cache", table)) == by_id(rows)


def test_load_dataset_keeps_the_type_of_an_empty_column(bare: World, tmp_path: Path) -> None:
    found = datasets.load_dataset(
        str(folder(bare, "huggingface", tmp_path / "data")), cache_dir=str(tmp_path / "cache")
    )
    features = next(iter(found.values())).features
    assert features["section"].dtype == features["final_from"].dtype == "string"
    assert (
        features["annotations"].feature["claims"].feature["verification"]["evidence"].feature["url"].dtype == "string"
    )


def test_load_dataset_splits_as_the_records_say(many: World, tmp_path: Path) -> None:
    path = folder(many, "huggingface", tmp_path / "data")
    found = datasets.load_dataset(str(path), cache_dir=str(tmp_path / "cache"))
    assert set(found) == {"train", "validation", "test"}
    assert all(set(part["split"]) == {name} for name, part in found.items())


# What mlcroissant calls in rdflib and pandas is on its way out there.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore:The inplace keyword")
@pytest.mark.parametrize("which", ["world", "bare", "many"])
def test_mlcroissant_reads_every_record(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    world = request.getfixturevalue(which)
    path = folder(world, "croissant", tmp_path / "data")
    bundle = files(world, "bundle")
    dataset = mlcroissant.Dataset(jsonld=str(path / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert dataset.metadata.ctx.conforms_to.value.endswith("1.1")
    for table in TABLES:
        found = []
        for record_set in dataset.metadata.record_sets:
            if record_set.id.split("-")[0] == table:
                found += [
                    {name.rpartition("/")[2]: plain(value) for name, value in record.items()}
                    for record in dataset.records(record_set=record_set.id)
                ]
        flat = [
            {name: value for name, value in row.items() if found and name in found[0]}
            for row in lines(bundle[f"{table}.jsonl"])
        ]
        assert by_id(found) == by_id(flat)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_mlcroissant_takes_those_who_publish_as_creators(world: World, tmp_path: Path) -> None:
    with world.database.write() as session:
        card.write(session, world.project.id, {"authors": "Harbour Press\nThe Pier Lab"})
    dataset = mlcroissant.Dataset(jsonld=str(folder(world, "croissant", tmp_path / "data") / "croissant.json"))
    assert [one.name for one in dataset.metadata.creators] == ["Harbour Press", "The Pier Lab"]


def plain(value: Any) -> Any:
    """Return a value as JSON has it: bytes as text, numbers of NumPy as numbers, what is missing as null."""
    if isinstance(value, bytes):
        return value.decode()
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def test_polars_and_pandas_read_parquet_and_json_lines(world: World) -> None:
    bundle, parquet = files(world, "bundle"), files(world, "parquet")
    for table in TABLES:
        rows = lines(bundle[f"{table}.jsonl"])
        assert pl.read_parquet(io.BytesIO(parquet[f"{table}.parquet"])).to_dicts() == rows
        assert len(pd.read_parquet(io.BytesIO(parquet[f"{table}.parquet"]))) == len(rows)
        assert len(pd.read_json(io.BytesIO(bundle[f"{table}.jsonl"]), lines=True, dtype=False)) == len(rows)
    frame = pl.read_parquet(io.BytesIO(parquet["spans.parquet"]))
    covered = {(row["article"], row["start"], row["end"], row["text"]) for row in frame.to_dicts()}
    assert covered == canonical(world)
    text = texts(world)
    assert all(text[article][start:end] == words for article, start, end, words in covered)


def test_pandas_reads_the_long_table_as_the_readme_says(world: World) -> None:
    frame = pd.read_csv(io.BytesIO(exported(world, format="csv")), keep_default_na=False)
    assert list(frame.columns) == ["item", "annotator", "label", "article"]
    notes = pd.read_csv(io.BytesIO(files(world, "bundle")["annotations.csv"]), keep_default_na=False)
    assert '=1+1, "None"\nNA' in set(notes["value"])


def test_pandas_reads_the_table_of_checkthat_as_the_page_says(world: World) -> None:
    frame = pd.read_csv(io.BytesIO(exported(world, format="checkthat")), sep="\t", quoting=3)
    assert list(frame.columns) == ["Sentence_id", "Text", "class_label"]
    assert len(frame) == sum(record["final"] is not None for record in records(world))
    assert set(frame["class_label"]) == {"Yes", "No"}


def test_web_annotations_are_json_ld(world: World) -> None:
    found = jsonld.expand(json.loads(exported(world, format="webannotation")), {"documentLoader": load})
    assert found
    text = texts(world)
    for one in found:
        assert one["@type"] == [f"{OA}Annotation"]
        for target in one[f"{OA}hasTarget"]:
            source = target[f"{OA}hasSource"][0]["@id"]
            article = source.removeprefix("urn:annotator:") if source.startswith("urn:") else world.articles[1]
            place, quote = target[f"{OA}hasSelector"]
            start, end = (int(place[f"{OA}{name}"][0]["@value"]) for name in ("start", "end"))
            assert text[article][start:end] == quote[f"{OA}exact"][0]["@value"]


def test_reviews_of_claims_are_json_ld_with_what_is_required(world: World) -> None:
    (found,) = jsonld.expand(json.loads(exported(world, format="claimreview")), {"documentLoader": load})
    assert found["@type"] == ["http://schema.org/ClaimReview"]
    for name in ("claimReviewed", "reviewRating", "author", "itemReviewed"):
        assert found[f"http://schema.org/{name}"]


def tags(data: bytes) -> dict[str, list[str]]:
    """Read the tags of each sentence from a file of tokens."""
    found = {}
    for block in data.decode().removesuffix("\n\n").split("\n\n"):
        head, *rows = block.split("\n")
        found[head] = [row.rpartition("\t")[2] for row in rows]
    return found


def test_seqeval_reads_the_tags_strictly(world: World) -> None:
    found = files(world, "conll")
    settled, own = tags(found["claim/gold.conll"]), tags(found["claim/r01.conll"])
    same = [own[head] for head in settled]
    assert f1_score(list(settled.values()), same, mode="strict", scheme=IOB2) == 1.0
    entities = [one for sentence in Entities(list(own.values()), IOB2).entities for one in sentence]
    assert len(entities) == sum(tag.startswith("B-") for sentence in own.values() for tag in sentence)


def test_pybrat_reads_every_span_with_its_words(world: World, tmp_path: Path) -> None:
    # It would rather not have two entities on the same words; it reads both.
    path, text, found = folder(world, "brat", tmp_path / "brat"), texts(world), set()
    for annotator in path.iterdir():
        for example in BratParser(error="ignore").parse(str(annotator)):
            article = Path(str(example.id)).name
            assert example.text == text[article]
            for one in example.entities:
                pieces = [example.text[span.start : span.end] for span in one.spans]
                assert one.mention.split() == " ".join(pieces).split()
                if one.type.endswith("-Span") and len(pieces) == 1:
                    found.add((article, one.spans[0].start, one.spans[0].end, pieces[0]))
    assert found
    assert found <= canonical(world)
