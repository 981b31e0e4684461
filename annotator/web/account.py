"""Signing in and out, one-time links, one's own account."""

from urllib.parse import urlsplit

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import login_user
from flask_wtf.csrf import generate_csrf

from annotator.access import Actor
from annotator.errors import BadInput, Conflict, SignedOut, TooMany
from annotator.team import accounts, joining, logs
from annotator.web.htmx import go, wants_fragment
from annotator.web.identity import Identity, me, me_or_none
from annotator.web.numbers import whole
from annotator.web.texts import gettext as _
from annotator.web.unit import passwords, reading, writing

bp = Blueprint("account", __name__)


@bp.get("/sign-in")
@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Show the form; check a name and password, slowly and not too often, and start a new sign-in."""
    name, where = request.form.get("name", ""), safe_next(request.values.get("next", ""))
    if request.method != "POST":
        if me_or_none() is not None:
            return redirect(where)
        return render_template("account/sign_in.html", name="", next=where, problem=None)
    try:
        token = _check(name, request.form.get("password", ""))
    except (SignedOut, TooMany) as fault:
        page = "account/_problem.html" if wants_fragment() else "account/sign_in.html"
        return render_template(page, name=name, next=where, problem=str(fault)), fault.status
    start(token)
    return redirect(where, 303)


def _check(name: str, password: str) -> str:
    with writing() as session:
        tried = accounts.begin_sign_in(session, name, request.remote_addr or "")
    if not passwords().matches(tried.password_hash, password):
        raise SignedOut(_("Name and password do not belong together. Try again, or ask a manager for a link."))
    with writing() as session:
        return accounts.finish_sign_in(session, tried, request.user_agent.string)


def start(token: str) -> None:
    """Put a new sign-in into a fresh cookie."""
    cookie.clear()
    cookie.permanent = True
    login_user(Identity(Actor(user_id=0, name=""), token))


def safe_next(where: str) -> str:
    """Return `where` if it is an address on this server, else the start page."""
    parts = urlsplit(where)
    local = where.startswith("/") and not where.startswith(("//", "/\\")) and not parts.netloc and where.isprintable()
    return where if local and "\\" not in where else url_for("projects.index")


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this sign-in on the server and in the browser."""
    with writing() as session:
        accounts.sign_out(session, me())
    cookie.clear()
    return go(url_for("account.sign_in"))


@bp.get("/token")
def token() -> ResponseReturnValue:
    """Hand out a fresh CSRF token and say who is signed in, for a page whose sign-in was renewed in a dialog."""
    actor = me_or_none()
    return jsonify(token=generate_csrf(), user=actor.user_id if actor else None)


@bp.get("/link/<token>")
@bp.post("/link/<token>")
def link(token: str) -> ResponseReturnValue:
    """Show and take the form behind a one-time link: first manager, invitation, or forgotten password."""
    with reading() as session:
        offer = joining.offer(session, token, me_or_none())
    name, password = request.form.get("name", ""), request.form.get("password", "")
    shown = {"offer": offer, "name": name, "action": url_for(".link", token=token)}
    accepted = bool(request.form.get("notice"))
    if request.method != "POST":
        return render_template("account/link.html", problem=None, accepted=False, **shown)
    try:
        hashed = passwords().hash(password) if offer.asks_password else ""
        with writing() as session:
            made = joining.accept(
                session, token, me_or_none(), name=name, password_hash=hashed, browser=request.user_agent.string,
                notice=accepted, version=request.form.get("version", default=0, type=whole),
            )  # fmt: skip
    except (BadInput, Conflict) as fault:
        return render_template("account/link.html", problem=str(fault), accepted=accepted, **shown), fault.status
    if made is not None:
        start(made)
    return redirect(url_for("projects.index"), 303)


@bp.get("/account")
def page() -> ResponseReturnValue:
    """Show one's own account: theme, password, sign-ins."""
    with reading() as session:
        sessions = accounts.own_sessions(session, me())
    return render_template("account/page.html", sessions=sessions, problem=None)


@bp.post("/account/theme")
def theme() -> ResponseReturnValue:
    """Remember light, dark or the system's choice."""
    with writing() as session:
        accounts.set_theme(session, me(), request.form.get("theme", ""))
    return go(url_for(".page"))


@bp.post("/account/password")
def password() -> ResponseReturnValue:
    """Change one's password; every other sign-in ends."""
    with reading() as session:
        stored = accounts.stored_password(session, me())
    if not passwords().matches(stored, request.form.get("old", "")):
        raise BadInput(_("The old password is not right. Nothing was changed."))
    hashed = passwords().hash(request.form.get("new", ""))
    with writing() as session:
        accounts.set_password(session, me().user_id, hashed, keep=me().session_id)
        logs.note_everywhere(session, me().user_id, me().user_id, "password")
    return go(url_for(".page"))


@bp.post("/account/sessions/<key:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    """End another of one's sign-ins."""
    with writing() as session:
        accounts.sign_out(session, me(), session_id)
    return go(url_for(".page"))
