"""Whether everything that a row points to is there, and belongs to the same article."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, and_, func, or_, select, true
from sqlmodel import Session, SQLModel

from annotator.doctor.finding import Finding, counted
from annotator.models import (
    Annotation,
    Article,
    Attribution,
    Claim,
    Comment,
    Event,
    Membership,
    Sentence,
    Thread,
    User,
    table_of,
)

ANNOTATION, ARTICLE, SENTENCE = table_of(Annotation), table_of(Article), table_of(Sentence)
CLAIM, ATTRIBUTION, EVENT, USER = table_of(Claim), table_of(Attribution), table_of(Event), table_of(User)
COMMENT, MEMBERSHIP, THREAD = table_of(Comment), table_of(Membership), table_of(Thread)
BACK = "Restore the last backup in which this was sound: annotator restore FILE --replace"
# Keys that no constraint of the database guards, because what they name may be made later or by another door.
SOFT = (
    (ANNOTATION, "carried_from", ANNOTATION),
    # An annotation that no operation made has the event 0.
    (ANNOTATION, "event_id", EVENT),
    (EVENT, "undoes", EVENT),
)
# What stands in an article twice over, and how it is said that the two differ.
OWNED = (
    (CLAIM, ANNOTATION, "annotation_id", "claims name another article than their annotation"),
    (ATTRIBUTION, ANNOTATION, "annotation_id", "attributions name another article than their annotation"),
    (ANNOTATION, SENTENCE, "sentence_id", "annotations name another article than their sentence"),
    (THREAD, SENTENCE, "sentence_id", "threads name another article than their sentence"),
    (COMMENT, SENTENCE, "sentence_id", "comments name another article than their sentence"),
    (COMMENT, THREAD, "thread_id", "comments name another article than their thread"),
    (SENTENCE, ARTICLE, "article_id", "sentences name another project than their article"),
)


def lost(session: Session) -> Iterator[Finding]:
    """Find rows that point to a row that is not there; a database copied by other tools may have some."""
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            yield from _orphans(session, table, key.parent.name, key.column.table)
    for table, name, other in SOFT:
        yield from _orphans(session, table, name, other)
    known = set(session.execute(select(USER.c.id)).scalars())
    rows = session.execute(select(ANNOTATION.c.id, ANNOTATION.c.took).where(ANNOTATION.c.layer == "gold"))
    if found := [key for key, took in rows if not set(took) <= known]:
        yield _said(len(found), "annotation", "took", found[0])
    yield from strangers(session)


def strangers(session: Session, project_id: int | None = None) -> Iterator[Finding]:
    """Find people who worked in a project, one or any, that they were never a member of: they have no pseudonym."""
    n, m = ANNOTATION.c, MEMBERSHIP.c
    member = and_(m.project_id == n.project_id, m.user_id == n.user_id)
    query = select(n.project_id, n.user_id).outerjoin(MEMBERSHIP, member).where(m.id.is_(None)).distinct()
    query = query.where(_of(ANNOTATION, project_id))
    if found := session.execute(query).all():
        people = counted(len(found), "person", "people")
        yield Finding(f"{people} worked in a project of which they are no members (user {found[0].user_id}).", BACK)


def _orphans(session: Session, table: Table, name: str, other: Table) -> Iterator[Finding]:
    there = other.alias("there")
    column = table.c[name]
    count, first = session.execute(
        select(func.count(), func.min(column))
        .select_from(table)
        .outerjoin(there, there.c.id == column)
        .where(column.is_not(None), column != 0, there.c.id.is_(None))
    ).one()
    if count:
        yield _said(count, table.name, name, first)


def _said(count: int, table: str, name: str, first: Any) -> Finding:
    rows = counted(count, "row", "rows")
    return Finding(f"{rows} of the table {table} point to something that is gone ({name} {first}).", BACK)


def strays(session: Session, project_id: int | None = None) -> Iterator[Finding]:
    """Find rows that name another article than what they belong to, and gold on an old sentence.

    Looks at one project, or at all of them.
    """
    for table, owner, key, said in OWNED:
        same = "project_id" if owner is ARTICLE else "article_id"
        joined = select(func.count()).select_from(table).join(owner, owner.c.id == table.c[key])
        apart = joined.where(table.c[same] != owner.c[same], _of(table, project_id))
        if count := session.execute(apart).scalar_one():
            yield Finding(f"{count:,} {said}.", BACK)
    s, a, n = SENTENCE.c, ARTICLE.c, ANNOTATION.c
    gone = or_(s.from_cut > a.cut, and_(s.to_cut.is_not(None), s.to_cut <= a.cut))
    count = session.execute(
        select(func.count())
        .select_from(ANNOTATION)
        .join(SENTENCE, s.id == n.sentence_id)
        .join(ARTICLE, a.id == s.article_id)
        .where(n.layer == "gold", n.retired_at.is_(None), gone, _of(ANNOTATION, project_id))
    ).scalar_one()
    if count:
        yield Finding(
            f"{counted(count, 'gold annotation', 'gold annotations')} stand on a sentence that changed.", BACK
        )


def _of(table: Table, project_id: int | None) -> Any:
    return true() if project_id is None else table.c.project_id == project_id
