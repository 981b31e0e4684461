"""Fixtures: an application on the test's database, and clients of it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import SECRET, Client, NewClient, SignIn, signed_in
from tests.support.databases import without_waiting

if TYPE_CHECKING:
    from flask import Flask

    from annotator.db import Database

Application = Callable[..., "Flask"]


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Return `application(url, **settings)`: the same application each time, its pages and statements compiled."""
    from annotator.app import create_app
    from annotator.settings import Settings

    made: dict[str, Flask] = {}
    folder = tmp_path_factory.mktemp("data")

    def make(url: str, **settings: Any) -> "Flask":
        key = f"{url} {settings}"
        if key not in made:
            known = {"database_url": url, "data": folder, "secret_key": SECRET, "cheap_passwords": True}
            made[key] = create_app(Settings(**{**known, **settings}))
            without_waiting(made[key].extensions["annotator.database"])
        return made[key]

    yield make
    for app in made.values():
        app.extensions["annotator.database"].close()


@pytest.fixture
def new_client(application: Application, database: "Database") -> NewClient:
    """Return `new_client(**settings)`: a browser without JavaScript; all of a test share one application."""
    return lambda **settings: Client(application(database.url, **settings).test_client())


@pytest.fixture
def sign_in(new_client: NewClient) -> SignIn:
    """Return `sign_in(name)`: a browser in which this person is signed in."""
    return lambda who: signed_in(new_client, who)
