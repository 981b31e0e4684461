"""The versions of an article's text, for reading: who corrected it, when, why, and what changed, in words.

Text is no secret within a project, and nothing here tells of anybody's work: reviewers and managers may read it, and
annotators of the articles they have.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator.access import Actor, may
from annotator.corrections.passages import Piece, passages, pieces
from annotator.errors import NotFound
from annotator.models import Annotation, Article, Assignment, Event, Sentence, TextVersion, User, table_of

ARTICLE, ASSIGNMENT, ANNOTATION = table_of(Article), table_of(Assignment), table_of(Annotation)
EVENT, SENTENCE, TEXT, USER = table_of(Event), table_of(Sentence), table_of(TextVersion), table_of(User)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text: since when, by whom and why (None for the one that was imported), and what it changed.

    `back` is the number of the version whose text came back.
    """

    number: int
    at: datetime
    text: str
    who: str | None = None
    reason: str | None = None
    back: int | None = None
    changes: tuple[tuple[Piece, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Wordings:
    """All versions of an article's text, the newest first."""

    public_id: str
    title: str
    language: str
    versions: list[Version]

    @property
    def current(self) -> Version:
        """The version that is annotated now."""
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class Again:
    """A sentence that its annotator has to look at again: what it said, what of that changed, and their label then."""

    number: int
    pieces: list[Piece]
    label: str | None


def of_article(session: Session, actor: Actor, public_id: str) -> Wordings:
    """Return the versions of an article's text; raises NotFound for whoever has nothing to do with it."""
    assert actor.project is not None
    a, t = ARTICLE.c, TEXT.c
    row = session.execute(
        select(a.id, a.public_id, a.title, a.language).where(
            a.project_id == actor.project.id, a.public_id == public_id, a.withdrawn_at.is_(None)
        )
    ).first()
    if row is None or not (may(actor, "watch") or _is_mine(session, actor, row.id)):
        raise NotFound("There is no such article, or it is not yours to read.")
    texts = session.execute(select(t.number, t.created_at, t.text).where(t.article_id == row.id).order_by(t.number))
    made = _made(session, row.id)
    found: list[Version] = []
    for number, at, text in texts:
        version = replace(made.get(number, Version(number, at, text)), at=at, text=text)
        changes = passages(found[-1].text, text) if found else []
        found.append(replace(version, changes=tuple(map(tuple, changes))))
    return Wordings(row.public_id, row.title, row.language, found[::-1])


def _is_mine(session: Session, actor: Actor, article_id: int) -> bool:
    g = ASSIGNMENT.c
    mine = select(g.id).where(g.article_id == article_id, g.user_id == actor.user_id, g.state != "left")
    return session.execute(mine).first() is not None


def _made(session: Session, article_id: int) -> dict[int, Version]:
    """Return who made which version and why, by its number."""
    e = EVENT.c
    rows = session.execute(
        select(e.after, e.created_at, USER.c.name)
        .outerjoin(USER, USER.c.id == e.user_id)
        .where(e.article_id == article_id, e.kind.in_(("correction", "correction-undone")))
        .order_by(e.id)
    )
    found = {}
    for after, at, name in rows:
        # Nothing is left of it when the text was erased.
        if after:
            found[after["text"]] = Version(after["text"], at, "", name, after["reason"], after["back"])
    return found


def again(session: Session, actor: Actor, public_id: str) -> list[Again]:
    """Return the sentences of one's open article that a correction of the text has opened again, in order.

    They have a copy of one's own reading without its label; they leave the list when they are answered.
    """
    assert actor.project is not None
    n, s, a, g = ANNOTATION.c, SENTENCE.c, ARTICLE.c, ASSIGNMENT.c
    mine = (n.user_id == actor.user_id, n.layer == "own", n.article_id == a.id)
    rows = session.execute(
        select(n.label, n.flags, n.carried_from, s.number, s.text)
        .select_from(ANNOTATION)
        .join(SENTENCE, s.id == n.sentence_id)
        .join(ARTICLE, a.id == s.article_id)
        .join(ASSIGNMENT, (g.article_id == a.id) & (g.user_id == actor.user_id) & (g.round == n.round))
        .where(
            *mine, a.project_id == actor.project.id, a.public_id == public_id, g.state == "open", n.label.is_(None),
            n.carried_from.is_not(None), s.number.is_not(None), s.came_from.is_not(None), s.to_cut.is_(None),
        )
        .order_by(s.position)
    ).all()  # fmt: skip
    opened = [row for row in rows if "unsure" not in row.flags]
    if not opened:
        return []
    olds = session.execute(
        select(n.id, n.label, n.flags, n.carried_from, s.text)
        .join(SENTENCE, s.id == n.sentence_id)
        .join(ARTICLE, a.id == s.article_id)
        .where(*mine, a.project_id == actor.project.id, a.public_id == public_id)
    )
    known = {row.id: row for row in olds}
    found = [(row, _answered(known, row.carried_from)) for row in opened]
    return [
        Again(row.number, pieces(old.text, row.text), old.label) for row, old in found if old is not None
    ]  # fmt: skip


def _answered(known: dict[int, Any], key: int | None) -> Any | None:
    """Return the last reading with an answer that a copy goes back to, or None."""
    while key is not None and key in known:
        row = known[key]
        if row.label is not None or "unsure" in row.flags:
            return row
        key = row.carried_from
    return None
