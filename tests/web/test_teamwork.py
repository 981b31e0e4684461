"""Any order of annotating, submitting, reopening, cutting and settling keeps what must never break, over HTTP."""

from annotator.db import Database
from tests.factories import NewClient
from tests.support import teamwork


def test_no_order_of_work_loses_anything(database: Database, new_client: NewClient) -> None:
    teamwork.run(database, new_client, histories=12, steps=14)
