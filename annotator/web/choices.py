"""The words for the choices of the fact-claims scheme, as the dock shows them beside the stored codes."""

from annotator import scheme
from annotator.web.texts import gettext as _


def flags() -> list[tuple[str, str]]:
    """Return the flags that are set by hand; "unsure" has a key of its own."""
    return [
        ("needs-context", _("Needs context")),
        ("bad-split", _("Wrongly cut sentence")),
        ("discuss", _("To be discussed")),
    ]


def claim_types() -> list[tuple[str, str]]:
    """Return the types of claims."""
    return [
        ("event-property", _("Event or property")),
        ("numerical", _("Numbers")),
        ("causal", _("Cause and effect")),
        ("quote-verification", _("Was it said?")),
        ("position-statement", _("Someone's position")),
        ("prediction", _("Prediction")),
        ("law-rule", _("Law or rule")),
    ]


def levels() -> list[tuple[str, str]]:
    """Return what a verdict on the claim is about."""
    return [("content", _("Is it so?")), ("attribution", _("Did they say so?"))]


def source_types() -> list[tuple[str, str]]:
    """Return the kinds of sources."""
    return [
        ("named-person", _("Named person")),
        ("named-organisation", _("Named organisation")),
        ("unnamed", _("Not named")),
        ("document", _("Document")),
        ("collective", _("Group of people")),
        ("author", _("The writer")),
    ]


def commitments() -> list[tuple[str, str]]:
    """Return how the source stands to what it is said to say."""
    return [
        ("", _("Not said")),
        ("asserts", _("Asserts it")),
        ("denies", _("Denies it")),
        ("doubts", _("Doubts it")),
        ("intends-hopes", _("Intends or hopes it")),
        ("asks", _("Asks it")),
        ("unclear", _("Unclear")),
    ]


def verdicts() -> list[tuple[str, str]]:
    """Return the verdicts, in the order of their keys."""
    return [
        ("Supported", _("Supported")),
        ("Refuted", _("Refuted")),
        ("Not Enough Evidence", _("Not enough evidence")),
        ("Conflicting Evidence/Cherrypicking", _("Conflicting evidence")),
        ("Not Checkable", _("Not checkable")),
    ]


def statuses() -> list[tuple[str, str]]:
    """Return how far a check is."""
    return [
        ("not-started", _("Not started")),
        ("in-progress", _("In progress")),
        ("needs-second-opinion", _("Second opinion wanted")),
        ("done", _("Done")),
    ]


def confidences() -> list[tuple[str, str]]:
    """Return how sure the verdict is."""
    return [("", _("Not said")), ("1", _("Low")), ("2", _("Medium")), ("3", _("High"))]


def media() -> list[tuple[str, str]]:
    """Return the kinds of evidence."""
    return [
        ("", _("Not said")),
        ("document", _("Document")),
        ("web-page", _("Web page")),
        ("image", _("Picture")),
        ("video", _("Film")),
        ("audio", _("Sound")),
        ("dataset", _("Table of data")),
        ("other", _("Something else")),
    ]


def stances() -> list[tuple[str, str]]:
    """Return what evidence does to a claim."""
    return [("supports", _("Supports it")), ("refutes", _("Refutes it")), ("context", _("Gives context"))]


def optional() -> list[tuple[str, str]]:
    """Return the fields that a project may leave unasked."""
    words = {
        "normalized": _("Claim as a sentence that stands alone"), "types": _("What kind of claim"),
        "source_entity": _("Who the source is"), "source_type": _("Kind of source"),
        "source_commitment": _("How the source stands to it"), "nested_in": _("Reported within"),
        "verification": _("Verdict, evidence and reason"),
    }  # fmt: skip
    return [(name, words[name]) for name in scheme.OPTIONAL]
