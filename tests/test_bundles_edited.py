"""Bundles that somebody edited by hand come in sound and whole, or are refused in one sentence with nothing left behind.

Many more seeds run in tests/soak/.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.db import Database
from tests.factories import Client
from tests.support import mutating
from tests.support.databases import without_waiting
from tests.support.edited import Desk, comes_in_or_is_refused, desk, fits_or_is_refused
from tests.support.uploads import alerts
from tests.support.worlds import Application


@pytest.fixture(scope="module")
def edited(sqlite_template: Path, application: Application, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A project and its bundles, whose articles are bare."""
    folder = tmp_path_factory.mktemp("edited")
    path = shutil.copyfile(sqlite_template, folder / "edited.sqlite3")
    with closing(Database(f"sqlite:///{path}")) as database:
        yield desk(without_waiting(database), lambda: Client(application(database.url).test_client()), folder)


def test_an_edited_bundle_comes_in_as_a_sound_project_or_is_refused(edited: Desk) -> None:
    taken = [comes_in_or_is_refused(edited, seed) for seed in range(12)]
    assert 0 < sum(taken) < len(taken)


def test_work_out_of_an_edited_bundle_fits_or_is_refused(edited: Desk) -> None:
    taken = [
        fits_or_is_refused(edited, seed, source) for source in (edited.whole, edited.work) for seed in range(200, 203)
    ]
    assert sum(taken) > 0


def test_what_belongs_to_two_articles_at_once_is_refused(edited: Desk) -> None:
    files = dict(edited.whole)
    files["history/comment.jsonl"] = files["history/comment.jsonl"].replace(b'"article_id":1', b'"article_id":2')
    mutating.with_hashes(files)
    answer = edited.send("/import-project", files, name="Copy", store="1")
    assert alerts(answer) == ["2 comments name another article than their sentence. So nothing was imported."]
