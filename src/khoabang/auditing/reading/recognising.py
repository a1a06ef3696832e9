"""What kind of document some bytes are: by content first, by the ending of the name where content leaves it open."""

import re

from khoabang.auditing.reading.archives import declared_type, names_in
from khoabang.auditing.reading.limits import RefusalError

KINDS = ("xlsx", "xls", "ods", "docx", "html", "pdf", "csv", "tsv", "text", "png", "jpeg", "tiff")
_ENDINGS = {
    "xlsx": "xlsx",
    "xlsm": "xlsx",
    "xltx": "xlsx",
    "xls": "xls",
    "ods": "ods",
    "docx": "docx",
    "docm": "docx",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "pdf": "pdf",
    "csv": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "txt": "text",
    "text": "text",
    "md": "text",
    "png": "png",
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "tif": "tiff",
    "tiff": "tiff",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_LOCKED = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
_OLE_EXCEL = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p|h[1-6]|ul|ol|section|article|style|meta)\b", re.IGNORECASE)
_BEFORE_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]{0,200}>|<!--.{0,2000}?-->)*", re.DOTALL)
_PICTURES = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"II*\0": "tiff", b"MM\0*": "tiff"}
_OTHERS = (b"{\\rtf", b"GIF8", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"\x7fELF", b"MZ")
_HEAD = 4_096


def by_name(name: str) -> str:
    """Give the kind that the ending of a name promises, or nothing."""
    return _ENDINGS.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def by_content(raw: bytes, promised: str) -> str:
    """Give the kind of some bytes; text that shows no other kind is what the name promises of it.

    Raises:
        RefusalError: of no kind that is read here, or with a password.
    """
    head = raw[:_HEAD]
    if head.startswith(b"PK\x03\x04"):
        return _archive(raw, promised)
    if head.startswith(_OLE):
        if any(name in raw for name in _OLE_LOCKED):
            raise RefusalError("AUD007")
        if any(name in raw for name in _OLE_EXCEL) or promised == "xls":
            return "xls"
        raise RefusalError("AUD005")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(tuple(_PICTURES)):
        return next(kind for start, kind in _PICTURES.items() if head.startswith(start))
    if head.startswith(_OTHERS):
        raise RefusalError("AUD005")
    start = _BEFORE_PAGE.match(head)
    if _PAGE.match(head, start.end() if start else 0) or (promised == "html" and b"<" in head) or _is_wide_page(head):
        return "html"
    if b"\0" in head and promised not in {"csv", "tsv", "text", ""}:  # a document without its beginning
        raise RefusalError("AUD006", kind=promised)
    return promised if promised in {"csv", "tsv"} else "text"


def _is_wide_page(head: bytes) -> bool:
    return head[:2] in {b"\xff\xfe", b"\xfe\xff"} and bool(_PAGE.search(head.replace(b"\0", b"")))


def _archive(raw: bytes, promised: str) -> str:
    names = names_in(raw)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "content.xml" in names and b"opendocument.spreadsheet" in declared_type(raw):
        return "ods"
    if not names and promised in {"xlsx", "docx", "ods"}:
        raise RefusalError("AUD006", kind=promised)
    if promised == "ods" and "content.xml" in names:
        return "ods"
    raise RefusalError("AUD005" if names else "AUD006", kind=promised or "zip")
