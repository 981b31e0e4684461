"""Interface texts: one gettext catalogue a language, chosen by what the browser asks for; English is the source.

The catalogues are `annotator/translations/<language>/LC_MESSAGES/annotator.mo`; where there is none, the texts stay as
they are written. The standard library does it all; a larger one would be a fifth of the whole installation.
"""

import gettext as catalogues
from functools import cache
from typing import Any

from flask import Flask, g, request

from annotator.settings import PACKAGE

FOLDER = PACKAGE / "translations"
SOURCE = "en"


@cache
def languages() -> tuple[str, ...]:
    """Return the languages of the interface, English first."""
    return (SOURCE, *sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/annotator.mo")))


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    return catalogues.translation("annotator", FOLDER, [language], fallback=True)


def language() -> str:
    """Return the language of this request's texts."""
    found: str | None = g.get("language")
    if found is None:
        found = g.language = str(request.accept_languages.best_match(languages(), SOURCE))
    return found


def gettext(text: str, **values: Any) -> str:
    """Return a text in the reader's language with `%(name)s` replaced; a per cent sign is written `%%`."""
    return _catalogue(language()).gettext(text) % values


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """Return the form of a text that fits a number, with `%(num)s` and other names replaced."""
    return _catalogue(language()).ngettext(one, many, num) % {"num": num, **values}


def install(app: Flask) -> None:
    """Give templates `_` and `ngettext`; what is put into a text is escaped like everything else."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        lambda text: _catalogue(language()).gettext(text),
        lambda one, many, num: _catalogue(language()).ngettext(one, many, num),
        newstyle=True,
    )
    app.jinja_env.globals["language"] = language
