"""What the annotation page gives its scripts: who works on what, the words they show, the names of all choices."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from markupsafe import Markup

from annotator.annotate import keymap
from annotator.annotate.opening import Opened
from annotator.project import options
from annotator.web.identity import me, my_project
from annotator.web.texts import gettext as _

# Which script does what a button asks for; it is loaded when the first of its buttons is pressed.
SCRIPTS = {
    "claims": ("span", "verdict", "second", "remove", "choose", "evidence"),
    "recut": ("cut", "join"),
    "aside": ("guideline", "history", "find", "close"),
    "seldom": ("undo", "redo", "flag", "unlabelled", "flagged", "keys", "list", "peek", "fold"),
}
PARTS = {act: script for script, acts in SCRIPTS.items() for act in acts}


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


def bound(keys: Mapping[str, str]) -> Callable[..., Markup]:
    """Return what puts the keys of an action into a button: `then` is a second key, `also` are further ones."""

    def attributes(action: str, then: str = "", *also: str) -> Markup:
        own = [key + (then and f"-{then}") for key in keymap.all_of(action, keys.get(action, ""))]
        if not own and not also:
            return Markup()
        said = " ".join([keys.get(action, ""), then]).strip() or also[0]
        return Markup(' data-key="{}" aria-keyshortcuts="{}"').format(" ".join([*own, *also]), said)

    return attributes


def cap(keys: Mapping[str, str]) -> Callable[[str], Markup]:
    """Return what draws the key of an action, or nothing when it has none."""

    def drawn(action: str) -> Markup:
        key = keys.get(action, "").replace("shift+", "⇧")
        return Markup(" <kbd>{}</kbd>").format(key.upper()) if key else Markup()

    return drawn


def key_tools(keys: Mapping[str, str]) -> dict[str, Any]:
    """Return what the templates need to show and bind keys; those of what the project does not ask are off."""
    if "verification" in options.left_out(me().switches):
        keys = {**keys, "verdict": "", "evidence": ""}
    return {"keys": keys, "bound": bound(keys), "cap": cap(keys)}


def role_names() -> dict[str, str]:
    """Return the word for each role of a span."""
    return {"claim": _("Claim"), "source": _("Source"), "cue": _("Cue"), "content": _("Content")}


def definitions() -> dict[str, str]:
    """Return what each role of a span is, for where it is chosen."""
    return {
        "claim": _("Claim: the words that say what could be checked"),
        "source": _("Source: who is said to say it; may stand in an earlier sentence, or be missing"),
        "cue": _("Cue: the words that report it, such as “said” or “according to”"),
        "content": _("Content: what the source is said to say, quotation marks included"),
    }


def marks() -> dict[str, tuple[str, str]]:
    """Return the words that say where a span begins and ends to those who cannot see its line."""
    return {
        "claim": (_("[claim: "), _(" end claim]")),
        "source": (_("[source: "), _(" end source]")),
        "cue": (_("[cue: "), _(" end cue]")),
        "content": (_("[content: "), _(" end content]")),
    }


def data(article: Opened, install: str, steps: dict[str, list[dict[str, Any]]], pace: int = 0) -> dict[str, Any]:
    """Return everything the scripts of the page need besides the sentences, as plain values.

    `steps` holds the decisions that can be undone and redone, `pace` the milliseconds a sentence takes. The key of the
    outbox is made of the first three.
    """
    slug, actor = my_project().slug, me()
    public_id = article.public_id
    return {
        "install": install, "user": actor.user_id, "project": my_project().id, "article": public_id,
        "base": article.base, "open": article.state == "open", "layers": article.layers, "gaps": article.gaps,
        "ops": url_for("ops.save", slug=slug), "finish": url_for("annotate.finish", slug=slug, article=public_id),
        "page": url_for("annotate.page", slug=slug, article=public_id), "token": url_for("account.token"),
        "names": url_for("annotate.names", slug=slug, article=public_id), "pace": pace,
        "guideline": url_for("projects.guideline", slug=slug), "parts": PARTS,
        "unasked": sorted(options.left_out(my_project().options)),
        "labels": {code: {"name": one["name"], "letter": one["letter"]} for code, one in names(article.labels).items()},
        "roles": role_names(), "marks": marks(), "texts": texts(), **steps,
    }  # fmt: skip


def texts() -> dict[str, str]:
    """Return the sentences that the scripts say; {...} is filled in there."""
    return {**_of_the_outbox(), **_of_the_desk(), **_of_claims(), **_of_the_drawer()}


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
        "updated": _("Annotator was updated. What is kept on this computer stays and is sent."),
        "reload": _("Reload"),
    }


def _of_the_desk() -> dict[str, str]:
    return {
        "which": _("Sentence {number}"),
        "named": _("Sentence {number}, {label}"),
        "progress": _("{done} of {total}"),
        "left": _("; {n} min left"),
        "edge": _("There is no sentence further on."),
        "complete": _("Every sentence has a label. Press Enter on the last one to submit."),
        "unflagged": _("No sentence has a flag."),
        "flag-on": _("Flag set: {flag}"),
        "flag-off": _("Flag taken away: {flag}"),
        "noted": _("Note kept in sentence {number}"),
        "nothing": _("There is nothing more here."),
        "undone": _("Undone in sentence {number}: {what}"),
        "redone": _("Done again in sentence {number}: {what}"),
        "label": _("Label"),
        "flags": _("Flags"),
        "note": _("Note"),
        "claim": _("Claim"),
        "attribution": _("Attribution"),
        "verification": _("Check of a claim"),
        "boundary": _("Cut of the sentences"),
        "join": _("Join with the next"),
        "split": _("Split into two"),
        "cutting": _(
            "Press the letters over the word that begins the new sentence. Press [ or Enter to join with the next."
        ),
        "joined": _("Sentences joined. Undo takes it back."),
        "parted": _("Sentence split. Undo takes it back."),
        "asked": _("Others work on this article too, so a manager decides. Your request is noted below."),
        "fresh": _("Brought up to date with your other window."),
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
        "removed": _("{role} taken away"),
        "verdict": _("Verdict in sentence {number}: {verdict}"),
        "checked": _("Check of the claim kept in sentence {number}"),
        "evidence-there": _("Evidence added: {n} in all"),
        "evidence-gone": _("Evidence removed"),
        "suggested": _("suggested"),
        "quote-direct": _("Quoted word for word"),
        "quote-mixed": _("Partly in quotation marks"),
        "quote-indirect": _("In the writer's words"),
        "peek-one": _("1 span, verdict {verdict}"),
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


def _of_the_drawer() -> dict[str, str]:
    return {
        "guideline": _("Guideline"),
        "history": _("History of sentence {number}"),
        "find": _("Find in this article"),
        "search": _("Search"),
        "found-one": _("1 place"),
        "found": _("{n} places"),
        "close": _("Close"),
        "open": _("Open"),
    }
