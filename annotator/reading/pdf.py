"""PDF: the characters of each page with their places, as lines; `layout` makes paragraphs of them."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any

from annotator.errors import BadInput, TooLarge
from annotator.reading.base import MAX_CHARACTERS, Options, Reading, assembled, suggestions
from annotator.reading.layout import Line, paragraphs, without_furniture

DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
MAX_PAGES = 2_000
# A hyphen at a line end (\x02) stands right before the first word of the next line.
WORD = re.compile(r"[^\s\0\x02\ufffe]+[\x02\ufffe]?")
# What pdfium gives for a hyphen at a line end.
HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\xad": "-", "\xa0": " "})
# A blank this many line heights wide stands between two columns, not between two words.
GUTTER = 1.2


def read_pdf(name: str, data: bytes, options: Options) -> Reading:
    """Return the text of a PDF in paragraphs, across line, column and page ends.

    Raises BadInput for a locked, damaged or scanned one or a missing library, TooLarge for a book.
    """
    del options
    try:
        import pypdfium2  # type: ignore[import-untyped]  # the library has no types
    except ModuleNotFoundError as missing:
        raise BadInput(f"{name} is a PDF. To read it: pip install 'annotator[files]'.") from missing
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        if "password" in str(fault).lower():
            raise BadInput(f"{name} is locked with a password. Unlock it first.") from fault
        raise BadInput(f"{name} is damaged or cut off: it cannot be read as a PDF. Make it anew.") from fault
    try:
        pages, dropped = without_furniture(list(_pages(name, document)))
        found = _found(document)
    except pypdfium2.PdfiumError as fault:
        raise BadInput(f"{name} is damaged: a page cannot be read. Make it anew.") from fault
    finally:
        document.close()
    text, marks = assembled(paragraphs(pages))
    if not text:
        raise BadInput(f"{name} holds no text, maybe only pictures of it. Let a text recognition go over it first.")
    warnings = ["Read from a PDF: look whether the paragraphs are whole and in order."]
    if dropped:
        warnings.append(f"Left out as running headers, footers and page numbers: {dropped} lines.")
    return Reading(text, tuple(warnings), found, marks)


def _pages(name: str, document: Any) -> Iterator[list[Line]]:
    if len(document) > MAX_PAGES:
        raise TooLarge(f"{name} has {len(document)} pages; {MAX_PAGES} can be read. Cut it into parts.")
    seen = 0
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        seen += text.count_chars()
        if seen > MAX_CHARACTERS:
            raise TooLarge(f"{name} holds over {MAX_CHARACTERS} characters. Cut it into parts.")
        yield list(_lines(text))
        text.close()
        page.close()


def _lines(page: Any) -> Iterator[Line]:
    """Yield the runs of words of a page that stand beside each other on one line."""
    line: Line | None = None
    for word in _words(page):
        if line is not None and _beside(line, word):
            line = line._replace(text=f"{line.text} {word.text}", right=max(line.right, word.right))
            continue
        if line is not None:
            yield line
        line = word
    if line is not None:
        yield line


def _words(page: Any) -> Iterator[Line]:
    """Yield the words of a page with their places; a place costs time, so only first and last letters are asked."""
    from pypdfium2 import raw

    first, last = raw.FS_RECTF(), raw.FS_RECTF()
    text = "".join(chr(raw.FPDFText_GetUnicode(page, index)) for index in range(page.count_chars()))
    for word in WORD.finditer(text):
        start = raw.FPDFText_GetLooseCharBox(page, word.start(), ctypes.byref(first))
        end = raw.FPDFText_GetLooseCharBox(page, word.end() - 1, ctypes.byref(last))
        if start and end and last.right > first.left:
            height = max(first.top - first.bottom, 0.1)
            yield Line(word.group().translate(HYPHENS), first.left, last.right, first.bottom, height)


def _beside(line: Line, word: Line) -> bool:
    """Say whether a word goes on the line: about the same height, not far to the right, not back to the left."""
    size = max(line.height, word.height)
    level = abs(line.bottom - word.bottom) < 0.5 * size
    return level and line.right - 0.5 * size < word.left < line.right + GUTTER * size


def _found(document: Any) -> dict[str, str]:
    values = document.get_metadata_dict(skip_empty=True)
    made = DATE.match(values.get("CreationDate", ""))
    date = "-".join(part for part in made.groups() if part) if made else None
    return suggestions({"title": values.get("Title"), "author": values.get("Author"), "published": date})
