"""Static files: read and compressed once at start, named by the hash of their content, kept by browsers for ever."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for

from annotator.errors import NotFound
from annotator.settings import PACKAGE

bp = Blueprint("assets", __name__)
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
# A comment has a line of its own or stands behind two blanks, as the house writes them.
COMMENT = re.compile(rb"(?:^|\s{2,})//\s.*$")
# Blanks beside these mean nothing but in strings; a line with a slash or a backtick may hold other texts and is left.
STRING, BLANK = re.compile(rb"(\"(?:[^\"\\]|\\.)*\")"), re.compile(rb" ?([=,;:?{}()\[\]<>|&]) ?")


@dataclass(frozen=True)
class Asset:
    """One static file, as it is and compressed."""

    body: bytes
    packed: bytes
    content_type: str


def _load(folder: Path) -> tuple[str, dict[str, Asset]]:
    """Read the folder; the version in the address is the hash of all of it, so that scripts can import each other."""
    files = {
        path.relative_to(folder).as_posix(): _lean(path) for path in sorted(folder.rglob("*")) if path.suffix in TYPES
    }
    digest = hashlib.sha256()
    for name, body in files.items():
        digest.update(name.encode() + b"\0" + body)
    return digest.hexdigest()[:12], {
        name: Asset(body, _packed(folder / f"{name}.gz", body), TYPES[Path(name).suffix])
        for name, body in files.items()
    }


def _packed(better: Path, body: bytes) -> bytes:
    """Return a file compressed; one that lies beside it, packed by a slower compressor, is taken if it fits."""
    known = better.read_bytes() if better.exists() else b""
    return known if known and gzip.decompress(known) == body else gzip.compress(body, 9, mtime=0)


def _lean(path: Path) -> bytes:
    """Return a file as it is sent: our own scripts without comments and blanks, which are a sixth of them."""
    body = path.read_bytes()
    if path.suffix != ".js" or "vendor" in path.parts:
        return body
    lines = (COMMENT.sub(b"", line).strip() for line in body.split(b"\n"))
    return b"\n".join(line if re.search(rb"[`/']", line) else _narrow(line) for line in lines if line)


def _narrow(line: bytes) -> bytes:
    """Return a line of a script without the blanks beside its signs; strings stay as they are."""
    return b"".join(part if number % 2 else BLANK.sub(rb"\1", part) for number, part in enumerate(STRING.split(line)))


@bp.get("/static/<version>/<path:name>")
def file(version: str, name: str) -> Response:
    """Send a static file; an address of an older version gets the file of today, but not for ever."""
    current, files = current_app.extensions["annotator.assets"]
    asset = files.get(name)
    if asset is None:
        raise NotFound("There is no such file.")
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(asset.packed if packed else asset.body)
    response.headers["Content-Type"] = asset.content_type
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if version == current else "no-cache"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def asset_url(name: str) -> str:
    """Return the address of a static file in its present version."""
    return url_for("assets.file", version=version(), name=name)


def version() -> str:
    """Return the version of all static files, which stands in their addresses."""
    return str(current_app.extensions["annotator.assets"][0])


def install(app: Flask) -> None:
    """Read the static files and give templates their addresses."""
    app.extensions["annotator.assets"] = _load(PACKAGE / "static")
    app.jinja_env.globals["asset"] = asset_url
    app.register_blueprint(bp)
