"""Change on last year: of a body, over the years one code, and of a group's statistics; and when it is not comparable."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from khoabang.language import N_
from khoabang.scoring.bodies import Body
from khoabang.scoring.criteria.model import CriteriaSet
from khoabang.scoring.criteria.policies import Column, Policies
from khoabang.scoring.numbers import shown
from khoabang.scoring.ranking import rounding_of

Json = dict[str, Any]
REASONS = {
    "set_changed": N_("bộ tiêu chí đã thay đổi"),
    "scale_changed": N_("điểm tối đa áp dụng đã thay đổi"),
    "group_changed": N_("chuyển sang khối xếp hạng khác"),
    "merged": N_("sáp nhập từ nhiều đơn vị"),
    "successor": N_("kế tục đơn vị khác"),
    "new": N_("năm trước chưa được đánh giá"),
    "stated": N_("theo bản công bố"),
}


@dataclass(frozen=True, slots=True)
class Past:
    """Last year's result, indexed: its bodies by code, its groups, and why the two years may not compare."""

    bodies: dict[str, Json]
    groups: dict[str, Json]
    round: Json
    reasons: tuple[str, ...]

    def statistics(self, group: str) -> Json:
        """Give the statistics of the group of the same code."""
        found = self.groups.get(group)
        return found["statistics"] if found else {}


def past_of(document: Json, criteria_set: CriteriaSet) -> Past:
    """Index last year's result document."""
    bodies = {body["code"]: body | {"group": group["code"]} for group in document["groups"] for body in group["bodies"]}
    reasons = () if document["set"]["sha256"] == criteria_set.sha256 else ("set_changed",)
    return Past(
        bodies,
        {group["code"]: group for group in document["groups"]},
        {"id": document["round"]["id"], "year": document["round"]["year"]},
        reasons,
    )


def movement_of(past: Past | None, body: Body, now: Json, policies: Policies) -> Json | None:
    """Compare a body with itself a year ago. A body that came from others has no past of its own: they are named instead."""
    if past is None:
        return None
    before = past.bodies.get(body.code)
    if before is None:
        origins = [
            {
                "code": code,
                "name": past.bodies[code]["name"],
                "rank": past.bodies[code]["rank"]["value"],
                "index": past.bodies[code]["index"]["shown"],
            }
            for code in body.predecessors
            if code in past.bodies
        ]
        return {
            "comparable": False,
            "reasons": ["merged" if len(origins) > 1 else "successor" if origins else "new"],
            "predecessors": origins,
        }
    reasons = list(past.reasons)
    maximum = _exact(before["maximum"])
    if maximum != now["maximum"]:
        reasons.append("scale_changed")

    def change(key: str, column: Column) -> Json:
        was = _exact(before[key])
        value = now[key] - was if now[key] is not None and was is not None else None
        return {
            "exact": None if value is None else f"{value.numerator}/{value.denominator}",
            "shown": None if value is None else shown(value, rounding_of(policies, column)),
            "stated": None,
        }

    rank_before = before["rank"]["value"]
    if before["group"] != now["group"]:
        reasons.append("group_changed")
    same_table = rank_before and now["rank"] and before["group"] == now["group"]
    return {
        "rank": {"value": rank_before - now["rank"] if same_table else None, "stated": None},
        "points": change("points", "points"),
        "index": change("index", "index"),
        "from": {
            "round": past.round,
            "group": before["group"],
            "rank": rank_before,
            "points": before["points"],
            "index": before["index"],
            "class": before["class"]["value"],
            "name": before["name"] if before["name"] != body.name else None,
        },
        "comparable": not reasons,
        "reasons": reasons,
    }


def _exact(figure: Json) -> Fraction | None:
    return Fraction(figure["exact"]) if figure.get("exact") else None
