"""Talk: a thread on a sentence for those who may see its work, and questions that go to the managers alone.

While people work blind their questions and the answers are seen by them and the managers only, and by no manager who
still annotates the article. An answer can also go to everybody as a dated guideline note, which names nobody.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, insert, or_, select, update
from sqlmodel import Session

from annotator.access import Actor, may
from annotator.annotate.operations import Operation, record, repeated
from annotator.errors import BadInput, Forbidden, NotFound
from annotator.fields import IDENTIFIER, MAX_TEXT, clean
from annotator.models import (
    Article,
    Assignment,
    Comment,
    Guideline,
    GuidelineNote,
    Sentence,
    Thread,
    now,
    table_of,
)
from annotator.project import revealing
from annotator.review import states

ARTICLE, ASSIGNMENT, COMMENT, GUIDELINE = (table_of(one) for one in (Article, Assignment, Comment, Guideline))
NOTE, SENTENCE, THREAD = (table_of(one) for one in (GuidelineNote, Sentence, Thread))
ANSWERS = ("agree", "disagree")


@dataclass(frozen=True, slots=True)
class Note:
    """An answer for everybody, beside the guideline version it explains."""

    text: str
    version: int
    at: datetime


def words(value: Any, *, empty: bool = False) -> str:
    """Return what somebody wrote, cleaned; raises BadInput when it is empty (unless that is fine) or too long."""
    try:
        body = clean(str(value or "")).strip()
    except ValueError as fault:
        raise BadInput(str(fault)) from fault
    if (not body and not empty) or len(body) > MAX_TEXT:
        raise BadInput(f"Write a comment of 1 to {MAX_TEXT} characters.")
    return body


def add(
    session: Session, actor: Actor, op: Operation, where: Any, body: str, answer: str | None = None,
    at: datetime | None = None,
) -> int:  # fmt: skip
    """Add to the thread of a sentence, which begins with it, and return the thread.

    `where` has article_id, sentence_id, private. The caller has checked that the person may; a question is `private`.
    `at` is when it was said, where that was elsewhere.
    """
    assert actor.project is not None
    kind = "question" if where.private else "talk"
    owner = where.owner if where.private else None
    key = _thread(session, actor, where, kind, owner)
    session.execute(
        insert(COMMENT).values(
            project_id=actor.project.id, article_id=where.article_id, sentence_id=where.sentence_id,
            user_id=actor.user_id, body=body, created_at=at or now(), thread_id=key, private=where.private,
            answer=answer,
        )
    )  # fmt: skip
    session.execute(update(THREAD).where(THREAD.c.id == key).values(last_at=now(), resolved_at=None, resolved_by=None))
    ids = {"article_id": where.article_id, "sentence_id": where.sentence_id}
    record(session, actor, op, ids, None, {"body": body, "answer": answer, "thread": key}, kind=where.event)
    if not where.private:
        states.recount(session, where.article_id)
    return key


@dataclass(frozen=True, slots=True)
class Where:
    """The sentence something is said about; `owner` is who asked a question."""

    article_id: int
    sentence_id: int
    private: bool = False
    owner: int = 0

    @property
    def event(self) -> str:
        """How the history calls it: what is private must not be mistaken for talk."""
        return "question" if self.private else "comment"


def _thread(session: Session, actor: Actor, where: Where, kind: str, owner: int | None) -> int:
    t = THREAD.c
    query = select(t.id).where(t.sentence_id == where.sentence_id, t.kind == kind).order_by(t.id)
    known = session.execute(query if owner is None else query.where(t.user_id == owner)).scalars().first()
    if known is not None:
        return int(known)
    assert actor.project is not None
    made = session.execute(
        insert(THREAD).values(
            project_id=actor.project.id, article_id=where.article_id, sentence_id=where.sentence_id,
            user_id=actor.user_id, kind=kind, last_at=now(), created_at=now(),
        )
    )  # fmt: skip
    return int(made.inserted_primary_key[0])  # type: ignore[attr-defined]


def ask(session: Session, actor: Actor, sentence: str, body: str, op_id: str) -> int:
    """Ask the managers about a sentence of an article one annotates, and return the thread; a repeat adds nothing.

    Raises NotFound when the sentence is not one's own to annotate, BadInput when nothing is asked.
    """
    if not may(actor, "annotate"):
        raise Forbidden("Only annotators of this project ask here.")
    op, known = _operation(session, actor, op_id, sentence, body)
    where = _own_sentence(session, actor, sentence)
    if known is None:
        add(session, actor, op, where, words(body))
    return _thread(session, actor, where, "question", actor.user_id)


def _operation(session: Session, actor: Actor, op_id: str, sentence: str, body: Any) -> tuple[Operation, Any]:
    if not re.fullmatch(IDENTIFIER, op_id):
        raise BadInput("op_id must be 1 to 64 letters, digits, - or _.")
    op = Operation(op_id, "comment", sentence, body)
    return op, repeated(session, actor, op)


def _own_sentence(session: Session, actor: Actor, sentence: str) -> Where:
    assert actor.project is not None
    a, g = ARTICLE.c, ASSIGNMENT.c
    found = _sentence(sentence)
    row = session.execute(
        found.join(ASSIGNMENT, and_(g.article_id == a.id, g.user_id == actor.user_id)).where(
            a.project_id == actor.project.id
        )
    ).first()
    if row is None:
        raise NotFound("This sentence is not one of yours to annotate. Reload the page.")
    return Where(row.article_id, row.id, private=True, owner=actor.user_id)


def _sentence(name: str) -> Any:
    """Select the live sentence of that public id, with its article."""
    article, _, rest = name.partition(":")
    start, _, end = rest.partition(":")
    if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and len(rest) < 20):
        raise BadInput("The sentence must be named as article:start:end.")
    a, s = ARTICLE.c, SENTENCE.c
    return (
        select(s.id, s.article_id, a.public_id)
        .join(ARTICLE, a.id == s.article_id)
        .where(
            a.public_id == article, a.withdrawn_at.is_(None), s.start == int(start), s.end == int(end),
            s.from_cut <= a.cut, s.to_cut.is_(None) | (s.to_cut > a.cut),
        )
    )  # fmt: skip


def reply(session: Session, actor: Actor, sentence: str, body: str, answer: str | None, op_id: str) -> None:
    """Say something as an annotator on a sentence whose work is shown to one, or what one thinks of its decision.

    An `answer` needs no words. Raises NotFound while the work is hidden, BadInput; a repeat adds nothing.
    """
    assert actor.project is not None
    if answer is not None and answer not in ANSWERS:
        raise BadInput("Answer that you agree or that you see it differently.")
    op, known = _operation(session, actor, op_id, sentence, [body, answer])
    shown = revealing.shown(actor.user_id, actor.project.id)
    row = session.execute(_sentence(sentence).where(ARTICLE.c.id.in_(shown))).first()
    if row is None:
        raise NotFound("There is no such sentence, or its work is not shown to you yet.")
    if known is None:
        said = words(body, empty=answer is not None)
        add(session, actor, op, Where(row.article_id, row.id), said, answer)


def publish(session: Session, actor: Actor, text: str) -> None:
    """Store an answer for everybody; what it says is the manager's own text, without names."""
    if not may(actor, "manage"):
        raise Forbidden("Only managers of this project can do that.")
    assert actor.project is not None
    said, g = words(text), GUIDELINE.c
    newest = select(g.version).where(g.project_id == actor.project.id).order_by(g.version.desc()).limit(1)
    version = session.execute(newest).scalar_one()
    session.execute(
        insert(NOTE).values(
            project_id=actor.project.id, guideline_version=version, text=said, created_by=actor.user_id,
            created_at=now(),
        )
    )  # fmt: skip


def notes(session: Session, project: int, limit: int = 200) -> list[Note]:
    """Return the answers for everybody, the newest first."""
    n = NOTE.c
    rows = session.execute(
        select(n.text, n.guideline_version, n.created_at).where(n.project_id == project).order_by(n.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [Note(*row) for row in rows]


def visible(actor: Actor) -> Any:
    """Return the condition that a person may see a thread: their own, questions as manager, talk of shown work."""
    assert actor.project is not None
    t, project = THREAD.c, actor.project.id
    parts = [and_(t.kind == "question", t.user_id == actor.user_id)]
    hidden = revealing.hidden(actor.user_id, project)
    if may(actor, "manage"):
        parts.append(and_(t.kind == "question", t.article_id.not_in(hidden)))
    if may(actor, "annotate"):
        parts.append(and_(t.kind == "talk", t.article_id.in_(revealing.shown(actor.user_id, project))))
    if may(actor, "review"):
        mine = select(ASSIGNMENT.c.article_id).where(ASSIGNMENT.c.user_id == actor.user_id)
        parts.append(and_(t.kind == "talk", t.article_id.not_in(mine)))
    return and_(t.project_id == project, or_(*parts))
