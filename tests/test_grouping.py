"""Near-duplicates share a split."""

from sqlalchemy import select

from annotator.db import Database
from annotator.exporting.records import share
from annotator.models import Article, table_of
from tests.factories import make_world
from tests.support.exports import records


def test_articles_that_are_nearly_the_same_fall_into_one_split(database: Database) -> None:
    lines = [f"The ferry number {number} sailed from pier {number + 3} at noon on that day." for number in range(12)]
    other = [f"Nobody in house {number} saw the {number} geese that left the lake in autumn." for number in range(12)]
    texts = (" ".join(lines), " ".join([*lines[:10], *other[:1]]), " ".join(other), " ".join(lines[:9]))
    world = make_world(database, {"ada": ("annotator",)}, texts)
    with world.database.read() as session:
        rows = session.execute(select(table_of(Article).c.public_id, table_of(Article).c.split_key)).all()
    keys = {public_id: key for public_id, key in rows}  # noqa: C416  a result has keys(), which dict() would misread
    first, near, apart, shorter = world.articles
    assert [keys[one] for one in (first, near, apart, shorter)] == [first, first, apart, first]
    shares = {record["article_id"]: record["split"] for record in records(world)}
    assert shares[near] == shares[first] == share(first)
