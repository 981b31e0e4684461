"""The manifest of a bundle: what was chosen, how much there is, and hashes by which to see that nothing was changed."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from annotator.exporting.job import Entry, Job
from annotator.exporting.surroundings import pretty

SCHEMA_VERSION = "1.0.0"
TABLES = ("articles", "sentences", "annotations", "spans")


class Manifest:
    """Counts the files of an export while they are written, and speaks of them at the end."""

    def __init__(self, job: Job, kind: str) -> None:
        self._job, self._kind = job, kind
        self._files: list[dict[str, Any]] = []
        self._rows: dict[str, dict[str, Any]] = {}

    def hashed(self, table: str, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Pass on the rows of a table as lines of JSON, counting them for the hash of the state."""
        digest, rows = hashlib.sha256(), 0
        for block in lines:
            digest.update(block)
            rows += block.count(b"\n")
            yield block
        self._rows[table] = {"rows": rows, "sha256": digest.hexdigest()}

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
        state = hashlib.sha256("".join(self._rows[name]["sha256"] for name in TABLES).encode()).hexdigest()
        return {
            "format": f"annotator-{self._kind}",
            "schema_version": SCHEMA_VERSION,
            "project": job.project,
            "scheme_versions": [one["version"] for one in job.schemes],
            "guideline_version": job.guideline[0],
            "choice": choice,
            "counts": {name: self._rows[name]["rows"] for name in TABLES},
            "state": state,
            "files": self._files,
        }
