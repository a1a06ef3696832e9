"""Keys that make Vietnamese names sort and match alike on every database."""

import re
import unicodedata

_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[bool, ...]]


def search_key(text: str) -> str:
    """The text without marks, case and punctuation.

    >>> search_key("Sở Tài nguyên & Môi trường, TP. Đà Nẵng")
    'so tai nguyen moi truong tp da nang'
    """
    plain = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^0-9a-z]+", " ", letters).strip()


def sort_key(text: str) -> SortKey:
    """Dictionary order: letters first, then tones (ngang, huyền, hỏi, ngã, sắc, nặng), then capitals; numbers by value.

    >>> sorted(["Xã 10", "Xã 9", "Xá", "Xa", "Đa", "Da"], key=sort_key)
    ['Da', 'Đa', 'Xa', 'Xá', 'Xã 9', 'Xã 10']
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    capitals: list[bool] = []
    for token in re.findall(r"\d+|\D", unicodedata.normalize("NFC", text)):
        if token.isdigit():
            letters.append((0, int(token)))
        elif not token.isalnum():
            if letters and letters[-1] != (-1, 0):
                letters.append((-1, 0))
        else:
            base, tone = _letter_and_tone(token)
            letters.append((1, _LETTERS.get(base, 100 + ord(base[0]))))
            tones.append(tone)
            capitals.append(token.isupper())
    return tuple(letters), tuple(tones), tuple(capitals)


def _letter_and_tone(char: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", char.lower())
    tone = 0
    kept = parts[0]
    for mark in parts[1:]:
        if mark in _TONES:
            tone = _TONES[mark]
        else:
            kept += mark
    return unicodedata.normalize("NFC", kept), tone
