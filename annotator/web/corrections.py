"""The versions of an article's text, and correcting it: write, look at what would move, store, take back."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator import scheme
from annotator.access import may
from annotator.corrections import correcting, wordings
from annotator.corrections.correcting import Look, Wish
from annotator.corrections.passages import passages, pieces
from annotator.corrections.replacing import name
from annotator.corrections.rewording import Group
from annotator.errors import AnnotatorError, NotFound
from annotator.web.identity import me
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing

bp = Blueprint("corrections", __name__)


@bp.get("/projects/<slug>/articles/<article>/text")
def page(slug: str, article: str) -> ResponseReturnValue:
    """Show the versions of a text with what each of them changed."""
    with reading() as session:
        found = wordings.of_article(session, me(), article)
    return render_template("corrections/page.html", wordings=found, corrects=may(me(), "correct"))


@bp.get("/projects/<slug>/articles/<article>/text/<key:number>")
def version(slug: str, article: str, number: int) -> ResponseReturnValue:
    """Send one version of a text as it is, to read or to keep."""
    with reading() as session:
        found = wordings.of_article(session, me(), article)
    one = next((version for version in found.versions if version.number == number), None)
    if one is None:
        raise NotFound(_("There is no such version of this text."))
    headers = {"Content-Disposition": f"attachment; filename={article}-{number}.txt"}
    return Response(one.text, mimetype="text/plain", headers=headers)


@bp.get("/projects/<slug>/articles/<article>/correct")
def edit(slug: str, article: str) -> ResponseReturnValue:
    """Show the text to be corrected."""
    with reading() as session:
        known = correcting.ground(session, me(), article)
    return _edit(article, known.title, known.language, {"text": known.text, "base": known.base, "reason": ""})


@bp.post("/projects/<slug>/articles/<article>/correct")
def store(slug: str, article: str) -> ResponseReturnValue:
    """Show what a correction would move, go back to the text, or store it."""
    sent = {field: request.form.get(field, "") for field in ("text", "base", "reason", "op_id")}
    # A browser sends line ends as CRLF.
    sent["text"] = sent["text"].replace("\r\n", "\n")
    wish = Wish(**sent, again=frozenset(request.form.getlist("again")) if "chosen" in request.form else None)
    try:
        if request.form.get("do") == "store":
            with writing() as session:
                correcting.correct(session, me(), article, wish)
            return redirect(url_for(".page", slug=slug, article=article), 303)
        with reading() as session:
            known = correcting.ground(session, me(), article)
            if request.form.get("do") == "look":
                return _look(correcting.look(session, me(), article, wish), sent)
        return _edit(article, known.title, known.language, sent)
    except AnnotatorError as fault:
        if fault.status in (403, 404):
            raise
        return _edit(article, "", "", sent, str(fault)), fault.status


@bp.post("/projects/<slug>/articles/<article>/correct/undo")
def undo(slug: str, article: str) -> ResponseReturnValue:
    """Show what taking the last correction back would move, or do it."""
    wish = Wish("", request.form.get("base", ""), request.form.get("reason", ""), op_id=request.form.get("op_id", ""))
    if request.form.get("do") == "store":
        with writing() as session:
            correcting.undo(session, me(), article, wish)
        return redirect(url_for(".page", slug=slug, article=article), 303)
    with reading() as session:
        return _look(correcting.look_back(session, me(), article), None)


def _edit(article: str, title: str, language: str, sent: dict[str, str], problem: str = "") -> str:
    return render_template(
        "corrections/edit.html", article=article, title=title, spoken=language, sent=sent, problem=problem
    )


def _look(look: Look, sent: dict[str, str] | None) -> str:
    items = [_item(moved.group, again=moved.again) for moved in look.work.moved if not moved.group.moved]
    return render_template(
        "corrections/look.html", look=look, sent=sent, items=items, op_id=str(uuid4()),
        moves=sum(moved.group.moved for moved in look.work.moved), stays=len(look.work.stay),
        passages=passages(look.plan.old, look.plan.new),
    )  # fmt: skip


def _item(group: Group, *, again: bool) -> dict[str, Any]:
    """Return what the page says of a sentence that changes, goes or comes; `counts` for one that nobody annotates."""
    old, new = (" ".join(row.text for row in rows) for rows in (group.old, group.new))
    sides = len(group.old), len(group.new)
    what = "gone" if not group.new else "new" if not group.old else "changed" if sides == (1, 1) else "recut"
    rows = group.new or group.old
    return {
        "what": what, "pieces": pieces(old, new), "numbers": [row.number for row in rows if row.number],
        "name": name(rows[0]), "again": again, "open": what == "new" and rows[0].kind in scheme.ANNOTATED,
    }  # fmt: skip
