"""Signing: one more signature on a PDF file (PAdES B-B), as an update that leaves every byte before it."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.stamp import StaticStampStyle

from khoabang.language import N_, text
from khoabang.signing.certificates import Holder, Trust, clock, holder, require_usable
from khoabang.signing.check import check, opened
from khoabang.signing.keys import Key
from khoabang.signing.places import HEIGHT, WIDTH, Asked, Box, asked_box, free_box, overlapping_box, points
from khoabang.signing.refusal import SigningRefused
from khoabang.signing.stamp import Lines, drawn

FIELD = "ChuKy"
LABELS = (N_("Người ký:"), N_("Cơ quan:"), N_("Thời gian ký:"))
Picture = tuple[bytes, Any, Any]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file: its bytes, the new signature's field, whom its certificate names, and where its picture stands."""

    pdf: bytes
    field: str
    holder: Holder
    box: Box | None


@dataclass(frozen=True, slots=True)
class Wish:
    """How a signature is to be: visible or not, where, with which picture, and whether it locks the file.

    `picture` is an image with its width and height in millimetres; `asked` None means the signature block of the document.
    """

    visible: bool = True
    asked: Asked | None = None
    picture: Picture | None = None
    reason: str | None = None
    final: bool = False


def sign(pdf: bytes, key: Key, at: datetime, wish: Wish = Wish()) -> Signed:
    """Sign a file at a moment (with its zone), after those who signed before.

    Raises:
        SigningRefused: the file, the key or the place cannot be used; nothing was signed.
    """
    require_usable(key.certificate, at)
    reader = opened(pdf)
    _require_sound(pdf, at)
    of = holder(key.certificate)
    lines = _lines(of, at)
    box = _box(pdf, reader, wish) if wish.visible else None
    field = _next_field(reader)
    spec = SigFieldSpec(
        field,
        on_page=box.page if box else 0,
        box=(box.left, box.bottom, box.right, box.top) if box else None,
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if wish.final else None,
        doc_mdp_update_value=MDPPerm.NO_CHANGES if wish.final else None,
        readable_field_name="; ".join(" ".join(line) for line in lines),
    )
    meta = PdfSignatureMetadata(field_name=field, reason=wish.reason, name=of.name, subfilter=SigSeedSubFilter.PADES)
    look = _look(lines, box, wish) if box else None
    out = io.BytesIO()
    try:
        _SignerAt(at, meta, key.signer, look, spec).sign_pdf(_Update(io.BytesIO(pdf)), output=out)
    except (PdfError, SigningError):
        raise SigningRefused("SIG001") from None
    return Signed(out.getvalue(), field, of, box)


class _Update(IncrementalPdfFileWriter):
    """Leaves title, dates and XMP as they were written: the library would write them anew, and not as PDF/A wants them."""

    def _update_meta(self) -> None:
        pass


class _SignerAt(PdfSigner):
    """Signs at a moment that is given, for the library asks the clock by itself."""

    def __init__(self, at: datetime, meta: PdfSignatureMetadata, signer: Any, look: Any, spec: SigFieldSpec) -> None:
        super().__init__(meta, signer=signer, stamp_style=look, new_field_spec=spec)
        self._at = at

    def init_signing_session(self, *given: Any, **named: Any) -> Any:
        session = super().init_signing_session(*given, **named)
        session.system_time = self._at
        return session


class _Drawn(PdfContent):
    """A page that was drawn, as content of a stamp."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        writer = self._ensure_writer
        drawing = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._page)))
        self.resources.xobject[pdf_name("/Picture")] = drawing
        left, bottom, right, top = drawing.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Picture Do"


def _look(lines: Lines, box: Box, wish: Wish) -> StaticStampStyle:
    page = drawn(lines, box.right - box.left, box.top - box.bottom, wish.picture[0] if wish.picture else None)
    middle = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins.uniform(0))
    return StaticStampStyle(background=_Drawn(page), border_width=0, background_opacity=1, background_layout=middle)


def _lines(of: Holder, at: datetime) -> Lines:
    """The words of the picture; they are in Vietnamese, as the document is."""
    who, body, when = (text(label) for label in LABELS)
    return [(who, of.name), *([(body, of.organisation)] if of.organisation else []), (when, clock(at))]


def _box(pdf: bytes, reader: PdfFileReader, wish: Wish) -> Box:
    if wish.picture is not None:
        width, height = points(wish.picture[1]), points(wish.picture[2])
    else:
        width, height = points(WIDTH), points(HEIGHT)
    if wish.asked is not None:
        return asked_box(pdf, wish.asked, width, height)
    taken = _pictures(reader)
    if wish.picture is not None and taken:
        return overlapping_box(taken[-1], width, height)
    return free_box(pdf, taken, width, height)


def _pictures(reader: PdfFileReader) -> list[Box]:
    """Give the boxes of the signatures on the pages, in their order on each."""
    found = []
    for number in range(int(reader.root["/Pages"]["/Count"])):
        page = reader.find_page_for_modification(number)[0].get_object()
        if "/Annots" not in page:
            continue
        for reference in page["/Annots"]:
            annotation = reference.get_object()
            field = annotation if "/FT" in annotation or "/Parent" not in annotation else annotation["/Parent"]
            if "/Rect" in annotation and "/FT" in field and field["/FT"] == "/Sig":
                left, bottom, right, top = (int(each) for each in annotation["/Rect"])
                if left < right and bottom < top:
                    found.append(Box(number, left, bottom, right, top))
    return found


def _next_field(reader: PdfFileReader) -> str:
    names = {name for name, *_ in enumerate_sig_fields(reader)}
    return next(name for number in range(1, len(names) + 2) if (name := f"{FIELD}{number}") not in names)


def _require_sound(pdf: bytes, at: datetime) -> None:
    """See that those who signed before still stand by the file, and that none of them closed it."""
    for each in check(pdf, Trust(), at):
        if each.broken:
            raise SigningRefused("SIG003", field=each.field, state=each.words())
        if each.final:
            raise SigningRefused("SIG004", field=each.field, name=each.holder.words if each.holder else "–")
