"""Agreement: how far annotators agree, what it rests on, and where they do not; the same as files."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotator.reliability import filters
from annotator.reliability.filters import Filter
from annotator.web.identity import me, my_project
from annotator.web.numbers import whole
from annotator.web.texts import gettext as _
from annotator.web.unit import reading

if TYPE_CHECKING:  # what counts loads numpy, which a server needs for no other page: it is loaded where it is used
    from annotator.reliability.overview import View

bp = Blueprint("agreement", __name__)
MOST_START = 10_000_000
# To count more labels than this takes longer than a second, which a page says before it begins.
MOST_AT_ONCE = 100_000


@bp.get("/projects/<slug>/agreement")
def page(slug: str) -> ResponseReturnValue:
    """Show the figures of the work that the filter in the address lets in."""
    from annotator.reliability import overview

    return _page("page", lambda session, wanted: overview.overview(session, me(), wanted, _view()))


@bp.get("/projects/<slug>/agreement/gold")
def against_gold(slug: str) -> ResponseReturnValue:
    """Show each annotator against gold."""
    from annotator.reliability import gold

    return _page("gold", lambda session, wanted: gold.against_gold(session, me(), wanted))


@bp.get("/projects/<slug>/agreement/parts")
def parts(slug: str) -> ResponseReturnValue:
    """Show phases and versions of the guideline side by side."""
    from annotator.reliability import compare

    return _page("parts", lambda session, wanted: compare.compare(session, me(), wanted))


@bp.get("/projects/<slug>/agreement/sentences")
def behind(slug: str) -> ResponseReturnValue:
    """List the sentences behind one cell of a table."""
    from annotator.reliability import sentences

    labels, pair = _given("label"), _given("pair")
    start = _start("start")
    return _page(
        "sentences", lambda session, wanted: sentences.behind(session, me(), wanted, labels, pair, start)
    )  # fmt: skip


@bp.get("/projects/<slug>/agreement/<any('figures.json', 'figures.csv'):name>")
def figures(slug: str, name: str) -> ResponseReturnValue:
    """Send all figures, with filter, seed and versions."""
    from annotator.reliability import ground, reports

    with reading() as session:
        found = reports.figures(session, ground.of_actor(session, me(), _filter()))
    if name == "figures.json":
        return _file(name, json.dumps(found, ensure_ascii=False, indent=1) + "\n", "application/json")
    return _file(name, "".join(reports.figures_csv(found)), "text/csv; charset=utf-8")


@bp.get("/projects/<slug>/agreement/<any('labels.csv', 'spans.csv', 'attributions.csv', 'matched.csv'):name>")
def rows(slug: str, name: str) -> ResponseReturnValue:
    """Send the exact rows that figures are computed from."""
    from annotator.reliability import ground, reports

    with reading() as session:
        here = ground.of_actor(session, me(), _filter())
        body = "".join(reports.rows_csv(session, here, name.removesuffix(".csv")))
    return _file(name, body, "text/csv; charset=utf-8")


def _filter() -> Filter:
    return filters.parse(request.args.to_dict(flat=False))


def _given(name: str) -> list[str]:
    return [value for value in request.args.getlist(name) if value]


def _start(name: str) -> int:
    return min(request.args.get(name, default=0, type=whole), MOST_START)


def _view() -> "View":
    from annotator.reliability.overview import View

    pair = _given("pair")
    chosen = (pair[0], pair[1]) if len(pair) == 2 else None
    return View(chosen, _start("row"), _start("column"), request.args.get("details") == "1")


def _page(name: str, made: Callable[[Any, Filter], Any]) -> str:
    from annotator.reliability import ground

    wanted = _filter()
    ready = (name == "page" and wanted.kept and not _view().details) or "now" in request.args
    with reading() as session:
        if not ready and (labels := ground.to_count(session, me())) > MOST_AT_ONCE:
            return _waiting(labels)
        found = made(session, wanted)
    return render_template(
        f"agreement/{name}.html", found=found, wanted=wanted, query=wanted.query(), part=name, words=_words()
    )


def _waiting(labels: int) -> str:
    """Say at once that much must be counted; the browser shows this until the page it asks for next is there."""
    query: dict[str, Any] = {**request.args.to_dict(flat=False), "now": 1}
    address = url_for(str(request.endpoint), slug=my_project().slug, **query)
    return render_template("agreement/waiting.html", labels=labels, address=address)


def _file(name: str, body: str, kind: str) -> Response:
    file = f"{my_project().slug}-agreement-{name}"
    return Response(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{file}"'})


def _words() -> dict[str, dict[str, str]]:
    """Return the words for the codes of the pages."""
    return {
        "roles": {"claim": _("Claim"), "source": _("Source"), "cue": _("Cue"), "content": _("Content")},
        "values": {
            "types": _("Claim types"), "verdict": _("Verdict of one’s own"), "stance": _("Stance of evidence"),
        },
        "figures": {
            "f1_exact": _("F1, exact"), "f1_overlap": _("F1, overlap"), "f1_characters": _("F1, characters"),
            "alpha_u": _("α for unitizing"), "f1_relation": _("Relation, F1"), "content_exact": _("Content exact"),
            "source_overlap": _("Source overlaps"), "cue_overlap": _("Cue overlaps"),
            "entity_match": _("Same entity"), "alpha:masi": _("α, sets (MASI)"),
            "alpha:jaccard": _("α, sets (Jaccard)"), "alpha:nominal": _("α, nominal"), "ac1": _("AC1"),
            "percent": _("Percent"),
        },
        "methods": {"unanimous": _("all agreed"), "majority": _("by majority"), "settled": _("by a reviewer")},
    }  # fmt: skip
