"""A thousand bundles that somebody edited, on both databases; run by hand: pytest -s tests/soak/test_bundles_edited.py."""

from pathlib import Path

import pytest

from tests.factories import Client
from tests.support.databases import Kept
from tests.support.edited import Desk, comes_in_or_is_refused, desk, fits_or_is_refused
from tests.support.worlds import Application
from tests.test_bundles_edited import edited

__all__ = ["edited"]


def run(desk: Desk, seeds: range) -> None:
    projects = sum(comes_in_or_is_refused(desk, seed) for seed in seeds)
    works = sum(fits_or_is_refused(desk, seed, source) for source in (desk.whole, desk.work) for seed in seeds[::4])
    print(f"{len(seeds)} edited projects, {projects} came in; {len(seeds) // 2} of their work, {works} times taken")


@pytest.mark.parametrize("start", range(1000, 2000, 250))
def test_a_thousand_edited_bundles_come_in_sound_or_are_refused(edited: Desk, start: int) -> None:
    run(edited, range(start, start + 250))


def test_so_they_do_on_postgresql(kept_postgres: Kept, application: Application, tmp_path: Path) -> None:
    kept_postgres.empty()
    database = kept_postgres.database
    run(desk(database, lambda: Client(application(database.url).test_client()), tmp_path), range(2000, 2300))
