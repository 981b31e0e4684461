"""Word files (.docx): paragraphs with the kind their style names, tables cell by cell. No macro or field is run."""

import io
from collections.abc import Iterator
from typing import Any

from annotator.errors import BadInput
from annotator.reading.archives import DAMAGE, opened
from annotator.reading.base import Options, Reading, assembled, suggestions

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Struck-out text, text boxes (drawn elsewhere) and the second copy that old programs read.
SKIPPED = (
    f"{W}del", f"{W}moveFrom", f"{W}txbxContent", f"{W}pPr", f"{W}rPr",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)  # fmt: skip
SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
STYLES = (("title", "headline"), ("heading", "heading"), ("list", "text"), ("caption", "credit"))


def read_docx(name: str, data: bytes, options: Options) -> Reading:
    """Return the text of a Word file; raises BadInput for a damaged, locked or empty one or a missing library."""
    del options
    try:
        import docx
        from docx.exceptions import PythonDocxError
        from lxml import etree  # type: ignore[import-untyped]  # the library has no types
    except ModuleNotFoundError as missing:
        raise BadInput(f"{name} is a Word file. To read it: pip install 'annotator[files]'.") from missing
    opened(name, data).close()
    try:
        document = docx.Document(io.BytesIO(data))
        styles = _styles(document)
        text, marks = assembled(_blocks(document.element.body, styles))
        found = _found(document.core_properties)
    except (*DAMAGE, PythonDocxError, etree.LxmlError, AttributeError, TypeError, RecursionError) as fault:
        raise BadInput(f"{name} is damaged: it cannot be read as a Word file. Save it again.") from fault
    if not text:
        raise BadInput(f"{name} is empty: it holds no letter and no digit.")
    return Reading(text, (), found, marks)


def _styles(document: Any) -> dict[str, str]:
    """Return the kind that each paragraph style, by its id, tells."""
    found: dict[str, str] = {}
    for style in document.styles.element.iterchildren(f"{W}style"):
        name = style.find(f"{W}name")
        label = (name.get(f"{W}val") or "").lower() if name is not None else ""
        found[style.get(f"{W}styleId") or ""] = next((kind for word, kind in STYLES if label.startswith(word)), "")
    return found


def _blocks(body: Any, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    for paragraph in body.iter(f"{W}p"):
        if any(parent.tag in SKIPPED for parent in paragraph.iterancestors()):
            continue
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        kind = styles.get(style.get(f"{W}val") or "", "") if style is not None else ""
        for line in "".join(_pieces(paragraph)).split("\n"):
            yield line, kind


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag not in SKIPPED and isinstance(child.tag, str):
            yield from _pieces(child)


def _found(core: Any) -> dict[str, str]:
    # The date is left: it is often that of the template.
    return suggestions({"title": core.title, "author": core.author, "language": core.language})
