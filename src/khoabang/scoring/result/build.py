"""The result document: one format-free, versioned description of a scored round, the same bytes for the same input.

docs/formats.md describes it. Everything that people read is drawn from it; nothing downstream computes.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from khoabang.scoring.columns import ExactColumn
from khoabang.scoring.criteria.model import Annex, CriteriaSet, Criterion, Group
from khoabang.scoring.criteria.policies import Column
from khoabang.scoring.figures import figure, printed_digits, status_word
from khoabang.scoring.movement import Past, movement_of, past_of
from khoabang.scoring.numbers import plain
from khoabang.scoring.outcome import Status
from khoabang.scoring.publication import Publication
from khoabang.scoring.ranking import Standing, basis_value, nominal_maximum, standings
from khoabang.scoring.result.statistics import StatisticsSection, node_of
from khoabang.scoring.score import Card, Scored
from khoabang.scoring.tree import NodeScore

FORMAT = 1
RESULT_KIND = "khoabang.result"
Json = dict[str, Any]
DEFAULT_ROUND: Json = {
    "id": "",
    "title": "",
    "year": None,
    "lang": "vi",
    "kind": "computed",
    "completeness": "complete",
    "authority": None,
}


def to_text(document: Json) -> str:
    """Write a document as JSON: the same bytes for the same content."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def build(scored: Scored, publication: Publication | None = None, previous: Json | None = None) -> Json:
    """Build the result document of a scored round.

    Args:
        scored: every body's scorecard.
        publication: the round's own description and printed figures, where it has one.
        previous: last year's result document, for movement.
    """
    return _Builder(scored, publication or Publication(), previous).build()


class _Builder:
    def __init__(self, scored: Scored, publication: Publication, previous: Json | None) -> None:
        self.scored = scored
        self.set: CriteriaSet = scored.criteria_set
        self.policies = self.set.policies
        self.publication = publication
        self.past: Past | None = past_of(previous, self.set) if previous else None
        self.statistics = StatisticsSection(self.policies, self.publication, self.past)

    def build(self) -> Json:
        groups = [self._group(group) for group in self.set.groups]
        evaluation = self.publication.evaluation
        return {
            "format": FORMAT,
            "kind": RESULT_KIND,
            "round": self._round(),
            "set": self._set(),
            "annexes": [self._annex(annex) for annex in self.set.annexes],
            "groups": groups,
            "statistics": self._whole(groups),
            "differences": [],
            "findings": [finding.model_dump(mode="json") for finding in evaluation.findings] if evaluation else [],
            "problems": [problem.as_json() for problem in self.scored.problems],
        }

    def _round(self) -> Json:
        evaluation = self.publication.evaluation
        if evaluation is None:
            return {**DEFAULT_ROUND, "title": self.set.name, "lang": self.set.lang, "decision": None, "source": None, "notes": []}
        data = evaluation.model_dump(mode="json", by_alias=True)
        keys = ("id", "title", "year", "lang", "kind", "completeness", "authority", "decision", "source", "notes")
        round_ = {key: data[key] for key in keys}
        round_["previous"] = (
            {"year": evaluation.previous.year} if evaluation.previous else (self.past.round if self.past else None)
        )
        round_["stored"] = data["stored"]
        return round_

    def _set(self) -> Json:
        data = self.set.dump()
        keys = ("id", "version", "name", "issuer", "nature", "lang")
        return {key: data.get(key, getattr(self.set, key)) for key in keys} | {
            "sha256": self.set.sha256,
            "legal_basis": data["legal_basis"],
        }

    # The criteria

    def _annex(self, annex: Annex) -> Json:
        return {
            "code": annex.code,
            "name": annex.name,
            "maximum": self._maximum(annex),
            "reference": _reference(annex),
            "criteria": list(self._criteria(annex.criteria, None, 1)),
            "aggregates": [
                {
                    "code": total.code,
                    "name": total.name,
                    "maximum": self._maximum(total),
                    "of": total.of,
                    "reference": _reference(total),
                }
                for total in annex.aggregates
            ],
        }

    def _criteria(self, criteria: list[Criterion], parent: str | None, depth: int) -> list[Json]:
        rows: list[Json] = []
        for criterion in criteria:
            rows.append(
                {
                    "code": criterion.code,
                    "parent": parent,
                    "depth": depth,
                    "name": criterion.name,
                    "role": criterion.role,
                    "maximum": self._maximum(criterion),
                    "weight": plain(criterion.weight.value) if criterion.weight and criterion.weight.value is not None else None,
                    "leaf": criterion.is_indicator,
                    "prints": criterion.prints,
                    "reference": _reference(criterion),
                    "note": criterion.note,
                }
            )
            rows += self._criteria(criterion.criteria, criterion.code, depth + 1)
        return rows

    def _maximum(self, owner: Any) -> Json:
        amount = owner.maximum
        if amount is None:
            return figure(None, self.policies, "maximum", status=Status.NOT_APPLICABLE)
        return figure(amount.value, self.policies, "maximum", inferred=amount.inferred)

    # One ranking group

    def _group(self, group: Group) -> Json:
        annex = self.set.annex(group.annex)
        cards = self.scored.cards_of(group.code)
        places = standings(self.set, group, cards)
        ranks = self._criterion_ranks(annex, cards, places)
        rows = [self._body(card, places[card.body.code], annex, ranks) for card in cards]
        rows.sort(key=self._order)
        ranking = self.policies.ranking
        return {
            "code": group.code,
            "name": group.name,
            "annex": group.annex,
            "ranked": group.ranked,
            "maximum": figure(nominal_maximum(self.set, group), self.policies, "maximum"),
            "ranking": {
                "by": ranking.by,
                "ties": ranking.ties,
                "compare": ranking.compare,
                "order": ranking.order,
                "tie_breaks": ranking.tie_breaks,
            },
            "class_names": [band.name for band in self.policies.classes.bands] if self.policies.classes else [],
            "bodies": rows,
            "statistics": self.statistics.of_group(group, annex, cards, places),
            "classes": self._class_counts(rows, self.publication.stated(group.code).classes),
            "counts": {
                "bodies": len(rows),
                "stated_bodies": self.publication.stated(group.code).bodies,
                **{
                    status: sum(row["status"] == status for row in rows)
                    for status in ("ranked", "unranked", "exempt", "incomplete", "stated")
                },
            },
        }

    def _order(self, row: Json) -> tuple[Any, ...]:
        rank = row["rank"]["value"] or (int(row["rank"]["stated"]) if (row["rank"]["stated"] or "").isdigit() else None)
        ranked_by = row[self.policies.ranking.by] or row["points"]
        stated = -Fraction(ranked_by["stated"] or row["points"]["stated"] or 0) if row["status"] == "stated" else Fraction(0)
        last = {"exempt": 3, "unranked": 1, "incomplete": 2}.get(row["status"], 0)
        points = -Fraction(row["points"]["exact"]) if row["points"]["exact"] else Fraction(0)
        return (rank is None, last, rank or 0, stated, points if rank is None else 0)

    def _criterion_ranks(self, annex: Annex, cards: list[Card], places: Mapping[str, Standing]) -> dict[tuple[str, str], int]:
        """Rank the ranked bodies on every criterion, by index where the set ranks by a share of the maximum, else by points."""
        if self.publication.partial:
            return {}
        by_share = self.policies.ranking.by != "points"
        ranked = [card for card in cards if places[card.body.code].rank is not None]
        ranks: dict[tuple[str, str], int] = {}
        for code in [*annex.by_code, *(total.code for total in annex.aggregates)]:
            values: dict[str, Fraction] = {}
            for card in ranked:
                score = node_of(card, code, annex)
                value = (score.index if by_share else score.points) if score else None
                if value is not None:
                    values[card.body.code] = value
            for body, rank in zip(values, ExactColumn.of(list(values.values())).ranks(self.policies.ranking.ties), strict=True):
                ranks[body, code] = rank
        return ranks

    # One body

    def _body(self, card: Card, place: Standing, annex: Annex, ranks: Mapping[tuple[str, str], int]) -> Json:
        code, total, printed = card.body.code, card.total, self.publication
        nominal = nominal_maximum(self.set, card.group)
        status, reasons = place.status, list(place.reasons)
        rank = place.rank
        if printed.partial and status in {"ranked", "incomplete"}:
            rank, status, reasons = None, "stated", ["partial"]
        index = total.index
        points = None if total.status is Status.NOT_PUBLISHED else total.points
        uses_converted = self.policies.ranking.by == "converted" or (
            self.policies.classes is not None and self.policies.classes.basis == "converted"
        )
        row: Json = {
            "code": code,
            "name": card.body.name,
            "rank": {"value": rank, "stated": printed.text(code, "rank")},
            "tied": place.tied and rank is not None,
            "status": status,
            "reasons": reasons,
            "points": self._total_figure(card, "points", points),
            "maximum": figure(total.applied, self.policies, "maximum", status=total.status),
            "converted": self._total_figure(card, "converted", basis_value(card, "converted", nominal))
            if uses_converted
            else None,
            "index": self._total_figure(card, "index", index),
            "percent": self._total_figure(card, "percent", None if index is None else index * 100),
            "class": {"value": place.class_name, "stated": printed.text(code, "class")},
            "note": printed.text(code, "note") or card.body.note or None,
            "attributes": {
                key: str(value) if isinstance(value, Fraction) else value for key, value in card.body.attributes.items()
            },
            "criteria": {item: self._criterion(card, item, ranks) for item in annex.by_code if item in card.scores},
            "aggregates": {},
            "movement": movement_of(self.past, card.body, row_of(card, rank, points), self.policies) if self.past else None,
        }
        for overlapping in annex.aggregates:
            node = node_of(card, overlapping.code, annex)
            if node is not None:
                row["aggregates"][overlapping.code] = self._score(node, ranks.get((code, overlapping.code)), None)
        if printed.text(code, "rank_change") and row["movement"] is None:
            row["movement"] = {
                "rank": {"value": None, "stated": printed.text(code, "rank_change")},
                "comparable": True,
                "reasons": ["stated"],
            }
        return row

    def _total_figure(self, card: Card, column: Column, value: Fraction | None) -> Json:
        stated = self.publication.number(card.body.code, column)
        typed = self.publication.text(card.body.code, column)
        return figure(value, self.policies, column, printed_digits(stated, typed, self.publication.lang), card.total.status)

    def _criterion(self, card: Card, code: str, ranks: Mapping[tuple[str, str], int]) -> Json:
        score = card.scores[code]
        stated = printed_digits(
            self.publication.number(card.body.code, code), self.publication.text(card.body.code, code), self.publication.lang
        )
        role = self.set.annex(card.group.annex).by_code[code].role
        return self._score(score, ranks.get((card.body.code, code)), stated, role)

    def _score(self, score: NodeScore, rank: int | None, stated: str | None, role: str = "scored") -> Json:
        status = status_word(role, score)
        return {
            "points": figure(score.points, self.policies, "points", stated, status),
            "maximum": figure(score.applied, self.policies, "maximum"),
            "index": figure(score.index, self.policies, "criterion_index", status=status),
            "rank": rank,
            "status": status,
            "flags": list(score.flags),
        }

    def _class_counts(self, rows: list[Json], stated: Mapping[str, int]) -> list[Json]:
        if not self.policies.classes:
            return []
        counted = not self.publication.partial
        return [
            {
                "name": band.name,
                "count": sum(row["class"]["value"] == band.name for row in rows if row["rank"]["value"] is not None)
                if counted
                else None,
                "stated": stated.get(band.name),
            }
            for band in self.policies.classes.bands
        ]

    def _whole(self, groups: list[Json]) -> Json:
        evaluation = self.publication.evaluation
        stated = evaluation.stated.round if evaluation else None
        classes = self.policies.classes.bands if self.policies.classes else []
        return {
            "bodies": sum(group["counts"]["bodies"] for group in groups),
            "stated_bodies": stated.bodies if stated else None,
            "classes": [
                {
                    "name": band.name,
                    "count": None if self.publication.partial else sum(group["classes"][position]["count"] for group in groups),
                    "stated": stated.classes.get(band.name) if stated else None,
                }
                for position, band in enumerate(classes)
            ],
        }


def row_of(card: Card, rank: int | None, points: Fraction | None) -> dict[str, Any]:
    """Give what movement compares: rank, points, index."""
    return {"group": card.group.code, "rank": rank, "points": points, "index": card.total.index, "maximum": card.total.applied}


def _reference(owner: Any) -> Json | None:
    return {"document": owner.reference.document, "at": owner.reference.at} if owner.reference else None
