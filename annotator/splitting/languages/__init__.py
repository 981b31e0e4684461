"""The language tables and how to find one."""

from annotator.splitting.languages.base import Language
from annotator.splitting.languages.en import ENGLISH

LANGUAGES: dict[str, Language] = {language.code: language for language in (ENGLISH,)}


def language(code: str) -> Language:
    """The tables of a language tag ("de", "zh-Hans", "pt_BR"); English for a language without tables."""
    return LANGUAGES.get(code.replace("_", "-").partition("-")[0].lower(), ENGLISH)
