"""Hooks: nothing is skipped in silence, and a session that is told to end tidies up."""

import os
import signal
from collections.abc import Generator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
NEEDS = {"browser": "chromium", "postgres": "postgres_server"}


def pytest_configure(config: pytest.Config) -> None:
    """Treat SIGTERM as Ctrl-C, so that servers and browsers end with the session."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser or a PostgreSQL server, so that `-m "not browser"` leaves them out."""
    for item in items:
        for mark, fixture in NEEDS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under CI=true a skipped test has failed."""
    report = yield
    return _strict(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Under CI=true a skipped module has failed."""
    report = yield
    return _strict(report)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly how many tests of the browser did not run."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "browser" in report.keywords]
    if skipped:
        reason = skipped[0].longrepr[2].removeprefix("Skipped: ")
        terminalreporter.write_line(f"{len(skipped)} BROWSER TESTS DID NOT RUN. {reason}", red=True, bold=True)


def _strict(report: Report) -> Report:
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI=true does not allow: {report.longrepr}"
    return report
