"""The language tables and how to find one."""

from annotator.splitting.languages.ar import ARABIC
from annotator.splitting.languages.base import Language
from annotator.splitting.languages.de import GERMAN
from annotator.splitting.languages.en import ENGLISH
from annotator.splitting.languages.es import SPANISH
from annotator.splitting.languages.fr import FRENCH
from annotator.splitting.languages.ja import JAPANESE
from annotator.splitting.languages.pt import PORTUGUESE
from annotator.splitting.languages.tr import TURKISH
from annotator.splitting.languages.uk import UKRAINIAN
from annotator.splitting.languages.zh import CHINESE

LANGUAGES: dict[str, Language] = {
    table.code: table
    for table in (ARABIC, CHINESE, ENGLISH, FRENCH, GERMAN, JAPANESE, PORTUGUESE, SPANISH, TURKISH, UKRAINIAN)
}


def language(code: str) -> Language:
    """Return the tables of a language tag ("de", "zh-Hans", "pt_BR"); English for a language without tables."""
    return LANGUAGES.get(code.replace("_", "-").partition("-")[0].lower(), ENGLISH)
