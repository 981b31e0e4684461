"""A bundle as files, out of a folder or a zip: every path, size and hash is checked before a line is believed.

Whoever packs the folder of a bundle gets a zip in which everything stands in that folder, with what systems leave in
folders; from Windows it may stand behind backslashes. That is a bundle too.
"""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple

import orjson

from annotator.errors import AnnotatorError, BadInput, SetupError
from annotator.exporting.manifest import SCHEMA_VERSION
from annotator.fields import texts

MANIFEST, KIND = "manifest.json", "annotator-bundle"
# A zip can claim to hold anything; no project comes near to this.
MOST_BYTES, MOST_FILES, MOST_MANIFEST = 8 * 2**30, 1000, 10 * 2**20
# A release or an original file is one line; a longer one would fill the memory, and is cut where it is not readable.
MOST_LINE = 512 * 2**20
# What macOS puts beside the files it packs, and what it and Windows leave in folders that somebody looked at.
BESIDE, LEFT_BEHIND = "__MACOSX", (".DS_Store", "Thumbs.db")
ENCRYPTED, PACKINGS = 0x1, (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
NO_BUNDLE = "This is no bundle of Annotator. Bundles are made with: annotator export --format bundle --history"
ODD = "The bundle has something else where a value should be, so nothing was imported."
CHANGED = "{path} is not as it was exported, so nothing was imported. Export the bundle again."


class File(NamedTuple):
    """A file of a bundle: where it is in the folder or zip, and how many bytes it has."""

    place: str
    size: int


Files = dict[str, File]


class Bundle:
    """The files of a bundle. `manifest` is what it says of itself; `check` compares it with the files."""

    def __init__(self, files: Files, source: "zipfile.ZipFile | Path") -> None:
        self._files, self._source, self._sound = _unfolded(files), source, False
        if MANIFEST not in self._files or self._files[MANIFEST].size > MOST_MANIFEST:
            raise BadInput(NO_BUNDLE)
        with self.open(MANIFEST) as file:
            self.manifest = _manifest(file.read())

    @contextmanager
    def open(self, path: str) -> Iterator[BinaryIO]:
        """Open one of its files; raises BadInput when it cannot be read."""
        try:
            with ExitStack() as stack:
                place = self._files[path].place
                made: Any = (
                    self._source.open(place)
                    if isinstance(self._source, zipfile.ZipFile)
                    else (self._source / place).open("rb")
                )
                yield stack.enter_context(made)
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError) as fault:
            raise BadInput(f"{path} of the bundle cannot be read; it may be cut short. Export it again.") from fault

    def has(self, path: str) -> bool:
        """Say whether there is such a file."""
        return path in self._files

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
        if strange := sorted(self._files.keys() - listed.keys() - {MANIFEST}):
            raise BadInput(f"The bundle holds a file that its manifest does not name: {strange[0][:100]}.")
        for path, entry in listed.items():
            if path not in self._files or self._files[path].size != entry["bytes"]:
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


def _in_folder(path: Path) -> Files:
    files = {file.relative_to(path).as_posix(): file for file in sorted(path.rglob("*")) if file.is_file()}
    some = islice((name for name in files if not _is_left_behind(name)), MOST_FILES)
    return {name: File(name, files[name].stat().st_size) for name in some}


def _in_zip(source: zipfile.ZipFile) -> Files:
    found: Files = {}
    for entry in source.infolist():
        # ZipFile cuts names at NUL, so the rest is ours to see.
        name = entry.filename.replace("\\", "/")
        path = PurePosixPath(name)
        strange = entry.flag_bits & ENCRYPTED or entry.compress_type not in PACKINGS
        outside = path.is_absolute() or ".." in path.parts or ":" in name
        odd = strange or outside or stat.S_ISLNK(entry.external_attr >> 16)
        if odd or name in found:
            raise BadInput(f"The zip holds an entry that no bundle has: {name[:100]!r}. Nothing was imported.")
        if not (name.endswith("/") or _is_left_behind(name)):
            found[name] = File(entry.filename, entry.file_size)
    if len(found) > MOST_FILES or sum(file.size for file in found.values()) > MOST_BYTES:
        raise BadInput("The zip is larger than any bundle. Nothing was imported.")
    return found


def _is_left_behind(name: str) -> bool:
    first, *_, last = name.split("/") if "/" in name else ("", name)
    return first == BESIDE or last in LEFT_BEHIND


def _unfolded(files: Files) -> Files:
    """Return the files as they stand in the bundle, where all of them stand in the one folder that it was."""
    folder, *others = {name.partition("/")[0] for name in files} or {""}
    if others or f"{folder}/{MANIFEST}" not in files:
        return files
    return {name.removeprefix(f"{folder}/"): file for name, file in files.items()}


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
