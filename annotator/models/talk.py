"""What people say to each other: threads on sentences, who has read them, answers that went to everybody."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from annotator.models.base import moment, now, primary_key, refers


class Thread(SQLModel, table=True):
    """What is said about one sentence: a `talk` of those who may see it, or a `question` of one person to managers.

    A sentence has one talk and any number of questions. `last_at` is when something was said last.
    """

    __table_args__ = (
        UniqueConstraint("sentence_id", "kind", "user_id"),
        Index(None, "project_id", "kind", "last_at"),
        Index(None, "article_id", "kind"),
    )

    id: int | None = primary_key()
    project_id: int = refers("project")
    article_id: int = refers("article")
    sentence_id: int = refers("sentence")
    user_id: int = refers("user")
    kind: str = Field(default="talk", max_length=10)
    last_at: datetime = moment(default_factory=now)
    resolved_at: datetime | None = moment(default=None)
    resolved_by: int | None = refers("user", default=None, nullable=True)
    created_at: datetime = moment(default_factory=now)


class ThreadSeen(SQLModel, table=True):
    """Until when a person has read a thread."""

    __tablename__ = "thread_seen"
    __table_args__ = (UniqueConstraint("thread_id", "user_id"),)

    id: int | None = primary_key()
    thread_id: int = refers("thread")
    user_id: int = refers("user")
    seen_at: datetime = moment(default_factory=now)


class GuidelineNote(SQLModel, table=True):
    """An answer for everybody: dated, beside the guideline version it explains; it names neither asker nor label."""

    __tablename__ = "guideline_note"
    __table_args__ = (Index(None, "project_id", "created_at"),)

    id: int | None = primary_key()
    project_id: int = refers("project")
    guideline_version: int
    text: str
    created_by: int = refers("user")
    created_at: datetime = moment(default_factory=now)
