"""Talk: threads on sentences with what is unread, questions to the managers, answers for everybody."""

from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.annotate import opening
from annotator.talk import talking, threads
from annotator.web.case_words import answers, new_id
from annotator.web.htmx import go
from annotator.web.identity import me, my_project
from annotator.web.numbers import whole
from annotator.web.unit import reading, writing

bp = Blueprint("talk", __name__)


@bp.get("/projects/<slug>/talk")
def page(slug: str) -> ResponseReturnValue:
    """Show the threads one may read, those with something new only where asked, and the notes for everybody."""
    only = request.args.get("show") == "unread"
    after = request.args.get("after", default=0, type=whole)
    with reading() as session:
        found, following = threads.listed(session, me(), unread=only, after=after)
        unread = threads.count_unread(session, me())
        notes = talking.notes(session, my_project().id) if not after else []
    return render_template(
        "talk/page.html", threads=found, unread=unread, only=only, notes=notes, answers=answers(), after=after,
        following=following,
    )  # fmt: skip


def unread() -> str:
    """Return how many threads are unread, for the menu: a number, "" for none."""
    with reading() as session:
        count = threads.count_unread(session, me())
    return f"{threads.MANY - 1}+" if count == threads.MANY else str(count or "")


def install(app: Flask) -> None:
    """Let the menu say what is unread."""
    app.jinja_env.globals["unread_talk"] = unread


@bp.get("/projects/<slug>/talk/<key:thread>")
def thread(slug: str, thread: int) -> ResponseReturnValue:
    """Show one thread."""
    with reading() as session:
        found = threads.one(session, me(), thread)
    return render_template("talk/thread.html", thread=found, new_id=new_id, answers=answers())


@bp.post("/projects/<slug>/talk/<key:thread>")
def write(slug: str, thread: int) -> ResponseReturnValue:
    """Say something in a thread, or only keep that it was read, is resolved or open again."""
    form, does = request.form, request.form.get("does", "write")
    with writing() as session:
        if does == "read":
            threads.mark_read(session, me(), thread)
        elif does in ("resolve", "open"):
            threads.resolve(session, me(), thread, done=does == "resolve")
        else:
            body, everybody = form.get("body", ""), form.get("everybody", "")
            threads.write(session, me(), thread, body, form.get("op_id", ""), everybody)
    return go(url_for(".page", slug=slug) if does == "read" else url_for(".thread", slug=slug, thread=thread))


@bp.get("/projects/<slug>/articles/<article>/ask")
def asking(slug: str, article: str) -> ResponseReturnValue:
    """Show the form for a question to the managers about a sentence one annotates, `?s=` or where one comes from."""
    with reading() as session:
        found = opening.article(session, me(), article)
    came = parse_qs(urlsplit(request.referrer or "").query).get("s", [""])[0]
    number = request.args.get("s", came)
    return render_template("talk/ask.html", article=found, number=number, new_id=new_id)


@bp.post("/projects/<slug>/ask")
def ask(slug: str) -> ResponseReturnValue:
    """Ask the managers about a sentence one annotates."""
    form = request.form
    with writing() as session:
        thread = talking.ask(session, me(), form.get("sentence", ""), form.get("body", ""), form.get("op_id", ""))
    return go(url_for(".thread", slug=slug, thread=thread))
