"""Fixed words of administrative documents, and how numbers and days are written in them. These texts are never translated."""

from datetime import date

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"
NOTES = "Ghi chú:"
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
