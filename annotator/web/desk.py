"""What the annotation page gives its scripts: who works on what, the words they show, the names of all choices."""

from typing import Any

from flask import url_for

from annotator.opening import Opened
from annotator.web.identity import me, my_project
from annotator.web.texts import gettext as _


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
    """Return the word for each role of a span."""
    return {"claim": _("Claim"), "source": _("Source"), "cue": _("Cue"), "content": _("Content")}


def marks() -> dict[str, tuple[str, str]]:
    """Return the words that say where a span begins and ends to those who cannot see its line."""
    return {
        "claim": (_("[claim: "), _(" end claim]")),
        "source": (_("[source: "), _(" end source]")),
        "cue": (_("[cue: "), _(" end cue]")),
        "content": (_("[content: "), _(" end content]")),
    }


def data(article: Opened, install: str, steps: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return everything the scripts of the page need besides the sentences, as plain values.

    `steps` holds the decisions that can be undone and redone. The key of the outbox is made of the first three.
    """
    slug, actor = my_project().slug, me()
    public_id = article.public_id
    return {
        "install": install, "user": actor.user_id, "project": my_project().id, "article": public_id,
        "base": article.base, "open": article.state == "open", "layers": article.layers, "gaps": article.gaps,
        "ops": url_for("ops.save", slug=slug), "finish": url_for("annotate.finish", slug=slug, article=public_id),
        "page": url_for("annotate.page", slug=slug, article=public_id), "token": url_for("account.token"),
        "labels": {code: {"name": one["name"], "letter": one["letter"]} for code, one in names(article.labels).items()},
        "roles": role_names(), "marks": marks(), "texts": texts(), **steps,
    }  # fmt: skip


def texts() -> dict[str, str]:
    """Return the sentences that the scripts say; {...} is filled in there."""
    return {**_of_the_outbox(), **_of_the_desk(), **_of_claims()}


def _of_the_outbox() -> dict[str, str]:
    return {
        "saving": _("Saving…"),
        "saved": _("Saved"),
        "kept": _("Not saved: {n} kept, trying again"),
        "full": _("Not saved: this computer has no room left. Free some before you go on."),
        "out": _("Signed out. {n} kept on this computer"),
        "other": _("Signed in as someone else. {n} kept for the first account"),
        "offline": _("No answer. Try again in a moment."),
        "parked": _("{n} not accepted: open the list"),
        "old": _("Made by an older version of this page."),
    }


def _of_the_desk() -> dict[str, str]:
    return {
        "which": _("Sentence {number}"),
        "named": _("Sentence {number}, {label}"),
        "progress": _("{done} of {total}"),
        "edge": _("There is no sentence further on."),
        "complete": _("Every sentence has a label. Press Enter on the last one to submit."),
        "nothing": _("There is nothing more here."),
        "undone": _("Undone in sentence {number}: {what}"),
        "redone": _("Done again in sentence {number}: {what}"),
        "label": _("Label"),
        "flags": _("Flags"),
        "note": _("Note"),
        "claim": _("Claim"),
        "attribution": _("Attribution"),
        "verification": _("Check of a claim"),
        "undo": _("Taking a decision back"),
        "submit": _("Submitting"),
    }


def _of_claims() -> dict[str, str]:
    return {
        "first": _("Label the sentence as a claim first: press 1."),
        "hint": _(
            "{role}: press the letters over the first word, then over the last. "
            "Or use the arrow keys; Shift extends, Enter saves, Escape stops."
        ),
        "stopped": _("Stopped. Nothing was marked."),
        "marked": _("{role} marked: {words}"),
        "remove": _("Remove {role} span"),
        "none": _("none"),
        "peek": _("{spans} spans, verdict {verdict}"),
        "peek-plain": _("Note and flags"),
        "supports": _("Supports"),
        "refutes": _("Refutes"),
        "context": _("Context"),
        "read": _("read {day}"),
        "gap-verdict": _("Not done yet: choose a verdict first."),
        "gap-reason": _("Not done yet: write down the reason first."),
        "gap-evidence": _("Not done yet: add evidence, or choose a verdict that needs none."),
    }
