"""Fixtures that every test may use; each is explained where it is defined, in tests/support/."""

pytest_plugins = ["tests.support.databases"]
