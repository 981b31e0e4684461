"""Feedback: what reviewers decided otherwise than oneself and why, and one's accuracy against gold over time."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.talk import feedback, talking
from annotator.web import case_words, desk
from annotator.web.case_words import new_id
from annotator.web.htmx import go
from annotator.web.identity import me
from annotator.web.numbers import whole
from annotator.web.unit import reading, writing
from annotator.work import reopening

bp = Blueprint("feedback", __name__)


@bp.get("/projects/<slug>/feedback")
def page(slug: str) -> ResponseReturnValue:
    """Show what was decided otherwise than oneself, the newest first, and what was handed back."""
    before = request.args.get("before", default=0, type=whole)
    with reading() as session:
        found = feedback.page(session, me(), before)
        returned = reopening.returned(session, me())
    words = {
        "role_names": desk.role_names(), "part_names": case_words.part_names(), "reasons": case_words.reasons(),
        "flag_names": case_words.flag_names(), "answers": case_words.answers(), "field_names": case_words.field_names(),
    }  # fmt: skip
    return render_template("feedback/page.html", feedback=found, returned=returned, new_id=new_id, **words)


@bp.post("/projects/<slug>/feedback")
def answer(slug: str) -> ResponseReturnValue:
    """Say what one thinks of a decision: with one click, in words, or both."""
    form = request.form
    with writing() as session:
        talking.reply(
            session, me(), form.get("sentence", ""), form.get("body", ""), form.get("answer") or None,
            form.get("op_id", ""),
        )  # fmt: skip
    return go(url_for(".page", slug=slug) + "#" + form.get("at", "")[:20])


@bp.get("/projects/<slug>/accuracy/<key:user>")
def accuracy(slug: str, user: int) -> ResponseReturnValue:
    """Show a person's accuracy to themselves, or to managers where the project says so."""
    with reading() as session:
        weeks = feedback.weeks(session, me(), user)
        name = feedback.name_of(session, me(), user)
    return render_template("feedback/accuracy.html", weeks=weeks, name=name)


@bp.post("/projects/<slug>/articles/<article>/reopen")
def reopen(slug: str, article: str) -> ResponseReturnValue:
    """Open one's submitted article again as a new round."""
    with writing() as session:
        reopening.reopen(session, me(), article)
    return go(url_for("annotate.page", slug=slug, article=article))


@bp.post("/projects/<slug>/articles/<article>/review/return")
def send_back(slug: str, article: str) -> ResponseReturnValue:
    """Hand an article back to one of its annotators, with a reason."""
    with writing() as session:
        reopening.send_back(session, me(), article, request.form.get("letter", ""), request.form.get("reason", ""))
    return go(url_for("review.article", slug=slug, article=article))
