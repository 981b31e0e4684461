"""One's own place in a project: its notice to accept, and leaving; and for managers, writing the notice."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.errors import BadInput, Conflict
from annotator.project import options
from annotator.team import notices, people
from annotator.web.account import safe_next
from annotator.web.htmx import go, wants_fragment
from annotator.web.identity import me, my_project
from annotator.web.numbers import whole
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing

bp = Blueprint("place", __name__)
NEVER_BARRED = ("place.page", "projects.guideline")


@bp.before_app_request
def _ask() -> ResponseReturnValue | None:
    """Show the notice before any page of the project while a version of it waits to be accepted."""
    actor = me() if request.view_args and "slug" in request.view_args else None
    pending = actor is not None and actor.asked and request.method == "GET" and request.endpoint not in NEVER_BARRED
    if not pending or wants_fragment():
        return None
    after = request.full_path.rstrip("?")
    return redirect(url_for("place.page", slug=my_project().slug, next=after))


@bp.get("/projects/<slug>/place")
def page(slug: str) -> ResponseReturnValue:
    """Show what one is in the project, its notice, and how to leave."""
    return _page()


def _page(problem: str | None = None) -> str:
    with reading() as session:
        place, notice = notices.place(session, me()), notices.asked(session, my_project().id)
    after = safe_next(request.values["next"]) if request.values.get("next") else ""
    told = {name: options.value(my_project().options, name) for name in ("timing", "timing_published")}
    return render_template("place/page.html", place=place, notice=notice, next=after, problem=problem, **told)


@bp.post("/projects/<slug>/place")
def accept(slug: str) -> ResponseReturnValue:
    """Accept the notice and go on where one was."""
    version = request.form.get("version", default=0, type=whole)
    if not request.form.get("accepted"):
        return _page(_("Tick the box to accept the notice, or leave the project.")), BadInput.status
    try:
        with writing() as session:
            notices.accept(session, me(), version)
    except Conflict as fault:
        return _page(str(fault)), fault.status
    return go(safe_next(request.form.get("next", "")) if request.form.get("next") else url_for("work.queue", slug=slug))


@bp.post("/projects/<slug>/place/leave")
def leave(slug: str) -> ResponseReturnValue:
    """Leave the project; what is open goes to others, the work stays."""
    if not request.form.get("sure"):
        return _page(_("Tick the box to leave. Nothing was changed.")), BadInput.status
    try:
        with writing() as session:
            people.remove(session, me(), me().user_id)
    except Conflict as fault:
        return _page(str(fault)), fault.status
    return go(url_for("projects.index"))


@bp.get("/projects/<slug>/notice")
def edit(slug: str) -> ResponseReturnValue:
    """Show the notice to change, and its versions."""
    return _editor()


def _editor(problem: str | None = None) -> str:
    with reading() as session:
        versions = notices.versions(session, my_project().id)
    newest = versions[0] if versions else None
    return render_template(
        "place/notice.html", versions=versions, problem=problem, base=newest.version if newest else 0,
        text=request.form.get("text", newest.text if newest else ""),
    )  # fmt: skip


@bp.post("/projects/<slug>/notice")
def publish(slug: str) -> ResponseReturnValue:
    """Publish a new version, which everyone is asked to accept."""
    try:
        with writing() as session:
            base = request.form.get("base", default=0, type=whole)
            notices.publish(session, me(), request.form.get("text", ""), base)
    except (BadInput, Conflict) as fault:
        return _editor(str(fault)), fault.status
    return go(url_for(".edit", slug=slug))
