"""A reviewer's own decision on a sentence: the annotation page with its gold in hand, sent as one decision."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.annotate import keymap, preferences
from annotator.review import owning, queueing
from annotator.team import accounts
from annotator.web import case_words, choices, desk
from annotator.web.identity import me
from annotator.web.numbers import whole
from annotator.web.texts import gettext as _
from annotator.web.unit import reading

bp = Blueprint("own", __name__)


@bp.get("/projects/<slug>/articles/<article>/review/own")
def page(slug: str, article: str) -> ResponseReturnValue:
    """Show the workbench of the sentence that `?s=` names, begun with the annotation that `?column=` names."""
    number, column = request.args.get("s", default=1, type=whole), request.args.get("column", "")
    with reading() as session:
        bench = owning.bench(session, me(), article, number, column)
        install, kept = accounts.install_id(session), preferences.of(session, me())
    query = queueing.read(request.args).query()
    back = url_for("review.article", slug=slug, article=article, s=number, **query)
    after = url_for("review.article", slug=slug, article=article, after=number, **query)
    keys = keymap.table(kept, {f"label-{label['code'].lower()}": label["key"] for label in bench.opened.labels})
    return render_template(
        "review/own.html", bench=bench, article=bench.opened, active=bench.active, back=back, asked=0, timed=False,
        names=desk.names(bench.opened.labels), words=desk.role_names(), marks=desk.marks(),
        definitions=desk.definitions(), choices=choices, reasons=case_words.reasons(), new_id=case_words.new_id,
        desk=_desk(slug, bench, install, after), **desk.key_tools(keys),
    )  # fmt: skip


@bp.get("/projects/<slug>/articles/<article>/review/own/names")
def names(slug: str, article: str) -> ResponseReturnValue:
    """Send the names of sources that may be completed."""
    with reading() as session:
        return jsonify(owning.names(session, me(), article))


def _desk(slug: str, bench: owning.Bench, install: str, after: str) -> dict[str, Any]:
    """Return what the scripts of the annotation page need, with what makes them a draft of one decision."""
    made = desk.data(bench.opened, install, {"undo": [], "redo": []})
    words = {
        "saved": _("Draft kept on this computer"),
        "edge": _("One sentence at a time here: settle it, or go back to the review."),
        "label-first": _("Choose a label first."),
        "settled": _("Settled as your own."),
    }
    return made | {
        "draft": bench.active.public_id, "version": bench.version, "keep": bench.keep or None, "finish": after,
        "names": url_for(".names", slug=slug, article=bench.opened.public_id),
        "parts": {act: part for act, part in desk.PARTS.items() if act != "history"} | {"done": "own", "anew": "own"},
        "texts": made["texts"] | words,
    }  # fmt: skip
