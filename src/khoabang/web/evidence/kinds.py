"""What a file is, by its content: a small table of kinds that are kept, and the reasons why the others are not.

The sender's type counts for nothing and the name only has to agree with the content. A file is read once, in pieces, with its SHA-256.
"""

import codecs
import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web.evidence.errors import FileRefused
from khoabang.web.evidence.limits import MAX_FILE, MAX_NAME
from khoabang.web.plain import plain

_PIECE = 1_000_000
_HEAD = 2_048
_MAX_PARTS = 20_000
_MAX_MANIFEST = 2_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: what it is served as, the endings its name may have, and whether a browser may show it within a page."""

    code: str
    media_type: str
    endings: tuple[str, ...]
    words: StrOrPromise
    shown: bool = False


KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", "application/pdf", (".pdf",), "PDF", shown=True),
        Kind("png", "image/png", (".png",), _("Ảnh PNG"), shown=True),
        Kind("jpeg", "image/jpeg", (".jpg", ".jpeg"), _("Ảnh JPEG"), shown=True),
        Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), _("Văn bản Word")),
        Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",), _("Bảng tính Excel")),
        Kind("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",), _("Trình chiếu")),
        Kind("odt", "application/vnd.oasis.opendocument.text", (".odt",), _("Văn bản ODT")),
        Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", (".ods",), _("Bảng tính ODS")),
        Kind("text", "text/plain; charset=utf-8", (".txt",), _("Văn bản thuần"), shown=True),
        Kind("csv", "text/csv; charset=utf-8", (".csv",), _("Bảng CSV")),
    )
}
ACCEPTED = ",".join(ending for kind in KINDS.values() for ending in kind.endings)

_STARTS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"PK\x03\x04", "zip"))
_EXECUTABLES = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK\x05\x06", b"PK\x07\x08")
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|xml)|<\?php", re.IGNORECASE)
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_OPEN_DOCUMENTS = {KINDS[code].media_type.encode(): code for code in ("odt", "ods")}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as it was found: its name as kept, its kind, size and hash."""

    name: str
    kind: Kind
    size: int
    sha256: str


def look(file: IO[bytes], sent_as: str) -> Looked:
    """Find out what a file is; it is left at its beginning.

    Raises:
        FileRefused: it is not kept, and why.
    """
    name = clean_name(sent_as)
    size = file.seek(0, io.SEEK_END)
    if size == 0:
        raise _refused(name, _("Tệp rỗng. Hãy kiểm tra tệp rồi chọn lại."))
    if size > MAX_FILE:
        raise _refused(name, too_large())
    file.seek(0)
    head = file.read(_HEAD)
    kind = KINDS[_code(file, name, head)]
    if PurePosixPath(name).suffix.lower() not in kind.endings:
        words = _(
            "Nội dung tệp là %(kind)s nhưng tên tệp không có đuôi %(ending)s. Hãy đặt lại đuôi tệp cho đúng, hoặc chọn đúng tệp."
        )
        raise _refused(name, words % {"kind": kind.words, "ending": kind.endings[0]})
    file.seek(0)
    counted = hashlib.sha256()
    for piece in iter(lambda: file.read(_PIECE), b""):
        counted.update(piece)
    file.seek(0)
    return Looked(name, kind, size, counted.hexdigest())


def too_large() -> StrOrPromise:
    """Say that a file is over the limit."""
    return _("Tệp lớn hơn %(most)s MB. Hãy nén ảnh trong tệp, hoặc chia thành nhiều tệp.") % {"most": MAX_FILE // 1_000_000}


def clean_name(sent_as: str) -> str:
    """A file's name as it is kept: its last part, composed, without what nobody sees.

    >>> clean_name("Quye\u0302\u0301t đi\u0323nh.pdf")
    'Quyết định.pdf'
    """
    last = re.split(r"[/\\]", plain(sent_as))[-1]
    seen = "".join(letter for letter in last if letter.isprintable())
    seen = " ".join(seen.split()).lstrip(". ")
    stem, dot, ending = seen.rpartition(".")
    if not dot:
        return seen[:MAX_NAME] or "tep"
    return f"{stem[: MAX_NAME - len(ending[:10]) - 1].strip() or 'tep'}.{ending[:10]}"


def _refused(name: str, words: StrOrPromise) -> FileRefused:
    return FileRefused(_("«%(name)s»: %(why)s") % {"name": name, "why": words}, field="files")


def _code(file: IO[bytes], name: str, head: bytes) -> str:
    if head.startswith(_EXECUTABLES):
        raise _refused(name, _("Đây là tệp chạy được, không phải tài liệu. Không nhận tệp chương trình."))
    if head.startswith(_OLE):
        words = _(
            "Tệp có mật khẩu, hoặc theo định dạng Office cũ (.doc, .xls, .ppt). Hãy bỏ mật khẩu và lưu thành .docx, .xlsx, .pptx hoặc PDF."
        )
        raise _refused(name, words)
    if head.startswith(_ARCHIVES):
        raise _refused(name, _("Đây là tệp nén. Hãy giải nén và gửi từng tài liệu."))
    code = next((code for start, code in _STARTS if head.startswith(start)), "")
    if code == "zip":
        return _packed(file, name)
    if code:
        return code
    return _text(file, name, head)


def _text(file: IO[bytes], name: str, head: bytes) -> str:
    """Text is UTF-8 without control characters and without markup that a browser would run."""
    if _MARKUP.search(head):
        raise _refused(name, _("Đây là trang web, ảnh SVG hoặc XML. Hãy in hoặc lưu thành PDF rồi gửi."))
    unknown = _(
        "Không nhận loại tệp này. Nhận PDF, ảnh PNG, JPEG, Word (.docx), Excel (.xlsx), .pptx, .odt, .ods, và .txt, .csv bằng UTF-8."
    )
    if not name.lower().endswith((*KINDS["text"].endings, *KINDS["csv"].endings)):
        raise _refused(name, unknown)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    file.seek(0)
    try:
        for piece in iter(lambda: file.read(_PIECE), b""):
            if any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r\f" for letter in set(decoder.decode(piece))):
                raise _refused(name, unknown)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise _refused(name, unknown) from None
    return "csv" if name.lower().endswith(".csv") else "text"


def _packed(file: IO[bytes], name: str) -> str:
    """An office document is an archive: only its list and its manifest are read, nothing is unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _office(archive, name)
    except _BROKEN:
        raise _refused(name, _("Tệp bị hỏng, không mở được. Hãy lưu lại từ phần mềm đã soạn rồi gửi lại.")) from None


def _office(archive: zipfile.ZipFile, name: str) -> str:
    members = archive.infolist()
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise _refused(name, _("Tệp có mật khẩu nên người thẩm định không mở được. Hãy bỏ mật khẩu rồi gửi lại."))
    if len(members) > _MAX_PARTS or len(names) < len(members) or min(member.header_offset for member in members) > 0:
        raise zipfile.BadZipFile
    if _has_macros(names):
        raise _refused(name, _("Tệp có macro. Hãy lưu lại thành tệp không có macro (.docx, .xlsx, .pptx) hoặc PDF."))
    opened = _OPEN_DOCUMENTS.get(_part(archive, "mimetype"))
    if opened:
        if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
            raise _refused(name, _("Tệp có mật khẩu nên người thẩm định không mở được. Hãy bỏ mật khẩu rồi gửi lại."))
        return opened
    types = _part(archive, "[Content_Types].xml")
    code = next((code for part, code in _PARTS.items() if part in names), None)
    if code is None or not types:
        raise _refused(name, _("Đây là tệp nén. Hãy giải nén và gửi từng tài liệu."))
    if b"macroenabled" in types.lower():
        raise _refused(name, _("Tệp có macro. Hãy lưu lại thành tệp không có macro (.docx, .xlsx, .pptx) hoặc PDF."))
    return code


def _has_macros(names: Iterable[str]) -> bool:
    lowered = [name.lower() for name in names]
    return any(
        name.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name or name.startswith(("basic/", "scripts/"))
        for name in lowered
    )


def _part(archive: zipfile.ZipFile, part: str) -> bytes:
    """The beginning of a part, never more than a manifest needs; nothing where there is none."""
    try:
        opened = archive.open(part)
    except KeyError:
        return b""
    with opened:
        return opened.read(_MAX_MANIFEST)
