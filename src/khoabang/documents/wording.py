"""Fixed words of administrative documents, and how numbers and days are written in them. These texts are never translated."""

from datetime import date
from typing import Any

from khoabang.scoring.numbers import show

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"
NOTES = "Ghi chú:"
MAXIMUM = "Điểm tối đa"
REBUILT = "Bản dựng lại, không thay văn bản gốc"
DEMONSTRATION = "Bản trình diễn, không có giá trị pháp lý"
_BLANK = "\u00a0" * 6  # to be written in by hand
_FIRST_MONTHS = 3


def long_day(day: date | None) -> str:
    """Write a day in words; days below 10 and the months 1 and 2 get a zero, as the decree wants.

    >>> long_day(date(2021, 1, 5)), long_day(date(2021, 3, 15))
    ('ngày 05 tháng 01 năm 2021', 'ngày 15 tháng 3 năm 2021')
    """
    if day is None:
        return f"ngày{_BLANK}tháng{_BLANK}năm{_BLANK}"
    month = f"{day.month:02d}" if day.month < _FIRST_MONTHS else f"{day.month}"
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def short_day(day: date | str) -> str:
    """Write a day in figures, as sentences do.

    >>> short_day(date(2020, 5, 25)), short_day("2021-01-05")
    ('25/5/2020', '05/01/2021')
    """
    day = date.fromisoformat(day) if isinstance(day, str) else day
    month = f"{day.month:02d}" if day.month < _FIRST_MONTHS else f"{day.month}"
    return f"{day.day:02d}/{month}/{day.year}"


def number(written: str) -> str:
    """Write a document's number, with room for the one that it does not have yet."""
    return _BLANK + written if written.startswith("/") else written


def ended(sentence: str, sign: str) -> str:
    """End a sentence with one sign, whichever was typed."""
    return sentence.rstrip(" .;,") + sign


def listed(sentences: list[str]) -> tuple[str, ...]:
    """End each of several lines with a semicolon and the last with a full stop."""
    return tuple(ended(sentence, "." if place == len(sentences) else ";") for place, sentence in enumerate(sentences, 1))


def roman(value: int) -> str:
    """Write a small number in Roman figures."""
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    written = ""
    for worth, sign in signs:
        written += sign * (value // worth)
        value %= worth
    return written


def joined(items: list[str]) -> str:
    """Join items as a sentence does.

    >>> joined(["A", "B", "C"])
    'A, B và C'
    """
    return " và ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def running(text: str) -> str:
    """Begin a text as it stands inside a sentence; what begins with an abbreviation keeps it.

    >>> running("Các sở, ban, ngành"), running("UBND các huyện")
    ('các sở, ban, ngành', 'UBND các huyện')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def figure(of_result: dict[str, Any] | None) -> str | None:
    """Write a figure of a result with a decimal comma: as the set shows it, else as it was stated; None where neither is known."""
    if of_result is None:
        return None
    known = of_result["shown"] if of_result["shown"] is not None else of_result["stated"]
    return None if known is None else show(known)
