"""Round trips of many built projects; run by hand: pytest tests/soak/test_round_trip.py."""

from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from tests.factories import World
from tests.support import built
from tests.test_round_trip import comes_back, template

__all__ = ["template"]


@settings(
    max_examples=1000,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=built.STEPS)
def test_any_project_comes_back_byte_for_byte(
    template: tuple[Path, World],
    sqlite_template: Path,
    steps: list[built.Step],
) -> None:
    comes_back(template, sqlite_template, steps)
