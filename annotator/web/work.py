"""My work: what to go on with, what is assigned, what can be taken."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator import assignment
from annotator.access import may
from annotator.web.htmx import go
from annotator.web.identity import me
from annotator.web.unit import reading, writing

bp = Blueprint("work", __name__)


@bp.get("/projects/<slug>/")
def queue(slug: str) -> ResponseReturnValue:
    """Show the person's articles, the one to go on with first."""
    with reading() as session:
        works = assignment.queue(session, me())
        waiting = assignment.waiting(session, me()) if may(me(), "annotate") else 0
        ahead = assignment.next_sentence(session, me(), works[0]) if works else None
    return render_template("work/page.html", works=works, waiting=waiting, ahead=ahead)


@bp.post("/projects/<slug>/take")
def take(slug: str) -> ResponseReturnValue:
    """Assign the next article, or the one that is named, to the person and open it."""
    wanted = request.form.get("article", "")
    # An id of ours is short; on PostgreSQL no text may hold a NUL.
    wanted = wanted if len(wanted) <= 20 and wanted.isprintable() else "none"
    with writing() as session:
        article = assignment.take(session, me(), wanted or None)
    return go(url_for("annotate.page", slug=slug, article=article))
