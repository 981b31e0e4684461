"""Milliseconds and queries of a large team: a label, opening, submitting, queue, taking, board, people, phases, log.

    python -m tests.bench.bench_team [--articles 10000] [--people 500] [--database URL] [--times 20]

An article has 25 sentences and four annotators: 10,000 articles are a million annotations and as many lines of history.
Seven in ten are submitted by all, most of the others are being annotated, some wait for people. Small by default.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, insert, literal, select

from annotator import migrate
from annotator.app import create_app
from annotator.db import Database
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Event,
    Membership,
    ReviewTally,
    Sentence,
    TextVersion,
    User,
    key_of,
    now,
    table_of,
)
from annotator.passwords import Passwords
from annotator.project import projects
from annotator.settings import Settings
from annotator.team import accounts
from tests.factories import PASSWORD, SECRET, Client

SENTENCES, PER_ARTICLE, BATCH = 25, 4, 500
LABELS = ("UFS", "NFS")
NOTHING: dict[str, Any] = {"label": None, "flags": []}
TEXT = "The harbour office said on day %06d.%02d that the tide had come in later than its tables promised. "
ASSIGNMENT, SENTENCE, ANNOTATION, EVENT = (table_of(model) for model in (Assignment, Sentence, Annotation, Event))


class Filling:
    """A project filled table by table with keys given out here."""

    def __init__(self, database: Database, people: int) -> None:
        self.database, self.people = database, people
        hashed = Passwords(cheap=True).hash(PASSWORD)
        with database.write() as session:
            project = projects.create(session, "Bench", annotators=PER_ARTICLE)
            self.project, self.slug = key_of(project), project.slug
            phase = projects.open_phase(session, self.project)
            self.phase, self.scheme = key_of(phase), phase.scheme_id
            mara = accounts.create_user(session, "mara", hashed, is_admin=True)
            projects.add_member(session, self.project, key_of(mara), ["manager", "reviewer"])
            self.first = key_of(mara) + 1
            users, members = [], []
            for n in range(people):
                name, key = f"bench-{n}", self.first + n
                users.append({"id": key, "name": name, "name_key": name, "password_hash": hashed, "created_at": now()})
                members.append({
                    "project_id": self.project, "user_id": key, "roles": ["annotator"], "pseudonym": f"b{n}",
                    "joined_at": now(), "guideline_version": 1,
                })  # fmt: skip
            session.execute(insert(table_of(User)), [user | {"is_admin": False, "theme": ""} for user in users])
            session.execute(insert(table_of(Membership)), members)

    def fill(self, articles: int) -> None:
        """Add articles with sentences and assignments, then annotations and history in one statement each."""
        for first in range(1, articles + 1, BATCH):
            rows: dict[Any, list[dict[str, Any]]] = {}
            for number in range(first, min(first + BATCH, articles + 1)):
                self._article(rows, number)
            with self.database.write() as session:
                for model in (Article, TextVersion, Sentence, Assignment, ReviewTally):
                    if rows.get(model):
                        session.execute(insert(table_of(model)), rows[model])
        with self.database.write() as session:
            session.execute(self._annotations())
            session.execute(self._events())

    def _article(self, rows: dict[Any, list[dict[str, Any]]], number: int) -> None:
        texts, public_id = [TEXT % (number, place) for place in range(SENTENCES)], f"art_{number:016x}"
        where = {"project_id": self.project, "article_id": number}
        rows.setdefault(Article, []).append({
            "id": number, "project_id": self.project, "phase_id": self.phase, "public_id": public_id, "title": "Tides",
            "language": "en", "split_key": public_id, "splitter": "bench", "text_version": 1, "cut": 1,
            "sentences": SENTENCES, "created_at": now(),
        })  # fmt: skip
        version = {"article_id": number, "number": 1, "text": "".join(texts), "sha256": "0", "created_at": now()}
        rows.setdefault(TextVersion, []).append(version)
        start = 0
        for place, text in enumerate(texts):
            rows.setdefault(Sentence, []).append({
                **where, "text_version": 1, "segment": place, "position": place, "number": place + 1, "kind": "body",
                "start": start, "end": start + len(text) - 1, "text": text[:-1], "from_cut": 1,
            })  # fmt: skip
            start += len(text)
        submitted, held = number % 10 < 7, PER_ARTICLE - (number % 10 == 9)
        for at in range(held):
            rows.setdefault(Assignment, []).append({
                **where, "user_id": self.first + (number * 7 + at * 13) % self.people, "round": 1, "position": 1,
                "state": "submitted" if submitted else "open", "done": SENTENCES, "assigned_at": now(),
                "started_at": now(), "last_at": now(),
            })  # fmt: skip
        tally = {"people": held if submitted else 0, "working": 0 if submitted else held, "sentences": SENTENCES}
        rest = {"differing": 3, "edges": 1, "agreed": 20, "settled": 0, "flagged": 0, "commented": 0}
        rows.setdefault(ReviewTally, []).append(where | tally | rest)

    def _annotations(self) -> Any:
        values = {
            "layer": "own", "round": 1, "label": "NFS", "flags": [], "blind": True, "scheme_id": self.scheme,
            "guideline_version": 1, "event_id": 0, "tab": "", "client_at": 0, "took": [], "reviewer_annotated": False,
            "version": 0, "created_at": now(), "updated_at": now(), "project_id": self.project,
        }  # fmt: skip
        return self._for_each_reading(ANNOTATION, values, ["article_id", "sentence_id", "user_id"])

    def _events(self) -> Any:
        values = {
            "project_id": self.project, "kind": "label", "before": NOTHING,
            "after": NOTHING | {"label": "NFS"}, "tab": "", "created_at": now(),
        }  # fmt: skip
        return self._for_each_reading(EVENT, values, ["article_id", "sentence_id", "user_id"])

    def _for_each_reading(self, table: Any, values: dict[str, Any], keys: list[str]) -> Any:
        g, s = ASSIGNMENT.c, SENTENCE.c
        fixed = [literal(value, table.c[name].type) for name, value in values.items()]
        rows = select(g.article_id, s.id, g.user_id, *fixed).join(SENTENCE, s.article_id == g.article_id)
        return insert(table).from_select([*keys, *values], rows)


def measure(name: str, times: int, ask: Callable[[], Any], queries: list[int]) -> None:
    """Print the median and 95th percentile of some runs, the median of processor time, and the queries of the last."""
    taken, worked = [], []
    for _ in range(times):
        queries.clear()
        begun, used = time.perf_counter(), time.process_time()
        answer = ask()
        taken.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - used) * 1000)
        if answer.status_code not in (200, 303):
            raise SystemExit(f"{name} answered {answer.status_code}")
    late = sorted(taken)[max(0, int(len(taken) * 0.95) - 1)]
    print(f"{name:<28}{statistics.median(taken):9.1f}{late:9.1f}{statistics.median(worked):9.1f}{len(queries):9}")


def run(database: Database, folder: Path, slug: str, times: int) -> None:
    """Ask for each page as the person who uses it."""
    app = create_app(Settings(database.url, folder, SECRET, cheap_passwords=True))
    queries: list[int] = []
    engine = app.extensions["annotator.database"].engine
    event.listen(engine, "before_cursor_execute", lambda *_: queries.append(1))
    ada, mara = Client(app.test_client()), Client(app.test_client())
    ada.sign_in("bench-7")
    mara.sign_in("mara")
    home = f"/projects/{slug}"
    print(f"{'page':<28}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'queries':>9}")
    work(database, Client(app.test_client()), slug, times, queries)
    measure("queue", times, lambda: ada.get(f"{home}/"), queries)
    measure("take", min(times, 10), lambda: ada.post(f"{home}/take"), queries)
    for show in ("all", "lacking", "working", "review", "settled"):
        measure(f"board, {show}", times, lambda show=show: mara.get(f"{home}/board?show={show}"), queries)  # type: ignore[misc]
    measure("board, one person", times, lambda: mara.get(f"{home}/board?person=8"), queries)
    measure("board, last page", times, lambda: mara.get(f"{home}/board?after=9900"), queries)
    for page in ("board/people", "people", "phases", "setup", "log", "log?show=people", "labels"):
        measure(page, times, lambda page=page: mara.get(f"{home}/{page}"), queries)  # type: ignore[misc]
    app.extensions["annotator.database"].close()


def work(database: Database, annotator: Client, slug: str, times: int, queries: list[int]) -> None:
    """Measure what an annotator waits for: a label, the page of an article, submitting it and taking it back."""
    g, a, u = ASSIGNMENT.c, table_of(Article).c, table_of(User).c
    opened = (
        select(u.name, a.public_id).join(ASSIGNMENT, g.user_id == u.id).join(table_of(Article), a.id == g.article_id)
    )
    with database.read() as session:
        name, article = session.execute(opened.where(g.state == "open").limit(1)).one()
    annotator.sign_in(name)
    sentence, label, value = f"{article}:0:{len(TEXT % (0, 0)) - 1}", cycle(LABELS), cycle((True, False))
    measure("label", times, lambda: annotator.op(slug, "label", sentence, next(label)), queries)
    measure("article", times, lambda: annotator.get(f"/projects/{slug}/articles/{article}"), queries)
    measure("submit, take back", times, lambda: annotator.op(slug, "submit", article, next(value)), queries)


def main() -> None:
    """Build the project and print the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--articles", type=int, default=200)
    words.add_argument("--people", type=int, default=50)
    words.add_argument("--times", type=int, default=20)
    words.add_argument("--database")
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(given.database or f"sqlite:///{folder}/bench.sqlite3")
        migrate.upgrade(database)
        begun = time.perf_counter()
        filling = Filling(database, given.people)
        filling.fill(given.articles)
        with database.read() as session:
            annotations = session.execute(select(func.count()).select_from(ANNOTATION)).scalar_one()
        seconds = time.perf_counter() - begun
        print(f"{given.articles} articles, {given.people} people, {annotations} annotations in {seconds:.0f} s")
        run(database, Path(folder), filling.slug, given.times)
        database.close()


if __name__ == "__main__":
    main()
