"""Articles that share much of their text with one that comes in: found by sketches, measured by texts."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session

from annotator.intake.articles import Draft
from annotator.intake.sketches import FIRST, LOOKED_FOR, having, nearest, numbers
from annotator.models import Article, TextVersion, table_of
from annotator.reading.shingles import share

ARTICLE, TEXT = table_of(Article), table_of(TextVersion)
# A share from half on is worth a word.
TOLD = 0.5
ALIKE = 0.9


@dataclass
class Known:
    """What an upload held so far: texts by file name, and which files have each hash.

    `kept` is true once a part of the upload waits in the database.
    """

    project_id: int
    having: dict[int, list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    kept: bool = False

    def add(self, made: Draft) -> None:
        """Remember a draft; of two of one name the first one counts, of a hash the first files that have it."""
        if made.name in self.texts:
            return
        self.texts[made.name] = made.text
        for value in numbers(made.sketch):
            names = self.having.setdefault(value, [])
            if len(names) < FIRST:
                names.append(made.name)

    def likely(self, session: Session, kept: str) -> int | str | None:
        """Return the article's key or the file's name that has most in common with a sketch, None when too little."""
        stored = having(session, self.project_id, kept)
        hashes = numbers(kept)[:LOOKED_FOR]
        found = {value: [*stored.get(value, ()), *self.having.get(value, ())] for value in hashes}
        return nearest(found, kept)


def look(session: Session, found: Known, drafts: Iterable[Draft]) -> None:
    """Tell each draft in `near` which text it shares much with, by name, and how much of it in per cent."""
    for made in drafts:
        likely = found.likely(session, made.sketch)
        if likely is not None:
            title, text = _other(session, found, likely)
            shared = share(made.text, text)
            if shared >= TOLD and text != made.text:
                made.near = {"title": title, "percent": int(100 * shared)}
                made.warnings = (*made.warnings, f"{made.near['percent']} % of this text stands in “{title}” too.")
        found.add(made)


def _other(session: Session, found: Known, name: int | str) -> tuple[str, str]:
    if isinstance(name, str):
        return name, found.texts[name]
    query = select(ARTICLE.c.title, TEXT.c.text).join(TEXT, TEXT.c.article_id == ARTICLE.c.id)
    row = session.execute(query.where(ARTICLE.c.id == name, TEXT.c.number == ARTICLE.c.text_version)).one()
    return row.title, row.text
