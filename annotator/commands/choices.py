"""Options that several people need to find the same figures again: the filter of a project's agreement."""

from collections.abc import Callable
from typing import Any

import click

SEVERAL = {
    "--phase": "only this phase; repeatable, as are the next four.",
    "--scheme": "only work under this version of the scheme.",
    "--guideline": "only work under this version of the guideline.",
    "--article": "only this article, by its id.",
    "--who": "only this person, by pseudonym.",
}
DAYS = {
    "--since": "only labels of this day or later (UTC).",
    "--until": "only labels of this day or earlier (UTC).",
}
TICKS = {
    "--last-round": "each person's latest round, not the first.",
    "--headings": "count headlines and headings too.",
    "--seen": "count work done after seeing others'.",
    "--suggested": "count work that began as a suggestion.",
    "--gold": "count gold as one more annotator.",
}


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a filter; each is named like the field in the address of the page."""
    options = [click.option(name, multiple=True, help=f"Projects: {text}") for name, text in SEVERAL.items()]
    options += [click.option(name, default="", metavar="DAY", help=f"Projects: {text}") for name, text in DAYS.items()]
    options += [click.option(name, is_flag=True, help=f"Projects: {text}") for name, text in TICKS.items()]
    for option in reversed(options):
        command = option(command)
    return command
