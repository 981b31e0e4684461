"""What the rows of a bundle's tables look like: one description, from which every schema is made.

`One` is a single value, `Many` a list, `Group` an object with its keys in order. `null` says that a value may be null:
not asked, not stated or not there. Offsets count code points of the article's text and are half-open.
"""

from dataclasses import dataclass
from typing import Any

from annotator import scheme


@dataclass(frozen=True)
class One:
    """A single value: `kind` is string, integer or boolean; `values` are the only ones there are, if any are named."""

    kind: str = "string"
    null: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Many:
    """A list of values that look alike."""

    of: "Shape"
    null: bool = False


@dataclass(frozen=True)
class Group:
    """An object: each key in order with what stands under it."""

    fields: "dict[str, Shape]"
    null: bool = False


Shape = One | Many | Group
TEXT, MAYBE = One(), One(null=True)
NUMBER, FLAG = One("integer"), One("boolean")
SPAN = Group({"start": NUMBER, "end": NUMBER, "text": MAYBE})
PART = One(values=("train", "validation", "test"))

EVIDENCE = Group(
    {
        "question": MAYBE, "answer": MAYBE, "url": MAYBE, "archived_url": MAYBE, "title": MAYBE, "publisher": MAYBE,
        "published": MAYBE, "accessed": MAYBE, "quote": MAYBE, "stance": One(values=scheme.STANCES), "medium": MAYBE,
    }
)  # fmt: skip
VERIFICATION = Group(
    {
        "status": One(values=scheme.STATUSES), "verdict": One(null=True, values=scheme.VERDICTS), "rating": MAYBE,
        "evidence": Many(EVIDENCE), "rationale": MAYBE, "confidence": One("integer", null=True), "claim_date": MAYBE,
        "reviewer": MAYBE, "reviewed_at": MAYBE,
    },
    null=True,
)  # fmt: skip
CLAIM = Group(
    {
        "id": TEXT, "spans": Many(SPAN), "normalized": MAYBE, "types": Many(TEXT, null=True),
        "level": One(values=scheme.LEVELS), "attribution": MAYBE, "duplicate_of": Many(TEXT),
        "verification": VERIFICATION,
    }
)  # fmt: skip
ATTRIBUTION = Group(
    {
        "id": TEXT, "source_spans": Many(SPAN), "source_entity": MAYBE,
        "source_type": One(null=True, values=scheme.SOURCE_TYPES), "cue_spans": Many(SPAN), "content_spans": Many(SPAN),
        "quote_type": One(null=True, values=scheme.QUOTE_TYPES),
        "source_commitment": One(null=True, values=scheme.COMMITMENTS), "nested_in": MAYBE,
    }
)  # fmt: skip
SAID: dict[str, Shape] = {
    "label": MAYBE, "flags": Many(TEXT), "claims": Many(CLAIM, null=True), "attributions": Many(ATTRIBUTION, null=True),
}  # fmt: skip
ANNOTATION = Group(
    {
        "annotator": TEXT, **SAID, "note": MAYBE, "status": One(values=("open", "submitted")), "round": NUMBER,
        "blind": FLAG, "suggestion": MAYBE, "created_at": TEXT, "scheme_version": TEXT,
    }
)  # fmt: skip
GOLD = Group(
    {
        **SAID, "method": One(null=True, values=scheme.METHODS), "settled_by": TEXT, "took": Many(TEXT),
        "version": NUMBER, "reason": MAYBE, "note": MAYBE,
    },
    null=True,
)  # fmt: skip
SENTENCE = Group(
    {
        "id": TEXT, "article_id": TEXT, "index": NUMBER, "kind": One(values=scheme.KINDS), "start": NUMBER,
        "end": NUMBER, "text": MAYBE, "section": MAYBE, "lang": TEXT, "annotations": Many(ANNOTATION), "gold": GOLD,
        "final": Group(SAID, null=True), "final_from": One(null=True, values=(*scheme.METHODS, "single")),
        "n_annotators": NUMBER, "split": PART, "license": MAYBE, "scheme": TEXT, "scheme_version": TEXT,
        "splitter": TEXT,
    }
)  # fmt: skip
ARTICLE = Group(
    {
        "id": TEXT, "text": MAYBE, "title": TEXT, "author": MAYBE, "publisher": MAYBE, "url": MAYBE,
        "published": MAYBE, "lang": TEXT, "license": MAYBE, "sha256": TEXT, "text_version": NUMBER,
        "segments": Many(Group({"kind": One(values=scheme.KINDS), "start": NUMBER, "end": NUMBER})),
        "split": PART, "split_key": TEXT,
    }
)  # fmt: skip
LONG = Group(
    {
        "item": TEXT, "annotator": TEXT, "round": NUMBER, "field": TEXT, "value": MAYBE, "article": TEXT,
    }
)  # fmt: skip
FLAT_SPAN = Group(
    {
        "sentence": TEXT, "annotator": TEXT, "round": NUMBER, "role": One(values=scheme.ROLES), "start": NUMBER,
        "end": NUMBER, "text": MAYBE, "owner": TEXT, "article": TEXT,
    }
)  # fmt: skip
TABLES = {"articles": ARTICLE, "sentences": SENTENCE, "annotations": LONG, "spans": FLAT_SPAN}


def json_schema() -> dict[str, Any]:
    """Return the tables' rows as JSON Schema 2020-12, one definition a table.

    A line is valid against its table's, and so against the whole. Every key is required and none may be
    added. A line without `text` comes from an article whose text was left out.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rows of an Annotator bundle",
        "description": "Each line of TABLE.jsonl is valid against #/$defs/TABLE. Offsets are Unicode code points, "
        "half-open. [] is labelled with nothing, null does not apply, no entry is not labelled.",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in TABLES],
        "$defs": {name: _schema(shape) for name, shape in TABLES.items()},
    }


def _schema(shape: Shape) -> dict[str, Any]:
    if isinstance(shape, One):
        found: dict[str, Any] = {"type": [shape.kind, "null"] if shape.null else shape.kind}
        if shape.values:
            found["enum"] = [*shape.values, *([None] if shape.null else [])]
        return found
    if isinstance(shape, Many):
        return {"type": ["array", "null"] if shape.null else "array", "items": _schema(shape.of)}
    return {
        "type": ["object", "null"] if shape.null else "object",
        "properties": {name: _schema(one) for name, one in shape.fields.items()},
        "required": list(shape.fields),
        "additionalProperties": False,
    }
