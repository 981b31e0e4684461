"""Pages are sent compressed: an article with its spans repeats itself, so the wire carries a fifth of it."""

import gzip

from flask import Flask, Response, request

SMALLEST = 1400
LEVEL = 4


def _pack(response: Response) -> Response:
    """Compress a whole page; streams, files and small fragments go as they are."""
    if (
        response.mimetype != "text/html"
        or response.is_streamed
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
        or "gzip" not in request.headers.get("Accept-Encoding", "")
    ):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response


def install(app: Flask) -> None:
    """Compress what the views answer."""
    app.after_request(_pack)
