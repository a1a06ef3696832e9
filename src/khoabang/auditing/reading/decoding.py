"""Bytes as text: UTF-8, UTF-16, windows-1258, or what the file says of itself."""

import codecs
import re

from khoabang.auditing.reading.gathered import Gathered
from khoabang.auditing.reading.limits import MAX_CELLS, MAX_CHARACTERS, RefusalError

_MARKS = (  # the longer mark first: that of UTF-32 begins as that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = "cp1258"
_SAID = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]{1,40})""", re.IGNORECASE
)
_HEAD = 4_096
_SAMPLE = 65_536
_CONTROL = bytes([*range(9), 11, *range(14, 26), *range(28, 32), 127])
_STRAY = 50  # one control character in so many is still text
_DAMAGE = 20  # one unreadable place for so many letters beyond ASCII is still UTF-8


def decode(raw: bytes, gathered: Gathered, *, markup: bool = False) -> str:
    """Decode a text file; what had to be guessed or is damaged is noted.

    Raises:
        RefusalError: it is no text in any encoding known here, or has more letters or lines than are read.
    """
    text = _decoded(raw, gathered, markup=markup)
    if len(text) > MAX_CHARACTERS:
        raise RefusalError("AUD013", limit=MAX_CHARACTERS)
    if text.count("\n") > MAX_CELLS or text.count("\r") > MAX_CELLS:
        raise RefusalError("AUD012", limit=MAX_CELLS)
    return text


def _decoded(raw: bytes, gathered: Gathered, *, markup: bool) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _damaged(raw, encoding, gathered)
    if wide := _wide(raw):
        return _damaged(raw, wide, gathered)
    sample = raw[:_SAMPLE]
    if b"\0" in raw or (len(sample) - len(sample.translate(None, _CONTROL))) * _STRAY > len(sample):
        raise RefusalError("AUD005")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if markup and (said := _said(raw)):
        return _damaged(raw, said, gathered)
    text = raw.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    letters = len(text) - damaged - len(re.findall(r"[\0-\x7f]", text))
    if damaged * _DAMAGE <= letters:
        gathered.problem("AUD022", count=damaged)
        return text
    try:
        text = raw.decode(_LEGACY)
    except UnicodeDecodeError:
        raise RefusalError("AUD005") from None
    gathered.problem("AUD021", encoding="windows-1258")
    return text


def _damaged(raw: bytes, encoding: str, gathered: Gathered) -> str:
    text = raw.decode(encoding, "replace")
    if damaged := text.count("\ufffd"):
        gathered.problem("AUD022", count=damaged)
    if damaged * 4 > len(text):
        raise RefusalError("AUD005")
    return text


def _wide(raw: bytes) -> str:
    """Recognise UTF-16 without a mark: text has a zero in every other byte of its ASCII signs, and in few of the others."""
    sample = raw[:_HEAD]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd * 5 > len(sample) and even * 20 < odd:
        return "utf-16-le"
    return "utf-16-be" if even * 5 > len(sample) and odd * 20 < even else ""


def _said(raw: bytes) -> str:
    """Give the encoding that a page names in its head, if there is one of that name."""
    found = _SAID.search(raw[:_HEAD])
    if not found:
        return ""
    name = (found[1] or found[2]).decode("ascii")
    try:
        known = codecs.lookup(name)
    except LookupError:
        return ""
    return known.name if known._is_text_encoding else ""  # noqa: SLF001 - what `bytes.decode` itself asks
