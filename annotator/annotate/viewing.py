"""What a page shows of sentences to the person who annotates them: one's own work and nothing of anyone else's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, bindparam, literal, select, union_all
from sqlmodel import Session

from annotator import scheme
from annotator.annotate import details, verifying
from annotator.annotate.drawing import Piece, pieces
from annotator.annotate.operations import Frame
from annotator.models import Annotation, Sentence, table_of

SENTENCE, ANNOTATION = table_of(Sentence), table_of(Annotation)
SPAN_ROLES = {"source_spans": "source", "cue_spans": "cue", "content_spans": "content"}


def _every() -> Any:
    """Select the sentences of a cut with one's own annotations, in order."""
    s, n = SENTENCE.c, ANNOTATION.c
    mine = and_(
        n.sentence_id == s.id, n.user_id == bindparam("user"), n.round == bindparam("round"), n.layer == "own"
    )  # fmt: skip
    return (
        select(s.id, s.number, s.segment, s.kind, s.start, s.end, s.text, n.label, n.flags, n.note, n.event_id)
        .select_from(SENTENCE)
        .outerjoin(ANNOTATION, mine)
        .where(
            s.article_id == bindparam("article"), s.from_cut <= bindparam("cut"),
            s.to_cut.is_(None) | (s.to_cut > bindparam("cut")),
        )
        .order_by(s.position)
    )  # fmt: skip


def _near() -> Any:
    """Select the span lists of one's claims and attributions that reach into a stretch of the article."""
    n, s = ANNOTATION.c, SENTENCE.c
    parts = []
    for layer, (table, _) in details.TABLES.items():
        names = ("spans", "spans", "spans") if layer == "claims" else tuple(SPAN_ROLES)
        parts.append(
            select(literal(layer), n.label, *(table.c[name].label(f"list_{place}") for place, name in enumerate(names)))
            .join(ANNOTATION, n.id == table.c.annotation_id)
            .join(SENTENCE, s.id == n.sentence_id)
            .where(
                s.from_cut <= bindparam("cut"), s.to_cut.is_(None) | (s.to_cut > bindparam("cut")),
                n.article_id == bindparam("article"), n.user_id == bindparam("user"), n.round == bindparam("round"),
                n.layer == "own", table.c.article_id == bindparam("article"),
                table.c.first < bindparam("last"), table.c.last > bindparam("first"),
            )
        )  # fmt: skip
    return union_all(*parts)


def _details(layer: str, *, few: bool) -> Any:
    """Select one's claims or attributions of an article, of `few` sentences or of all."""
    table, n = details.TABLES[layer][0], ANNOTATION.c
    query = (
        select(table, n.sentence_id)
        .join(ANNOTATION, n.id == table.c.annotation_id)
        .where(
            n.article_id == bindparam("article"), n.user_id == bindparam("user"), n.round == bindparam("round"),
            n.layer == "own",
        )
        .order_by(table.c.id)
    )  # fmt: skip
    return query.where(n.sentence_id.in_(bindparam("keys", expanding=True))) if few else query


# Asked with every save, so they are built once.
EVERY, NEAR = _every(), _near()
SOME = EVERY.where(SENTENCE.c.id.in_(bindparam("keys", expanding=True)))
DETAILS = {(layer, few): _details(layer, few=few) for layer in details.TABLES for few in (True, False)}


@dataclass(slots=True)
class SentenceView:
    """One sentence as one annotator sees it. `start` and `end` are code points of the article, half-open."""

    id: int
    public_id: str
    number: int | None
    segment: int
    kind: str
    start: int
    end: int
    text: str
    label: str | None = None
    flags: list[str] = field(default_factory=list)
    note: str | None = None
    seen: int = 0
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    attributions: dict[str, dict[str, Any]] = field(default_factory=dict)
    drawn: list[Piece] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        """Whether the sentence counts as done."""
        return self.label is not None or "unsure" in self.flags

    @property
    def state(self) -> dict[str, Any]:
        """What the browser needs to draw and change the sentence, as plain values."""
        return {
            "label": self.label,
            "flags": self.flags,
            "note": self.note,
            "claims": self.claims,
            "attributions": self.attributions,
        }


def just_stored(row: Any, own: dict[str, Any], event_id: int) -> SentenceView:
    """Return the sentence of a save's target row as `own` changed its label, flags and note; details are not in it."""
    return SentenceView(
        row.sentence_id, f"{row.public_id}:{row.start}:{row.end}", row.number, row.segment, row.kind, row.start,
        row.end, row.text, own.get("label", row.label), own.get("flags", row.flags or []), own.get("note", row.note),
        event_id,
    )  # fmt: skip


def after(session: Session, frame: Frame, stored: SentenceView) -> list[SentenceView]:
    """Return the one sentence that was just stored, with its details, as `sentences` would."""
    _add_details(session, frame, {stored.id: stored})
    _draw([stored], _spans(session, frame, [stored]))
    return [stored]


def sentences(session: Session, frame: Frame, only: Iterable[int] | None = None) -> list[SentenceView]:
    """Return the sentences of the frame's cut in order, or `only` those with the given keys, in the order given."""
    wanted = None if only is None else list(only)
    found = {view.id: view for view in _rows(session, frame, wanted)}
    views = list(found.values()) if wanted is None else [found[key] for key in wanted if key in found]
    if views:
        _add_details(session, frame, found)
        _draw(views, _spans(session, frame, views) if wanted else _spans_of(views))
    return views


def _rows(session: Session, frame: Frame, wanted: list[int] | None) -> Iterable[SentenceView]:
    values = {"article": frame.article_id, "cut": frame.cut, "user": frame.user_id, "round": frame.round}
    rows = session.execute(EVERY, values) if wanted is None else session.execute(SOME, {**values, "keys": wanted})
    for key, number, segment, kind, start, end, text, label, flags, note, seen in rows:
        yield SentenceView(
            key, f"{frame.public_id}:{start}:{end}", number, segment, kind, start, end, text,
            label, flags or [], note, seen or 0,
        )  # fmt: skip


def _add_details(session: Session, frame: Frame, views: dict[int, SentenceView]) -> None:
    """Add one's claims and attributions to the sentences whose label asks for them; others are set aside."""
    for layer in ("claims", "attributions"):
        asking = [key for key, view in views.items() if scheme.asked(frame.layers, layer, view.label)]
        if not asking:
            continue
        few = len(asking) < 500
        values = {"article": frame.article_id, "user": frame.user_id, "round": frame.round}
        found = session.execute(DETAILS[layer, few], {**values, "keys": asking} if few else values)
        wanted = set(asking)
        rows = [row for row in found if row.sentence_id in wanted]
        checks = verifying.of_claims(session, [row.id for row in rows], frame.user_id) if layer == "claims" else {}
        for row in rows:
            value = details.plain(row, layer)
            if layer == "claims":
                value["verification"] = checks.get(row.id)
            getattr(views[row.sentence_id], layer)[row.uuid] = value


def draw(views: list[SentenceView]) -> None:
    """Draw all sentences of an article anew, with the spans that they hold now."""
    _draw(views, _spans_of(views))


def _spans_of(views: list[SentenceView]) -> list[tuple[str, int, int]]:
    return [span for view in views for span in _spans_in(view.claims, view.attributions)]


def _spans_in(claims: dict[str, Any], attributions: dict[str, Any]) -> list[tuple[str, int, int]]:
    found = [("claim", span["start"], span["end"]) for claim in claims.values() for span in claim["spans"]]
    for value in attributions.values():
        for name, role in SPAN_ROLES.items():
            found += [(role, span["start"], span["end"]) for span in value[name]]
    return found


def _spans(session: Session, frame: Frame, views: list[SentenceView]) -> list[tuple[str, int, int]]:
    """Return the spans that reach into a few sentences, those that were made on other sentences included."""
    found = []
    reach = {"first": min(view.start for view in views), "last": max(view.end for view in views)}
    values = {"article": frame.article_id, "cut": frame.cut, "user": frame.user_id, "round": frame.round, **reach}
    for layer, label, *lists in session.execute(NEAR, values):
        if scheme.asked(frame.layers, layer, label):
            roles = ("claim",) if layer == "claims" else tuple(SPAN_ROLES.values())
            for role, spans in zip(roles, lists, strict=False):
                found += [(role, span["start"], span["end"]) for span in spans]
    return found


def _draw(views: list[SentenceView], spans: list[tuple[str, int, int]]) -> None:
    for view in views:
        near = [span for span in spans if span[1] < view.end and span[2] > view.start] if spans else []
        view.drawn = pieces(view.text, view.start, near) if near else [Piece(view.text, (), (), ())]
