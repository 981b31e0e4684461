"""Which share of the data set an article falls into: near-duplicates into one, so that no test text is trained on.

An article's split key is its own id, or the key of an article that was there before and shares at least half of its
runs of words with it, seen from either. It is stored with the article and never changes, so that a new one moves no old
one.
"""

from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import bindparam, case, func, select
from sqlmodel import Session

from annotator.models import Article, TextVersion, table_of
from annotator.reading.shingles import shingles, values

ARTICLE, TEXT = table_of(Article), table_of(TextVersion)
# Of two texts of like length that share half of their runs, one in 250 pairs has none of so many hashes in common.
LOOKED_FOR = 8
ALIKE = 0.5


def _nearest(place: Any) -> Any:
    """Select the article with most of the hashes h0, h1, ... in its sketch; `place` finds a text within another."""
    a = ARTICLE.c
    found = (case((place(a.sketch, bindparam(f"h{at}")) > 0, 1), else_=0) for at in range(LOOKED_FOR))
    common = reduce(add, found).label("common")
    rows = select(a.id, a.split_key, common).where(a.project_id == bindparam("project"), a.sketch.is_not(None))
    some = rows.subquery().c
    return select(some.id, some.split_key).where(some.common > 0).order_by(some.common.desc(), some.id).limit(1)


# Asked for each article that is stored, so they are built once.
NEAREST = {True: _nearest(func.instr), False: _nearest(func.strpos)}
TEXT_OF = select(TEXT.c.text).where(TEXT.c.article_id == bindparam("article"), TEXT.c.number == 1)


def split_key(session: Session, project_id: int, public_id: str, runs: set[int], sketch: str) -> str:
    """Return the split key of an article that is about to be stored; `runs` and `sketch` are those of its text.

    Only the article with most hashes in common is compared: texts made after one pattern share some with every other.
    """
    hashes = values(sketch)[:LOOKED_FOR]
    # A short text has fewer hashes; its first one stands in for the others.
    names = {f"h{at}": hashes[at if at < len(hashes) else 0] for at in range(LOOKED_FOR)}
    sqlite = session.get_bind().dialect.name == "sqlite"
    nearest = session.execute(NEAREST[sqlite], {"project": project_id, **names}).first()
    if nearest is None:
        return public_id
    other = session.execute(TEXT_OF, {"article": nearest.id}).scalar_one()
    theirs = shingles(other)
    alike = len(runs & theirs) >= ALIKE * min(len(runs), len(theirs))
    return str(nearest.split_key) if alike else public_id
