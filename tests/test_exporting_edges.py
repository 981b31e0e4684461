"""Exports of projects that are odd in one way each: nobody has worked there, or somebody has a name that means more."""

import io
import json

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from sqlalchemy import update

from annotator.cli import main
from annotator.db import Database
from annotator.exporting import FORMATS
from annotator.models import User, table_of
from tests.factories import make_world
from tests.support.exports import exported, records, settled_world
from tests.support.formats import files, lines


@pytest.mark.parametrize("form", ["parquet", "huggingface", "croissant"])
def test_a_project_on_which_nobody_has_worked_is_exported_with_its_articles(database: Database, form: str) -> None:
    found = files(make_world(database), form)
    sentences = [data for path, data in found.items() if "sentences" in path and path.endswith(".parquet")]
    assert sum(pq.ParquetFile(io.BytesIO(data)).metadata.num_rows for data in sentences) == 6
    if form == "croissant":
        named = {part["@id"].split("-")[0] for part in json.loads(found["croissant.json"])["distribution"]}
        assert named == {"articles", "sentences"}


def test_somebody_called_gold_keeps_the_pseudonym_so_that_nobody_takes_them_for_the_settled_layer(
    database: Database,
) -> None:
    world = settled_world(database)
    with world.database.write() as session:
        session.execute(update(table_of(User)).where(table_of(User).c.name == "bo").values(name="Gold"))
    assert [entry["annotator"] for entry in records(world, names="1")[1]["annotations"]] == ["ada", "r02"]
    rows = exported(world, format="csv", names="1").decode().splitlines()[1:]
    assert {row.split(",")[1] for row in rows} == {"ada", "r02"}


def test_the_schema_as_a_whole_takes_every_row_of_the_bundle_and_nothing_else(database: Database) -> None:
    found = files(settled_world(database), "bundle")
    schema = Draft202012Validator(json.loads(found["schema.json"]))
    for table in ("articles", "sentences", "annotations", "spans"):
        rows = lines(found[f"{table}.jsonl"])
        assert rows
        assert all(schema.is_valid(row) for row in rows)
        assert not schema.is_valid(rows[0] | {"more": 1})
    assert not schema.is_valid(42)


def test_formats_are_listed_without_a_project_and_an_export_asks_for_one() -> None:
    listed = CliRunner().invoke(main, ["export", "--format", "help"])
    assert (listed.exit_code, [line.split()[0] for line in listed.stdout.splitlines()]) == (0, list(FORMATS))
    refused = CliRunner().invoke(main, ["export"])
    assert refused.exit_code == 2
    assert "--project NAME" in refused.stderr
