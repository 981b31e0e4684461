"""Several people's work in one go, and by command."""

from pathlib import Path

import pytest

from annotator import bundles
from annotator.bundles import dataset_of
from annotator.errors import BadInput
from annotator.models import Annotation
from tests.factories import World
from tests.support import recut
from tests.test_adopting_refused import run, world

__all__ = ["world"]


def test_two_people_cannot_become_one_and_a_lost_one_is_named(world: World, tmp_path: Path) -> None:
    bo, ada = world.actors["bo"], world.actors["ada"]
    with dataset_of(tmp_path / "work.zip") as dataset, pytest.raises(BadInput, match="choose bo once"):
        bundles.adopt(world.database, {"r01": bo, "r02": bo}, dataset)
    with dataset_of(tmp_path / "work.zip") as dataset, pytest.raises(BadInput, match="called r09"):
        bundles.adopt(world.database, {"r01": ada, "r09": bo}, dataset)
    assert recut.rows(world, Annotation) == []


def test_the_command_lists_what_comes_and_what_does_not(world: World, tmp_path: Path) -> None:
    path, where = str(tmp_path / "work.zip"), ["--project", world.slug, "--database", world.database.url]
    listed = run(["project", "annotations", path, *where]).stdout
    assert "  r02: 4 sentences, 1 comment\n" in listed
    assert "  r04: 1 settled\n" in listed
    both = ["--annotator", "r01", "--as", "ada", "--annotator", "r02", "--as", "bo"]
    done = run(["project", "annotations", path, *where, *both, "--comments"])
    assert done.exit_code == 0, done.output
    assert f"  {world.articles[0]}: annotations 8, submitted 2, comments 1\n" in done.stdout
    odd = run(["project", "annotations", path, *where, *both, "--annotator", "r04"])
    assert odd.stderr == "annotator: Give each --annotator once, and an --as with each.\n"
    words = ["project", "annotations", path, *where, "--annotator", "r04", "--as", "ruth", "--gold"]
    assert "0 of later rounds, 1 settled" in run([*words, "--dry-run"]).stdout
    assert "0 of later rounds, 1 settled" in run(words).stdout
    again = run(words)
    assert (again.exit_code, "settled here already" in again.stdout) == (1, True)
