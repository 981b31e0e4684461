"""The pages of a very large team, and very many orders of assigning."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import event

from annotator import migrate
from annotator.app import create_app
from annotator.db import Database
from annotator.settings import Settings
from tests.bench.bench_team import Filling
from tests.factories import SECRET, Client
from tests.test_assigning import STEPS, follow

PAGES = ("board", "board?show=lacking", "board?show=review", "board/people", "people", "phases", "setup", "log")


def queries(folder: Path, articles: int, people: int) -> list[int]:
    """Return how many queries the queue and each page of a manager take in a project of this size."""
    folder.mkdir()
    with closing(Database(f"sqlite:///{folder}/team.sqlite3")) as database:
        migrate.upgrade(database)
        filling = Filling(database, people)
        filling.fill(articles)
        app = create_app(Settings(database.url, folder, SECRET, cheap_passwords=True))
        asked: list[int] = []
        engine = app.extensions["annotator.database"].engine
        event.listen(engine, "before_cursor_execute", lambda *_: asked.append(1))
        counts = []
        for who, places in (("bench-7", ("",)), ("mara", PAGES)):
            client = Client(app.test_client())
            client.sign_in(who)
            for place in places:
                asked.clear()
                assert client.get(f"/projects/{filling.slug}/{place}").status_code == 200
                counts.append(len(asked))
        app.extensions["annotator.database"].close()
    return counts


def test_a_million_annotations_take_as_many_queries_as_a_few(tmp_path: Path) -> None:
    assert queries(tmp_path / "large", 10_000, 500) == queries(tmp_path / "small", 40, 10)


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    with closing(Database(sqlite_url)) as made:
        yield made


@given(steps=STEPS)
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_many_orders_of_assigning(database: Database, steps: list[tuple[str, int, int]]) -> None:
    follow(database, steps)
