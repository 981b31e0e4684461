"""Every format, read with its own reader: offsets that cover their words, types, what is said and what is left out."""

import csv
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cassis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator

from annotator import exporting, migrate
from annotator.db import Database
from annotator.errors import BadInput
from annotator.exporting import containers, history
from annotator.exporting.forms import conll
from tests.factories import World
from tests.support.exports import exported, records
from tests.support.formats import Covered, canonical, files, lines, odd_world, of_brat, said, texts

FOLDERS = [form.name for form in exporting.FORMATS.values() if form.is_folder]
TABLES = ("articles", "sentences", "annotations", "spans")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Nothing here changes the project, so that one serves all."""
    with closing(Database(f"sqlite:///{tmp_path_factory.mktemp('formats') / 'odd.sqlite3'}")) as database:
        migrate.upgrade(database)
        yield odd_world(database)


def read_parquet(data: bytes) -> pa.Table:
    return pq.read_table(pa.BufferReader(data))


def test_parquet_holds_the_rows_of_the_json_lines(world: World) -> None:
    bundle, parquet = files(world, "bundle"), files(world, "parquet")
    for table in TABLES:
        assert read_parquet(parquet[f"{table}.parquet"]).to_pylist() == lines(bundle[f"{table}.jsonl"])
    first, second = (json.loads(found["manifest.json"]) for found in (bundle, parquet))
    assert (first["state"], first["counts"]) == (second["state"], second["counts"])


def test_a_column_that_is_empty_throughout_has_its_type(world: World) -> None:
    schema = read_parquet(files(world, "parquet")["sentences.parquet"]).schema
    annotation = schema.field("annotations").type.value_type
    assert annotation.field("suggestion").type == schema.field("section").type == pa.string()
    evidence = annotation.field("claims").type.value_type.field("verification").type.field("evidence").type.value_type
    assert evidence.field("question").type == pa.string()


def test_the_parquet_of_hugging_face_is_split_by_article(world: World) -> None:
    found = files(world, "huggingface")
    paths = [path for path in found if path.startswith("data/sentences/")]
    rows = [row for path in paths for row in read_parquet(found[path]).to_pylist()]
    assert sorted(rows, key=lambda row: row["id"]) == sorted(records(world), key=lambda row: row["id"])
    assert {path.split("/")[2].removesuffix(".parquet") for path in paths} == {row["split"] for row in rows}


def test_xmi_covers_the_same_words_for_a_reader_that_counts_otherwise(world: World) -> None:
    found = files(world, "uima")
    types = cassis.load_typesystem(io.BytesIO(found["TypeSystem.xml"]))
    covered: Covered = set()
    labels = set()
    for path, data in found.items():
        if path.endswith(".xmi"):
            who, article = path.removesuffix(".xmi").split("/")
            cas = cassis.load_cas_from_xmi(io.BytesIO(data), typesystem=types)
            assert cas.sofa_string == texts(world)[article]
            for role in ("Claim", "Source", "Cue", "Content"):
                for one in cas.select(f"webanno.custom.{role}"):
                    covered.add((article, one.begin, one.end, one.get_covered_text()))
            labels |= {(who, one.identifier, one.label) for one in cas.select("webanno.custom.SentenceLabel")}
    assert covered == canonical(world)
    assert ("gold", f"{world.articles[0]}:25:74", "CFS") in labels


def test_brat_covers_the_same_words(world: World) -> None:
    assert of_brat(files(world, "brat")) == canonical(world)


def test_conll_tokens_stand_where_they_say_and_tags_begin_with_b(world: World) -> None:
    found, text = files(world, "conll"), texts(world)
    for path, data in found.items():
        if path.endswith(".conll"):
            role = path.split("/")[0]
            for block in data.decode().removesuffix("\n\n").split("\n\n"):
                head, *rows = block.split("\n")
                article, before = head.removeprefix("# sentence ").split(":")[0], "O"
                for row in rows:
                    token, start, end, tag = row.split("\t")
                    assert text[article][int(start) : int(end)] == token
                    assert tag in ("O", f"B-{role}", f"I-{role}")
                    assert tag[0] != "I" or before != "O"
                    before = tag
    assert b"overlapping\t4" in found["lost.tsv"]


def test_words_with_marks_and_joined_emoji_are_one_token() -> None:
    words = ["हिन्दी", "में", "cafe\u0301", "می\u200cخواهم", "👩\u200d👧", "!", "don", "'", "t", "_x1"]
    assert conll.TOKEN.findall("हिन्दी में cafe\u0301 می\u200cخواهم 👩\u200d👧! don't _x1") == words


def test_web_annotations_select_the_same_words_by_position_and_quote(world: World) -> None:
    text = texts(world)
    urls = {"https://example.org/ferries": world.articles[1], f"urn:annotator:{world.articles[0]}": world.articles[0]}
    covered: Covered = set()
    named = json.loads(exported(world, format="webannotation", names="1"))
    assert {one["id"] for one in named if "ada" in one["id"]} == set()
    for one in json.loads(exported(world, format="webannotation")):
        for target in one["target"]:
            place, quote = target["selector"]
            article = urls[target["source"]]
            words = text[article][place["start"] : place["end"]]
            assert words == quote["exact"]
            assert quote["prefix"] + words + quote["suffix"] in text[article]
            if one["body"][0]["value"] in ("claim", "attribution"):
                covered.add((article, place["start"], place["end"], words))
    assert covered == canonical(world)


def test_label_studio_regions_cover_the_same_words(world: World) -> None:
    covered: Covered = set()
    for task in json.loads(files(world, "labelstudio")["tasks.json"]):
        article, text = task["data"]["article_id"], task["data"]["text"]
        for one in task["annotations"]:
            for region in one["result"]:
                value = region.get("value", {})
                if "labels" in value:
                    assert text[value["start"] : value["end"]] == value["text"]
                if value.get("labels", ["sentence"]) != ["sentence"]:
                    covered.add((article, value["start"], value["end"], value["text"]))
    assert covered == canonical(world)


def test_only_finished_checks_are_reviews_of_claims(world: World) -> None:
    (review,) = json.loads(exported(world, format="claimreview"))
    assert review["claimReviewed"] == "𝒳 40 cars … nobody pays"
    assert review["reviewRating"] == {"@type": "Rating", "alternateName": "Half of that"}
    assert review["itemReviewed"]["author"] == {"@type": "Person", "name": "Jo Bell 👩‍👧"}
    (claim,) = json.loads(exported(world, format="averitec"))
    assert (claim["label"], claim["speaker"], claim["claim_types"]) == ("Refuted", "Jo Bell 👩‍👧", ["Numerical Claim"])
    assert claim["questions"][0]["answers"][0]["answer"] == "20 cars"


def test_readers_of_averitec_can_parse_every_day_and_answer(world: World) -> None:
    (claim,) = json.loads(exported(world, format="averitec"))
    assert claim["claim_date"] == "31-03-2026"
    first, cars, paid = claim["questions"]
    assert (first["question"], first["answers"][0]["answer_type"]) == ("", "Extractive")
    assert [(one["answer"], one["answer_type"]) for one in cars["answers"]] == [
        ("20", "Extractive"), ("As many as ever.", "Abstractive"), ("No answer could be found.", "Unanswerable"),
    ]  # fmt: skip
    (yes,) = paid["answers"]
    assert (yes["answer"], yes["answer_type"], yes["boolean_explanation"]) == ("Yes.", "Boolean", "It was paid.")


def test_checkthat_says_yes_or_no_of_what_is_final(world: World) -> None:
    rows = [line.split("\t") for line in exported(world, format="checkthat").decode().split("\n")[1:-1]]
    assert {row[0]: row[2] for row in rows} == {
        record["id"]: "Yes" if record["final"]["label"] == "CFS" else "No"
        for record in records(world)
        if record["final"]
    }
    assert len({row[2] for row in rows}) == 2


def test_spans_stand_flat_with_their_owner(world: World) -> None:
    rows = lines(files(world, "bundle")["spans.jsonl"])
    assert {(row["article"], row["start"], row["end"], row["text"]) for row in rows} == canonical(world)
    owners = {
        mark["id"] for _, _, one in said(world) for layer in ("claims", "attributions") for mark in one[layer] or ()
    }
    assert {row["owner"] for row in rows} == owners


def test_the_csv_of_a_bundle_holds_what_its_json_lines_hold(world: World) -> None:
    found = files(world, "bundle")
    for table in ("annotations", "spans"):
        rows = list(csv.DictReader(io.StringIO(found[f"{table}.csv"].decode(), newline="")))
        assert rows == [
            {name: "" if value is None else str(value) for name, value in row.items()}
            for row in lines(found[f"{table}.jsonl"])
        ]
    assert found["labels.csv"] == exported(world, format="csv")
    assert b",\"'=1+1, " in files(world, "bundle", spreadsheet="1")["annotations.csv"]


@pytest.mark.parametrize("form", FOLDERS)
def test_the_browser_gets_the_folder_as_a_zip(world: World, form: str) -> None:
    first, second = exported(world, format=form), exported(world, format=form)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as made:
        assert made.testzip() is None
        assert {path: made.read(path) for path in made.namelist()} == files(world, form)


@pytest.mark.parametrize("form", [name for name in exporting.FORMATS if name != "parquet"])
def test_texts_that_may_not_be_passed_on_stand_in_no_format(world: World, form: str) -> None:
    data = exported(world, format=form, texts="licensed")
    if exporting.FORMATS[form].is_folder:
        data = b"".join(files(world, form, texts="licensed").values())
    for words in ("Boat owners", "Lena Ortiz said", "Boat"):
        assert words.encode() not in data
    if exporting.FORMATS[form].needs_text:
        with pytest.raises(BadInput, match="cannot do without the articles’ text"):
            exported(world, format=form, texts="none")


def test_offsets_alone_are_a_record_too(world: World) -> None:
    for record in records(world, texts="none"):
        assert (record["text"], record["section"]) == (None, None)
    assert all(row["text"] is None for row in lines(files(world, "bundle", texts="none")["spans.jsonl"]))


def test_a_missing_library_is_named_with_the_line_that_installs_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for form in ("parquet", "huggingface", "croissant"):
        with pytest.raises(BadInput, match=r"pip install 'annotator\[parquet\]'"):
            exported(world, format=form)


def test_every_row_is_valid_against_the_schema_beside_it(world: World) -> None:
    for choice in ({}, {"texts": "none"}, {"labels": "gold"}, {"names": "1", "rounds": "all"}):
        found = files(world, "bundle", **choice)
        schema = json.loads(found["schema.json"])
        Draft202012Validator.check_schema(schema)
        for table in TABLES:
            validator = Draft202012Validator({**schema, "$ref": f"#/$defs/{table}"})
            rows = lines(found[f"{table}.jsonl"])
            assert rows
            assert [fault.message for row in rows for fault in validator.iter_errors(row)] == []
            assert not validator.is_valid({name: value for name, value in rows[0].items() if name != "id"} | {"x": 1})


def test_the_manifest_vouches_for_every_file(world: World) -> None:
    found = files(world, "bundle", events="1", history="1")
    manifest = json.loads(found["manifest.json"])
    assert [entry["path"] for entry in manifest["files"]] == [path for path in found if path != "manifest.json"]
    for entry in manifest["files"]:
        data = found[entry["path"]]
        assert entry == {
            "path": entry["path"], "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "lines": data.count(b"\n"),
        }  # fmt: skip
    assert manifest["counts"] == {table: len(lines(found[f"{table}.jsonl"])) for table in TABLES}


def test_the_history_points_to_its_own_lines_only(world: World) -> None:
    found = files(world, "bundle", history="1")
    for name in history.TABLES:
        rows = lines(found[f"history/{name}.jsonl"])
        assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
        for column, target in history.part_of(name).pointers.items():
            for row in rows:
                numbers = row[column] if isinstance(row[column], list) else [row[column] or 1]
                assert all(1 <= number <= len(lines(found[f"history/{target}.jsonl"])) for number in numbers), name
    assert {row["name"] for row in lines(found["history/user.jsonl"])} == {None}
    assert b"password" not in b"".join(found.values())


def test_the_history_is_whole_or_not_there(world: World) -> None:
    for choice in ({"texts": "none"}, {"labels": "gold"}, {"articles": "finished"}, {"states": "submitted"}):
        with pytest.raises(BadInput, match="always whole"):
            files(world, "bundle", history="1", **choice)


def test_events_say_who_decided_what_and_when(world: World) -> None:
    events = lines(files(world, "bundle", events="1")["events.jsonl"])
    assert {event["annotator"] for event in events} == {"r01", "r02", "r03", "r04"}
    assert {"label", "claim", "submit", "settle", "begin"} <= {event["kind"] for event in events} | {"begin"}
    named = lines(files(world, "bundle", events="1", names="1")["events.jsonl"])
    assert "ada" in {event["annotator"] for event in named}


@pytest.mark.parametrize("form", [form.name for form in exporting.FORMATS.values() if not form.is_folder])
def test_the_first_bytes_come_before_the_last_article_is_read(
    world: World, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "PATIENCE", 0)
    first, *others = exporting.stream(world.database, world.project.id, exporting.choose({"format": form}))
    assert 0 < len(first) < len(first + b"".join(others))


def test_a_folder_that_holds_something_is_left_alone(world: World, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(BadInput, match="is there already"):
        containers.save_folder(
            tmp_path, exporting.folder(world.database, world.project.id, exporting.choose({"format": "brat"}))
        )
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
