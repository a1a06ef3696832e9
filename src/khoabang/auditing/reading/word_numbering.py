"""The numbers that Word puts before paragraphs: columns of order numbers are often written so, and have no other text."""

from typing import Any

from khoabang.auditing.reading.archives import Parts, attribute, local, parse_xml

_LEVELS = 9
_LONGEST = 40  # characters of a level's pattern


class Numbering:
    """Counts the numbered paragraphs of a document from its start. Bullets and styles' own numbers are left out."""

    def __init__(self, parts: Parts) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}  # list: level: format, pattern, first number
        self._counts: dict[str, list[int | None]] = {}
        if "word/numbering.xml" not in parts:
            return
        root = parse_xml(parts["word/numbering.xml"], "docx")
        kinds = {attribute(item, "abstractNumId"): _levels(item) for item in root if local(item.tag) == "abstractNum"}
        for item in root:
            if local(item.tag) == "num":
                kind = item.find("{*}abstractNumId")
                self._levels[attribute(item, "numId")] = kinds.get(attribute(kind, "val"), {}) if kind is not None else {}

    def label(self, paragraph: Any) -> str:
        """Count a paragraph and give its number with a blank behind it; nothing where it has none."""
        properties = paragraph.find("{*}pPr/{*}numPr")
        if properties is None:
            return ""
        number, level = properties.find("{*}numId"), properties.find("{*}ilvl")
        name = attribute(number, "val") if number is not None else ""
        depth = int(given) if level is not None and (given := attribute(level, "val")) in set("012345678") else 0
        levels = self._levels.get(name, {})
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(name, [None] * _LEVELS)
        now = counts[depth]
        counts[depth] = levels[depth][2] if now is None else now + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        kind, pattern, _ = levels[depth]
        if kind in {"bullet", "none"}:
            return ""
        for place in range(depth + 1):
            shown, _, first = levels.get(place, ("decimal", "", 1))
            count = counts[place]
            pattern = pattern.replace(f"%{place + 1}", _written(first if count is None else count, shown))
        return f"{pattern} "


def _levels(item: Any) -> dict[int, tuple[str, str, int]]:
    found: dict[int, tuple[str, str, int]] = {}
    for level in item.iter("{*}lvl"):
        given = {local(part.tag): attribute(part, "val") for part in level}
        place, start = attribute(level, "ilvl"), given.get("start", "1")
        if place in set("012345678") and start.isdecimal() and len(start) < 7:
            found[int(place)] = (given.get("numFmt", "decimal"), given.get("lvlText", "")[:_LONGEST], int(start))
    return found


def _written(number: int, kind: str) -> str:
    if kind in {"upperRoman", "lowerRoman"} and 0 < number < 400:
        text = _roman(number)
        return text if kind == "upperRoman" else text.lower()
    if kind in {"upperLetter", "lowerLetter"} and 0 < number <= 26:
        return chr((64 if kind == "upperLetter" else 96) + number)
    return f"{number:02d}" if kind == "decimalZero" else str(number)


def _roman(number: int) -> str:
    text = ""
    for worth, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        count, number = divmod(number, worth)
        text += letters * count
    return text
