"""Releases: states of a project that were frozen under a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from annotator.models.base import listed, moment, now, primary_key, refers


class Release(SQLModel, table=True):
    """One frozen state; nothing of it ever changes.

    `records` is the canonical JSONL, compressed, and `sha256` the hash of its bytes before that. `frame` holds, also
    compressed, what the other formats need beside the records: project, scheme, guideline, people and articles.
    `figures` are the counts and the agreement of that moment, `choice` what was left out.
    """

    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: int | None = primary_key()
    project_id: int = refers("project")
    name: str = Field(max_length=40)
    note: str = ""
    records: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(max_length=64)
    frame: bytes = Field(sa_type=LargeBinary)
    figures: dict[str, Any] = listed(default_factory=dict)
    choice: dict[str, Any] = listed(default_factory=dict)
    card: str = ""
    created_by: int | None = refers("user", default=None, nullable=True)
    created_at: datetime = moment(default_factory=now)
