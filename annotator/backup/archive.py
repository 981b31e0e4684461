"""A database as a zip file: `manifest.json`, and for each table a file of JSON lines, the first one its columns."""

import hashlib
import zipfile
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from annotator import __version__
from annotator.backup.rows import plain_rows, reflected
from annotator.db import Database
from annotator.errors import BadInput, SetupError
from annotator.migrate import revision

KIND, FORMAT = "annotator-backup", 1
MANIFEST = "manifest.json"
BROKEN = "This backup is damaged: {what}. Use another one."


def write(database: Database, path: Path) -> None:
    """Write every table out of one snapshot; saves go on meanwhile."""
    tables = {}
    with database.read() as session, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        version = revision(session)
        for name, table in reflected(session).items():
            digest, count = hashlib.sha256(), -1
            with target.open(f"{name}.jsonl", "w", force_zip64=True) as file:
                for row in _lines(session, table):
                    digest.update(row)
                    file.write(row)
                    count += 1
            tables[name] = {"rows": count, "sha256": digest.hexdigest()}
        about = {"kind": KIND, "format": FORMAT, "program": __version__, "revision": version, "tables": tables}
        target.writestr(MANIFEST, orjson.dumps(about, option=orjson.OPT_INDENT_2))


def _lines(session: Any, table: Any) -> Iterator[bytes]:
    yield orjson.dumps([str(column.name) for column in table.columns], option=orjson.OPT_APPEND_NEWLINE)
    for row in plain_rows(session, table):
        yield orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)


class Archive:
    """A zip file that `write` made. Raises BadInput for one that is damaged, SetupError for a newer one."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            about = orjson.loads(self._zip.read(MANIFEST))
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
            raise BadInput(BROKEN.format(what="it is cut short, or no backup of Annotator")) from fault
        if not isinstance(about, dict) or about.get("kind") != KIND:
            raise BadInput("This file is no backup of a database. Backups are made with: annotator backup FILE")
        if about["format"] > FORMAT:
            raise SetupError(f"Annotator {about['program']} made this backup. Install that version to restore it.")
        self.revision: str = about["revision"]
        self.counts: dict[str, int] = {name: entry["rows"] for name, entry in about["tables"].items()}
        self._sums = {name: entry["sha256"] for name, entry in about["tables"].items()}

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def check(self) -> None:
        """Compare every table with its hash and its count; raises BadInput for the first that differs."""
        for name, count in self.counts.items():
            digest, lines = hashlib.sha256(), -1
            try:
                with self._zip.open(f"{name}.jsonl") as file:
                    for line in file:
                        digest.update(line)
                        lines += 1
            except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError) as fault:
                raise BadInput(BROKEN.format(what=f"the table {name} cannot be read")) from fault
            if digest.hexdigest() != self._sums[name] or lines != count:
                raise BadInput(BROKEN.format(what=f"the table {name} is not as it was written"))

    def damage(self) -> str | None:
        """Find none: PostgreSQL lets no row go that others point to, and takes no value that is none of a column's."""
        return None

    def rows(self, name: str) -> Generator[list[Any], None, None]:
        """Yield the names of a table's columns, then its rows as plain values."""
        file: BinaryIO
        with self._zip.open(f"{name}.jsonl") as file:  # type: ignore[assignment]
            for line in file:
                yield orjson.loads(line)
