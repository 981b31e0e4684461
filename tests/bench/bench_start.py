"""Starting the server: time until it answers, memory of all its processes, size of an installation.

    python -m tests.bench.bench_start [--times 3] [--installed]

`--installed` makes a fresh virtual environment from this checkout and measures its folder; it needs a package index.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from annotator import migrate
from annotator.db import Database
from tests.factories import make_world
from tests.support.server import ROOT, Server


def memory(group: int) -> tuple[int, int]:
    """Return number and resident memory (kB, shared pages counted once) of the processes of a group."""
    count, total = 0, 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            if os.getpgid(int(folder.name)) != group:
                continue
            rollup = (folder / "smaps_rollup").read_text()
        except OSError:
            continue
        count += 1
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return count, total


def start(url: str, folder: Path, words: str) -> None:
    """Start a server, print how long it took and what it holds, stop it."""
    begun = time.perf_counter()
    server = Server(url, folder)
    passed = time.perf_counter() - begun
    count, total = memory(server.process.pid)
    print(f"{words:28} answers after {passed:5.2f} s, {count} processes, {total / 1000:6.1f} MB")
    server.stop()


def installed() -> None:
    """Print the size of a virtual environment with this checkout and what it needs, without pip itself."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "install", "--quiet", str(ROOT)]
        subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
        remove = [f"{folder}/bin/python", "-m", "pip", "uninstall", "--quiet", "--yes", "pip", "setuptools"]
        subprocess.run(remove, check=True, stderr=subprocess.DEVNULL)
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file() and not file.is_symlink())
        print(f"installed: {size / 1e6:.0f} MB")


def main() -> None:
    """Print a line for a new database and for one in use."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--installed", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start(f"sqlite:///{folder}/new.sqlite3", Path(folder), "a new database")
        url = f"sqlite:///{folder}/used.sqlite3"
        with closing(Database(url)) as database:
            migrate.upgrade(database)
            make_world(database)
        for _ in range(options.times):
            start(url, Path(folder), "a database in use")
    if options.installed:
        installed()


if __name__ == "__main__":
    main()
