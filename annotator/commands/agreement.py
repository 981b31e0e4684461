"""`annotator agreement`: figures of a project or of any file of labels."""

import json
import sys
from pathlib import Path
from typing import Any

from annotator import agreement as figures
from annotator.agreement import LabelsError
from annotator.errors import BadInput

FILE_ONLY = ("order", "sets")


def agreement(labels: str | None, project: str | None, options: dict[str, Any]) -> str:
    """Return what the command prints; `options` holds all its options by name.

    Raises BadInput unless exactly one of a file and a project is named, with the options that are meant for it.
    """
    if (labels is None) == (project is None):
        raise BadInput("Name either a file of labels or a project: annotator agreement LABELS.csv | --project NAME")
    url, as_json = options.pop("database"), options.pop("as_json")
    ours = {name: options.pop(name) for name in FILE_ONLY}
    wrong = [name for name, value in (ours if project is not None else options).items() if value]
    if wrong:
        option = "--" + wrong[0].replace("_", "-")
        raise BadInput(f"{option} is meant for {'files of labels' if project is not None else 'projects'} only.")
    found = of_file(str(labels), **ours) if project is None else of_project(url, project, options)
    return shown(found, as_json=as_json)


def of_file(path: str, *, order: str | None, sets: str | None) -> dict[str, Any]:
    """Return the figures of a file of `item,annotator,label[,article]`; `-` is standard input.

    Raises BadInput naming the line when the file cannot be used.
    """
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as fault:
        raise BadInput(f"{path} cannot be read: {fault.strerror}.") from fault
    try:
        declared = figures.read_order(order) if order is not None else None
        return figures.report(figures.read_labels(data, declared, sets))
    except LabelsError as fault:
        raise BadInput(f"{path}: {fault}") from fault


def of_project(url: str | None, name: str, chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of a project's work under a filter; `chosen` holds the options of the command."""
    from annotator.cli_common import opened
    from annotator.models import key_of
    from annotator.project import projects
    from annotator.reliability import filters, ground, reports

    given = {key: list(value) if isinstance(value, tuple) else [_text(value)] for key, value in chosen.items()}
    wanted = filters.parse(given)
    with opened(url) as database, database.read() as session:
        project = projects.by_name(session, name)
        return reports.figures(session, ground.of_project(session, key_of(project), wanted))


def _text(value: Any) -> str:
    return "1" if value is True else str(value or "")


def shown(report: dict[str, Any], *, as_json: bool) -> str:
    """Return a report as JSON or as lines for a terminal."""
    return json.dumps(report, ensure_ascii=False, indent=1) if as_json else figures.render(report)
