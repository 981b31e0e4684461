"""Who the people of a bundle are in this database: those who have an account here already, or new accounts."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from annotator.bundles.reading import Bundle
from annotator.errors import BadInput
from annotator.exporting.history import stored
from annotator.intake import articles
from annotator.models import ARRIVING, User, key_of, table_of
from annotator.team import accounts

USER = table_of(User)
UNUSABLE = "!"
# A number may follow where the name is taken.
LONGEST = 74


class Account(NamedTuple):
    """Key and name of the account of a person of the bundle, and whether it was here before."""

    key: int
    name: str
    known: bool


def accounts_of(session: Session, bundle: Bundle, slug: str, *, match: bool) -> list[Account]:
    """Return the account of each person of the bundle; with `match` those of the same name, else new ones.

    Nobody can sign in to a new one, and as long as the project is hidden it is marked like the project.
    """
    pseudonyms = {line["user_id"]: str(line["pseudonym"]) for line in bundle.lines("history/membership.jsonl")}
    found: list[Account] = []
    lines = list(bundle.lines("history/user.jsonl"))
    _refuse_twins([line["name"] for line in lines if line.get("name")])
    for line in lines:
        name = line.get("name")
        known = (
            session.execute(select(USER.c.id).where(USER.c.name_key == accounts.name_key(name))).scalar()
            if name
            else None
        )
        if known is not None and match:
            found.append(Account(int(known), str(name), known=True))
            continue
        shown = str(name) if name and known is None else f"{pseudonyms.get(line['n'], 'person')[:20]} ({slug[:40]})"
        user = accounts.create_user(session, _free(session, articles.line(shown)[:LONGEST]), UNUSABLE, checked=False)
        user.disabled_at = ARRIVING
        user.created_at = stored(USER, "created_at", line["created_at"])
        session.add(user)
        session.flush()
        found.append(Account(key_of(user), user.name, known=False))
    return found


def _refuse_twins(names: Sequence[str]) -> None:
    """Raise BadInput when two people of the bundle are called the same: their work would become one person's."""
    keys = [accounts.name_key(name) for name in names]
    if twins := [name for name, key in zip(names, keys, strict=True) if keys.count(key) > 1]:
        raise BadInput(f"Two people of the bundle are called {twins[0][:80]}, so nothing was imported.")


def _free(session: Session, name: str) -> str:
    numbered = (name if number == 1 else f"{name} {number}" for number in range(1, 100_000))
    return next(free for free in numbered if not accounts.is_taken(session, free))


def named(bundle: Bundle, people: Sequence[Account]) -> list[tuple[str, str, bool]]:
    """Return pseudonym, name here and whether they were here before, of everybody who is or was a member."""
    return [
        (str(line["pseudonym"]), *people[line["user_id"] - 1][1:]) for line in bundle.lines("history/membership.jsonl")
    ]


def names_of(bundle: Bundle) -> dict[str, str]:
    """Return the names of people by pseudonym; none of those whom the bundle knows by pseudonym only."""
    names = [line.get("name") for line in bundle.lines("history/user.jsonl")]
    found = {str(one["pseudonym"]): names[one["user_id"] - 1] for one in bundle.lines("history/membership.jsonl")}
    return {who: str(name) for who, name in found.items() if name}
