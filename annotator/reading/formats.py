"""Which reader a file goes to, by what it holds rather than by its name, and the articles of any file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from annotator.errors import AnnotatorError, BadInput
from annotator.reading import archives, tables
from annotator.reading.base import FILE_LIMIT, Options, Reading
from annotator.reading.html import read_html
from annotator.reading.pdf import read_pdf
from annotator.reading.plain import SUFFIXES as PLAIN
from annotator.reading.plain import decoded, read_plain, tidied
from annotator.reading.word import read_docx

HTML = (".html", ".htm", ".xhtml")
SUFFIXES = (*PLAIN, *HTML, ".docx", ".pdf", *tables.SUFFIXES, ".zip")
UNREADABLE = {
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\xd0\xcf\x11\xe0": "an old Word file or a locked one",
    b"{\\rtf": "an RTF file",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
}
OFFICE = {
    "xl/workbook.xml": "an Excel file; save it as CSV",
    "ppt/presentation.xml": "a slide show",
    "mimetype": "an OpenDocument file; save it as DOCX or text",
}
STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml")
Reader = Callable[[str, bytes, Options], Reading]


@dataclass(frozen=True)
class Document:
    """One article of a file: a name that tells where it stood, its own bytes, and what was read.

    Where `given` is true the metadata comes from columns that a person chose, so it is no mere suggestion.
    """

    name: str
    data: bytes
    reading: Reading
    given: bool = False


def read(name: str, data: bytes, options: Options | None = None) -> Reading:
    """Return the text of a file that holds one article; raises BadInput with one sentence that says what to do."""
    kind = kind_of(name, data)
    if kind in ("zip", "table"):
        raise BadInput(f"{name} holds several articles. Import it instead.")
    reading = _reader(kind)(name, data, options or Options())
    expected = "plain" if name.lower().endswith(PLAIN) else kind
    if expected != kind:
        reading = replace(reading, warnings=(*reading.warnings, f"The name says text, but it is {kind.upper()}."))
    return reading


def documents(name: str, data: bytes, options: Options) -> Iterator[Document | AnnotatorError]:
    """Yield the articles of a file; one that cannot be read yields a refusal and does not stop the others.

    Raises BadInput when nothing of the file can be read.
    """
    kind = kind_of(name, data)
    if kind == "table":
        yield from _rows(name, data, options)
    elif kind == "zip":
        yield from _members(name, data, options)
    else:
        yield Document(name, data, read(name, data, options))


def kind_of(name: str, data: bytes) -> str:
    """Return plain, html, docx, pdf, table or zip; raises BadInput, naming it, for what no reader takes."""
    if data.startswith(b"PK\x03\x04"):
        return _zipped(name, data)
    if data.startswith(b"%PDF-") or (name.lower().endswith(".pdf") and b"%PDF-" in data[:1024]):
        return "pdf"
    for magic, what in UNREADABLE.items():
        if data.startswith(magic):
            raise BadInput(f"{name} is {what}, not text. Save it as text and import that.")
    if tables.is_table(name):
        return "table"
    if name.lower().endswith(HTML) or data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(STARTS):
        return "html"
    if name.lower().endswith((".docx", ".pdf", ".zip")):
        suffix = PurePath(name).suffix[1:].upper()
        raise BadInput(f"{name} is no {suffix} file, or it is damaged. Save it again.")
    return "plain"


def _zipped(name: str, data: bytes) -> str:
    with archives.opened(name, data) as archive:
        inside = set(archive.namelist())
    if "word/document.xml" in inside:
        return "docx"
    for member, what in OFFICE.items():
        if member in inside:
            raise BadInput(f"{name} is {what}.")
    return "zip"


def _reader(kind: str) -> Reader:
    def plain(name: str, data: bytes, options: Options) -> Reading:
        return read_plain(name, data, options.language)

    return {"html": read_html, "docx": read_docx, "pdf": read_pdf}.get(kind, plain)


def _members(name: str, data: bytes, options: Options) -> Iterator[Document | AnnotatorError]:
    found = False
    for inner, content in archives.members(name, data):
        found = True
        if isinstance(content, BadInput):
            yield content
            continue
        try:
            if kind_of(inner, content) == "zip":
                yield BadInput(f"{inner} is an archive in an archive. Unpack it first.")
            else:
                yield from documents(inner, content, options)
        except AnnotatorError as fault:
            yield fault
    if not found:
        raise BadInput(f"{name} holds no file.")


def _rows(name: str, data: bytes, options: Options) -> Iterator[Document | AnnotatorError]:
    columns = tables.chosen(name, tables.table_of(name, data, options), options)
    for number, row in enumerate(tables.rows(name, data, options), 1):
        if isinstance(row, BadInput):
            yield row
            continue
        shown = f"{name}, row {number}"
        try:
            reading = tidied(shown, _sound(shown, tables.text_of(shown, row[0], columns["text"])))
        except BadInput as fault:
            yield fault
            continue
        yield Document(shown, row[1], replace(reading, found=tables.metadata(row[0], columns)), given=True)


def _sound(name: str, text: str) -> str:
    try:
        decoded(name, text.encode()[:FILE_LIMIT], "en")
    except UnicodeEncodeError as fault:
        raise BadInput(f"{name} holds half a character (a lone surrogate). Save it as UTF-8.") from fault
    return text
