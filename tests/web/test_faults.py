"""A full disk, a killed server, a second process: what was acknowledged is there, the rest says so."""

import http.client
import json
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing
from pathlib import Path

from sqlalchemy import event, text

from annotator.db import Database
from tests.factories import Client, World, make_world
from tests.support.server import Server, StartServer
from tests.support.wire import Wire
from tests.support.worlds import Application

LONG = "\n\n".join(f"The board counted {number} boats in the harbour. Nobody was surprised." for number in range(60))


class Outbox(Wire):
    """One annotator over HTTP who remembers what the server has acknowledged."""

    def __init__(self, server: Server, world: World, who: str) -> None:
        super().__init__(server.port, who)
        self.slug = world.slug
        self.sentences = [view.public_id for view in world.sentences(world.articles[0], who)]
        self.acknowledged: dict[str, str] = {}

    def label_until_the_end(self) -> None:
        """Label sentence after sentence, in turns, until the server is gone."""
        turn = 0
        while True:
            sentence, label = (
                self.sentences[turn % len(self.sentences)],
                ("NFS", "UFS")[turn // len(self.sentences) % 2],
            )
            fields = {"op_id": str(uuid.uuid4()), "kind": "label", "sentence": sentence, "value": json.dumps(label)}
            try:
                status = self.send(f"/projects/{self.slug}/ops", fields)
            except (OSError, http.client.HTTPException):
                self.connection.close()
                return
            if status == 200:
                self.acknowledged[sentence] = label
            turn += 1


def test_a_killed_server_has_kept_every_acknowledged_decision(start_server: StartServer, sqlite_url: str) -> None:
    people = tuple(f"annotator {number}" for number in range(4))
    with closing(Database(sqlite_url)) as database:
        world = make_world(database, dict.fromkeys(people, ("annotator",)), (LONG,), assigned=people)
        server = start_server(sqlite_url)
        for _ in range(3):
            outboxes = [Outbox(server, world, who) for who in people]
            threads = [threading.Thread(target=outbox.label_until_the_end) for outbox in outboxes]
            for thread in threads:
                thread.start()
            while sum(len(outbox.acknowledged) for outbox in outboxes) <= 20:
                assert any(thread.is_alive() for thread in threads), server.log()
                time.sleep(0.02)
            server.kill()
            for thread in threads:
                thread.join()
            for who, outbox in zip(people, outboxes, strict=True):
                stored = {view.public_id: view.label for view in world.sentences(world.articles[0], who)}
                lost = {key for key, label in outbox.acknowledged.items() if stored[key] is None}
                assert not lost
                assert sum(stored[key] != label for key, label in outbox.acknowledged.items()) <= 1
            with database.read() as session:
                assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            server.start()


def test_the_command_line_writes_while_the_server_serves(
    start_server: StartServer, sqlite_url: str, tmp_path: Path
) -> None:
    with closing(Database(sqlite_url)) as database:
        world = make_world(database, {"ada": ("annotator",)}, (LONG,), assigned=("ada",))
        server = start_server(sqlite_url)
        outbox = Outbox(server, world, "ada")
        labelling = threading.Thread(target=outbox.label_until_the_end)
        labelling.start()
        for number in range(4):
            command = [sys.executable, "-m", "annotator", "project", "create", f"Number {number}"]
            made = subprocess.run(
                [*command, "--database", sqlite_url],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=240,
                check=False,
            )
            assert (made.returncode, made.stdout) == (0, f"number-{number}\n"), made.stderr
        server.kill()
        labelling.join()
        stored = {view.public_id: view.label for view in world.sentences(world.articles[0], "ada")}
        assert outbox.acknowledged
        assert all(stored[key] is not None for key in outbox.acknowledged)


def test_a_full_disk_is_said_and_nothing_false_is_acknowledged(sqlite_url: str, application: Application) -> None:
    app = application(sqlite_url)
    database: Database = app.extensions["annotator.database"]
    world = make_world(database, {"ada": ("annotator",)}, assigned=("ada",))
    client = Client(app.test_client())
    client.sign_in("ada")
    engine = database.engine
    first = world.sentences(world.articles[0], "ada")[0].public_id
    with database.read() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()

    def fill(connection: object, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    event.listen(engine, "checkout", fill)
    note = "x" * 9000
    full = client.op(world.slug, "note", first, note)
    assert full.status_code == 507
    assert "disk is full" in full.text
    assert client.get("/").status_code == 200
    event.remove(engine, "checkout", fill)
    engine.dispose()
    assert world.sentences(world.articles[0], "ada")[0].note is None
    assert client.op(world.slug, "note", first, note).status_code == 200
    assert world.sentences(world.articles[0], "ada")[0].note == note
