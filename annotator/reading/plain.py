"""Plain text and Markdown in any encoding. The text is kept character for character; markers are the splitter's."""

import codecs
import re

from annotator.errors import BadInput
from annotator.reading.base import Reading

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


def read_plain(name: str, data: bytes, language: str = "en") -> Reading:
    """Return the text of a file; raises BadInput with one sentence when there is none to be had.

    Bytes that are no Unicode are read in the encoding that fits best; `language` decides between neighbours.
    """
    text, warnings = decoded(name, data, language)
    return tidied(name, text, warnings)


def tidied(name: str, text: str, warnings: tuple[str, ...] = ()) -> Reading:
    """Return decoded text with LF line ends; raises BadInput for what is no text or holds no letter and no digit."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text or len(CONTROLS.findall(text, 0, SAMPLE)) * 20 > min(len(text), SAMPLE):
        raise BadInput(f"{name} is not text: it holds characters that no text has. Save it as text and import that.")
    if not any(character.isalnum() for character in text):
        raise BadInput(f"{name} is empty: it holds no letter and no digit.")
    if "\ufffd" in text:
        warnings = (*warnings, "Somewhere a character was lost before the file came here; it is shown as \ufffd.")
    return Reading(text, warnings)


def decoded(name: str, data: bytes, language: str, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the characters of a file and warnings: byte order mark, strict UTF-8, what it declares, the best guess."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), ()
            except UnicodeDecodeError as fault:
                raise BadInput(f"{name} says that it is {encoding} but is not. Save it as UTF-8.") from fault
    for encoding in ("utf-8", declared):
        try:
            return data.decode(encoding or "utf-8"), ()
        except (LookupError, UnicodeError):
            continue
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
    from charset_normalizer import from_bytes  # takes 3 MB, which only files in old encodings need

    matches = from_bytes(data[:SAMPLE], cp_isolation=list(ENCODINGS))
    best = matches.best()
    if best is None or best.encoding not in LATIN:
        return best.encoding if best is not None else None
    home = LATIN_HOMES.get(language.lower().split("-")[0], "cp1252")
    alike = (match for match in matches if match.chaos <= best.chaos + ALIKE)
    return home if any(home in match.could_be_from_charset for match in alike) else best.encoding
