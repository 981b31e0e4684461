"""A line of one's own history in plain words."""

from typing import Any

from annotator.annotate.recalling import Line
from annotator.web import choices
from annotator.web.texts import gettext as _

SPANS = ("spans", "source_spans", "cue_spans", "content_spans")


def words(line: Line, labels: dict[str, dict[str, str]]) -> str:
    """Return what a decision did; `labels` are the names of labels by code."""
    what = _what(line.kind, line.after or {}, labels)
    if line.undoes:
        return _("Took a decision back. Since then: %(what)s", what=what)
    return what


def _what(kind: str, after: dict[str, Any], labels: dict[str, dict[str, str]]) -> str:
    if kind.startswith("boundary") or "cut" in after:
        return _("The sentences were cut anew") if kind != "boundary-request" else _("Asked for another cut")
    parts = []
    if "label" in after:
        code = after["label"] or ("unsure" if "unsure" in after.get("flags", []) else "")
        parts.append(_("Label: %(label)s", label=labels.get(code, {"name": code})["name"]))
    if after.get("flags"):
        known = dict(choices.flags())
        named = ", ".join(known.get(flag, _("Unsure")) for flag in after["flags"])
        parts.append(_("Flags: %(flags)s", flags=named))
    if "note" in after:
        parts.append(_("Note: %(note)s", note=after["note"]) if after["note"] else _("Note taken away"))
    parts += _details(after, "claims", _("Claim"), _("Claim taken away"))
    parts += _details(after, "attributions", _("Attribution"), _("Attribution taken away"))
    verdicts, states = dict(choices.verdicts()), dict(choices.statuses())
    for check in after.get("verifications", {}).values():
        said = _("Check taken away") if check is None else states[check["status"]]
        parts.append(f"{verdicts[check['verdict']]}, {said}" if check and check["verdict"] else said)
    return "; ".join(parts) or _("Nothing was left")


def _details(after: dict[str, Any], layer: str, name: str, gone: str) -> list[str]:
    return [
        gone
        if value is None
        else f"{name}: " + " … ".join(span["quote"] for field in SPANS for span in value.get(field, []))
        for value in after.get(layer, {}).values()
    ]
