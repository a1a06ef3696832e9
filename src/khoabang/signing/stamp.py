"""The picture of a signature, drawn with the fonts of documents: the signer's words, or an image of a signature or seal."""

import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

import typst
from PIL import Image, UnidentifiedImageError

from khoabang.scoring.problems import Place
from khoabang.signing.refusal import SigningRefused

HERE: Final = Path(__file__).parent
TEMPLATE: Final = HERE / "stamp.typ"
FONTS: Final = HERE.parent / "documents" / "fonts"
_MOST_PIXELS = 20_000_000
_INCH = Decimal("25.4")
Lines = Sequence[tuple[str, str]]


def drawn(lines: Lines, width: int, height: int, picture: bytes | None = None, language: str = "vi") -> bytes:
    """Draw a picture of width by height points as a PDF of one page. Letters that the fonts lack are drawn as "?".

    `lines` are pairs of a label and what stands beside it; with a picture (PNG) they are what is said of it to those who do not see.
    """
    data = {"width": width, "height": height, "language": language, "picture": picture is not None, "bytes": [*(picture or b"")]}
    made = typst.compile(
        str(TEMPLATE),
        root=str(HERE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_tags=False,  # a picture in a form field has its words in the field
        sys_inputs={"stamp": json.dumps({**data, "lines": [list(line) for line in lines]}, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made


def read_picture(path: Path) -> tuple[bytes, Decimal, Decimal]:
    """Read an image of a signature or seal, with the width and height in millimetres that it says to have (96 dpi where it does not say).

    Raises:
        SigningRefused: it is no PNG, or too large.
        OSError: the system refuses to read it.
    """
    content = path.read_bytes()
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            across, down = (Decimal(str(each)) for each in image.info.get("dpi", (96, 96)))
            fits = image.width * image.height <= _MOST_PIXELS and across > 0 and down > 0
            if fits:
                image.load()
                return content, image.width * _INCH / across, image.height * _INCH / down
    except (UnidentifiedImageError, ValueError, OSError, SyntaxError, Image.DecompressionBombError):
        pass
    raise SigningRefused("SIG019", Place(str(path)), limit=_MOST_PIXELS // 1_000_000)
