"""Annotations: one person's reading of a sentence, or the gold one, with its claims, attributions and checks."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from annotator.models.base import Key, listed, moment, now, primary_key, refers

OWN = text("layer = 'own'")
GOLD = text("layer = 'gold' AND retired_at IS NULL")


class Annotation(SQLModel, table=True):
    """One reading of one sentence.

    On layer `own` it belongs to `user_id` and is unique for sentence, user and round; the last write wins. On layer
    `gold` it is the settled one: at most one live row a sentence, versioned, with who settled it, how and from whom.
    `event_id`, `tab` and `client_at` describe the last decision stored, to recognise an older one that arrives late.
    """

    __table_args__ = (
        CheckConstraint("layer IN ('own', 'gold')", name="layer"),
        Index(
            "uq_annotation_own", "sentence_id", "user_id", "round", unique=True, sqlite_where=OWN, postgresql_where=OWN
        ),
        Index("uq_annotation_gold", "sentence_id", unique=True, sqlite_where=GOLD, postgresql_where=GOLD),
        Index(None, "article_id", "user_id"),
        Index(None, "project_id", "layer"),
    )

    id: int | None = primary_key()
    project_id: int = refers("project")
    article_id: int = refers("article")
    sentence_id: int = refers("sentence")
    layer: str = Field(default="own", max_length=4)
    user_id: int = refers("user")
    round: int = 1
    label: str | None = Field(default=None, max_length=40)
    flags: list[str] = listed(default_factory=list)
    note: str | None = None
    blind: bool = True
    suggestion: str | None = None
    scheme_id: int = refers("scheme")
    guideline_version: int = 1
    carried_from: int | None = Field(default=None, sa_type=Key)
    event_id: int = Field(default=0, sa_type=Key)
    tab: str = Field(default="", max_length=64)
    client_at: int = Field(default=0, sa_type=Key)
    method: str | None = Field(default=None, max_length=10)
    took: list[int] = listed(default_factory=list)
    reason: str | None = Field(default=None, max_length=20)
    reviewer_annotated: bool = False
    version: int = 0
    retired_at: datetime | None = moment(default=None)
    created_at: datetime = moment(default_factory=now)
    updated_at: datetime = moment(default_factory=now)


class Claim(SQLModel, table=True):
    """Something in a sentence that could be checked. `first` and `last` bound its spans, for finding overlaps."""

    __table_args__ = (UniqueConstraint("annotation_id", "uuid"), Index(None, "article_id", "first"))

    id: int | None = primary_key()
    project_id: int = refers("project")
    article_id: int = refers("article")
    annotation_id: int = refers("annotation")
    uuid: str = Field(max_length=64)
    spans: list[dict[str, Any]] = listed()
    first: int
    last: int
    normalized: str | None = None
    types: list[str] = listed(default_factory=list)
    level: str = Field(default="content", max_length=12)
    attribution: str | None = Field(default=None, max_length=64)
    duplicate_of: list[str] = listed(default_factory=list)


class Attribution(SQLModel, table=True):
    """Who is said to say something: source, cue and content spans in code points of the article."""

    __table_args__ = (UniqueConstraint("annotation_id", "uuid"), Index(None, "article_id", "first"))

    id: int | None = primary_key()
    project_id: int = refers("project")
    article_id: int = refers("article")
    annotation_id: int = refers("annotation")
    uuid: str = Field(max_length=64)
    source_spans: list[dict[str, Any]] = listed(default_factory=list)
    cue_spans: list[dict[str, Any]] = listed(default_factory=list)
    content_spans: list[dict[str, Any]] = listed(default_factory=list)
    first: int
    last: int
    source_entity: str | None = Field(default=None, max_length=300)
    source_type: str = Field(default="unnamed", max_length=20)
    source_commitment: str | None = Field(default=None, max_length=20)
    nested_in: str | None = Field(default=None, max_length=64)


class Verification(SQLModel, table=True):
    """What became of checking a claim: one's own reading (`user_id` set) or the desk's on a gold claim (null)."""

    __table_args__ = (UniqueConstraint("claim_id", "user_id"),)

    id: int | None = primary_key()
    project_id: int = refers("project")
    claim_id: int = refers("claim")
    user_id: int | None = refers("user", default=None, nullable=True)
    status: str = Field(default="not-started", max_length=24)
    verdict: str | None = Field(default=None, max_length=40)
    rating: str | None = Field(default=None, max_length=300)
    rationale: str | None = None
    confidence: int | None = None
    claim_date: str | None = Field(default=None, max_length=40)
    reviewer_id: int | None = refers("user", default=None, nullable=True)
    reviewed_at: datetime | None = moment(default=None)
    version: int = 1


class Evidence(SQLModel, table=True):
    """One piece of evidence of a verification, in the order given."""

    id: int | None = primary_key()
    verification_id: int = refers("verification", index=True)
    position: int
    question: str | None = None
    answer: str | None = None
    url: str | None = Field(default=None, max_length=2000)
    archived_url: str | None = Field(default=None, max_length=2000)
    title: str | None = Field(default=None, max_length=500)
    publisher: str | None = Field(default=None, max_length=500)
    published: str | None = Field(default=None, max_length=40)
    accessed: str | None = Field(default=None, max_length=40)
    quote: str | None = None
    stance: str = Field(default="context", max_length=10)
    medium: str | None = Field(default=None, max_length=20)
