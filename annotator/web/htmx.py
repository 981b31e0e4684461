"""All that the application knows of htmx: whether a request wants a fragment, and how to answer one."""

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue


def wants_fragment() -> bool:
    """Say whether the request came from htmx and wants a part of a page."""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def answer(fragment: str, *, instead: str, **names: Any) -> ResponseReturnValue:
    """Answer a stored form with `fragment`; without JavaScript, send the browser to `instead`."""
    return render_template(fragment, **names) if wants_fragment() else redirect(instead, 303)


def go(where: str) -> ResponseReturnValue:
    """Send the browser to another page after a form, with htmx or without."""
    if wants_fragment():
        return "", 204, {"HX-Redirect": where}
    return redirect(where, 303)
