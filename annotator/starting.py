"""What a new database begins with: a way in for the first manager, or the demo and its people."""

import secrets
from collections.abc import Iterator

from annotator.db import Database
from annotator.passwords import Passwords
from annotator.team import accounts


def greet(database: Database, address: str, *, demo: bool = False) -> Iterator[str]:
    """Yield the lines that tell a person how to get into a database that nobody can sign in to yet."""
    with database.read() as session:
        if not accounts.is_empty(session):
            return
    if demo:
        yield from _demo(database)
        return
    with database.write() as session:
        token, expires = accounts.make_link(session, "setup")
    yield "This database is new. Make the first account here (works once, until " + f"{expires:%Y-%m-%d %H:%M} UTC):"
    yield f"  {address}/link/{token}"


def _demo(database: Database) -> Iterator[str]:
    from annotator.project import sample  # reads and splits articles, which a start without the demo need not load

    passwords = Passwords()
    known = {name: secrets.token_urlsafe(9) for name in sample.people()}
    hashes = {name: passwords.hash(password) for name, password in known.items()}
    with database.write() as session:
        sample.load(session, people=hashes)
        for name in known:
            # Who manages the demo may make projects too, so that every screen can be seen.
            accounts.user_named(session, name).is_admin = "manager" in sample.people()[name]
    yield "Demo: a worked project in a throw-away database, gone when the server stops. Sign in as:"
    for name, password in known.items():
        yield f"  {name:<6} {password}   ({', '.join(sample.people()[name])})"
