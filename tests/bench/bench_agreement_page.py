"""Seconds until the agreement page of a large project is there, from the request to the last byte of the answer.

    python -m tests.bench.bench_agreement_page [--labels 1000000] [--short] [--database URL]

Articles have 25 sentences and three annotators of fifteen, who mark a claim with source, cue and content on each
check-worthy sentence. The default filter is timed after one article was taken back and submitted again; the other
filters and pages once each.
"""

import argparse
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert

from annotator import migrate
from annotator.access import Actor, ProjectRef
from annotator.annotate.operations import Operation
from annotator.app import create_app
from annotator.db import Database
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Attribution,
    Claim,
    Sentence,
    TextVersion,
    key_of,
    now,
    table_of,
)
from annotator.passwords import Passwords
from annotator.project import projects
from annotator.reliability import keeping
from annotator.settings import Settings
from annotator.team import accounts
from annotator.work.assignment import hand_in
from tests.factories import PASSWORD, SECRET, Client

SENTENCES, PEOPLE, TEAM, BATCH = 25, 3, 15, 200
TEXT = "The harbour office said on day %07d.%02d that the tide had come in later than its tables promised. "
LABELS = np.array(["CFS", "UFS", "NFS"])
Rows = dict[Any, list[dict[str, Any]]]


class Filling:
    """A project filled table by table with keys given out here."""

    def __init__(self, database: Database) -> None:
        self.database, self.chance, self.made = database, np.random.default_rng(3), 0
        hashed = Passwords(cheap=True).hash(PASSWORD)
        with database.write() as session:
            project = projects.create(session, "Bench", annotators=PEOPLE)
            self.ref = ProjectRef(key_of(project), project.slug, project.name)
            phase = projects.open_phase(session, self.ref.id)
            self.phase, self.scheme = key_of(phase), phase.scheme_id
            self.team = [key_of(accounts.create_user(session, f"bench-{n}", hashed)) for n in range(TEAM)]
            for person in self.team:
                projects.add_member(session, self.ref.id, person, ["annotator"])
            manager = accounts.create_user(session, "mara", hashed, is_admin=True)
            projects.add_member(session, self.ref.id, key_of(manager), ["manager", "reviewer"])

    def fill(self, labels: int) -> int:
        """Add articles until there are as many labels; return how many articles."""
        articles = -(-labels // (SENTENCES * PEOPLE))
        for first in range(0, articles, BATCH):
            rows: Rows = {}
            for number in range(first, min(first + BATCH, articles)):
                for model, row in self._article(number + 1):
                    rows.setdefault(model, []).append(row)
            with self.database.write() as session:
                for model in (Article, TextVersion, Sentence, Assignment, Annotation, Claim, Attribution):
                    if model in rows:
                        session.execute(insert(table_of(model)), rows[model])
        return articles

    def _article(self, number: int) -> Iterator[tuple[Any, dict[str, Any]]]:
        texts = [TEXT % (number, place) for place in range(SENTENCES)]
        public_id = f"art_{number:016x}"
        yield Article, {
            "id": number, "project_id": self.ref.id, "phase_id": self.phase, "public_id": public_id, "title": "Tides",
            "language": "en", "split_key": public_id, "splitter": "bench", "text_version": 1, "cut": 1,
            "sentences": SENTENCES, "created_at": now(),
        }  # fmt: skip
        yield TextVersion, {
            "article_id": number, "number": 1, "text": "".join(texts), "sha256": "0" * 64, "created_at": now(),
        }  # fmt: skip
        people = [self.team[(number + at * (1 + number % 4)) % TEAM] for at in range(PEOPLE)]
        for person in people:
            yield Assignment, {
                "project_id": self.ref.id, "article_id": number, "user_id": person, "state": "submitted", "round": 1,
                "done": SENTENCES, "position": 1, "assigned_at": now(), "submitted_at": now(),
            }  # fmt: skip
        truth = self.chance.choice(3, size=SENTENCES, p=[0.25, 0.15, 0.6])
        slips = self.chance.random((SENTENCES, PEOPLE)) < self.chance.beta(1, 4)
        given = np.where(slips, self.chance.integers(0, 3, size=(SENTENCES, PEOPLE)), truth[:, None])
        start = 0
        for place, text in enumerate(texts):
            key = (number - 1) * SENTENCES + place + 1
            yield Sentence, {
                "id": key, "project_id": self.ref.id, "article_id": number, "text_version": 1, "segment": place,
                "position": place, "number": place + 1, "kind": "body", "start": start, "end": start + len(text) - 1,
                "text": text[:-1], "from_cut": 1,
            }  # fmt: skip
            for at, person in enumerate(people):
                yield from self._reading(number, key, person, start, str(LABELS[given[place, at]]))
            start += len(text)

    def _reading(
        self, article: int, sentence: int, person: int, start: int, label: str
    ) -> Iterator[tuple[Any, dict[str, Any]]]:
        self.made += 1
        key = self.made
        yield Annotation, {
            "id": key, "project_id": self.ref.id, "article_id": article, "sentence_id": sentence, "layer": "own",
            "user_id": person, "round": 1, "label": label, "flags": [], "blind": True, "scheme_id": self.scheme,
            "guideline_version": 1, "event_id": 0, "tab": "", "client_at": 0, "took": [], "reviewer_annotated": False,
            "version": 0, "created_at": now(), "updated_at": now(),
        }  # fmt: skip
        if label != "CFS":
            return
        shift = int(self.chance.integers(0, 4))
        keys = {
            "project_id": self.ref.id,
            "article_id": article,
            "annotation_id": key,
            "first": start,
            "last": start + 90,
        }

        def span(first: int, last: int) -> list[dict[str, Any]]:
            return [{"start": start + first, "end": start + last, "quote": "x" * (last - first)}]

        yield Claim, {
            **keys, "uuid": f"c{key}", "spans": span(shift, 90), "types": ["numerical"] if shift else ["causal"],
            "level": "content", "duplicate_of": [],
        }  # fmt: skip
        yield Attribution, {
            **keys, "uuid": f"a{key}", "source_spans": span(0, 18), "cue_spans": span(19, 23),
            "content_spans": span(40 + shift, 90), "source_entity": "harbour office", "source_type": "unnamed",
        }  # fmt: skip


def clock(name: str, work: Callable[[], Any], repeats: int = 1) -> None:
    """Print the seconds of each run."""
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    print(f"  {name:<72}" + " ".join(f"{seconds:7.2f} s" for seconds in found), flush=True)


def timed(filling: Filling, url: str, folder: Path, articles: int) -> None:
    """Ask for every page of agreement."""
    settings = Settings(database_url=url, data=folder, secret_key=SECRET, cheap_passwords=True)
    client = Client(create_app(settings).test_client())
    client.sign_in("mara")
    base = f"/projects/{filling.ref.slug}/agreement"

    def get(path: str) -> None:
        answer = client.get(base + path)
        assert answer.status_code == 200, (path, answer.status_code)

    def again() -> None:
        """Take an article back and submit it again, as its annotator."""
        number = articles // 2
        who = filling.team[number % TEAM]
        actor = Actor(who, "bench", project=filling.ref, roles=frozenset({"annotator"}))
        for value in (False, True):
            op = Operation(str(uuid.uuid4()), "submit", f"art_{number:016x}", value)
            with filling.database.write() as session:
                hand_in(session, actor, op)

    clock("default filter, the first time", lambda: get(""))
    for _ in range(3):
        clock("taking an article back and submitting it again", again)
        clock("default filter, one article changed since", lambda: get(""))
    clock("one phase", lambda: get("?phase=Main+round"))
    clock("headings too", lambda: get("?headings=1&now=1"))
    clock("three people", lambda: get("?who=r01+r02+r03&now=1"))
    clock("the sentences of one cell", lambda: get("/sentences?label=CFS&label=UFS&now=1"))
    clock("against gold", lambda: get("/gold?now=1"))
    clock("phases and guideline", lambda: get("/parts?now=1"))
    clock("all figures as JSON", lambda: get("/figures.json"))
    clock("the labels as CSV", lambda: get("/labels.csv"))


def main() -> None:
    """Fill a database and print the timings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=1_000_000)
    parser.add_argument("--short", action="store_true", help="30,000 labels")
    parser.add_argument("--database", help="an empty database; else a throw-away SQLite file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = options.database or f"sqlite:///{folder / 'bench.sqlite3'}"
        database = Database(url)
        migrate.upgrade(database)
        filling = Filling(database)
        articles = filling.fill(30_000 if options.short else options.labels)
        print(f"{filling.made:,} labels on {articles:,} articles by {TEAM} people, {PEOPLE} an article")
        with database.write() as session:
            clock("keeping the tally of every article", lambda: keeping.refresh_project(session, filling.ref.id))
        timed(filling, url, folder, articles)
        database.close()


if __name__ == "__main__":
    main()
