"""Turning an article from one cut to the next: new rows for those that go, or old rows back; counts kept right.

A row is never changed but for where it lives; people's annotations stay on it. Position and number are only the order
of the current cut: they are stored, because every save reads a number and no save should count rows, and counted anew
with it, in one statement for the rows that move.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor, may
from annotator.annotate.operations import Frame
from annotator.errors import Conflict, Forbidden, NotFound
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Phase,
    Scheme,
    Sentence,
    SentenceState,
    TextVersion,
    now,
    table_of,
)
from annotator.review import states
from annotator.sentences import cutcounts, readings
from annotator.sentences.carrying import Reading, carried
from annotator.sentences.cuts import Slice

ARTICLE, ASSIGNMENT, ANNOTATION, PHASE = (table_of(model) for model in (Article, Assignment, Annotation, Phase))
SCHEME, SENTENCE, STATE, TEXT = (table_of(model) for model in (Scheme, Sentence, SentenceState, TextVersion))
# What an event holds of each side of a change: the cut, its rows, and which gold at which version lived on them.
Side = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """An article whose sentences may change, locked, with everybody's work on it."""

    id: int
    public_id: str
    project_id: int
    cut: int
    text_version: int
    sentences: int
    layers: dict[str, list[str]]
    labels: list[dict[str, Any]]
    user_id: int
    assigned: dict[int, Any]

    @property
    def mine(self) -> Any | None:
        """The person's own assignment, or None."""
        return self.assigned.get(self.user_id)

    @property
    def shared(self) -> bool:
        """Whether anyone else is assigned, whether they have worked or not."""
        return bool(self.assigned.keys() - {self.user_id})

    @property
    def frame(self) -> Frame | None:
        """Whose view of the article to draw anew, or None for who does not annotate it."""
        if self.mine is None:
            return None
        return Frame(self.id, self.public_id, self.cut, self.layers, self.user_id, self.mine.round, self.labels)

    def asks(self, label: str | None) -> bool:
        """Say whether claims are asked on a label."""
        return scheme.asked(self.layers, "claims", label)


class Now(NamedTuple):
    """How far the person is: answered sentences, all sentences, and the view of the current cut."""

    done: int
    sentences: int
    frame: Frame | None


def place_of(session: Session, actor: Actor, public_id: str, *, lock: bool = True) -> Place:
    """Return an article for whoever annotates it and for managers.

    With `lock`, saves and decisions on it wait until the commit.

    Raises NotFound when it is not there or not the person's, Forbidden to those who are neither.
    """
    if not (may(actor, "annotate") or may(actor, "manage")):
        raise Forbidden("Only annotators and managers of this project can change sentences.")
    assert actor.project is not None
    a, g = ARTICLE.c, ASSIGNMENT.c
    query = (
        select(a.id, a.public_id, a.cut, a.text_version, a.sentences, PHASE.c.layers, SCHEME.c.body)
        .join(PHASE, PHASE.c.id == a.phase_id)
        .join(SCHEME, SCHEME.c.id == PHASE.c.scheme_id)
        .where(a.project_id == actor.project.id, a.public_id == public_id, a.withdrawn_at.is_(None))
    )
    # Not the strongest lock: a save that holds its assignment must still be able to refer to the article.
    row = session.execute(query.with_for_update(of=ARTICLE, key_share=True) if lock else query).first()
    assigned: dict[int, Any] = {}
    if row is not None:
        works = select(ASSIGNMENT).where(g.article_id == row.id).order_by(g.id)
        assigned = {found.user_id: found for found in session.execute(works.with_for_update() if lock else works)}
    if row is None or (actor.user_id not in assigned and not may(actor, "manage")):
        raise NotFound("This article is not assigned to you, or not any more.")
    return Place(
        row.id, row.public_id, actor.project.id, row.cut, row.text_version, row.sentences, row.layers,
        row.body["labels"], actor.user_id, assigned,
    )  # fmt: skip


def now_at(session: Session, place: Place) -> Now:
    """Return the person's counts and view of an article after a change of it."""
    a, g = ARTICLE.c, ASSIGNMENT.c
    cut, sentences = session.execute(select(a.cut, a.sentences).where(a.id == place.id)).one()
    mine = (g.article_id == place.id) & (g.user_id == place.user_id)
    done = session.execute(select(g.done).where(mine)).scalar_one_or_none()
    return Now(done or 0, sentences, replace(place, cut=cut).frame)


def rows_of(session: Session, articles: Collection[int]) -> dict[int, list[Slice]]:
    """Return the sentences of the current cut of some articles, in order, in one query."""
    s = SENTENCE.c
    rows = session.execute(
        select(s.article_id, s.id, s.segment, s.kind, s.start, s.end, s.text, s.from_cut, s.position, s.number)
        .join(ARTICLE, ARTICLE.c.id == s.article_id)
        .where(
            s.article_id.in_(articles), s.from_cut <= ARTICLE.c.cut,
            s.to_cut.is_(None) | (s.to_cut > ARTICLE.c.cut),
        )
        .order_by(s.article_id, s.start)
    )  # fmt: skip
    found: dict[int, list[Slice]] = {article: [] for article in articles}
    for article, *values in rows:
        found[article].append(Slice(*values))
    return found


def text_between(session: Session, place: Place, start: int, end: int) -> str:
    """Return the article's text from `start` to before `end`, in code points."""
    t = TEXT.c
    query = select(func.substr(t.text, start + 1, end - start))
    return str(session.execute(query.where(t.article_id == place.id, t.number == place.text_version)).scalar_one())


def turn(session: Session, place: Place, going: list[Slice], coming: list[Slice]) -> tuple[Side, Side]:
    """Put new sentences in the place of others, carry everybody's work, and return both sides for the history."""
    keys = [_add(session, place, row) for row in coming]
    if coming[0].kind in scheme.ANNOTATED:
        for parts in _carried(session, place, going, coming).values():
            for key, reading in zip(keys, parts, strict=True):
                if not reading.empty:
                    readings.copy(session, key, reading)
    return _followed(session, place, [row.id for row in going], keys)


def _add(session: Session, place: Place, row: Slice) -> int:
    made = session.execute(
        insert(SENTENCE).values(
            project_id=place.project_id, article_id=place.id, text_version=place.text_version, segment=row.segment,
            position=row.position, number=row.number, kind=row.kind, start=row.start, end=row.end, text=row.text,
            from_cut=place.cut + 1,
        )
    )  # fmt: skip
    return int(made.inserted_primary_key[0])  # type: ignore[attr-defined]


def _carried(session: Session, place: Place, old: list[Slice], new: list[Slice]) -> dict[readings.Owner, list[Reading]]:
    """Return for everyone who said something of the old sentences what that makes of the new ones, in their order."""
    said = readings.of_sentences(session, [row.id for row in old])
    return {
        owner: carried([(row, mine.get(row.id, Reading())) for row in old], new, place.asks)
        for owner, mine in said.items()
    }


def turn_back(session: Session, place: Place, before: Side, after: Side) -> tuple[Side, Side]:
    """Bring the rows of `before` back for those of `after`, with all that was ever said of them.

    Raises Conflict when anything was decided on the newer rows that would vanish: it must be undone first.
    """
    live = {row.id for row in rows_of(session, [place.id])[place.id]}
    if not live.issuperset(after["rows"]):
        raise Conflict("These sentences were changed again since. Undo that first.")
    if _live_gold(session, after["rows"]) != after["gold"]:
        raise Conflict("A reviewer has decided on these sentences since, so the change can no longer be undone.")
    _refuse_newer(session, place, before["rows"], after["rows"])
    session.execute(update(SENTENCE).where(SENTENCE.c.id.in_(before["rows"])).values(to_cut=None))
    gold = [int(key) for key in before["gold"]]
    if gold:
        session.execute(update(ANNOTATION).where(ANNOTATION.c.id.in_(gold)).values(retired_at=None))
    return _followed(session, place, after["rows"], before["rows"])


def _refuse_newer(session: Session, place: Place, one: list[int], other: list[int]) -> None:
    """Compare what was carried with what is there: only where nothing was added may one cut replace the other.

    Rows that came first have the smaller keys, whether the change is being undone or done again.
    """
    old, new = sorted((_slices(session, one), _slices(session, other)), key=lambda rows: rows[0].id)
    if new[0].kind not in scheme.ANNOTATED:
        return
    carried_over = _carried(session, place, old, new)
    said = readings.of_sentences(session, [row.id for row in new])
    for owner in carried_over.keys() | said.keys():
        expected = carried_over.get(owner, [Reading()] * len(new))
        if expected != [said.get(owner, {}).get(row.id, Reading()) for row in new]:
            raise Conflict("Something newer was decided on these sentences. Undo that first.")


def _slices(session: Session, keys: list[int]) -> list[Slice]:
    s = SENTENCE.c
    rows = session.execute(
        select(s.id, s.segment, s.kind, s.start, s.end, s.text).where(s.id.in_(keys)).order_by(s.start)
    )
    return [Slice(*row) for row in rows]


def _followed(session: Session, place: Place, going: list[int], coming: list[int]) -> tuple[Side, Side]:
    """Make the next cut, and let the places where people stopped and the counts for reviewers follow."""
    sides = turned(session, place, going, coming)
    sentences = session.execute(select(ARTICLE.c.sentences).where(ARTICLE.c.id == place.id)).scalar_one()
    cutcounts.follow(session, place.id, going, sentences - place.sentences)
    recount(session, place)
    return sides


def recount(session: Session, place: Place) -> None:
    """Count for the review what changed, where it counts at all."""
    if session.execute(select(STATE.c.sentence_id).where(STATE.c.article_id == place.id).limit(1)).first():
        states.refresh(session, place.id)


def turned(session: Session, place: Place, going: list[int], coming: list[int]) -> tuple[Side, Side]:
    """Make the next cut from the current one: some rows end, others live; numbers, counts and gold follow."""
    cut = place.cut + 1
    session.execute(update(SENTENCE).where(SENTENCE.c.id.in_(going)).values(to_cut=cut))
    gold = _live_gold(session, going)
    if gold:
        retired = ANNOTATION.c.id.in_([int(key) for key in gold])
        session.execute(update(ANNOTATION).where(retired).values(retired_at=now()))
    session.execute(update(ARTICLE).where(ARTICLE.c.id == place.id).values(cut=cut))
    cutcounts.renumber(session, place.id, rows_of(session, [place.id])[place.id])
    cutcounts.recount(session, place.assigned, going, coming)
    return (
        {"cut": place.cut, "rows": going, "gold": gold},
        {"cut": cut, "rows": coming, "gold": _live_gold(session, coming)},
    )


def _live_gold(session: Session, sentences: list[int]) -> dict[str, int]:
    """Return the versions of the gold that lives on some sentences, by its key as the history keeps it."""
    n = ANNOTATION.c
    rows = session.execute(
        select(n.id, n.version)
        .where(n.sentence_id.in_(sentences), n.layer == "gold", n.retired_at.is_(None))
        .order_by(n.id)
    )
    return {str(key): version for key, version in rows}
