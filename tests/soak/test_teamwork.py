"""Long runs of the state machine over a team's work: 300 histories of up to fifty steps on each database."""

from annotator.db import Database
from tests.factories import NewClient
from tests.support import teamwork


def test_no_long_order_of_work_loses_anything(database: Database, new_client: NewClient) -> None:
    teamwork.run(database, new_client, histories=300, steps=50)
