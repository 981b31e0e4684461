"""Seconds to import 1,000 articles of 25 sentences on SQLite with full durability, with the milliseconds of each part.

Run from the root of the repository: `python -m tests.bench.bench_import [ARTICLES]`.
"""

import random
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from annotator import migrate
from annotator.commands import importing as command
from annotator.db import Database
from annotator.intake import articles
from annotator.project import projects

WHO = ("chair Lena Ortiz", "the harbour master", "Gen. A. B. Frey", "a spokeswoman for Alder & Finch Ltd.")
WHAT = (
    "The fees rose by 12.5 percent",
    "U.S. Ferries had paid $4.2m",
    "“Nobody asked us,”",
    "It was late",
)
WHEN = ("on Monday", "in Oct. 2024", "at No. 7 Quay St.", "before the vote")


def text(number: int) -> str:
    """Return an invented article of a headline and 24 sentences in six paragraphs."""
    chance = random.Random(number)
    sentences = [
        f"{chance.choice(WHAT)} {chance.choice(WHEN)}, {chance.choice(WHO)} said in report {number}-{k}."
        for k in range(24)
    ]
    paragraphs = [" ".join(sentences[k : k + 4]) for k in range(0, 24, 4)]
    return f"**Harbour board report number {number}**\n\n" + "\n\n".join(paragraphs) + "\n"


def parts(folder: Path, texts: list[bytes]) -> None:
    """Print the milliseconds an article that reading with splitting, storing and committing take."""
    with closing(Database(f"sqlite:///{folder / 'parts.sqlite3'}")) as database:
        migrate.upgrade(database)
        with database.write() as session:
            project = projects.create(session, "Bench")
            phase = projects.open_phase(session, project.id or 0)
        spent = dict.fromkeys(("read and split", "store", "keep the original", "begin and commit"), 0.0)
        sentences, before = 0, time.process_time()
        for data in texts:
            started = time.perf_counter()
            made = articles.draft("a.txt", data)
            drafted = time.perf_counter()
            with database.write() as session:
                began = time.perf_counter()
                stored = articles.store(session, phase, made)
                done = time.perf_counter()
                articles.keep_original(session, stored, made, batch="bench", project_id=phase.project_id)
                kept = time.perf_counter()
            ended = time.perf_counter()
            sentences += stored.sentences
            steps = (drafted - started, done - began, kept - done, (began - drafted) + (ended - kept))
            spent = {name: total + step for (name, total), step in zip(spent.items(), steps, strict=True)}
    cpu = time.process_time() - before
    print(
        f"{len(texts)} articles of {sentences / len(texts):.1f} sentences: {sum(spent.values()):.2f} s, {cpu:.2f} s of CPU"
    )
    for name, seconds in spent.items():
        print(f"  {name:<20} {seconds / len(texts) * 1000:6.2f} ms")


def by_command(folder: Path, texts: list[bytes]) -> None:
    """Print the seconds that `annotator import FOLDER` takes in this process, start of Python and migration left out."""
    files = folder / "files"
    files.mkdir()
    for number, data in enumerate(texts):
        (files / f"{number:05}.txt").write_bytes(data)
    url = f"sqlite:///{folder / 'command.sqlite3'}"
    with closing(Database(url)) as database:
        migrate.upgrade(database)
    started = time.perf_counter()
    command.import_paths(
        url, (str(files),), project="Bench", language=None, columns={}, dry=False, found=False, as_json=False
    )
    print(f"annotator import: {time.perf_counter() - started:.2f} s", file=sys.stderr)


def main() -> None:
    """Measure both."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    texts = [text(number).encode() for number in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        parts(Path(folder), texts)
        by_command(Path(folder), texts)


if __name__ == "__main__":
    main()
