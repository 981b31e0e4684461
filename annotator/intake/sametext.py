"""Whether a project has a text already: one it was imported with, or one that an article was corrected to."""

from sqlalchemy import bindparam, literal_column, select
from sqlmodel import Session

from annotator.models import Article, TextVersion, table_of

ARTICLE, TEXT = table_of(Article), table_of(TextVersion)
# Built once and run on the connection itself: an import runs them thousands of times.
KNOWN = select(ARTICLE.c.title).where(
    ARTICLE.c.project_id == bindparam("project"), ARTICLE.c.public_id == bindparam("public"),
    ARTICLE.c.id != bindparam("besides"),
)  # fmt: skip
# The number is written out, so that the index of corrected texts fits.
CORRECTED = (
    select(ARTICLE.c.title)
    .join(TEXT, TEXT.c.article_id == ARTICLE.c.id)
    .where(
        ARTICLE.c.project_id == bindparam("project"), ARTICLE.c.id != bindparam("besides"),
        TEXT.c.number > literal_column("1"), TEXT.c.sha256 >= bindparam("first"), TEXT.c.sha256 < bindparam("last"),
    )
    .limit(1)
)  # fmt: skip


def duplicate(session: Session, project_id: int, public: str, besides: int = 0) -> str | None:
    """Return the title of the project's article that was imported with, or corrected to, the text of this public id.

    `besides` is the key of an article that does not count.
    """
    connection, values = session.connection(), {"project": project_id, "besides": besides}
    known = connection.execute(KNOWN, {**values, "public": public}).scalar_one_or_none()
    digits = public.removeprefix("art_")
    return known or connection.execute(CORRECTED, {**values, "first": digits, "last": digits + "g"}).scalar()


def corrected(session: Session, project_id: int) -> dict[str, tuple[str, str]]:
    """Return title and public id of corrected articles, by the public id that each of their later texts would have."""
    query = (
        select(TEXT.c.sha256, ARTICLE.c.title, ARTICLE.c.public_id)
        .join(ARTICLE, ARTICLE.c.id == TEXT.c.article_id)
        .where(ARTICLE.c.project_id == project_id, TEXT.c.number > literal_column("1"))
    )
    return {f"art_{digest[:16]}": (title, public) for digest, title, public in session.execute(query)}
