"""Whether the tables of a bundle say what its history says: the project that arrived is exported again and compared.

A project is taken from the history alone, so whoever edits a table beside it, and makes the manifest fit, changes
nothing. That is found out by writing the same files again, under the names of the bundle, without keeping them.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotator.bundles import arriving
from annotator.bundles.people import names_of
from annotator.bundles.reading import Bundle
from annotator.db import Database
from annotator.exporting import flat, tables
from annotator.exporting.choice import SWITCHES, VALUES, Choice
from annotator.exporting.forms.bundle import FILES, LABELS
from annotator.exporting.job import Job
from annotator.exporting.manifest import State
from annotator.exporting.plain import Reading, Source, printable
from annotator.exporting.rows import blocks
from annotator.exporting.surroundings import before, events

# Another version of Annotator may write the same history otherwise; this file tells how it writes.
SHAPE = "schema.json"
OTHERWISE = "The dataset that goes out now is not byte for byte that of the bundle."
# Much sooner than an import is taken for broken off.
SIGN_SECONDS = 20
Piece = tuple[str, bytes]


@dataclass
class Again(Job):
    """The export of a project that arrived; `names` are what the bundle calls people, by pseudonym.

    It is read under pseudonyms, which nobody shares, whatever the names of the accounts here are.
    """

    names: dict[str, str] = field(default_factory=dict)

    def people(self) -> list[dict[str, Any]]:
        """Return everybody who is or was a member, as the bundle has it."""
        return [row | {"name": self.names.get(row["annotator"])} for row in super().people()]

    def sources(self, *, details: bool = True) -> Iterator[Source]:
        """Pass over the articles by id, as the bundle has them."""
        found = super().sources(details=details)
        return map(self._renamed, found) if self.names else found

    def _renamed(self, source: Source) -> Source:
        for line in source.lines:
            for reading in (*line.readings, *([line.gold] if line.gold else ())):
                self._rename(reading)
        return source

    def _rename(self, reading: Reading) -> None:
        reading.shown = self._called(reading.shown)
        if reading.took:
            reading.took = sorted(map(self._called, reading.took))
        for claim in (reading.claims or {}).values():
            if (check := claim["verification"]) and check["reviewer"] is not None:
                check["reviewer"] = self._called(check["reviewer"])

    def _called(self, pseudonym: str) -> str:
        return self.names.get(pseudonym, pseudonym)


class Found(NamedTuple):
    """The SHA-256 of each file as it would be written now, and the hash of the state."""

    files: dict[str, str]
    state: str


def notes(database: Database, project_id: int, bundle: Bundle, here: dict[str, str]) -> list[str]:
    """Return what to say of a project that came in from a bundle: what in it is not what the history says.

    `here` are the names of the accounts by pseudonym.
    """
    chosen = bundle.manifest["choice"]
    known = {name: value for name, value in chosen.items() if name in VALUES or name in SWITCHES}
    names, called = (_printed(some) if known.get("names") else {} for some in (names_of(bundle), here))
    with database.read() as session:
        choice = Choice(**known | {"format": "bundle", "names": False})
        found = _written(database, Again(session, project_id, choice, names=names))
    otherwise = called != names or found.state != bundle.manifest.get("state")
    return [*([OTHERWISE] if otherwise else ()), *_differing(bundle, found.files)]


def _printed(names: dict[str, str]) -> dict[str, str]:
    return {who: shown for who, name in names.items() if (shown := printable(name))}


def _differing(bundle: Bundle, written: dict[str, str]) -> list[str]:
    """Name the files that would be written otherwise now."""
    theirs = {entry["path"]: entry["sha256"] for entry in bundle.manifest["files"]}
    differing = [path for path, sha256 in written.items() if theirs.get(path, sha256) != sha256]
    if not differing or SHAPE in differing:
        return []
    *first, last = differing
    listed = f"{', '.join(first)} and {last} say" if first else f"{last} says"
    return [f"{listed} something else than the history; the history is taken."]


def _written(database: Database, again: Again) -> Found:
    """Write the files of a bundle but its history, and keep their hashes."""
    # A table without rows is a file too.
    digests, state, told = {path: hashlib.sha256() for path in FILES}, State(), time.monotonic()
    for path, piece in _pieces(again, state):
        digests.setdefault(path, hashlib.sha256()).update(piece)
        if time.monotonic() > told + SIGN_SECONDS:
            with arriving.part(database, again.project_id):
                """Say that the import goes on."""
            told = time.monotonic()
    return Found({path: digest.hexdigest() for path, digest in digests.items()}, state.value())


def _pieces(again: Again, state: State) -> Iterator[Piece]:
    for path, chunks in before(again):
        yield from ((path, chunk) for chunk in chunks)
    yield LABELS, tables.HEAD
    yield from ((f"{name}.csv", (",".join(shape.fields) + "\n").encode()) for name, shape in flat.SHAPES.items())
    cell, labels = tables.cells(again.choice), tables.blocks(again.choice)
    for source in again.sources():
        for name, rows, lines in blocks(source, again.choice):
            state.add(name, lines)
            yield f"{name}.jsonl", lines
            if name in flat.CELLS:
                yield f"{name}.csv", flat.CELLS[name](rows, cell)
        yield LABELS, labels(source)
    if again.choice.events:
        yield "events.jsonl", b""
        yield from (("events.jsonl", line) for line in events(again))
