"""How an export that is sent while it is written ends, when it breaks off.

A server ends an answer in the same way whether all of it was sent or not. So a file that breaks off says so in its last
line; a zip then has no end that a program would open it by.
"""

import errno
import logging
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from annotator.errors import AnnotatorError
from annotator.exporting.choice import Choice

LOG = logging.getLogger(__name__)
BROKEN = "annotator: this file broke off and is not whole."


def told(parts: Iterator[bytes], choice: Choice) -> Iterator[bytes]:
    """Pass on the bytes of an export; what stops it becomes its last line and a line of the log."""
    try:
        yield from parts
    except (AnnotatorError, OSError, SQLAlchemyError) as fault:
        LOG.warning("An export as %s broke off: %s", choice.format, fault)
        yield f"\n{BROKEN} {_reason(fault)}\n".encode()


def _reason(fault: Exception) -> str:
    if isinstance(fault, AnnotatorError):
        return str(fault)
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk of the server is full. Free some space and try again."
    return "The disk or the database failed. Try again, or run: annotator doctor"
