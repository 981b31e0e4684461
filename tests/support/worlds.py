"""Fixtures: an application on the test's database, and clients of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import SECRET, Client


@pytest.fixture
def new_client(database_url: str, tmp_path: Path) -> "Iterator[Callable[..., Client]]":
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
