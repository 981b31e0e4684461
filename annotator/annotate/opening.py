"""Opening an article to annotate it: everything its page shows, in a fixed number of queries, writing nothing."""

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate import viewing
from annotator.annotate.operations import Frame
from annotator.annotate.viewing import SentenceView
from annotator.errors import NotFound
from annotator.models import Annotation, Article, Assignment, Event, Phase, Scheme, Sentence, TextVersion, table_of

ARTICLE, ASSIGNMENT, PHASE, SCHEME = (table_of(model) for model in (Article, Assignment, Phase, Scheme))
EVENT, SENTENCE, ANNOTATION, TEXT = (table_of(model) for model in (Event, Sentence, Annotation, TextVersion))
UNDOABLE = ("label", "flags", "note", "claim", "attribution", "verification", "boundary", "undo")
# A page offers this many steps; they are found among the last events, undone ones included.
STEPS, LOOKBACK = 40, 200


@dataclass(frozen=True, slots=True)
class Opened:
    """An article as its annotator works on it. `base` is what operations made on this page name."""

    public_id: str
    title: str
    publisher: str | None
    published: str | None
    url: str | None
    language: str
    labels: list[dict[str, Any]]
    layers: dict[str, list[str]]
    state: str
    round: int
    done: int
    total: int
    position: int
    base: str
    may_take_back: bool
    text: str
    sentences: list[SentenceView]

    @property
    def annotated(self) -> list[SentenceView]:
        """The sentences that get a label, in order; credits and links are not among them."""
        return [view for view in self.sentences if view.number is not None]

    @property
    def gaps(self) -> list[str]:
        """What stands in the text between each annotated sentence and the next one; quotes may reach across it."""
        views = self.annotated
        return [self.text[view.end : after.start] for view, after in pairwise(views)] + [""]

    @property
    def segments(self) -> list[tuple[str, list[SentenceView]]]:
        """The sentences by segment, in order, each segment with its kind.

        A sentence whose kind was changed stands by itself, and what follows it in its old segment begins anew.
        """
        groups = groupby(self.sentences, lambda view: (view.segment, view.kind))
        return [(kind, list(views)) for (_, kind), views in groups]

    @property
    def sections(self) -> list[tuple[str | None, list[SentenceView]]]:
        """The annotated sentences under the heading they follow, for the rail."""
        found: list[tuple[str | None, list[SentenceView]]] = [(None, [])]
        for kind, views in self.segments:
            if kind == "heading":
                found.append((views[0].text, []))
            found[-1][1].extend(view for view in views if view.number is not None)
        return [section for section in found if section[1]]


def article(session: Session, actor: Actor, public_id: str) -> Opened:
    """Return an article that is assigned to the person; raises NotFound when it is not."""
    row = _row(session, actor, public_id)
    frame = Frame(row.id, row.public_id, row.cut, row.layers, actor.user_id, row.round, row.body["labels"])
    return Opened(
        public_id=row.public_id, title=row.title, publisher=row.publisher, published=row.published, url=row.url,
        language=row.language, labels=row.body["labels"], layers=row.layers, state=row.state, round=row.round,
        done=row.done, total=row.sentences, position=row.position, base=f"{row.cut}.{row.number}",
        may_take_back=row.state == "submitted" and row.review_begun_at is None and row.shown_at is None,
        text=row.text, sentences=viewing.sentences(session, frame),
    )  # fmt: skip


def _row(session: Session, actor: Actor, public_id: str) -> Any:
    assert actor.project is not None
    a, g, p, c, t = ARTICLE.c, ASSIGNMENT.c, PHASE.c, SCHEME.c, TEXT.c
    row = session.execute(
        select(
            a.id, a.public_id, a.title, a.publisher, a.published, a.url, a.language, a.cut, a.sentences,
            a.review_begun_at, p.layers, c.number, c.body, g.state, g.round, g.done, g.position, g.shown_at,
            t.text,
        )
        .join(ASSIGNMENT, and_(g.article_id == a.id, g.user_id == actor.user_id, g.state != "left"))
        .join(PHASE, p.id == a.phase_id)
        .join(SCHEME, c.id == p.scheme_id)
        .join(TEXT, and_(t.article_id == a.id, t.number == a.text_version))
        .where(a.project_id == actor.project.id, a.public_id == public_id, a.withdrawn_at.is_(None))
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("This article is not assigned to you, or not any more.")
    return row


def steps(session: Session, actor: Actor, public_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return one's last decisions on an article that can be undone and redone, the oldest first.

    Each says op, sentence, kind and before: undoing it means naming `op` and showing `before`, which is None for a
    change of the sentences themselves. Redoing is undoing the operation that undid; a new decision ends it. What was
    decided on sentences that are gone waits until they are back.
    """
    assert actor.project is not None
    e, s = EVENT.c, SENTENCE.c
    rows = session.execute(
        select(
            e.id, e.op_id, e.kind, e.before, e.undoes, s.start, s.end,
            and_(s.from_cut <= ARTICLE.c.cut, s.to_cut.is_(None) | (s.to_cut > ARTICLE.c.cut)).label("live"),
        )
        .join(ARTICLE, ARTICLE.c.id == e.article_id)
        .join(SENTENCE, s.id == e.sentence_id)
        .where(
            ARTICLE.c.project_id == actor.project.id, ARTICLE.c.public_id == public_id, e.user_id == actor.user_id,
            e.kind.in_(UNDOABLE),
        )
        .order_by(e.id.desc())
        .limit(LOOKBACK)
    ).all()  # fmt: skip
    undo: dict[int, dict[str, Any]] = {}
    redo: dict[int, dict[str, Any]] = {}
    gone = {row.id for row in rows if not row.live}
    for key, op, kind, before, undoes, start, end, _ in reversed(rows):
        shown = None if "cut" in before else before
        step = {"op": op, "kind": kind, "sentence": f"{public_id}:{start}:{end}", "before": shown}
        if undoes is None:
            undo[key] = step
            redo.clear()
        elif undoes in undo:
            redo[key] = step | {"kind": undo.pop(undoes)["kind"]}
        elif undoes in redo:
            undo[key] = step | {"kind": redo.pop(undoes)["kind"]}
    return {
        name: [step for key, step in steps.items() if key not in gone][-STEPS:]
        for name, steps in (("undo", undo), ("redo", redo))
    }
