"""What people did in a dataset, onto articles that are here: by the hash of the text, as that of named persons.

Annotations come with all their rounds, and where it is wished what the people settled and what they said. It is stored
by the same rules as in the browser, and the history says where it is from. Ids of operations follow from the content:
to import the same again changes nothing.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlmodel import Session

from annotator.access import Actor, ProjectRef, may
from annotator.bundles import fitting
from annotator.bundles.adopted import Adopted
from annotator.bundles.arriving import BREATH_SECONDS
from annotator.bundles.dataset import Dataset, Record, Remark
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
    """How much of a dataset is one person's: sentences, annotations of later rounds, decisions, checks, comments.

    Checks are those of claims that are settled.
    """

    sentences: int = 0
    later: int = 0
    settled: int = 0
    checks: int = 0
    comments: int = 0


@dataclass
class _Part:
    """What a person did on one article, as it stands in a dataset."""

    entries: list[Entry] = field(default_factory=list)
    settled: list[Record] = field(default_factory=list)


Parts = dict[str, dict[str, _Part]]
People = Mapping[str, Actor]


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
            for who in fitting.checkers(gold):
                found[who].checks += 1
    for remark in dataset.remarks:
        found[remark.who].comments += 1
    return dict(sorted(found.items()))


def adopt(
    database: Database, people: People, dataset: Dataset, wishes: Wishes = USUAL, *, by: int | None = None,
    dry: bool = False,
) -> Adopted:  # fmt: skip
    """Store what people of the dataset did as that of members of one project; with `dry` nothing stays.

    `people` says by what the dataset calls them whose it becomes. Each article is one transaction, between which others
    save; after a full disk the same import goes on. The project's log says who did it, `by`, or None on the command
    line. An article's work is submitted when all of it was and nothing is missing. Raises BadInput when the dataset has
    no such person or two would become one, Conflict in an archived project.
    """
    project = _project_of(people)
    found = Adopted(several=len(people) > 1)
    parts, others = _sorted_out(dataset, people, wishes, found)
    remarks = [one for one in dataset.remarks if one.who in people]
    _refuse_unknown(people, parts, remarks, found)
    if not wishes.comments:
        _leave(found, "Comments", "they were not asked for", [(one.where, "Comment") for one in remarks])
        remarks = []
    elif not dataset.history:
        found.notes.append(NO_HISTORY)
    if wishes.rounds and dataset.rounds == "first":
        found.notes.append(FIRST_ONLY)
    if wishes.gold and others:
        found.notes.append(f"Others settled sentences too: {', '.join(sorted(others))}. Import those as theirs.")
    for public in sorted(parts.keys() | {one.article for one in remarks}):
        with _told(found), trying(database, dry=dry) as session:
            _Article(session, people, dataset, public, found).store(parts.get(public, {}), remarks)
        time.sleep(BREATH_SECONDS)
    if not dry:
        _note(database, project, people, found, by)
    return found


def _project_of(people: People) -> ProjectRef:
    """Return the project that all are members of; raises Conflict and BadInput as `adopt` does."""
    project = next(actor.project for actor in people.values())
    assert project is not None
    if project.archived:
        raise Conflict("This project is archived. Bring it back first, under Project.")
    twice = [actor.name for actor in people.values()]
    if odd := [name for name in twice if twice.count(name) > 1]:
        raise BadInput(f"The work of two people cannot become that of one: choose {odd[0]} once.")
    return project


def _refuse_unknown(people: People, parts: Parts, remarks: list[Remark], found: Adopted) -> None:
    there = {who for some in parts.values() for who in some} | {one.who for one in remarks} | found.known
    if unknown := sorted(people.keys() - there):
        raise BadInput(f"Nobody in this dataset is called {unknown[0]}.")


def _note(database: Database, project: ProjectRef, people: People, found: Adopted, by: int | None) -> None:
    with database.write() as session:
        for who, actor in people.items():
            if number := len(found.theirs[who]):
                logs.note(session, by, project.id, "adopted", user=actor.user_id, name=who, number=number)


@contextmanager
def _told(found: Adopted) -> Iterator[None]:
    """Say of a full disk how much was stored before."""
    before = found.articles
    try:
        yield
    except NoRoom as fault:
        stored = f"{before} article{'s' if before != 1 else ''} came whole" if before else "Nothing was stored"
        raise NoRoom(f"The disk is full. {stored}. Free some space and import the same again.") from fault


def _sorted_out(dataset: Dataset, people: People, wishes: Wishes, found: Adopted) -> tuple[Parts, set[str]]:
    """Return what people did by article, as far as it is wished, and who else settled something."""
    parts, others = defaultdict[str, dict[str, _Part]](lambda: defaultdict(_Part)), set[str]()
    later, settled = list[tuple[str, str]](), list[tuple[str, str]]()
    for record in map(fitting.checked, dataset.records):
        public, gold = record["article_id"], record.get("gold")
        for said in record["annotations"]:
            who = said["annotator"]
            if who in people and (said["round"] == 1 or wishes.rounds):
                parts[public][who].entries.append((record, said))
            elif who in people:
                found.known.add(who)
                later.append((record["id"], f"Round {said['round']}"))
        found.known |= set(fitting.checkers(gold or {}))
        who = str(gold.get("settled_by")) if gold else ""
        if gold and who not in people:
            others.add(who)
        elif gold:
            found.known.add(who)
            settled.append((record["id"], "Settled"))
            if wishes.gold:
                parts[public][who].settled.append(record)
    _leave(found, "Annotations of later rounds", "they were not asked for", later)
    if not wishes.gold:
        _leave(found, "Settled sentences", "they were not asked for", settled)
    return parts, others


def _leave(found: Adopted, what: str, why: str, some: list[tuple[str, str]]) -> None:
    if some:
        found.notes.append(f"{what} are not taken ({len(some):,}): {why}.")
        found.not_taken += some


@dataclass
class _Article:
    """One article, onto which people's work comes: everybody's annotations, then decisions, then what was said."""

    session: Session
    people: People
    dataset: Dataset
    public: str
    found: Adopted

    def store(self, parts: Mapping[str, _Part], remarks: list[Remark]) -> None:
        """Store what fits, and list what does not."""
        mine = [one for one in remarks if one.article == self.public]
        places = {}
        for who in self.people:
            comments = sum(one.who == who for one in mine)
            if who in parts or comments:
                places[who] = self._place(who, parts.get(who, _Part()), comments)
        there = {who: place for who, place in places.items() if place is not None}
        for who, place in there.items():
            self._annotate(who, place, parts.get(who, _Part()))
        for who, place in there.items():
            self._settle(who, place, parts.get(who, _Part()))
        known = {who: self.people[who] for who in there}
        if any(one.who in known for one in mine):
            said = [one for one in self.dataset.remarks if one.article == self.public]
            place = next(iter(there.values()))
            Remarks(self.session, place, known, said, self.found).store()

    def _place(self, who: str, part: _Part, comments: int) -> fitting.Here | None:
        """Return the article as a person has it, or list all of theirs."""
        try:
            return fitting.here(self.session, self.people[who], self.public)
        except AnnotatorError as fault:
            amount = _amount(annotations=len(part.entries), decisions=len(part.settled), comments=comments)
            if amount:
                self.found.leave_out(who, self.public, f"{fault} ({amount}).")
            return None

    def _annotate(self, who: str, place: fitting.Here, part: _Part) -> None:
        if part.entries and self._may(who, "annotate", part.entries):
            submitted = self.dataset.submitted.get((self.public, who))
            actor, texts = self.people[who], self.dataset.texts
            Work(self.session, actor, place, who, part.entries, texts, submitted, self.found).store()

    def _settle(self, who: str, place: fitting.Here, part: _Part) -> None:
        if part.settled and self._may(who, "review", part.settled):
            Decisions(self.session, self.people, place, who, part.settled, self.dataset.texts, self.found).store()

    def _may(self, who: str, action: str, some: Iterable[object]) -> bool:
        actor = self.people[who]
        if may(actor, action):
            return True
        role, what = {"annotate": ("annotator", "annotations"), "review": ("reviewer", "decisions")}[action]
        amount = _amount(**{what: len(list(some))})
        self.found.leave_out(who, self.public, f"{actor.name} is no {role} of this project ({amount}).")
        return False


def _amount(**counts: int) -> str:
    words = {what: what if count != 1 else what.removesuffix("s") for what, count in counts.items()}
    return ", ".join(f"{count:,} {words[what]}" for what, count in counts.items() if count)
