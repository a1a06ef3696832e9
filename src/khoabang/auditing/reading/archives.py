"""Documents that are zip archives (xlsx, ods, docx): looked through before anything in them is opened.

The checks are those that `khoabang.scoring.files.workbooks` makes of workbooks that are filled in, for documents of other people.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from lxml import etree

from khoabang.auditing.reading.limits import MAX_PARTS, MAX_RATIO, MAX_UNPACKED, RATIO_FREE, RefusalError, megabytes

Parts = dict[str, bytes]

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, KeyError)
_MACROS = re.compile(r"vbaproject\.bin$|^basic/|^scripts/", re.IGNORECASE)
_ELSEWHERE = re.compile(r"externallinks/|/connections\.xml$", re.IGNORECASE)
_LONGEST_TYPE = 200
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_DOCTYPE = (b"<\0!\0D\0O\0C\0T\0Y\0P\0E\0", b"\0<\0!\0D\0O\0C\0T\0Y\0P\0E")


def names_in(raw: bytes) -> set[str]:
    """Give the names of an archive's parts; none where it is broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return set(archive.namelist())
    except _BROKEN:
        return set()


def declared_type(raw: bytes) -> bytes:
    """Give what an OpenDocument archive says it is; nothing where it says nothing, or too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return archive.read("mimetype") if archive.getinfo("mimetype").file_size < _LONGEST_TYPE else b""
    except _BROKEN:
        return b""


def unpack(raw: bytes, kind: str, wanted: Callable[[str], bool]) -> Parts:
    """Unpack the parts that are wanted.

    Raises:
        RefusalError: broken, with a password, macros or data from elsewhere, too large, or with a document type (entities).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _refuse(archive.infolist(), kind)
            parts = {name: archive.read(name) for name in archive.namelist() if wanted(name)}
    except _BROKEN:
        raise RefusalError("AUD006", kind=kind) from None
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise RefusalError("AUD007")
    if any(_DOCTYPE.search(part) or any(mark in part for mark in _WIDE_DOCTYPE) for part in parts.values()):
        raise RefusalError("AUD026")
    return parts


def _refuse(members: list[zipfile.ZipInfo], kind: str) -> None:
    unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    names = [member.filename for member in members]
    if len(members) > MAX_PARTS or unpacked > MAX_UNPACKED or (unpacked > RATIO_FREE and unpacked > MAX_RATIO * max(1, packed)):
        raise RefusalError("AUD010", size=megabytes(unpacked), packed=megabytes(packed))
    if any(member.flag_bits & 1 for member in members):
        raise RefusalError("AUD007")
    if any(_MACROS.search(name) for name in names):
        raise RefusalError("AUD008")
    if any(_ELSEWHERE.search(name) for name in names):
        raise RefusalError("AUD009")
    if len({name.lower() for name in names}) < len(names):  # two readers would read two different documents
        raise RefusalError("AUD006", kind=kind)


def parse_xml(part: bytes, kind: str) -> Any:
    """Give the root element of a part; nothing is fetched, no entity grows.

    Raises:
        RefusalError: malformed, cut off, or nested too deeply.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise RefusalError("AUD015") from None
        raise RefusalError("AUD006", kind=kind) from None


def local(tag: Any) -> str:
    """Give an element's name without its namespace; none for what is no element."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str, default: str = "") -> str:
    """Give an attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return default
