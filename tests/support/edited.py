"""A project and its bundles, and what holds of every bundle that somebody edited: sound and whole, or refused in words."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlmodel import SQLModel
from werkzeug.test import TestResponse

from annotator import bundles, doctor, exporting, releases
from annotator.access import Actor
from annotator.db import Database
from annotator.doctor import purging
from annotator.models import CutRequest, ImportFile, Project, User, key_of, table_of
from annotator.passwords import Passwords
from annotator.project import projects
from annotator.talk import talking
from annotator.team import accounts
from tests.factories import OTHER_TEXT, PASSWORD, Client, World, all_roles
from tests.support import built, mutating
from tests.support.adopting import lose_all_work
from tests.support.exports import TEXT, settled_world, spans, text_of
from tests.support.mutating import Files
from tests.support.reviews import settle_directly
from tests.support.uploads import alerts
from tests.test_round_trip import exported

PROJECT, USER = table_of(Project), table_of(User)
WHO = {"r01": "ada", "r02": "bo", "r03": "chi", "r04": "ruth"}
Counts = dict[str, int]


@dataclass
class Desk:
    """A project, a manager's browser, a folder, and its bundles: the whole project, and its work without history."""

    world: World
    mia: Client
    folder: Path
    whole: Files
    work: Files

    def send(self, where: str, files: Files, **fields: str) -> TestResponse:
        """Upload a bundle."""
        data = {"file": (io.BytesIO(mutating.packed(files)), "bundle.zip"), **fields}
        answer = self.mia.post(where, **data)
        # The test client puts large forms into a temporary file and leaves it open.
        answer.request.environ["wsgi.input"].close()
        return answer


def full_world(database: Database) -> World:
    """Make a project with a row of nearly every kind, and a manager who may do everything."""
    world = settled_world(database, (TEXT, OTHER_TEXT))
    with database.write() as session:
        user = accounts.create_user(session, "mia", Passwords(cheap=True).hash(PASSWORD), is_admin=True)
        projects.add_member(session, world.project.id, key_of(user), list(all_roles()))
        world.actors["mia"] = Actor(key_of(user), "mia", project=world.project, roles=frozenset(all_roles()))
    check = {"claim": "c", "status": "done", "verdict": "Not Checkable", "rationale": "An opinion."}
    own = {"label": "CFS", "claims": {"c": {"spans": spans(text_of(world), "unfair")}}, "verifications": {"c": check}}
    settle_directly(world, "ruth", 3, {"own": own, "note": "See the table."})
    built.comment(world, "bo", "A slip?")
    built.play(world, [("reopen", "ada", 0, 0, ""), ("label", "ada", 2, 1, "")])
    first = world.sentences(world.articles[0], "chi")[0]
    ada = world.actors["ada"].user_id
    with database.write() as session:
        talking.ask(session, world.actors["chi"], first.public_id, "Is it one?", "asked")
        keys = {"project_id": world.project.id, "user_id": ada}
        wish = {"sentence": first.public_id, "text": first.text, "value": {"join": "next"}, "cut": 1}
        session.execute(insert(table_of(CutRequest)).values(article_id=1, **keys, **wish))
        file = {"batch": "b", "name": "a.txt", "data": b"\0\xff", "sha256": "0" * 64, "state": "imported"}
        session.execute(insert(table_of(ImportFile)).values(**keys, **file))
        doctor.recount(session)
    with database.read() as session:
        frozen = releases.freeze(session, world.project.id, "1.0", "First.")
    with database.write() as session:
        releases.store(session, world.project.id, frozen, ada)
    return world


def desk(database: Database, browser: Callable[[], Client], folder: Path) -> Desk:
    """Make the project and both of its bundles; its own work is gone then, and can be taken again."""
    world = full_world(database)
    whole = mutating.unpacked(exported(database, world.project.id))
    choice = exporting.Choice(format="bundle", rounds="all", events=True)
    work = mutating.unpacked(b"".join(exporting.stream(database, world.project.id, choice)))
    lose_all_work(world)
    mia = browser()
    mia.sign_in("mia")
    return Desk(world, mia, folder, whole, work)


def comes_in_or_is_refused(desk: Desk, seed: int) -> bool:
    """Import an edited bundle as a project, and say whether that was done; a dry run says the same beforehand."""
    said, files = mutating.edited(desk.whole, seed, "history/")
    database = desk.world.database
    before = counts(database)
    tried = desk.send("/import-project", files, name="Copy")
    assert counts(database) == before, said
    done = desk.send("/import-project", files, name="Copy", store="1")
    assert answer_of(done) == answer_of(tried), said
    if not is_taken(done, said):
        assert counts(database) == before, said
        return False
    with database.read() as session:
        here = PROJECT.c.id != desk.world.project.id
        key = session.execute(select(PROJECT.c.id).where(here)).scalar_one()
    is_sound(desk, key, said)
    with database.write() as session:
        purging.remove(session, key)
        known = [actor.user_id for actor in desk.world.actors.values()]
        session.execute(delete(USER).where(USER.c.id.not_in(known)))
    assert counts(database) == before, said
    return True


def fits_or_is_refused(desk: Desk, seed: int, source: Files) -> int:
    """Import everybody's work out of an edited bundle, and return how often that was done; dry runs say the same."""
    said, files = mutating.edited(source, seed, ("sentences", "history/comment")[source is desk.whole])
    database, where, taken = desk.world.database, f"/projects/{desk.world.slug}/import/annotations", 0
    for who, name in WHO.items():
        person = str(desk.world.actors[name].user_id)
        fields = {"annotator": who, "person": person, "rounds": "1", "gold": "1", "comments": "1"}
        before = counts(database)
        tried = desk.send(where, files, **fields)
        assert counts(database) == before, said
        done = desk.send(where, files, **fields, store="1")
        assert answer_of(done) == answer_of(tried), said
        taken += is_taken(done, said)
        assert taken or counts(database) == before, said
    if taken:
        is_sound(desk, desk.world.project.id, said)
    lose_all_work(desk.world)
    return taken


def counts(database: Database) -> Counts:
    """Return how many rows every table has."""
    with database.read() as session:
        tables = SQLModel.metadata.tables
        return {name: session.execute(select(func.count()).select_from(of)).scalar_one() for name, of in tables.items()}


def answer_of(answer: TestResponse) -> tuple[Any, ...]:
    """Return what a dry run and an import say alike: the status, what is refused, and what came or did not fit."""
    listed = answer.text.partition('role="status">')[2].partition("</ul>")[0]
    return answer.status_code, alerts(answer), listed


def is_taken(answer: TestResponse, said: str) -> bool:
    """Say whether an import was done; where it was not, there is one sentence of why."""
    if answer.status_code == 200:
        return True
    # A newer bundle asks for another program, which is a matter of the installation.
    (why,) = alerts(answer)
    assert why, said
    assert answer.status_code < 500 or "newer Annotator" in why, f"{said}: {why}"
    return False


def is_sound(desk: Desk, project_id: int, said: str) -> None:
    """What came in is sound, and goes out so that it comes in again as it is."""
    database = desk.world.database
    assert [str(found) for found in doctor.examine(database) if found.serious] == [], said
    path = desk.folder / "again.zip"
    path.write_bytes(exported(database, project_id))
    with bundles.opened(path) as again:
        assert bundles.take_in(database, again, name="Again", dry=True).notes == [], said
