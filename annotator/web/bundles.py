"""Our own exports taken in: a whole project from a bundle, somebody's annotations onto articles that are here."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from annotator import bundles
from annotator.access import Actor
from annotator.errors import AnnotatorError, BadInput, Conflict, NotFound
from annotator.project import projects
from annotator.releases.thawing import BLIND
from annotator.settings import UPLOAD_LIMIT
from annotator.web.identity import me, my_project
from annotator.web.texts import gettext as _
from annotator.web.unit import database, reading
from annotator.work import assignment

bp = Blueprint("bundles", __name__)


@bp.get("/import-project")
def page() -> ResponseReturnValue:
    """Ask for the bundle of a whole project."""
    return _page()


@bp.post("/import-project")
def take_in() -> ResponseReturnValue:
    """Import a project, or try what an import would do; whoever imports becomes its manager."""
    dry, name, match = "store" not in request.form, request.form.get("name", "").strip(), "match" in request.form
    try:
        with _uploaded() as path, bundles.opened(path) as bundle:
            manager = me().user_id
            taken = bundles.take_in(database(), bundle, name=name or None, match=match, dry=dry, manager=manager)
    except AnnotatorError as fault:
        return _page(problem=str(fault)), fault.status
    return _page(taken, dry=dry)


def _page(taken: bundles.Taken | None = None, *, problem: str = "", dry: bool = True) -> str:
    return render_template("bundles/page.html", taken=taken, problem=problem, dry=dry, limit=UPLOAD_LIMIT)


@bp.get("/projects/<slug>/import/annotations")
def annotations(slug: str) -> ResponseReturnValue:
    """Ask for a dataset and for whose annotations become whose."""
    return _annotations()


@bp.post("/projects/<slug>/import/annotations")
def adopt(slug: str) -> ResponseReturnValue:
    """Import what people did as that of members, or try what that would do; for nobody, say who there is."""
    dry = "store" not in request.form
    try:
        with _uploaded() as path, bundles.dataset_of(path) as dataset:
            people = _people()
            if "list" in request.form or not people:
                return _annotations(listed=bundles.adoptable(dataset))
            _refuse_the_blind()
            found = bundles.adopt(database(), people, dataset, _wishes(), by=me().user_id, dry=dry)
    except AnnotatorError as fault:
        return _annotations(problem=str(fault)), fault.status
    return _annotations(found=found, dry=dry)


def _annotations(
    *,
    found: bundles.Adopted | None = None,
    listed: dict[str, bundles.Share] | None = None,
    problem: str = "",
    dry: bool = True,
) -> str:
    return render_template(
        "bundles/annotations.html", people=_members(), wishes=_wishes(), found=found, listed=listed, problem=problem,
        dry=dry, chosen=_chosen(), limit=UPLOAD_LIMIT,
    )  # fmt: skip


def _refuse_the_blind() -> None:
    """Refuse who still annotates here: what does not fit would tell them of others' work."""
    with reading() as session:
        if assignment.open_articles(session, me().user_id, my_project().id):
            raise Conflict(BLIND)


def _wishes() -> bundles.Wishes:
    """Return what is ticked; before there was anything to tick, what is usual."""
    ticked = request.form
    if "annotator" not in ticked:
        return bundles.Wishes()
    return bundles.Wishes("rounds" in ticked, "gold" in ticked, "comments" in ticked)


def _members() -> list[projects.Member]:
    with reading() as session:
        return projects.members(session, my_project().id)


def _chosen() -> dict[str, str]:
    """Return whom the form chooses for each person of the dataset, empty for those who are left out."""
    given = zip(request.form.getlist("annotator"), request.form.getlist("person"), strict=False)
    return {who.strip(): person for who, person in given if who.strip()}


def _people() -> dict[str, Actor]:
    """Return the members of the project whose the work of the dataset's people becomes."""
    there = {str(member.user_id): member for member in _members()}
    found: dict[str, Actor] = {}
    for who, person in _chosen().items():
        if person and person not in there:
            raise NotFound(_("Choose whose annotations they become."))
        if person:
            member = there[person]
            found[who] = Actor(member.user_id, member.name, project=my_project(), roles=frozenset(member.roles))
    return found


@contextmanager
def _uploaded() -> Iterator[Path]:
    """Put the uploaded file into a folder of its own for as long as it is read."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise BadInput(_("Choose a file first."))
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        path = Path(folder) / ("dataset.jsonl" if sent.filename.lower().endswith(".jsonl") else "bundle.zip")
        sent.save(path)
        yield path
