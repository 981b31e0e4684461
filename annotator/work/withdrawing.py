"""Withdrawing an article: out of queues, figures and new exports with a reason; and erasing its text for good."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session

from annotator.access import Actor
from annotator.errors import BadInput, Conflict, NotFound
from annotator.models import (
    Annotation,
    Article,
    Attribution,
    Claim,
    Comment,
    CutRequest,
    Event,
    Evidence,
    ImportFile,
    Release,
    Sentence,
    TextVersion,
    Verification,
    now,
    table_of,
)
from annotator.project import phases
from annotator.team import logs

ARTICLE, TEXT, SENTENCE, FILE = table_of(Article), table_of(TextVersion), table_of(Sentence), table_of(ImportFile)
CLAIM, ATTRIBUTION, EVENT, RELEASE = table_of(Claim), table_of(Attribution), table_of(Event), table_of(Release)
VERIFICATION, EVIDENCE, ANNOTATION = table_of(Verification), table_of(Evidence), table_of(Annotation)
COMMENT, REQUEST = table_of(Comment), table_of(CutRequest)
MAX_REASON = 500
ERASED_TITLE = "Erased article"


def withdraw(session: Session, actor: Actor, public_id: str, reason: str) -> None:
    """Take an article out of everything that is counted or offered; its work stays and can be brought back."""
    assert actor.project is not None
    found, reason = article(session, actor, public_id), " ".join(reason.split())
    if not 1 <= len(reason) <= MAX_REASON or not reason.isprintable():
        raise BadInput(f"Say in 1 to {MAX_REASON} characters why the article is withdrawn.")
    if found.withdrawn_at is not None:
        raise Conflict("This article is withdrawn already.")
    _set(session, found.id, withdrawn_at=now(), withdrawn_reason=reason)
    logs.note(
        session, actor.user_id, actor.project.id, "withdrawn", article=public_id, title=found.title, reason=reason
    )  # fmt: skip


def bring_back(session: Session, actor: Actor, public_id: str) -> None:
    """Put a withdrawn article back where it was; raises Conflict when its text was erased."""
    assert actor.project is not None
    found = article(session, actor, public_id)
    if found.withdrawn_at is None:
        raise Conflict("This article is not withdrawn.")
    if found.title == ERASED_TITLE:
        raise Conflict("The text of this article was erased, so it cannot come back. Import it again.")
    _set(session, found.id, withdrawn_at=None, withdrawn_reason=None)
    phase = phases.one(session, actor.project.id, found.phase_id)
    phases.draw_sample(session, phase)
    logs.note(session, actor.user_id, actor.project.id, "brought-back", article=public_id, title=found.title)


def erase(session: Session, actor: Actor, public_id: str) -> list[str]:
    """Erase text, details, original file and every quote of a withdrawn article; return the releases that hold it.

    Labels stay as rows without words. Nothing brings the text back but a backup and the releases, which never change.
    """
    assert actor.project is not None
    found = article(session, actor, public_id)
    if found.withdrawn_at is None:
        raise Conflict("Withdraw the article before you erase its text.")
    key = found.id
    for table in (TEXT, SENTENCE, REQUEST):
        session.execute(update(table).where(table.c.article_id == key).values(text=""))
    session.execute(update(TEXT).where(TEXT.c.article_id == key).values(sha256=""))
    session.execute(delete(FILE).where(FILE.c.article_id == key))
    checks = (
        select(VERIFICATION.c.id).join(CLAIM, CLAIM.c.id == VERIFICATION.c.claim_id).where(CLAIM.c.article_id == key)
    )
    session.execute(delete(EVIDENCE).where(EVIDENCE.c.verification_id.in_(checks)))
    session.execute(delete(VERIFICATION).where(VERIFICATION.c.id.in_(checks.scalar_subquery())))
    for table in (CLAIM, ATTRIBUTION):
        session.execute(delete(table).where(table.c.article_id == key))
    session.execute(update(ANNOTATION).where(ANNOTATION.c.article_id == key).values(note=None, suggestion=None))
    session.execute(update(COMMENT).where(COMMENT.c.article_id == key).values(body=""))
    session.execute(update(EVENT).where(EVENT.c.article_id == key).values(before=None, after=None))
    _set(
        session, key, title=ERASED_TITLE, author=None, publisher=None, url=None, published=None, license=None
    )  # fmt: skip
    logs.note(session, actor.user_id, actor.project.id, "text-erased", article=public_id)
    return _releases(session, actor.project.id, found.created_at)


def _releases(session: Session, project_id: int, since: Any) -> list[str]:
    """Return the names of the releases made since the article was there; each may hold it."""
    r = RELEASE.c
    made = select(r.name).where(r.project_id == project_id, r.created_at >= since).order_by(r.id)
    return list(session.execute(made).scalars())


def article(session: Session, actor: Actor, public_id: str) -> Any:
    """Return key, title, phase, age and since when and why an article of the project is withdrawn; raises NotFound."""
    assert actor.project is not None
    a = ARTICLE.c
    row = session.execute(
        select(
            a.id,
            a.public_id,
            a.title,
            a.phase_id,
            a.withdrawn_at,
            a.withdrawn_reason,
            a.created_at,
            a.needed,
            a.needed_by_hand,
        ).where(a.project_id == actor.project.id, a.public_id == public_id)
    ).first()
    if row is None:
        raise NotFound("There is no such article in this project.")
    return row


def _set(session: Session, article_id: int, **values: Any) -> None:
    session.execute(update(ARTICLE).where(ARTICLE.c.id == article_id).values(**values))
