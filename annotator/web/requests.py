"""Requests to change the sentences of an article: managers look and decide, annotators see what became of theirs."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.access import may
from annotator.annotate.operations import Outcome
from annotator.sentences import requesting
from annotator.sentences.cuts import Wish
from annotator.web.htmx import go
from annotator.web.identity import me
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing

bp = Blueprint("requests", __name__)


@bp.get("/projects/<slug>/requests")
def page(slug: str) -> ResponseReturnValue:
    """Show what is asked, what it would move, and what was decided last."""
    with reading() as session:
        found = requesting.listed(session, me())
    opened = [asked for asked in found if asked.state == "open"]
    decided = [asked for asked in found if asked.state != "open"]
    return render_template("requests/page.html", opened=opened, decided=decided, words=words)


@bp.post("/projects/<slug>/requests/<key:number>")
def decide(slug: str, number: int) -> ResponseReturnValue:
    """Accept, decline or undo a request."""
    with writing() as session:
        requesting.decide(session, me(), number, request.form.get("decision", ""), request.form.get("reason", ""))
    return go(url_for(".page", slug=slug))


@bp.get("/projects/<slug>/articles/<article>/requests")
def asked(slug: str, article: str) -> ResponseReturnValue:
    """Show what one asked for in an article, and what became of it."""
    with reading() as session:
        found = requesting.own(session, me(), article)
    return render_template("requests/asked.html", article=article, found=found, words=words)


def words(wish: Wish) -> str:
    """Return in words what a request asks for."""
    if wish.kind is None:
        return _("Join with the next sentence") if wish.join is not None else _("Split into two sentences")
    kinds = {
        "headline": _("Make it a headline"), "heading": _("Make it a heading"), "body": _("Make it body text"),
        "credit": _("Make it a credit line"), "link": _("Make it a line of links"),
    }  # fmt: skip
    return kinds[wish.kind]


def after(slug: str, article: str) -> str:
    """Return where a form goes on whose operation cannot be shown in the article: a request, a manager's own change."""
    if may(me(), "annotate"):
        return url_for("requests.asked", slug=slug, article=article)
    return url_for("requests.page", slug=slug)


def headers(outcome: Outcome) -> dict[str, str]:
    """Tell the scripts of a page that the sentences are others now (the number of the cut), or that it was asked."""
    if outcome.asked:
        return {"Annotator-Cut": "asked"}
    return {} if outcome.cut is None else {"Annotator-Cut": str(outcome.cut)}
