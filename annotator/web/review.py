"""Review: the articles to settle, one article side by side, comments. A plain form and the outbox do the same."""

import json
from typing import Any
from uuid import uuid4

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from annotator import accounts, cases, reviewing, scheme, settling
from annotator.errors import BadInput, Conflict
from annotator.operations import SENTENCE, Operation, parse
from annotator.web import desk
from annotator.web.htmx import go, wants_fragment
from annotator.web.identity import me, my_project
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing

bp = Blueprint("review", __name__)
NOTHING: dict[str, Any] = {"claims": {}, "attributions": {}}


@bp.get("/projects/<slug>/review")
def queue(slug: str) -> ResponseReturnValue:
    """Show the articles whose annotators submitted, those with open disagreements first."""
    with reading() as session:
        found = reviewing.queue(session, me())
    return render_template("review/queue.html", queue=found)


@bp.get("/projects/<slug>/articles/<article>/review")
def article(slug: str, article: str) -> ResponseReturnValue:
    """Show one article side by side: its disagreements, all sentences or those with comments."""
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
    return go(url_for("review.article", slug=slug, article=article, show=_show(), after=_number(op, article)))


@bp.post("/projects/<slug>/articles/<article>/review/comment")
def comment(slug: str, article: str) -> ResponseReturnValue:
    """Add a comment to a sentence under review."""
    form = request.form
    op = Operation(form.get("op_id", "")[:64], "comment", form.get("sentence", ""), form.get("body", ""))
    with writing() as session:
        key = settling.comment(session, me(), op)
        review = cases.article(session, me(), article, only=[key])
    if wants_fragment():
        return render_template("review/_settled.html", **_names(review))
    number = review.cases[0].number
    return go(url_for("review.article", slug=slug, article=article, show=_show(), s=number))


def settled(slug: str, op: Operation) -> ResponseReturnValue:
    """Store a decision from the outbox and answer with the sentence, or with the line about all that agree."""
    article = op.sentence.partition(":")[0]
    with writing() as session:
        outcome = settling.settle(session, me(), op)
        only = outcome.sentences if SENTENCE.fullmatch(op.sentence) else []
        review = cases.article(session, me(), article, only=only)
    if wants_fragment():
        return render_template("review/_settled.html", **_names(review))
    return go(url_for("review.article", slug=slug, article=article))


def _page(article: str, refusal: str = "", op: Operation | None = None) -> str:
    with reading() as session:
        review = cases.article(session, me(), article, _show())
        install = accounts.install_id(session)
    active = _active(review, op)
    names = _names(review) | {"active": active, "refusal": refusal, "typed": _typed(op)}
    return render_template("review/article.html", desk=_desk(review, install), **names)


def _active(review: cases.Review, op: Operation | None) -> cases.Case | None:
    """Return the sentence to work on: the refused one, the one `?s=` names, or the next open one after `?after=`."""
    wanted, after = request.args.get("s", type=int), request.args.get("after", default=0, type=int)
    for case in review.cases:
        if case.number == wanted or (op is not None and case.public_id == op.sentence):
            return case
    unsettled = [case for case in review.cases if case.gold is None]
    later = [case for case in unsettled if case.number > after]
    return next(iter([*later, *unsettled, *review.cases]), None)


def _show() -> str:
    wanted = request.values.get("show", "differ")
    return wanted if wanted in cases.SHOWS else "differ"


def _number(op: Operation, article: str) -> int:
    return request.form.get("number", default=0, type=int) if op.sentence != article else 0


def _operation(form: MultiDict[str, str]) -> Operation:
    """Read a plain form; `choice` is the value of the button that was pressed, like take:<column>."""
    name, _colon, what = form.get("choice", "").partition(":")
    value: dict[str, Any] = {
        "version": form.get("version", default=0, type=int), "reason": form.get("reason") or None,
        "note": form.get("note") or None,
    }  # fmt: skip
    if name == "own":
        keep = form.get("keep", "")
        value["own"] = {"label": form.get("label", ""), "flags": form.getlist("flag")}
        value["own"] |= NOTHING if not keep else {} if keep == "whole" else {"keep": keep}
    elif name == "nothing":
        value["own"] = {"label": "NFS"} | NOTHING
    else:
        value[name] = what or True
    return parse({**form.to_dict(), "kind": "settle", "value": json.dumps(value)})


def _typed(op: Operation | None) -> dict[str, Any] | None:
    """Return what a refused form said, to be shown again in its fields."""
    if op is None:
        return None
    own = op.value.get("own") or {}
    return {
        "reason": op.value["reason"], "note": op.value["note"], "own": bool(own), "label": own.get("label"),
        "flags": own.get("flags", []), "keep": own.get("keep"),
    }  # fmt: skip


def _names(review: cases.Review) -> dict[str, Any]:
    """Return what the page and its fragments need: the review and the words for its codes."""
    return {
        "review": review, "names": desk.names(review.ground.labels), "role_names": desk.role_names(),
        "part_names": _part_names(), "flag_names": _flag_names(),
        "reasons": _reasons(), "methods": _methods(), "new_id": lambda: str(uuid4()), "show": _show(),
        "active": None, "refusal": "", "typed": None,
    }  # fmt: skip


def _part_names() -> dict[str, str]:
    return {
        "label": _("label"), "flags": _("flags"), "claim": _("claim"), "source": _("source"), "cue": _("cue"),
        "content": _("content"),
    }  # fmt: skip


def _flag_names() -> dict[str, str]:
    return {
        "unsure": _("unsure"), "needs-context": _("needs context"), "bad-split": _("badly split"),
        "discuss": _("to discuss"),
    }  # fmt: skip


def _reasons() -> dict[str, str]:
    words = (_("Slip"), _("Guideline gap"), _("Ambiguous"), _("Splitting"), _("Source unclear"))
    return dict(zip(scheme.REASONS, words, strict=True))


def _methods() -> dict[str, str]:
    return {"unanimous": _("all agree"), "majority": _("majority"), "settled": _("reviewer’s decision")}


def _desk(review: cases.Review, install: str) -> dict[str, Any]:
    """Return what the scripts of the page need; the key of the outbox is made of the first three."""
    slug = my_project().slug
    own = {
        "progress": _("{done} of {total} settled"), "taking": _("Settled: {what}"), "back": _("Taken back"),
        "prime": _("Take {letter}, next"),
        "which": _("Sentence {number}"), "label": _("Choose a label first."),
        "offline": _("No connection. Try again in a moment."),
    }  # fmt: skip
    return {
        "install": install, "user": me().user_id, "project": my_project().id, "article": review.ground.public_id,
        "base": review.ground.base, "ops": url_for("ops.save", slug=slug),
        "token": url_for("account.token"), "units": review.units,
        "undo": review.undoable, "texts": desk.texts() | own,
    }  # fmt: skip
