"""Any order of annotating, submitting, reopening, cutting and settling keeps what must never break, over HTTP."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from annotator.db import Database
from tests.factories import Client, make_world
from tests.support.teamwork import TEAM, Teamwork

SHORT = settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))


def test_no_order_of_work_loses_anything(database: Database, new_client: Callable[..., Client]) -> None:
    world = make_world(database, TEAM, name="First")
    clients = {}
    for who in TEAM:
        clients[who] = new_client()
        clients[who].sign_in(who)

    class Prepared(Teamwork):
        prepared = (world, clients)

    run_state_machine_as_test(Prepared, settings=SHORT)
