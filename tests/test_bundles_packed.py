"""A bundle comes in as people pack it: the zip of its folder, with what their system leaves in folders."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import World
from tests.support import mutating
from tests.support.mutating import Files
from tests.test_bundles import bundle, run, template, world

__all__ = ["bundle", "template", "world"]


def under(folder: str, files: Files) -> Files:
    return {f"{folder}/{name}": data for name, data in files.items()}


def by_the_zip_command(files: Files) -> Files:
    return {"Tides 1/": b"", "Tides 1/history/": b"", **under("Tides 1", files)}


def by_the_finder(files: Files) -> Files:
    left = {"Tides/.DS_Store": b"x", "Tides/history/.DS_Store": b"x", "__MACOSX/Tides/._manifest.json": b"x"}
    return {"Tides/": b"", **under("Tides", files), "__MACOSX/": b"", **left}


def by_windows(files: Files) -> Files:
    found = under("Tides", files) | {"Tides/history/": b"", "Tides/Thumbs.db": b"x"}
    return {name.replace("/", "\\"): data for name, data in found.items()}


def of_what_is_in_the_folder(files: Files) -> Files:
    return files | {".DS_Store": b"x", "history/": b"", "__MACOSX/._manifest.json": b"x", "history/Thumbs.db": b"x"}


WAYS = (by_the_zip_command, by_the_finder, by_windows, of_what_is_in_the_folder)
# What is no bundle, and what of it is said.
ODD: dict[str, tuple[Files, str]] = {
    "another folder beside it": ({"Other/a.txt": b"x"}, "is no bundle of Annotator"),
    "a file beside it": ({"a.txt": b"x"}, "is no bundle of Annotator"),
    "a file more": ({"Tides/a.txt": b"x"}, "does not name: a.txt"),
    "upwards": ({"Tides/../../a.txt": b"x"}, "an entry that no bundle has"),
    "upwards by backslashes": ({"Tides\\..\\..\\a.txt": b"x"}, "an entry that no bundle has"),
    "upwards beside": ({"__MACOSX/../../a.txt": b"x"}, "an entry that no bundle has"),
    "from the root by backslashes": ({"\\Tides\\a.txt": b"x"}, "an entry that no bundle has"),
    "twice": ({"Tides\\guideline.md": b"x"}, "an entry that no bundle has"),
}


def tried(world: World, path: Path) -> str:
    """Try to import a project by command, and return what it says."""
    done = run("project", "import", str(path), "--dry-run", "--name", "Copy", "--database", world.database.url)
    return done.stdout + done.stderr


def packed(path: Path, files: Files) -> Path:
    path.write_bytes(mutating.packed(files))
    return path


@pytest.mark.parametrize("way", WAYS)
def test_a_bundle_that_somebody_zipped_by_hand_comes_in(
    world: World, bundle: Path, way: Callable[[Files], Files]
) -> None:  # fmt: skip
    path = packed(bundle, way(mutating.unpacked(bundle.read_bytes())))
    assert "Copy (copy): article 1" in tried(world, path)
    where = "--project", world.slug, "--database", world.database.url
    assert "  r01: 4 sentences" in run("project", "annotations", str(path), *where).stdout


def test_a_folder_comes_in_that_somebody_looked_at_and_unpacked_into_another(
    world: World, bundle: Path, tmp_path: Path
) -> None:
    for name, data in by_the_finder(mutating.unpacked(bundle.read_bytes())).items():
        file = tmp_path / "given" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.mkdir(exist_ok=True) if name.endswith("/") else file.write_bytes(data)
    for given in ("given", "given/Tides"):
        assert "Copy (copy): article 1" in tried(world, tmp_path / given)


def test_a_zip_of_more_than_the_folder_is_refused(world: World, bundle: Path) -> None:
    files = under("Tides", mutating.unpacked(bundle.read_bytes()))
    for how, (more, said) in ODD.items():
        assert said in tried(world, packed(bundle, files | more)), how


def test_a_folder_in_a_folder_and_a_link_are_refused(world: World, bundle: Path) -> None:
    files = mutating.unpacked(bundle.read_bytes())
    assert "is no bundle of Annotator" in tried(world, packed(bundle, under("All/Tides", files)))
    made = io.BytesIO(mutating.packed(under("Tides", files)))
    with zipfile.ZipFile(made, "a") as file:
        link = zipfile.ZipInfo("Tides/.DS_Store")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/hosts")
    bundle.write_bytes(made.getvalue())
    assert "an entry that no bundle has" in tried(world, bundle)
