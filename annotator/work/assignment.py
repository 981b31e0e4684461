"""Who works on which article: the queue of an annotator, taking the next article, submitting and taking back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlmodel import Session, col
from sqlmodel import select as pick

from annotator.access import Actor, may
from annotator.annotate import pacing
from annotator.annotate.operations import Operation, Outcome, record, target
from annotator.errors import BadInput, Conflict, Forbidden, NotFound
from annotator.models import Annotation, Article, Assignment, Phase, Sentence, now, table_of
from annotator.project import options, revealing
from annotator.review import states, unanimous

ASSIGNMENT, ARTICLE, PHASE = table_of(Assignment), table_of(Article), table_of(Phase)
SENTENCE, ANNOTATION = table_of(Sentence), table_of(Annotation)


@dataclass(frozen=True, slots=True)
class Work:
    """One article in a person's queue, with how far they are."""

    public_id: str
    title: str
    publisher: str | None
    published: str | None
    language: str
    state: str
    done: int
    total: int
    position: int
    last_at: datetime | None


def queue(session: Session, actor: Actor) -> list[Work]:
    """Return the person's articles in this project: begun ones first, then those to do, then submitted ones."""
    assert actor.project is not None
    a, g = ARTICLE.c, ASSIGNMENT.c
    rows = session.execute(
        select(
            a.public_id, a.title, a.publisher, a.published, a.language, g.state, g.done, a.sentences, g.position,
            g.last_at,
        )
        .join(ASSIGNMENT, g.article_id == a.id)
        .where(
            g.user_id == actor.user_id, g.project_id == actor.project.id, a.withdrawn_at.is_(None), g.state != "left"
        )
        .order_by(g.assigned_at, g.id)
    )  # fmt: skip
    found = [Work(*row) for row in rows]
    order = {"open": 0, "submitted": 2}
    return sorted(found, key=lambda work: order.get(work.state, 3) + (work.state == "open" and not work.done))


def next_sentence(session: Session, actor: Actor, work: Work) -> tuple[int, str] | None:
    """Return number and text of the first sentence of an open article that the person has not decided, or None."""
    assert actor.project is not None
    if work.state != "open":
        return None
    s, n, a, g = SENTENCE.c, ANNOTATION.c, ARTICLE.c, ASSIGNMENT.c
    rows = session.execute(
        select(s.number, s.text, n.label, n.flags)
        .select_from(SENTENCE)
        .join(ARTICLE, a.id == s.article_id)
        .join(ASSIGNMENT, and_(g.article_id == a.id, g.user_id == actor.user_id))
        .outerjoin(
            ANNOTATION,
            and_(n.sentence_id == s.id, n.user_id == actor.user_id, n.round == g.round, n.layer == "own"),
        )
        .where(
            a.project_id == actor.project.id, a.public_id == work.public_id, s.number.is_not(None), n.label.is_(None),
            s.from_cut <= a.cut, s.to_cut.is_(None) | (s.to_cut > a.cut),
        )
        .order_by(s.position)
        .limit(50)
    )  # fmt: skip
    return next(((number, text) for number, text, _, flags in rows if "unsure" not in (flags or ())), None)


def waiting(session: Session, actor: Actor) -> int:
    """Return how many articles the person could still take."""
    assert actor.project is not None
    return int(session.execute(select(func.count()).select_from(_candidates(actor).subquery())).scalar_one())


def active(lease_days: int) -> Any:
    """Return the condition on assignments that keep a place of their article: submitted, or open and not idle.

    Whoever stored nothing for `lease_days` days keeps their work, but somebody else may be asked too; 0 is never.
    """
    g = ASSIGNMENT.c
    if not lease_days:
        return g.state != "left"
    since = now() - timedelta(days=lease_days)
    return (g.state == "submitted") | (g.round > 1) | (
        (g.state == "open") & (func.coalesce(g.last_at, g.assigned_at) >= since)
    )  # fmt: skip


def lacking(actor: Actor) -> Any:
    """Select id, public id, people and `missing` of the articles of open phases that lack annotators, oldest first."""
    assert actor.project is not None
    a, g, p = ARTICLE.c, ASSIGNMENT.c, PHASE.c
    taken = (
        select(g.article_id, func.count().label("people"))
        .where(g.project_id == actor.project.id, active(options.value(actor.project.options, "lease_days")))
        .group_by(g.article_id)
        .subquery()
    )
    people, needed = func.coalesce(taken.c.people, 0), func.coalesce(a.needed, p.annotators)
    return (
        select(a.id, a.public_id, people.label("people"), (needed - people).label("missing"))
        .join(PHASE, p.id == a.phase_id)
        .outerjoin(taken, taken.c.article_id == a.id)
        .where(
            a.project_id == actor.project.id, a.withdrawn_at.is_(None), p.opened_at.is_not(None),
            p.closed_at.is_(None), people < needed,
        )
        .order_by(a.id)
    )  # fmt: skip


def shuffled(user_id: int, key: Any) -> Any:
    """Return a number that puts articles into another order for each person; an affine map modulo a prime."""
    return (key * (61_803 + 2 * (user_id % 10_000)) + user_id * 104_729) % 99_991


def _candidates(actor: Actor) -> Any:
    """Select the articles that lack annotators and were never this person's, the most begun first."""
    assert actor.project is not None
    a, g = ARTICLE.c, ASSIGNMENT.c
    mine = select(g.article_id).where(g.project_id == actor.project.id, g.user_id == actor.user_id)
    found = lacking(actor).where(a.id.not_in(mine))
    people = found.selected_columns.people
    by_chance = options.value(actor.project.options, "order") == "random"
    return found.order_by(None).order_by(people.desc(), shuffled(actor.user_id, a.id) if by_chance else a.id, a.id)


def take(session: Session, actor: Actor, wanted: str | None = None) -> str:
    """Assign the person the next article, or the `wanted` one, and return its public id; raises NotFound for none."""
    if not may(actor, "annotate"):
        raise Forbidden("Only annotators of this project can take articles.")
    assert actor.project is not None
    candidates = _candidates(actor)
    if wanted is not None:
        candidates = candidates.where(ARTICLE.c.public_id == wanted)
    # On PostgreSQL the row lock keeps two people from filling the last place of an article at once.
    found = session.execute(candidates.limit(1).with_for_update(of=ARTICLE, skip_locked=True)).first()
    if found is None:
        raise NotFound("There is no article left for you here. Ask a manager to import more.")
    assign(session, actor.project.id, found.id, actor.user_id)
    return str(found.public_id)


def assign(session: Session, project_id: int, article_id: int, user_id: int) -> None:
    """Give an article to a person; raises Conflict when it is theirs already."""
    known = pick(Assignment.id).where(Assignment.article_id == article_id, Assignment.user_id == user_id)
    if session.exec(known).first() is not None:
        raise Conflict("This person has this article, or had it before. Choose somebody else.")
    session.add(Assignment(project_id=project_id, article_id=article_id, user_id=user_id))
    session.flush()
    states.recount(session, article_id)


def hand_in(session: Session, actor: Actor, op: Operation, *, whole: bool = True) -> Outcome:
    """Submit one's article (value true) or take the submission back (false); a repeat changes nothing.

    What comes from elsewhere with its later rounds need not be `whole`: a sentence may be answered in those only.
    Raises BadInput while sentences are open, Conflict when a review began or others' work was shown already.
    """
    if not may(actor, "annotate"):
        raise Forbidden("Only annotators of this project can submit.")
    if not isinstance(op.value, bool):
        raise BadInput("Send true to submit and false to take back.")
    row = target(session, actor, op)
    if row.known_id is not None:
        return Outcome(row.article_id, [], row.done, row.sentences, row.known_id, repeated=True, state=row.state)
    wanted = "submitted" if op.value else "open"
    if row.state == wanted:
        raise Conflict("You have submitted this article already." if op.value else "This article is open already.")
    if op.value:
        if whole:
            _refuse_open_sentences(session, actor, row)
    elif row.shown_at is not None or _is_under_review(session, row.article_id):
        raise Conflict("Its review has begun, so this article can no longer be taken back. You can reopen it.")
    elif row.round > 1 or revealing.is_shown(session, actor, row.article_id):
        raise Conflict("Others’ work on this article is shown to you, so it cannot be taken back. You can reopen it.")
    event = record(
        session, actor, op, {"article_id": row.article_id, "sentence_id": None}, {"state": row.state}, {"state": wanted}
    )
    session.execute(
        update(ASSIGNMENT)
        .where(ASSIGNMENT.c.id == row.assignment_id)
        .values(state=wanted, submitted_at=now() if op.value else None, last_at=now(), returned_at=None)
    )
    if op.value:
        pacing.keep(session, actor, row.article_id)
    states.refresh(session, row.article_id)
    unanimous.follow(session, actor, op, row)
    return Outcome(row.article_id, [], row.done, row.sentences, event, state=wanted)


def _is_under_review(session: Session, article_id: int) -> bool:
    # Read anew: on PostgreSQL the first decision may have been stored while this request waited for its lock.
    return session.execute(select(ARTICLE.c.review_begun_at).where(ARTICLE.c.id == article_id)).scalar_one() is not None


def _refuse_open_sentences(session: Session, actor: Actor, row: Any) -> None:
    missing = open_numbers(session, row, actor.user_id)
    if missing:
        listed = ", ".join(str(number) for number in missing[:10]) + (" and more" if len(missing) > 10 else "")
        raise BadInput(f"Sentences without a label: {listed}. Label them, or press 0 for unsure; then submit.")


def open_numbers(session: Session, row: Any, user_id: int) -> list[int]:
    """Return the numbers of the sentences that have neither a label nor the flag unsure."""
    s, n = SENTENCE.c, ANNOTATION.c
    rows = session.execute(
        select(s.number, n.label, n.flags)
        .select_from(SENTENCE)
        .outerjoin(
            ANNOTATION,
            and_(n.sentence_id == s.id, n.user_id == user_id, n.round == row.round, n.layer == "own"),
        )
        .where(
            s.article_id == row.article_id, s.number.is_not(None), s.from_cut <= row.cut,
            s.to_cut.is_(None) | (s.to_cut > row.cut),
        )
        .order_by(s.position)
    )  # fmt: skip
    return [number for number, label, flags in rows if label is None and "unsure" not in (flags or ())]


def open_articles(session: Session, user_id: int, project_id: int) -> set[int]:
    """Return the articles on which a person still works blind: others' work on them must stay hidden from them."""
    found = session.exec(
        pick(Assignment.article_id).where(
            Assignment.user_id == user_id, Assignment.project_id == project_id, col(Assignment.state) == "open"
        )
    )
    return set(found)
