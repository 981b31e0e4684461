"""How long saves take while a large export runs through the page, beside the same without it, and its first byte.

    python -m tests.bench.bench_export_saves [--labels 100000] [--seconds 8]

The export is started again whenever it ends. Its bytes are read as fast as they come.
"""

import argparse
import tempfile
import threading
import time
from pathlib import Path

from annotator import migrate
from annotator.db import Database
from annotator.project import projects
from tests.bench.bench_export import Filling
from tests.bench.bench_saves import SENTENCES, Annotator, measure
from tests.factories import make_world
from tests.support.server import Server
from tests.support.wire import Wire


class Reader(Wire):
    """Downloads an export again and again until told to stop."""

    def __init__(self, port: int, name: str, form: str) -> None:
        super().__init__(port, name)
        self.path = f"/projects/bench/export/download?format={form}"
        self.firsts: list[float] = []
        self.size, self.goes_on = 0, True

    def work(self) -> None:
        """Download; the first bytes are timed."""
        while self.goes_on:
            begun = time.perf_counter()
            self.connection.request("GET", self.path, headers={"Cookie": self.cookie})
            answer = self.connection.getresponse()
            assert answer.status == 200, answer.status
            self.size += len(answer.read(1))
            self.firsts.append(time.perf_counter() - begun)
            while self.goes_on and (part := answer.read(1 << 16)):
                self.size += len(part)
            if not self.goes_on:
                # In the middle of an answer the connection can only be closed.
                self.connection.close()


def main() -> None:
    """Fill a database, measure saves without and with the export, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--annotators", type=int, default=4)
    parser.add_argument("--format", default="jsonl")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        database = Database(url)
        migrate.upgrade(database)
        filling = Filling(database, plain=False)
        filling.fill(options.labels)
        names = tuple(f"annotator {number}" for number in range(options.annotators))
        text = " ".join(f"The board counted {number} boats in the harbour." for number in range(SENTENCES))
        world = make_world(database, {**dict.fromkeys(names, ("annotator",)), "boss": ("manager",)}, (text,),
                           assigned=names, name="Saves")  # fmt: skip
        with database.write() as session:
            projects.add_member(session, filling.project, world.actors["boss"].user_id, ["manager"])
        server = Server(url, Path(folder))
        people = [Annotator(server.port, name, world) for name in names]
        print("without an export:", measure(people, options.seconds), flush=True)
        reader = Reader(server.port, "boss", options.format)
        reading = threading.Thread(target=reader.work)
        reading.start()
        print("during an export: ", measure(people, options.seconds), flush=True)
        reader.goes_on = False
        reading.join()
        print(f"{options.format}: {reader.size / 1e6:.1f} MB read, first byte {max(reader.firsts):.2f} s at most")
        server.stop()
        database.close()


if __name__ == "__main__":
    main()
