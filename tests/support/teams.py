"""What tests of reopening, feedback, talk and history begin with: a reviewed article whose work may be shown."""

from typing import Any

from annotator.db import Database
from annotator.models import Phase, Project, now, table_of
from tests.factories import World, make_world
from tests.support.reviews import annotate, case_of, settle_directly, submit

PEOPLE = {
    "ada": ("annotator",),
    "bo": ("annotator",),
    "ruth": ("reviewer",),
    "sam": ("reviewer",),
    "mara": ("manager",),
}


def submitted(database: Database, *, reveal: str = "review") -> World:
    """Make an article that ada and bo submitted; they differ on sentences 3 and 6."""
    world = make_world(database, PEOPLE, assigned=("ada", "bo"))
    rule(world, reveal)
    for who, labels in (("ada", "NCFNCN"), ("bo", "NCNNCF")):
        annotate(world, who, labels)
        submit(world, who)
    return world


def rule(world: World, reveal: str, *, closed: bool = False) -> None:
    """Set when others' work is shown, and whether the phase has ended."""
    phases = table_of(Phase)
    values: dict[str, Any] = {"reveal": reveal, "closed_at": now() if closed else None}
    with world.database.write() as session:
        session.execute(phases.update().values(values))


def switch(world: World, **options: Any) -> None:
    """Set switches of the project."""
    projects = table_of(Project)
    with world.database.write() as session:
        session.execute(projects.update().values(options=options))


def reviewed_fully(world: World) -> None:
    """Let ruth settle both disagreements: 3 as not factual, with a reason and a note, 6 as ada has it."""
    settle_directly(world, "ruth", 3, {"own": {"label": "NFS"}, "reason": "slip", "note": "A hope, see 2.2."})
    key = next(side.key for side in case_of(world, 6).sides if side.person.name == "ada")
    settle_directly(world, "ruth", 6, {"take": key})
