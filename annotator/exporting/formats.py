"""The formats there are, one line each; what writes one is the module of its name in `annotator.exporting.forms`.

Such a module has `entries(job)` (the files of a folder) and `preview(job)`, or `lines(job)`, which yields a
single file in blocks of whole lines.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from annotator.errors import BadInput

JSON_LINES, TABLE, ZIP = "application/jsonl; charset=utf-8", "text/csv; charset=utf-8", "application/zip"


@dataclass(frozen=True)
class Format:
    """What is known of a format before any of it is written.

    `note` says what it is and `lacks` what it cannot carry, both in words for the page. `suffix` ends the name of its
    file and is empty for a folder; `needs` is the library that an extra brings.
    """

    name: str
    title: str
    note: str
    lacks: str = ""
    suffix: str = ""
    content_type: str = ZIP
    needs: str = ""

    @property
    def is_folder(self) -> bool:
        """Whether it is several files: a folder from the command line, a zip from the browser."""
        return not self.suffix

    @property
    def is_table(self) -> bool:
        """Whether its first lines are rows under a head, and not records."""
        return self.suffix in (".csv", ".tsv")

    def writer(self) -> Any:
        """Return the module that writes it; raises BadInput with the line that installs a library which is missing."""
        if self.needs and find_spec(self.needs) is None:
            raise BadInput(f"{self.title} needs {self.needs}, which is missing. Run: pip install 'annotator[parquet]'")
        return import_module(f"annotator.exporting.forms.{self.name}")


LISTED = (
    Format("jsonl", "JSON Lines", "One sentence a line, with everything said about it.", "", ".jsonl", JSON_LINES),
    Format(
        "csv", "CSV", "One label a row: item, annotator, label, article. What agreement is measured on.",
        "No text, spans, flags, notes or verifications; no unsure sentence; settled labels only when chosen alone.",
        ".csv", TABLE,
    ),
    Format(
        "bundle", "Bundle", "All as tables in JSON Lines and CSV, with schema, guideline and a manifest of hashes.",
    ),
)  # fmt: skip
FORMATS = {form.name: form for form in LISTED}
