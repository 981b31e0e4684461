"""Practising: a few sentences with known answers. What is answered stands in the address and is stored nowhere."""

from flask import Blueprint, Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator import scheme
from annotator.annotate import keymap, preferences
from annotator.project import practice
from annotator.web import desk
from annotator.web.htmx import go
from annotator.web.identity import me
from annotator.web.numbers import whole
from annotator.web.unit import reading, writing

bp = Blueprint("practice", __name__)


@bp.get("/projects/<slug>/practice")
def page(slug: str) -> ResponseReturnValue:
    """Show the sentence `?s=` of the practice, and with `?a=` whether that label is the right one and why."""
    with reading() as session:
        chosen = practice.options(session, me())
        keys = keymap.table(preferences.of(session, me()))
    steps = practice.steps(chosen)
    number = min(max(request.args.get("s", default=1, type=whole), 1), len(steps) or 1)
    answer = request.args.get("a", "")
    return render_template(
        "practice/page.html", steps=steps, number=number, chosen=chosen, slug=slug,
        answer=answer if answer in scheme.LABELS else "", names=desk.names(scheme.preset()["labels"]),
        **desk.key_tools(keys),
    )  # fmt: skip


@bp.post("/projects/<slug>/practice")
def seen(slug: str) -> ResponseReturnValue:
    """Remember that the practice was done or skipped, and go on to one's work."""
    with writing() as session:
        preferences.practised(session, me(), "skipped" if request.form.get("how") == "skip" else "done")
    return go(url_for("work.queue", slug=slug))


@bp.post("/projects/<slug>/practice/choice")
def choose(slug: str) -> ResponseReturnValue:
    """Choose what the project's annotators practise with."""
    with writing() as session:
        practice.choose(session, me(), request.form.get("which", ""), request.form.get("lines", ""))
    return go(url_for(".page", slug=slug))


def offered() -> bool:
    """Say whether the practice is offered to whoever looks at the page."""
    with reading() as session:
        return practice.is_offered(session, me())


def install(app: Flask) -> None:
    """Let the page of one's work ask whether to offer the practice."""
    app.jinja_env.globals["practice_offered"] = offered
