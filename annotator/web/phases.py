"""Phases and labels of a project: what is asked of whom, under which versions."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.errors import BadInput, Conflict
from annotator.project import configuring, guidelines, labelling, options, projects
from annotator.project import phases as use
from annotator.web import choices
from annotator.web.htmx import go
from annotator.web.identity import me, my_project
from annotator.web.numbers import whole
from annotator.web.texts import gettext as _
from annotator.web.unit import reading, writing
from annotator.work import assignment, boards

bp = Blueprint("phases", __name__)


def _page(problem: str | None = None, at: int | None = None) -> str:
    with reading() as session:
        hidden = assignment.open_articles(session, me().user_id, my_project().id)
        found = use.listed(session, my_project().id, hidden)
        newest = projects.current_scheme(session, my_project().id)
        versions = [one.version for one in guidelines.versions(session, my_project().id)]
        schemes = use.schemes(session, my_project().id)
    return render_template(
        "phases/page.html", phases=found, labels=newest.body["labels"], versions=versions, schemes=schemes,
        problem=problem, at=at, form=_form() if problem else None,
    )  # fmt: skip


@bp.get("/projects/<slug>/phases")
def page(slug: str) -> ResponseReturnValue:
    """Show the phases in their order."""
    return _page()


def _number(name: str, *, empty: int | None = None) -> int | None:
    text = request.form.get(name, "").strip()
    if not text:
        return empty
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise BadInput(_("Give whole numbers."))
    return int(text)


def _form() -> dict[str, Any]:
    return {name: request.form.get(name, "")[:100] for name in ("name", "annotators", "overlap")}


def _wish() -> use.Wish:
    layers = {layer: sorted({code[:40] for code in request.form.getlist(layer)}) for layer in use.LAYERS}
    return use.Wish(
        name=request.form.get("name", ""), annotators=_number("annotators") or 0, overlap=_number("overlap"),
        pilot=bool(request.form.get("pilot")), layers=layers, reveal=request.form.get("reveal", ""),
        scheme=_number("scheme") or 0, guideline=_number("guideline") or 0,
    )  # fmt: skip


@bp.post("/projects/<slug>/phases")
def create(slug: str) -> ResponseReturnValue:
    """Make a phase; it is opened by its own button."""
    return _save(slug, None)


@bp.post("/projects/<slug>/phases/<key:phase_id>")
def save(slug: str, phase_id: int) -> ResponseReturnValue:
    """Change a phase."""
    return _save(slug, phase_id)


def _save(slug: str, phase_id: int | None) -> ResponseReturnValue:
    try:
        with writing() as session:
            use.save(session, me(), phase_id, _wish())
            configuring.tick(session, me(), "phase")
    except (BadInput, Conflict) as fault:
        return _page(str(fault), phase_id), fault.status
    return go(url_for(".page", slug=slug))


@bp.post("/projects/<slug>/phases/<key:phase_id>/state")
def state(slug: str, phase_id: int) -> ResponseReturnValue:
    """Open or close a phase, or move it up or down."""
    what = request.form.get("do", "")
    with writing() as session:
        if what in ("open", "close"):
            use.set_open(session, me(), phase_id, wanted=what == "open")
        elif what in ("up", "down"):
            use.move(session, me(), phase_id, up=what == "up")
        else:
            raise BadInput(_("Choose what to do with this phase."))
    return go(url_for(".page", slug=slug))


@bp.get("/projects/<slug>/phases/<key:phase_id>/articles")
def articles(slug: str, phase_id: int) -> ResponseReturnValue:
    """Show articles of other phases to choose from."""
    return _articles(phase_id)


def _articles(phase_id: int, problem: str | None = None) -> str:
    after = request.args.get("after", default=0, type=whole)
    with reading() as session:
        phase = use.one(session, my_project().id, phase_id)
        found = boards.outside(session, me(), phase_id, after)
    return render_template("phases/articles.html", phase=phase, found=found, problem=problem, page=boards.PAGE)


@bp.post("/projects/<slug>/phases/<key:phase_id>/articles")
def take_in(slug: str, phase_id: int) -> ResponseReturnValue:
    """Move the ticked articles into the phase."""
    try:
        with writing() as session:
            use.take_in(session, me(), phase_id, [name[:30] for name in request.form.getlist("article")])
    except (BadInput, Conflict) as fault:
        return _articles(phase_id, str(fault)), fault.status
    return go(url_for(".page", slug=slug))


@bp.get("/projects/<slug>/labels")
def labels(slug: str) -> ResponseReturnValue:
    """Show the labels, to change until the first annotation is stored."""
    return _labels()


def _labels(problem: str | None = None) -> str:
    with reading() as session:
        newest = projects.current_scheme(session, my_project().id)
        begun = configuring.begun(session, my_project().id, me().user_id)
    form = request.form if problem else None
    return render_template(
        "phases/labels.html", scheme=newest, begun=begun, problem=problem, form=form, optional=choices.optional(),
        unasked=options.left_out(my_project().options),
    )  # fmt: skip


@bp.post("/projects/<slug>/labels")
def relabel(slug: str) -> ResponseReturnValue:
    """Store a new version of the labels' names, definitions and keys."""
    try:
        with writing() as session:
            labelling.change(session, me(), request.form)
    except (BadInput, Conflict) as fault:
        return _labels(str(fault)), fault.status
    return go(url_for(".labels", slug=slug))
