"""The words that the review pages show beside the stored codes, and what their scripts need."""

from typing import Any
from uuid import uuid4

from flask import url_for

from annotator import scheme
from annotator.review import cases
from annotator.review.queueing import Filter
from annotator.web import choices, desk
from annotator.web.identity import me, my_project
from annotator.web.texts import gettext as _


def new_id() -> str:
    """Return a name for the operation of a plain form."""
    return str(uuid4())


def of_review(review: cases.Review) -> dict[str, Any]:
    """Return what the page of an article and its fragments need: the review and the words for its codes."""
    return {
        "review": review, "names": desk.names(review.ground.labels), "role_names": desk.role_names(),
        "part_names": part_names(), "flag_names": flag_names(), "field_names": field_names(),
        "reasons": reasons(), "methods": methods(), "new_id": new_id, "query": review.wanted.query(),
        "verdicts": dict(choices.verdicts()), "answers": answers(), "active": None, "refusal": "", "typed": None,
    }  # fmt: skip


def part_names() -> dict[str, str]:
    """Return the word for each part in which annotations differ, inside a sentence."""
    return {
        "label": _("label"), "flags": _("flags"), "claim": _("claim"), "source": _("source"), "cue": _("cue"),
        "content": _("content"),
    }  # fmt: skip


def flag_names() -> dict[str, str]:
    """Return the word for each flag."""
    return {
        "unsure": _("unsure"), "needs-context": _("needs context"), "bad-split": _("badly split"),
        "discuss": _("to discuss"),
    }  # fmt: skip


def field_names() -> dict[str, str]:
    """Return the word for each value of the fields of claims and attributions."""
    listed = (choices.claim_types(), choices.levels(), choices.source_types(), choices.commitments())
    return {code: word for pairs in listed for code, word in pairs if code}


def reasons() -> dict[str, str]:
    """Return the word for each class of reasons, in the order of their keys."""
    words = (_("Slip"), _("Guideline gap"), _("Ambiguous"), _("Splitting"), _("Source unclear"))
    return dict(zip(scheme.REASONS, words, strict=True))


def methods() -> dict[str, str]:
    """Return how a gold came about."""
    return {"unanimous": _("all agree"), "majority": _("majority"), "settled": _("reviewer’s decision")}


def answers() -> dict[str, str]:
    """Return what an annotator can say of a decision with one click."""
    return {"agree": _("I agree"), "disagree": _("I see it differently")}


def shows() -> dict[str, str]:
    """Return the name of each filter of the queue."""
    return {
        "differ": _("Disagreements"), "edges": _("Only edges"), "flagged": _("Flagged"),
        "comments": _("With comments"), "agreed": _("Sample of the agreed"), "settled": _("Settled"), "all": _("All"),
    }  # fmt: skip


def desk_data(review: cases.Review, install: str, wanted: Filter) -> dict[str, Any]:
    """Return what the scripts of the page need; the key of the outbox is made of the first three."""
    slug = my_project().slug
    own = {
        "progress": _("{done} of {total} settled"), "taking": _("Settled: {what}"), "back": _("Taken back"),
        "prime": _("Take {letter}, next"), "no-label": _("Annotator {letter} is unsure: there is no label to take."),
        "which": _("Sentence {number}"), "label": _("Choose a label first."),
        "offline": _("No connection. Try again in a moment."), "why": _("Why: {what}"),
        "last": _("There is no sentence further on in this queue."), "part": _("{what} of {who}"),
    }  # fmt: skip
    return {
        "install": install, "user": me().user_id, "project": my_project().id, "article": review.ground.public_id,
        "base": review.ground.base, "ops": url_for("ops.save", slug=slug), "query": wanted.query(),
        "token": url_for("account.token"), "units": review.units,
        "undo": review.undoable, "texts": desk.texts() | own,
    }  # fmt: skip
