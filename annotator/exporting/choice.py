"""What somebody wants exported: read from a form, an address or a command line, and written back as a command."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, fields

from annotator.errors import BadInput

VALUES = {
    "format": ("jsonl", "csv"),
    "articles": ("all", "finished"),
    "labels": ("both", "everyone", "gold"),
    "states": ("all", "submitted"),
    "rounds": ("first", "last", "all"),
}
SWITCHES = ("names", "spreadsheet")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of articles, layers, annotations and form; the defaults are those of the command.

    `names` prints people's names instead of pseudonyms; `spreadsheet` defuses formulas in CSV, whose text is then no
    longer exact.
    """

    format: str = "jsonl"
    articles: str = "all"
    labels: str = "both"
    states: str = "all"
    rounds: str = "first"
    names: bool = False
    spreadsheet: bool = False

    @property
    def layers(self) -> str:
        """Whose labels are exported: `both`, `everyone` or `gold`.

        A table of labels cannot keep gold apart, and agreement is measured on it: gold is in it only when asked alone.
        """
        return "everyone" if self.format == "csv" and self.labels == "both" else self.labels

    def command(self, project: str) -> str:
        """Return the command line that exports the same of the project with the slug `project`."""
        words = ["annotator", "export", "--project", project, "--format", self.format]
        for name in ("articles", "labels", "states", "rounds"):
            value = getattr(self, name)
            words += [f"--{name}", value] if value != VALUES[name][0] else []
        words += [f"--{name}" for name in SWITCHES if getattr(self, name)]
        return shlex.join([*words, "-o", self.file_name(project)])

    def file_name(self, project: str) -> str:
        """Return the name of the file for the project with the slug `project`."""
        kind = f"-{self.labels}" if self.labels != "both" else ""
        return f"{project}{kind}.{self.format}"


def choose(given: Mapping[str, str]) -> Choice:
    """Return the choice made in a form or address; what is not given is the default.

    Raises BadInput with the possible values for one that is unknown.
    """
    found: dict[str, str | bool] = {}
    for name, allowed in VALUES.items():
        value = given.get(name)
        if not value:
            continue
        if value not in allowed:
            raise BadInput(f"{name} cannot be {value[:40]}. Choose one of: {', '.join(allowed)}.")
        found[name] = value
    found |= {name: given.get(name) not in (None, "", "0") for name in SWITCHES}
    assert found.keys() <= {field.name for field in fields(Choice)}
    return Choice(**found)  # type: ignore[arg-type]
