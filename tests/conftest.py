"""Fixtures that every test may use; each is explained where it is defined, in tests/support/."""

from hypothesis import HealthCheck, settings

from tests.support.offline import refuse_outgoing

pytest_plugins = [
    "tests.support.strictness",
    "tests.support.databases",
    "tests.support.server",
    "tests.support.browsing",
    "tests.support.worlds",
]

refuse_outgoing()

# Being slow on a busy machine is no fault; under CI=true Hypothesis also draws the same examples each time.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], parent=settings())
settings.load_profile("house")
