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
# What formats for spans and labels have no place for.
DETAILS = (
    "Verifications; types and levels of claims; types of sources, their commitment and kind of quotation; links; "
    "whether work was submitted and blind; how, by whom and why something was settled."
)
# Where the formats for fact checks take theirs from.
FINAL_ONLY = (
    "Only the final reading of a sentence counts: what was settled, else the only annotation, submitted. So finished "
    "checks are left out where several people annotated a sentence and nobody settled it, and so is an annotator’s own "
    "check where the settled claim has none."
)
JSON, JSON_LD, TABS = "application/json", "application/ld+json", "text/tab-separated-values; charset=utf-8"


@dataclass(frozen=True)
class Format:
    """What is known of a format before any of it is written.

    `note` says what it is and `lacks` what it cannot carry, both in words for the page. `suffix` ends the name of its
    file and is empty for a folder; `needs` is the library that an extra brings, and `needs_text` says that articles
    whose text may not be passed on are left out.
    """

    name: str
    title: str
    note: str
    lacks: str = ""
    suffix: str = ""
    content_type: str = ZIP
    needs: str = ""
    needs_text: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether it is several files: a folder from the command line, a zip from the browser."""
        return not self.suffix

    @property
    def shows_records(self) -> bool:
        """Whether its first lines are records, each an object."""
        return self.name in ("jsonl", "bundle", "parquet", "huggingface", "croissant")

    def writer(self) -> Any:
        """Return the module that writes it; raises BadInput with the line that installs a library which is missing."""
        if self.needs and find_spec(self.needs) is None:
            raise BadInput(f"{self.title} needs {self.needs}, which is missing. Run: pip install 'annotator[parquet]'")
        return import_module(f"annotator.exporting.forms.{self.name}")


LISTED = (
    Format(
        "jsonl", "JSON Lines", "One sentence a line, with everything said about it.",
        "Articles’ titles and sources, comments, history, people’s roles, scheme and guideline: the bundle has them.",
        ".jsonl", JSON_LINES,
    ),
    Format(
        "csv", "CSV", "One label a row: item, annotator, label, article. What agreement is measured on.",
        "No text, spans, flags, notes or verifications; no unsure sentence; settled labels only when chosen alone.",
        ".csv", TABLE,
    ),
    Format(
        "bundle", "Bundle", "All as tables in JSON Lines and CSV, with schema, guideline and a manifest of hashes.",
        "Passwords and sign-ins. What people decided when, and what it takes to restore the project, only on request.",
    ),
    Format(
        "parquet", "Parquet", "The bundle with its tables as Parquet, for pandas, Polars and DuckDB.",
        "Byte identity between versions of pyarrow: what stands in the files is the same, their bytes may differ.",
        needs="pyarrow",
    ),
    Format(
        "huggingface", "Hugging Face", "A folder that load_dataset reads as it is: Parquet by split, and a card.",
        "Comments, history, and byte identity between versions of pyarrow.", needs="pyarrow",
    ),
    Format(
        "croissant", "Croissant", "The folder for Hugging Face with Croissant 1.1 metadata and hashes beside it.",
        "Nested columns: its record sets describe the flat ones, and labels and spans as tables of their own.",
        needs="pyarrow",
    ),
    Format(
        "conll", "CoNLL", "One word a line with BIO tags: a file for each role and annotator.",
        "Overlapping and discontinuous spans, and all that is no span: labels, flags, notes, wording, links, "
        "verifications. A file counts losses.",
        needs_text=True,
    ),
    Format(
        "brat", "brat", "Standoff: a text and an annotation file for each article and annotator.",
        DETAILS, needs_text=True,
    ),
    Format(
        "uima", "UIMA XMI", "One XMI file for each article and annotator, with the type system, for INCEpTION.",
        f"{DETAILS} A discontinuous span is several. Control characters become U+FFFD.",
        needs_text=True,
    ),
    Format(
        "webannotation", "Web Annotation", "W3C JSON-LD: position and quote selectors.",
        f"Rounds and the articles’ text. {DETAILS}", ".jsonld", JSON_LD,
    ),
    Format(
        "claimreview", "ClaimReview", "schema.org JSON-LD: one for each claim whose checking is done.",
        f"Labels, spans and whatever is not checked. {FINAL_ONLY} The address of the published review is yours to add "
        "as url.",
        ".jsonld", JSON_LD, needs_text=True,
    ),
    Format(
        "labelstudio", "Label Studio", "Tasks with everybody’s annotations, and the interface that shows them.",
        f"Notes, wording of claims, names of sources. {DETAILS} People stand as names only, not as accounts.",
        needs_text=True,
    ),
    Format(
        "averitec", "AVeriTeC", "Checked claims with questions and answers, as JSON.",
        "Labels, spans, ratings, stances; claims that are not checkable or whose checking is not done. " + FINAL_ONLY,
        ".json", JSON, needs_text=True,
    ),
    Format(
        "checkthat", "CheckThat!", "Check-worthy or not, one sentence a row, with tabs.",
        "All but the final label: Yes where it asks for claims, else No. A sentence that several people annotated and "
        "nobody settled has no row. Line ends become blanks, and quotation marks stand as they are: in pandas, read it "
        "with quoting=3.", ".tsv", TABS,
        needs_text=True,
    ),
)  # fmt: skip
FORMATS = {form.name: form for form in LISTED}
