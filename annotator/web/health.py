"""One address for whatever watches the server."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from annotator.web.unit import database

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer ok when the database answers, else 503 and one line."""
    if not database().answers():
        return "The database does not answer.\n", 503, {"Content-Type": "text/plain; charset=utf-8"}
    return {"status": "ok"}
