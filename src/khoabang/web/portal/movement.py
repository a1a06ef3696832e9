"""A body's movement since the year before, as cells and pages say it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from khoabang.web.portal.figures import read
from khoabang.web.portal.words import REASON, word
from khoabang.web.rounds.documents import Before, Group, Movement, Origin
from khoabang.web.rounds.selectors import Current


@dataclass(frozen=True, slots=True)
class Moved:
    direction: str  # up | down | same | unranked | none
    words: str
    before: list[str]  # where it stood the year before
    origins: list[Origin]
    is_comparable: bool
    reasons: list[str]


def shared_reasons(movements: list[Movement]) -> list[str]:
    """Why no body of a group compares with the year before: said once, above the board."""
    told = [set(movement["reasons"]) for movement in movements if "from" in movement]
    return sorted(set.intersection(*told)) if told else []


def moved(movement: Movement, said: Collection[str] = ()) -> Moved:
    """Read a movement; the codes in `said` have been told already."""
    rank = movement.get("rank")
    places = _places(rank["value"], rank["stated"]) if rank else None
    direction = _unknown(movement) if places is None else "up" if places > 0 else "down" if places < 0 else "same"
    return Moved(
        direction=direction,
        words=_words(direction, abs(places or 0)),
        before=_before(movement["from"]) if "from" in movement else [],
        origins=movement.get("predecessors", []),
        is_comparable=movement["comparable"],
        reasons=[word(REASON, reason) for reason in movement["reasons"] if reason not in ("stated", *said)],
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """A body's result beside the year before: whether the two compare, and why."""

    since: str
    moved: Moved | None
    words: str
    origins: list[Origin]


def compared(current: Current, movement: Movement | None) -> Compared:
    since = str((current.document["round"].get("previous") or {}).get("year") or gettext("năm trước"))
    if movement is None:
        return Compared(since, None, gettext("Kết quả này không nêu năm trước để so."), [])
    found = moved(movement)
    return Compared(since, found, _comparison(movement, found, since), found.origins)


def _comparison(movement: Movement, found: Moved, since: str) -> str:
    if movement["comparable"]:
        return gettext("So được với {year}: cùng bộ tiêu chí, cùng khối, cùng điểm tối đa áp dụng.").format(year=since)
    reasons = ", ".join(found.reasons)
    if "from" in movement:
        return gettext("Thay đổi so với {year} chỉ để tham khảo: {reasons}.").format(year=since, reasons=reasons)
    if reasons:
        return gettext("Không so với {year}: {reasons}.").format(year=since, reasons=reasons)
    return gettext("Thay đổi so với {year} lấy đúng theo bản công bố, không tính lại được.").format(year=since)


def not_compared(group: Group) -> list[str]:
    """Why bodies of a group do not compare with the year before, with how many each reason concerns."""
    found: Counter[str] = Counter()
    for row in group["bodies"]:
        if row["movement"]:
            found.update(word(REASON, reason) for reason in row["movement"]["reasons"])
    return [f"{words} ({count})" for words, count in found.most_common()]


def policy_of_years() -> list[str]:
    """By which rules two years are compared, in sentences: those of `scoring.movement`."""
    return [
        gettext("Mỗi cơ quan được so với chính nó theo mã, dù đã đổi tên."),
        gettext("Hạng chỉ so khi hai năm cùng một khối."),
        gettext(
            "Điểm và chỉ số so được khi hai năm dùng cùng một bộ tiêu chí và cùng điểm tối đa áp dụng; nếu không, mức thay đổi vẫn ghi nhưng chỉ để tham khảo, kèm lý do."
        ),
        gettext(
            "Cơ quan sáp nhập, chia tách hoặc kế tục cơ quan khác không mang hạng cũ: các cơ quan trước đó được nêu tên với hạng của chúng."
        ),
        gettext("Năm trước chỉ biết từ bài viết thì con số lấy đúng như được nêu, con số suy ra có ghi chú."),
    ]


def _before(before: Before) -> list[str]:
    points, index = read(before["points"]).text, read(before["index"]).text
    said = [
        gettext("hạng {rank}").format(rank=before["rank"]) if before["rank"] is not None else "",
        gettext("{} điểm").format(points) if points else "",
        gettext("chỉ số {index}").format(index=index) if index else "",
    ]
    return [part for part in said if part]


def _unknown(movement: Movement) -> str:
    before = movement.get("from")
    return "unranked" if before is not None and before["rank"] is None else "none"


def _words(direction: str, places: int) -> str:
    match direction:
        case "up":
            return ngettext("tăng {places} bậc", "tăng {places} bậc", places).format(places=places)
        case "down":
            return ngettext("giảm {places} bậc", "giảm {places} bậc", places).format(places=places)
        case "same":
            return gettext("giữ hạng")
        case "unranked":
            return gettext("năm trước không xếp hạng")
    return ""


def _places(value: int | None, stated: str | None) -> int | None:
    if value is not None:
        return value
    try:
        return int(stated) if stated is not None else None
    except ValueError:
        return None
