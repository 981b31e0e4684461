"""The list of one's projects, making one, its people and its guideline."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markdown_it import MarkdownIt

from annotator import access, accounts
from annotator import projects as use
from annotator.errors import BadInput
from annotator.models import key_of
from annotator.web.htmx import go
from annotator.web.identity import me, my_project
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing

bp = Blueprint("projects", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show one's projects."""
    with reading() as session:
        cards = use.mine(session, me())
    return render_template("projects/index.html", cards=cards)


@bp.post("/projects")
def create() -> ResponseReturnValue:
    """Make a project and its first manager."""
    with writing() as session:
        project = use.create(session, request.form.get("name", ""), language=request.form.get("language", "en")[:20])
        use.add_member(session, key_of(project), me().user_id, list(access.ROLES))
    return go(url_for("imports.page", slug=project.slug))


@bp.post("/projects/<slug>/remove")
def remove(slug: str) -> ResponseReturnValue:
    """Hide a project; its name must be typed, so that no slip does it."""
    project = my_project()
    if request.form.get("name", "").strip() != project.name:
        raise BadInput(_("Type the project's name exactly as it is to remove it. Nothing was removed."))
    with writing() as session:
        use.remove(session, project.id)
    return go(url_for(".index"))


@bp.get("/projects/<slug>/people")
def people(slug: str) -> ResponseReturnValue:
    """Show the members and the form to invite one."""
    with reading() as session:
        members = use.members(session, my_project().id)
    return render_template("projects/people.html", members=members, link=None, expires=None)


@bp.post("/projects/<slug>/people")
def invite(slug: str) -> ResponseReturnValue:
    """Make a one-time link for a new member and show it once."""
    with writing() as session:
        token, expires = accounts.make_link(
            session, "join", project_id=my_project().id, roles=request.form.getlist("role"), created_by=me().user_id
        )
        members = use.members(session, my_project().id)
    link = url_for("account.link", token=token, _external=True)
    return render_template("projects/people.html", members=members, link=link, expires=expires)


@bp.get("/projects/<slug>/guideline")
def guideline(slug: str) -> ResponseReturnValue:
    """Show the guideline; raw HTML in it is shown as text."""
    with reading() as session:
        found = use.guideline(session, my_project().id)
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(found.text)
    return render_template("projects/guideline.html", guideline=found, html=html)
