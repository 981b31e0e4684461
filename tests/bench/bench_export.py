"""Labels a second, peak memory and first byte of `annotator export`, from its start as a program to its last byte.

    python -m tests.bench.bench_export [--labels 100000] [--plain] [--formats jsonl ...] [--database URL]

Articles have 25 sentences and three annotators. Every third label is CFS with a claim, every sixth has an attribution
with a quotation and every twelfth a checked claim; with --plain there are labels only.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from annotator import migrate, scheme
from annotator.db import Database
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Attribution,
    Claim,
    Evidence,
    Sentence,
    TextVersion,
    Verification,
    key_of,
    now,
    table_of,
)
from annotator.project import projects
from annotator.team.accounts import create_user

SENTENCES, PEOPLE, BATCH = 25, 3, 200
WORDS = "The harbour office number %07d.%02d said “the tide came in later than the tables promised” on that morning. "
Rows = dict[Any, list[dict[str, Any]]]


class Filling:
    """A project filled table by table with keys given out here, so that a million labels take a minute."""

    def __init__(self, database: Database, *, plain: bool) -> None:
        self.database, self.plain = database, plain
        with database.write() as session:
            self.project = key_of(projects.create(session, "Bench", annotators=PEOPLE))
            phase = projects.open_phase(session, self.project)
            self.phase, self.scheme = key_of(phase), phase.scheme_id
            self.people = [key_of(create_user(session, f"bench-{n}", "!", checked=False)) for n in range(PEOPLE)]
            for person in self.people:
                projects.add_member(session, self.project, person, ["annotator"])
        self.made = 0

    def fill(self, labels: int) -> None:
        """Add articles until there are as many labels."""
        articles = -(-labels // (SENTENCES * PEOPLE))
        for first in range(0, articles, BATCH):
            rows: Rows = {}
            for number in range(first, min(first + BATCH, articles)):
                for model, row in self._article(number + 1):
                    rows.setdefault(model, []).append(row)
            with self.database.write() as session:
                for model in (Article, TextVersion, Sentence, Assignment, Annotation, Claim, Attribution, Verification,
                              Evidence):  # fmt: skip
                    if model in rows:
                        session.execute(insert(table_of(model)), rows[model])

    def _article(self, number: int) -> Iterator[tuple[Any, dict[str, Any]]]:
        sentences = [WORDS % (number, place) for place in range(SENTENCES)]
        text = "".join(sentences)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        public_id = f"art_{sha256[:16]}"
        yield Article, {
            "id": number, "project_id": self.project, "phase_id": self.phase, "public_id": public_id, "title": "Tides",
            "language": "en", "split_key": public_id, "splitter": "annotator-splitter/1.2", "text_version": 1, "cut": 1,
            "sentences": SENTENCES, "license": "CC0-1.0", "created_at": now(),
        }  # fmt: skip
        yield TextVersion, {
            "article_id": number, "number": 1, "text": text, "sha256": sha256, "created_at": now(),
        }  # fmt: skip
        for person in self.people:
            yield Assignment, {
                "project_id": self.project, "article_id": number, "user_id": person, "state": "submitted", "round": 1,
                "done": SENTENCES, "position": 1, "assigned_at": now(),
            }  # fmt: skip
        start = 0
        for place, text in enumerate(sentences):
            key = (number - 1) * SENTENCES + place + 1
            yield Sentence, {
                "id": key, "project_id": self.project, "article_id": number, "text_version": 1, "segment": place,
                "position": place, "number": place + 1, "kind": "body", "start": start, "end": start + len(text) - 1,
                "text": text[:-1], "from_cut": 1,
            }  # fmt: skip
            for person in self.people:
                yield from self._reading(number, key, person, start, text)
            start += len(text)

    def _reading(
        self, article: int, sentence: int, person: int, start: int, text: str
    ) -> Iterator[tuple[Any, dict[str, Any]]]:  # fmt: skip
        self.made += 1
        key = self.made
        yield Annotation, {
            "id": key, "project_id": self.project, "article_id": article, "sentence_id": sentence, "layer": "own",
            "user_id": person, "round": 1, "label": scheme.LABELS[key % 3], "flags": [], "blind": True,
            "scheme_id": self.scheme, "guideline_version": 1, "event_id": 0, "tab": "", "client_at": 0, "took": [],
            "reviewer_annotated": False, "version": 0, "created_at": now(), "updated_at": now(),
        }  # fmt: skip
        if self.plain or key % 3:
            return
        keys = {"project_id": self.project, "article_id": article, "annotation_id": key}
        inner = text.index("“") + 1, text.index("”")
        span = {"start": start + inner[0], "end": start + inner[1], "quote": text[inner[0] : inner[1]]}
        ends = {"first": span["start"], "last": span["end"]}
        yield Claim, {
            **keys, **ends, "id": key, "uuid": f"c{key}", "spans": [span], "types": ["event-property"],
            "level": "content", "attribution": f"a{key}" if key % 6 == 0 else None, "duplicate_of": [],
        }  # fmt: skip
        if key % 6 == 0:
            yield Attribution, {
                **keys, **ends, "uuid": f"a{key}", "source_spans": [], "cue_spans": [], "content_spans": [span],
                "source_type": "unnamed", "source_commitment": "asserts",
            }  # fmt: skip
        if key % 12 == 0:
            yield Verification, {
                "id": key, "project_id": self.project, "claim_id": key, "user_id": person, "status": "in-progress",
                "verdict": "Supported", "version": 1,
            }  # fmt: skip
            yield Evidence, {
                "verification_id": key, "position": 0, "url": "https://example.org/tides", "stance": "supports",
            }  # fmt: skip


def measure(url: str, form: str, labels: int) -> str:
    """Run the command once and return its figures as a line."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "annotator", "export", "--project", "bench", "--format", form, "--database", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        size = len(process.stdout.read(1))
        first = time.perf_counter() - begun
        while part := process.stdout.read(1 << 20):
            size += len(part)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    seconds = time.perf_counter() - begun
    return (
        f"{form:13} {labels / (seconds - first):9,.0f} labels/s from the first byte, {labels / seconds:9,.0f} with the "
        f"start of the program   {seconds:6.2f} s   first byte {first:5.2f} s   "
        f"processor {usage.ru_utime + usage.ru_stime:5.2f} s   peak {usage.ru_maxrss / 1024:5.0f} MB   file {size / 1e6:7.1f} MB"
    )


def main() -> None:
    """Fill a database, export it in each form, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=100_000)
    parser.add_argument("--formats", nargs="+", default=["jsonl", "csv"], help="those of several files come as a zip")
    parser.add_argument("--plain", action="store_true", help="labels only, no claims")
    parser.add_argument("--database", help="an empty database; else a throw-away SQLite file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        database = Database(url)
        migrate.upgrade(database)
        filling = Filling(database, plain=options.plain)
        filling.fill(options.labels)
        database.close()
        print(f"{filling.made:,} labels by {PEOPLE} people in articles of {SENTENCES} sentences")
        for form in options.formats:
            print(measure(url, form, filling.made), flush=True)


if __name__ == "__main__":
    main()
