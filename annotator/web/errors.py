"""From the words of the core to statuses and pages: every refusal says why and what to do next."""

import logging
from urllib.parse import urlsplit

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from annotator import access
from annotator.errors import AnnotatorError, SignedOut
from annotator.settings import UPLOAD_LIMIT
from annotator.web.htmx import wants_fragment
from annotator.web.identity import me_or_none
from annotator.web.texts import gettext as _

log = logging.getLogger("annotator")
# What a page never shows.
SECRET = ("csrf_token", "password", "old", "new")


def _titles() -> dict[int, str]:
    return {
        400: _("This could not be read"),
        401: _("Your sign-in has ended"),
        403: _("This is not yours to do"),
        404: _("There is no such page"),
        405: _("This page cannot do that"),
        409: _("Something changed meanwhile"),
        413: _("This is too large"),
        422: _("This needs another look"),
        429: _("Too many tries"),
        500: _("Something broke on our side"),
        507: _("The disk is full"),
    }


def refuse(message: str, status: int, reason: str = "") -> ResponseReturnValue:
    """Answer with one sentence: as a fragment to htmx, as a page to a browser."""
    if wants_fragment():
        return render_template("errors/_message.html", message=message, reason=reason), status
    title = _titles().get(status, _titles()[400])
    page = "errors/broken.html" if status == 500 else "errors/page.html"
    kept = _written() if status in (400, 401) else []
    # Whoever signs in again goes on where the form was; sign-in takes addresses of this server only.
    came = urlsplit(request.referrer or "").path
    return render_template(page, title=title, message=message, status=status, kept=kept, came=came), status


def _written() -> list[str]:
    """Return the texts of a form that was not taken, so that nobody writes them again; only of a form of ours."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    fields = request.form.items(multi=True)
    return [text for name, text in fields if name not in SECRET and not name.startswith("was-") and " " in text.strip()]


def _domain(error: AnnotatorError) -> ResponseReturnValue:
    if isinstance(error, SignedOut):
        return signed_out(str(error))
    return refuse(str(error), error.status, error.reason)


def signed_out(message: str) -> ResponseReturnValue:
    """Answer 401 to htmx, so that the page stays and can offer a dialog; send a browser to the sign-in page."""
    if wants_fragment() or request.method == "POST":
        return refuse(message, 401)
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    gone = me_or_none() is None and access.ROUTES.get(request.endpoint or "") != "public"
    if wants_fragment() or gone:
        return refuse(_("Your sign-in has ended. Sign in again."), 401)
    return refuse(_("This form is from an older sign-in or from elsewhere. Go back, reload the page, try again."), 400)


def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    limit = UPLOAD_LIMIT // 2**20
    return refuse(_("Uploads may have %(limit)s MB. Cut the file into smaller ones.", limit=limit), 413)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    known = {
        404: _("The address may be mistyped, or the thing is not yours to see."),
        405: _("Go back and use the buttons of the page."),
        500: _("Nothing was stored. Try again; if it stays, tell whoever runs this Annotator and name the time."),
    }
    return refuse(known.get(error.code, _("Go back and try again.")), error.code)


def install(app: Flask) -> None:
    """Register the handlers. An unforeseen fault becomes a 500 page; Flask logs it with its traceback."""
    app.register_error_handler(AnnotatorError, _domain)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
