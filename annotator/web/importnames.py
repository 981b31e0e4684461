"""Names and keys that the import pages share: languages, kinds, fields, the key of a file in an address."""

from annotator.errors import NotFound
from annotator.web.texts import gettext as _

LANGUAGES = {
    "en": "English", "uk": "Українська", "de": "Deutsch", "fr": "Français", "es": "Español", "pt": "Português",
    "tr": "Türkçe", "ar": "العربية", "zh": "中文", "ja": "日本語",
}  # fmt: skip


def file_key(text: str) -> int:
    """Return the key in an address or a form; one that is no number below 63 bits is no key of ours."""
    if not text.isascii() or not text.isdecimal() or len(text) > 19:
        raise NotFound(_("There is no such file in this upload."))
    return int(text)


def languages(current: str) -> dict[str, str]:
    """Return the languages to choose from, the current one among them."""
    return LANGUAGES if current in LANGUAGES else {current: current, **LANGUAGES}


def kind_names() -> dict[str, str]:
    """Return how the kinds of segments are called."""
    return {
        "headline": _("headline"), "heading": _("heading"), "body": _("body"), "credit": _("credit"), "link": _("link"),
    }  # fmt: skip


def fields() -> dict[str, str]:
    """Return what columns of a table can be."""
    return {
        "text": _("Text of the article"), "title": _("Title"), "author": _("Author"), "publisher": _("Publisher"),
        "published": _("Date"), "language": _("Language"), "url": _("Address"), "license": _("Licence"),
    }  # fmt: skip
