"""One address for whatever watches the server."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from annotator import accounts
from annotator.web.unit import reading

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer ok when the database answers."""
    with reading() as session:
        accounts.is_empty(session)
    return {"status": "ok"}
