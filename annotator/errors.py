"""The words in which the core says no; the web floor turns each into a status, the command line into one line."""


class AnnotatorError(Exception):
    """Something a person can put right; the message says how. `reason` is a word that scripts can tell it by."""

    status = 400
    reason = ""


class BadInput(AnnotatorError, ValueError):
    """What was sent breaks a rule of its field; a ValueError too, so that pydantic takes it from a validator."""

    status = 422


class NotFound(AnnotatorError):
    """The thing is not there, or the person may not know of it."""

    status = 404


class Forbidden(AnnotatorError):
    """The person may know of the thing but not do this to it."""

    status = 403


class SignedOut(AnnotatorError):
    """The sign-in ended or was never made."""

    status = 401


class Conflict(AnnotatorError):
    """The thing changed since the person looked at it; nothing was stored and nothing is lost."""

    status = 409


class Submitted(Conflict):
    """The article is submitted; the decision can be made after it is taken back."""

    reason = "submitted"


class TooLarge(AnnotatorError):
    """The upload is over its limit."""

    status = 413


class TooMany(AnnotatorError):
    """Too many tries in too short a time."""

    status = 429


class SetupError(AnnotatorError):
    """The installation cannot run as it was told to."""

    status = 500


class NoRoom(AnnotatorError):
    """The disk is full; nothing was stored."""

    status = 507
