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
from annotator.web.identity import me, my_project
from annotator.web.texts import gettext as _
from annotator.web.unit import database, reading
from annotator.work import assignment

bp = Blueprint("bundles", __name__)


@bp.get("/import-project")
def page() -> ResponseReturnValue:
    """Ask for the bundle of a whole project."""
    return render_template("bundles/page.html", taken=None, problem="", dry=True)


@bp.post("/import-project")
def take_in() -> ResponseReturnValue:
    """Import a project, or try what an import would do; whoever imports becomes its manager."""
    dry, name, match = "store" not in request.form, request.form.get("name", "").strip(), "match" in request.form
    try:
        with _uploaded() as path, bundles.opened(path) as bundle:
            manager = me().user_id
            taken = bundles.take_in(database(), bundle, name=name or None, match=match, dry=dry, manager=manager)
    except AnnotatorError as fault:
        return render_template("bundles/page.html", taken=None, problem=str(fault), dry=dry), fault.status
    return render_template("bundles/page.html", taken=taken, problem="", dry=dry)


@bp.get("/projects/<slug>/import/annotations")
def annotations(slug: str) -> ResponseReturnValue:
    """Ask for a dataset and for whose annotations become whose."""
    return _annotations()


@bp.post("/projects/<slug>/import/annotations")
def adopt(slug: str) -> ResponseReturnValue:
    """Import what somebody did as a person's, or try what that would do; without an annotator, say who there is."""
    dry, who = "store" not in request.form, request.form.get("annotator", "").strip()
    try:
        with _uploaded() as path, bundles.dataset_of(path) as dataset:
            if not who:
                return _annotations(listed=bundles.adoptable(dataset))
            _refuse_the_blind()
            found = bundles.adopt(database(), _person(), dataset, who, _wishes(), by=me().user_id, dry=dry)
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
        dry=dry, given=request.form,
    )  # fmt: skip


def _refuse_the_blind() -> None:
    """Refuse who still annotates here: what does not fit would tell them of others' work."""
    with reading() as session:
        if assignment.open_articles(session, me().user_id, my_project().id):
            raise Conflict(BLIND)


def _wishes() -> bundles.Wishes:
    """Return what is ticked; before a form was sent, what is usual."""
    ticked = request.form
    return bundles.Wishes("rounds" in ticked, "gold" in ticked, "comments" in ticked) if ticked else bundles.Wishes()


def _members() -> list[projects.Member]:
    with reading() as session:
        return projects.members(session, my_project().id)


def _person() -> Actor:
    """Return the member of the project whose annotations the dataset's become."""
    for member in _members():
        if str(member.user_id) == request.form.get("person"):
            return Actor(member.user_id, member.name, project=my_project(), roles=frozenset(member.roles))
    raise NotFound(_("Choose whose annotations they become."))


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
