"""The wall before every view, the cookie's form and the headers of every answer."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from annotator import access
from annotator.errors import Forbidden, NotFound
from annotator.settings import UPLOAD_LIMIT, Settings
from annotator.web.errors import refuse, signed_out
from annotator.web.identity import me_or_none
from annotator.web.texts import gettext as _

LOOPBACK = ("127.0.0.1", "localhost", "::1")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FORM_SLACK = 1024 * 1024


class Cookies(SecureCookieSessionInterface):
    """Over https a `__Host-` cookie that only https sends back; over plain http, where allowed, a plain one."""

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name that fits the request's scheme."""
        del app
        return "__Host-session" if request.is_secure else "session"

    def get_cookie_secure(self, app: Flask) -> bool:
        """Return whether the request came over https."""
        del app
        return request.is_secure


def host_name() -> str:
    """Return the host of the request without its port."""
    return urlsplit(f"//{request.host}").hostname or ""


def _allow_host() -> ResponseReturnValue | None:
    insecure = current_app.extensions["annotator.settings"].insecure_http
    if request.is_secure or insecure or host_name() in LOOPBACK or request.endpoint == "health.healthz":
        return None
    message = _("Passwords would cross the network unprotected. Use https, or start with --insecure-http if you must.")
    return refuse(message, 403)


def _wall() -> ResponseReturnValue | None:
    """Let through only what the access table allows to whoever asks; what is not listed is refused."""
    if request.endpoint is None:
        return None
    action = access.ROUTES.get(request.endpoint)
    if action == "public":
        return None
    actor = me_or_none()
    if actor is None:
        return signed_out(_("Your sign-in has ended. Sign in again."))
    if action is None:
        raise Forbidden(_("This page is in no access table."))
    if action in access.ACTIONS and actor.project is None:
        raise NotFound(_("The address may be mistyped, or the thing is not yours to see."))
    if not access.may(actor, action):
        raise Forbidden(_("Your role in this project does not allow this. Ask one of its managers."))
    return None


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    if request.is_secure or host_name() in LOOPBACK:
        # Over plain http from another machine browsers ignore it and complain on every page.
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def install(app: Flask, settings: Settings) -> None:
    """Set cookies, limits, CSRF protection, the wall and the headers."""
    app.secret_key = settings.secret_key
    app.session_interface = Cookies()
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=60 * 24 * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT + FORM_SLACK,
        MAX_FORM_MEMORY_SIZE=UPLOAD_LIMIT + FORM_SLACK,
        MAX_FORM_PARTS=5000,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SECRET_KEY=settings.secret_key + "csrf",
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.before_request(_allow_host)
    CSRFProtect(app)
    app.before_request(_wall)
    app.after_request(_headers)
