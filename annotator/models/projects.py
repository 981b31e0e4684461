"""Projects: their people, phases, guideline and scheme versions."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from annotator.models.base import listed, moment, now, primary_key, refers

# A project that still comes in counts as deleted at this moment, at which nothing was; so do the accounts made for it.
ARRIVING = datetime(1970, 1, 1, tzinfo=UTC)


class Project(SQLModel, table=True):
    """A set of articles with one scheme, one guideline and its people.

    `notice_version` is the version of its notice that everyone is asked to accept; 0 is none.
    """

    id: int | None = primary_key()
    slug: str = Field(unique=True, max_length=80)
    name: str = Field(max_length=200)
    language: str = Field(default="en", max_length=20)
    is_sample: bool = False
    options: dict[str, Any] = listed(default_factory=dict)
    notice_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = moment(default_factory=now)
    archived_at: datetime | None = moment(default=None)
    deleted_at: datetime | None = moment(default=None)


class Membership(SQLModel, table=True):
    """What a person is in a project: one or more roles, and the pseudonym under which their work is exported.

    `notice_version` of the project's notice was accepted at `notice_at`. `pace` is how many milliseconds a sentence of
    the article that was submitted last took, for the person's own eyes; 0 is not known.
    """

    __table_args__ = (UniqueConstraint("project_id", "user_id"), UniqueConstraint("project_id", "pseudonym"))

    id: int | None = primary_key()
    project_id: int = refers("project")
    user_id: int = refers("user", index=True)
    roles: list[str] = listed()
    pseudonym: str = Field(max_length=20)
    guideline_version: int = 1
    notice_at: datetime | None = moment(default=None)
    notice_version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    pace: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    joined_at: datetime = moment(default_factory=now)
    left_at: datetime | None = moment(default=None)


class Notice(SQLModel, table=True):
    """One version of what a project tells whoever works in it of their data, to be accepted; never changed in place."""

    __table_args__ = (UniqueConstraint("project_id", "version"),)

    id: int | None = primary_key()
    project_id: int = refers("project")
    version: int = 1
    text: str
    created_by: int | None = refers("user", default=None, nullable=True)
    created_at: datetime = moment(default_factory=now)


class Guideline(SQLModel, table=True):
    """One version of a project's guideline, in Markdown; never changed in place."""

    __table_args__ = (UniqueConstraint("project_id", "version"),)

    id: int | None = primary_key()
    project_id: int = refers("project")
    version: int = 1
    text: str
    change: str = ""
    created_by: int | None = refers("user", default=None, nullable=True)
    created_at: datetime = moment(default_factory=now)


class Scheme(SQLModel, table=True):
    """One version of a project's vocabulary; `number` counts up, `version` is what exports print."""

    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: int | None = primary_key()
    project_id: int = refers("project")
    number: int = 1
    version: str = Field(max_length=20)
    body: dict[str, Any] = listed()
    created_at: datetime = moment(default_factory=now)


class Phase(SQLModel, table=True):
    """A named batch of articles: annotators per article, layers asked, when others' work is shown, versions.

    With `overlap` only that share of its articles, in per cent, gets `annotators` people; the others get one. Work of a
    `pilot` is kept out of releases unless asked for. A phase that was never opened has no `opened_at`.
    """

    __table_args__ = (UniqueConstraint("project_id", "name"),)

    id: int | None = primary_key()
    project_id: int = refers("project")
    name: str = Field(max_length=80)
    position: int = 1
    annotators: int = 2
    overlap: int | None = None
    pilot: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    layers: dict[str, list[str]] = listed()
    reveal: str = Field(default="phase", max_length=10)
    scheme_id: int = refers("scheme")
    guideline_id: int = refers("guideline")
    opened_at: datetime | None = moment(default_factory=now)
    closed_at: datetime | None = moment(default=None)
