"""Plain text and Markdown in any encoding. The text is kept character for character; markers are the splitter's."""

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from annotator.errors import BadInput

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SUFFIXES = (".txt", ".md", ".markdown", ".text")
MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or Word file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\xd0\xcf\x11\xe0": "an old Word file",
}


@dataclass(frozen=True)
class Reading:
    """The text of a file, LF line ends and no byte order mark, and what a person should know about the reading."""

    text: str
    warnings: tuple[str, ...] = ()


def read(name: str, data: bytes) -> Reading:
    """Return the text of a file; raises BadInput with one sentence when there is none to be had."""
    for magic, what in MAGIC.items():
        if data.startswith(magic):
            raise BadInput(f"{name} is {what}, not plain text. Save it as text and import that.")
    text, warnings = _decode(name, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text or _mostly_controls(text):
        raise BadInput(f"{name} is not text: it holds characters that no text has. Save it as text and import that.")
    if not any(character.isalnum() for character in text):
        raise BadInput(f"{name} is empty: it holds no letter and no digit.")
    return Reading(text, warnings)


def _decode(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), ()
            except UnicodeDecodeError as fault:
                raise BadInput(f"{name} says that it is {encoding} but is not. Save it as UTF-8.") from fault
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        raise BadInput(f"{name} is not text: it holds characters that no text has. Save it as text and import that.")
    best = from_bytes(data[:200_000]).best()
    encoding = best.encoding if best is not None else "cp1252"
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as fault:
        raise BadInput(f"{name} mixes encodings and cannot be read safely. Save it as UTF-8.") from fault
    return text, (f"Not UTF-8: read as {encoding}. Look whether accents and quotes are right.",)


def _mostly_controls(text: str) -> bool:
    sample = text[:10_000]
    odd = sum(1 for character in sample if ord(character) < 32 and character not in "\n\t\f\v\x1b")
    return odd * 20 > len(sample)
