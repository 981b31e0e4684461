"""What a decision makes of an annotation: the rules of each kind, whoever holds what is there.

The holder is the database, as with a save, or memory, as with work that comes in by the article. A change is a plain
dict, see `annotator.annotate.annotating`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import bindparam, select
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor
from annotator.annotate import details, verifying
from annotator.annotate.operations import Operation
from annotator.errors import BadInput, NotFound
from annotator.fields import IDENTIFIER, MAX_TEXT
from annotator.project import options

A_CLAIM = select(details.CLAIM.c.id).where(details.CLAIM.c.annotation_id == bindparam("annotation")).limit(1)
Change = dict[str, Any]
OWN_FIELDS = ("label", "flags", "note")


class Holder(Protocol):
    """One annotation as it is now. `row` has its label, flags and note, and what is asked of its sentence."""

    @property
    def row(self) -> Any:
        """Return what `annotator.annotate.operations.target` does."""

    def has_claims(self) -> bool:
        """Say whether it has any claim."""

    def detail(self, layer: str, uuid: str) -> dict[str, Any] | None:
        """Return a claim or attribution, or None."""

    def linked(self, uuid: str, *, gone: bool) -> dict[str, dict[str, Any]]:
        """Return the claims that change with an attribution, under their UUIDs."""

    def verification(self, uuid: str) -> dict[str, Any] | None:
        """Return the check of a claim by whose annotation it is, or None."""

    def checked(self, layer: str, value: Any) -> dict[str, Any]:
        """Return a claim or attribution from outside as it is stored; raises BadInput."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The annotation of a target row, in the database."""

    session: Session
    row: Any

    def has_claims(self) -> bool:
        """Say whether it has any claim."""
        key = self.row.annotation_id
        return key is not None and self.session.execute(A_CLAIM, {"annotation": key}).first() is not None

    def detail(self, layer: str, uuid: str) -> dict[str, Any] | None:
        """Return a claim or attribution, or None."""
        return details.one(self.session, self.row.annotation_id, layer, uuid)

    def linked(self, uuid: str, *, gone: bool) -> dict[str, dict[str, Any]]:
        """Return the claims that change with an attribution, under their UUIDs."""
        return details.linked(self.session, self.row.annotation_id, uuid, gone=gone)

    def verification(self, uuid: str) -> dict[str, Any] | None:
        """Return the check of a claim by whose annotation it is, or None."""
        return verifying.stored(self.session, self.row.annotation_id, uuid, self.row.user_id)

    def checked(self, layer: str, value: Any) -> dict[str, Any]:
        """Return a claim or attribution from outside as it is stored; raises BadInput."""
        return details.checked(self.session, self.row.article_id, self.row.text_version, layer, value)


def wanted(holder: Holder, actor: Actor, op: Operation) -> Change:
    """Return the change that an operation makes, without what the project does not ask; raises BadInput or NotFound."""
    change = WANTED[op.kind](holder, op)
    if any(change.get("verifications", {}).values()) and "verification" in options.left_out(actor.switches):
        raise BadInput("This project does not ask for checks of claims.")
    return change | {
        layer: {uuid: one and options.without_unasked(actor.switches, one) for uuid, one in change[layer].items()}
        for layer in change.keys() & {"claims", "attributions"}
    }


def current(holder: Holder, change: Mapping[str, Any]) -> Change:
    """Return what is there now under the keys of `change`."""
    row = holder.row
    found: Change = {
        name: (list(row.flags or ()) if name == "flags" else getattr(row, name))
        for name in OWN_FIELDS
        if name in change
    }
    for layer in ("claims", "attributions"):
        if layer in change:
            found[layer] = {uuid: holder.detail(layer, uuid) for uuid in change[layer]}
    if "verifications" in change:
        found["verifications"] = {uuid: holder.verification(uuid) for uuid in change["verifications"]}
    return found


def is_identifier(text: str) -> bool:
    """Say whether a text is an id as browsers make them."""
    return re.fullmatch(IDENTIFIER, text) is not None


def _label(holder: Holder, op: Operation) -> Change:
    row = holder.row
    codes = [label["code"] for label in row.scheme_body["labels"]]
    if op.value is not None and op.value not in codes:
        raise BadInput(f"There is no label {str(op.value)[:40]}. The labels are {', '.join(codes)}.")
    flags = [flag for flag in row.flags or () if op.value is None or flag != "unsure"]
    change: Change = {"label": op.value, "flags": flags}
    if scheme.asked(row.layers, "claims", op.value) and not holder.has_claims():
        # The browser knows this id before the answer comes: the default claim is named after the decision.
        change["claims"] = {op.op_id: details.default_claim(row.text, row.start)}
    return change


def _flags(holder: Holder, op: Operation) -> Change:
    if not isinstance(op.value, list) or not all(isinstance(flag, str) for flag in op.value):
        raise BadInput("Flags must be a list of words.")
    if unknown := set(op.value) - set(scheme.FLAGS):
        raise BadInput(f"There is no flag {min(unknown)[:40]}. The flags are {', '.join(scheme.FLAGS)}.")
    flags = sorted(set(op.value))
    return {"label": None if "unsure" in flags else holder.row.label, "flags": flags}


def _note(_holder: Holder, op: Operation) -> Change:
    if op.value is not None and not isinstance(op.value, str):
        raise BadInput("A note must be text.")
    if op.value is not None and len(op.value) > MAX_TEXT:
        raise BadInput(f"The note is over {MAX_TEXT} characters. Shorten it.")
    return {"note": (op.value or "").strip() or None}


def _detail(holder: Holder, op: Operation) -> Change:
    layer = op.kind + "s"
    if not isinstance(op.value, dict) or len(op.value) != 1:
        raise BadInput(f"Send one {op.kind} under its id.")
    ((uuid, value),) = op.value.items()
    if not is_identifier(uuid):
        raise BadInput(f"The id of the {op.kind} must be 1 to 64 letters, digits, - or _.")
    made = None if value is None else holder.checked(layer, value)
    change: Change = {layer: {uuid: made}}
    if layer == "claims":
        if made is None and holder.verification(uuid) is not None:
            # The check of a claim goes with it.
            change["verifications"] = {uuid: None}
    elif claims := holder.linked(uuid, gone=made is None):
        change["claims"] = claims
    return change


def _verification(holder: Holder, op: Operation) -> Change:
    claim, made = verifying.checked(op.value)
    if holder.detail("claims", claim) is None:
        raise NotFound(verifying.NO_CLAIM)
    return {"verifications": {claim: made}}


WANTED: dict[str, Callable[[Holder, Operation], Change]] = {
    "label": _label,
    "flags": _flags,
    "note": _note,
    "claim": _detail,
    "attribution": _detail,
    "verification": _verification,
}
