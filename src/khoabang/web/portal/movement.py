"""A body's movement since the year before, as cells and pages say it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from khoabang.web.portal.figures import read
from khoabang.web.portal.words import REASON, word
from khoabang.web.rounds.documents import Before, Movement, Origin


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
