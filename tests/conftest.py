"""Fixtures that every test may use; each is explained where it is defined, in tests/support/."""

from tests.support.offline import refuse_outgoing

pytest_plugins = [
    "tests.support.strictness",
    "tests.support.databases",
    "tests.support.server",
    "tests.support.browsing",
    "tests.support.worlds",
]

refuse_outgoing()
