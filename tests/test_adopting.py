"""What people did elsewhere comes onto articles that are here, with its rounds, decisions and comments, or is listed."""

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from annotator import bundles
from annotator.bundles import dataset_of
from annotator.db import Database
from annotator.models import Assignment, Verification, table_of
from tests.factories import World
from tests.support import built, recut
from tests.support.adopting import adopted, adopted_by_themselves, adopted_together, comments, lose_all_work, tables
from tests.support.exports import CHECKED, settled_world, spans, text_of
from tests.support.reviews import settle_directly
from tests.test_round_trip import EVERYTHING, LABELLED, exported, template

__all__ = ["template"]


@pytest.fixture(scope="module")
def submitted(template: tuple[Path, World]) -> tuple[Path, World]:
    """A project whose article two people have submitted, with marks and comments; built steps go on from there."""
    path, world = template
    made = path.with_name("submitted.sqlite3")
    shutil.copyfile(path, made)
    with closing(Database(f"sqlite:///{made}")) as database:
        whole = World(database, world.slug, world.project, world.actors, world.articles)
        assert built.play(whole, LABELLED) == len(LABELLED)
    return made, whole


def written(world: World, path: Path) -> Path:
    """Write a bundle with everything in it."""
    path.write_bytes(exported(world.database, world.project.id))
    return path


def comes_onto_its_articles(world: World, folder: Path, *, together: bool) -> list[tuple[str, str]]:
    """Send all work of a project onto its bare articles, one person's after the other or all together.

    What is not the same again was listed. Return the list.
    """
    before, handed_in = written(world, folder / "before.zip"), submissions(world)
    lose_all_work(world)
    if together:
        listed = adopted_together(world, before).left_out
    else:
        listed = [one for found in adopted_by_themselves(world, before).values() for one in found.left_out]
    after = written(world, folder / "after.zip")
    places = {where for where, _ in listed}
    if not places:
        assert tables(after) == tables(before)
        assert submissions(world) == handed_in
    old, new = tables(before)["sentences"], tables(after)["sentences"]
    for was, now in zip(old, new, strict=True):
        if not {was["id"], was["article_id"]} & places:
            assert now == was
    assert {one for one in comments(before) if one[0] not in places} <= comments(after) <= comments(before)
    return listed


def submissions(world: World) -> set[tuple[int, datetime]]:
    """Return who submitted when, last."""
    return {(work.user_id, work.submitted_at) for work in recut.rows(world, Assignment) if work.state == "submitted"}


@settings(
    max_examples=4,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=built.STEPS, together=st.booleans())
def test_all_work_of_any_project_comes_onto_its_bare_articles_or_is_listed(
    submitted: tuple[Path, World], tmp_path: Path, steps: list[built.Step], together: bool
) -> None:
    with recut.copied(submitted) as world:
        built.play(world, steps)
        comes_onto_its_articles(world, tmp_path, together=together)


@pytest.mark.parametrize("together", [False, True])
def test_rounds_decisions_and_comments_come_as_they_were(
    template: tuple[Path, World], tmp_path: Path, together: bool
) -> None:
    """Steps that leave nothing to list: submitted, reopened, changed, handed in again, settled and talked about."""
    with recut.copied(template) as world:
        done = built.play(world, EVERYTHING)
        assert done == len(EVERYTHING)
        assert comes_onto_its_articles(world, tmp_path, together=together) == []
    found = tables(tmp_path / "after.zip")["sentences"]
    assert {said["round"] for one in found for said in one["annotations"]} == {1, 2}
    assert [one["gold"]["took"] for one in found if one["gold"]] == [["r02"], []]
    assert comments(tmp_path / "after.zip")


def test_work_in_progress_and_the_checks_of_claims_come_as_they_were(database: Database, tmp_path: Path) -> None:
    world = settled_world(database)
    text, check = (
        text_of(world),
        {"claim": "c", "status": "done", "verdict": "Not Checkable", "rationale": "An opinion."},
    )
    own = {"label": "CFS", "claims": {"c": {"spans": spans(text, "unfair")}}, "verifications": {"c": check}}
    settle_directly(world, "ruth", 3, {"own": own, "note": "See the table."})
    with world.database.write() as session:
        checks = table_of(Verification)
        session.execute(update(checks).where(checks.c.user_id.is_(None)).values(reviewed_at=CHECKED))
    assert comes_onto_its_articles(world, tmp_path, together=False) == []
    desk = [one["gold"]["claims"] for one in tables(tmp_path / "after.zip")["sentences"] if one["gold"]]
    assert [one["verification"]["reviewer"] for claims in desk for one in claims if one["verification"]] == ["r04"]


def test_a_check_by_somebody_else_than_who_settled_comes_with_both(database: Database, tmp_path: Path) -> None:
    world = settled_world(database)
    check = {"claim": "c", "status": "done", "verdict": "Not Checkable", "rationale": "An opinion."}
    own = {"label": "CFS", "claims": {"c": {"spans": spans(text_of(world), "unfair")}}, "verifications": {"c": check}}
    settle_directly(world, "ruth", 3, {"own": own})
    checks, sam = table_of(Verification), world.actors["sam"].user_id
    with world.database.write() as session:
        session.execute(update(checks).where(checks.c.user_id.is_(None)).values(reviewer_id=sam))
    path = written(world, tmp_path / "before.zip")
    lose_all_work(world)
    alone = adopted_by_themselves(world, path)["r04"].left_out
    assert [reason for _, reason in alone] == ["r05 made a check of it. Import what r05 did together with it."]
    lose_all_work(world)
    assert adopted_together(world, path).left_out == []
    assert tables(written(world, tmp_path / "after.zip")) == tables(path)


def test_people_are_found_by_the_names_that_a_dataset_tells(light: Database, tmp_path: Path) -> None:
    world = settled_world(light)
    built.comment(world, "bo", "A slip?")
    before, path = submissions(world), tmp_path / "named.zip"
    path.write_bytes(exported(light, world.project.id, names=True))
    lose_all_work(world)
    with dataset_of(path) as dataset:
        assert list(bundles.adoptable(dataset)) == ["ada", "bo", "chi", "ruth"]
    found = [adopted(world, path, name, world.actors[name]) for name in ("ada", "bo", "chi", "ruth")]
    assert [(one.left_out, one.settled, one.comments) for one in found] == [
        ([], 0, 0), ([], 0, 1), ([], 0, 0), ([], 1, 0)
    ]  # fmt: skip
    assert submissions(world) == before
