"""Putting a corrected text in the place of the one before: rows, readings, decisions, comments, in one transaction.

Sentences that the correction leaves alone keep their rows, so what is open on them goes on. All others get new rows and
copies of what was said; the old rows keep what they had, so nothing is ever lost, and an undo finds it there.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from annotator import scheme
from annotator.corrections import moving, wishes
from annotator.corrections.moving import Lost
from annotator.corrections.rewording import Group, Plan
from annotator.intake import sketches
from annotator.models import Article, Assignment, Comment, Sentence, TextVersion, Thread, now, table_of
from annotator.reading.shingles import sketch
from annotator.sentences import readings, recutting
from annotator.sentences.carrying import Reading
from annotator.sentences.cuts import Slice
from annotator.sentences.readings import Owner
from annotator.sentences.recutting import Place, Side

ARTICLE, ASSIGNMENT, COMMENT = table_of(Article), table_of(Assignment), table_of(Comment)
SENTENCE, TEXT, THREAD = table_of(Sentence), table_of(TextVersion), table_of(Thread)
Said = dict[Owner, dict[int, Reading]]


@dataclass(slots=True)
class Moved:
    """What becomes of one group: everybody's readings of its new sentences, the settled one, and what is lost."""

    group: Group
    again: bool
    readings: dict[Owner, list[Reading]] = field(default_factory=dict)
    settled: dict[Owner, list[Reading]] = field(default_factory=dict)
    lost: dict[Owner, list[Lost]] = field(default_factory=dict)


@dataclass(slots=True)
class Work:
    """A correction worked out: groups that change, sentences that stay, what was said and settled before."""

    plan: Plan
    moved: list[Moved]
    stay: list[int]
    said: Said
    settled: Said
    # Older rows that come back in the place of a new sentence, named by its group and place therein.
    formers: list[tuple[int, Moved, int]] = field(default_factory=list)

    @property
    def going(self) -> list[int]:
        """The keys of the rows that end."""
        return [row.id for one in self.moved for row in one.group.old]

    @property
    def coming(self) -> list[tuple[Slice, Moved, int]]:
        """The new sentences in their order, each with what moves to it and its place therein."""
        return [(row, one, at) for one in self.moved for at, row in enumerate(one.group.new)]


def worked(
    session: Session, place: Place, plan: Plan, again: frozenset[str] | None = None, made: Collection[int] = ()
) -> Work:
    """Work out what a correction carries; `again` names the sentences (start:end) to look at, else those reworded.

    Rows in `made` never stay: a correction made them, and it is being taken back.
    """
    live = [row.id for group in plan.groups for row in group.old]
    said, settled = readings.of_sentences(session, live), readings.of_sentences(session, live, "gold")
    work = Work(plan, [], [], said, _live(settled))
    for group in plan.groups:
        # Decisions that were taken back keep their words too.
        here = group.stays and group.old[0].id not in made
        if here and _is_still(plan, group, said) and _is_still(plan, group, settled):
            work.stay.append(group.old[0].id)
        else:
            work.moved.append(_moved(place, work, group, again=_looked_at(group, again)))
    return work


def _live(settled: Said) -> Said:
    found = {
        owner: {key: one for key, one in mine.items() if one.origin["retired_at"] is None}
        for owner, mine in settled.items()
    }
    return {owner: mine for owner, mine in found.items() if mine}


def _looked_at(group: Group, again: frozenset[str] | None) -> bool:
    """Say whether the labels of a group are to be looked at again."""
    if not group.old or not group.new or group.moved or group.new[0].kind not in scheme.ANNOTATED:
        return False
    return not group.same if again is None else name(group.new[0]) in again


def name(row: Slice) -> str:
    """Return what a form calls a sentence of the new text."""
    return f"{row.start}:{row.end}"


def _is_still(plan: Plan, group: Group, said: Said) -> bool:
    """Say whether all that was said of a sentence that stays stands where it stood; its spans may reach beyond it."""
    row = group.old[0]
    return all(
        row.id not in mine or moving.reading(plan, row, row, mine[row.id]) == (mine[row.id], [])
        for mine in said.values()
    )


def _moved(place: Place, work: Work, group: Group, *, again: bool) -> Moved:
    found = Moved(group, again)
    keys = {row.id for row in group.old}
    for owner, mine in work.said.items():
        if keys & mine.keys():
            found.readings[owner], lost = moving.readings(work.plan, group, mine, place.asks, again=again)
            if lost:
                found.lost[owner] = lost
    for owner, mine in work.settled.items():
        if keys & mine.keys() and group.single and not again:
            carried, lost = moving.readings(work.plan, group, mine, place.asks, again=False)
            if not lost:
                found.settled[owner] = carried
    return found


def put(session: Session, place: Place, work: Work) -> tuple[Side, Side]:
    """Store a correction that was worked out, and return both sides for the history.

    Beside what every change of the cut says, a side names the number of its text version.
    """
    number = _add_text(session, place, work.plan.new)
    there = replace(place, text_version=number)
    keys = _add_rows(session, there, work)
    if work.stay:
        session.execute(update(SENTENCE).where(SENTENCE.c.id.in_(work.stay)).values(text_version=number))
    for layer in ("own", "gold"):
        readings.copy_all(session, _copies(work, keys, layer), layer)
    _take_along(session, place, _heirs(session, place, work, keys))
    wishes.follow(session, place, work.plan)
    before, after = recutting.turned(session, there, work.going, keys)
    _move_places(session, work, place)
    return before | {"text": place.text_version}, after | {"text": number}


def _add_text(session: Session, place: Place, text: str) -> int:
    t = TEXT.c
    last = session.execute(select(func.max(t.number)).where(t.article_id == place.id)).scalar_one()
    digest, kept = hashlib.sha256(text.encode()).hexdigest(), sketch(text)
    session.execute(
        insert(TEXT).values(article_id=place.id, number=last + 1, text=text, sha256=digest, created_at=now())
    )
    before = session.execute(select(ARTICLE.c.sketch).where(ARTICLE.c.id == place.id)).scalar_one()
    session.execute(update(ARTICLE).where(ARTICLE.c.id == place.id).values(text_version=last + 1, sketch=kept))
    sketches.change(session, place.project_id, place.id, before or "", kept)
    return int(last) + 1


def _add_rows(session: Session, place: Place, work: Work) -> list[int]:
    """Add the new sentences and return their keys in their order."""
    rows = [
        {
            "project_id": place.project_id, "article_id": place.id, "text_version": place.text_version,
            "segment": row.segment, "position": row.position, "number": row.number, "kind": row.kind,
            "start": row.start, "end": row.end, "text": row.text, "from_cut": place.cut + 1,
            "came_from": [old.id for old in one.group.old],
        }
        for row, one, _ in work.coming
    ]  # fmt: skip
    if not rows:
        return []
    session.execute(insert(SENTENCE), rows)
    s = SENTENCE.c
    added = select(s.start, s.id).where(s.article_id == place.id, s.from_cut == place.cut + 1)
    keys: dict[int, int] = {start: key for start, key in session.execute(added)}  # noqa: C416  rows are no pairs
    # A group that was put together around another one ends behind it, so the order is not that of the text.
    return [keys[row.start] for row, _, _ in work.coming]


def _copies(work: Work, keys: Sequence[int], layer: str) -> list[tuple[int, Reading]]:
    """Return what is carried to each new sentence to annotate; one that is to be looked at again stands there too."""
    found = []
    for key, (row, one, at) in zip(keys, work.coming, strict=True):
        if row.kind in scheme.ANNOTATED:
            whose = one.readings if layer == "own" else one.settled
            found += [(key, mine[at]) for mine in whose.values() if mine and mine[at].origin]
    return found


def _heirs(session: Session, place: Place, work: Work, keys: Sequence[int]) -> dict[int, int]:
    """Return which new sentence takes over what was said in talk of an old one, of a gone one too."""
    heirs: dict[int, int] = {}
    made: dict[tuple[int, int], int] = {}
    for key, (_, one, at) in zip(keys, work.coming, strict=True):
        made[id(one), at] = key
        for old in one.group.old:
            heirs.setdefault(old.id, key)
    heirs |= {former: made[id(one), at] for former, one, at in work.formers}
    s = SENTENCE.c
    gone = session.execute(
        select(s.id, s.start, s.end).where(
            s.article_id == place.id, s.text_version == place.text_version, s.to_cut.is_not(None)
        )
    )
    rows = [row for group in work.plan.groups for row in group.old]
    for key, start, end in gone:
        live = next((row.id for row in rows if row.start < end and row.end > start), None)
        if live is not None:
            heirs.setdefault(key, heirs.get(live, live))
    return heirs


def _take_along(session: Session, place: Place, heirs: Mapping[int, int]) -> None:
    """Let comments and threads follow their sentence; a second thread of one kind stays where it began."""
    c, t = COMMENT.c, THREAD.c
    for key in _talked(session, c, place):
        if key in heirs:
            session.execute(update(COMMENT).where(c.sentence_id == key).values(sentence_id=heirs[key]))
    taken: set[tuple[Any, ...]] = set()
    threads = session.execute(select(t.id, t.sentence_id, t.kind, t.user_id).where(t.article_id == place.id)).all()
    taken.update((row.sentence_id, row.kind, row.user_id) for row in threads)
    for row in threads:
        to = (heirs.get(row.sentence_id, row.sentence_id), row.kind, row.user_id)
        if to not in taken:
            taken.add(to)
            session.execute(update(THREAD).where(t.id == row.id).values(sentence_id=to[0]))


def _talked(session: Session, c: Any, place: Place) -> Iterable[int]:
    return session.execute(select(c.sentence_id).where(c.article_id == place.id).distinct()).scalars().all()


def _move_places(session: Session, work: Work, place: Place) -> None:
    """Let the places where people stopped follow their sentences."""
    numbers: dict[int, int] = {}
    last = 1
    for group in sorted((one for one in work.plan.groups if one.old), key=lambda one: one.old[0].start):
        last = next((row.number for row in group.new if row.number is not None), last)
        numbers |= {row.number: last for row in group.old if row.number is not None}
    for one in place.assigned.values():
        to = numbers.get(one.position, one.position)
        if to != one.position:
            session.execute(update(ASSIGNMENT).where(ASSIGNMENT.c.id == one.id).values(position=to))
