"""`annotator agreement`: figures of a project or of any file of labels."""

import json
import sys
from pathlib import Path
from typing import Any

from annotator import agreement
from annotator.agreement import LabelsError
from annotator.errors import BadInput


def of_file(path: str, *, order: str | None, sets: str | None) -> dict[str, Any]:
    """Return the figures of a file of `item,annotator,label[,article]`; `-` is standard input.

    Raises BadInput naming the line when the file cannot be used.
    """
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as fault:
        raise BadInput(f"{path} cannot be read: {fault.strerror}.") from fault
    try:
        declared = agreement.read_order(order) if order is not None else None
        return agreement.report(agreement.read_labels(data, declared, sets))
    except LabelsError as fault:
        raise BadInput(f"{path}: {fault}") from fault


def of_project(url: str | None, name: str, *, headings: bool) -> dict[str, Any]:
    """Return the figures of a project's blind, submitted work."""
    from annotator import projects, reliability
    from annotator.cli import opened
    from annotator.models import key_of

    with opened(url) as database, database.read() as session:
        project = projects.by_name(session, name)
        return reliability.report(session, key_of(project), headings=headings)


def shown(report: dict[str, Any], *, as_json: bool) -> str:
    """Return a report as JSON or as lines for a terminal."""
    return json.dumps(report, ensure_ascii=False, indent=1) if as_json else agreement.render(report)
