"""Work of many built projects onto their bare articles; run by hand: pytest tests/soak/test_adopting.py."""

from pathlib import Path

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from tests.factories import World
from tests.support import built, recut
from tests.support.databases import Kept
from tests.test_adopting import comes_onto_its_articles, submitted
from tests.test_round_trip import LABELLED, built_on, template

__all__ = ["submitted", "template"]
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def told(listed: list[tuple[str, str]]) -> None:
    """Let the statistics say how often all of it came, and why not."""
    event("all came" if not listed else "something was listed")
    for reason in {reason for _, reason in listed}:
        event(f"listed: {reason[:90]}")


@settings(max_examples=500, phases=[Phase.generate], suppress_health_check=SLOW)
@given(begun=st.booleans(), together=st.booleans(), steps=built.STEPS)
def test_all_work_of_any_project_comes_onto_its_bare_articles_or_is_listed(
    submitted: tuple[Path, World], template: tuple[Path, World], tmp_path: Path, begun: bool, together: bool,
    steps: list[built.Step],
) -> None:  # fmt: skip
    with recut.copied(submitted if begun else template) as world:
        built.play(world, steps)
        told(comes_onto_its_articles(world, tmp_path, together=together))


@settings(max_examples=100, phases=[Phase.generate], suppress_health_check=SLOW)
@given(begun=st.booleans(), together=st.booleans(), steps=built.STEPS)
def test_so_it_does_on_postgresql(
    kept_postgres: Kept, tmp_path: Path, begun: bool, together: bool, steps: list[built.Step]
) -> None:
    kept_postgres.empty()
    world = built_on(kept_postgres.database)
    built.play(world, [*LABELLED, *steps] if begun else steps)
    told(comes_onto_its_articles(world, tmp_path, together=together))
