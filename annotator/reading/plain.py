"""Plain text and Markdown in any encoding. The text is kept character for character; markers are the splitter's."""

import codecs
import re
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
# What old files are in. cp1252 and its neighbours differ in a few letters only and are told apart by the language.
LATIN = ("cp1252", "cp1250", "cp1254", "cp1257")
LATIN_HOMES = dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl"), "cp1250") | {
    "tr": "cp1254", "az": "cp1254", "et": "cp1257", "lt": "cp1257", "lv": "cp1257",
}  # fmt: skip
CYRILLIC = ("cp1251", "koi8_r", "koi8_u")
ASIAN = ("cp949", "euc_kr", "big5", "gb18030", "cp932", "euc_jp")
ENCODINGS = (*LATIN, *CYRILLIC, "cp1253", "cp1255", "cp1256", *ASIAN)
ALIKE = 0.06
SAMPLE = 200_000
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Half of a surrogate pair written as if it were a character of UTF-8.
SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
# Quotes, dashes and accented letters of UTF-8; in Latin text of one byte a character these pairs do not occur.
UTF8_TRACE = re.compile(rb"\xe2\x80[\x93-\xa6]|\xc3[\x80-\xaa\xac-\xba\xbc-\xbf]")
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


def read(name: str, data: bytes, language: str = "en") -> Reading:
    """Return the text of a file; raises BadInput with one sentence when there is none to be had.

    Bytes that are no Unicode are read in the encoding that fits best; `language` decides between neighbours.
    """
    for magic, what in MAGIC.items():
        if data.startswith(magic):
            raise BadInput(f"{name} is {what}, not plain text. Save it as text and import that.")
    text, warnings = _decode(name, data, language)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text or len(CONTROLS.findall(text, 0, SAMPLE)) * 20 > min(len(text), SAMPLE):
        raise BadInput(f"{name} is not text: it holds characters that no text has. Save it as text and import that.")
    if not any(character.isalnum() for character in text):
        raise BadInput(f"{name} is empty: it holds no letter and no digit.")
    if "\ufffd" in text:
        warnings = (*warnings, "Somewhere a character was lost before the file came here; it is shown as \ufffd.")
    return Reading(text, warnings)


def _decode(name: str, data: bytes, language: str) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), ()
            except UnicodeDecodeError as fault:
                raise BadInput(f"{name} says that it is {encoding} but is not. Save it as UTF-8.") from fault
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _guessed(name, data, language)


def _guessed(name: str, data: bytes, language: str) -> tuple[str, tuple[str, ...]]:
    if b"\x00" in data:
        raise BadInput(f"{name} is not text: it holds characters that no text has. Save it as text and import that.")
    if SURROGATE.search(data):
        raise BadInput(f"{name} holds half a character (a lone surrogate). Save it as UTF-8.")
    encoding = _likely(data, language)
    try:
        if encoding is None or (encoding in LATIN and UTF8_TRACE.search(data)):
            raise BadInput(f"{name} mixes encodings or is in an unknown one. Save it as UTF-8.")
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise BadInput(f"{name} mixes encodings or is in an unknown one. Save it as UTF-8.") from fault
    return text, (f"Not UTF-8: read as {encoding}. Look whether accents and quotes are right.",)


def _likely(data: bytes, language: str) -> str | None:
    """Return the encoding that reads best; of Latin ones that read alike, the one of the language."""
    matches = from_bytes(data[:SAMPLE], cp_isolation=list(ENCODINGS))
    best = matches.best()
    if best is None or best.encoding not in LATIN:
        return best.encoding if best is not None else None
    home = LATIN_HOMES.get(language.lower().split("-")[0], "cp1252")
    alike = (match for match in matches if match.chaos <= best.chaos + ALIKE)
    return home if any(home in match.could_be_from_charset for match in alike) else best.encoding
