"""The one form that a bundle's file has: a zip archive of stored entries in which no byte is free (docs/adr/0013).

Names, sizes, sums and contents determine every other byte, so that whatever else was changed is found with its place. Written and read here rather
than by `zipfile`, which passes over what it does not need and whose bytes depend on its version.
"""

import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

MOST_BYTES = 512_000_000
MOST_ENTRIES = 10_000
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,79}){0,3}")
_VERSION = 20  # of the zip format: with folders
_DAY = 0x21  # 1 January 1980, the first that a zip can say: a bundle's bytes hang on no clock
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_STORED, _ENCRYPTED = 0, 1
# What the format calls: version needed, flags, method, time, date, CRC-32, size packed, size, length of the name, length of extra fields.
_FACTS = struct.Struct("<5H3L2H")


@dataclass
class AlteredError(Exception):
    """A file is no bundle as it was written; `offset` counts its bytes from 0, `entry` is what lies there.

    `kind` is what it looks like: bytes (changed), end (cut short), longer (more after the end), encrypted or compressed (packed anew by another
    program), name, order, entries.
    """

    kind: str
    offset: int
    entry: str = ""


class NoArchiveError(Exception):
    """A file does not begin as an archive does."""


class TooLargeError(Exception):
    """What is to be written exceeds what is read."""


def pack(entries: Mapping[str, bytes]) -> bytes:
    """Write entries by name: the same bytes for the same entries, in any order.

    Raises:
        ValueError: a name that no system takes, or two that differ only in capitals.
        TooLargeError: more than is read again.
    """
    if wrong := [name for name in entries if not NAME.fullmatch(name)]:
        raise ValueError(f"not a name of an entry: {wrong[0]!r}")
    if len({name.lower() for name in entries}) < len(entries):
        raise ValueError("names of entries that differ only in capitals")
    if len(entries) > MOST_ENTRIES or sum(map(len, entries.values())) > MOST_BYTES:
        raise TooLargeError
    pieces: list[bytes] = []
    at, facts = 0, []
    for name in sorted(entries):
        content = entries[name]
        fact = _facts(name, zlib.crc32(content), len(content))
        facts.append((name, fact, at))
        pieces += [_LOCAL, fact, name.encode(), content]
        at += len(_LOCAL) + len(fact) + len(name) + len(content)
    return b"".join([*pieces, _directory(facts, at)])


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The entries of an archive by name, and those whose content is not what its sum says: name and the byte where it begins."""

    entries: dict[str, bytes]
    broken: dict[str, int]


def unpack(data: bytes) -> Unpacked:
    """Read what `pack` wrote, and nothing else.

    Raises:
        NoArchiveError: it does not begin as an archive does.
        AlteredError: but for contents, it is not to the byte what `pack` would write; the first place that differs.
    """
    if not data.startswith(_LOCAL):
        raise NoArchiveError
    entries: dict[str, bytes] = {}
    broken: dict[str, int] = {}
    facts: list[tuple[str, bytes, int]] = []
    at = 0
    while data.startswith(_LOCAL, at):
        name, fact, start = _entry(data, at)
        if facts and name <= facts[-1][0]:
            raise AlteredError("order", at, name)
        if len(facts) == MOST_ENTRIES:
            raise AlteredError("entries", at, name)
        facts.append((name, fact, at))
        crc, size = _FACTS.unpack(fact)[5:8:2]
        at = start + size
        entries[name] = data[start:at]
        if zlib.crc32(entries[name]) != crc:
            broken[name] = start
    expected = _directory(facts, at)
    if (found := data[at:]) != expected:
        offset = _first(found, expected)
        kind = "end" if offset == len(found) else "longer" if offset == len(expected) else "bytes"
        raise AlteredError(kind, at + offset)
    return Unpacked(entries, broken)


def _facts(name: str, crc: int, size: int) -> bytes:
    return _FACTS.pack(_VERSION, 0, _STORED, 0, _DAY, crc, size, size, len(name), 0)


def _entry(data: bytes, at: int) -> tuple[str, bytes, int]:
    """Read the entry that begins at a byte: its name, its facts, where its content begins."""
    place = at + len(_LOCAL)
    fact = data[place : place + _FACTS.size]
    if len(fact) < _FACTS.size:
        raise AlteredError("end", len(data))
    _version, flags, method, _time, _day, crc, _packed, size, length, _extra = _FACTS.unpack(fact)
    begins = place + _FACTS.size
    name = data[begins : begins + length].decode("ascii", "replace")
    start = begins + length
    shown = name if NAME.fullmatch(name) else ""
    if fact != (expected := _facts(name, crc, size)):
        kind = "encrypted" if flags & _ENCRYPTED else "compressed" if method != _STORED else "bytes"
        raise AlteredError(kind, place + _first(fact, expected), shown)
    if not shown:
        raise AlteredError("name", begins)
    if start + size > len(data):
        raise AlteredError("end", len(data), name)
    return name, fact, start


def _directory(facts: list[tuple[str, bytes, int]], at: int) -> bytes:
    """Write what follows the entries: the list of them, and the end."""
    # Version made by, then the facts, then: comment, disk, attributes inside and outside (no link, no rights), where the entry begins.
    rows = [
        _CENTRAL + struct.pack("<H", _VERSION) + fact + struct.pack("<HHHLL", 0, 0, 0, 0, start) + name.encode()
        for name, fact, start in facts
    ]
    listed = b"".join(rows)
    return listed + _END + struct.pack("<4H2LH", 0, 0, len(rows), len(rows), len(listed), at, 0)


def _first(found: bytes, expected: bytes) -> int:
    """Give where two runs of bytes first differ; the length of the shorter where it is the other's beginning."""
    pairs = zip(found, expected, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(found), len(expected)))
