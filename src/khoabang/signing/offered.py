"""Whether a file is the one that was offered, with nothing but signatures added.

A signature vouches for the revision in which it stands, so what was slipped into that very revision is vouched for as well. Therefore the objects
of both files are compared one by one: of those that were offered only what must know of a signature may differ.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NullObject,
    NumberObject,
    Reference,
    StreamObject,
    TextStringObject,
)
from pyhanko.pdf_utils.reader import PdfFileReader

# What signing programs write anew: keys of the catalogue and of the information about the file.
_OF_CATALOGUE = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"})
_OF_INFORMATION = frozenset({"/ModDate", "/Producer"})
_OF_FORM = frozenset({"/Fields", "/SigFlags", "/DR", "/DA"})
Plain = Any


def only_signatures_added(offered: PdfFileReader, back: PdfFileReader) -> bool:
    """Compare what was offered with what came back, whose first bytes are those that were offered."""
    if _at(offered.trailer.raw_get("/Root")) != _at(back.trailer.raw_get("/Root")):
        return False
    return not any(_differs(each, offered, back) for each in _references(offered)) and _form_is_of_signatures(offered, back)


def _references(reader: PdfFileReader) -> Iterator[Reference]:
    for revision in range(reader.xrefs.total_revisions):
        yield from reader.xrefs.explicit_refs_in_revision(revision)


def _differs(reference: Reference, offered: PdfFileReader, back: PdfFileReader) -> bool:
    before, after = _object(offered, reference), _object(back, reference)
    if _plain(before) == _plain(after):
        return False
    place = reference.idnum, reference.generation
    if not (isinstance(before, DictionaryObject) and isinstance(after, DictionaryObject)):
        return place not in _lists(offered)
    if place == _at(offered.trailer.raw_get("/Root")):
        return bool(_plain(before, _OF_CATALOGUE) != _plain(after, _OF_CATALOGUE))
    if "/Info" in offered.trailer and place == _at(offered.trailer.raw_get("/Info")):
        return bool(_plain(before, _OF_INFORMATION) != _plain(after, _OF_INFORMATION))
    if place == _at(offered.root.get_value_as_reference("/AcroForm", optional=True)):
        return False  # looked at as a whole
    if _value(before, "/Type") == "/Metadata":
        return False
    if _value(before, "/Type") == "/Page":
        return _plain(before, {"/Annots"}) != _plain(after, {"/Annots"}) or not _annotations_are_of_signatures(before, after)
    return True


def _lists(offered: PdfFileReader) -> set[tuple[int, int] | None]:
    """Give the places of lists that stand as objects of their own and may have grown: annotations of pages, fields of the form."""
    holders = [(_value(offered.root, "/AcroForm"), "/Fields")]
    holders += [(_object(offered, each), "/Annots") for each in _references(offered)]
    return {_at(each.raw_get(key)) for each, key in holders if isinstance(each, DictionaryObject) and key in each}


def _annotations_are_of_signatures(before: DictionaryObject, after: DictionaryObject) -> bool:
    old = [_at(each) for each in _items(_value(before, "/Annots"))]
    new = _items(_value(after, "/Annots"))
    kept = [_at(each) for each in new][: len(old)] == old
    return kept and all(_is_signature(each.get_object(), widget=True) for each in new[len(old) :])


def _form_is_of_signatures(offered: PdfFileReader, back: PdfFileReader) -> bool:
    before, after = (_value(each.root, "/AcroForm", DictionaryObject()) for each in (offered, back))
    if _plain(before, _OF_FORM) != _plain(after, _OF_FORM):
        return False
    old = [_at(each) for each in _items(_value(before, "/Fields"))]
    new = _items(_value(after, "/Fields"))
    kept = [_at(each) for each in new][: len(old)] == old
    pages = all(_page_is_of_signatures(each, offered, back) for each in _references(offered))
    return kept and pages and all(_is_signature(each.get_object()) for each in new[len(old) :])


def _page_is_of_signatures(reference: Reference, offered: PdfFileReader, back: PdfFileReader) -> bool:
    """Look at the annotations of a page even where the page itself is as it was, for its list may be an object of its own."""
    before, after = _object(offered, reference), _object(back, reference)
    if not (isinstance(before, DictionaryObject) and _value(before, "/Type") == "/Page"):
        return True
    return isinstance(after, DictionaryObject) and _annotations_are_of_signatures(before, after)


def _is_signature(field: Any, *, widget: bool = False) -> bool:
    """Say whether a field is one of a signature, and does nothing when somebody points at it."""
    if not isinstance(field, DictionaryObject) or "/A" in field or "/AA" in field:
        return False
    kind = _value(field, "/FT") or _value(_value(field, "/Parent", DictionaryObject()), "/FT")
    return bool(kind == "/Sig" and (not widget or _value(field, "/Subtype") == "/Widget"))


def _value(dictionary: DictionaryObject, key: str, otherwise: Any = None) -> Any:
    """Give a value and not where it stands; `get` of the library gives the latter."""
    return dictionary[key] if key in dictionary else otherwise  # noqa: SIM401


def _items(array: Any) -> list[Any]:
    return [array.raw_get(place) for place in range(len(array))] if isinstance(array, ArrayObject) else []


def _object(reader: PdfFileReader, reference: Reference) -> Any:
    return reader.get_object(Reference(reference.idnum, reference.generation, reader), never_decrypt=True)


def _at(value: Any) -> tuple[int, int] | None:
    return (value.idnum, value.generation) if isinstance(value, IndirectObject | Reference) else None


def _plain(value: Any, without: frozenset[str] | set[str] = frozenset()) -> Plain:
    """Give a value in a form in which two files can be compared, whatever order and spelling a program chose."""
    if isinstance(value, IndirectObject):
        return "reference", value.idnum, value.generation
    if isinstance(value, StreamObject):
        return "stream", _dictionary(value, {*without, "/Length"}), value.encoded_data
    if isinstance(value, DictionaryObject):
        return "dictionary", _dictionary(value, without)
    if isinstance(value, ArrayObject):
        return "array", tuple(map(_plain, _items(value)))
    if isinstance(value, TextStringObject | ByteStringObject):
        return "string", value.original_bytes
    if isinstance(value, NumberObject | FloatObject):
        return "number", Decimal(str(value))
    if isinstance(value, NullObject | None):
        return ("null",)
    return type(value).__name__, str(getattr(value, "value", value))


def _dictionary(value: DictionaryObject, without: frozenset[str] | set[str]) -> Plain:
    return tuple(sorted((str(key), _plain(value.raw_get(key))) for key in value if key not in without))
