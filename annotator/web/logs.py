"""The log: who changed rights or the project, who tried to sign in."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from annotator.team import logs as use
from annotator.team import people
from annotator.web import log_words
from annotator.web.identity import me
from annotator.web.numbers import whole
from annotator.web.unit import reading

bp = Blueprint("logs", __name__)


@bp.get("/projects/<slug>/log")
def page(slug: str) -> ResponseReturnValue:
    """Show a page of the log, narrowed down by kind and person."""
    show = request.args.get("show", "all")
    show = show if show in use.SHOWS else "all"
    person, before = request.args.get("person", type=whole), request.args.get("before", type=whole)
    with reading() as session:
        found = use.page(session, me(), show=show, person=person, before=before)
        members = people.members(session, me())
    told = [(entry, log_words.words(entry)) for entry in found[: use.PAGE]]
    further = found[use.PAGE - 1].id if len(found) > use.PAGE else None
    return render_template(
        "logs/page.html", told=told, show=show, person=person, members=members, further=further, shows=log_words.shows()
    )
