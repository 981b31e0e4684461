"""Who is signed in: Flask-Login holds a token in the cookie, the token's row in the database says whose it is."""

from typing import Any, cast

from flask import Flask, current_app, request
from flask_login import LoginManager, current_user

from annotator.access import Actor, ProjectRef
from annotator.errors import NotFound, SignedOut
from annotator.team import accounts


class Identity:
    """What Flask-Login wants of a user, around an actor; the model never hears of it."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, actor: Actor, token: str) -> None:
        self.actor = actor
        self.token = token

    def get_id(self) -> str:
        """Return the token that goes into the signed cookie."""
        return self.token


def _load(token: str) -> Identity | None:
    slug = (request.view_args or {}).get("slug")
    with current_app.extensions["annotator.database"].read() as session:
        actor = accounts.identify(session, token, slug)
    return None if actor is None else Identity(actor, token)


def me_or_none() -> Actor | None:
    """Return who asks, or None when nobody is signed in."""
    user = current_user._get_current_object()  # noqa: SLF001  each look through the proxy costs, and every page asks often
    return cast("Actor", user.actor) if user.is_authenticated else None


def me() -> Actor:
    """Return who asks; raises SignedOut when nobody is signed in."""
    actor = me_or_none()
    if actor is None:
        raise SignedOut("Your sign-in has ended. Sign in again.")
    return actor


def my_project() -> ProjectRef:
    """Return the project of the request; raises NotFound when it is not one of the person's."""
    project = me().project
    if project is None:
        raise NotFound("There is no such project.")
    return project


def install(app: Flask) -> None:
    """Set Flask-Login up: no remember-me cookie, no redirect of its own."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(cast("Any", _load))
    manager.init_app(app)
