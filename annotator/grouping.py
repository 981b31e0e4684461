"""Which share of the data set an article falls into: near-duplicates into one, so that no test text is trained on.

An article's split key is its own id, or the key of an article that was there before and shares at least half of its
runs of words with it, seen from either. It is stored with the article and never changes, so that a new one moves no old
one.
"""

from sqlalchemy import or_, select
from sqlmodel import Session

from annotator.models import Article, TextVersion, table_of
from annotator.reading.shingles import share, values

ARTICLE, TEXT = table_of(Article), table_of(TextVersion)
# Of two texts of like length that share half of their runs, one in 250 pairs has none of so many hashes in common.
LOOKED_FOR = 8
ALIKE = 0.5


def split_key(session: Session, project_id: int, public_id: str, text: str, sketch: str) -> str:
    """Return the split key of an article that is about to be stored; `sketch` is that of its text."""
    a, t = ARTICLE.c, TEXT.c
    rows = session.execute(
        select(a.split_key, t.text)
        .join(TEXT, (t.article_id == a.id) & (t.number == 1))
        .where(a.project_id == project_id, or_(*(a.sketch.contains(one) for one in values(sketch)[:LOOKED_FOR])))
        .order_by(a.id)
    )
    return next((key for key, other in rows if max(share(text, other), share(other, text)) >= ALIKE), public_id)
