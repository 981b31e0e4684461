"""Agreement: how far annotators agree, what it rests on, and where they do not; the same as files."""

import csv
import io
import json
from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from annotator import agreement, reliability
from annotator.web.identity import me, my_project
from annotator.web.unit import reading

bp = Blueprint("agreement", __name__)


@bp.get("/projects/<slug>/agreement")
def page(slug: str) -> ResponseReturnValue:
    """Show the figures, with headings when `?headings=1`."""
    with reading() as session:
        overview = reliability.overview(session, me(), headings=request.args.get("headings") == "1")
    return render_template("agreement/page.html", found=overview)


@bp.get("/projects/<slug>/agreement/<any('figures.json', 'labels.csv'):name>")
def download(slug: str, name: str) -> ResponseReturnValue:
    """Send all figures as JSON, or the exact labels they were computed from as CSV."""
    headings = request.args.get("headings") == "1"
    with reading() as session:
        labels, _ = reliability.labels_of(session, me(), headings=headings)
    if name == "figures.json":
        body, kind = json.dumps(agreement.report(labels), ensure_ascii=False, indent=1) + "\n", "application/json"
    else:
        body, kind = "".join(_csv(labels)), "text/csv; charset=utf-8"
    file = f"{my_project().slug}-agreement-{name}"
    return Response(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{file}"'})


def _csv(labels: agreement.Labels) -> Iterator[str]:
    for row in (("item", "annotator", "label", "article"), *reliability.rows_of(labels)):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(row)
        yield line.getvalue()
