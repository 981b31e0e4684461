"""The page of one article under review: every sentence with its annotators side by side, read and never written."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator import gold, states, weighing
from annotator.access import Actor
from annotator.drawing import Piece, pieces
from annotator.models import Comment, Event, Sentence, SentenceState, User, table_of
from annotator.reviewing import Ground, Person, column_key, ground

SENTENCE, STATE, COMMENT = table_of(Sentence), table_of(SentenceState), table_of(Comment)
USER, EVENT = table_of(User), table_of(Event)
UNDOABLE = 30
SHOWS = ("differ", "all", "comments")


@dataclass(frozen=True, slots=True)
class Talk:
    """One comment; `letter` is set for an annotator of the article."""

    user_id: int
    name: str
    letter: str | None
    body: str
    at: datetime


@dataclass(slots=True)
class Side:
    """One annotator's column."""

    person: Person
    key: str
    column: weighing.Column
    picked: bool = False
    taken: bool = False


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
    gold: gold.State | None
    talk: list[Talk]

    @property
    def version(self) -> int:
        """The version a decision made on this page would replace; 0 when nothing is settled."""
        return self.gold["version"] if self.gold else 0

    @property
    def agreed(self) -> bool:
        """Whether everyone says the same."""
        return self.tier == 0

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
    units: dict[str, bool]
    undoable: list[dict[str, Any]]
    reviewers: dict[int, str]

    @property
    def named(self) -> bool:
        """Whether names stand over the columns: only when no disagreement is open, as the letters hold for all."""
        return self.settled >= self.differ


def article(
    session: Session, actor: Actor, public_id: str, show: str = "differ", only: Collection[int] | None = None
) -> Review:
    """Return an article side by side: sentences that `differ`, `all`, those with `comments`, or `only` some by key.

    Raises what `ground` raises. A fixed number of queries.
    """
    place = ground(session, actor, public_id)
    rows = _sentences(session, place)
    votes = states.submitted_annotations(session, place.id)
    settled = gold.stored(session, place.id)
    talk = _talk(session, place)
    live = {key: state for key, state in settled.items() if state["live"]}
    wanted = [
        (n, row) for n, row in enumerate(rows)
        if (row.id in only if only is not None else _shown(show, row.differs, bool(talk.get(row.id))))
    ]  # fmt: skip
    agreed = [row for row in rows if row.differs == 0 and (row.judged or 0) > 1]
    return Review(
        ground=place,
        cases=[_case(actor, place, rows, n, votes.get(row.id, []), live.get(row.id), talk) for n, row in wanted],
        total=len(rows),
        differ=sum(bool(row.differs) for row in rows),
        settled=sum(bool(row.differs) and row.id in live for row in rows),
        commented=sum(row.id in talk for row in rows),
        agreed=len(agreed),
        open_agreed=[row.number for row in agreed if row.id not in live],
        units={f"{public_id}:{row.start}:{row.end}": row.id in live for row in rows if row.differs},
        undoable=undoable(session, actor, place),
        reviewers=_names(session, {state["settled_by"] for state in live.values()}),
    )


def _names(session: Session, users: set[int]) -> dict[int, str]:
    rows = session.execute(select(USER.c.id, USER.c.name).where(USER.c.id.in_(users)))
    return {row.id: row.name for row in rows}


def _shown(show: str, differs: int | None, commented: bool) -> bool:
    return show == "all" or (commented if show == "comments" else bool(differs))


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


def _talk(session: Session, place: Ground) -> dict[int, list[Talk]]:
    c = COMMENT.c
    found: dict[int, list[Talk]] = {}
    for row in session.execute(
        select(c.sentence_id, c.user_id, USER.c.name, c.body, c.created_at)
        .join(USER, USER.c.id == c.user_id)
        .where(c.article_id == place.id)
        .order_by(c.id)
    ):
        person = place.people.get(row.user_id)
        said = Talk(row.user_id, row.name, person.letter if person else None, row.body, row.created_at)
        found.setdefault(row.sentence_id, []).append(said)
    return found


def _case(
    actor: Actor, place: Ground, rows: list[Any], n: int, votes: list[Any], state: gold.State | None, talk: Any
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
        )
        for column in columns
    ]  # fmt: skip
    return Case(
        sentence_id=row.id, public_id=f"{place.public_id}:{row.start}:{row.end}", number=row.number, text=row.text,
        under=next((rows[i].text for i in range(n - 1, -1, -1) if rows[i].kind == "heading"), None),
        previous=rows[n - 1].text if n else None, next=rows[n + 1].text if n + 1 < len(rows) else None,
        tier=row.differs or 0, sides=sides, differing=weighing.differing(columns),
        drawn=pieces(row.text, row.start, weighing.shared_spans(columns)), majority=weighed, gold=state,
        talk=talk.get(row.id, []),
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
            e.article_id == place.id, e.user_id == actor.user_id, e.kind == "settle", e.undoes.is_(None),
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
