"""Longer histories of work, submissions and withdrawals: `pytest tests/soak/test_agreement_keeping.py`."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from tests.test_agreement_keeping import STEPS, check_histories, fresh

__all__ = ["fresh"]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_what_is_kept_adds_up_after_many_histories(fresh: Any, steps: Any) -> None:
    check_histories(fresh, steps)
