"""Two thousand corrections of any kind on any work, each taken back again."""

import shutil
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from annotator.db import Database
from tests.factories import make_world
from tests.support import built, recut
from tests.support.corrected import EDITS, edited, text_of
from tests.test_correcting import follows_and_comes_back

EXAMPLES = 2000


def test_no_correction_loses_anything(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "template.sqlite3"
    shutil.copyfile(sqlite_template, path)
    with closing(Database(f"sqlite:///{path}")) as database:
        world = make_world(database, recut.PEOPLE | {"ruth": ("reviewer",)}, (recut.TEXT,), assigned=("ada", "bo"))

    @settings(max_examples=EXAMPLES, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=built.STEPS, changes=EDITS)
    def each(steps: list[built.Step], changes: list[tuple[int, int, str]]) -> None:
        with recut.copied((path, world)) as copy:
            built.play(copy, steps)
            follows_and_comes_back(copy, edited(text_of(copy), changes))

    each()
