"""What the browser tests of reviewing share: an article that three people submitted."""

import pytest

from annotator.db import Database
from tests.factories import World
from tests.support.reviews import reviewed


@pytest.fixture
def world(light: Database) -> World:
    """One article of six sentences; the annotators agree on three of them."""
    return reviewed(light, "NCFNCN", "NCNFCN", "FCNNNC")
