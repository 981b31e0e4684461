"""The threads a person may read: the list with what is unread first, one thread, reading, answering, resolving."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlmodel import Session

from annotator.access import Actor, may
from annotator.annotate.operations import Operation, repeated
from annotator.errors import BadInput, Forbidden, NotFound
from annotator.fields import IDENTIFIER
from annotator.models import Article, Assignment, Comment, Sentence, Thread, ThreadSeen, User, now, table_of
from annotator.sentences import lineage
from annotator.talk import talking

ARTICLE, COMMENT, SENTENCE, THREAD = (table_of(one) for one in (Article, Comment, Sentence, Thread))
ASSIGNMENT, SEEN, USER = table_of(Assignment), table_of(ThreadSeen), table_of(User)
PAGE = 50
MANY = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A thread in the list: its sentence, who began it, what was said last, whether the person has read that."""

    id: int
    kind: str
    article: str
    title: str
    language: str
    start: int
    end: int
    text: str
    mine: bool
    last: datetime
    resolved: bool
    unread: bool
    said: str


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said in a thread; `name` is None where names are hidden from the reader."""

    name: str | None
    mine: bool
    body: str
    answer: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A thread with everything said in it.

    `number` is that of its sentence in the article now, or of what stands in its place, None where nothing does;
    `now` is how that reads where it was changed since, else "". `works` says that the person annotates the article.
    """

    line: Line
    said: list[Said]
    number: int | None
    now: str
    works: bool


def listed(session: Session, actor: Actor, *, unread: bool = False, after: int = 0) -> tuple[list[Line], int]:
    """Return the threads a person may see, the last ones first, `unread` ones only where asked, and what comes next.

    A page goes on behind the thread `after`; the second value is where the next page does, 0 for none.
    """
    query, t = _lines(actor), THREAD.c
    if unread:
        query = query.where(_unread(actor))
    if after:
        last = THREAD.alias("last")
        begin = select(last.c.last_at).where(last.c.id == after).scalar_subquery()
        query = query.where(or_(t.last_at < begin, and_(t.last_at == begin, t.id < after)))
    rows = session.execute(query.order_by(t.last_at.desc(), t.id.desc()).limit(PAGE + 1)).all()
    return [_line(actor, row) for row in rows[:PAGE]], rows[PAGE - 1].id if len(rows) > PAGE else 0


def count_unread(session: Session, actor: Actor) -> int:
    """Return how many threads hold something the person has not read; it is counted up to MANY, as every menu asks."""
    t = THREAD.c
    found = (
        select(t.id)
        .join(ARTICLE, ARTICLE.c.id == t.article_id)
        .outerjoin(SEEN, and_(SEEN.c.thread_id == t.id, SEEN.c.user_id == actor.user_id))
        .where(ARTICLE.c.withdrawn_at.is_(None), talking.visible(actor))
        .where(SEEN.c.seen_at.is_(None) | (t.last_at > SEEN.c.seen_at), _unread(actor))
        .limit(MANY)
    )
    return int(session.execute(select(func.count()).select_from(found.subquery())).scalar_one())


def _unread(actor: Actor) -> Any:
    """Return the condition that somebody else said something since the person read a thread."""
    c = COMMENT.c
    newer = select(c.id).where(
        c.thread_id == THREAD.c.id, c.user_id != actor.user_id,
        SEEN.c.seen_at.is_(None) | (c.created_at > SEEN.c.seen_at),
    )  # fmt: skip
    return newer.correlate(THREAD, SEEN).exists()


def _lines(actor: Actor) -> Any:
    a, s, t, c = ARTICLE.c, SENTENCE.c, THREAD.c, COMMENT.c
    # What was said elsewhere may have come in later than what was said after it.
    newest = select(c.id).where(c.thread_id == t.id).order_by(c.created_at.desc(), c.id.desc()).limit(1)
    last = newest.correlate(THREAD).scalar_subquery()
    return (
        select(
            t.id, t.kind, a.public_id, a.title, a.language, s.start, s.end, s.text, t.user_id, t.last_at,
            t.resolved_at, _unread(actor).label("unread"), c.body, c.answer,
        )
        .join(ARTICLE, a.id == t.article_id)
        .join(SENTENCE, s.id == t.sentence_id)
        .join(COMMENT, c.id == last)
        .outerjoin(SEEN, and_(SEEN.c.thread_id == t.id, SEEN.c.user_id == actor.user_id))
        .where(a.withdrawn_at.is_(None), talking.visible(actor))
    )  # fmt: skip


def _line(actor: Actor, row: Any) -> Line:
    return Line(
        row.id, row.kind, row.public_id, row.title, row.language, row.start, row.end, row.text,
        row.user_id == actor.user_id, row.last_at, row.resolved_at is not None, bool(row.unread), row.body,
    )  # fmt: skip


def one(session: Session, actor: Actor, key: int) -> Opened:
    """Return a thread; raises NotFound when the person may not see it. Names are shown to its managers and oneself."""
    row = session.execute(_lines(actor).where(THREAD.c.id == key)).first()
    if row is None:
        raise NotFound("There is no such thread, or it is not for you to read.")
    c, g = COMMENT.c, ASSIGNMENT.c
    works = select(g.user_id).where(g.article_id == THREAD.c.article_id).correlate(THREAD)
    said = session.execute(
        select(c.user_id, USER.c.name, c.body, c.answer, c.created_at, c.user_id.in_(works).label("annotates"))
        .join(THREAD, THREAD.c.id == c.thread_id)
        .join(USER, USER.c.id == c.user_id)
        .where(c.thread_id == key)
        .order_by(c.created_at, c.id)
    )
    hidden = row.kind == "talk"
    lines = [
        Said(
            None if hidden and one.annotates and one.user_id != actor.user_id else one.name,
            one.user_id == actor.user_id, one.body, one.answer, one.created_at,
        )
        for one in said
    ]  # fmt: skip
    return Opened(_line(actor, row), lines, *_present(session, actor, key))


def _present(session: Session, actor: Actor, key: int) -> tuple[int | None, str, bool]:
    """Return number and new text of what stands in place of a thread's sentence, and whether one annotates it."""
    s, t, g = SENTENCE.c, THREAD.c, ASSIGNMENT.c
    about = session.execute(
        select(t.article_id, t.sentence_id, s.text).join(SENTENCE, s.id == t.sentence_id).where(t.id == key)
    ).one()
    heirs = lineage.heirs(lineage.lives(session, about.article_id), [about.sentence_id])
    rows = session.execute(
        select(s.number, s.text).where(s.id.in_(heirs.get(about.sentence_id, []))).order_by(s.start)
    ).all()
    mine = select(g.id).where(g.article_id == about.article_id, g.user_id == actor.user_id, g.state != "left")
    text = " / ".join(row.text for row in rows)
    number = next((row.number for row in rows if row.number is not None), None)
    return number, "" if text == about.text else text, session.execute(mine).first() is not None


def mark_read(session: Session, actor: Actor, key: int) -> None:
    """Keep that a person has read a thread up to now."""
    one(session, actor, key)
    session.execute(delete(SEEN).where(SEEN.c.thread_id == key, SEEN.c.user_id == actor.user_id))
    session.execute(insert(SEEN).values(thread_id=key, user_id=actor.user_id, seen_at=now()))


def write(session: Session, actor: Actor, key: int, body: str, op_id: str, everybody: str = "") -> None:
    """Say something in a thread one may see, and have read it; a repeat adds nothing.

    A manager who answers a question can add `everybody`, the text of a note for all. Raises NotFound or BadInput.
    """
    line = one(session, actor, key).line
    if not re.fullmatch(IDENTIFIER, op_id):
        raise BadInput("op_id must be 1 to 64 letters, digits, - or _.")
    op = Operation(op_id, "comment", str(key), [body, everybody])
    if repeated(session, actor, op) is not None:
        return
    row = session.execute(select(THREAD).where(THREAD.c.id == key)).one()
    private = line.kind == "question"
    where = talking.Where(row.article_id, row.sentence_id, private=private, owner=row.user_id)
    if private and everybody.strip():
        talking.publish(session, actor, everybody)
    talking.add(session, actor, op, where, talking.words(body or everybody))
    mark_read(session, actor, key)


def resolve(session: Session, actor: Actor, key: int, *, done: bool) -> None:
    """Call a thread resolved, or open it again: reviewers and managers, and whoever asked the question."""
    line = one(session, actor, key).line
    if not (line.mine or may(actor, "review") or may(actor, "manage")):
        raise Forbidden("Reviewers and managers resolve this thread.")
    values = {"resolved_at": now() if done else None, "resolved_by": actor.user_id if done else None}
    session.execute(update(THREAD).where(THREAD.c.id == key).values(**values))
