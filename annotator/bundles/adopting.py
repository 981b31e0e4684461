"""What somebody did in a dataset, onto articles that are here: by the hash of the text, as that of a named person.

Annotations come with all their rounds, and where it is wished what the person settled and what they said. It is stored
through the same operations as in the browser, so every rule holds and the history says where it is from. Ids of
operations follow from the content: to import the same again changes nothing.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlmodel import Session

from annotator.access import Actor, may
from annotator.bundles import fitting
from annotator.bundles.adopted import Adopted
from annotator.bundles.arriving import BREATH_SECONDS
from annotator.bundles.dataset import Dataset, Record
from annotator.bundles.decisions import Decisions
from annotator.bundles.remarks import Remarks
from annotator.bundles.trying import trying
from annotator.bundles.turns import Entry, Work
from annotator.db import Database
from annotator.errors import AnnotatorError, BadInput, Conflict, NoRoom
from annotator.team import logs

FIRST_ONLY = "The dataset was exported with first rounds only. Export it with --rounds all to have later ones."
NO_HISTORY = "Comments stand only in a bundle that was exported with --history."


class Wishes(NamedTuple):
    """What is taken beside first readings: later rounds, what was settled, comments."""

    rounds: bool = True
    gold: bool = False
    comments: bool = False


USUAL = Wishes()


@dataclass
class Share:
    """How much of a dataset is one person's: sentences, annotations of later rounds, decisions and comments."""

    sentences: int = 0
    later: int = 0
    settled: int = 0
    comments: int = 0


@dataclass
class _Part:
    """What a person did on one article, as it stands in a dataset."""

    entries: list[Entry] = field(default_factory=list)
    settled: list[Record] = field(default_factory=list)


def adoptable(dataset: Dataset) -> dict[str, Share]:
    """Return who did what in a dataset; raises BadInput for what is none."""
    found = defaultdict[str, Share](Share)
    for record in map(fitting.checked, dataset.records):
        for said in record["annotations"]:
            share = found[said["annotator"]]
            share.sentences += said["round"] == 1
            share.later += said["round"] > 1
        if gold := record.get("gold"):
            found[str(gold.get("settled_by"))].settled += 1
    for remark in dataset.remarks:
        found[remark.who].comments += 1
    return dict(sorted(found.items()))


def adopt(
    database: Database, actor: Actor, dataset: Dataset, annotator: str, wishes: Wishes = USUAL, *,
    by: int | None = None, dry: bool = False,
) -> Adopted:  # fmt: skip
    """Store what the dataset's `annotator` did as that of `actor`, a member of the project; with `dry` nothing stays.

    Each article is one transaction, between which others save; after a full disk the same import goes on.
    The project's log says who did it, `by`, or None on the command line. An article's work is submitted when all of it
    was and nothing is missing. Raises BadInput when the dataset has no such person, Conflict in an archived project.
    """
    assert actor.project is not None
    if actor.project.archived:
        raise Conflict("This project is archived. Bring it back first, under Project.")
    found = Adopted()
    parts, others = _sorted_out(dataset, annotator, wishes, found)
    remarks = [one for one in dataset.remarks if one.who == annotator]
    if not (parts or remarks or found.not_taken):
        raise BadInput(f"Nobody in this dataset is called {annotator}.")
    if not wishes.comments:
        _leave(found, "Comments", "they were not asked for", [(one.where, "Comment") for one in remarks])
        remarks = []
    elif not dataset.remarks:
        found.notes.append(NO_HISTORY)
    if wishes.rounds and dataset.rounds == "first":
        found.notes.append(FIRST_ONLY)
    if wishes.gold and others:
        found.notes.append(f"Others settled sentences too: {', '.join(sorted(others))}. Import those as theirs.")
    for public in sorted(parts.keys() | {one.article for one in remarks}):
        with _told(found), trying(database, dry=dry) as session:
            part = parts.get(public, _Part())
            _article(session, actor, dataset, annotator, public, part, found, comments=bool(remarks))
        time.sleep(BREATH_SECONDS)
    if found.articles and not dry:
        said = {"user": actor.user_id, "name": annotator, "number": found.articles}
        with database.write() as session:
            logs.note(session, by, actor.project.id, "adopted", **said)
    return found


@contextmanager
def _told(found: Adopted) -> Iterator[None]:
    """Say of a full disk how much was stored before."""
    before = found.articles
    try:
        yield
    except NoRoom as fault:
        stored = f"{before} article{'s' if before != 1 else ''} came whole" if before else "Nothing was stored"
        raise NoRoom(f"The disk is full. {stored}. Free some space and import the same again.") from fault


def _sorted_out(
    dataset: Dataset, who: str, wishes: Wishes, found: Adopted
) -> tuple[dict[str, _Part], set[str]]:  # fmt: skip
    """Return what a person did by article, as far as it is wished, and who else settled something."""
    parts, others = defaultdict[str, _Part](_Part), set[str]()
    later, settled = list[tuple[str, str]](), list[tuple[str, str]]()
    for record in map(fitting.checked, dataset.records):
        public, gold = record["article_id"], record.get("gold")
        for said in record["annotations"]:
            if said["annotator"] == who and (said["round"] == 1 or wishes.rounds):
                parts[public].entries.append((record, said))
            elif said["annotator"] == who:
                later.append((record["id"], f"Round {said['round']}"))
        if gold and gold.get("settled_by") != who:
            others.add(str(gold.get("settled_by")))
        elif gold:
            settled.append((record["id"], "Settled"))
            if wishes.gold:
                parts[public].settled.append(record)
    _leave(found, "Annotations of later rounds", "they were not asked for", later)
    if not wishes.gold:
        _leave(found, "Settled sentences", "they were not asked for", settled)
    return dict(parts), others


def _leave(found: Adopted, what: str, why: str, some: list[tuple[str, str]]) -> None:
    if some:
        found.notes.append(f"{what} are not taken ({len(some):,}): {why}.")
        found.not_taken += some


def _article(
    session: Session, actor: Actor, dataset: Dataset, who: str, public: str, part: _Part, found: Adopted, *,
    comments: bool,
) -> None:  # fmt: skip
    """Store what a person did on one article, and list what does not fit."""
    said = [one for one in dataset.remarks if one.article == public] if comments else []
    mine = sum(one.who == who for one in said)
    try:
        place = fitting.here(session, actor, public)
    except AnnotatorError as fault:
        amount = _amount(annotations=len(part.entries), decisions=len(part.settled), comments=mine)
        found.left_out += [(public, f"{fault} ({amount}).")] if amount else []
        return
    if part.entries and _may(actor, "annotate", part.entries, public, found):
        submitted = dataset.submitted.get((public, who))
        Work(session, actor, place, who, part.entries, dataset.texts, submitted, found).store()
    if part.settled and _may(actor, "review", part.settled, public, found):
        Decisions(session, actor, place, who, part.settled, dataset.texts, found).store()
    if mine:
        Remarks(session, actor, place, who, said, found).store()


def _may(actor: Actor, action: str, some: Iterable[object], public: str, found: Adopted) -> bool:
    if may(actor, action):
        return True
    role, what = {"annotate": ("annotator", "annotations"), "review": ("reviewer", "decisions")}[action]
    amount = _amount(**{what: len(list(some))})
    found.left_out.append((public, f"{actor.name} is no {role} of this project ({amount})."))
    return False


def _amount(**counts: int) -> str:
    words = {what: what if count != 1 else what.removesuffix("s") for what, count in counts.items()}
    return ", ".join(f"{count:,} {words[what]}" for what, count in counts.items() if count)
