"""Which share of the data set an article falls into: near-duplicates into one, so that no test text is trained on.

An article's split key is its own id, or the key of an article that was there before and shares at least half of its
runs of words with it, seen from either. It is stored with the article and never changes, so that a new one moves no old
one.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlmodel import Session

from annotator.intake import sketches
from annotator.models import Article, TextVersion, table_of
from annotator.reading.shingles import runs

ARTICLE, TEXT = table_of(Article), table_of(TextVersion)
ALIKE = 0.5
# Asked for each article that is stored, so it is built once.
OTHER = (
    select(ARTICLE.c.split_key, TEXT.c.text)
    .join(TEXT, TEXT.c.article_id == ARTICLE.c.id)
    .where(ARTICLE.c.id == bindparam("article"), TEXT.c.number == 1)
)


def split_key(
    session: Session, public_id: str, text: str, kept: str, having: Mapping[int, Sequence[int]]
) -> str:  # fmt: skip
    """Return the split key of an article that is about to be stored; `having` is what `sketches` says of its sketch.

    Only the article with most hashes in common is compared: texts made after one pattern share some with every other.
    """
    likely = sketches.nearest(having, kept)
    if likely is None:
        return public_id
    other = session.execute(OTHER, {"article": likely}).one()
    own, theirs = runs(text), runs(other.text)
    return str(other.split_key) if len(own & theirs) >= ALIKE * min(len(own), len(theirs)) else public_id
