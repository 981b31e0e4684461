"""The queue of a reviewer, its article page and the history of a sentence in a large project: times and queries.

    python -m tests.bench.bench_review [--people 50] [--articles 1000] [--annotators 4] [--times 40] [--database URL]

The default has 25,000 sentences and 100,000 annotations; --people 500 --articles 10000 has 250,000 and 1,000,000. Rows
are written straight into the tables, as people would have left them, because making them one by one takes hours. Times
are those of the whole request in the application, without a network; queries are counted, sign-in included.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

from sqlalchemy import event, insert, select

from annotator import migrate
from annotator.app import create_app
from annotator.db import Database
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Event,
    ReviewTally,
    Sentence,
    SentenceState,
    TextVersion,
    now,
    table_of,
)
from annotator.passwords import Passwords
from annotator.review import states
from annotator.settings import Settings
from tests.factories import PASSWORD, SECRET, Client, World, make_world

SENTENCES = 25
LABELS = ("CFS", "UFS", "NFS")
CHUNK = 20_000
Rows = Iterator[dict[str, Any]]


def store(database: Database, model: Any, rows: Rows) -> int:
    """Write rows in parts and return how many."""
    count = 0
    while part := list(islice(rows, CHUNK)):
        with database.write() as session:
            session.execute(insert(table_of(model)), part)
        count += len(part)
    return count


class Large:
    """The rows of a large project: each article has a few annotators, who differ on about one sentence in five."""

    def __init__(self, world: World, users: list[int], articles: int, annotators: int) -> None:
        self.world, self.users, self.count, self.annotators = world, users, articles, annotators
        self.chance, self.moment = random.Random(7), now()
        a = table_of(Article).c
        with world.database.read() as session:
            row = session.execute(select(a.phase_id, a.id)).first()
            assert row is not None
            self.phase, self.first = row.phase_id, row.id + 1
            s = table_of(Sentence).c
            self.sentence = int(session.execute(select(s.id).order_by(s.id.desc())).scalars().first() or 0) + 1
        self.keys = {"project_id": world.project.id}

    def places(self) -> Iterator[tuple[int, int, int]]:
        for article in range(self.count):
            for number in range(SENTENCES):
                yield self.first + article, self.sentence + article * SENTENCES + number, number

    def people(self, article: int) -> list[int]:
        return [self.users[(article * 7 + at) % len(self.users)] for at in range(self.annotators)]

    def articles(self) -> Rows:
        for article in range(self.count):
            yield {
                **self.keys, "id": self.first + article, "phase_id": self.phase, "public_id": f"art_{article:016x}",
                "title": f"Harbour board meets for the {article}th time", "language": "en", "split_key": f"k{article}",
                "splitter": "bench", "text_version": 1, "cut": 1, "sentences": SENTENCES, "created_at": self.moment,
            }  # fmt: skip

    def texts(self) -> Rows:
        for article in range(self.count):
            text = " ".join(["The board counted its boats in the harbour again."] * SENTENCES)
            yield {"article_id": self.first + article, "number": 1, "text": text, "sha256": "0" * 64,
                   "created_at": self.moment}  # fmt: skip

    def sentences(self) -> Rows:
        for article, key, number in self.places():
            yield {
                **self.keys, "id": key, "article_id": article, "text_version": 1, "segment": 0, "position": number,
                "number": number + 1, "kind": "body", "start": number * 50, "end": number * 50 + 49,
                "text": "The board counted its boats in the harbour again.", "from_cut": 1,
            }  # fmt: skip

    def assignments(self) -> Rows:
        for article in range(self.first, self.first + self.count):
            for user in self.people(article):
                yield {**self.keys, "article_id": article, "user_id": user, "state": "submitted", "round": 1,
                       "done": SENTENCES, "position": SENTENCES, "assigned_at": self.moment,
                       "submitted_at": self.moment}  # fmt: skip

    def label(self, key: int, at: int) -> str:
        return LABELS[(key + (at == 0 and key % 5 == 0)) % 3]

    def annotations(self) -> Rows:
        scheme = 1
        for article, key, _ in self.places():
            for at, user in enumerate(self.people(article)):
                yield {
                    **self.keys, "article_id": article, "sentence_id": key, "layer": "own", "user_id": user,
                    "round": 1, "label": self.label(key, at), "flags": [], "blind": True, "scheme_id": scheme,
                    "guideline_version": 1, "event_id": 0, "tab": "", "client_at": 0, "took": [],
                    "reviewer_annotated": False, "version": 0, "created_at": self.moment, "updated_at": self.moment,
                }  # fmt: skip

    def events(self) -> Rows:
        for article, key, _ in self.places():
            for at, user in enumerate(self.people(article)):
                yield {
                    **self.keys, "article_id": article, "sentence_id": key, "user_id": user, "kind": "label",
                    "before": {"label": None, "flags": []}, "after": {"label": self.label(key, at), "flags": []},
                    "tab": "", "created_at": self.moment,
                }  # fmt: skip

    def states(self) -> Rows:
        for article, key, number in self.places():
            differs = int(key % 5 == 0)
            settled = bool(differs and article % 3 == 0)
            yield {
                "sentence_id": key, **self.keys, "article_id": article, "judged": self.annotators, "differs": differs,
                "flagged": key % 97 == 0, "comments": int(key % 193 == 0), "settled": settled,
                "waits": states.waits_for(self.annotators, differs, settled=settled), "start": number * 50,
                "labels": ",".join(sorted({self.label(key, 0), self.label(key, 1)})),
                "draw": self.chance.randrange(10_000),
            }  # fmt: skip

    def tallies(self) -> Rows:
        for article in range(self.first, self.first + self.count):
            yield {**self.keys, "article_id": article, "people": self.annotators, "working": 0,
                   "sentences": SENTENCES, "differing": 0 if article % 3 == 0 else 5, "edges": 0, "agreed": 20,
                   "settled": 5 if article % 3 == 0 else 0, "flagged": 1, "commented": 1}  # fmt: skip


def fill(world: World, people: int, articles: int, annotators: int) -> int:
    """Write the large project and return how many annotations it has."""
    from annotator.project import projects
    from annotator.team import accounts

    hashed, users = Passwords(cheap=True).hash(PASSWORD), []
    with world.database.write() as session:
        for number in range(people):
            user = accounts.create_user(session, f"person-{number}", hashed)
            assert user.id is not None
            projects.add_member(session, world.project.id, user.id, ["annotator"])
            users.append(user.id)
    large = Large(world, users, articles, annotators)
    made = ((Article, large.articles), (TextVersion, large.texts), (Sentence, large.sentences),
            (Assignment, large.assignments), (SentenceState, large.states), (ReviewTally, large.tallies),
            (Event, large.events))  # fmt: skip
    for model, rows in made:
        store(world.database, model, rows())
    return store(world.database, Annotation, large.annotations())


def measure(name: str, database: Database, visit: Callable[[int], Any], times: int) -> None:
    """Print times, those of the processor too, and the number of queries of one page."""
    counts: list[int] = []
    spent: list[float] = []
    worked: list[float] = []

    def counted(*_: object) -> None:
        counts[-1] += 1

    event.listen(database.engine, "before_cursor_execute", counted)
    for turn in range(times + 1):
        counts.append(0)
        begun, used = time.perf_counter(), time.process_time()
        assert visit(turn).status_code == 200, name
        worked.append((time.process_time() - used) * 1000)
        spent.append((time.perf_counter() - begun) * 1000)
    event.remove(database.engine, "before_cursor_execute", counted)
    cuts, cpu = quantiles(spent[1:], n=100), quantiles(worked[1:], n=100)
    times_of = f"p50 {cuts[49]:7.1f} ms  p95 {cuts[94]:7.1f} ms  cpu p50 {cpu[49]:6.1f} p95 {cpu[94]:6.1f} ms"
    print(f"{name:34} {times_of}  queries {sorted(set(counts[1:]))}", flush=True)


def main() -> None:
    """Make the project and print one line a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--annotators", type=int, default=4)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{folder}/bench.sqlite3"
        database = Database(url)
        migrate.upgrade(database)
        world = make_world(database, {"ruth": ("reviewer",)})
        begun = time.perf_counter()
        count = fill(world, options.people, options.articles, options.annotators)
        size = options.articles * SENTENCES
        print(f"{count} annotations of {size} sentences made in {time.perf_counter() - begun:.0f} s", flush=True)
        app = create_app(Settings(url, Path(folder), SECRET, cheap_passwords=True))
        client = Client(app.test_client())
        client.sign_in("ruth")
        visits(app.extensions["annotator.database"], client, f"/projects/{world.slug}", options)
        app.extensions["annotator.database"].close()
        database.close()


def visits(database: Database, client: Client, home: str, options: argparse.Namespace) -> None:
    """Measure every page on places spread over the project."""
    step = max(1, options.articles // (options.times + 1))

    def place(turn: int) -> int:
        return int(turn * step % options.articles)

    shows = ("differ", "edges", "flagged", "comments", "agreed", "settled", "all", "differ&pair=CFS-UFS",
             "all&pair=?-NFS", "all&who=20")  # fmt: skip
    for show in shows:
        measure(f"queue {show}", database, lambda turn, show=show: client.get(  # type: ignore[misc]
            f"{home}/review?show={show}&after={place(turn)}.0"), options.times)  # fmt: skip
    measure("articles", database, lambda turn: client.get(f"{home}/review/articles?after={place(turn)}"), options.times)
    measure("one article", database, lambda turn: client.get(
        f"{home}/articles/art_{place(turn):016x}/review"), options.times)  # fmt: skip
    measure("history of a sentence", database, lambda turn: client.get(
        f"{home}/history/art_{place(turn):016x}:50:99"), options.times)  # fmt: skip
    measure("talk", database, lambda _: client.get(f"{home}/talk"), options.times)


if __name__ == "__main__":
    main()
