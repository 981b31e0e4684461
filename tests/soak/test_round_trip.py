"""Round trips of many built projects; run by hand: pytest tests/soak/test_round_trip.py."""

from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from tests.factories import World
from tests.support import built
from tests.support.databases import Kept
from tests.test_round_trip import built_on, comes_back, comes_out_as, exported, template

__all__ = ["template"]
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=1000, phases=[Phase.generate], suppress_health_check=SLOW)
@given(steps=built.STEPS)
def test_any_project_comes_back_byte_for_byte(
    template: tuple[Path, World],
    sqlite_template: Path,
    steps: list[built.Step],
) -> None:
    comes_back(template, sqlite_template, steps)


@settings(max_examples=300, phases=[Phase.generate], suppress_health_check=SLOW)
@given(steps=built.STEPS)
def test_any_project_comes_back_byte_for_byte_on_postgresql(
    kept_postgres: Kept, tmp_path: Path, steps: list[built.Step]
) -> None:
    kept_postgres.empty()
    world = built_on(kept_postgres.database)
    built.play(world, steps)
    first = exported(world.database, world.project.id)
    kept_postgres.empty()
    comes_out_as(kept_postgres.database, first, tmp_path)
