"""Characters as people mean them: composed letters, plain spaces, nothing invisible."""

import re
import unicodedata

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_BREAKS = "\u000b\u000c\u0085\u2028\u2029"
_TABLE = str.maketrans(
    {chr(code): None for code in [*range(32), *range(127, 160)] if chr(code) not in "\t\n\r" + _BREAKS}
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_UNSEEN)
    | dict.fromkeys(_BREAKS, "\n")
    | {chr(code): "\ufffd" for code in range(0xD800, 0xE000)}  # halves of letters, which no encoding can write
)
_LINE_END = re.compile(r"\r\n?")
_RUN = re.compile(r"[ \t]+")
_TABS = re.compile(r"(?<=\S) *\t[ \t]*(?=\S)")


def plain(text: str) -> str:
    """Give composed letters, plain spaces and one sign between lines; tabs and runs of spaces stay, they may part columns."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text).translate(_TABLE))


def clean(text: str) -> str:
    """Give the text of a cell or a paragraph: as `plain`, each line without blanks at its ends, no empty lines."""
    text = plain(text)
    if "\n" not in text and "\t" not in text:
        return text.strip()
    return "\n".join(line for line in (part.strip() for part in text.replace("\t", " ").split("\n")) if line)


def one_line(text: str) -> str:
    """Give text whose line breaks and runs of blanks only lay out the source, as in HTML; a tab between texts of one line parts columns."""
    kept = _TABS.sub(lambda found: "\r" * found[0].count("\t"), plain(text))
    return _RUN.sub(" ", kept.replace("\n", " ")).replace("\r", "\t")
