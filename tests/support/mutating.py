"""Bundles that somebody edited by hand: one thing changed at a time, drawn from a seed, with or without its hash."""

import hashlib
import io
import random
import zipfile
from collections.abc import Iterator
from typing import Any

import orjson

Files = dict[str, bytes]
MANIFEST = "manifest.json"
HUGE = "x" * 70_000
# What stands where something else was: nothing, numbers out of bounds, texts no database keeps, other ids.
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, 2, -1, 99, 2**31, 2**63, 10**30, 1.5, "", " ", "x", "r01", "r02", "gone", "None", "CFS",
    "2026-13-45", "2026-03-02T13:00:00.000000Z", "0001-01-01T00:00:00Z", HUGE, "a\0b", "\ud800", "é\u2028", [], [None],
    ["x"], [1], [[]], {}, {"x": 1}, {"start": -1, "end": 5, "quote": "x"}, "art_0123456789abcdef:0:5",
)  # fmt: skip
Place = tuple[Any, Any]


class Draw(random.Random):
    """Draws from a seed, files that begin with `mainly` more often than others."""

    def __init__(self, seed: int, mainly: str) -> None:
        super().__init__(seed)
        self.mainly = mainly


def unpacked(data: bytes) -> Files:
    """Return the files of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(files: Files) -> bytes:
    """Return a zip of files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)
    return made.getvalue()


def edited(original: Files, seed: int, mainly: str) -> tuple[str, Files]:
    """Return a bundle in which one thing is changed, and what it was in words; `mainly` in files named so."""
    draw, files = Draw(seed, mainly), dict(original)
    change = draw.choice((_value, _value, _value, _value, _key, _lines, _file, _manifest))
    said = change(files, draw)
    if change is not _manifest and draw.random() < 0.85:
        with_hashes(files)
        said += ", hashes put right"
    return said, files


def with_hashes(files: Files) -> None:
    """Let the manifest say what the files are now."""
    manifest = orjson.loads(files[MANIFEST])
    known = {entry["path"]: entry for entry in manifest["files"]}
    manifest["files"] = [
        known.get(path, {})
        | {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "lines": data.count(b"\n")}
        for path, data in files.items()
        if path != MANIFEST
    ]
    files[MANIFEST] = orjson.dumps(manifest)


def _some_file(files: Files, draw: Draw) -> str:
    found = [name for name, data in files.items() if name.endswith(".jsonl") and data]
    wanted = [name for name in found if name.startswith(draw.mainly)]
    return draw.choice(wanted if draw.random() < 0.9 else found)


def _places(value: Any) -> Iterator[Place]:
    """Yield every place in a value as what holds it and its name or number there."""
    for name, one in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, name
        if isinstance(one, dict | list):
            yield from _places(one)


def _edit(files: Files, draw: Draw, *, keys: bool) -> tuple[str, Any, Any]:
    """Open a line of some file, and return where it is, and a place in it; `_put` writes it back."""
    name = _some_file(files, draw)
    lines = files[name].split(b"\n")[:-1]
    number = draw.randrange(len(lines))
    value = orjson.loads(lines[number])
    found = [place for place in _places(value) if isinstance(place[0], dict) or not keys]
    holder, at = draw.choice(found)
    return f"{name} line {number + 1} {at}", (name, lines, number, value), (holder, at)


def _put(files: Files, opened: Any) -> None:
    import json

    name, lines, number, value = opened
    lines[number] = json.dumps(value).encode()
    files[name] = b"".join(line + b"\n" for line in lines)


def _value(files: Files, draw: Draw) -> str:
    said, opened, (holder, at) = _edit(files, draw, keys=False)
    old = holder[at]
    near: list[Any] = [old + step for step in (-1, 1, 7)] if isinstance(old, int) else []
    near += [old[:-1], old + "x", old.upper()] if isinstance(old, str) else []
    holder[at] = draw.choice(near) if near and draw.random() < 0.3 else draw.choice(ODD)
    _put(files, opened)
    return f"{said}: {str(old)[:40]!r} is {str(holder[at])[:40]!r}"


def _key(files: Files, draw: Draw) -> str:
    said, opened, (holder, at) = _edit(files, draw, keys=True)
    if draw.random() < 0.6:
        del holder[at]
        said += " is gone"
    else:
        holder[draw.choice(("more", "n", "id", "label", ""))] = draw.choice(ODD)
        said += " has a neighbour"
    _put(files, opened)
    return said


def _lines(files: Files, draw: Draw) -> str:
    name = _some_file(files, draw)
    lines = files[name].split(b"\n")[:-1]
    place, how = draw.randrange(len(lines)), draw.choice(("drop", "double", "shuffle", "broken", "empty", "other"))
    if how == "drop":
        del lines[place]
    elif how == "double":
        lines.insert(place, lines[place])
    elif how == "shuffle":
        draw.shuffle(lines)
    else:
        lines[place] = {"broken": lines[place][:-3], "empty": b"", "other": b'["\xff"]'}[how]
    files[name] = b"".join(line + b"\n" for line in lines)
    return f"{name} line {place + 1}: {how}"


def _file(files: Files, draw: Draw) -> str:
    name, other = draw.sample([one for one in files if one != MANIFEST], 2)
    how = draw.choice(("cut", "gone", "swapped", "empty", "no end"))
    if how == "gone":
        del files[name]
    elif how == "swapped":
        files[name], files[other] = files[other], files[name]
    else:
        data = files[name]
        files[name] = {"cut": data[: draw.randrange(len(data) + 1)], "empty": b"", "no end": data.rstrip(b"\n")}[how]
    return f"{name} {how}"


def _manifest(files: Files, draw: Draw) -> str:
    manifest = orjson.loads(files[MANIFEST])
    holder, at = draw.choice(list(_places(manifest)))
    if isinstance(holder, dict) and draw.random() < 0.3:
        del holder[at]
        said = "is gone"
    else:
        holder[at] = draw.choice(ODD)
        said = f"is {str(holder[at])[:40]!r}"
    import json

    files[MANIFEST] = json.dumps(manifest).encode()
    return f"manifest {at} {said}"
