"""Correcting the text of an article after import: a look at what would move, the new text version, and taking it back.

Text versions are never changed, only added. Whoever corrects names the version and cut they looked at; another one
meanwhile is refused, and nothing is stored. One event holds who, when, both versions and their sentences. Those who
submitted get the article back when there is a sentence that they have to look at again or have never seen.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor, may
from annotator.annotate.operations import Operation, record, repeated
from annotator.corrections import replacing, restoring, rewording
from annotator.corrections.replacing import Work
from annotator.corrections.rewording import Plan
from annotator.errors import BadInput, Conflict, Forbidden, NotFound
from annotator.fields import MAX_TEXT, clean
from annotator.intake import articles, ruling, sametext
from annotator.models import Article, Assignment, Event, TextVersion, table_of
from annotator.reading import Reading
from annotator.reading.cutting import Segments, cut, ruled, segments_of
from annotator.reading.plain import tidied
from annotator.sentences import recutting
from annotator.sentences.recutting import Place
from annotator.team import logs
from annotator.work import assignment, reopening

ARTICLE, ASSIGNMENT, EVENT, TEXT = (table_of(model) for model in (Article, Assignment, Event, TextVersion))
STALE = (
    "The text or the sentences of this article were changed since you looked. What you wrote is kept here and nothing "
    "was stored: look at the article as it is now, and put your correction in again."
)
SAME = "The text is the same as before, so there is nothing to correct."
RETURNED = "The text of this article was corrected. Look at the sentences that are open again, then submit it."
NAME = "The text"


@dataclass(frozen=True, slots=True)
class Wish:
    """A correction: the whole new text, the version and cut it was made from, why, and what to look at again.

    `base` is like 1.1; empty, it is whatever is there. `again` names sentences of the new text as start:end, None
    leaves it to the words. `op_id` makes a repeat harmless.
    """

    text: str
    base: str = ""
    reason: str = ""
    again: frozenset[str] | None = None
    op_id: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """An article that can be corrected: its text as it is now, and what a wish made from it names as `base`."""

    public_id: str
    title: str
    language: str
    text: str
    base: str
    version: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a correction would do. `counts` are what moves and `back` who gets the article back, in total.

    Both are None for who still annotates the article: they would tell of others' work.
    """

    ground: Ground
    plan: Plan
    work: Work
    counts: Counter[str] | None
    people: int
    back: int | None


def ground(session: Session, actor: Actor, public_id: str) -> Ground:
    """Return the text of an article to correct; raises Forbidden, NotFound, or Conflict while it is withdrawn."""
    if not may(actor, "correct"):
        raise Forbidden("Only managers of this project can correct a text.")
    assert actor.project is not None
    a, t = ARTICLE.c, TEXT.c
    row = session.execute(
        select(a.public_id, a.title, a.language, t.text, a.text_version, a.cut, a.withdrawn_at)
        .join(TEXT, (t.article_id == a.id) & (t.number == a.text_version))
        .where(a.project_id == actor.project.id, a.public_id == public_id)
    ).first()
    if row is None:
        raise NotFound("There is no such article in this project.")
    if row.withdrawn_at is not None:
        raise Conflict("This article is withdrawn. Bring it back first, then correct its text.")
    return Ground(row.public_id, row.title, row.language, row.text, f"{row.text_version}.{row.cut}", row.text_version)


def look(session: Session, actor: Actor, public_id: str, wish: Wish) -> Look:
    """Return what a correction would do, and change nothing; raises what `correct` raises."""
    known = ground(session, actor, public_id)
    place = recutting.place_of(session, actor, public_id, lock=False)
    return _look(session, actor, known, place, _worked(session, actor, known, place, wish))


def look_back(session: Session, actor: Actor, public_id: str) -> Look:
    """Return what taking back the last correction would do; raises what `undo` raises."""
    known = ground(session, actor, public_id)
    place = recutting.place_of(session, actor, public_id, lock=False)
    return _look(session, actor, known, place, restoring.worked(session, place, known.text, last(session, place.id)))


def _look(session: Session, actor: Actor, known: Ground, place: Place, work: Work) -> Look:
    assert actor.project is not None
    assigned = [one for one in place.assigned.values() if one.state != "left"]
    if place.id in assignment.open_articles(session, actor.user_id, actor.project.id):
        return Look(known, work.plan, work, None, len(assigned), None)
    return Look(known, work.plan, work, counted(work), len(assigned), _coming_back(place, work))


def counted(work: Work) -> Counter[str]:
    """Return how many labels, claims, attributions and settled decisions follow, and what does not."""
    found: Counter[str] = Counter()
    for one in work.moved:
        for mine in one.readings.values():
            for reading in mine:
                found["labels"] += reading.label is not None
                found["claims"] += len(reading.claims)
                found["attributions"] += len(reading.attributions)
        keys = {row.id for row in one.group.old}
        before = sum(bool(keys & mine.keys()) for mine in work.settled.values())
        found["settled"] += len(one.settled)
        found["unsettled"] += before - len(one.settled)
        found["lost"] += sum(map(len, one.lost.values()))
    return found


def _coming_back(place: Place, work: Work) -> int:
    """Return how many of those who submitted would have an open sentence."""
    return sum(
        one.state == "submitted" and any(_is_open(moved, user, one.round) for moved in work.moved)
        for user, one in place.assigned.items()
    )


def _is_open(moved: replacing.Moved, user: int, turn: int) -> bool:
    mine = moved.readings.get((user, turn))
    return any(
        row.kind in scheme.ANNOTATED and not (mine and mine[at].answered) for at, row in enumerate(moved.group.new)
    )


def correct(session: Session, actor: Actor, public_id: str, wish: Wish) -> int:
    """Store a corrected text and return the number of its version; a repeat stores nothing.

    Raises Forbidden, NotFound, Conflict (another version or cut, withdrawn, a text that is here already), BadInput or
    TooLarge; then nothing is stored.
    """
    place, op, known = _begun(session, actor, public_id, wish, "correction")
    if known is None:
        return place.text_version
    work = _worked(session, actor, known, place, wish)
    return _store(session, actor, known, place, work, op, None)


def undo(session: Session, actor: Actor, public_id: str, wish: Wish) -> int:
    """Take the last correction back, as a new version with the text before, and return its number.

    What was said of the older sentences comes back, but for where something newer was said, which is carried. Raises
    Conflict when there is none, or the sentences were changed since; else what `correct` raises.
    """
    place, op, known = _begun(session, actor, public_id, wish, "correction-undone")
    if known is None:
        return place.text_version
    _refuse_stale(known, wish)
    event = last(session, place.id)
    return _store(session, actor, known, place, restoring.worked(session, place, known.text, event), op, event)


def last(session: Session, article_id: int) -> Any:
    """Return the event that made the current text; raises Conflict for the text that was imported."""
    e = EVENT.c
    event = session.execute(
        select(e.id, e.before, e.after, e.created_at)
        .where(e.article_id == article_id, e.kind.in_(("correction", "correction-undone")))
        .order_by(e.id.desc())
        .limit(1)
    ).first()
    if event is None or not event.after:
        raise Conflict("The text of this article was never corrected, so there is nothing to take back.")
    return event


def _begun(
    session: Session, actor: Actor, public_id: str, wish: Wish, kind: str
) -> tuple[Place, Operation, Ground | None]:
    """Take the article's lock and return what stands there now; for a repeat of the operation None stands for it."""
    ground(session, actor, public_id)
    place = recutting.place_of(session, actor, public_id)
    op = _operation(wish, public_id, kind)
    if op.op_id and repeated(session, actor, op) is not None:
        return place, op, None
    # Read again under the lock.
    return place, op, ground(session, actor, public_id)


def _operation(wish: Wish, public_id: str, kind: str) -> Operation:
    digest = hashlib.sha256(wish.text.encode(errors="replace")).hexdigest()
    return Operation(wish.op_id, kind, public_id, [digest, wish.reason, sorted(wish.again or ())])


def _refuse_stale(known: Ground, wish: Wish) -> None:
    if wish.base and wish.base != known.base:
        raise Conflict(STALE)


def _worked(session: Session, actor: Actor, known: Ground, place: Place, wish: Wish) -> Work:
    assert actor.project is not None
    _refuse_stale(known, wish)
    text = tidied(NAME, clean(wish.text)).text
    if text == known.text:
        raise BadInput(SAME)
    title = sametext.duplicate(session, actor.project.id, articles.public_id(text), besides=place.id)
    if title is not None:
        raise Conflict(f"The project has an article with this very text: “{title}”. Withdraw one of the two instead.")
    rules = ruling.rules_of(session, actor.project.id)
    cut(NAME, Reading(text), known.language, rules)
    rows = recutting.rows_of(session, [place.id])[place.id]
    plan = rewording.planned(known.text, text, rows, _splitter(known.language, rules))
    return replacing.worked(session, place, plan, wish.again)


def _splitter(language: str, rules: list[Any]) -> Callable[[str], Segments]:
    return lambda text: ruled(text, segments_of(text, language), rules)


def _store(
    session: Session, actor: Actor, known: Ground, place: Place, work: Work, op: Operation, undone: Any | None
) -> int:
    assert actor.project is not None
    before, after = replacing.put(session, place, work)
    reason = _reason(op.value[1])
    where = {"article_id": place.id, "sentence_id": None}
    more = {"reason": reason, "lost": counted(work)["lost"], "back": undone.before["text"] if undone else None}
    # Without an id nobody sends it again.
    named = op if op.op_id else replace(op, op_id=f"correction-{place.id}-{after['text']}")
    record(session, actor, named, where, before, after | more, undoes=undone.id if undone else None, kind=op.kind)
    details = {"article": place.public_id, "title": known.title, "version": after["text"]}
    logs.note(session, actor.user_id or None, actor.project.id, "text-corrected", **details)
    _give_back(session, actor, place, reason)
    if undone is not None:
        reopening.close_again(session, actor, place.id, undone.id)
    recutting.recount(session, place)
    return int(after["text"])


def _give_back(session: Session, actor: Actor, place: Place, reason: str | None) -> None:
    """Open the article again for those who submitted it and have a sentence to answer now."""
    a, g = ARTICLE.c, ASSIGNMENT.c
    rows = session.execute(
        select(g.user_id)
        .join(ARTICLE, a.id == g.article_id)
        .where(g.article_id == place.id, g.state == "submitted", g.done < a.sentences)
        .order_by(g.id)
    )
    for user in rows.scalars().all():
        reopening.give_back(session, actor, place.public_id, user, f"{RETURNED} {reason or ''}".strip())


def _reason(text: str) -> str | None:
    reason = " ".join(clean(text).split())
    if len(reason) > MAX_TEXT // 10:
        raise BadInput(f"Say in up to {MAX_TEXT // 10} characters why the text is corrected.")
    return reason or None
