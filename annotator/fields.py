"""What may come in from outside, checked once at the door: text, spans, claims, attributions, verifications."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from annotator import scheme
from annotator.errors import BadInput

IDENTIFIER = r"^[A-Za-z0-9_-]{1,64}$"
MAX_SPANS = 50
MAX_TEXT = 10_000
DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return `text` with line ends as LF; raises BadInput for NUL and lone surrogates, which no database keeps."""
    if "\x00" in text:
        raise BadInput("The text holds a NUL character. Remove it and try again.")
    if SURROGATE.search(text):
        raise BadInput("The text holds half a character (a lone surrogate). Remove it and try again.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _blank_is_none(text: str | None) -> str | None:
    return clean(text).strip() or None if text is not None else None


def _is_a_day(text: str | None) -> str | None:
    """Refuse what is no date; of a year or a month alone the first day is looked at."""
    if text is None:
        return None
    whole = f"{text}-01-01"[:10] if DAY.fullmatch(text) else ""
    try:
        date.fromisoformat(whole)
    except ValueError as fault:
        raise ValueError("Write a date as 2026-03-31, 2026-03 or 2026.") from fault
    return text


def _unique(values: list[str]) -> list[str]:
    return sorted(set(values))


Identifier = Annotated[str, Field(pattern=IDENTIFIER)]
Text = Annotated[str | None, Field(max_length=MAX_TEXT), AfterValidator(_blank_is_none)]
Line = Annotated[str | None, Field(max_length=500), AfterValidator(_blank_is_none)]
Name = Annotated[str | None, Field(max_length=300), AfterValidator(_blank_is_none)]
Short = Annotated[str | None, Field(max_length=40), AfterValidator(_blank_is_none)]
Day = Annotated[Short, AfterValidator(_is_a_day)]
Address = Annotated[
    str | None, Field(max_length=2000, pattern=r"^\s*(?:https?://\S+)?\s*$"), AfterValidator(_blank_is_none)
]
Flags = Annotated[list[Literal[scheme.FLAGS]], AfterValidator(_unique)]  # type: ignore[valid-type]
Types = Annotated[list[Literal[scheme.CLAIM_TYPES]], AfterValidator(_unique)]  # type: ignore[valid-type]


class Strict(BaseModel):
    """Unknown fields are refused: a misspelt one would be lost without a word."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class SpanIn(Strict):
    """A slice of the article in code points, half-open, with the words it covers."""

    start: int = Field(ge=0, lt=2**31)
    end: int = Field(gt=0, lt=2**31)
    quote: str = Field(min_length=1, max_length=100_000)

    @model_validator(mode="after")
    def _runs_forward(self) -> "SpanIn":
        if self.end <= self.start:
            raise ValueError("A span must end after it begins.")
        return self


Spans = Annotated[list[SpanIn], Field(max_length=MAX_SPANS)]


class ClaimIn(Strict):
    """A claim as the browser sends it, whole."""

    spans: Annotated[list[SpanIn], Field(min_length=1, max_length=MAX_SPANS)]
    normalized: Text = None
    types: Types = []
    level: Literal[scheme.LEVELS] = "content"  # type: ignore[valid-type]
    attribution: Identifier | None = None
    duplicate_of: Annotated[list[Identifier], Field(max_length=MAX_SPANS), AfterValidator(_unique)] = []


class AttributionIn(Strict):
    """An attribution as the browser sends it, whole; the quote type is computed, so it is not asked."""

    source_spans: Spans = []
    cue_spans: Spans = []
    content_spans: Spans = []
    source_entity: Name = None
    source_type: Literal[scheme.SOURCE_TYPES] = "unnamed"  # type: ignore[valid-type]
    source_commitment: Literal[scheme.COMMITMENTS] | None = None  # type: ignore[valid-type]
    nested_in: Identifier | None = None

    @model_validator(mode="after")
    def _has_a_span(self) -> "AttributionIn":
        if not (self.source_spans or self.cue_spans or self.content_spans):
            raise ValueError("An attribution needs at least one source, cue or content span.")
        return self


class EvidenceIn(Strict):
    """One piece of evidence; at least an address, a title or a quote."""

    question: Text = None
    answer: Text = None
    url: Address = None
    archived_url: Address = None
    title: Line = None
    publisher: Line = None
    published: Short = None
    accessed: Day = None
    quote: Text = None
    stance: Literal[scheme.STANCES] = "context"  # type: ignore[valid-type]
    medium: Literal[scheme.MEDIA] | None = None  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _says_something(self) -> "EvidenceIn":
        if not (self.url or self.title or self.quote):
            raise ValueError("Give the evidence an address, a title or a quote.")
        return self


class VerificationIn(Strict):
    """The check of one claim, whole, with its evidence in order."""

    claim: Identifier
    status: Literal[scheme.STATUSES] = "not-started"  # type: ignore[valid-type]
    verdict: Literal[scheme.VERDICTS] | None = None  # type: ignore[valid-type]
    rating: Name = None
    rationale: Text = None
    confidence: Annotated[int, Field(ge=1, le=3)] | None = None
    claim_date: Day = None
    evidence: Annotated[list[EvidenceIn], Field(max_length=100)] = []


Fields = TypeVar("Fields", bound=BaseModel)


def decode(value: str) -> Any:
    """Return the JSON in `value`; raises BadInput with a sentence when it is none."""
    clean(value)
    try:
        found = json.loads(value)
    except (ValueError, RecursionError) as fault:
        raise BadInput("The value is not readable JSON.") from fault
    if "\\u" in value:
        # JSON can smuggle in as escapes what no database keeps, so what was read is looked at, not how it was written.
        for text in texts(found):
            clean(text)
    return found


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value read from JSON, the names of its fields included."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one


# What is wrong with a field, by the name pydantic has for it; {...} are the facts it gives along.
FAULTS = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field.",
    "literal_error": "Choose one of {expected}.",
    "string_type": "This must be text.",
    "string_too_long": "This is over {max_length} characters. Shorten it.",
    "string_too_short": "This is empty.",
    "string_pattern_mismatch": "This has not the form it needs.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "greater_than": "This must be over {gt}.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than": "This must be under {lt}.",
    "less_than_equal": "This must be at most {le}.",
    "list_type": "This must be a list.",
    "too_long": "These are over {max_length}. Take some away.",
    "too_short": "At least {min_length} is needed.",
    "model_type": "This must have named fields.",
    "dict_type": "This must have named fields.",
}
ADDRESSES = ("url", "archived_url")


def check(fields: type[Fields], value: Any) -> Fields:
    """Return `value` as `fields`; raises BadInput with one sentence that names the field and what is wrong."""
    try:
        return fields.model_validate(value)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadInput(f"{where}: {_said(first)}" if where else _said(first)) from fault


def _said(fault: Any) -> str:
    if fault["type"] == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] == "string_pattern_mismatch" and fault["loc"][-1] in ADDRESSES:
        return "A web address begins with http:// or https:// and has no blanks."
    return FAULTS.get(fault["type"], "This cannot be read.").format(**fault.get("ctx", {}))
