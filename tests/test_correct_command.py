"""`annotator correct` in a process of its own."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from annotator.db import Database
from tests.factories import TEXT, World, make_world
from tests.support.corrected import text_of
from tests.support.recut import PEOPLE, labels

WRONG = TEXT.replace("12 percent", "13 percent")


def run(url: str, world: World, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "annotator", "correct", *arguments, "--project", world.slug, "--database", url]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def test_a_corrected_file_is_looked_at_and_then_stored(sqlite_url: str, tmp_path: Path) -> None:
    with closing(Database(sqlite_url)) as database:
        world = make_world(database, PEOPLE, assigned=("ada",))
        article = world.articles[0]
        seen = run(sqlite_url, world, article, "-", "--dry-run", text=WRONG)
        again = "again\tFees rose by 12 percent last year.\tFees rose by 13 percent last year."
        assert seen.stdout.splitlines()[0] == again, seen.stderr
        assert text_of(world) == TEXT
        file = tmp_path / "mended.txt"
        file.write_text(WRONG, encoding="utf-8")
        done = run(sqlite_url, world, article, str(file), "--reason", "The paper was wrong.")
        assert done.stdout.splitlines()[-1] == f"{article}\tversion 2", done.stderr
        assert text_of(world) == WRONG
        assert labels(world) == [None] * 6


def test_what_cannot_be_gets_one_line_and_status_1(sqlite_url: str) -> None:
    with closing(Database(sqlite_url)) as database:
        world = make_world(database, PEOPLE)
        article = world.articles[0]
    for arguments, text, words in (
        ((article, "-"), TEXT, "nothing to correct"),
        ((article, "-"), "", "no letter"),
        (("art_0000000000000000", "-"), TEXT, "no such article"),
        ((article, "missing.txt"), "", "cannot be read"),
    ):
        done = run(sqlite_url, world, *arguments, text=text)
        assert (done.returncode, words in done.stderr, done.stderr.count("\n")) == (1, True, 1), done.stderr
