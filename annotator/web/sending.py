"""Sending an export while it is written."""

from collections.abc import Generator
from itertools import chain

from flask import Response

from annotator.exporting import Choice, ending


def sent(parts: Generator[bytes, None, None], choice: Choice, name: str) -> Response:
    """Return the answer that sends `parts` as a file for the choice; `name` is the slug it is called after.

    What can be known before the first bytes is raised here, and becomes a page.
    """
    form = choice.form
    response = Response(ending.told(chain([next(parts)], parts), choice), content_type=form.content_type)
    file = choice.file_name(name) + (".zip" if form.is_folder else "")
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    # Whoever goes away in the middle must not leave the snapshot open.
    response.call_on_close(parts.close)
    return response
