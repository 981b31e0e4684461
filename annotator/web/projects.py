"""The list of one's projects; making one by a checklist; its settings; archiving, deleting and bringing back."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator import access
from annotator.errors import BadInput, Conflict
from annotator.models import key_of
from annotator.project import configuring
from annotator.project import projects as use
from annotator.web import prose
from annotator.web.htmx import go
from annotator.web.identity import me, my_project
from annotator.web.importnames import LANGUAGES
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing

bp = Blueprint("projects", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Show one's projects."""
    return _index()


def _index(problem: str | None = None) -> str:
    with reading() as session:
        cards, gone = use.mine(session, me()), configuring.deleted(session, me())
    form = {"name": request.form.get("name", ""), "language": request.form.get("language", "en")}
    return render_template(
        "projects/index.html", cards=cards, gone=gone, form=form, languages=LANGUAGES, problem=problem
    )


@bp.post("/projects")
def create() -> ResponseReturnValue:
    """Make a project and its first manager, and go on with its checklist."""
    try:
        with writing() as session:
            name, language = request.form.get("name", ""), request.form.get("language", "en")[:20]
            project = use.create(session, name, language=language)
            use.add_member(session, key_of(project), me().user_id, list(access.ROLES))
    except (BadInput, Conflict) as fault:
        return _index(str(fault)), fault.status
    return go(url_for(".setup", slug=project.slug))


@bp.post("/restore")
def restore() -> ResponseReturnValue:
    """Bring a deleted project back."""
    with writing() as session:
        slug = configuring.restore(session, me(), request.form.get("slug", "")[:100])
    return go(url_for(".setup", slug=slug))


@bp.get("/projects/<slug>/setup")
def setup(slug: str) -> ResponseReturnValue:
    """Show what of setting up is done and what comes next."""
    with reading() as session:
        found = configuring.checklist(session, me())
        basics = configuring.basics(session, me())
    return render_template("projects/setup.html", list=found, basics=basics, languages=LANGUAGES)


@bp.post("/projects/<slug>/setup")
def tick(slug: str) -> ResponseReturnValue:
    """Note that a step is as it should be."""
    with writing() as session:
        configuring.tick(session, me(), request.form.get("step", "")[:20])
    return go(url_for(".setup", slug=slug))


@bp.get("/projects/<slug>/settings")
def settings(slug: str) -> ResponseReturnValue:
    """Show the project's switches."""
    return _settings()


def _settings(problem: str | None = None) -> str:
    with reading() as session:
        basics = configuring.basics(session, me())
    return render_template("projects/settings.html", basics=basics, languages=LANGUAGES, problem=problem)


@bp.post("/projects/<slug>/settings")
def change(slug: str) -> ResponseReturnValue:
    """Show what would change; store it when that was seen."""
    form = {name: text[:300] for name, text in request.form.items()}
    try:
        if form.get("confirmed"):
            with writing() as session:
                configuring.change(session, me(), form)
            return go(url_for(".settings", slug=slug))
        with reading() as session:
            found = configuring.changes(session, me(), form)
    except (BadInput, Conflict) as fault:
        return _settings(str(fault)), fault.status
    sent = {name: text for name, text in form.items() if name != "csrf_token"}
    return render_template("projects/changes.html", changes=found, sent=sent)


@bp.post("/projects/<slug>/archive")
def archive(slug: str) -> ResponseReturnValue:
    """Close the project to all work, or open it again."""
    with writing() as session:
        configuring.archive(session, me(), wanted=request.form.get("archive") == "1")
    return go(url_for(".settings", slug=slug))


@bp.post("/projects/<slug>/remove")
def remove(slug: str) -> ResponseReturnValue:
    """Hide a project; its name must be typed, so that no slip does it."""
    try:
        with writing() as session:
            configuring.delete(session, me(), request.form.get("name", ""))
    except BadInput as fault:
        return _settings(str(fault)), fault.status
    return go(url_for(".index"))


@bp.get("/projects/<slug>/guideline")
def guideline(slug: str) -> ResponseReturnValue:
    """Show the guideline; raw HTML in it is shown as text."""
    with reading() as session:
        found = use.guideline(session, my_project().id)
    title = _("Guideline of “%(project)s”, version %(version)s", project=my_project().name, version=found.version)
    return render_template("projects/guideline.html", guideline=found, html=prose.html(found.text), title=title)
