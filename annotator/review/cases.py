"""The page of one article under review: every sentence with its annotators side by side, read and never written."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate import verifying
from annotator.annotate.drawing import Piece, pieces
from annotator.models import Comment, Event, Sentence, SentenceState, User, table_of
from annotator.review import comparing, gold, queueing, states, weighing
from annotator.review.queueing import Filter, Line
from annotator.review.reviewing import Ground, Person, column_key, ground
from annotator.sentences import lineage

SENTENCE, STATE, COMMENT = table_of(Sentence), table_of(SentenceState), table_of(Comment)
USER, EVENT = table_of(User), table_of(Event)
UNDOABLE = 30


@dataclass(frozen=True, slots=True)
class Talk:
    """One comment; `letter` is set for an annotator of the article, `earlier` is how the sentence read if otherwise."""

    user_id: int
    name: str
    letter: str | None
    body: str
    at: datetime
    answer: str | None = None
    earlier: str | None = None


@dataclass(slots=True)
class Side:
    """One annotator's column."""

    person: Person
    key: str
    column: weighing.Column
    picked: bool = False
    taken: bool = False
    checks: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """One sentence of a review."""

    sentence_id: int
    public_id: str
    number: int
    text: str
    under: str | None
    previous: str | None
    next: str | None
    tier: int
    sides: list[Side]
    differing: list[str]
    drawn: list[Piece]
    majority: weighing.Majority
    former: list[gold.State]
    gold: gold.State | None
    talk: list[Talk]

    @property
    def version(self) -> int:
        """The version a decision made on this page would replace; 0 when nothing is settled."""
        return self.gold["version"] if self.gold else 0

    @property
    def agreed(self) -> bool:
        """Whether everyone says the same; one person alone agrees with nobody."""
        return self.tier == 0 and len(self.sides) > 1

    def holding(self, role: str) -> list[tuple[int, Side]]:
        """Return the columns that have spans of a role, each with its number, counted from 1."""
        return [(at, side) for at, side in enumerate(self.sides, 1) if side.column.parts.get(role)]

    @property
    def settled(self) -> weighing.Column | None:
        """The gold as a column of its own, where it is no copy of an annotation."""
        if self.gold is None:
            return None
        if any(side.taken and side.column.annotation["label"] == self.gold["label"] for side in self.sides):
            return None
        layers = {layer: list(self.gold[layer].values()) for layer in gold.LAYERS}
        return weighing.columns([self.gold | layers])[0]


@dataclass(slots=True)
class Review:
    """The page of one article under review: the sentences asked for, and how far the whole article is."""

    ground: Ground
    cases: list[Case]
    total: int
    differ: int
    settled: int
    commented: int
    agreed: int
    open_agreed: list[int]
    open_edges: list[int]
    edge_units: list[str]
    units: dict[str, bool]
    undoable: list[dict[str, Any]]
    reviewers: dict[int, str]
    wanted: Filter
    ahead: Line | None = None
    behind: Line | None = None

    @property
    def named(self) -> bool:
        """Whether names stand over the columns: only when no disagreement is open, as the letters hold for all."""
        return self.settled >= self.differ


def article(
    session: Session, actor: Actor, public_id: str, show: str | Filter = "differ", only: Collection[int] | None = None
) -> Review:
    """Return an article side by side: the sentences that a filter of the queue is about, or `only` some by key.

    `show` may be the name of a filter. Raises what `ground` raises. A fixed number of queries.
    """
    wanted = Filter(show) if isinstance(show, str) else show
    place = ground(session, actor, public_id)
    rows = _sentences(session, place)
    votes = states.submitted_annotations(session, place.id)
    settled = gold.stored(session, place.id)
    live = {key: state for key, state in settled.items() if state["live"]}
    remarks = Remarks(_talk(session, place, rows), _former(session, place.id, settled, rows), _checks(session, votes))
    shown = set(only) if only is not None else queueing.in_article(session, actor, wanted, place.id)
    chosen = [n for n, row in enumerate(rows) if row.id in shown]
    agreed = [row for row in rows if row.differs == 0 and (row.judged or 0) > 1]
    edges = [row for row in rows if row.differs == comparing.EDGES and row.id not in live]
    return Review(
        ground=place,
        cases=[_case(actor, place, rows, n, votes.get(rows[n].id, []), live.get(rows[n].id), remarks) for n in chosen],
        total=len(rows),
        differ=sum(bool(row.differs) for row in rows),
        settled=sum(bool(row.differs) and row.id in live for row in rows),
        commented=sum(row.id in remarks.talk for row in rows),
        agreed=len(agreed),
        open_agreed=[row.number for row in agreed if row.id not in live],
        open_edges=[row.number for row in edges],
        edge_units=[f"{public_id}:{row.start}:{row.end}" for row in edges],
        units={f"{public_id}:{row.start}:{row.end}": row.id in live for row in rows if row.differs},
        undoable=undoable(session, actor, place),
        reviewers=_names(session, {state["settled_by"] for state in settled.values()}),
        wanted=wanted,
    )


def in_queue(session: Session, actor: Actor, public_id: str, wanted: Filter) -> Review:
    """Return an article as `article` does, with the sentences of the queue that come before and after it."""
    found = article(session, actor, public_id, wanted)
    key = found.ground.id
    ahead = queueing.beyond(session, actor, wanted, key)
    return replace(found, ahead=ahead, behind=queueing.beyond(session, actor, wanted, key, back=True))


@dataclass(frozen=True, slots=True)
class Remarks:
    """What stands beside the annotations: comments and older decisions by sentence, checks by annotation."""

    talk: dict[int, list[Talk]]
    former: dict[int, list[gold.State]]
    checks: dict[int, list[dict[str, Any]]]


def _checks(session: Session, votes: dict[int, list[Any]]) -> dict[int, list[dict[str, Any]]]:
    found = verifying.of_annotations(session, [vote["id"] for entries in votes.values() for vote in entries])
    return {key: [check for check in checks if check["verdict"]] for key, checks in found.items()}


def _former(
    session: Session, article_id: int, settled: dict[int, gold.State], rows: list[Any]
) -> dict[int, list[gold.State]]:
    """Return decisions on sentences that are gone by the sentences that stand in their place now."""
    # What went on with a corrected text is no former decision.
    copied = {state["carried_from"] for state in settled.values()}
    gone = {key for key in settled.keys() - {row.id for row in rows} if settled[key]["id"] not in copied}
    found: dict[int, list[gold.State]] = {}
    for key, heirs in _heirs(session, article_id, gone).items():
        for heir in heirs:
            found.setdefault(heir, []).append(settled[key])
    return found


def _heirs(session: Session, article_id: int, gone: Collection[int]) -> dict[int, list[int]]:
    """Return which sentences stand now in the place of some that are gone."""
    return lineage.heirs(lineage.lives(session, article_id), gone) if gone else {}


def _names(session: Session, users: set[int]) -> dict[int, str]:
    rows = session.execute(select(USER.c.id, USER.c.name).where(USER.c.id.in_(users)))
    return {row.id: row.name for row in rows}


def _sentences(session: Session, place: Ground) -> list[Any]:
    s = SENTENCE.c
    return list(
        session.execute(
            select(s.id, s.number, s.kind, s.start, s.end, s.text, STATE.c.differs, STATE.c.judged)
            .outerjoin(STATE, STATE.c.sentence_id == s.id)
            .where(
                s.article_id == place.id, s.number.is_not(None), s.from_cut <= place.cut,
                s.to_cut.is_(None) | (s.to_cut > place.cut),
            )
            .order_by(s.position)
        )
    )  # fmt: skip


def _talk(session: Session, place: Ground, rows: list[Any]) -> dict[int, list[Talk]]:
    """Return the comments by sentence; those on a sentence that is gone stand on what is there in its place."""
    c = COMMENT.c
    found: dict[int, list[Talk]] = {}
    live = {row.id: row.text for row in rows}
    remarks = session.execute(
        select(c.sentence_id, c.user_id, USER.c.name, c.body, c.created_at, c.answer, SENTENCE.c.text)
        .join(USER, USER.c.id == c.user_id)
        .join(SENTENCE, SENTENCE.c.id == c.sentence_id)
        .where(c.article_id == place.id, c.private.is_(False))
        .order_by(c.id)
    ).all()
    heirs = _heirs(session, place.id, {row.sentence_id for row in remarks} - live.keys())
    for row in remarks:
        person = place.people.get(row.user_id)
        known = (key for key in heirs.get(row.sentence_id, [row.sentence_id]) if key in live)
        key = next(known, None)
        if key is not None:
            said = row.user_id, row.name, person.letter if person else None, row.body, row.created_at, row.answer
            found.setdefault(key, []).append(Talk(*said, earlier=None if row.text == live[key] else row.text))
    return found


def _case(
    actor: Actor, place: Ground, rows: list[Any], n: int, votes: list[Any], state: gold.State | None, said: Remarks
) -> Case:
    row = rows[n]
    ordered = sorted(votes, key=lambda vote: place.people[vote["user_id"]].place)
    columns = weighing.columns(ordered)
    weighed = weighing.majority(votes) if votes else weighing.Majority(tie=weighing.LABELS_TIE)
    chosen = weighed.chosen["user_id"] if weighed.chosen else None
    sides = [
        Side(
            place.people[column.annotation["user_id"]], column_key(actor, row.id, column.annotation), column,
            picked=column.annotation["user_id"] == chosen,
            taken=state is not None and column.annotation["user_id"] in state["took"],
            checks=said.checks.get(column.annotation["id"], []),
        )
        for column in columns
    ]  # fmt: skip
    return Case(
        sentence_id=row.id, public_id=f"{place.public_id}:{row.start}:{row.end}", number=row.number, text=row.text,
        under=next((rows[i].text for i in range(n - 1, -1, -1) if rows[i].kind == "heading"), None),
        previous=rows[n - 1].text if n else None, next=rows[n + 1].text if n + 1 < len(rows) else None,
        tier=row.differs or 0, sides=sides, differing=weighing.differing(columns),
        drawn=pieces(row.text, row.start, weighing.shared_spans(columns)), majority=weighed, gold=state,
        talk=said.talk.get(row.id, []), former=said.former.get(row.id, []),
    )  # fmt: skip


def undoable(session: Session, actor: Actor, place: Ground) -> list[dict[str, Any]]:
    """Return one's last decisions on an article that can be undone, the oldest first.

    Each says `op`, its `sentence` (the article's id for a decision on many) and whether a gold was `live` before.
    """
    e = EVENT.c
    undoing = EVENT.alias("undoing")
    rows = session.execute(
        select(e.op_id, e.before, e.after)
        .outerjoin(undoing, undoing.c.undoes == e.id)
        .where(
            # Nearly every event undoes nothing: a plain test for null would make SQLite read them all by that index.
            e.article_id == place.id, e.user_id == actor.user_id, e.kind == "settle", func.coalesce(e.undoes, 0) == 0,
            undoing.c.id.is_(None),
        )
        .order_by(e.id.desc())
        .limit(UNDOABLE)
    )  # fmt: skip
    found = [
        {
            "op": op, "sentence": next(iter(after)) if len(after) == 1 else place.public_id,
            "live": all(state is not None and state["live"] for state in before.values()),
        }
        for op, before, after in rows
        if after
    ]  # fmt: skip
    return found[::-1]
