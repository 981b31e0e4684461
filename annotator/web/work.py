"""My work: what to go on with, what is assigned, what can be taken."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.access import may
from annotator.annotate import pacing
from annotator.project import guidelines
from annotator.web.htmx import go
from annotator.web.identity import me, my_project
from annotator.web.unit import reading, writing
from annotator.work import assigning, assignment

bp = Blueprint("work", __name__)


@bp.get("/projects/<slug>/")
def queue(slug: str) -> ResponseReturnValue:
    """Show the person's articles, the one to go on with first; who does not annotate goes to what they do."""
    if not may(me(), "annotate") and not my_project().archived:
        return redirect(url_for("review.queue" if may(me(), "review") else "projects.setup", slug=slug))
    with reading() as session:
        works = assignment.queue(session, me())
        waiting = assignment.waiting(session, me()) if may(me(), "annotate") else 0
        ahead = assignment.next_sentence(session, me(), works[0]) if works else None
        unread = guidelines.unread(session, me())
        pace = pacing.of(session, me(), works[0].public_id) if works and works[0].state == "open" else 0
    left = works[0].total - works[0].done if works and works[0].state == "open" else 0
    return render_template(
        "work/page.html", works=works, waiting=waiting, ahead=ahead, unread=unread, reasons=assigning.REASONS,
        minutes=-(-pace * left // 60_000),
    )  # fmt: skip


@bp.post("/projects/<slug>/take")
def take(slug: str) -> ResponseReturnValue:
    """Assign the next article, or the one that is named, to the person and open it."""
    wanted = request.form.get("article", "")
    # An id of ours is short; on PostgreSQL no text may hold a NUL.
    wanted = wanted if len(wanted) <= 20 and wanted.isprintable() else "none"
    with writing() as session:
        article = assignment.take(session, me(), wanted or None)
    return go(url_for("annotate.page", slug=slug, article=article))


@bp.post("/projects/<slug>/articles/<article>/back")
def hand_back(slug: str, article: str) -> ResponseReturnValue:
    """Hand one's own article back with a reason; it goes to another person."""
    with writing() as session:
        assigning.hand_back(
            session, me(), article, request.form.get("reason", ""), request.form.get("note", "")[:600]
        )  # fmt: skip
    return go(url_for(".queue", slug=slug))
