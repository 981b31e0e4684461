"""Writing the guideline, looking at what changed, acknowledging a version."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.errors import BadInput, Conflict
from annotator.project import guidelines as use
from annotator.web import prose
from annotator.web.account import safe_next
from annotator.web.htmx import go
from annotator.web.identity import me, my_project
from annotator.web.numbers import whole
from annotator.web.unit import reading, writing

bp = Blueprint("guidelines", __name__)


@bp.get("/projects/<slug>/guideline/edit")
def edit(slug: str) -> ResponseReturnValue:
    """Show the newest text to change, and the versions before it."""
    return _editor()


def _editor(problem: str | None = None, *, preview: bool = False) -> str:
    with reading() as session:
        versions = use.versions(session, my_project().id)
        read, members = use.readers(session, my_project().id, versions[0].version)
    text = request.form.get("text", versions[0].text).replace("\r\n", "\n")
    base = request.form.get("base", str(versions[0].version))
    stale = base != str(versions[0].version)
    return render_template(
        "guidelines/edit.html", versions=versions, text=text, base=versions[0].version if stale else base,
        change=request.form.get("change", ""), problem=problem, read=read, members=members,
        html=prose.html(text) if preview else None,
        lines=use.difference(versions[0].text, text) if preview or stale else None,
    )  # fmt: skip


@bp.post("/projects/<slug>/guideline/edit")
def publish(slug: str) -> ResponseReturnValue:
    """Show how the text would look and what differs, or publish it as a new version."""
    if request.form.get("do") != "publish":
        return _editor(preview=True)
    base = request.form.get("base", "")
    try:
        with writing() as session:
            use.publish(
                session, me(), request.form.get("text", ""), request.form.get("change", ""),
                int(base[:9]) if base.isascii() and base.isdigit() else 0,
            )  # fmt: skip
    except (BadInput, Conflict) as fault:
        return _editor(str(fault)), fault.status
    return go(url_for("projects.guideline", slug=slug))


@bp.get("/projects/<slug>/guideline/changes")
def changes(slug: str) -> ResponseReturnValue:
    """Show what changed between two versions, and what is to be acknowledged where something is."""
    with reading() as session:
        versions = use.versions(session, my_project().id)
        asked = use.unread(session, me(), request.args.get("article", "")[:30] or None)
        before, after = asked or (max(versions[0].version - 1, 1), versions[0].version)
        first = request.args.get("from", default=before, type=whole)
        last = request.args.get("to", default=after, type=whole)
        old, new = use.version(session, my_project().id, first), use.version(session, my_project().id, last)
    told = [one for one in versions if first < one.version <= last]
    return render_template(
        "guidelines/changes.html", old=old, new=new, told=told, lines=use.difference(old.text, new.text),
        html=prose.html(new.text), asked=asked is not None and last == asked[1],
        next=safe_next(request.args.get("next", "")),
    )  # fmt: skip


@bp.post("/projects/<slug>/guideline/acknowledge")
def acknowledge(slug: str) -> ResponseReturnValue:
    """Note that the person has read a version and go on where they were."""
    version = request.form.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 9):
        raise BadInput("Reload the page and try again.")
    with writing() as session:
        use.acknowledge(session, me(), int(version))
    return go(safe_next(request.form.get("next", "")) if request.form.get("next") else url_for("work.queue", slug=slug))
