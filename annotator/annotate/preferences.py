"""What a person prefers: their keys, and which practice they have seen. Stored with the account, read by its owner."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate import keymap
from annotator.models import User, table_of

USER = table_of(User)


def of(session: Session, actor: Actor) -> dict[str, Any]:
    """Return what a person prefers."""
    found = session.execute(select(USER.c.preferences).where(USER.c.id == actor.user_id)).scalar_one()
    return dict(found or {})


def _keep(session: Session, actor: Actor, changes: Mapping[str, Any]) -> None:
    kept = {**of(session, actor), **changes}
    session.execute(update(USER).where(USER.c.id == actor.user_id).values(preferences=kept))


def set_keys(session: Session, actor: Actor, wanted: Mapping[str, str], *, off: bool) -> None:
    """Remember a person's keys; raises BadInput when two actions would have the same one."""
    _keep(session, actor, {"keys": keymap.checked(wanted), "keys_off": off})


def practised(session: Session, actor: Actor, how: str) -> None:
    """Remember that a person has done or skipped the practice of this project, so that it is not offered again."""
    assert actor.project is not None
    seen = {**of(session, actor).get("practice", {}), str(actor.project.id): how}
    _keep(session, actor, {"practice": seen})
