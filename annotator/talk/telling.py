"""The history of a sentence: who changed what and when, and putting an earlier state back as a new event.

One sees one's own events always, everybody's once the article's work is shown to one, reviewers those of an article
they may review, with letters for names until all is settled. Questions to the managers stay with who asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from annotator.access import Actor, may
from annotator.annotate import annotating
from annotator.annotate.operations import SENTENCE as SENTENCE_ID
from annotator.annotate.operations import Operation
from annotator.errors import BadInput, Conflict, Forbidden, NotFound
from annotator.models import Article, Assignment, Event, Sentence, SentenceState, User, table_of
from annotator.project import revealing
from annotator.review import gold, reviewing, settling
from annotator.sentences import lineage

ARTICLE, ASSIGNMENT, EVENT, SENTENCE = (table_of(one) for one in (Article, Assignment, Event, Sentence))
STATE, USER = table_of(SentenceState), table_of(User)
OWN = ("label", "flags", "note", "claim", "attribution", "verification", "undo")
# What belongs to the whole article but tells why its sentences changed.
WHOLE = ("submit", "reopen", "return", "return-undone", "begin")
STATE_OF = ("label", "flags", "note", "claims", "attributions", "verifications")
MOST = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an event changed: of a label, a flag and so on, as plain values; None for nothing."""

    what: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history. `may_restore` says that its state can be put back by the reader."""

    id: int
    kind: str
    who: str
    letter: str | None
    mine: bool
    at: datetime
    changes: list[Change]
    whole: bool
    reason: str | None
    may_restore: bool


@dataclass(frozen=True, slots=True)
class History:
    """The history of one sentence, the newest first."""

    sentence: str
    article: str
    title: str
    language: str
    number: int | None
    text: str
    alone: bool
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class View:
    """What a reader may see: everybody's events or only their own, and by which letters people go."""

    everybody: bool
    letters: Mapping[int, str]
    reviews: bool


def of_sentence(session: Session, actor: Actor, name: str) -> History:
    """Return what happened to a sentence as far as the reader may know it; a fixed number of queries.

    Raises NotFound when it is not there, or when the reader has nothing to do with the article.
    """
    row = _sentence(session, actor, name)
    view = _view(session, actor, row)
    near = lineage.line(lineage.lives(session, row.article_id), row.id)
    e = EVENT.c
    query = select(EVENT, USER.c.name).join(USER, USER.c.id == e.user_id).where(
        e.article_id == row.article_id, e.kind != "question",
        or_(e.sentence_id.in_(near), e.sentence_id.is_(None)),
    )  # fmt: skip
    if not view.everybody:
        query = query.where(e.user_id == actor.user_id)
    rows = session.execute(query.order_by(e.id.desc()).limit(MOST)).all()
    entries = [entry for found in rows if (entry := _entry(actor, view, row, found)) is not None]
    return History(
        name, row.public_id, row.title, row.language, row.number, row.text, alone=not view.everybody, entries=entries
    )


def _sentence(session: Session, actor: Actor, name: str) -> Any:
    assert actor.project is not None
    found = SENTENCE_ID.fullmatch(name)
    if found is None:
        raise BadInput("The sentence must be named as article:start:end.")
    a, s = ARTICLE.c, SENTENCE.c
    row = session.execute(
        select(s.id, s.start, s.end, s.number, s.text, a.id.label("article_id"), a.public_id, a.title, a.language)
        .join(ARTICLE, a.id == s.article_id)
        .where(
            a.project_id == actor.project.id, a.public_id == found[1], a.withdrawn_at.is_(None),
            s.start == int(found[2]), s.end == int(found[3]),
        )
        # Another sentence may have stood at this place in an older text.
        .order_by(s.to_cut.is_(None).desc(), s.id.desc())
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("There is no such sentence in this project.")
    return row


def _view(session: Session, actor: Actor, row: Any) -> View:
    g = ASSIGNMENT.c
    mine = session.execute(select(g.id).where(g.article_id == row.article_id, g.user_id == actor.user_id)).first()
    if mine is not None and revealing.is_shown(session, actor, row.article_id):
        return View(everybody=True, letters={}, reviews=False)
    if may(actor, "review"):
        try:
            place = reviewing.ground(session, actor, row.public_id)
        except (Conflict, Forbidden):
            place = None
        if place is not None and not place.must_begin:
            named = {} if _all_settled(session, row.article_id) else place.people
            return View(everybody=True, letters={key: one.letter for key, one in named.items()}, reviews=True)
    if mine is None and not may(actor, "manage"):
        raise NotFound("You neither annotate nor review this article.")
    return View(everybody=mine is None, letters={}, reviews=False)


def _all_settled(session: Session, article_id: int) -> bool:
    t = STATE.c
    query = select(t.sentence_id).where(t.article_id == article_id, t.differs > 0, t.settled.is_(False)).limit(1)
    return session.execute(query).first() is None


def _entry(actor: Actor, view: View, row: Any, event: Any) -> Entry | None:
    """Return an event as a line, or None when it does not concern the sentence."""
    before, after = event.before, event.after
    name = f"{row.public_id}:{row.start}:{row.end}"
    whole = event.sentence_id is None
    settles = isinstance(after, dict) and any(SENTENCE_ID.fullmatch(key) for key in after)
    if settles:
        if name not in after:
            return None
        before, after = (before or {}).get(name), after[name]
    elif whole and event.kind not in WHOLE:
        return None
    mine = event.user_id == actor.user_id
    kept = event.sentence_id == row.id or (settles and whole)
    restorable = kept and ((mine and event.kind in OWN) or (view.reviews and settles and after["live"]))
    return Entry(
        id=event.id, kind="settle" if settles else event.kind, who=event.name,
        letter=view.letters.get(event.user_id), mine=mine, at=event.created_at,
        changes=list(_changes(before, after)), whole=whole and not settles,
        reason=after.get("reason") if isinstance(after, dict) else None, may_restore=restorable,
    )  # fmt: skip


def _changes(before: Any, after: Any) -> Iterable[Change]:
    old, new = (value if isinstance(value, dict) else {} for value in (before, after))
    for what in ("label", "flags", "note", "state", "body", "method"):
        if old.get(what) != new.get(what):
            yield Change(what, old.get(what), new.get(what))
    if "live" in new and not new["live"]:
        yield Change("taken-back", None, None)
    for layer in ("claims", "attributions", "verifications"):
        was, now = old.get(layer) or {}, new.get(layer) or {}
        for uuid in was.keys() | now.keys():
            if was.get(uuid) != now.get(uuid):
                yield Change(layer, _plain(layer, was.get(uuid)), _plain(layer, now.get(uuid)))
    if "cut" in new:
        yield Change("sentences", None, len(new.get("rows", ())))


def _plain(layer: str, value: Any) -> str | None:
    """Return a claim, an attribution or a check in the words it marks or says."""
    if value is None:
        return None
    if layer == "verifications":
        return ", ".join(str(value[name]) for name in ("verdict", "rationale") if value.get(name)) or value["status"]
    names = ("spans", "source_spans", "cue_spans", "content_spans")
    return " · ".join(" … ".join(span["quote"] for span in value[name]) for name in names if value.get(name))


def restore(session: Session, actor: Actor, name: str, event_id: int, op_id: str) -> None:
    """Put the state after an event back, as a new event: one's own reading, or as reviewer the settled one.

    Raises NotFound when the event cannot be restored by this person, and what storing a decision raises.
    """
    row = _sentence(session, actor, name)
    e = EVENT.c
    event = session.execute(select(EVENT).where(e.id == event_id, e.article_id == row.article_id)).first()
    if event is None:
        raise NotFound("There is no such state to restore.")
    if isinstance(event.after, dict) and name in event.after and event.after[name]["live"]:
        _restore_gold(session, actor, row, name, event.after[name], op_id)
    elif event.user_id == actor.user_id and event.kind in OWN and event.sentence_id == row.id:
        op = Operation(op_id, "undo", name, f"restore {event_id}")
        annotating.put_back(session, actor, op, state_after(session, actor, event))
    else:
        raise NotFound("There is no such state to restore.")


def state_after(session: Session, actor: Actor, event: Any) -> dict[str, Any]:
    """Return what to store so that a sentence is as it was after one's event: everything changed since, as it was."""
    e = EVENT.c
    since = session.execute(
        select(e.before)
        .where(e.sentence_id == event.sentence_id, e.user_id == actor.user_id, e.id > event.id, e.kind.in_(OWN))
        .order_by(e.id.desc())
    )
    wanted: dict[str, Any] = {}
    for before in since.scalars():
        for key, value in ((key, before[key]) for key in STATE_OF if key in (before or {})):
            wanted[key] = {**wanted.get(key, {}), **value} if isinstance(value, dict) else value
    return wanted


def _restore_gold(session: Session, actor: Actor, row: Any, name: str, state: dict[str, Any], op_id: str) -> None:
    stored = gold.stored(session, row.article_id, [row.id]).get(row.id)
    version = stored["version"] if stored and stored["live"] else 0
    own = {"label": state["label"], "flags": state["flags"], **{layer: state[layer] for layer in gold.LAYERS}}
    value = {"own": own, "version": version, "reason": state["reason"], "note": state["note"]}
    settling.settle(session, actor, Operation(op_id, "settle", name, value))
