"""Which articles have the smallest hashes of a text: a table that is asked by hash, as quick for the ten-thousandth.

Of a hash that stands in many texts (a line below every article) only the first articles are kept: it tells little, and
so neither the table nor a look grows with it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, select, union_all
from sqlmodel import Session

from annotator.db import add_rows
from annotator.models import Article, SketchHash, table_of
from annotator.reading.shingles import values

ARTICLE, HASH = table_of(Article), table_of(SketchHash)
Name = TypeVar("Name", int, int | str)
# How many articles are kept of each hash. In a larger group of texts that are alike, any of the first stands for all.
FIRST = 8
# Of two texts of like length that share half of their runs, one in 300 pairs has less than COMMON of so many hashes.
LOOKED_FOR, COMMON = 12, 2
NO_HASH = -1
# So many articles are named in a statement.
NAMED = 500


def _having(at: int) -> Any:
    h = HASH.c
    some = select(h.hash, h.article_id).where(h.project_id == bindparam("project"), h.hash == bindparam(f"h{at}"))
    return select(some.order_by(h.article_id).limit(FIRST).subquery())


# Asked for each article that is stored, so it is built once.
HAVING = union_all(*(_having(at) for at in range(LOOKED_FOR)))


def having(session: Session, project_id: int, kept: str) -> dict[int, list[int]]:
    """Return which of a project's articles have each of the smallest hashes of a sketch, the first by their keys."""
    hashes = numbers(kept)[:LOOKED_FOR]
    hashes += [NO_HASH] * (LOOKED_FOR - len(hashes))
    asked = {f"h{at}": value for at, value in enumerate(hashes)}
    found: dict[int, list[int]] = defaultdict(list)
    for value, article in session.execute(HAVING, {"project": project_id, **asked}).all():
        found[value].append(article)
    return found


def add(session: Session, project_id: int, article: int, kept: str, known: Mapping[int, list[int]]) -> None:
    """Keep the sketch of an article that was just stored; `known` is what `having` said of it before."""
    rows = [
        {"project_id": project_id, "hash": value, "article_id": article}
        for value in numbers(kept)
        if len(known.get(value, ())) < FIRST
    ]
    if rows:
        add_rows(session.connection(), HASH, rows)


def change(session: Session, project_id: int, article: int, before: str, kept: str) -> None:
    """Keep another sketch of an article, whose text was corrected."""
    h = HASH.c
    session.execute(
        delete(HASH).where(h.project_id == project_id, h.hash.in_(numbers(before)), h.article_id == article)
    )
    add(session, project_id, article, kept, having(session, project_id, kept))


def add_all(session: Session, project_id: int) -> None:
    """Keep the sketches of all articles of a project."""
    query = select(ARTICLE.c.id).where(ARTICLE.c.project_id == project_id).order_by(ARTICLE.c.id)
    add_some(session, project_id, session.execute(query).scalars().all())


def add_some(session: Session, project_id: int, articles: Sequence[int]) -> None:
    """Keep the sketches of some articles that came in with their project; `articles` are in the order of their keys."""
    for first in range(0, len(articles), NAMED):
        some = ARTICLE.c.id.in_(articles[first : first + NAMED])
        query = select(ARTICLE.c.id, ARTICLE.c.sketch).where(some, ARTICLE.c.sketch.is_not(None))
        for article, kept in session.execute(query.order_by(ARTICLE.c.id)).all():
            add(session, project_id, article, kept, having(session, project_id, kept))


def fill(session: Session) -> None:
    """Keep the sketches of the projects that have none here, as they come from an older version."""
    a = ARTICLE.c
    lacking = select(a.project_id).where(a.sketch.is_not(None), a.project_id.not_in(select(HASH.c.project_id)))
    for project_id in list(session.execute(lacking.distinct()).scalars()):
        add_all(session, project_id)


def nearest(found: Mapping[int, Sequence[Name]], kept: str) -> Name | None:
    """Return the text that has most in common with a sketch, None when too little; `found` is as `having` gives it.

    A hash counts the less the more texts have it. Of equals the first one is taken.
    """
    weighed: dict[Name, float] = defaultdict(float)
    for names in found.values():
        for name in names:
            weighed[name] += 1 / len(names)
    if not weighed:
        return None
    best = max(weighed, key=weighed.__getitem__)
    common = sum(best in names for names in found.values())
    return best if common >= min(COMMON, len(values(kept))) else None


def numbers(kept: str) -> list[int]:
    """Return the hashes of a sketch as numbers, the smallest first."""
    return [int(value, 16) for value in values(kept)]
