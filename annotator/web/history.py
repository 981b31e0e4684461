"""The history of a sentence in words, and putting an earlier state back."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.talk import telling
from annotator.web import case_words
from annotator.web.case_words import new_id
from annotator.web.htmx import go
from annotator.web.identity import me
from annotator.web.numbers import whole
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing

bp = Blueprint("history", __name__)


@bp.get("/projects/<slug>/history/<sentence>")
def page(slug: str, sentence: str) -> ResponseReturnValue:
    """Show who changed what of a sentence and when, the newest first."""
    with reading() as session:
        found = telling.of_sentence(session, me(), sentence)
    words = {"kinds": kinds(), "parts": parts(), "reasons": case_words.reasons(), "methods": case_words.methods()}
    return render_template(
        "history/page.html", history=found, new_id=new_id, flag_names=case_words.flag_names(), **words
    )


@bp.post("/projects/<slug>/history/<sentence>")
def restore(slug: str, sentence: str) -> ResponseReturnValue:
    """Put the state after an event back, as a new event."""
    event = request.form.get("event", default=0, type=whole)
    with writing() as session:
        telling.restore(session, me(), sentence, event, request.form.get("op_id", ""))
    return go(url_for(".page", slug=slug, sentence=sentence))


def kinds() -> dict[str, str]:
    """Return what was done, as it follows a name."""
    return {
        "label": _("labelled"), "flags": _("set the flags"), "note": _("wrote a note"), "claim": _("marked a claim"),
        "attribution": _("marked an attribution"), "verification": _("checked a claim"),
        "undo": _("took a decision back"), "settle": _("settled"), "comment": _("commented"),
        "boundary": _("changed the sentences"), "boundary-request": _("asked to change the sentences"),
        "submit": _("submitted or took back the article"), "reopen": _("reopened the article"),
        "return": _("handed the article back"), "return-undone": _("closed the article again"),
        "begin": _("began the review"),
    }  # fmt: skip


def parts() -> dict[str, str]:
    """Return the word for each thing that an event can change."""
    return {
        "label": _("Label"), "flags": _("Flags"), "note": _("Note"), "claims": _("Claim"),
        "attributions": _("Attribution"), "verifications": _("Check"), "state": _("State"), "body": _("Said"),
        "method": _("How"), "taken-back": _("Taken back"), "sentences": _("Sentences"),
    }  # fmt: skip
