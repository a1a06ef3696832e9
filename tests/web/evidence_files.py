"""Files for tests of evidence: small ones of every kind that is kept, and hostile ones."""

import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0P\x0f\x00\x04\x84\x01\x80\x84\xa9\x8c!\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def packed(parts: dict[str, bytes], *, before: bytes = b"") -> bytes:
    """An archive of parts; its first part is stored, as an OpenDocument file has it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return before + made.getvalue()


def office(part: str, **more: bytes) -> bytes:
    """An Office document with this main part, and others beside it."""
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return packed({"[Content_Types].xml": types, part: b"<x/>", **more})


def open_document(kind: str, **more: bytes) -> bytes:
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<x/>", **more})


DOCX, XLSX, PPTX = office("word/document.xml"), office("xl/workbook.xml"), office("ppt/presentation.xml")


def encrypted(content: bytes) -> bytes:
    """The same archive with its parts marked as encrypted."""
    marked = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = marked.find(signature)
        while start >= 0:
            marked[start + offset] |= 1
            start = marked.find(signature, start + 4)
    return bytes(marked)
