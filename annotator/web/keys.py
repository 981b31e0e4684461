"""One's own keys of the annotation page: seen, changed, switched off."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.annotate import keymap, preferences
from annotator.errors import BadInput
from annotator.web.htmx import go
from annotator.web.identity import me
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing

bp = Blueprint("keys", __name__)


@bp.get("/account/keys")
def page() -> ResponseReturnValue:
    """Show every action with its key."""
    with reading() as session:
        kept = preferences.of(session, me())
    keys = keymap.table({**kept, "keys_off": False})
    return render_template("account/keys.html", keys=keys, off=kept.get("keys_off", False), words=words(), problem=None)


@bp.post("/account/keys")
def save() -> ResponseReturnValue:
    """Remember the keys, or show the form again with what is wrong; `reset` brings the defaults back."""
    known = {**keymap.LABELS, **keymap.DEFAULTS}
    wanted = {} if "reset" in request.form else {name: request.form.get(name, key) for name, key in known.items()}
    off = request.form.get("off") == "1"
    try:
        with writing() as session:
            preferences.set_keys(session, me(), wanted, off=off)
    except BadInput as fault:
        shown = {**known, **wanted}
        return render_template("account/keys.html", keys=shown, off=off, words=words(), problem=str(fault)), 422
    return go(url_for(".page"))


def words() -> dict[str, str]:
    """Return what each action does."""
    return {
        "label-cfs": _("Check-worthy claim"), "label-ufs": _("Factual, not check-worthy"),
        "label-nfs": _("Not factual"),
        "label-unsure": _("Unsure, for discussion"), "claim": _("Mark a claim"), "source": _("Mark a source"),
        "cue": _("Mark a cue"), "content": _("Mark content"), "verdict": _("Verdict, then its number"),
        "evidence": _("Add evidence"), "note": _("Note"), "flag": _("Flag, then its number"),
        "next": _("Next sentence"), "back": _("Previous sentence"), "unlabelled": _("Next without a label"),
        "flagged": _("Next with a flag"), "undo": _("Undo"), "redo": _("Redo"), "cut": _("Join or split the sentence"),
        "guideline": _("Guideline"), "history": _("History of the sentence"), "find": _("Find in the article"),
        "keys": _("List of keys"),
    }  # fmt: skip
