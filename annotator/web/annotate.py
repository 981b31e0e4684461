"""The annotation page: the whole article, one active sentence, the dock; and the summary before submitting."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from annotator import accounts, assignment, opening
from annotator.opening import Opened
from annotator.web import choices, desk
from annotator.web.identity import me
from annotator.web.unit import reading

bp = Blueprint("annotate", __name__)


@bp.get("/projects/<slug>/articles/<article>")
def page(slug: str, article: str) -> ResponseReturnValue:
    """Show an article to its annotator, at the sentence `?s=` names or where they were."""
    with reading() as session:
        opened = opening.article(session, me(), article)
        steps = opening.steps(session, me(), article)
        install = accounts.install_id(session)
    numbers = [view.number for view in opened.annotated]
    wanted = request.args.get("s", default=opened.position or 1, type=int)
    active = opened.annotated[numbers.index(wanted) if wanted in numbers else 0]
    return render_template("annotate/page.html", active=active, **_shared(opened, install, steps))


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


def _shared(opened: Opened, install: str, steps: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return what both pages need; `new_id` names the operation of a plain form."""
    return {
        "article": opened,
        "names": desk.names(opened.labels),
        "words": desk.role_names(),
        "marks": desk.marks(),
        "choices": choices,
        "desk": desk.data(opened, install, steps),
        "undo": steps["undo"],
        "new_id": lambda: str(uuid4()),
    }
