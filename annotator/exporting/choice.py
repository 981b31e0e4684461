"""What somebody wants exported: read from a form, an address or a command line, and written back as a command."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from annotator.errors import AnnotatorError, BadInput
from annotator.exporting.formats import FORMATS, Format

VALUES = {
    "format": tuple(FORMATS),
    "articles": ("all", "finished", "chosen"),
    "labels": ("both", "everyone", "gold"),
    "states": ("all", "submitted"),
    "rounds": ("first", "last", "all"),
    "texts": ("all", "licensed", "none"),
}
SWITCHES = ("names", "headings", "spreadsheet", "events", "history")
ON, OFF = ("1", "true", "on"), ("", "0", "false", "off")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of articles, layers, annotations and form; the defaults are those of the command.

    `only` names the articles that are `chosen`, by their public ids. `names` prints people's names instead of
    pseudonyms. `texts` says whose words are passed on: of all articles, of those with a licence, or of none, which
    leaves offsets. In CSV `headings` adds what headlines and headings got, which agreement leaves out too, and
    `spreadsheet` defuses formulas, after which the text is no longer exact. In a bundle `events` adds who decided what
    when, and `history` all tables as they are, for taking the project in again.
    """

    format: str = "jsonl"
    articles: str = "all"
    labels: str = "both"
    states: str = "all"
    rounds: str = "first"
    texts: str = "all"
    names: bool = False
    headings: bool = False
    spreadsheet: bool = False
    events: bool = False
    history: bool = False
    only: tuple[str, ...] = ()

    @property
    def layers(self) -> str:
        """Whose labels are exported: `both`, `everyone` or `gold`.

        A table of labels cannot keep gold apart, and agreement is measured on it: gold is in it only when asked alone.
        """
        return "everyone" if self.format == "csv" and self.labels == "both" else self.labels

    @property
    def form(self) -> Format:
        """Return what is known of the format."""
        return FORMATS[self.format]

    def command(self, project: str) -> str:
        """Return the command line that exports the same of the project with the slug `project`."""
        words = ["annotator", "export", "--project", project, "--format", self.format]
        for name in ("articles", "labels", "states", "rounds", "texts"):
            value = getattr(self, name)
            words += [f"--{name}", value] if value not in (VALUES[name][0], "chosen") else []
        words += [word for article in self.only for word in ("--article", article)]
        words += [f"--{name}" for name in SWITCHES if getattr(self, name)]
        return shlex.join([*words, "-o", self.file_name(project)])

    def file_name(self, project: str) -> str:
        """Return the name of the file, or of the folder, for the project with the slug `project`."""
        kind = f"-{self.labels}" if self.labels != "both" else ""
        return f"{project}{kind}{self.form.suffix}"


def choose(given: Mapping[str, str], only: Sequence[str] = ()) -> Choice:
    """Return the choice made in a form or address; what is not given is the default.

    `only` are the public ids of articles, which count where articles are `chosen`. Raises BadInput with the possible
    values for one that is unknown.
    """
    found: dict[str, str | bool] = {}
    for name, allowed in VALUES.items():
        value = given.get(name)
        if not value:
            continue
        if value not in allowed:
            raise BadInput(f"{name} cannot be {value[:40]}. Choose one of: {', '.join(allowed)}.")
        found[name] = value
    found |= {name: _switched(name, given.get(name) or "") for name in SWITCHES}
    assert found.keys() <= {field.name for field in fields(Choice)}
    chosen = tuple(sorted(set(only))) if found.get("articles") == "chosen" else ()
    return Choice(**found, only=chosen)  # type: ignore[arg-type]


def _switched(name: str, value: str) -> bool:
    if value.lower() not in (*ON, *OFF):
        raise AnnotatorError(f"{name} cannot be {value[:40]}. It is on or off: write 1 or 0.")
    return value.lower() in ON
