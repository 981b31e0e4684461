"""Review: the queue of sentences, one article side by side, comments. A plain form and the outbox do the same."""

import json
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from annotator.annotate.operations import SENTENCE, Operation, parse
from annotator.errors import BadInput, Conflict
from annotator.review import bulk, cases, queueing, settling, shelving
from annotator.review.queueing import Filter
from annotator.team import accounts
from annotator.web import case_words, desk
from annotator.web.htmx import go, wants_fragment
from annotator.web.identity import me
from annotator.web.numbers import whole
from annotator.web.unit import reading, writing

bp = Blueprint("review", __name__)
NOTHING: dict[str, Any] = {"claims": {}, "attributions": {}}
PARTS = ("claim", "source", "cue", "content")


@bp.get("/projects/<slug>/review")
def queue(slug: str) -> ResponseReturnValue:
    """Show the sentences of the whole project that wait for a decision, or those that a filter names."""
    wanted = queueing.read(request.args)
    with reading() as session:
        found = queueing.page(session, me(), wanted, request.args.get("after", ""), request.args.get("before", ""))
    names = desk.names(found.labels)
    words = {"shows": case_words.shows(), "names": names, "new_id": case_words.new_id}
    return render_template("review/queue.html", queue=found, wanted=wanted, **words)


@bp.get("/projects/<slug>/review/articles")
def articles(slug: str) -> ResponseReturnValue:
    """Show the articles whose annotators submitted, page by page."""
    show, after = request.args.get("show", ""), request.args.get("after", default=0, type=whole)
    with reading() as session:
        found = shelving.shelf(session, me(), show if show in shelving.SHOWS else "open", after)
    return render_template("review/articles.html", shelf=found)


@bp.post("/projects/<slug>/review/edges")
def edges(slug: str) -> ResponseReturnValue:
    """Settle the sentences on which only edges differ by the stated rule, a number of articles at a time."""
    with writing() as session:
        done = bulk.settle_edges(session, me(), request.form.get("op_id", ""))
    return go(url_for("review.queue", slug=slug, show="edges", done=done))


@bp.get("/projects/<slug>/articles/<article>/review")
def article(slug: str, article: str) -> ResponseReturnValue:
    """Show one article side by side: its disagreements, or the sentences that a filter names."""
    return _page(article)


@bp.post("/projects/<slug>/articles/<article>/review")
def decide(slug: str, article: str) -> ResponseReturnValue:
    """Store a decision sent by a plain form and go on to the next open sentence."""
    op = _operation(request.form)
    try:
        with writing() as session:
            settling.settle(session, me(), op)
    except (Conflict, BadInput) as refusal:
        # The page comes back with both decisions and with what was typed.
        return _page(article, refusal=str(refusal), op=op), refusal.status
    number = request.form.get("number", default=0, type=whole) if op.sentence != article else 0
    return go(url_for("review.article", slug=slug, article=article, **_wanted().query(), after=number))


@bp.post("/projects/<slug>/articles/<article>/review/comment")
def comment(slug: str, article: str) -> ResponseReturnValue:
    """Add a comment to a sentence under review."""
    form = request.form
    op = Operation(form.get("op_id", "")[:64], "comment", form.get("sentence", ""), form.get("body", ""))
    with writing() as session:
        key = settling.comment(session, me(), op)
        review = cases.article(session, me(), article, _wanted(), only=[key])
    if wants_fragment():
        return render_template("review/_settled.html", **case_words.of_review(review))
    number = review.cases[0].number
    return go(url_for("review.article", slug=slug, article=article, **_wanted().query(), s=number))


def settled(slug: str, op: Operation) -> ResponseReturnValue:
    """Store a decision from the outbox and answer with the sentence, or with the line about all that agree."""
    article = op.sentence.partition(":")[0]
    with writing() as session:
        outcome = settling.settle(session, me(), op)
        only = outcome.sentences if SENTENCE.fullmatch(op.sentence) else []
        review = cases.article(session, me(), article, only=only)
    if wants_fragment():
        return render_template("review/_settled.html", **case_words.of_review(review))
    return go(url_for("review.article", slug=slug, article=article))


def _page(article: str, refusal: str = "", op: Operation | None = None) -> str:
    wanted = _wanted()
    with reading() as session:
        review = cases.in_queue(session, me(), article, wanted)
        install = accounts.install_id(session)
    active = _active(review, op)
    names = case_words.of_review(review) | {"active": active, "refusal": refusal, "typed": _typed(op)}
    made = case_words.desk_data(review, install, wanted)
    return render_template("review/article.html", desk=made, shows=case_words.shows(), **names)


def _wanted() -> Filter:
    return queueing.read(request.values)


def _active(review: cases.Review, op: Operation | None) -> cases.Case | None:
    """Return the sentence to work on: the refused one, the one `?s=` names, or the next open one after `?after=`."""
    wanted, after = request.args.get("s", type=whole), request.args.get("after", default=0, type=whole)
    for case in review.cases:
        if case.number == wanted or (op is not None and case.public_id == op.sentence):
            return case
    unsettled = [case for case in review.cases if case.gold is None]
    later = [case for case in unsettled if case.number > after]
    return next(iter([*later, *unsettled, *review.cases]), None)


def _operation(form: MultiDict[str, str]) -> Operation:
    """Read a plain form; `choice` is the value of the button that was pressed, like take:<column>."""
    name, _colon, what = form.get("choice", "").partition(":")
    value: dict[str, Any] = {
        "version": form.get("version", default=0, type=whole), "reason": form.get("reason") or None,
        "note": form.get("note") or None,
    }  # fmt: skip
    if name == "own":
        value["own"] = {"label": form.get("label", ""), "flags": form.getlist("flag"), "parts": _parts(form, "part")}
        value["own"]["words"] = _parts(form, "words")
    elif name == "nothing":
        value["own"] = {"label": "NFS"} | NOTHING
    else:
        value[name] = what or True
    return parse({**form.to_dict(), "kind": "settle", "value": json.dumps(value)})


def _parts(form: MultiDict[str, str], name: str) -> dict[str, str]:
    return {role: form[f"{name}-{role}"].strip() for role in PARTS if form.get(f"{name}-{role}", "").strip()}


def _typed(op: Operation | None) -> dict[str, Any] | None:
    """Return what a refused form said, to be shown again in its fields."""
    if op is None:
        return None
    own = op.value.get("own") or {}
    return {
        "reason": op.value["reason"], "note": op.value["note"], "own": bool(own), "label": own.get("label"),
        "flags": own.get("flags", []), "parts": own.get("parts") or {},
        "words": own.get("words") or {},
    }  # fmt: skip
