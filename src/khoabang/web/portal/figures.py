"""A figure of the result as a reader sees it: the printed value first, the recomputed one beside it where they differ."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import get_language

from khoabang.scoring.figures import as_posted
from khoabang.scoring.numbers import NumberError, exact, show
from khoabang.web.portal.words import STATUSES, word
from khoabang.web.rounds.documents import Figure

BAR_LENGTH = 1000


def number(text: str) -> str:
    """A number of a document in the reader's language; what is not a number is given as printed."""
    try:
        return show(text, get_language() or "vi")
    except (NumberError, ValueError):
        return text


def day(text: str) -> str:
    """A date of a document as the reader's language writes it; what is not a date is given as printed."""
    try:
        return date_format(date.fromisoformat(text))
    except ValueError:
        return text


@dataclass(frozen=True, slots=True)
class Reading:
    """What to print for one figure."""

    text: str = ""  # the number, localised; empty when there is none
    words: str = ""  # why there is none
    computed: str = ""  # the recomputed number, where the printed one differs
    is_stated: bool = False  # printed by the source and not recomputed
    inferred: str = ""  # what it rests on, where not on a published value
    decimals: int = 0
    is_untold: bool = False  # the source did not publish it


def read(figure: Figure | None, status: str = "", *, differs: bool = False) -> Reading:
    """Read a figure for printing; `differs` when the result lists it among the differences between print and rows."""
    if figure is None:
        return _only_words(status, "")
    shown, stated = figure["shown"], figure["stated"]
    text = as_posted(dict(figure))
    status = figure.get("status") or status
    if text is None:
        return _only_words(status, "not_published")
    return Reading(
        text=number(text),
        words=word(STATUSES, status) if status and status not in ("scored", "not_published") else "",
        computed=number(shown) if differs and stated is not None and shown is not None else "",
        is_stated=shown is None,
        inferred=figure.get("inferred", ""),
        decimals=len(text.partition(".")[2]),
    )


def _only_words(status: str, otherwise: str) -> Reading:
    status = status if status and status != "scored" else otherwise
    return Reading(words=word(STATUSES, status) if status else "", is_untold=status == "not_published")


def digits_missing(reading: Reading | None, decimals: int) -> str:
    """What to set invisibly after a number, so that the decimal commas of its column stand in line."""
    if reading is None or not reading.text:
        return ""
    missing = decimals - reading.decimals
    return ("," if missing > 0 and not reading.decimals else "") + "0" * missing


def bar(figure: Figure | None) -> int | None:
    """How long a bar is for a share of the maximum, out of BAR_LENGTH; a share over 1 fills it."""
    if figure is None or figure["exact"] is None:
        return None
    return max(0, min(BAR_LENGTH, int(Fraction(figure["exact"]) * BAR_LENGTH)))


def value(figure: Figure | None) -> Fraction | None:
    """What rows are sorted by: the exact value, or the printed one where nothing was computed."""
    if figure is None:
        return None
    if figure["exact"] is not None:
        return Fraction(figure["exact"])
    printed = _value(figure["stated"]) if figure["stated"] is not None else None
    return printed if isinstance(printed, Fraction) else None


def _value(text: str) -> Fraction | str:
    try:
        return exact(text)
    except NumberError:
        return text
