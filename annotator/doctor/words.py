"""Whether the words under every offset are those that were stored: sentences, claims, attributions, hashes."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator.annotate import details
from annotator.doctor.finding import Finding
from annotator.doctor.references import BACK
from annotator.intake.articles import public_id
from annotator.models import Annotation, Article, Sentence, TextVersion, table_of

ARTICLE, TEXT, SENTENCE = table_of(Article), table_of(TextVersion), table_of(Sentence)
ANNOTATION = table_of(Annotation)


def faults(session: Session) -> Iterator[Finding]:
    """Go through the articles one at a time, and find at most one fault of each."""
    for key, public in session.execute(select(ARTICLE.c.id, ARTICLE.c.public_id).order_by(ARTICLE.c.id)).all():
        wrong = next(of_article(session, key, public), None)
        if wrong:
            yield Finding(f"In {public} {wrong}.", BACK)


def of_article(session: Session, key: int, public: str) -> Iterator[str]:
    """Yield what is wrong with the words of one article, given by its key and public id."""
    rows = session.execute(select(TEXT.c.number, TEXT.c.text, TEXT.c.sha256).where(TEXT.c.article_id == key)).all()
    texts = {row.number: row.text for row in rows}
    for row in rows:
        if hashlib.sha256(row.text.encode()).hexdigest() != row.sha256:
            yield f"the text (version {row.number}) is not the one that was imported"
    if 1 not in texts:
        yield "the text is missing"
    elif public_id(texts[1]) != public:
        yield "the id does not belong to the text"
    current = session.execute(select(ARTICLE.c.text_version).where(ARTICLE.c.id == key)).scalar_one()
    if current != max(texts, default=1):
        yield f"version {current} of the text is annotated, which is not the newest one"
    versions = yield from _sentences(session, key, texts, texts.get(current, ""))
    yield from _spans(session, key, texts, versions)


def _sentences(session: Session, key: int, texts: dict[int, str], current: str) -> Any:
    """Yield what is wrong with the sentences, and return the text version of each by its key.

    What is annotated must stand in the `current` text too, whichever version it was made from.
    """
    s = SENTENCE.c
    versions = {}
    for row in session.execute(
        select(s.id, s.text_version, s.start, s.end, s.text).where(s.article_id == key).order_by(s.start, s.id)
    ):
        versions[row.id] = row.text_version
        if not row.text or texts.get(row.text_version, "")[row.start : row.end] != row.text:
            yield f"the sentence at {row.start} to {row.end} is not what the text says there"
    rows = session.execute(
        select(s.start, s.end, s.text, s.position, s.number)
        .join(ARTICLE, ARTICLE.c.id == s.article_id)
        .where(s.article_id == key, s.from_cut <= ARTICLE.c.cut, s.to_cut.is_(None) | (s.to_cut > ARTICLE.c.cut))
        .order_by(s.start, s.end)
    )
    reached, counted = 0, 0
    for place, (start, end, text, position, number) in enumerate(rows):
        counted += number is not None
        if start < reached:
            yield f"two sentences overlap at {start}"
        if current[start:end] != text:
            yield f"the sentence at {start} to {end} is not what the corrected text says there"
        if position != place or number not in (None, counted):
            yield f"the sentence at {start} to {end} is counted in another place than it stands"
        reached = end
    return versions


def _spans(session: Session, key: int, texts: dict[int, str], versions: dict[int, int]) -> Iterator[str]:
    n = ANNOTATION.c
    for layer, (table, _) in details.TABLES.items():
        rows = session.execute(
            select(table, n.sentence_id)
            .join(ANNOTATION, n.id == table.c.annotation_id)
            .where(table.c.article_id == key)
        )
        for row in rows:
            text = texts.get(versions.get(row.sentence_id, 1), "")
            spans = details.all_spans(details.plain(row, layer))
            for span in spans:
                if text[span["start"] : span["end"]] != span["quote"]:
                    yield f"a span at {span['start']} to {span['end']} does not cover its words"
            if spans and (row.first, row.last) != details.bounds(spans):
                yield f"what is said to reach from {row.first} to {row.last} does not"
