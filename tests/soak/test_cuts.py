"""Long runs of the state machines over cuts: a thousand histories of up to sixty steps each."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.cutting import Alone, Cuts, Together
from tests.support.recut import make_template

LONG = settings(
    max_examples=1000, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)


@pytest.mark.parametrize(("machine", "assigned"), [(Alone, ("ada",)), (Together, ("ada", "bo"))])
def test_no_history_of_cuts_breaks_anything(
    machine: type[Cuts], assigned: tuple[str, ...], sqlite_template: Path, tmp_path: Path
) -> None:
    class Prepared(machine):  # type: ignore[valid-type, misc]
        template = make_template(sqlite_template, tmp_path, *assigned)

    run_state_machine_as_test(Prepared, settings=LONG)
