"""Saves a second and their times over HTTP, at 1, 8 and 32 annotators, on SQLite with full durability.

    python -m tests.bench.bench_saves [--seconds 8] [--annotators 1,8,32] [--database URL]

Each annotator is a thread with one kept-alive connection that labels sentence after sentence without a pause.
"""

import argparse
import json
import tempfile
import threading
import time
import uuid
from pathlib import Path
from statistics import quantiles

from annotator import migrate
from annotator.db import Database
from tests.factories import World, make_world
from tests.support.server import Server
from tests.support.wire import Wire

LABELS = ("UFS", "NFS", "CFS", "NFS")
SENTENCES = 500


class Annotator(Wire):
    """One person with a kept-alive connection, who labels as fast as answers come."""

    def __init__(self, port: int, name: str, world: World) -> None:
        super().__init__(port, name)
        self.path = f"/projects/{world.slug}/ops"
        self.sentences = [view.public_id for view in world.sentences(world.articles[0], name)]
        self.times: list[float] = []
        self.errors = 0
        self.made = 0

    def save(self) -> None:
        turn = self.made
        self.made += 1
        fields = {
            "op_id": str(uuid.uuid4()),
            "kind": "label",
            "sentence": self.sentences[turn % len(self.sentences)],
            "value": json.dumps(LABELS[turn // 3 % len(LABELS)]),
            "base": "1.1",
            "at": str(int(time.time() * 1000)),
            "tab": "bench",
        }
        begun = time.perf_counter()
        status = self.send(self.path, fields)
        self.times.append(time.perf_counter() - begun)
        self.errors += status != 200


def measure(annotators: list[Annotator], seconds: float) -> str:
    """Let all of them label for a while and return one line of figures."""
    until = time.perf_counter() + seconds

    def work(one: Annotator) -> None:
        one.times.clear()
        one.errors = 0
        # Quantiles are of two moments at least.
        while time.perf_counter() < until or len(one.times) < 2:
            one.save()

    threads = [threading.Thread(target=work, args=(one,)) for one in annotators]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - begun
    times = sorted(moment for one in annotators for moment in one.times)
    cuts = quantiles(times, n=100)
    return (
        f"{len(annotators):3} annotators  {len(times) / passed:6.0f} saves/s  p50 {cuts[49] * 1000:6.1f} ms  "
        f"p95 {cuts[94] * 1000:6.1f} ms  p99 {cuts[98] * 1000:6.1f} ms  max {times[-1] * 1000:6.0f} ms  "
        f"errors {sum(one.errors for one in annotators)}"
    )


def main() -> None:
    """Print one line for each number of annotators."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--annotators", default="1,8,32")
    parser.add_argument("--database")
    options = parser.parse_args()
    numbers = [int(number) for number in options.annotators.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite:///{folder}/bench.sqlite3"
        database = Database(url)
        migrate.upgrade(database)
        names = tuple(f"annotator {number}" for number in range(max(numbers)))
        text = " ".join(f"The board counted {number} boats in the harbour." for number in range(SENTENCES))
        world = make_world(database, dict.fromkeys(names, ("annotator",)), (text,), assigned=names)
        server = Server(url, Path(folder))
        people = [Annotator(server.port, name, world) for name in names]
        for number in numbers:
            print(measure(people[:number], options.seconds), flush=True)
        server.stop()


if __name__ == "__main__":
    main()
