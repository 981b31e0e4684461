"""What is kept for each article: pages add it up to the same figures as counting every label anew, in any history."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from annotator.agreement.matched import Twins
from annotator.agreement.unitizing import pooled_alpha
from annotator.db import Database
from annotator.models import AgreementTally, Article, table_of
from annotator.reliability import details, ground, keeping
from annotator.reliability.filters import Filter, parse
from annotator.reliability.tally import Tally
from tests.factories import World, make_world
from tests.support.agreed import hand_in, work

TEXTS = tuple(
    f"**Harbour note {n}**\n\nThe fee rose by {n} percent. It was high time. “Nobody asked us,” said Lena Ortiz. So it goes.\n"
    for n in range(1, 4)
)
PEOPLE = {"ada": ("annotator",), "bo": ("annotator",), "chi": ("annotator",), "ruth": ("reviewer",)}
NAMES = ("ada", "bo", "chi")


def same(one: Tally, other: Tally) -> None:
    """Compare two tallies in everything that a page shows."""
    assert one.left_out == other.left_out
    assert one.units == other.units
    assert one.splits.tolist() == other.splits.tolist()
    assert one.counts.annotators == other.counts.annotators
    assert one.counts.articles == other.counts.articles
    for table in ("cells", "confusions", "shares"):
        assert listed(getattr(one.counts, table)) == listed(getattr(other.counts, table))
    for name in ("items", "rated", "paired", "values"):
        assert getattr(one.counts, name).tolist() == getattr(other.counts, name).tolist()
    assert one.sums.keys() == other.sums.keys()
    for role, sums in one.sums.items():
        there = other.sums[role]
        assert sums.values.sum(axis=0).tolist() == there.values.sum(axis=0).tolist()
        assert sorted(sums.units.tolist()) == sorted(there.units.tolist())
    for role, lengths in one.lengths.items():
        assert pooled_alpha(lengths) == pooled_alpha(other.lengths[role])
    for layer, twins in one.twins.items():
        assert spelled(twins) == spelled(other.twins[layer])
    assert details.of(one, resamples=50) == details.of(other, resamples=50)


def spelled(twins: Twins) -> list[tuple[Any, ...]]:
    values = twins.values
    rows = zip(twins.article, twins.a, twins.b, twins.value_a, twins.value_b, twins.n, strict=True)
    return sorted(
        (twins.articles[at], twins.people[a], twins.people[b], values[x], values[y], int(n))
        for at, a, b, x, y, n in rows
    )


def listed(table: Any) -> list[tuple[Any, ...]]:
    names = [name for name in ("article", "a", "b", "k", "l", "label", "pairs", "mass", "even", "n", "share")
             if hasattr(table, name)]  # fmt: skip
    return sorted(zip(*(np.asarray(getattr(table, name)).tolist() for name in names), strict=True))


def both(world: World, wanted: Filter | None = None) -> tuple[Tally, Tally]:
    """Return the tally of what is kept and the one of every label."""
    with world.database.read() as session:
        here = ground.of_project(session, world.project.id, wanted or Filter())
        kept = keeping.read(session, here.known, here.worked)
        return kept, keeping.by_rows(session, here.known, here.worked, here.wanted)


def shifted(first: int, last: int) -> list[tuple[str, Any]]:
    """Return a claim and an attribution on the first sentence of the body, whose words all texts share up to a number."""
    start = len("**Harbour note 1**\n\n")

    def span(words: str, at: int) -> dict[str, Any]:
        return {"start": start + at, "end": start + at + len(words), "quote": words}

    words = "The fee rose by"[first:last]
    return [
        ("claim", {"own": {"spans": [span(words, first)], "types": ["numerical"]}}),
        ("attribution", {"own": {"content_spans": [span(words, first)], "source_entity": "board"}}),
    ]


LABELS = st.lists(st.sampled_from(["CFS", "UFS", "NFS", ""]), min_size=5, max_size=5)
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 2), LABELS, st.booleans(), st.integers(0, 3), st.booleans()),
    min_size=1,
    max_size=7,
    unique_by=lambda step: step[:2],
)


@pytest.fixture
def fresh(sqlite_template: Path, tmp_path: Path) -> Iterator[Any]:
    """Return a function that makes a new world on a database of its own."""
    opened: list[Database] = []

    def make() -> World:
        path = tmp_path / f"{len(opened)}.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        opened.append(Database(f"sqlite:///{path}"))
        return make_world(opened[-1], PEOPLE, TEXTS)

    yield make
    for database in opened:
        database.close()


def check_histories(make: Any, steps: list[tuple[str, int, list[str], bool, int, bool]]) -> None:
    """Let people work, submit and take back; then what is kept equals what is counted anew."""
    world = make()
    for who, article, labels, submitted, shift, back in steps:
        more = {1: shifted(shift, 15 - shift)} if labels[1] == "CFS" else {}
        work(world, who, labels, article, more=more, submitted=submitted)
        if submitted and back:
            hand_in(world, who, article, value=False)
    same(*both(world))
    one = Filter(article=(world.articles[0],))
    same(*both(world, one))


@settings(
    max_examples=8,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_what_is_kept_adds_up_to_what_is_counted_anew(fresh: Any, steps: Any) -> None:
    check_histories(fresh, steps)


@pytest.fixture
def world(database: Database) -> World:
    made = make_world(database, PEOPLE, TEXTS)
    for place in range(3):
        for number, who in enumerate(NAMES[: 3 if place else 2]):
            labels = ["NFS", "CFS", "UFS" if number else "NFS", "CFS", "NFS"]
            work(made, who, labels, place, more={1: shifted(number, 15)})
    return made


def test_kept_counts_serve_both_databases(world: World) -> None:
    kept, counted = both(world)
    same(kept, counted)
    assert int(kept.counts.paired.sum()) == 12
    assert kept.sums["claim"].total("n_a") > 0
    assert kept.twins["types"].total > 0


def test_an_article_whose_cut_changed_is_counted_anew(world: World) -> None:
    with world.database.write() as session:
        session.execute(update(table_of(AgreementTally)).values(cells=b"", splits=b""))
        session.execute(update(table_of(Article)).values(cut=Article.cut + 1))
    same(*both(world))


def test_articles_without_kept_counts_are_counted_anew(world: World) -> None:
    expected = both(world)[1]
    with world.database.write() as session:
        session.execute(delete(table_of(AgreementTally)))
    same(both(world)[0], expected)


def test_many_articles_without_kept_counts_are_counted_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = both(world)[0]
    monkeypatch.setattr(keeping, "MOST_ANEW", 1)
    with world.database.write() as session:
        session.execute(delete(table_of(AgreementTally)))
    same(both(world)[0], expected)


def test_keeping_a_whole_project_keeps_the_same(world: World) -> None:
    expected = both(world)[0]
    with world.database.write() as session:
        session.execute(delete(table_of(AgreementTally)))
        keeping.refresh_project(session, world.project.id)
        kept = session.execute(table_of(AgreementTally).select()).all()
    assert len(kept) == 3
    same(both(world)[0], expected)


def test_reading_writes_nothing(world: World) -> None:
    with closing(world.database.engine.connect()) as connection:
        before = connection.execute(table_of(AgreementTally).select()).all()
        both(world)
        assert connection.execute(table_of(AgreementTally).select()).all() == before


@given(
    st.builds(
        Filter,
        phase=st.lists(st.text("ab ", min_size=1).filter(str.strip), max_size=2).map(lambda names: tuple(sorted({n.strip() for n in names}))),
        guideline=st.sets(st.integers(1, 9), max_size=3).map(lambda found: tuple(sorted(found))),
        who=st.sets(st.sampled_from(["r01", "r02"]), max_size=2).map(lambda found: tuple(sorted(found))),
        since=st.none() | st.dates(),
        until=st.none() | st.dates(max_value=date(9000, 1, 1)),
        last_round=st.booleans(), headings=st.booleans(), seen=st.booleans(), suggested=st.booleans(), gold=st.booleans(),
    )
)  # fmt: skip
def test_a_filter_survives_its_address(wanted: Filter) -> None:
    given_back = {name: [value] if isinstance(value, str) else value for name, value in wanted.query().items()}
    assert parse(given_back) == wanted
