"""What happened and what people said: events, comments, and the counts kept beside sentences."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from annotator.models.base import Key, listed, moment, now, primary_key, refers


class Event(SQLModel, table=True):
    """One line of history, only ever added. `before` and `after` hold what the operation changed, and its inverse.

    An undo points with `undoes` to the event it takes back; taking back an undo is a redo, so each is undone once.
    """

    __table_args__ = (
        UniqueConstraint("user_id", "op_id"),
        Index(None, "article_id", "user_id"),
        # What managers did: a few lines among a million of decisions.
        Index(
            "ix_event_log", "project_id", "id",
            sqlite_where=text("article_id IS NULL"), postgresql_where=text("article_id IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = primary_key()
    project_id: int | None = refers("project", default=None, nullable=True, index=True)
    article_id: int | None = refers("article", default=None, nullable=True)
    sentence_id: int | None = refers("sentence", default=None, nullable=True, index=True)
    user_id: int | None = refers("user", default=None, nullable=True)
    op_id: str | None = Field(default=None, max_length=64)
    fingerprint: str | None = Field(default=None, max_length=32)
    kind: str = Field(max_length=24)
    before: Any = listed(default=None, nullable=True)
    after: Any = listed(default=None, nullable=True)
    undoes: int | None = Field(default=None, sa_type=Key, unique=True)
    tab: str = Field(default="", max_length=64)
    client_at: int | None = Field(default=None, sa_type=Key)
    milliseconds: int | None = None
    entry: str | None = Field(default=None, max_length=10)
    created_at: datetime = moment(default_factory=now)


class Comment(SQLModel, table=True):
    """A remark on a sentence; annotators see it under the same rules as the work it speaks of.

    What is `private` belongs to a question to the managers. `answer` says what its writer thinks of the settled one:
    agree or disagree.
    """

    id: int | None = primary_key()
    project_id: int = refers("project")
    article_id: int = refers("article", index=True)
    sentence_id: int = refers("sentence", index=True)
    user_id: int = refers("user")
    body: str
    created_at: datetime = moment(default_factory=now)
    resolved_at: datetime | None = moment(default=None)
    thread_id: int | None = refers("thread", default=None, nullable=True, index=True)
    private: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    answer: str | None = Field(default=None, max_length=10)


class SentenceState(SQLModel, table=True):
    """What the review pages need to know of a sentence, kept when people submit and settle, not counted on reading.

    `differs` is 0 where the submitted annotations agree, 1 where labels differ, 2 where claims or attributions have no
    counterpart, 3 where only edges differ. `waits` says what the sentence waits for: 1 a decision, 2 one about edges,
    3 that what all say is accepted; 4 is settled, 0 not compared. `labels` are the codes given, sorted, with commas.
    `start` is the sentence's own, for the order; `draw` is one of 0 to 9999 by chance, for samples.
    """

    __tablename__ = "sentence_state"
    __table_args__ = (
        Index(None, "project_id", "settled", "differs"),
        Index(None, "article_id"),
        Index("ix_sentence_state_waits", "project_id", "waits", "article_id", "start"),
        Index("ix_sentence_state_order", "project_id", "article_id", "start"),
        Index("ix_sentence_state_labels", "project_id", "labels", "article_id", "start"),
        Index(
            "ix_sentence_state_flagged", "project_id", "article_id", "start",
            sqlite_where=text("flagged"), postgresql_where=text("flagged"),
        ),
        Index(
            "ix_sentence_state_comments", "project_id", "article_id", "start",
            sqlite_where=text("comments > 0"), postgresql_where=text("comments > 0"),
        ),
    )  # fmt: skip

    sentence_id: int = Field(primary_key=True, foreign_key="sentence.id", sa_type=Key)
    project_id: int = refers("project")
    article_id: int = refers("article")
    judged: int = 0
    differs: int = 0
    flagged: bool = False
    comments: int = 0
    settled: bool = False
    waits: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    labels: str = Field(default="", max_length=400, sa_column_kwargs={"server_default": ""})
    start: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    draw: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class ReviewTally(SQLModel, table=True):
    """How far the review of one article is, kept with its sentences' states: sentences by what they wait for.

    `differing`, `edges` and `agreed` wait; `settled` counts those on which people differed. `people` have submitted,
    `working` have not yet.
    """

    __tablename__ = "review_tally"

    article_id: int = Field(primary_key=True, foreign_key="article.id", sa_type=Key)
    project_id: int = refers("project", index=True)
    people: int = 0
    working: int = 0
    sentences: int = 0
    differing: int = 0
    edges: int = 0
    agreed: int = 0
    settled: int = 0
    flagged: int = 0
    commented: int = 0


class AgreementTally(SQLModel, table=True):
    """What agreement adds up over one article's submitted work, kept when people submit, not counted on reading.

    `stamp` names what it was made from; where it no longer fits, the article is counted anew. The rest are records that
    `annotator.reliability.keeping` packs and unpacks.
    """

    __tablename__ = "agreement_tally"

    article_id: int = Field(primary_key=True, foreign_key="article.id", sa_type=Key)
    project_id: int = refers("project", index=True)
    stamp: str = Field(max_length=200)
    numbers: bytes = Field(sa_type=LargeBinary)
    people: bytes = Field(sa_type=LargeBinary)
    cells: bytes = Field(sa_type=LargeBinary)
    confusions: bytes = Field(sa_type=LargeBinary)
    shares: bytes = Field(sa_type=LargeBinary)
    splits: bytes = Field(sa_type=LargeBinary)
    sums: bytes = Field(sa_type=LargeBinary)
    lengths: bytes = Field(sa_type=LargeBinary)
    twins: bytes = Field(sa_type=LargeBinary)
