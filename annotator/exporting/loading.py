"""From rows to plain values: articles in pages by public id, each page in a handful of column selects.

Nothing is kept of a page once it is given out, so memory does not grow with the project.
"""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import String, Text, and_, cast, func, or_, select, type_coerce
from sqlmodel import Session

from annotator.exporting import detailing
from annotator.exporting.choice import Choice
from annotator.exporting.plain import GOLD, Line, Reading, Source, damage_told, fetched, printable, stamp, unpacked
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Membership,
    Phase,
    Project,
    Scheme,
    Sentence,
    TextVersion,
    User,
    table_of,
)
from annotator.project import options
from annotator.sentences import readings

ARTICLE, ASSIGNMENT, ANNOTATION, SENTENCE = (table_of(made) for made in (Article, Assignment, Annotation, Sentence))
PHASE, SCHEME, TEXT, MEMBERSHIP, USER = (table_of(made) for made in (Phase, Scheme, TextVersion, Membership, User))
PROJECT = table_of(Project)
# Lists and moments are fetched as the text they are stored as, which is several times faster than as objects.
_n = ANNOTATION.c
SAID = (
    _n.id, _n.sentence_id, _n.layer == GOLD, _n.user_id, _n.round, _n.label, cast(_n.flags, Text),
    _n.note, type_coerce(_n.created_at, String), _n.blind, _n.suggestion, _n.scheme_id,
)  # fmt: skip
# What only gold has; it is a small part of all annotations.
SETTLED = (_n.id, _n.method, cast(_n.took, Text), _n.reason, _n.version)
# State and round of everybody's work on an article, by user.
States = dict[int, tuple[str, int]]
OPEN = ("open", 1)
ABOUT = ("title", "author", "publisher", "url", "published")
# A page grows from one article, so that the first bytes leave at once, to about this many sentences.
PAGE = 1500
FETCH = 200


class Person(NamedTuple):
    """Somebody of the project: the pseudonym, and what the export calls them."""

    pseudonym: str
    shown: str


class Frame(NamedTuple):
    """What is the same for every page: people by user, phases (layers, scheme), scheme versions by key, whose texts.

    `unasked` are the fields of claims and attributions that the project does not ask.
    """

    people: dict[int, Person]
    phases: dict[int, tuple[dict[str, list[str]], str, str]]
    versions: dict[int, str]
    details: bool
    texts: str
    unasked: frozenset[str]

    def hides(self, license_: str | None) -> bool:
        """Say whether only offsets of an article with this licence are passed on."""
        return self.texts == "none" or (self.texts == "licensed" and not license_)


def wanted_articles(project_id: int, choice: Choice, left_out: set[int]) -> Any:
    """Return the condition on articles that the choice makes; withdrawn ones are never exported."""
    a = ARTICLE.c
    parts = [a.project_id == project_id, a.withdrawn_at.is_(None)]
    if left_out:
        parts.append(a.id.not_in(left_out))
    if choice.articles == "chosen":
        parts.append(a.public_id.in_(choice.only))
    if choice.articles == "finished":
        g, p = ASSIGNMENT.c, PHASE.c
        submitted = (
            select(func.count())
            .where(g.article_id == a.id, or_(g.state == "submitted", g.round > 1))
            .scalar_subquery()
        )  # fmt: skip
        needed = select(p.annotators).where(p.id == a.phase_id).scalar_subquery()
        parts.append(submitted >= needed)
    return and_(*parts)


def alive() -> Any:
    """Return the condition that a sentence stands on its article's current cut."""
    s = SENTENCE.c
    return and_(s.from_cut <= ARTICLE.c.cut, or_(s.to_cut.is_(None), s.to_cut > ARTICLE.c.cut))


def sources(
    session: Session, project_id: int, choice: Choice, left_out: set[int], *, details: bool
) -> Iterator[Source]:
    """Yield the chosen articles by public id, with all readings; texts, claims and the rest only with `details`.

    Raises Conflict when the database is damaged.
    """
    with damage_told():
        frame = _frame(session, project_id, choice, details)
        where = wanted_articles(project_id, choice, left_out)
        for rows in _pages(session, where):
            yield from _page(session, frame, rows)


def _frame(session: Session, project_id: int, choice: Choice, details: bool) -> Frame:
    m, p, c = MEMBERSHIP.c, PHASE.c, SCHEME.c
    people = {
        key: Person(pseudonym, (choice.names and printable(name)) or pseudonym)
        for key, pseudonym, name in session.execute(
            select(m.user_id, m.pseudonym, USER.c.name).join(USER, USER.c.id == m.user_id).where(
                m.project_id == project_id
            )
        )
    }  # fmt: skip
    schemes = {
        key: (body["name"], version)
        for key, body, version in session.execute(select(c.id, c.body, c.version).where(c.project_id == project_id))
    }
    phases = {
        key: (layers, *schemes[scheme_id])
        for key, layers, scheme_id in session.execute(
            select(p.id, p.layers, p.scheme_id).where(p.project_id == project_id)
        )
    }
    switches = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == project_id)).scalar_one()
    versions = {key: version for key, (_, version) in schemes.items()}
    return Frame(people, phases, versions, details, choice.texts, options.left_out(switches))


def _pages(session: Session, where: Any) -> Iterator[list[Any]]:
    """Yield articles in pages of a bounded number of sentences, by public id, each fetch going on after the last."""
    a = ARTICLE.c
    query = (
        select(
            a.public_id,
            a.id,
            a.language,
            a.license,
            a.split_key,
            a.splitter,
            a.phase_id,
            a.text_version,
            a.sentences,
            *(a[name] for name in ABOUT),
        )
        .where(where)
        .order_by(a.public_id)
        .limit(FETCH)
    )
    last, room = "", 1
    while rows := session.execute(query.where(a.public_id > last)).all():
        last = rows[-1].public_id
        while rows:
            page = _fitting(rows, room)
            rows = rows[len(page) :]
            room = PAGE
            yield page


def _fitting(rows: Any, room: int) -> list[Any]:
    """Return as many of the first rows as have `room` sentences, at least one."""
    total = 0

    def fits(row: Any) -> bool:
        nonlocal total
        total += int(row.sentences) + 1
        return total <= room or total == row.sentences + 1

    return list(takewhile(fits, rows))


def _page(session: Session, frame: Frame, rows: list[Any]) -> list[Source]:
    keys = [row.id for row in rows]
    texts = _texts(session, keys) if frame.details else {}
    found = {row.id: _source(frame, row, *texts.get(row.id, ("", ""))) for row in rows}
    lines = _lines(session, keys, found, _states(session, keys))
    readings = _readings(session, frame, keys, lines)
    if frame.details:
        shown = {user: person.shown for user, person in frame.people.items()}
        detailing.add(session, keys, readings, shown, frame.unasked)
    return list(found.values())


def _source(frame: Frame, row: Any, text: str, sha256: str) -> Source:
    return Source(
        row.public_id, row.language, row.license, row.split_key, row.splitter, *frame.phases[row.phase_id], text,
        about=dict(zip(ABOUT, row[-len(ABOUT) :], strict=True)), text_version=row.text_version, sha256=sha256,
        hidden=frame.hides(row.license),
    )  # fmt: skip


def _texts(session: Session, keys: list[int]) -> dict[int, tuple[str, str]]:
    t, a = TEXT.c, ARTICLE.c
    rows = fetched(
        session,
        select(t.article_id, t.text, t.sha256)
        .join(ARTICLE, and_(a.id == t.article_id, a.text_version == t.number))
        .where(t.article_id.in_(keys)),
    )
    return {key: (text, sha256) for key, text, sha256 in rows}


def _lines(
    session: Session, keys: list[int], found: dict[int, Source], states: dict[int, States]
) -> dict[int, tuple[Line, States]]:
    """Put the sentences on their articles; return each, and who is how far with its article, by the sentence's key."""
    s = SENTENCE.c
    rows = fetched(
        session,
        select(s.article_id, s.id, s.segment, s.kind, s.start, s.end, s.text)
        .join(ARTICLE, ARTICLE.c.id == s.article_id)
        .where(s.article_id.in_(keys), alive())
        .order_by(s.article_id, s.start, s.end),
    )
    lines = {}
    for article, key, *values in rows:
        line = Line(*values)
        lines[key] = line, states[article]
        found[article].lines.append(line)
    return lines


def _readings(
    session: Session, frame: Frame, keys: list[int], lines: dict[int, tuple[Line, States]]
) -> dict[int, Reading]:
    """Put everybody's answered readings and gold on their sentences, and return them by annotation key."""
    n = ANNOTATION.c
    rows = fetched(
        session, select(*SAID).where(n.article_id.in_(keys), n.retired_at.is_(None), readings.is_said())
    )  # fmt: skip
    people, versions, found = frame.people, frame.versions, {}
    for key, sentence, gold, user, turn, label, flags, note, moment, blind, suggestion, scheme in rows:
        if sentence not in lines or (label is None and not gold and "unsure" not in unpacked(flags)):
            continue
        line, states = lines[sentence]
        who, shown = people[user]
        state, current = states.get(user, OPEN)
        status = "submitted" if gold or state == "submitted" or turn < current else "open"
        # By position, and an empty list without a call: this runs for every label there is.
        found[key] = reading = Reading(
            key, GOLD if gold else who, shown, turn, label, [] if flags == "[]" else unpacked(flags), note,
            stamp(moment), status, bool(blind), suggestion, versions[scheme],
        )  # fmt: skip
        if gold:
            line.gold = reading
        else:
            line.readings.append(reading)
    if frame.details and any(line.gold is not None for line, _ in lines.values()):
        _add_settled(session, frame, keys, found)
    return found


def _add_settled(session: Session, frame: Frame, keys: list[int], readings: dict[int, Reading]) -> None:
    n = ANNOTATION.c
    rows = session.execute(
        select(*SETTLED).where(n.article_id.in_(keys), n.layer == GOLD, n.retired_at.is_(None))
    )  # fmt: skip
    for key, method, took, reason, version in rows:
        if gold := readings.get(key):
            gold.method, gold.reason, gold.version = method, reason, version
            gold.took = sorted(frame.people[taken].shown for taken in unpacked(took))


def _states(session: Session, keys: list[int]) -> dict[int, States]:
    """Return by article and user whether it was handed in and in which round it is now."""
    g = ASSIGNMENT.c
    found: dict[int, States] = {key: {} for key in keys}
    query = select(g.article_id, g.user_id, g.state, g.round).where(g.article_id.in_(keys))
    for article, user, state, turn in fetched(session, query):
        found[article][user] = state, turn
    return found
