"""What every page has round it: who is signed in, the menu their roles allow, times in the reader's zone."""

from datetime import datetime
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup

from annotator import access
from annotator.web.identity import me_or_none
from annotator.web.texts import gettext as _

RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
RIGHT_TO_LEFT_SCRIPTS = {"arab", "hebr", "nkoo", "syrc", "thaa"}
# Pages that are reached through an entry of the menu and have none of their own.
BEHIND = {
    "phases": "projects", "guidelines": "projects", "logs": "projects", "releases": "exports", "bundles": "imports",
}  # fmt: skip


def menu() -> list[dict[str, Any]]:
    """Return the entries of the menu that the person's roles in this project allow."""
    actor = me_or_none()
    if actor is None or actor.project is None:
        return []
    entries = (
        ("work.queue", _("My work")),
        ("board.page", _("Board")),
        ("feedback.page", _("Feedback")),
        ("review.queue", _("Review")),
        ("talk.page", _("Talk")),
        ("agreement.page", _("Agreement")),
        ("imports.page", _("Import")),
        ("exports.page", _("Export")),
        ("people.page", _("People")),
        ("requests.page", _("Requests")),
        ("projects.setup", _("Project")),
    )
    here = (request.endpoint or "").partition(".")[0]
    here = BEHIND.get(here, here)
    return [
        {
            "name": name,
            "url": url_for(endpoint, slug=actor.project.slug),
            "talk": endpoint == "talk.page",
            "current": request.endpoint == endpoint or endpoint.partition(".")[0] == here,
        }
        for endpoint, name in entries
        if access.may(actor, access.ROUTES[endpoint]) and (endpoint != "work.queue" or access.may(actor, "annotate"))
    ]


def may(action: str) -> bool:
    """Say whether whoever looks at the page may take an action; templates ask the same table as the wall."""
    return access.may(me_or_none(), action)


def clock(moment: datetime) -> Markup:
    """Return a moment as an element, in words and UTC; a script shows it in the reader's own zone."""
    words = f"{moment.day} {moment:%b %Y, %H:%M}"
    return Markup('<time datetime="{}">{} UTC</time>').format(moment.isoformat(), words)


def role_name(role: str) -> str:
    """Return the word for a role."""
    return str({"annotator": _("annotator"), "reviewer": _("reviewer"), "manager": _("manager")}[role])


def label_names() -> dict[str | None, str]:
    """Return the name of each label by its code, for pages that do not read the scheme."""
    return {
        "CFS": _("Check-worthy claim"),
        "UFS": _("Factual, not check-worthy"),
        "NFS": _("Not factual"),
        None: _("Unsure"),
    }


def direction(language: str | None) -> str:
    """Return the `dir` of a text in a language: "rtl" where it is written from right to left, else what it begins with.

    A right-to-left article stays one where a paragraph begins with a Latin name.
    """
    tag = (language or "").lower().replace("_", "-").split("-")
    return "rtl" if tag[0] in RIGHT_TO_LEFT or not RIGHT_TO_LEFT_SCRIPTS.isdisjoint(tag[1:]) else "auto"


def install(app: Flask) -> None:
    """Give the templates what the frame of a page needs."""
    app.jinja_env.globals.update(
        menu=menu,
        may=may,
        clock=clock,
        role_name=role_name,
        label_names=label_names,
        actor=me_or_none,
        direction=direction,
    )
