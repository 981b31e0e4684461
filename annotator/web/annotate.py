"""The annotation page: the whole article, one active sentence, the dock; and the summary before submitting."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.annotate import keymap, opening, pacing, preferences, recalling
from annotator.annotate.opening import Opened
from annotator.corrections import wordings
from annotator.project import guidelines, options
from annotator.team import accounts
from annotator.web import choices, desk, telling
from annotator.web.identity import me, my_project
from annotator.web.numbers import whole
from annotator.web.unit import reading
from annotator.work import assignment

bp = Blueprint("annotate", __name__)


@bp.get("/projects/<slug>/articles/<article>")
def page(slug: str, article: str) -> ResponseReturnValue:
    """Show an article to its annotator, at the sentence `?s=` names or where they were.

    What is new in the guideline comes first.
    """
    with reading() as session:
        if guidelines.unread(session, me(), article):
            after = request.full_path.rstrip("?")
            return redirect(url_for("guidelines.changes", slug=slug, article=article, next=after))
        opened = opening.article(session, me(), article)
        steps = opening.steps(session, me(), article)
        install = accounts.install_id(session)
        pace, asked = pacing.of(session, me(), article), recalling.asked(session, me(), article)
        kept = preferences.of(session, me())
        again = wordings.again(session, me(), article)
    numbers = [view.number for view in opened.annotated]
    wanted = request.args.get("s", default=opened.position or 1, type=whole)
    active = opened.annotated[numbers.index(wanted) if wanted in numbers else 0]
    keys = keymap.table(kept, {f"label-{label['code'].lower()}": label["key"] for label in opened.labels})
    shared = _shared(opened, install, steps, pace)
    return render_template(
        "annotate/page.html",
        active=active,
        asked=asked,
        again=again,
        timed=_is_timed(),
        **shared,
        **desk.key_tools(keys),
    )


@bp.get("/projects/<slug>/articles/<article>/fresh")
def fresh(slug: str, article: str) -> ResponseReturnValue:
    """Send the page again when another tab or device of the person has changed what `?seen=` and `?base=` name."""
    with reading() as session:
        opened = opening.article(session, me(), article)
    seen, state = max(view.seen for view in opened.annotated), request.args.get("state", "")
    known = (request.args.get("seen", type=whole), request.args.get("base"), state) == (seen, opened.base, opened.state)
    return ("", 204) if known else page(slug, article)


@bp.get("/projects/<slug>/articles/<article>/history")
def history(slug: str, article: str) -> ResponseReturnValue:
    """Show what one decided about a sentence, the newest first."""
    with reading() as session:
        opened = opening.article(session, me(), article)
        wanted = request.args.get("s", default=1, type=whole)
        view = next((view for view in opened.annotated if view.number == wanted), opened.annotated[0])
        lines = recalling.history(session, me(), view.public_id)
    told = [(line, telling.words(line, desk.names(opened.labels))) for line in lines]
    return render_template("annotate/history.html", article=opened, view=view, told=told)


@bp.get("/projects/<slug>/articles/<article>/names")
def names(slug: str, article: str) -> ResponseReturnValue:
    """Send the names of sources that may be completed."""
    with reading() as session:
        return jsonify(recalling.names(session, me(), article))


@bp.get("/projects/<slug>/articles/<article>/finish")
def finish(slug: str, article: str) -> ResponseReturnValue:
    """Show what is unlabelled or unsure, and the button to submit; afterwards where to go on."""
    with reading() as session:
        opened = opening.article(session, me(), article)
        works = assignment.queue(session, me())
        waiting = assignment.waiting(session, me())
        install = accounts.install_id(session)
    ahead = [work for work in works if work.state == "open" and work.public_id != article]
    shared = _shared(opened, install, {"undo": [], "redo": []})
    shared["desk"]["units"] = [view.public_id for view in opened.annotated]
    return render_template("annotate/finish.html", ahead=ahead, waiting=waiting, **shared)


def _is_timed() -> bool:
    """Say whether the project keeps how long decisions take; whoever decides is told so."""
    return bool(options.value(my_project().options, "timing"))


def _shared(opened: Opened, install: str, steps: dict[str, list[dict[str, Any]]], pace: int = 0) -> dict[str, Any]:
    """Return what both pages need; `new_id` names the operation of a plain form."""
    return {
        "article": opened,
        "names": desk.names(opened.labels),
        "words": desk.role_names(),
        "marks": desk.marks(),
        "definitions": desk.definitions(),
        "choices": choices,
        "desk": desk.data(opened, install, steps, pace),
        "undo": steps["undo"],
        "new_id": lambda: str(uuid4()),
    }
