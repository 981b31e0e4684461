"""People: accounts, sign-ins, tries to sign in, one-time links."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from annotator.models.base import Key, listed, moment, now, primary_key, refers


class Install(SQLModel, table=True):
    """Facts about this database: its random install id, kept for the browser's outbox."""

    name: str = Field(primary_key=True, max_length=40)
    value: str


class User(SQLModel, table=True):
    """A person who can sign in. `name_key` is the name without case, so that Ada and ada are one person."""

    id: int | None = primary_key()
    name: str = Field(max_length=80)
    name_key: str = Field(unique=True, max_length=160)
    password_hash: str
    is_admin: bool = False
    theme: str = Field(default="", max_length=10)
    preferences: dict[str, Any] = listed(default_factory=dict)
    created_at: datetime = moment(default_factory=now)
    disabled_at: datetime | None = moment(default=None)


class LoginSession(SQLModel, table=True):
    """One sign-in of one browser; the cookie holds its token, the table only the token's hash."""

    __tablename__ = "login_session"

    id: int | None = primary_key()
    token_hash: str = Field(unique=True, max_length=64)
    user_id: int = refers("user", index=True)
    browser: str = Field(default="", max_length=200)
    created_at: datetime = moment(default_factory=now)
    last_seen_at: datetime = moment(default_factory=now)
    revoked_at: datetime | None = moment(default=None)


class LoginAttempt(SQLModel, table=True):
    """One try to sign in, kept to slow down guessing; the name is hashed, because people type passwords there.

    `user_id` is the account of that name, where there was one.
    """

    __tablename__ = "login_attempt"

    id: int | None = primary_key()
    name_hash: str = Field(max_length=64, index=True)
    address: str = Field(max_length=64, index=True)
    user_id: int | None = refers("user", default=None, nullable=True, index=True)
    at: datetime = moment(default_factory=now)
    succeeded: bool = False


class Invite(SQLModel, table=True):
    """A one-time link: for the first manager (`setup`), a new member (`join`) or a forgotten password (`reset`)."""

    id: int | None = primary_key()
    token_hash: str = Field(unique=True, max_length=64)
    purpose: str = Field(max_length=10)
    project_id: int | None = refers("project", default=None, nullable=True, index=True)
    user_id: int | None = refers("user", default=None, nullable=True)
    roles: list[str] = listed(default_factory=list)
    created_by: int | None = Field(default=None, sa_type=Key)
    created_at: datetime = moment(default_factory=now)
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None)
    revoked_at: datetime | None = moment(default=None)
