"""People of a project: roles, invitations, forgotten passwords, deactivating, erasing."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.errors import BadInput, Conflict
from annotator.team import people as use
from annotator.web.htmx import go
from annotator.web.identity import me
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing

bp = Blueprint("people", __name__)
CHANGES: dict[str, Callable[..., None]] = {
    "remove": use.remove, "deactivate": use.deactivate, "reactivate": use.reactivate, "erase": use.erase,
}  # fmt: skip


def _page(**more: object) -> str:
    with reading() as session:
        members, invitations = use.members(session, me()), use.invitations(session, me())
    known = {"link": None, "expires": None, "whose": None, "problem": None}
    return render_template(
        "people/page.html", members=members, invitations=invitations, days=use.EXPIRES, **(known | more)
    )


@bp.get("/projects/<slug>/people")
def page(slug: str) -> ResponseReturnValue:
    """Show the members, the open invitations and the form to invite one."""
    return _page()


@bp.get("/projects/<slug>/people/<key:user_id>")
def person(slug: str, user_id: int) -> ResponseReturnValue:
    """Show what can be done for or with one member."""
    return _person(user_id)


def _person(user_id: int, problem: str | None = None) -> str:
    with reading() as session:
        member = use.member(session, me(), user_id)
    return render_template("people/person.html", member=member, problem=problem)


@bp.post("/projects/<slug>/people")
def invite(slug: str) -> ResponseReturnValue:
    """Make a one-time link for a new member and show it once."""
    days = request.form.get("days", "7")
    try:
        with writing() as session:
            token, expires = use.invite(session, me(), request.form.getlist("role"), int(days) if days in "1730" else 0)
    except BadInput as fault:
        return _page(problem=str(fault)), fault.status
    return _page(link=url_for("account.link", token=token, _external=True), expires=expires)


@bp.post("/projects/<slug>/invitations/<key:invite_id>/revoke")
def revoke(slug: str, invite_id: int) -> ResponseReturnValue:
    """End a link that was not used."""
    with writing() as session:
        use.revoke(session, me(), invite_id)
    return go(url_for(".page", slug=slug))


@bp.post("/projects/<slug>/people/<key:user_id>/roles")
def roles(slug: str, user_id: int) -> ResponseReturnValue:
    """Give a member other roles."""
    try:
        with writing() as session:
            use.set_roles(session, me(), user_id, request.form.getlist("role"))
    except (BadInput, Conflict) as fault:
        return _person(user_id, str(fault)), fault.status
    return go(url_for("projects.index") if user_id == me().user_id else url_for(".page", slug=slug))


@bp.post("/projects/<slug>/people/<key:user_id>/reset")
def reset(slug: str, user_id: int) -> ResponseReturnValue:
    """Make a link for a forgotten password and show it once."""
    with writing() as session:
        token, expires = use.reset_link(session, me(), user_id)
    whose = _("for a new password")
    return _page(link=url_for("account.link", token=token, _external=True), expires=expires, whose=whose)


@bp.post("/projects/<slug>/people/<key:user_id>/change")
def change(slug: str, user_id: int) -> ResponseReturnValue:
    """Remove, deactivate, open again or erase a person."""
    what = CHANGES.get(request.form.get("do", ""))
    if what is None:
        raise BadInput(_("Choose what to do with this person."))
    more = [request.form.get("name", "")] if what is use.erase else []
    try:
        with writing() as session:
            what(session, me(), user_id, *more)
    except (BadInput, Conflict) as fault:
        return _person(user_id, str(fault)), fault.status
    return go(url_for("projects.index") if user_id == me().user_id else url_for(".page", slug=slug))
