"""Requests to change the sentences of an article on which others work: asking, looking at what would move, deciding.

Whether somebody asks or changes at once depends on who is assigned, never on who has worked: that would tell. A manager
who still annotates the article blind decides too, but sees neither who asked nor how much work there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from annotator.access import Actor, may
from annotator.annotate.operations import Operation, record
from annotator.errors import BadInput, Conflict, Forbidden, NotFound
from annotator.fields import MAX_TEXT, clean
from annotator.models import Article, Assignment, CutRequest, Event, User, now, table_of
from annotator.sentences import readings, recutting
from annotator.sentences.cuts import Slice, Wish, concerned, planned
from annotator.sentences.recutting import Place
from annotator.work import assignment

REQUEST, ARTICLE, ASSIGNMENT = table_of(CutRequest), table_of(Article), table_of(Assignment)
USER, EVENT = table_of(User), table_of(Event)
# What a manager can do: from which state, to which.
DECISIONS = {"accept": ("open", "accepted"), "decline": ("open", "declined"), "undo": ("accepted", "undone")}
OPEN_SHOWN, DECIDED_SHOWN = 100, 20


@dataclass(slots=True)
class Asked:
    """One request. `before` and `after` are the sentences concerned, empty when it is decided or `outdated`.

    `moved` counts what stands on them, in total; it and `who` are None where the reader must not know.
    """

    id: int
    article: str
    title: str
    language: str
    text: str
    wish: Wish
    state: str
    reason: str | None
    created_at: datetime
    who: str | None = None
    people: int = 0
    outdated: bool = False
    before: list[Slice] = field(default_factory=list)
    after: list[Slice] = field(default_factory=list)
    moved: dict[str, int] | None = None


def ask(session: Session, actor: Actor, place: Place, op: Operation, row: Slice) -> int:
    """Store the request an operation is and return its event; the same one again, still open, adds none."""
    r = REQUEST.c
    values = {"article_id": place.id, "user_id": actor.user_id, "sentence": op.sentence, "cut": place.cut}
    same = session.execute(
        select(r.id, r.value).where(
            r.article_id == place.id, r.user_id == actor.user_id, r.sentence == op.sentence, r.state == "open"
        )
    )  # fmt: skip
    key = next((known for known, value in same if value == op.value), None)
    if key is None:
        made = session.execute(
            insert(REQUEST).values(
                **values, project_id=place.project_id, text=row.text, value=op.value, state="open", created_at=now()
            )
        )
        key = int(made.inserted_primary_key[0])  # type: ignore[attr-defined]
    where = {"article_id": place.id, "sentence_id": row.id}
    return record(session, actor, op, where, None, {"request": key}, kind="boundary-request")


def listed(session: Session, actor: Actor) -> list[Asked]:
    """Return the project's open requests, the oldest first, and then the last that were decided; for managers.

    A fixed number of queries. Raises Forbidden to all but managers.
    """
    if not may(actor, "manage"):
        raise Forbidden("Only managers of this project can do that.")
    assert actor.project is not None
    r = REQUEST.c
    mine = _query().where(r.project_id == actor.project.id, ARTICLE.c.withdrawn_at.is_(None))
    opened = session.execute(mine.where(r.state == "open").order_by(r.id).limit(OPEN_SHOWN)).all()
    decided = session.execute(mine.where(r.state != "open").order_by(r.decided_at.desc(), r.id).limit(DECIDED_SHOWN))
    hidden = assignment.open_articles(session, actor.user_id, actor.project.id)
    found = [_preview(row, seen) for row, seen in zip(opened, _lives(session, opened), strict=True)]
    _add_counts(session, opened, found, hidden)
    found += [_asked(row) for row in decided]
    return found


def own(session: Session, actor: Actor, public_id: str) -> list[Asked]:
    """Return one's own requests about an article, the newest first."""
    assert actor.project is not None
    query = _query().where(
        REQUEST.c.project_id == actor.project.id, REQUEST.c.user_id == actor.user_id, ARTICLE.c.public_id == public_id
    )
    return [_asked(row) for row in session.execute(query.order_by(REQUEST.c.id.desc()))]


def _query() -> Any:
    r, a = REQUEST.c, ARTICLE.c
    return (
        select(
            r.id, r.article_id, r.sentence, r.text, r.value, r.cut, r.state, r.reason, r.created_at, USER.c.name,
            a.public_id, a.title, a.language,
        )
        .join(ARTICLE, a.id == r.article_id)
        .join(USER, USER.c.id == r.user_id)
    )  # fmt: skip


def _asked(row: Any) -> Asked:
    return Asked(
        row.id, row.public_id, row.title, row.language, row.text, Wish(**row.value), row.state, row.reason,
        row.created_at,
    )  # fmt: skip


def _lives(session: Session, rows: Iterable[Any]) -> list[list[Slice]]:
    """Return for each request the sentences its article has now."""
    found = recutting.rows_of(session, {row.article_id for row in rows})
    return [found[row.article_id] for row in rows]


def _preview(row: Any, live: list[Slice]) -> Asked:
    asked = _asked(row)
    at = place_of_wish(row, asked.wish, live)
    if at is None:
        asked.outdated = True
    else:
        asked.before, asked.after = planned(asked.wish, live, at, lambda *_: " ")
    return asked


def place_of_wish(row: Any, wish: Wish, live: list[Slice]) -> int | None:
    """Return the place of the sentence a request is about, or None when what it is about has changed since."""
    start, end = (int(part) for part in row.sentence.split(":")[1:])
    at = next((place for place, one in enumerate(live) if (one.start, one.end) == (start, end)), None)
    if at is None or (wish.join is not None and at + 1 == len(live)):
        return None
    return at if all(one.from_cut <= row.cut for one in concerned(wish, live, at)) else None


def _add_counts(session: Session, rows: Iterable[Any], found: list[Asked], hidden: set[int]) -> None:
    """Say of each request how many people are assigned, who asked, and what stands on the sentences."""
    g = ASSIGNMENT.c
    query = select(g.article_id, func.count()).where(g.article_id.in_([row.article_id for row in rows]))
    people = {key: count for key, count in session.execute(query.group_by(g.article_id))}  # noqa: C416  as above
    standing = readings.moved(session, {one.id for asked in found for one in asked.before})
    for row, asked in zip(rows, found, strict=True):
        asked.people = people.get(row.article_id, 0)
        if row.article_id not in hidden:
            asked.who = row.name
            counts = [standing[one.id] for one in asked.before]
            asked.moved = {name: sum(count[name] for count in counts) for name in counts[0]} if counts else None


def decide(session: Session, actor: Actor, key: int, decision: str, reason: str = "") -> None:
    """Accept or decline an open request, or undo an accepted one; the same decision again changes nothing.

    Raises Forbidden to all but managers, NotFound, BadInput, or Conflict when it can no longer be done.
    """
    if not may(actor, "manage"):
        raise Forbidden("Only managers of this project can do that.")
    if decision not in DECISIONS:
        raise BadInput("Accept or decline the request.")
    place, request = _locked(session, actor, key)
    needed, wanted = DECISIONS[decision]
    if request.state == wanted:
        return
    if request.state != needed:
        raise Conflict("This request was decided already. Reload the page to see how.")
    event = request.event_id
    if decision == "accept":
        event = _accept(session, actor, place, request)
    elif decision == "undo":
        _undo(session, actor, place, request)
    session.execute(
        update(REQUEST)
        .where(REQUEST.c.id == key)
        .values(
            state=wanted, event_id=event, reason=_reason(reason) or request.reason, decided_by=actor.user_id,
            decided_at=now(),
        )
    )  # fmt: skip


def _locked(session: Session, actor: Actor, key: int) -> tuple[Place, Any]:
    assert actor.project is not None
    known = select(ARTICLE.c.public_id).join(REQUEST, REQUEST.c.article_id == ARTICLE.c.id)
    public_id = session.execute(
        known.where(REQUEST.c.id == key, REQUEST.c.project_id == actor.project.id)
    ).scalar_one_or_none()
    if public_id is None:
        raise NotFound("There is no such request in this project.")
    place = recutting.place_of(session, actor, public_id)
    # Read under the article's lock, so that two managers decide one after the other.
    return place, session.execute(select(REQUEST).where(REQUEST.c.id == key)).one()


def _reason(text: str) -> str | None:
    try:
        reason = clean(text).strip()
    except ValueError as fault:
        raise BadInput(str(fault)) from fault
    if len(reason) > MAX_TEXT:
        raise BadInput(f"The reason is over {MAX_TEXT} characters. Shorten it.")
    return reason or None


def _accept(session: Session, actor: Actor, place: Place, request: Any) -> int:
    live, wish = recutting.rows_of(session, [place.id])[place.id], Wish(**request.value)
    at = place_of_wish(request, wish, live)
    if at is None:
        raise Conflict("These sentences were changed since this was asked, so it cannot be done. Decline it.")
    going, coming = planned(wish, live, at, lambda start, end: recutting.text_between(session, place, start, end))
    before, after = recutting.turn(session, place, going, coming)
    op = Operation(f"request-{request.id}", "boundary", request.sentence, request.value)
    where = {"article_id": place.id, "sentence_id": after["rows"][0]}
    return record(session, actor, op, where, before, after, kind="boundary-accepted")


def _undo(session: Session, actor: Actor, place: Place, request: Any) -> None:
    e = EVENT.c
    event = session.execute(select(e.id, e.before, e.after).where(e.id == request.event_id)).one()
    gone, back = recutting.turn_back(session, place, event.before, event.after)
    op = Operation(f"request-{request.id}-undo", "undo", request.sentence, f"request-{request.id}")
    where = {"article_id": place.id, "sentence_id": back["rows"][0]}
    record(session, actor, op, where, gone, back, undoes=event.id, kind="boundary-undone")
