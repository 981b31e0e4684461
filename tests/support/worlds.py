"""Fixtures: an application on the test's database, and clients of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import SECRET, Client, NewClient, SignIn, signed_in


@pytest.fixture
def new_client(database_url: str, tmp_path: Path) -> Iterator[NewClient]:
    """Return `new_client(**settings)`: a browser without JavaScript; all of a test share one application."""
    from annotator.app import create_app
    from annotator.settings import Settings

    made: dict[str, Any] = {}

    def make(**settings: Any) -> Client:
        key = repr(settings)
        if key not in made:
            known = {"database_url": database_url, "data": tmp_path, "secret_key": SECRET, "cheap_passwords": True}
            made[key] = create_app(Settings(**{**known, **settings}))
        return Client(made[key].test_client())

    yield make
    for app in made.values():
        app.extensions["annotator.database"].close()


@pytest.fixture
def sign_in(new_client: NewClient) -> SignIn:
    """Return `sign_in(name)`: a browser in which this person is signed in."""
    return lambda who: signed_in(new_client, who)
