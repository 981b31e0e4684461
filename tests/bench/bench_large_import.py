"""Saves of one annotator while a large import goes on through the running server, on SQLite with full durability.

    python -m tests.bench.bench_large_import [--articles 10000] [--way browser|worker|command]

One person uploads JSON lines and lets them be imported, as the progress page does (`browser`), or with the commands
beside the server. Another labels, with a pause of 0.1 s after each save. The times of saves are printed for
before, for the upload and for the import, then the seconds that both took.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from annotator import migrate
from annotator.db import Database
from tests.bench.bench_import import text
from tests.bench.bench_saves import SENTENCES, Annotator
from tests.factories import World, all_roles, make_world
from tests.support.server import Server
from tests.support.wire import Wire

PAUSE_SECONDS = 0.1
BEFORE_SECONDS = 8


class Manager(Wire):
    """Uploads a table and imports what it holds, step by step."""

    batch = ""

    def upload(self, slug: str, data: bytes) -> None:
        """Send one file of JSON lines and say which column holds the text."""
        edge = "----edge-of-a-part"
        parts = [("csrf_token", "", self.token.encode()), ("language", "", b"en"), ("text", "", b"")]
        parts.append(("files", '; filename="articles.jsonl"', data))
        body = b"".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"
            for name, more, value in parts
        )
        headers = {"Cookie": self.cookie, "Content-Type": f"multipart/form-data; boundary={edge}"}
        self.connection.request("POST", f"/projects/{slug}/import", body + f"--{edge}--\r\n".encode(), headers)
        answer = self.connection.getresponse()
        answer.read()
        self.batch = str(answer.getheader("Location")).split("/import/")[1].partition("?")[0]
        self.connection.request("GET", f"/projects/{slug}/import/{self.batch}", headers={"Cookie": self.cookie})
        key = re.findall(rb'name="file" value="(\d+)"', self._answer()[1])[0].decode()
        where = f"/projects/{slug}/import/{self.batch}"
        self.send(where, {"file": key, "do": "columns", "column-text": "text", "column-title": "title"})

    def steps(self, slug: str) -> None:
        """Import everything, as the page that shows the progress does."""
        where = f"/projects/{slug}/import/{self.batch}"
        self.send(f"{where}/store", {})
        self.send(f"{where}/step", {})
        while b'id="progress"' in self.last:
            self.send(f"{where}/step", {})

    def _answer(self) -> tuple[int, bytes]:
        status, self.last = super()._answer()
        return status, self.last


def lines(count: int) -> bytes:
    """Return so many invented articles of 13 sentences as JSON lines."""
    texts = (text(number) for number in range(count))
    short = (one[: one.rindex("\n\n", 0, len(one) // 2)] for one in texts)
    return b"".join(json.dumps({"title": one[2:40], "text": one}).encode() + b"\n" for one in short)


def labelled(annotator: Annotator, phase: list[str], times: dict[str, list[float]]) -> None:
    """Label until the phase is over; the times are kept by the phase in which a save began."""
    while phase[0]:
        now = phase[0]
        annotator.save()
        times[now].append(annotator.times[-1])
        time.sleep(PAUSE_SECONDS)


def beside(server: Server, *command: str) -> None:
    """Run a command of Annotator beside the server."""
    whole = [sys.executable, "-m", "annotator", *command, "--database", server.database_url]
    subprocess.run(whole, stdout=subprocess.DEVNULL, check=True)


def run(way: str, world: World, server: Server, table: Path) -> None:
    """Measure one way and print its figures."""
    manager = Manager(server.port, "mia", patience=600)
    annotator = Annotator(server.port, "ada", world)
    phase: list[str] = ["before"]
    times: dict[str, list[float]] = defaultdict(list)
    thread = threading.Thread(target=labelled, args=(annotator, phase, times))
    thread.start()
    time.sleep(BEFORE_SECONDS)
    jobs: dict[str, Callable[[], None]] = {
        "upload": lambda: manager.upload(world.slug, table.read_bytes()), "import": lambda: manager.steps(world.slug)
    }  # fmt: skip
    if way == "worker":
        jobs["import"] = lambda: beside(server, "worker", "--once")
    if way == "command":
        jobs = {"import": lambda: beside(server, "import", str(table), "--project", "Bench")}
    for name, job in jobs.items():
        if name == "import" and way == "worker":
            manager.send(f"/projects/{world.slug}/import/{manager.batch}/store", {})
        phase[0] = name
        begun = time.perf_counter()
        job()
        print(f"{name} took {time.perf_counter() - begun:.1f} s")
    phase[0] = ""
    thread.join()
    for name, some in times.items():
        cuts = [1000 * cut for cut in quantiles(some, n=100)]
        print(f"{name:8} {len(some):5} saves  p50 {cuts[49]:6.1f} ms  p95 {cuts[94]:6.1f} ms  p99 {cuts[98]:6.1f} ms")
    print(f"errors {annotator.errors}")


def main() -> None:
    """Print the figures of one way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--way", default="browser", choices=("browser", "worker", "command"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        database = Database(url)
        migrate.upgrade(database)
        said = " ".join(f"The board counted {number} boats in the harbour." for number in range(SENTENCES))
        people = {"mia": all_roles(), "ada": ("annotator",)}
        world = make_world(database, people, (said,), assigned=("ada",))
        server = Server(url, Path(folder))
        table = Path(folder) / "articles.jsonl"
        table.write_bytes(lines(options.articles))
        run(options.way, world, server, table)
        server.stop()
        database.close()


if __name__ == "__main__":
    main()
