"""Long runs of the state machine over a team's work: 300 histories of up to fifty steps on each database."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from annotator.db import Database
from tests.factories import Client, make_world
from tests.support.teamwork import TEAM, Teamwork

LONG = settings(
    max_examples=300, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)


def test_no_long_order_of_work_loses_anything(database: Database, new_client: Callable[..., Client]) -> None:
    world = make_world(database, TEAM, name="First")
    clients = {}
    for who in TEAM:
        clients[who] = new_client()
        clients[who].sign_in(who)

    class Prepared(Teamwork):
        prepared = (world, clients)

    run_state_machine_as_test(Prepared, settings=LONG)
