"""What goes out comes back: export, import into an empty database, export again gives the same bytes."""

import shutil
import uuid
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from annotator import bundles, exporting, releases
from annotator.db import Database
from annotator.errors import Conflict
from annotator.models import Event, Project, User, table_of
from annotator.team import logs
from tests.factories import World, make_world
from tests.support import built, recut
from tests.support.exports import settled_world

NEEDS: dict[str, Any] = {"history": True, "events": True, "rounds": "all"}
# What of a bundle with its history may be chosen otherwise.
CHOICES = st.fixed_dictionaries(
    {"rounds": st.sampled_from(("first", "last", "all"))}
    | {name: st.booleans() for name in ("names", "headings", "spreadsheet", "events")}
)  # fmt: skip
TEXT = """**None\u2028of it**

Fares 🛥 rise by 12 percent, she said. “We had no choice.” NA. Boat owners 👩‍👧 called it unfair.

By Ana Reed

Night boats return in May. 𝔘nder no flag. It was high time.
"""
LABELLED: list[built.Step] = [
    (kind, who, place, number, "None")
    for who in ("ada", "bo")
    for kind, place, number in [
        *(("label", place, 5 * place + 2) for place in range(9)),
        ("label", 1, 0), ("claim", 1, 2), ("claim", 1, 8), ("attribution", 1, 1), ("flags", 0, 2), ("note", 0, 0),
        ("comment", 0, 0), ("label", 3, 4), ("submit", 0, 0), ("back", 0, 0), ("submit", 0, 0),
    ]
]  # fmt: skip
CORRECTED: list[built.Step] = [
    ("reopen", "ada", 0, 0, ""), ("label", "ada", 2, 1, ""), ("correct", "ada", 3, 0, "Fares"),
    ("correct", "ada", 0, 0, " 𝔘 never"), ("take back", "ada", 0, 0, ""),
]  # fmt: skip
# All of it follows to bare articles: nothing is cut or corrected after it was settled.
EVERYTHING: list[built.Step] = [
    *LABELLED, ("settle", "bo", 1, 1, ""), ("settle", "bo", 2, 3, ""), ("reopen", "ada", 0, 0, ""),
    ("label", "ada", 2, 1, ""), ("submit", "ada", 0, 0, ""), ("comment", "bo", 0, 1, "NA"),
]  # fmt: skip
PEOPLE = {"ada": ("annotator",), "bo": ("annotator",), "ruth": ("reviewer",)}


def exported(database: Database, project_id: int, **chosen: Any) -> bytes:
    """Return a bundle with everything in it, unless something is chosen otherwise."""
    choice = exporting.Choice(format="bundle", **NEEDS | chosen)
    return b"".join(exporting.stream(database, project_id, choice))


def taken_in(database: Database, data: bytes, folder: Path, **options: Any) -> bundles.Taken:
    """Import a bundle."""
    path = folder / f"{uuid.uuid4()}.zip"
    path.write_bytes(data)
    with bundles.opened(path) as bundle:
        return bundles.take_in(database, bundle, **options)


def built_on(database: Database) -> World:
    """Make a project on an odd text with labels that look like nothing."""
    world = make_world(database, PEOPLE, (TEXT,), assigned=("ada", "bo"))
    built.label_like_nothing(world)
    built.empty_everywhere(world)
    return world


@pytest.fixture(scope="module")
def template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A project that every example gets a copy of."""
    path = tmp_path_factory.mktemp("built") / "template.sqlite3"
    shutil.copyfile(sqlite_template, path)
    with closing(Database(f"sqlite:///{path}")) as database:
        return path, built_on(database)


def comes_back(
    template: tuple[Path, World], sqlite_template: Path, steps: list[built.Step], **chosen: Any
) -> int:  # fmt: skip
    """Build a project, send it through an empty database, and return how many steps were done."""
    folder = template[0].parent
    with recut.copied(template) as world:
        done = built.play(world, steps)
        first = exported(world.database, world.project.id, **chosen)
    target = folder / f"{uuid.uuid4()}.sqlite3"
    shutil.copyfile(sqlite_template, target)
    with closing(Database(f"sqlite:///{target}")) as database:
        comes_out_as(database, first, folder, **chosen)
    for leftover in folder.glob(f"{target.name}*"):
        leftover.unlink()
    return done


def comes_out_as(database: Database, first: bytes, folder: Path, **chosen: Any) -> None:
    """Take a bundle into an empty database, without a word; what goes out again is the same."""
    taken = taken_in(database, first, folder)
    assert taken.notes == []
    assert exported(database, taken.project_id, **chosen) == first
    for leftover in folder.glob("*.zip"):
        leftover.unlink()


@settings(
    max_examples=6,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=built.STEPS, chosen=CHOICES)
def test_any_project_comes_back_byte_for_byte(
    template: tuple[Path, World], sqlite_template: Path, steps: list[built.Step], chosen: dict[str, Any]
) -> None:
    comes_back(template, sqlite_template, steps, **chosen)


def test_the_steps_of_the_examples_are_possible(template: tuple[Path, World], sqlite_template: Path) -> None:
    """Rules that refuse every step would make the examples empty."""
    steps = [*LABELLED, *CORRECTED]
    assert comes_back(template, sqlite_template, steps) == len(steps)


def test_a_project_goes_from_one_database_to_the_other_and_back(
    sqlite_url: str, postgres_url: str, tmp_path: Path
) -> None:
    with closing(Database(sqlite_url)) as light, closing(Database(postgres_url)) as heavy:
        world = settled_world(light)
        with light.read() as session:
            frozen = releases.freeze(session, world.project.id, "1.0", "First.")
        with light.write() as session:
            releases.store(session, world.project.id, frozen, world.actors["ruth"].user_id)
        first = exported(light, world.project.id)
        there = taken_in(heavy, first, tmp_path)
        assert there.notes == []
        assert exported(heavy, there.project_id) == first
        again = taken_in(light, first, tmp_path, name="Second copy")
        assert (again.slug, again.notes) == ("second-copy", [])
        choice = exporting.Choice()
        assert b"".join(releases.stream(heavy, there.project_id, "1.0", choice)) == b"".join(
            releases.stream(light, world.project.id, "1.0", choice)
        )
        make_world(heavy, {"new": ("annotator",)}, name="Work goes on")


def test_people_come_back_as_pseudonyms_or_by_name(sqlite_url: str, tmp_path: Path) -> None:
    with closing(Database(sqlite_url)) as database:
        world = settled_world(database)
        nameless, named = (exported(database, world.project.id, names=names) for names in (False, True))
        taken = taken_in(database, nameless, tmp_path, name="Nameless")
        assert [name for _, name, _ in taken.people][:2] == ["r01 (nameless)", "r02 (nameless)"]
        with pytest.raises(Conflict, match="in the database already"):
            taken_in(database, named, tmp_path, name="Twice", match=True)
        with database.write() as session:
            session.execute(table_of(Event).update().values(op_id=None))
        taken = taken_in(database, named, tmp_path, name="Named", match=True)
        assert [(name, known) for _, name, known in taken.people][:2] == [("ada", True), ("bo", True)]


def test_the_history_speaks_of_the_same_people_where_their_accounts_have_other_keys(
    sqlite_url: str, tmp_path: Path
) -> None:
    with closing(Database(sqlite_url)) as database:
        world = settled_world(database)
        manager = replace(world.actors["sam"], roles=frozenset({"manager"}))
        with database.write() as session:
            logs.note(session, manager.user_id, world.project.id, "given", user=world.actors["ruth"].user_id)
        built.comment(world, "bo", "A slip?")
        taken = taken_in(database, exported(database, world.project.id), tmp_path, name="Copy")
        ref = replace(world.project, id=taken.project_id)
        with database.read() as session:
            told = logs.page(session, replace(manager, project=ref), show="work", person=None, before=None)
        assert [(line.who, line.about) for line in told] == [("r05 (copy)", "r04 (copy)")]


def test_accounts_that_come_in_cannot_sign_in(sqlite_url: str, tmp_path: Path) -> None:
    with closing(Database(sqlite_url)) as database:
        world = settled_world(database)
        taken_in(database, exported(database, world.project.id), tmp_path, name="Copy")
        with database.read() as session:
            users = session.execute(select(table_of(User)).where(table_of(User).c.name.contains("(copy)"))).all()
        assert users
        assert all(user.disabled_at is not None and user.password_hash == "!" for user in users)


def test_a_dry_run_stores_nothing(sqlite_url: str, tmp_path: Path) -> None:
    with closing(Database(sqlite_url)) as database:
        world = settled_world(database)
        (tmp_path / "b.zip").write_bytes(exported(database, world.project.id))
        with bundles.opened(tmp_path / "b.zip") as bundle:
            assert bundles.take_in(database, bundle, name="Copy", dry=True).rows["article"] == 1
        with database.read() as session:
            assert session.execute(select(func.count()).select_from(table_of(Project))).scalar_one() == 1
