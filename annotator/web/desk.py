"""What the annotation page gives its scripts: who works on what, the words they show, the names of all choices."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from annotator.opening import Opened
from annotator.web.identity import me, my_project


def names(labels: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """Return name, letter, key and a hint of what each label means, by code; also of "unsure" and of none ("")."""
    hints = {"CFS": _("Worth checking"), "UFS": _("Routine fact"), "NFS": _("Opinion, hope, question")}
    found = {
        label["code"]: {
            "name": label["name"],
            "letter": label["letter"],
            "key": label["key"],
            "hint": hints.get(label["code"], ""),
            "title": label["definition"],
        }
        for label in labels
    }
    parked = {"name": _("Unsure"), "letter": "?", "key": "0", "hint": _("Park it for discussion"), "title": ""}
    return {
        **found,
        "unsure": parked,
        "": {"name": _("not labelled"), "letter": "", "key": "", "hint": "", "title": ""},
    }


def role_names() -> dict[str, str]:
    """Return the word for each role of a span, as it stands inside the hidden words of a sentence."""
    return {"claim": _("claim"), "source": _("source"), "cue": _("cue"), "content": _("content")}


def data(article: Opened, install: str, steps: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return everything the scripts of the page need besides the sentences, as plain values.

    `steps` holds the decisions that can be undone and redone. The key of the outbox is made of the first three.
    """
    slug, actor = my_project().slug, me()
    return {
        "install": install, "user": actor.user_id, "project": my_project().id, "article": article.public_id,
        "base": article.base, "open": article.state == "open", "layers": article.layers,
        "ops": url_for("ops.save", slug=slug), "finish": url_for("annotate.finish", slug=slug, article=article.public_id),
        "labels": {code: {"name": one["name"], "letter": one["letter"]} for code, one in names(article.labels).items()},
        "roles": role_names(), "texts": texts(), **steps,
    }  # fmt: skip


def texts() -> dict[str, str]:
    """Return the sentences that the scripts say; %(...)s is filled in there."""
    return {
        "progress": _("%(done)s of %(total)s"),
        "old": _("Made by an older version of this page."),
        "named": _("Sentence %(number)s, %(label)s"),
        "begin": _("[%(role)s: "),
        "end": _(" end %(role)s]"),
        "saving": _("Saving…"),
        "saved": _("Saved"),
        "kept": _("Not saved: %(n)s kept, trying again"),
        "full": _("Not saved: this computer has no room left. Free some before you go on."),
        "out": _("Signed out. %(n)s kept on this computer"),
        "other": _("Signed in as someone else. %(n)s kept for the first account"),
        "parked": _("%(n)s not accepted: open the list"),
    }
