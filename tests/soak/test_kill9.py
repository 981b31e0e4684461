"""Kill -9 of the server during saves, a hundred times: no acknowledged decision is lost."""

import threading
from contextlib import closing

from sqlalchemy import text

from annotator.db import Database
from tests.factories import make_world
from tests.support.server import StartServer
from tests.web.test_faults import LONG, Outbox

ROUNDS = 100


def test_a_hundred_kills_lose_no_acknowledged_decision(start_server: StartServer, sqlite_url: str) -> None:
    people = tuple(f"annotator {number}" for number in range(8))
    acknowledged = 0
    with closing(Database(sqlite_url)) as database:
        world = make_world(database, dict.fromkeys(people, ("annotator",)), (LONG,), assigned=people)
        server = start_server(sqlite_url)
        for _ in range(ROUNDS):
            outboxes = [Outbox(server, world, who) for who in people]
            threads = [threading.Thread(target=outbox.label_until_the_end) for outbox in outboxes]
            for thread in threads:
                thread.start()
            threading.Event().wait(1)
            server.kill()
            for thread in threads:
                thread.join()
            for who, outbox in zip(people, outboxes, strict=True):
                stored = {view.public_id: view.label for view in world.sentences(world.articles[0], who)}
                # The last decision in flight may be stored without its answer having arrived; nothing else differs.
                assert sum(stored[key] != label for key, label in outbox.acknowledged.items()) <= 1
                assert all(stored[key] for key in outbox.acknowledged)
                acknowledged += len(outbox.acknowledged)
            with database.read() as session:
                assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            server.start()
    print(f"{ROUNDS} kills, {acknowledged} acknowledged decisions, 0 lost")
