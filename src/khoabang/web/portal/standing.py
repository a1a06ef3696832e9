"""Where a body stands: the head of its page."""

from dataclasses import dataclass

from django.utils.translation import gettext

from khoabang.web.portal.figures import Reading, read
from khoabang.web.portal.movement import Moved, moved
from khoabang.web.portal.words import BODY_STATUS, REASON, word
from khoabang.web.rounds.documents import BodyRow, Group
from khoabang.web.rounds.selectors import Current


@dataclass(frozen=True, slots=True)
class Standing:
    rank: str
    of: int
    why: str  # in place of a rank
    points: Reading
    maximum: Reading
    index: Reading
    class_name: str
    movement: Moved | None
    since: str
    reasons: list[str]


def standing(current: Current, group: Group, row: BodyRow) -> Standing:
    differing = {difference["column"] for difference in current.document["differences"] if difference["body"] == row["code"]}
    value = row["rank"]["value"]
    counts = group["counts"]
    is_stated, is_exempt = row["status"] == "stated", row["status"] == "exempt"
    return Standing(
        rank=row["rank"]["stated"] or (str(value) if value is not None else ""),
        of=counts.get("stated") or (counts.get("ranked") or 0) or (counts.get("bodies") or 0),
        why=word(BODY_STATUS, row["status"]),
        points=read(row["points"], differs="points" in differing),
        maximum=Reading() if is_exempt else read(group["maximum"] if is_stated else row["maximum"]),
        # An index that nobody printed would follow another total than the one that stands beside it.
        index=Reading()
        if is_stated and "points" in differing and row["index"]["stated"] is None
        else read(row["index"], differs="index" in differing),
        class_name=row["class"]["stated"] or row["class"]["value"] or "",
        movement=moved(row["movement"]) if row["movement"] and not is_exempt else None,
        since=str((current.document["round"].get("previous") or {}).get("year") or gettext("năm trước")),
        reasons=[] if is_stated or is_exempt else [word(REASON, reason) for reason in row["reasons"]],
    )
