"""Claims and attributions of an annotation: rows into plain values and back, and the check of every span's words."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, insert, or_, select, update
from sqlmodel import Session

from annotator.errors import BadInput
from annotator.fields import AttributionIn, ClaimIn, SpanIn, check
from annotator.models import Article, Attribution, Claim, Sentence, TextVersion, table_of
from annotator.scheme import ANNOTATED

CLAIM, ATTRIBUTION = table_of(Claim), table_of(Attribution)
SENTENCE, ARTICLE = table_of(Sentence), table_of(Article)
CLAIM_FIELDS = ("spans", "normalized", "types", "level", "attribution", "duplicate_of")
ATTRIBUTION_FIELDS = (
    "source_spans",
    "cue_spans",
    "content_spans",
    "source_entity",
    "source_type",
    "source_commitment",
    "nested_in",
)
TABLES = {"claims": (CLAIM, CLAIM_FIELDS), "attributions": (ATTRIBUTION, ATTRIBUTION_FIELDS)}
# Run with every save of a claim, so they are built once.
HERE = {
    layer: and_(table.c.annotation_id == bindparam("of"), table.c.uuid == bindparam("named"))
    for layer, (table, _) in TABLES.items()
}
ONE = {layer: select(table).where(HERE[layer]) for layer, (table, _) in TABLES.items()}
ADD = {layer: insert(table) for layer, (table, _) in TABLES.items()}
CHANGE = {layer: update(table).where(HERE[layer]) for layer, (table, _) in TABLES.items()}
DROP = {layer: delete(table).where(HERE[layer]) for layer, (table, _) in TABLES.items()}
NOT_FOR_LABELLING = (
    "These words reach into a line that is not for labelling: “{text}”. "
    "Mark what stands before and after it in two pieces."
)
STOPS = ".!?…。！？"
QUOTES = {"“": "”", '"': '"', "„": "“", "«": "»", "「": "」"}
OPENING = re.compile("[" + "".join(QUOTES) + "]")
# A span is direct when nearly all of its content stands in quotation marks, mixed when some does (scheme, layer C).
DIRECT, MIXED = 0.9, 0.02


def plain(row: Row[Any], layer: str) -> dict[str, Any]:
    """Return the fields of a stored claim or attribution as events and pages use them."""
    return {name: row._mapping[name] for name in TABLES[layer][1]}  # noqa: SLF001  the documented way to a row's names


def of_annotation(session: Session, annotation_id: int, layer: str) -> dict[str, dict[str, Any]]:
    """Return the claims or attributions of an annotation by their UUID, in the order in which they were made."""
    table = TABLES[layer][0]
    rows = session.execute(select(table).where(table.c.annotation_id == annotation_id).order_by(table.c.id))
    return {row.uuid: plain(row, layer) for row in rows}


def one(session: Session, annotation_id: int | None, layer: str, uuid: str) -> dict[str, Any] | None:
    """Return one claim or attribution of an annotation, or None."""
    if annotation_id is None:
        return None
    row = session.execute(ONE[layer], {"of": annotation_id, "named": uuid}).first()
    return None if row is None else plain(row, layer)


def linked(session: Session, annotation_id: int | None, uuid: str, *, gone: bool) -> dict[str, dict[str, Any]]:
    """Return the claims of an annotation that change with one of its attributions, under their UUIDs."""
    if annotation_id is None:
        return {}
    claims = of_annotation(session, annotation_id, "claims")
    known = not gone and len(claims) == 1 and one(session, annotation_id, "attributions", uuid) is not None
    return {} if known else linked_among(claims, uuid, gone=gone)


def linked_among(claims: dict[str, dict[str, Any]], uuid: str, *, gone: bool) -> dict[str, dict[str, Any]]:
    """Return the claims, out of those of an annotation, that change with an attribution that is new or `gone`.

    A new attribution carries the only claim there is, if that has none yet; when one is gone no claim names it.
    """
    if gone:
        return {key: {**claim, "attribution": None} for key, claim in claims.items() if claim["attribution"] == uuid}
    if len(claims) != 1:
        return {}
    return {key: {**claim, "attribution": uuid} for key, claim in claims.items() if claim["attribution"] is None}


def put(session: Session, layer: str, keys: dict[str, int], changes: dict[str, dict[str, Any] | None]) -> None:
    """Store claims or attributions under their UUIDs, or delete those that are None.

    `keys` holds project_id, article_id and annotation_id. A claim that is replaced keeps its row, and so its checks.
    """
    for uuid, value in changes.items():
        here = {"of": keys["annotation_id"], "named": uuid}
        if value is None:
            session.execute(DROP[layer], here)
            continue
        values = bounded(value)
        updated = session.execute(CHANGE[layer], {**here, **values})
        if updated.rowcount == 0:  # type: ignore[attr-defined]
            session.execute(ADD[layer], {**values, **keys, "uuid": uuid})


def bounded(value: dict[str, Any]) -> dict[str, Any]:
    """Return a claim or attribution with where its spans begin and end, as its row has it."""
    first, last = bounds(all_spans(value))
    return {**value, "first": first, "last": last}


def all_spans(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every span of a claim or attribution."""
    names = ("spans",) if "spans" in value else ("source_spans", "cue_spans", "content_spans")
    return [span for name in names for span in value[name]]


def bounds(spans: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Return where the first of some spans begins and the last one ends, in code points."""
    found = list(spans)
    return min(span["start"] for span in found), max(span["end"] for span in found)


def checked(session: Session, article_id: int, version: int, layer: str, value: Any) -> dict[str, Any]:
    """Return a claim or attribution that came from outside as it is stored.

    Raises BadInput when a field is wrong or a span's quote is not what the article says there.
    """
    made, spans = _shaped(layer, value)
    check_quotes(session, article_id, version, spans)
    _refuse_left_out(session, article_id, spans)
    return made


def checked_on(text: str, left_out: Iterable[tuple[int, int]], layer: str, value: Any) -> dict[str, Any]:
    """Return what `checked` does, for an article whose `text` is at hand.

    `left_out` are start and end of the lines in it that are not for labelling.
    """
    made, spans = _shaped(layer, value)
    _refuse_other_words(spans, [text[span.start : span.end] for span in spans])
    for start, end in left_out:
        if any(start < span.end and end > span.start for span in spans):
            raise BadInput(NOT_FOR_LABELLING.format(text=_short(text[start:end])))
    return made


def _shaped(layer: str, value: Any) -> tuple[dict[str, Any], list[SpanIn]]:
    fields = check(ClaimIn if layer == "claims" else AttributionIn, value)
    made = fields.model_dump()
    for name in [name for name in made if name.endswith("spans")]:
        made[name] = sorted(made[name], key=lambda span: (span["start"], span["end"]))
    return made, [SpanIn(**span) for span in all_spans(made)]


def _refuse_left_out(session: Session, article_id: int, spans: list[SpanIn]) -> None:
    """Raise BadInput when a span reaches into a line that is not for labelling, such as a credit."""
    s, a = SENTENCE.c, ARTICLE.c
    row = session.execute(
        select(s.text)
        .join(ARTICLE, a.id == s.article_id)
        .where(
            s.article_id == article_id, s.kind.not_in(ANNOTATED), s.from_cut <= a.cut,
            s.to_cut.is_(None) | (s.to_cut > a.cut),
            or_(*(and_(s.start < span.end, s.end > span.start) for span in spans)),
        )
        .limit(1)
    ).first()  # fmt: skip
    if row is not None:
        raise BadInput(NOT_FOR_LABELLING.format(text=_short(row.text)))


def check_quotes(session: Session, article_id: int, version: int, spans: list[SpanIn]) -> None:
    """Compare each span's quote with the stored text, in one query; raises BadInput naming the first that differs."""
    slices = [
        func.substr(TextVersion.text, span.start + 1, span.end - span.start).label(f"s{place}")
        for place, span in enumerate(spans)
    ]
    row = session.execute(
        select(*slices).where(TextVersion.article_id == article_id, TextVersion.number == version)  # type: ignore[arg-type]
    ).one()
    _refuse_other_words(spans, row)


def _refuse_other_words(spans: Iterable[SpanIn], words: Iterable[str]) -> None:
    for span, found in zip(spans, words, strict=True):
        if span.quote != found:
            raise BadInput(
                f"The words at {span.start} to {span.end} are “{_short(found)}”, not “{_short(span.quote)}”. "
                "Reload the page and mark them again."
            )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def default_claim(text: str, start: int) -> dict[str, Any]:
    """Return the claim that a sentence makes when nobody marks another one: the whole sentence without its full stop.

    `start` is the sentence's first code point in the article. A sentence that is one quotation loses its marks too.
    """
    first, last = 0, len(text)
    closing = QUOTES.get(text[:1])
    if closing and text.endswith(closing) and text.count(closing, 1) == 1 and len(text) > 2:
        first, last = 1, last - 1
    while last > first + 1 and text[last - 1] in STOPS:
        last -= 1
    span = {"start": start + first, "end": start + last, "quote": text[first:last]}
    return {
        "spans": [span], "normalized": None, "types": [], "level": "content", "attribution": None, "duplicate_of": [],
    }  # fmt: skip


def quote_type(text: str, spans: Iterable[dict[str, Any]]) -> str | None:
    """Return direct, mixed or indirect by the quoted share of the content; `text` is the article's.

    None when there is no content. Source of the bounds: the scheme's layer C.
    """
    content = [(span["start"], span["end"]) for span in spans]
    length = sum(end - start for start, end in content)
    if not length:
        return None
    quotations = _quotations(text)
    quoted = 0
    for start, end in content:
        near = quotations[max(0, bisect_right(quotations, (start,)) - 1) : bisect_left(quotations, (end,))]
        quoted += sum(max(0, min(end, last) - max(start, first)) for first, last in near)
    share = quoted / length
    return "direct" if share > DIRECT else "mixed" if share > MIXED else "indirect"


# An export asks for every attribution of an article in turn, so the last texts are remembered.
@lru_cache(maxsize=4)
def _quotations(text: str) -> tuple[tuple[int, int], ...]:
    found, place = [], 0
    while opening := OPENING.search(text, place):
        start = opening.start()
        end = text.find(QUOTES[text[start]], start + 1)
        place = end + 1 if end >= 0 else start + 1
        if end >= 0:
            found.append((start, end + 1))
    return tuple(found)
