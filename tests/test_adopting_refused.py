"""What of somebody's work does not fit the articles that are here: listed with its reason, and nothing is overwritten."""

import io
import json
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, insert, select, update

from annotator import bundles, releases
from annotator.bundles import Adopted, Dataset, Wishes
from annotator.cli import main
from annotator.corrections import correcting
from annotator.corrections.correcting import Wish
from annotator.db import Database
from annotator.errors import BadInput, Conflict, NoRoom
from annotator.exporting import Choice
from annotator.models import Annotation, Assignment, Comment, Event, Phase, Thread, User, table_of
from annotator.team import accounts
from annotator.work import withdrawing
from tests.factories import World, make_world
from tests.support import built, recut
from tests.support.adopting import WORK, adopted, adopted_by_themselves, comments, fill, lose_all_work, tables
from tests.support.exports import exported as export
from tests.support.exports import records, settled_world, text_of
from tests.support.reviews import decide
from tests.test_adopting import written
from tests.test_round_trip import exported, taken_in


@pytest.fixture
def world(light: Database, tmp_path: Path) -> World:
    """Bare articles; beside them lies a bundle of all the work that there was."""
    made = settled_world(light)
    built.comment(made, "bo", "A slip?")
    written(made, tmp_path / "work.zip")
    lose_all_work(made)
    return made


def take(world: World, folder: Path, who: str, name: str, **wishes: bool) -> Adopted:
    """Take the work of a pseudonym as somebody's."""
    return adopted(world, folder / "work.zip", who, world.actors[name], Wishes(**wishes))


def run(command: list[str]) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, command)


def reasons(found: Adopted) -> list[str]:
    """Return why things were left out."""
    return [reason for _, reason in found.left_out]


def test_own_work_on_an_article_stays_and_is_not_submitted_with_what_comes(world: World, tmp_path: Path) -> None:
    article = world.articles[0]
    take(world, tmp_path, "r03", "chi")
    second = world.sentences(article, "chi")[1].public_id
    decide(world, "chi", "label", second, "NFS")
    found = take(world, tmp_path, "r01", "chi")
    first = world.sentences(article, "chi")[0].public_id
    taken = "This person has annotated the sentence already."
    rest = "Not submitted, because not all of it fits."
    assert found.left_out == [(first, taken), (second, taken), (article, rest)]
    assert recut.labels(world, "chi") == ["NFS", "NFS", "NFS", None]
    assert recut.work_of(world, "chi").state == "open"


def test_work_that_was_given_back_or_submitted_here_is_not_touched(world: World, tmp_path: Path) -> None:
    assert take(world, tmp_path, "r01", "ada").submitted == 1
    again = take(world, tmp_path, "r02", "ada")
    assert again.left_out == [(world.articles[0], "This person has submitted the article already. (4 annotations)")]
    assert again.articles == 0


def test_work_that_came_here_once_and_is_gone_does_not_come_again(world: World, tmp_path: Path) -> None:
    """Its history is here, so what the dataset says is known, and so is that it went."""
    take(world, tmp_path, "r02", "bo")
    with world.database.write() as session:
        for model in (one for one in WORK if one is not Event):
            session.execute(delete(table_of(model)))
    found = take(world, tmp_path, "r02", "bo")
    assert set(reasons(found)) == {"This person has annotated the sentence already."}
    assert (found.annotations, recut.rows(world, Annotation), recut.rows(world, Assignment)) == (0, [], [])


def test_a_dry_run_says_the_same_and_stores_nothing(world: World, tmp_path: Path) -> None:
    tried = adopted(world, tmp_path / "work.zip", "r01", world.actors["ada"], dry=True)
    assert recut.rows(world, Annotation) == []
    assert adopted(world, tmp_path / "work.zip", "r01", world.actors["ada"]) == tried


def test_a_sentence_that_is_cut_otherwise_here_is_listed(world: World, tmp_path: Path) -> None:
    take(world, tmp_path, "r03", "ada")
    lines = world.sentences(world.articles[0], "ada")
    recut.do(world, "boundary", lines[2].public_id, {"join": "next"})
    found = take(world, tmp_path, "r01", "chi")
    edges = "No sentence here has these edges."
    assert found.left_out[:2] == [(lines[2].public_id, edges), (lines[3].public_id, edges)]
    assert (found.annotations, found.submitted) == (2, 0)


def test_a_corrected_text_and_a_withdrawn_article_are_named_as_such(world: World, tmp_path: Path) -> None:
    manager = replace(world.actors["ruth"], roles=frozenset({"manager"}))
    with world.database.write() as session:
        wish = Wish(text_of(world).replace("Nobody", "Somebody"), reason="A slip.")
        correcting.correct(session, manager, world.articles[0], wish)
    found = take(world, tmp_path, "r01", "ada")
    assert found.annotations == 3
    assert "No sentence here has these edges: the text was corrected, here or there." in reasons(found)
    with world.database.write() as session:
        withdrawing.withdraw(session, manager, world.articles[0], "A copy.")
    withdrawn = take(world, tmp_path, "r02", "bo", comments=True)
    assert reasons(withdrawn) == ["The article is withdrawn here (4 annotations, 1 comment)."]


def test_a_label_that_is_not_in_the_scheme_here_and_layers_that_are_asked_otherwise_are_listed(
    world: World, tmp_path: Path
) -> None:
    phase = table_of(Phase)
    with world.database.write() as session:
        session.execute(update(phase).values(layers={"claims": ["CFS", "UFS"], "attributions": []}))
    found = reasons(take(world, tmp_path, "r02", "bo"))
    assert "The label asks for claims here, and this was made without being asked for any." in found
    assert "The label asks for no attributions here, and this has some." in reasons(take(world, tmp_path, "r01", "ada"))
    with world.database.write() as session:
        session.execute(update(phase).values(layers={"claims": [], "attributions": []}))
    there = records(world)
    there[0]["annotations"] = [{"annotator": "x", "round": 1, "label": "XYZ", "status": "submitted"}]
    listed = bundles.adopt(world.database, {"x": world.actors["chi"]}, Dataset(there)).left_out
    assert listed == [(there[0]["id"], "There is no label XYZ. The labels are CFS, UFS, NFS.")]
    assert world.actors["chi"].user_id not in {one.user_id for one in recut.rows(world, Assignment)}


def test_offsets_alone_fit_where_the_text_is_known_to_be_the_same(world: World, tmp_path: Path) -> None:
    adopted_by_themselves(world, tmp_path / "work.zip")
    choice = {"format": "bundle", "texts": "none", "rounds": "all"}
    (tmp_path / "work.zip").write_bytes(export(world, **choice))
    before = records(world)
    lines = Dataset(json.loads(line) for line in export(world, **choice | {"format": "jsonl"}).splitlines())
    lose_all_work(world)
    found = bundles.adopt(world.database, {"r01": world.actors["ada"]}, lines)
    assert set(reasons(found)) == {"The dataset holds no words of this sentence to compare with."}
    assert [one.left_out for one in adopted_by_themselves(world, tmp_path / "work.zip").values()] == [[]] * 4
    assert records(world) == before


def test_decisions_come_once_and_only_as_those_of_a_reviewer(world: World, tmp_path: Path) -> None:
    for who, name in (("r01", "ada"), ("r02", "bo")):
        take(world, tmp_path, who, name)
    assert reasons(take(world, tmp_path, "r04", "chi", gold=True)) == [
        "chi is no reviewer of this project (1 decision)."
    ]
    first = take(world, tmp_path, "r04", "sam", gold=True)
    assert (first.settled, first.left_out) == (1, [])
    again = take(world, tmp_path, "r04", "ruth", gold=True)
    assert reasons(again) == ["This sentence is settled here already."]
    golds = [record["gold"] for record in records(world) if record["gold"]]
    assert [(one["settled_by"], one["took"], one["note"]) for one in golds] == [("r05", ["r01"], "Ada saw it.")]


def test_a_decision_that_points_to_what_is_not_here_is_listed(world: World, tmp_path: Path) -> None:
    nothing = take(world, tmp_path, "r04", "ruth", gold=True)
    assert reasons(nothing) == [
        "There is nothing to review yet: nobody has submitted this article. (1 settled sentences)"
    ]
    take(world, tmp_path, "r02", "bo")
    assert reasons(take(world, tmp_path, "r04", "ruth", gold=True)) == [
        "It took the annotation of r01, which is not here, or not submitted."
    ]
    assert take(world, tmp_path, "r01", "ada", gold=True).notes == [
        "Others settled sentences too: r04. Import those as theirs."
    ]
    assert take(world, tmp_path, "r04", "ruth").notes == [
        "Settled sentences are not taken (1): they were not asked for."
    ]
    assert take(world, tmp_path, "r04", "ruth", gold=True).settled == 1


def test_an_answer_comes_only_where_its_question_is(world: World, tmp_path: Path) -> None:
    take(world, tmp_path, "r01", "ada")
    with world.database.write() as session:
        row = session.execute(select(table_of(Annotation))).first()
        assert row is not None
        keys = {"project_id": row.project_id, "article_id": row.article_id, "sentence_id": row.sentence_id}
        thread = {**keys, "user_id": world.actors["ada"].user_id, "kind": "question"}
        key = session.execute(insert(table_of(Thread)).values(thread)).inserted_primary_key[0]  # type: ignore[attr-defined]
        for name, body in (("ada", "Is it one?"), ("sam", "It is.")):
            said = {**keys, "user_id": world.actors[name].user_id, "body": body, "thread_id": key, "private": True}
            session.execute(insert(table_of(Comment)).values(said))
    written(world, tmp_path / "work.zip")
    before = comments(tmp_path / "work.zip")
    lose_all_work(world)
    assert reasons(take(world, tmp_path, "r05", "sam", comments=True)) == [
        "sam is no manager here, and only managers answer questions."
    ]
    world.actors["sam"] = replace(world.actors["sam"], roles=frozenset({"manager", "reviewer"}))
    assert reasons(take(world, tmp_path, "r05", "sam", comments=True)) == [
        "It answers a question of r01, which is not here."
    ]
    assert take(world, tmp_path, "r01", "ada", comments=True).comments == 1
    assert take(world, tmp_path, "r05", "sam", comments=True).comments == 1
    assert reasons(take(world, tmp_path, "r05", "sam", comments=True)) == ["This comment is here already."]
    assert comments(written(world, tmp_path / "after.zip")) == before
    assert [one.kind for one in recut.rows(world, Thread)] == ["question"]


def test_later_rounds_need_the_first_and_can_be_left_out(world: World, tmp_path: Path) -> None:
    take(world, tmp_path, "r03", "ada")
    take(world, tmp_path, "r02", "bo")
    assert built.play(world, [("reopen", "bo", 0, 0, ""), ("label", "bo", 1, 0, "")]) == 2
    written(world, tmp_path / "work.zip")
    lose_all_work(world)
    first = take(world, tmp_path, "r02", "bo", rounds=False)
    assert (first.annotations, first.later, first.submitted) == (4, 0, 1)
    assert first.notes[0].startswith("Annotations of later rounds are not taken")
    lose_all_work(world)
    there = tables(tmp_path / "work.zip")["sentences"]
    there[0]["text"] = "Other words."
    found = bundles.adopt(world.database, {"r02": world.actors["bo"]}, Dataset(there))
    lost = "Round 2 needs the rounds before it, of which something is missing or does not fit."
    assert lost in reasons(found)
    there = tables(tmp_path / "work.zip")["sentences"][:2]
    assert set(reasons(bundles.adopt(world.database, {"r02": world.actors["chi"]}, Dataset(there)))) == {lost}
    assert recut.work_of(world, "chi").state == "open"
    assert {one.round for one in recut.rows(world, Annotation)} == {1}


def test_a_bundle_of_a_release_gives_its_annotations(world: World, tmp_path: Path) -> None:
    adopted_by_themselves(world, tmp_path / "work.zip")
    with world.database.read() as session:
        frozen = releases.freeze(session, world.project.id, "1.0", "First.")
    with world.database.write() as session:
        releases.store(session, world.project.id, frozen, world.actors["ruth"].user_id)
    parts = releases.stream(world.database, world.project.id, "1.0", Choice(format="bundle"))
    (tmp_path / "work.zip").write_bytes(b"".join(parts))
    lose_all_work(world)
    assert take(world, tmp_path, "r01", "ada").submitted == 1
    with pytest.raises(BadInput, match="Export it with --history"):
        taken_in(world.database, (tmp_path / "work.zip").read_bytes(), tmp_path, name="Copy")


def test_an_archived_project_takes_nothing(world: World, tmp_path: Path) -> None:
    archived = replace(world.actors["ada"], project=replace(world.project, archived=True))
    with pytest.raises(Conflict, match="archived"):
        adopted(world, tmp_path / "work.zip", "r01", archived)


def test_an_empty_project_comes_back_and_has_nobody_to_adopt(light: Database, tmp_path: Path) -> None:
    world = make_world(light, texts=())
    data = exported(light, world.project.id)
    again = exported(light, taken_in(light, data, tmp_path, name="Copy").project_id)
    assert members(again) == members(data)
    (tmp_path / "work.zip").write_bytes(data)
    with pytest.raises(BadInput, match="Nobody in this dataset is called r01"):
        take(world, tmp_path, "r01", "ada")
    listed = CliRunner().invoke(main, ["project", "annotations", str(tmp_path / "work.zip"), "--project", "x"])
    assert listed.stdout == "Nobody annotated in this dataset.\n"


def members(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as bundle:
        return bundle.namelist()


def test_names_match_whatever_their_case(sqlite_url: str, tmp_path: Path) -> None:
    with closing(Database(sqlite_url)) as database:
        world = settled_world(database)
        data = exported(database, world.project.id, names=True)
        with database.write() as session:
            session.execute(update(table_of(User)).where(table_of(User).c.name == "ada").values(name="ADA"))
        with pytest.raises(Conflict, match="in the database already"):
            taken_in(database, data, tmp_path, name="Copy", match=True)
        with database.read() as session:
            assert accounts.user_named(session, "ada").name == "ADA"


def test_a_full_disk_says_so_and_leaves_nothing_half_done(sqlite_url: str, tmp_path: Path) -> None:
    with closing(Database(sqlite_url)) as database:
        world = settled_world(database)
        written(world, tmp_path / "work.zip")
        lose_all_work(world)
        fill(database)
        with pytest.raises(NoRoom, match="Nothing was stored"):
            take(world, tmp_path, "r01", "ada")
        assert recut.rows(world, Annotation) == recut.rows(world, Assignment) == []
