"""Content as an archival and accessible PDF (PDF/A-2a and PDF/UA-1): the same content gives the same bytes on every machine."""

import json
from pathlib import Path
from typing import Final, Literal

import typst

from khoabang.documents.content import Content

HERE: Final = Path(__file__).parent
TEMPLATE: Final = HERE / "document.typ"
FONTS: Final = HERE / "fonts"
ACCESSIBLE: Final[list[Literal["a-2a", "ua-1"]]] = ["ua-1"]
ARCHIVAL: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", *ACCESSIBLE]


class CannotDrawError(Exception):
    """The document cannot be drawn as it must be; the message is what the typesetter says."""


def pdf(content: Content, fonts: Path = FONTS) -> bytes:
    """Draw the content. Only the fonts that ship are used, and a warning is as bad as an error: a missing font would be one.

    A draft, which has no day yet, is accessible but not archival: PDF/A must carry a day, and today's is no fact of the document.

    Raises:
        CannotDrawError: a letter is in none of the fonts, or the typesetter warns of anything.
    """
    try:
        drawn, warnings = typst.compile_with_warnings(
            str(TEMPLATE),
            root=str(HERE),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"content": json.dumps(content.as_plain(), ensure_ascii=False, sort_keys=True)},
            pdf_standards=[*(ACCESSIBLE if content.day is None else ARCHIVAL)],
        )
    except typst.TypstError as error:
        raise CannotDrawError(error.message) from None
    if warnings:
        raise CannotDrawError(warnings[0].message)
    if not isinstance(drawn, bytes):
        raise CannotDrawError(type(drawn).__name__)
    return drawn
