"""Which figures of a result can be computed from its inputs, and which are only stated, because their table was not published."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from khoabang.language import N_, text

Json = dict[str, Any]
KINDS = {
    "rank": N_("hạng"),
    "points": N_("tổng điểm"),
    "converted": N_("điểm quy đổi"),
    "index": N_("chỉ số"),
    "percent": N_("tỷ lệ %"),
    "class": N_("loại"),
    "criteria": N_("điểm từng tiêu chí"),
    "statistics": N_("số thống kê"),
}
_UNKNOWN = {"not_published", "missing"}
_STATISTICS = ("mean", "mean_percent", "mean_index", "median", "spread")


@dataclass(frozen=True, slots=True)
class Figures:
    """How many figures of each kind can be recomputed, and how many are only stated."""

    recomputed: dict[str, int]
    stated: dict[str, int]

    @staticmethod
    def of(result: Json) -> "Figures":
        """Count the figures of a result document."""
        counted = Counter((kind, value is not None) for kind, value, stated in _figures(result) if value is not None or stated)
        return Figures(
            {kind: counted[kind, True] for kind in KINDS if counted[kind, True]},
            {kind: counted[kind, False] for kind in KINDS if counted[kind, False]},
        )

    def as_json(self) -> Json:
        """Give the counts as a document holds them."""
        return {"recomputed": self.recomputed, "stated_only": self.stated}


def counts_in_words(counts: dict[str, int], lang: str) -> str:
    """Say counts by kind: `hạng 10, tổng điểm 10`."""
    return ", ".join(f"{text(KINDS[kind], lang)} {count}" for kind, count in counts.items())


def _figures(result: Json) -> Iterator[tuple[str, object, object]]:
    """Give each figure's kind, its computed value and its stated one."""
    for group in result["groups"]:
        for row in group["bodies"]:
            for kind in ("rank", "class"):
                yield kind, row[kind]["value"], row[kind]["stated"]
            for kind in ("points", "converted", "index", "percent"):
                if row[kind] is not None:
                    yield kind, row[kind]["exact"], row[kind]["stated"]
            for item in row["criteria"].values():
                points = item["points"]
                # What is not applicable, say, was found so from the answers: that is an outcome too.
                known = points["exact"] or (None if points.get("status") in _UNKNOWN else points.get("status"))
                yield "criteria", known, points["stated"]
        total = group["statistics"]["total"]
        for figure in (*(total[key] for key in _STATISTICS), total["highest"]["points"], total["lowest"]["points"]):
            yield "statistics", figure["exact"], figure["stated"]
        for counted in group["classes"]:
            yield "statistics", counted["count"], counted["stated"]
