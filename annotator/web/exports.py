"""Export: what to send on and in which form, its first records, what to know before, and the file itself."""

import json
import re
from typing import Any

import orjson
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator import exporting
from annotator.errors import BadInput
from annotator.intake import licensing
from annotator.project import options
from annotator.web import sending
from annotator.web.htmx import go, wants_fragment
from annotator.web.identity import me, my_project
from annotator.web.unit import database, reading, writing

bp = Blueprint("exports", __name__)
# A record is long, so two fill the window; of a table it takes more to see what it is.
RECORDS, ROWS = 2, 9
KEY = re.compile(r'(?<=[{ ])"[a-z_0-9]+"(?=: )')
# So many signs of a record stand on a line.
WIDTH = 88


@bp.get("/projects/<slug>/export")
def page(slug: str) -> ResponseReturnValue:
    """Show the choices, and what the file would hold; htmx asks for the second half alone."""
    choice = exporting.choose(request.args, request.args.getlist("only"))
    lines: list[str] = []
    problem, size = "", 0.0
    with reading() as session:
        where = session, my_project().id, choice, me().user_id
        found = exporting.summary(*where)
        articles = [] if wants_fragment() else exporting.to_choose(session, my_project().id, me().user_id)
        unlicensed = licensing.unnamed(session, my_project().id) if found.unlicensed else []
        try:
            lines, size = exporting.beginning(*where, RECORDS if choice.form.shows_records else ROWS)
        except BadInput as fault:
            problem = str(fault)
    shown = [_pieces(line) for line in lines] if choice.form.shows_records else [[(False, "\n".join(lines))]]
    template = "exports/_preview.html" if wants_fragment() else "exports/page.html"
    about = {"choice": choice, "found": found, "forms": exporting.FORMATS.values(),
             "times": options.value(my_project().options, "timing_published")}  # fmt: skip
    return render_template(
        template,
        **about,
        lines=lines,
        shown=shown,
        problem=problem,
        articles=articles,
        unlicensed=unlicensed,
        megabytes=size * found.rows / 1e6,
    )


@bp.get("/projects/<slug>/export/download")
def download(slug: str) -> ResponseReturnValue:
    """Send the file as it is written; faults that can be known before its first bytes become a page."""
    choice = exporting.choose(request.args, request.args.getlist("only"))
    project = my_project()
    parts = exporting.stream(database(), project.id, choice, reader=me().user_id)
    return sending.sent(parts, choice, project.slug)


@bp.post("/projects/<slug>/export/license")
def name_license(slug: str) -> ResponseReturnValue:
    """Name the licence of articles that have none, and come back to the same choice."""
    with writing() as session:
        licensing.name(session, me(), request.form.getlist("article"), request.form.get("license", ""))
    return go(f"{url_for('.page', slug=slug)}?{request.query_string.decode()}")


def _pieces(line: str) -> list[tuple[bool, str]]:
    """Return a record, laid out, in pieces; those that are True are the names of its keys."""
    text = _laid_out(orjson.loads(line))
    pieces: list[tuple[bool, str]] = []
    place = 0
    for found in KEY.finditer(text):
        pieces += [(False, text[place : found.start()]), (True, found[0])]
        place = found.end()
    return [*pieces, (False, text[place:])]


def _laid_out(value: Any, indent: int = 0) -> str:
    """Return a value as JSON with as much on a line as fits, so that a whole record can be seen at once."""
    short = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or indent + len(short) <= WIDTH:
        return short
    if isinstance(value, dict):
        items = [f'"{name}": {_laid_out(one, indent + 2)}' for name, one in value.items()]
    else:
        items = [_laid_out(one, indent + 1) for one in value]
    lines = items[:1]
    for item in items[1:]:
        if "\n" in item + lines[-1] or indent + len(lines[-1]) + len(item) > WIDTH:
            lines.append(item)
        else:
            lines[-1] += f", {item}"
    return short[0] + f",\n{' ' * (indent + 1)}".join(lines) + short[-1]
