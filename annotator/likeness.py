"""Articles that share much of their text with one that comes in: found by sketches, measured by texts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session

from annotator.access import Actor
from annotator.articles import Draft
from annotator.models import Article, TextVersion, table_of
from annotator.reading.shingles import share, sketch, values

ARTICLE, TEXT = table_of(Article), table_of(TextVersion)
# Of 24 hashes this many in common are a reason to compare the texts; a share from half on is worth a word.
COMMON, TOLD = 3, 0.5
ALIKE = 0.9


@dataclass
class Known:
    """The sketches of a project and of the upload so far: which texts have each hash, by article key or file name.

    `kept` is true once a part of the upload waits in the database.
    """

    project_id: int
    having: dict[str, list[int | str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    kept: bool = False

    def add(self, name: int | str, kept: str) -> None:
        """Remember a sketch."""
        for value in values(kept):
            self.having.setdefault(value, []).append(name)

    def likely(self, kept: str) -> int | str | None:
        """Return the text that has most hashes in common, None when that is too few."""
        found = Counter(name for value in values(kept) for name in self.having.get(value, ()))
        best = found.most_common(1)
        return best[0][0] if best and best[0][1] >= min(COMMON, len(values(kept))) else None


def known(session: Session, actor: Actor) -> Known:
    """Return the sketches of the project's articles."""
    assert actor.project is not None
    found = Known(actor.project.id)
    query = select(ARTICLE.c.id, ARTICLE.c.sketch).where(
        ARTICLE.c.project_id == actor.project.id, ARTICLE.c.sketch.is_not(None)
    )
    for key, kept in session.execute(query):
        found.add(key, kept)
    return found


def look(session: Session, found: Known, drafts: Iterable[Draft]) -> None:
    """Tell each draft in `near` which text it shares much with, by name, and how much of it in per cent."""
    for made in drafts:
        kept = sketch(made.text)
        likely = found.likely(kept)
        if likely is not None:
            title, text = _other(session, found, likely)
            shared = share(made.text, text)
            if shared >= TOLD and text != made.text:
                made.near = {"title": title, "percent": int(100 * shared)}
                made.warnings = (*made.warnings, f"{made.near['percent']} % of this text stands in “{title}” too.")
        if made.name not in found.texts:
            found.texts[made.name] = made.text
            found.add(made.name, kept)


def _other(session: Session, found: Known, name: int | str) -> tuple[str, str]:
    if isinstance(name, str):
        return name, found.texts[name]
    query = select(ARTICLE.c.title, TEXT.c.text).join(TEXT, TEXT.c.article_id == ARTICLE.c.id)
    row = session.execute(query.where(ARTICLE.c.id == name, TEXT.c.number == ARTICLE.c.text_version)).one()
    return row.title, row.text
