"""One door for every decision: the outbox of the browser and plain forms post to the same address."""

import json
from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from annotator.access import Actor
from annotator.annotate import annotating, viewing
from annotator.annotate.operations import Operation, Outcome, parse
from annotator.annotate.viewing import SentenceView
from annotator.sentences import cutting
from annotator.web import assets, desk, requests, review
from annotator.web.htmx import wants_fragment
from annotator.web.identity import me
from annotator.web.unit import writing
from annotator.work import assignment

bp = Blueprint("ops", __name__)
USES: dict[str, Callable[[Session, Actor, Operation], Outcome]] = {
    "submit": assignment.hand_in,
    "boundary": cutting.change,
    "undo": cutting.undo,
}


@bp.after_request
def _vouch(response: Response) -> Response:
    """Name the stored operation in the answer: a 200 of a network's sign-in page must not empty the outbox.

    The version of the scripts tells pages that are open since before an upgrade that they are old.
    """
    response.headers["X-Assets"] = assets.version()
    if response.status_code == 200:
        response.headers["X-Stored"] = request.form.get("op_id", "")
    return response


@bp.post("/projects/<slug>/ops")
def save(slug: str) -> ResponseReturnValue:
    """Store one operation and answer with what it changed, after the commit."""
    form = request.form.to_dict()
    if "text" in form:
        # A form without scripts cannot write JSON; the box of a note is plain text.
        form["value"] = json.dumps(form["text"])
    op = parse(form)
    if op.kind == "settle":
        return review.settled(slug, op)
    article = op.sentence.partition(":")[0]
    with writing() as session:
        outcome = USES.get(op.kind, annotating.annotate)(session, me(), op)
        views = _changed(session, outcome)
    if wants_fragment():
        names = desk.names(outcome.frame.labels if outcome.frame else [])
        drawn = render_template("annotate/_saved.html", views=views, names=names, marks=desk.marks())
        return drawn, 200, requests.headers(outcome)
    if outcome.asked or (outcome.cut is not None and outcome.frame is None):
        return redirect(requests.after(slug, article), 303)
    return redirect(_next(slug, article, op, views), 303)


def _changed(session: Session, outcome: Outcome) -> list[SentenceView]:
    """Return the sentences to draw anew; what a save has in hand of a single one is not asked for again."""
    if outcome.frame is None:
        return []
    if outcome.stored is None:
        return viewing.sentences(session, outcome.frame, outcome.sentences)
    row, own = outcome.stored
    return viewing.after(session, outcome.frame, viewing.just_stored(row, own, outcome.event_id))


def _next(slug: str, article: str, op: Operation, views: list[SentenceView]) -> str:
    """Return where a plain form goes on: the same sentence for a claim or a note, else the next one."""
    if op.kind == "submit" or not views:
        return url_for("annotate.finish", slug=slug, article=article)
    number = views[0].number or 1
    stays = op.kind != "label" or op.value == "CFS"
    return url_for("annotate.page", slug=slug, article=article, s=number if stays else number + 1)
