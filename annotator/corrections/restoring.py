"""Taking a correction back: the sentences before it stand again, with what was said of them then.

The rows are new ones with the old offsets, because what was sent for the rows between must not land on them. Whatever
somebody decided since the correction is newer, so it is carried as in any correction instead.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from annotator.corrections import replacing, rewording
from annotator.corrections.replacing import Moved, Said, Work
from annotator.errors import Conflict
from annotator.models import Sentence, TextVersion, table_of
from annotator.sentences import readings, recutting
from annotator.sentences.carrying import Reading
from annotator.sentences.cuts import Slice
from annotator.sentences.readings import Owner
from annotator.sentences.recutting import Place

SENTENCE, TEXT = table_of(Sentence), table_of(TextVersion)
CHANGED = (
    "The sentences of this article were changed since its text was corrected. Undo that first, or correct the text by "
    "hand."
)


def worked(session: Session, place: Place, text: str, event: Any) -> Work:
    """Work out what taking back the correction of `event` carries; raises Conflict when the cut is another by now."""
    if event.after["cut"] != place.cut:
        raise Conflict(CHANGED)
    t, s = TEXT.c, SENTENCE.c
    former = session.execute(
        select(t.text).where(t.article_id == place.id, t.number == event.before["text"])
    ).scalar_one()
    ended = [
        Slice(*row)
        for row in session.execute(
            select(s.id, s.segment, s.kind, s.start, s.end, s.text).where(s.id.in_(event.before["rows"]))
        )
    ]
    rows = recutting.rows_of(session, [place.id])[place.id]
    made = set(event.after["rows"])
    coming = sorted([*(row for row in rows if row.id not in made), *ended], key=lambda row: row.start)
    work = replacing.worked(session, place, rewording.restored(text, former, rows, coming), made=made)
    _bring_back(session, place, work, event, {(row.start, row.end): row.id for row in ended})
    return work


def _bring_back(session: Session, place: Place, work: Work, event: Any, keys: Mapping[tuple[int, int], int]) -> None:
    """Put what was said of the older sentences in the place of what was only carried from it."""
    olds = list(keys.values())
    then, settled = readings.of_sentences(session, olds), readings.of_sentences(session, olds, "gold")
    live = readings.of_sentences(session, event.after["rows"], "gold")
    saids = (then, work.said)
    known = {one.origin["id"]: one.origin for said in saids for mine in said.values() for one in mine.values()}
    for moved in work.moved:
        here = [row.id for row in moved.group.old]
        former = [keys[row.start, row.end] for row in moved.group.new if (row.start, row.end) in keys]
        if len(former) < len(moved.group.new):
            continue
        work.formers.extend((key, moved, at) for at, key in enumerate(former))
        for owner in _owners(place, then, work.said):
            if _is_only_carried(work.said.get(owner, {}), here, known):
                _restore(moved, owner, _then(then, owner, former))
        _settle(moved, former, live, settled, event)


def _owners(place: Place, *saids: Said) -> set[Owner]:
    """Return everybody who said something, and as who they work now: a round that began since has nothing yet."""
    now = {(user, one.round) for user, one in place.assigned.items()}
    return now.union(*(said.keys() for said in saids))


def _is_only_carried(mine: Mapping[int, Reading], here: list[int], known: Mapping[int, Any]) -> bool:
    """Say whether nothing was decided on some sentences since they were made: each reading is the copy of an older."""
    return all(_is_copy(mine[key].origin, known) for key in here if key in mine)


def _is_copy(origin: Mapping[str, Any], known: Mapping[int, Any]) -> bool:
    older = known.get(origin["carried_from"])
    return older is not None and older["event_id"] == origin["event_id"]


def _then(then: Said, owner: Owner, former: list[int]) -> list[Reading]:
    """Return what somebody had said of the older sentences, in this round or the last one before it."""
    user, turn = owner
    found = []
    for key in former:
        rounds = sorted(one for whose, one in then if whose == user and one <= turn and key in then[whose, one])
        if rounds:
            reading = then[user, rounds[-1]][key]
            blind = reading.origin["blind"] and rounds[-1] == turn
            found.append(replace(reading, origin={**reading.origin, "round": turn, "blind": blind}))
        else:
            found.append(Reading())
    return found


def _restore(moved: Moved, owner: Owner, said: list[Reading]) -> None:
    if any(one.origin for one in said):
        moved.readings[owner] = said
        moved.lost.pop(owner, None)


def _settle(moved: Moved, former: list[int], live: Said, settled: Said, event: Any) -> None:
    """Bring settled decisions back where none was made or taken back since; `live` holds those of the newer rows."""
    here = {row.id for row in moved.group.old}
    now = [one.origin for mine in live.values() for key, one in mine.items() if key in here]
    if any(one["retired_at"] or event.after["gold"].get(str(one["id"])) != one["version"] for one in now):
        return
    version = max((one["version"] for one in now), default=0)
    then = {
        owner: [_counting_on(mine.get(key, Reading()), version) for key in former]
        for owner, mine in settled.items()
        if any(key in mine and str(mine[key].origin["id"]) in event.before["gold"] for key in former)
    }
    if then:
        moved.settled = then


def _counting_on(reading: Reading, version: int) -> Reading:
    origin = reading.origin
    return replace(reading, origin={**origin, "version": max(origin["version"], version)}) if origin else reading
