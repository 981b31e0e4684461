"""Releases: freeze the project under a name, send a release again in any format, compare two; the dataset card."""

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator import card, exporting, releases
from annotator.errors import BadInput, Conflict
from annotator.releases.thawing import BLIND
from annotator.web import sending
from annotator.web.htmx import go
from annotator.web.identity import me, my_project
from annotator.web.unit import database, reading, writing
from annotator.work import assignment

bp = Blueprint("releases", __name__)


@bp.get("/projects/<slug>/releases")
def page(slug: str) -> ResponseReturnValue:
    """Show the releases, the form for another one, and the parts of the card that people write."""
    return _page()


def _page(problem: str = "") -> str:
    with reading() as session:
        found, kept = releases.listed(session, my_project().id), card.read(session, my_project().id)
    return render_template(
        "releases/page.html", releases=found, kept=kept, parts=card.PARTS, forms=exporting.FORMATS.values(),
        blind=_is_blind(), problem=problem, given=request.form, written=card.changed(request.form, kept),
    )  # fmt: skip


def _is_blind() -> bool:
    """Say whether the person still annotates here: then a release would show them others' work too early."""
    with reading() as session:
        return bool(assignment.open_articles(session, me().user_id, my_project().id))


def _refuse_the_blind() -> None:
    if _is_blind():
        raise Conflict(BLIND)


@bp.post("/projects/<slug>/releases")
def create(slug: str) -> ResponseReturnValue:
    """Freeze the state of now: read in one snapshot, stored in one short transaction."""
    form = request.form
    wanted = {name: bool(form.get(name)) for name in ("pilots", "open_work")}
    try:
        with reading() as session:
            frozen = releases.freeze(
                session, my_project().id, form.get("name", "").strip(), form.get("note", ""), **wanted
            )
        with writing() as session:
            releases.store(session, my_project().id, frozen, me().user_id)
    except (BadInput, Conflict) as fault:
        return _page(str(fault)), fault.status
    return go(url_for(".page", slug=slug))


@bp.get("/projects/<slug>/releases/download")
def download(slug: str) -> ResponseReturnValue:
    """Send a release in a format."""
    choice, name = exporting.choose(request.args), request.args.get("name", "")
    parts = releases.stream(database(), my_project().id, name, choice, blind=_is_blind())
    return sending.sent(parts, choice, f"{slug}-{name}")


@bp.get("/projects/<slug>/releases/compare")
def compare(slug: str) -> ResponseReturnValue:
    """Show what changed from one release to another."""
    _refuse_the_blind()
    with reading() as session:
        found = releases.compare(session, my_project().id, request.args.get("old", ""), request.args.get("new", ""))
    return render_template("releases/compare.html", found=found, figures=card.FIGURES)


@bp.get("/projects/<slug>/releases/file")
def file(slug: str) -> ResponseReturnValue:
    """Send the card of a release, or its citation."""
    _refuse_the_blind()
    with reading() as session:
        wanted = session, my_project().id, request.args.get("name", "")
        if request.args.get("kind") == "citation":
            return _sent("CITATION.cff", releases.citation(*wanted))
        release = releases.find(*wanted)
    return _sent(f"{slug}-{release.name}-card.md", release.card)


def _sent(name: str, text: str) -> Response:
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/projects/<slug>/releases/card")
def write_card(slug: str) -> ResponseReturnValue:
    """Keep the parts of the card that people write."""
    try:
        with writing() as session:
            card.write(session, my_project().id, request.form)
    except (BadInput, Conflict) as fault:
        return _page(str(fault)), fault.status
    return go(url_for(".page", slug=slug) + "#card")
