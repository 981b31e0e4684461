"""What the browser tests of reviewing share: an article that three people submitted, and a server that shows it."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from annotator.db import Database
from tests.factories import World
from tests.support.reviews import reviewed
from tests.support.server import Server, StartServer


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    """One article of six sentences; the annotators agree on three of them."""
    with closing(Database(sqlite_url)) as database:
        yield reviewed(database, "NCFNCN", "NCNFCN", "FCNNNC")


@pytest.fixture
def server(world: World, start_server: StartServer, sqlite_url: str) -> Server:
    """The server on its database."""
    return start_server(sqlite_url)
