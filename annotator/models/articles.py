"""Articles: text versions, sentences on cuts, wishes to cut anew, who works on them, files waiting to be imported."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from annotator.models.base import Key, listed, moment, now, primary_key, refers


class Article(SQLModel, table=True):
    """An article as imported. `public_id` and `split_key` never change; `cut` names the current set of sentences.

    `needed` is how many annotators it gets, where that is not what its phase says, and `needed_by_hand` that
    a manager said so for this one. `sketch` finds articles that share
    much of their text, see `annotator.reading.shingles`.
    """

    __table_args__ = (
        UniqueConstraint("project_id", "public_id"),
        Index(None, "project_id", "phase_id"),
        # For pages of articles in the order of their keys.
        Index(None, "project_id", "id"),
    )

    id: int | None = primary_key()
    project_id: int = refers("project")
    phase_id: int = refers("phase")
    public_id: str = Field(max_length=20)
    title: str = Field(max_length=500)
    author: str | None = Field(default=None, max_length=500)
    publisher: str | None = Field(default=None, max_length=500)
    url: str | None = Field(default=None, max_length=2000)
    published: str | None = Field(default=None, max_length=40)
    language: str = Field(default="en", max_length=20)
    license: str | None = Field(default=None, max_length=200)
    split_key: str = Field(max_length=20)
    splitter: str = Field(max_length=40)
    text_version: int = 1
    cut: int = 1
    sentences: int = 0
    needed: int | None = None
    needed_by_hand: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    sketch: str | None = Field(default=None, max_length=200)
    created_by: int | None = refers("user", default=None, nullable=True)
    created_at: datetime = moment(default_factory=now)
    review_begun_at: datetime | None = moment(default=None)
    withdrawn_at: datetime | None = moment(default=None)
    withdrawn_reason: str | None = None


class SketchHash(SQLModel, table=True):
    """One hash of an article's sketch, to find the articles that have it; of one that many have, only the first do."""

    __tablename__ = "sketch_hash"
    # Rows lie in the order in which they are looked for.
    __table_args__ = ({"sqlite_with_rowid": False},)

    project_id: int = refers("project", primary_key=True)
    hash: int = Field(primary_key=True, sa_type=Key)
    article_id: int = refers("article", primary_key=True)


class TextVersion(SQLModel, table=True):
    """The text of an article; a correction adds a version and keeps the old one."""

    __tablename__ = "text_version"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        # Whether a text that comes in is what an article was corrected to; the first texts are found by public id.
        Index(
            "ix_text_version_corrected", "sha256", sqlite_where=text("number > 1"), postgresql_where=text("number > 1")
        ),
    )

    id: int | None = primary_key()
    article_id: int = refers("article")
    number: int = 1
    text: str
    sha256: str = Field(max_length=64)
    created_at: datetime = moment(default_factory=now)


class Sentence(SQLModel, table=True):
    """An immutable slice of one text version, alive from `from_cut` until before `to_cut`.

    `start` and `end` count code points in the text, half-open. `position` orders all sentences of a cut from 0;
    `number` is what people see, counted from 1 over those that are annotated, null for credits and links. These two
    are only the reading order of the current cut: they are counted anew when sentences before them change, and nothing
    points to them. All else of a row never changes.

    `came_from` names the rows that a correction of the text put this one in the place of, null for all others. A row
    that a correction left alone counts as one of the new text version: its words stand at the same place there.

    A cut that was taken back brings its rows back by emptying `to_cut`; which rows each cut had in between stands in
    the history, in the events of kind `boundary`, `boundary-accepted` and those that undo them.
    """

    __table_args__ = (Index(None, "article_id", "from_cut", "position"), Index(None, "article_id", "start"))

    id: int | None = primary_key()
    project_id: int = refers("project")
    article_id: int = refers("article")
    text_version: int = 1
    segment: int
    position: int
    number: int | None = None
    kind: str = Field(max_length=10)
    start: int
    end: int
    text: str
    from_cut: int = 1
    to_cut: int | None = None
    came_from: list[int] | None = listed(default=None, nullable=True)


class Assignment(SQLModel, table=True):
    """One annotator's work on one article. `done` counts sentences with a label or `unsure`, kept with each save.

    `state` is open, submitted, or left: handed back or taken away with a `reason`; the work stays its author's.
    """

    __table_args__ = (
        UniqueConstraint("article_id", "user_id"),
        Index(None, "user_id", "project_id"),
        Index(None, "project_id", "article_id", "state"),
    )

    id: int | None = primary_key()
    project_id: int = refers("project")
    article_id: int = refers("article")
    user_id: int = refers("user")
    state: str = Field(default="open", max_length=10)
    round: int = 1
    done: int = 0
    position: int = 0
    assigned_at: datetime = moment(default_factory=now)
    started_at: datetime | None = moment(default=None)
    last_at: datetime | None = moment(default=None)
    submitted_at: datetime | None = moment(default=None)
    shown_at: datetime | None = moment(default=None)
    lease_until: datetime | None = moment(default=None)
    reason: str | None = None
    returned_at: datetime | None = moment(default=None)
    returned_reason: str | None = None


class CutRequest(SQLModel, table=True):
    """A wish to change the sentences of an article on which others work; a manager decides it.

    `sentence` is the public id of the sentence, `text` what it said and `value` the operation's value, made on cut
    `cut`. `state` is open, accepted, declined or undone; `event_id` names the change that accepting it made.
    """

    __tablename__ = "cut_request"
    __table_args__ = (Index(None, "project_id", "state"), Index(None, "article_id", "user_id"))

    id: int | None = primary_key()
    project_id: int = refers("project")
    article_id: int = refers("article")
    user_id: int = refers("user")
    sentence: str = Field(max_length=50)
    text: str
    value: dict[str, Any] = listed()
    cut: int
    state: str = Field(default="open", max_length=10)
    reason: str | None = None
    decided_by: int | None = refers("user", default=None, nullable=True)
    decided_at: datetime | None = moment(default=None)
    event_id: int | None = Field(default=None, sa_type=Key)
    created_at: datetime = moment(default_factory=now)


class ImportFile(SQLModel, table=True):
    """A file on its way in: its bytes, what was read from it and what the person changed before the last step."""

    __tablename__ = "import_file"
    # Kept originals are large; what still waits must be found without reading past them.
    __table_args__ = (Index(None, "state", "created_at"),)

    id: int | None = primary_key()
    project_id: int = refers("project", index=True)
    user_id: int | None = refers("user", default=None, nullable=True)
    batch: str = Field(max_length=36, index=True)
    name: str = Field(max_length=300)
    data: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(max_length=64)
    text: str = ""
    title: str = ""
    segments: list[dict[str, Any]] = listed(default_factory=list)
    details: dict[str, Any] = listed(default_factory=dict)
    problem: str | None = None
    state: str = Field(default="waiting", max_length=10)
    article_id: int | None = Field(default=None, sa_type=Key, foreign_key="article.id", nullable=True)
    created_at: datetime = moment(default_factory=now)
