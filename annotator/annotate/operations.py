"""One decision from the browser: what was sent, what it is about, and whether it may be stored.

An operation carries its own id, so that a repeat is harmless, and the cut and scheme it was made under (`base`), so
that it can never land on another sentence. The query below is the whole reading part of a save.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, insert, select
from sqlmodel import Session

from annotator.access import Actor
from annotator.errors import BadInput, Conflict, NotFound
from annotator.fields import IDENTIFIER, decode
from annotator.models import Annotation, Article, Assignment, Event, Membership, Phase, Scheme, Sentence, now, table_of
from annotator.project import options

KINDS = ("label", "flags", "note", "claim", "attribution", "verification", "boundary", "submit", "undo", "settle")
SENTENCE = re.compile(r"(art_[0-9a-f]{16}):([0-9]{1,9}):([0-9]{1,9})")
ARTICLE = re.compile(r"art_[0-9a-f]{16}")
BASE = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")
MAX_VALUE = 1_000_000
MOST_MILLISECONDS = 2**31 - 1

_a, _p, _c = table_of(Article), table_of(Phase), table_of(Scheme)
_m, _g, _s, _n = table_of(Membership), table_of(Assignment), table_of(Sentence), table_of(Annotation)
EVENT = table_of(Event)

# Statements of the save path are built once: building one costs more than running it.
ADD_EVENT = insert(EVENT)
REPEATED = select(EVENT.c.id, EVENT.c.fingerprint, EVENT.c.sentence_id, EVENT.c.article_id, EVENT.c.kind).where(
    EVENT.c.user_id == bindparam("user"), EVENT.c.op_id == bindparam("op")
)
TARGET = (
    select(
        _a.c.id.label("article_id"), _a.c.public_id, _a.c.cut, _a.c.text_version, _a.c.sentences, _a.c.review_begun_at,
        _p.c.layers, _c.c.id.label("scheme_id"), _c.c.number.label("scheme_number"), _c.c.body.label("scheme_body"),
        _m.c.guideline_version,
        _g.c.id.label("assignment_id"), _g.c.user_id, _g.c.state, _g.c.round, _g.c.done, _g.c.started_at, _g.c.shown_at,
        _s.c.id.label("sentence_id"), _s.c.start, _s.c.end, _s.c.number, _s.c.text, _s.c.from_cut, _s.c.segment,
        _s.c.kind,
        _n.c.id.label("annotation_id"), _n.c.label, _n.c.flags, _n.c.note, _n.c.event_id, _n.c.tab, _n.c.client_at,
        EVENT.c.id.label("known_id"), EVENT.c.fingerprint.label("known_fingerprint"),
        EVENT.c.sentence_id.label("known_sentence"),
    )
    .select_from(_a)
    .join(_p, _p.c.id == _a.c.phase_id)
    .join(_c, _c.c.id == _p.c.scheme_id)
    .join(_g, and_(_g.c.article_id == _a.c.id, _g.c.user_id == bindparam("user"), _g.c.state != "left"))
    .join(_m, and_(_m.c.project_id == _a.c.project_id, _m.c.user_id == bindparam("user")))
    .outerjoin(
        _s,
        and_(
            _s.c.article_id == _a.c.id, _s.c.start == bindparam("start"), _s.c.end == bindparam("end"),
            _s.c.from_cut <= _a.c.cut, (_s.c.to_cut.is_(None)) | (_s.c.to_cut > _a.c.cut),
        ),
    )
    .outerjoin(
        _n,
        and_(
            _n.c.sentence_id == _s.c.id, _n.c.user_id == bindparam("user"), _n.c.round == _g.c.round,
            _n.c.layer == "own",
        ),
    )
    .outerjoin(EVENT, and_(EVENT.c.user_id == bindparam("user"), EVENT.c.op_id == bindparam("op")))
    .where(
        _a.c.project_id == bindparam("project"), _a.c.public_id == bindparam("article"), _a.c.withdrawn_at.is_(None)
    )
)  # fmt: skip
# On PostgreSQL this queues the saves of one person on one article, and lets them wait for a change of its sentences.
# It comes before TARGET, which then sees the sentences as they are once the wait is over; SQLite has its write lock.
QUEUE = (
    select(_g.c.id)
    .join(_a, _a.c.id == _g.c.article_id)
    .where(
        _g.c.user_id == bindparam("user"), _a.c.project_id == bindparam("project"),
        _a.c.public_id == bindparam("article"),
    )
    .with_for_update(of=_g)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operation:
    """What the browser sent, with `value` decoded. Offsets in `sentence` are code points of the article."""

    op_id: str
    kind: str
    sentence: str
    value: Any
    base: str = ""
    at: int = 0
    tab: str = ""
    seen: int | None = None
    milliseconds: int | None = None
    entry: str | None = None

    @property
    def fingerprint(self) -> str:
        """What must be the same when an operation is sent again."""
        return hashlib.sha256(repr((self.kind, self.sentence, self.value)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Frame:
    """Whose view of which article: its key, public id, cut, layers asked and labels, and the annotator and round."""

    article_id: int
    public_id: str
    cut: int
    layers: dict[str, list[str]]
    user_id: int
    round: int
    labels: list[dict[str, Any]]


def frame_of(row: Any) -> Frame:
    """Return the frame of the article and person that a target row is about."""
    return Frame(row.article_id, row.public_id, row.cut, row.layers, row.user_id, row.round, row.scheme_body["labels"])


@dataclass(slots=True)
class Outcome:
    """What a stored operation changed: the sentences to draw anew, and how far the person is in the article.

    `asked` says that nothing changed yet: a manager has to decide. `cut` is set when the article has a new one.
    `stored` is the target row and what the operation made of label, flags and note, where only one sentence changed.
    """

    article_id: int
    sentences: list[int]
    done: int
    total: int
    event_id: int
    repeated: bool = False
    undone: str | None = None
    state: str = "open"
    frame: Frame | None = None
    asked: bool = False
    cut: int | None = None
    stored: tuple[Any, dict[str, Any]] | None = None


def parse(form: Mapping[str, str]) -> Operation:
    """Read an operation from form fields; raises BadInput naming the field that is wrong."""
    op_id, kind = form.get("op_id", ""), form.get("kind", "")
    if not re.fullmatch(IDENTIFIER, op_id):
        raise BadInput("op_id must be 1 to 64 letters, digits, - or _.")
    if kind not in KINDS:
        raise BadInput(f"There is no operation called {kind[:40] or 'nothing'}.")
    value = form.get("value", "")
    if len(value) > MAX_VALUE:
        raise BadInput("The value is too long.")
    sentence = form.get("sentence", "")
    if not (SENTENCE.fullmatch(sentence) or ARTICLE.fullmatch(sentence)):
        raise BadInput("The sentence must be named as article:start:end.")
    return Operation(
        op_id=op_id, kind=kind, sentence=sentence, value=decode(value), base=_base(form.get("base", "")),
        at=_number(form, "at") or 0, tab=_tab(form.get("tab", "")), seen=_number(form, "seen"),
        milliseconds=_milliseconds(form), entry=form.get("entry", "")[:10] or None,
    )  # fmt: skip


def _base(text: str) -> str:
    if text and not BASE.fullmatch(text):
        raise BadInput("base must be the cut and the scheme number, like 1.1.")
    return text


def _tab(text: str) -> str:
    if text and not re.fullmatch(IDENTIFIER, text):
        raise BadInput("tab must be 1 to 64 letters, digits, - or _.")
    return text


def _number(form: Mapping[str, str], name: str) -> int | None:
    text = form.get(name, "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise BadInput(f"{name} must be a whole number.")
    return int(text)


def _milliseconds(form: Mapping[str, str]) -> int | None:
    """Return how long a decision took; more than a database counts is as much as it counts, 24 days."""
    found = _number(form, "ms")
    return None if found is None else min(found, MOST_MILLISECONDS)


def repeated(session: Session, actor: Actor, op: Operation) -> Any | None:
    """Return the stored event of an operation that came before, or None.

    Raises BadInput when the same id comes with another content: then one of the two would be lost.
    """
    row = session.execute(REPEATED, {"user": actor.user_id, "op": op.op_id}).first()
    if row is not None:
        _same(row.fingerprint, op)
    return row


def _same(fingerprint: str | None, op: Operation) -> None:
    if fingerprint != op.fingerprint:
        raise BadInput("This op_id was used for another decision. Send it under a new one.")


def target(session: Session, actor: Actor, op: Operation) -> Any:
    """Return the row of everything a save needs to know about the article, the sentence and one's annotation.

    Where the operation was stored before, `known_id` names its event; its sentence may be gone since. Raises NotFound
    when the article is not one's own to annotate, Conflict when the sentence is no longer there, BadInput when the
    same id comes with another content.
    """
    assert actor.project is not None
    article, start, end = _parts(op.sentence)
    values = {"user": actor.user_id, "project": actor.project.id, "article": article, "op": op.op_id}
    if session.get_bind().dialect.name != "sqlite":
        session.execute(QUEUE, values)
    row = session.execute(TARGET, {**values, "start": start, "end": end}).first()
    if row is None:
        raise NotFound("This article is not assigned to you, or not any more.")
    if row.known_id is not None:
        _same(row.known_fingerprint, op)
        return row
    if op.kind == "submit":
        return row
    if row.sentence_id is not None and row.number is None:
        raise Conflict("This line is a credit or a link, so it is not for labelling. A manager can change its kind.")
    if row.sentence_id is None or not _made_for(op.base, row):
        raise Conflict("This sentence was changed since you looked at it. Reload the page; your decision is kept here.")
    return row


def _parts(sentence: str) -> tuple[str, int, int]:
    found = SENTENCE.fullmatch(sentence)
    return (found[1], int(found[2]), int(found[3])) if found else (sentence, -1, -1)


def _made_for(base: str, row: Any) -> bool:
    """Say whether the row is the one the person looked at: it lived already on the cut that `base` names.

    A cut or a scheme that is yet to come was never looked at.
    """
    cut, _, number = base.partition(".")
    return not base or (row.from_cut <= int(cut) <= row.cut and int(number) <= row.scheme_number)


def record(
    session: Session,
    actor: Actor,
    op: Operation,
    where: Mapping[str, int | None],
    before: Any,
    after: Any,
    undoes: int | None = None,
    kind: str | None = None,
) -> int:
    """Add the line of history of an operation and return its key; `kind` says what became of it, where that differs."""
    line = event_of(actor, op, where, before, after)
    done = session.execute(ADD_EVENT, {**line, "undoes": undoes, "kind": kind or op.kind})
    assert done.inserted_primary_key is not None  # type: ignore[attr-defined]
    return int(done.inserted_primary_key[0])  # type: ignore[attr-defined]


def event_of(actor: Actor, op: Operation, where: Mapping[str, int | None], before: Any, after: Any) -> dict[str, Any]:
    """Return the line of history of an operation as its row."""
    assert actor.project is not None
    timed = options.value(actor.project.options, "timing")
    return {
        # Who works on the command line has no account, and so the key 0.
        "project_id": actor.project.id, "user_id": actor.user_id or None, "op_id": op.op_id,
        "fingerprint": op.fingerprint, "kind": op.kind, "before": before, "after": after, "undoes": None,
        "tab": op.tab, "client_at": op.at, "milliseconds": op.milliseconds if timed else None,
        "entry": op.entry if timed else None, "created_at": now(), **where,
    }  # fmt: skip
