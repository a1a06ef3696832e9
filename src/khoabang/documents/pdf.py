"""Content as an archival and accessible PDF (PDF/A-2a and PDF/UA-1): the same content gives the same bytes on every machine."""

import json
import re
from pathlib import Path
from typing import Any, Final, Literal

import typst

from khoabang.documents.content import CannotDrawError, Content

HERE: Final = Path(__file__).parent
TEMPLATE: Final = HERE / "document.typ"
FONTS: Final = HERE / "fonts"
ACCESSIBLE: Final[list[Literal["a-2a", "ua-1"]]] = ["ua-1"]
ARCHIVAL: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", *ACCESSIBLE]
_DOTS = 220.0
_LACKING = re.compile(r'text `"(.+?)"` could not be displayed', re.DOTALL)
_PICTURE = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: "Tinos")
#image(bytes(sys.inputs.svg), format: "svg", width: int(sys.inputs.width) * 1mm)
"""


def pdf(content: Content, fonts: Path = FONTS) -> bytes:
    """Draw the content. Only the fonts that ship are used, and a warning is as bad as an error: a missing font would be one.

    A draft, which has no day yet, is accessible but not archival: PDF/A must carry a day, and today's is no fact of the document.

    Raises:
        CannotDrawError: a letter is in none of the fonts, or the typesetter warns of anything.
    """
    standards = ACCESSIBLE if content.day is None else ARCHIVAL
    plain = json.dumps(content.as_plain(), ensure_ascii=False, sort_keys=True)
    return _compiled(str(TEMPLATE), {"content": plain}, fonts, format="pdf", pdf_standards=[*standards])


def png(svg: str, width_mm: int) -> bytes:
    """Draw an SVG as a picture of so many millimetres at 220 dots an inch, with the fonts that ship.

    Raises:
        CannotDrawError: it is no SVG.
    """
    return _compiled(_PICTURE, {"svg": svg, "width": str(width_mm)}, FONTS, format="png", ppi=_DOTS)


def _compiled(source: str | bytes, inputs: dict[str, str], fonts: Path, **output: Any) -> bytes:
    try:
        compiled: tuple[Any, list[Any]] = typst.compile_with_warnings(
            source, root=str(HERE), font_paths=[str(fonts)], ignore_system_fonts=True, sys_inputs=inputs, **output
        )
    except typst.TypstError as error:
        raise _refusal(error.message) from None
    drawn, warnings = compiled
    if warnings:
        raise _refusal(warnings[0].message)
    if not isinstance(drawn, bytes):  # several pictures, where one was asked for
        raise _refusal(type(drawn).__name__)
    return drawn


def _refusal(said: str) -> CannotDrawError:
    lacking = _LACKING.search(said)
    return CannotDrawError("PAP001", letters=lacking[1]) if lacking else CannotDrawError("PAP005", detail=said)
