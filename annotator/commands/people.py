"""Accounts and projects from the command line."""

from annotator.db import Database
from annotator.passwords import Passwords
from annotator.project import projects, sample
from annotator.team import accounts, logs


def add_user(
    database: Database, name: str, *, password: str, admin: bool, project: str | None, roles: list[str]
) -> str:
    """Add an account, make it a member where a project is named, and return the line that says so."""
    hashed = Passwords().hash(password)
    with database.write() as session:
        user = accounts.create_user(session, name, hashed, is_admin=admin)
        assert user.id is not None
        if project:
            where = _key(projects.by_name(session, project).id)
            projects.add_member(session, where, user.id, roles)
            logs.note(session, None, where, "added", user=user.id, roles=roles)
        return f"{user.name} can sign in now."


def change_password(database: Database, name: str, password: str) -> str:
    """Set a password and end every sign-in of the account."""
    hashed = Passwords().hash(password)
    with database.write() as session:
        user = accounts.user_named(session, name)
        accounts.set_password(session, _key(user.id), hashed)
        logs.note_everywhere(session, None, _key(user.id), "password-set")
        return f"{user.name} has a new password; all their sign-ins have ended."


def disable_user(database: Database, name: str) -> str:
    """Close an account; its work stays."""
    with database.write() as session:
        user = accounts.user_named(session, name)
        accounts.disable(session, user)
        logs.note_everywhere(session, None, _key(user.id), "deactivated")
        return f"{user.name} can no longer sign in. Their work stays."


def list_users(database: Database) -> list[str]:
    """Return one line an account."""
    with database.read() as session:
        return [
            f"{user.name}{'  (administrator)' if user.is_admin else ''}{'  (disabled)' if user.disabled_at else ''}"
            for user in accounts.everyone(session)
        ]


def list_projects(database: Database) -> list[str]:
    """Return one line a project: slug, name, number of articles."""
    with database.read() as session:
        return [
            f"{card.slug}\t{card.name}\t{card.articles} article{'s' * (card.articles != 1)}"
            for card in projects.everything(session)
        ]


def create_project(database: Database, name: str, language: str) -> str:
    """Make a project and return its slug."""
    with database.write() as session:
        return projects.create(session, name, language=language).slug


def load_sample(database: Database, name: str) -> str:
    """Load the worked sample project under a name and return its slug."""
    with database.write() as session:
        return sample.load(session, name=name, people={}).slug


def _key(key: int | None) -> int:
    assert key is not None
    return key
