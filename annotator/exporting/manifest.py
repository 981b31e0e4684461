"""The manifest of a bundle: what was chosen, how much there is, and hashes by which to see that nothing was changed."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import Any

from annotator.exporting.job import Entry, Job
from annotator.exporting.rows import TABLES
from annotator.exporting.surroundings import pretty

SCHEMA_VERSION = "1.0.0"


class State:
    """The hash of what is exported: of the rows of each table as lines of JSON."""

    def __init__(self) -> None:
        self._digests = {name: hashlib.sha256() for name in TABLES}

    def add(self, table: str, lines: bytes) -> None:
        """Add some lines of a table."""
        self._digests[table].update(lines)

    def value(self) -> str:
        """Return the SHA-256 of the SHA-256 of all tables."""
        return hashlib.sha256("".join(self._digests[name].hexdigest() for name in TABLES).encode()).hexdigest()


class Manifest:
    """Counts the files of an export while they are written, and speaks of them at the end.

    Whoever writes the files adds all rows of all tables to `state`, and how many they are to `counts`.
    """

    def __init__(self, job: Job, kind: str) -> None:
        self._job, self._kind = job, kind
        self._files: list[dict[str, Any]] = []
        self.state, self.counts = State(), dict.fromkeys(TABLES, 0)

    def add(self, table: str, lines: bytes, rows: int) -> None:
        """Count rows of a table, given as lines of JSON."""
        self.state.add(table, lines)
        self.counts[table] += rows

    def counted(self, path: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass on a file, counting its bytes and lines."""
        digest, size, lines = hashlib.sha256(), 0, 0
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            lines += chunk.count(b"\n")
            yield chunk
        entry = {"path": path, "bytes": size, "sha256": digest.hexdigest()}
        if not path.endswith(".parquet"):
            entry["lines"] = lines
        self._files.append(entry)

    def entry(self) -> Entry:
        """Return the manifest's own file; all others must have been read."""
        return "manifest.json", [pretty(self.value())]

    def value(self) -> dict[str, Any]:
        """Return what the manifest says, with every key in fixed order and nothing that changes by itself."""
        job = self._job
        choice = {name: value for name, value in asdict(job.choice).items() if name != "format"}
        if not choice["only"]:
            del choice["only"]
        return {
            "format": f"annotator-{self._kind}",
            "schema_version": SCHEMA_VERSION,
            "project": job.project,
            "scheme_versions": [one["version"] for one in job.schemes],
            "guideline_version": job.guideline[0],
            "choice": choice,
            "counts": self.counts,
            "state": self.state.value(),
            "files": self._files,
        }


def listed(job: Job, kind: str, files: Callable[[Job, Manifest], Iterable[Entry]]) -> Iterator[Entry]:
    """Yield the files of an export, each to be read to its end before the next, and the manifest that lists them."""
    manifest = Manifest(job, kind)
    for path, chunks in files(job, manifest):
        yield path, manifest.counted(path, chunks)
    yield manifest.entry()
