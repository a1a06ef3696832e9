"""The statistics section of the result document: summaries of every column, what was stated of them, and their change on last year."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from khoabang.scoring.criteria.model import Annex, Group
from khoabang.scoring.criteria.policies import Column, Policies
from khoabang.scoring.figures import Json, figure
from khoabang.scoring.movement import Past
from khoabang.scoring.numbers import plain
from khoabang.scoring.outcome import Status, exact_sum
from khoabang.scoring.publication import Publication
from khoabang.scoring.ranking import Standing
from khoabang.scoring.score import Card
from khoabang.scoring.statistics import Extreme, Summary, summarise
from khoabang.scoring.tree import INCOMPLETE, OUTSIDE, NodeScore


def node_of(card: Card, code: str, annex: Annex) -> NodeScore | None:
    """Give a body's score on a criterion or on an overlapping total."""
    if code in card.scores:
        return card.scores[code]
    total = next((total for total in annex.aggregates if total.code == code), None)
    members = [card.scores[member] for member in total.of if member in card.scores] if total else []
    if not members or any(member.incomplete for member in members):
        return None
    applied = [member.applied for member in members]
    full = None if None in applied else exact_sum([maximum for maximum in applied if maximum is not None])
    return NodeScore(exact_sum([Fraction(0), *(member.points for member in members if member.points is not None)]), full)


class StatisticsSection:
    """Builds the statistics of each ranking group."""

    def __init__(self, policies: Policies, publication: Publication, past: Past | None) -> None:
        self.policies = policies
        self.publication = publication
        self.past = past

    def of_group(self, group: Group, annex: Annex, cards: list[Card], places: Mapping[str, Standing]) -> Json:
        stated = self.publication.stated(group.code)
        ranked = [] if self.publication.partial else [card for card in cards if places[card.body.code].rank is not None]
        by_share = self.policies.ranking.by != "points"
        total = summarise({card.body.code: card.total for card in ranked}, by_share=by_share)
        past = self.past.statistics(group.code) if self.past else {}
        previous = self.publication.evaluation.previous if self.publication.evaluation else None
        data: Json = {
            "total": self._summary(total, past.get("total"), self._why_none(group, cards)),
            "criteria": {},
            "aggregates": {},
        }
        for code in annex.by_code:
            column = summarise({card.body.code: card.scores[code] for card in ranked if code in card.scores}, by_share=by_share)
            if column is not None:
                data["criteria"][code] = self._summary(column, past.get("criteria", {}).get(code))
        for overlapping in annex.aggregates:
            nodes = {card.body.code: node for card in ranked if (node := node_of(card, overlapping.code, annex))}
            if (column := summarise(nodes, by_share=by_share)) is not None:
                data["aggregates"][overlapping.code] = self._summary(column, past.get("aggregates", {}).get(overlapping.code))
        self._state(data["total"], stated, total)
        if previous and (known := previous.groups.get(group.code)):
            self._change_on_known(data["total"], known, total, stated)
        return data

    def _why_none(self, group: Group, cards: list[Card]) -> Status:
        """Say why a group has no statistics: it is not ranked, its table is not published, or what its bodies lack."""
        if not group.ranked and not self.publication.partial:
            return Status.NOT_APPLICABLE
        seen = {card.total.status for card in cards}
        return next(
            (status for status in (*INCOMPLETE, *OUTSIDE) if status in seen and not self.publication.partial), INCOMPLETE[0]
        )

    def _summary(self, summary: Summary | None, past: Json | None, why: Status = Status.NOT_PUBLISHED) -> Json:
        apart = Status.NOT_APPLICABLE if summary and summary.by_share else why  # points over different maxima are not compared

        def make(value: Fraction | None, column: Column) -> Json:
            return figure(value, self.policies, column, status=apart if column == "spread" else why)

        def extreme(item: Extreme | None) -> Json:
            if item is None:
                return {
                    "bodies": [],
                    "points": make(None, "points"),
                    "index": make(None, "index"),
                    "percent": make(None, "percent"),
                }
            return {
                "bodies": list(item.bodies),
                "points": make(item.points, "points"),
                "index": make(item.index, "index"),
                "percent": make(item.percent, "percent"),
            }

        data: Json = {
            "count": summary.count if summary else 0,
            "mean": make(summary.mean if summary else None, "mean"),
            "mean_percent": make(summary.mean_percent if summary else None, "mean_percent"),
            "mean_index": make(summary.mean_index if summary else None, "index"),
            "median": make(summary.median if summary else None, "median"),
            "highest": extreme(summary.highest if summary else None),
            "lowest": extreme(summary.lowest if summary else None),
            "spread": make(summary.spread if summary else None, "spread"),
            "spread_index": make(summary.spread_index if summary else None, "index"),
            "change": None,
        }
        if past and summary:
            data["change"] = self._changes(summary, past)
        return data

    def _changes(self, summary: Summary, past: Json) -> Json:
        now: list[tuple[str, Fraction | None, Json | None]] = [
            ("mean", summary.mean, past.get("mean")),
            ("mean_percent", summary.mean_percent, past.get("mean_percent")),
            ("mean_index", summary.mean_index, past.get("mean_index")),
            ("median", summary.median, past.get("median")),
            ("highest", summary.highest.points, past.get("highest", {}).get("points")),
            ("lowest", summary.lowest.points, past.get("lowest", {}).get("points")),
            ("spread", summary.spread, past.get("spread")),
        ]
        changes: Json = {}
        for key, value, before in now:
            known = Fraction(before["exact"]) if before and before.get("exact") else None
            column: Column = "mean_percent" if key == "mean_percent" else "index" if key == "mean_index" else "change"
            changes[key] = figure(value - known if value is not None and known is not None else None, self.policies, column)
        return changes

    def _change_on_known(self, data: Json, known: Any, total: Summary | None, stated: Any) -> None:
        """Compare with last year's figures that are known without its table; what is inferred stays marked."""
        changes: Json = data["change"] or {}
        known_figures: list[tuple[str, Any, Column]] = [("mean", known.mean, "change"), ("mean_index", known.mean_index, "index")]
        for key, amount, column in known_figures:
            if amount is None:
                continue
            now = getattr(total, key) if total else None
            value = now - amount.value if now is not None and amount.value is not None else None
            changes[key] = figure(value, self.policies, column, inferred=amount.inferred)
            changes[key]["before"] = plain(amount.value) if amount.value is not None else None
        if "mean" in changes and stated.mean_change is not None:
            changes["mean"]["stated"] = plain(stated.mean_change)
        data["change"] = changes or None

    def _state(self, data: Json, stated: Any, total: Summary | None) -> None:
        for key in ("mean", "mean_percent", "mean_index", "median", "spread"):
            value = getattr(stated, key)
            if value is not None:
                data[key]["stated"] = plain(value)
        for key in ("highest", "lowest"):
            item = getattr(stated, key)
            if item is None:
                continue
            data[key]["stated_body"] = item.body
            for part in ("points", "percent"):
                if getattr(item, part) is not None:
                    data[key][part]["stated"] = plain(getattr(item, part))
            if total is None and not data[key]["bodies"]:
                data[key]["bodies"] = [item.body]
        if stated.mean_change is not None and data["change"] is None:
            data["change"] = {"mean": figure(None, self.policies, "change", stated.mean_change)}
