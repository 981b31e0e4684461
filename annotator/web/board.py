"""The board: who works on what, what waits for whom; giving articles out, taking them away, withdrawing them."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from annotator.access import may
from annotator.errors import AnnotatorError, BadInput
from annotator.project import phases
from annotator.web.identity import me, my_project
from annotator.web.numbers import whole
from annotator.web.texts import gettext as _
from annotator.web.texts import ngettext
from annotator.web.unit import reading, writing
from annotator.work import assigning, boards, withdrawing

bp = Blueprint("board", __name__)
ASSIGNING = ("give", "take-away", "need")


@bp.get("/projects/<slug>/board")
def page(slug: str) -> ResponseReturnValue:
    """Show a page of articles with the people on them."""
    return _page()


def _page(problem: str | None = None, told: str | None = None) -> str:
    show = request.args.get("show", "all")
    narrowed = {
        "show": show if show in boards.SHOWS else "all",
        "phase": request.args.get("phase", type=whole),
        "person": request.args.get("person", type=whole),
    }
    after = request.args.get("after", default=0, type=whole)
    with reading() as session:
        board = boards.board(session, me(), after=after, **narrowed)  # type: ignore[arg-type]
        people = assigning.annotators(session, my_project().id)
        batches = phases.names(session, my_project().id)
    return render_template(
        "board/page.html", board=board, people=people, phases=batches, narrowed=narrowed, problem=problem, told=told,
        manages=may(me(), "manage"),
    )  # fmt: skip


@bp.get("/projects/<slug>/board/people")
def people(slug: str) -> ResponseReturnValue:
    """Show how much each annotator has and has done."""
    with reading() as session:
        loads = boards.loads(session, me())
    return render_template("board/people.html", loads=loads)


@bp.post("/projects/<slug>/board")
def change(slug: str) -> ResponseReturnValue:
    """Give an article to a person, take it away, withdraw it, bring it back, erase it, or give all out."""
    try:
        told = _change(request.form.get("do", ""), request.form.get("article", "")[:30])
    except AnnotatorError as fault:
        return _page(str(fault)), fault.status
    return _page(told=told)


def _change(what: str, article: str) -> str:
    person, reason = request.form.get("person", ""), request.form.get("reason", "")[:600]
    user = int(person) if person.isascii() and person.isdigit() and len(person) < 18 else 0
    with writing() as session:
        if what in ASSIGNING:
            return _assign(session, what, article, user)
        if what == "withdraw":
            withdrawing.withdraw(session, me(), article, reason)
            return _("The article is withdrawn. It can be brought back, or its text erased for good.")
        if what == "bring-back":
            withdrawing.bring_back(session, me(), article)
            return _("The article is back.")
        if what == "erase":
            releases = withdrawing.erase(session, me(), article)
            held = _("These releases may hold it: %(names)s.", names=", ".join(releases)) if releases else ""
            return f"{_('Text, details, original file and quotes are erased.')} {held}"
        if what == "give-out":
            count = assigning.give_out(session, me())
            return ngettext("%(num)s place was filled.", "%(num)s places were filled.", count)
    raise BadInput(_("Choose what to do with the article."))


def _assign(session: Session, what: str, article: str, user: int) -> str:
    if what == "give":
        assigning.give(session, me(), article, user)
        return _("The article is assigned.")
    if what == "take-away":
        assigning.take_away(session, me(), article, user)
        return _("The article is taken away; what was stored is kept.")
    number = request.form.get("number", "").strip()[:4]
    assigning.need(session, me(), article, (int(number) if number.isdecimal() else 0) if number else None)
    return _("The number of annotators is kept.")


@bp.get("/projects/<slug>/board/<article>")
def article(slug: str, article: str) -> ResponseReturnValue:
    """Show what can be done with one article: give it to somebody, withdraw it, bring it back, erase its text."""
    with reading() as session:
        found = withdrawing.article(session, me(), article)
        people = assigning.annotators(session, my_project().id)
    return render_template("board/article.html", article=found, people=people, back=url_for(".page", slug=slug))
