"""Which rows of an article's sentences are earlier or later ones of each other, over cuts and text versions.

Offsets compare rows of one cut change only, where both sides lie in the same text; rows of a corrected text say which
rows they came from. A row that stays over corrections has its words at the same place in all those texts.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from annotator.models import Article, Sentence, table_of

ARTICLE, SENTENCE = table_of(Article), table_of(Sentence)


class Life(NamedTuple):
    """A row with its offsets, the cuts it lived on (to None: the current one), and the rows it was corrected from."""

    id: int
    start: int
    end: int
    born: int
    died: int | None
    came_from: list[int] | None

    def overlaps(self, other: "Life") -> bool:
        """Say whether both have a code point in common, where their offsets can be compared."""
        return self.start < other.end and self.end > other.start

    def lived(self, cut: int) -> bool:
        """Say whether the row stood on a cut."""
        return self.born <= cut and (self.died is None or self.died > cut)


def lives(session: Session, article_id: int) -> list[Life]:
    """Return all rows that an article ever had, by their offsets."""
    s = SENTENCE.c
    query = select(s.id, s.start, s.end, s.from_cut, s.to_cut, s.came_from).where(s.article_id == article_id)
    return [Life(*row) for row in session.execute(query.order_by(s.start, s.id))]


def lives_of(session: Session, project_id: int, public_id: str) -> list[Life]:
    """Return all rows that a project's article ever had; none when it is not there."""
    a = ARTICLE.c
    query = select(a.id).where(a.project_id == project_id, a.public_id == public_id)
    article_id = session.execute(query).scalar_one_or_none()
    return lives(session, article_id) if article_id is not None else []


def heirs(rows: Sequence[Life], keys: Iterable[int]) -> dict[int, list[int]]:
    """Return for each row which rows stand in its place on the current cut, in order; itself while it lives."""
    by_key = {row.id: row for row in rows}
    corrected = {row.born for row in rows if row.came_from is not None}
    return {key: _heirs(rows, by_key[key], corrected) for key in keys if key in by_key}


def _heirs(rows: Sequence[Life], first: Life, corrected: set[int]) -> list[int]:
    found: list[Life] = []
    seen, todo = {first.id}, [first]
    while todo:
        row = todo.pop()
        if row.died is None:
            found.append(row)
            continue
        died = row.died
        if died in corrected:
            after = [one for one in rows if one.born == died and row.id in (one.came_from or ())]
        else:
            after = [one for one in rows if one.overlaps(row) and one.lived(died)]
        todo += [one for one in after if one.id not in seen]
        seen.update(one.id for one in after)
    return [row.id for row in sorted(found, key=lambda row: row.start)]


def line(rows: Sequence[Life], key: int) -> set[int]:
    """Return a row with all that stood in its place before and between, over cuts and text versions."""
    by_key = {row.id: row for row in rows}
    found: set[int] = set()
    todo = [by_key[key]]
    while todo:
        row = todo.pop()
        if row.id in found:
            continue
        found.add(row.id)
        between = (one for one in rows if one.overlaps(row) and row.born <= one.born < (row.died or one.born + 1))
        found.update(one.id for one in between if one.came_from is None or one.born == row.born)
        if row.came_from is not None:
            todo += [by_key[one] for one in row.came_from if one in by_key]
        else:
            todo += [one for one in rows if one.overlaps(row) and one.died == row.born]
    return found
