"""A bundle as files, out of a folder or a zip: every path, size and hash is checked before a line is believed."""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import orjson

from annotator.errors import AnnotatorError, BadInput, SetupError
from annotator.exporting.manifest import SCHEMA_VERSION
from annotator.fields import texts

MANIFEST, KIND = "manifest.json", "annotator-bundle"
# A zip can claim to hold anything; no project comes near to this.
MOST_BYTES, MOST_FILES, MOST_MANIFEST = 8 * 2**30, 1000, 10 * 2**20
# A release or an original file is one line; a longer one would fill the memory, and is cut where it is not readable.
MOST_LINE = 512 * 2**20
ENCRYPTED, PACKINGS = 0x1, (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
NO_BUNDLE = "This is no bundle of Annotator. Bundles are made with: annotator export --format bundle --history"
ODD = "The bundle has something else where a value should be, so nothing was imported."
CHANGED = "{path} is not as it was exported, so nothing was imported. Export the bundle again."


class Bundle:
    """The files of a bundle. `manifest` is what it says of itself; `check` compares it with the files."""

    def __init__(self, names: dict[str, int], source: "zipfile.ZipFile | Path") -> None:
        self._sizes, self._source, self._sound = names, source, False
        if MANIFEST not in names or names[MANIFEST] > MOST_MANIFEST:
            raise BadInput(NO_BUNDLE)
        with self.open(MANIFEST) as file:
            self.manifest = _manifest(file.read())

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """Open one of its files; raises BadInput when it cannot be read."""
        try:
            with ExitStack() as stack:
                made: Any = (
                    self._source.open(path)
                    if isinstance(self._source, zipfile.ZipFile)
                    else (self._source / path).open("rb")
                )
                yield stack.enter_context(made)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError) as fault:
            raise BadInput(f"{path} of the bundle cannot be read; it may be cut short. Export it again.") from fault

    def has(self, path: str) -> bool:
        """Say whether there is such a file."""
        return path in self._sizes

    def lines(self, path: str) -> Generator[dict[str, Any], None, None]:
        """Yield the lines of a file as dictionaries; raises BadInput for one that is none."""
        with self.open(path) as file:
            for number, line in enumerate(iter(partial(file.readline, MOST_LINE), b""), 1):
                yield line_of(line, number, path)

    def check(self) -> None:
        """Compare every file with the manifest, once; raises BadInput for one that is missing, added or changed."""
        if self._sound:
            return
        listed = {entry["path"]: entry for entry in self.manifest["files"]}
        if strange := sorted(self._sizes.keys() - listed.keys() - {MANIFEST}):
            raise BadInput(f"The bundle holds a file that its manifest does not name: {strange[0][:100]}.")
        for path, entry in listed.items():
            if self._sizes.get(path) != entry["bytes"]:
                raise BadInput(CHANGED.format(path=path))
            digest = hashlib.sha256()
            with self.open(path) as file:
                while chunk := file.read(2**16):
                    digest.update(chunk)
            if digest.hexdigest() != entry["sha256"]:
                raise BadInput(CHANGED.format(path=path))
        self._sound = True


def line_of(line: bytes, number: int, name: str) -> dict[str, Any]:
    """Return a line of a file as a dictionary; raises BadInput for one that is none, or that no database keeps."""
    try:
        found = orjson.loads(line)
    except ValueError as fault:
        raise BadInput(f"Line {number} of {name} is not readable JSON.") from fault
    if not isinstance(found, dict):
        raise BadInput(f"Line {number} of {name} is no record.")
    if b"\\u0000" in line and any("\0" in text for text in texts(found)):
        raise BadInput(f"Line {number} of {name} holds a NUL character. Remove it and try again.")
    return found


@contextmanager
def readable(said: str = ODD) -> Iterator[None]:
    """Say in words that a dataset, which anybody may have written, has something else where a value should be."""
    try:
        yield
    except AnnotatorError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as fault:
        raise BadInput(said) from fault


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Open a folder or a zip as a bundle.

    Raises BadInput for what is none, is cut short or names files outside itself, SetupError for a newer one.
    """
    if path.is_dir():
        yield Bundle(_in_folder(path), path)
        return
    try:
        source = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as fault:
        raise BadInput("This file is no zip, or it is cut short. " + NO_BUNDLE) from fault
    with source:
        yield Bundle(_in_zip(source), source)


def _in_folder(path: Path) -> dict[str, int]:
    files = [file for file in sorted(path.rglob("*")) if file.is_file()]
    return {file.relative_to(path).as_posix(): file.stat().st_size for file in files[:MOST_FILES]}


def _in_zip(source: zipfile.ZipFile) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in source.infolist():
        name = entry.filename
        path = PurePosixPath(name)
        # ZipFile turns what its system separates paths with into "/" and cuts names at NUL, so the rest is ours to see.
        strange = entry.flag_bits & ENCRYPTED or entry.compress_type not in PACKINGS
        outside = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name
        odd = strange or outside or stat.S_ISLNK(entry.external_attr >> 16)
        if odd or name in found:
            raise BadInput(f"The zip holds an entry that no bundle has: {name[:100]!r}. Nothing was imported.")
        if not entry.is_dir():
            found[name] = entry.file_size
    if len(found) > MOST_FILES or sum(found.values()) > MOST_BYTES:
        raise BadInput("The zip is larger than any bundle. Nothing was imported.")
    return found


def _manifest(data: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(data)
    except ValueError as fault:
        raise BadInput("The manifest is not readable. " + NO_BUNDLE) from fault
    if not isinstance(found, dict) or found.get("format") != KIND:
        raise BadInput(NO_BUNDLE)
    version = str(found.get("schema_version"))
    if _number(version) > _number(SCHEMA_VERSION):
        raise SetupError(f"A newer Annotator made this bundle (schema {version}). Install that version to import it.")
    files = found.get("files")
    if not isinstance(files, list) or not all(_is_listed(entry) for entry in files):
        raise BadInput("The manifest does not list its files. " + NO_BUNDLE)
    return found


def _is_listed(entry: Any) -> bool:
    kinds = {"path": str, "bytes": int, "sha256": str}
    return isinstance(entry, dict) and all(isinstance(entry.get(name), kind) for name, kind in kinds.items())


def _number(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    if not all(part.isdecimal() and len(part) < 6 for part in parts):
        raise BadInput("The manifest names no version of its schema. " + NO_BUNDLE)
    return tuple(int(part) for part in parts)
