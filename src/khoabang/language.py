"""Texts in the reader's language: source strings are Vietnamese, other languages come from the package's gettext catalogue.

Engine and CLI use this module; Django reads the same catalogue through LOCALE_PATHS.
"""

import gettext
from functools import cache
from pathlib import Path

SOURCE_LANGUAGE = "vi"
LANGUAGES = ("vi", "en")
LOCALES = Path(__file__).parent / "locale"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark a message for the catalogue; `text` translates it when it is shown."""
    return message


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALES, languages=[lang], fallback=True)


def text(message: str, lang: str = SOURCE_LANGUAGE, /, **params: object) -> str:
    """Give a message in `lang`, its `{names}` filled from `params`."""
    if lang != SOURCE_LANGUAGE:
        message = _catalogue(lang).gettext(message)
    return message.format(**params) if params else message
