"""The vocabulary of the preset "fact-claims" and the rules that need no database.

Codes are upper case everywhere. The layers are fixed because the tool understands them; the vocabulary is stored with
each project as a scheme version, so that a label can always be read with the words it was made under.
"""

from typing import Any, TypedDict

NAME = "fact-claims"
VERSION = "1.0.0"

KINDS = ("headline", "heading", "body", "credit", "link")
ANNOTATED = ("headline", "heading", "body")
LABELS = ("CFS", "UFS", "NFS")
FLAGS = ("unsure", "needs-context", "bad-split", "discuss")
CLAIM_TYPES = (
    "event-property",
    "numerical",
    "causal",
    "quote-verification",
    "position-statement",
    "prediction",
    "law-rule",
)
LEVELS = ("content", "attribution")
SOURCE_TYPES = ("named-person", "named-organisation", "unnamed", "document", "collective", "author")
COMMITMENTS = ("asserts", "denies", "doubts", "intends-hopes", "asks", "unclear")
STATUSES = ("not-started", "in-progress", "needs-second-opinion", "done")
VERDICTS = ("Supported", "Refuted", "Not Enough Evidence", "Conflicting Evidence/Cherrypicking", "Not Checkable")
VERDICTS_WITHOUT_EVIDENCE = ("Not Enough Evidence", "Not Checkable")
STANCES = ("supports", "refutes", "context")
MEDIA = ("document", "web-page", "image", "video", "audio", "dataset", "other")
METHODS = ("unanimous", "majority", "settled")
REASONS = ("slip", "guideline-gap", "ambiguous", "splitting", "source-unclear")
QUOTE_TYPES = ("direct", "mixed", "indirect")
ROLES = ("claim", "source", "cue", "content")

# What a project may leave unasked of a claim or an attribution, and what is stored then; and the checks of claims.
UNASKED: dict[str, Any] = {
    "normalized": None, "types": [], "source_entity": None, "source_type": "unnamed", "source_commitment": None,
    "nested_in": None,
}  # fmt: skip
OPTIONAL = (*UNASKED, "verification")

DEFAULT_LAYERS: dict[str, list[str]] = {"claims": ["CFS"], "attributions": ["CFS"]}


class Label(TypedDict):
    """One label of a scheme: its code, the key that sets it and the letter that shows it."""

    code: str
    key: str
    letter: str
    name: str
    definition: str


def preset() -> dict[str, Any]:
    """Return the body of scheme version 1.0.0 as it is stored with a new project."""
    labels: list[Label] = [
        {
            "code": "CFS",
            "key": "1",
            "letter": "C",
            "name": "Check-worthy claim",
            "definition": "Factual, and the public would want to know whether it is true.",
        },
        {
            "code": "UFS",
            "key": "2",
            "letter": "F",
            "name": "Factual, not check-worthy",
            "definition": "Factual, but few people would care whether it is true.",
        },
        {
            "code": "NFS",
            "key": "3",
            "letter": "N",
            "name": "Not factual",
            "definition": "Opinion, hope, promise, question or anything else that cannot be true or false.",
        },
    ]
    return {"name": NAME, "labels": labels, "flags": list(FLAGS), "claim_types": list(CLAIM_TYPES)}


def asked(layers: dict[str, list[str]], layer: str, label: str | None) -> bool:
    """Say whether a phase with `layers` asks for `layer` ("claims" or "attributions") on a sentence with `label`."""
    return label is not None and label in layers.get(layer, [])


def verification_gaps(status: str, verdict: str | None, rationale: str | None, evidence: int) -> list[str]:
    """Return in plain words what is missing before a verification may be called done; an empty list means nothing."""
    if status != "done":
        return []
    gaps = []
    if verdict is None:
        gaps.append("Choose a verdict before calling the check done.")
    if not (rationale or "").strip():
        gaps.append("Write down the reason for the verdict before calling the check done.")
    if verdict not in VERDICTS_WITHOUT_EVIDENCE and not evidence:
        gaps.append("Add at least one piece of evidence, or choose a verdict that needs none.")
    return gaps


def answered(label: str | None, flags: list[str] | None) -> bool:
    """Say whether a sentence counts as done: it has a label, or was parked as unsure."""
    return label is not None or "unsure" in (flags or ())
