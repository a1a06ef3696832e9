"""Which columns a group's ranking has, for everything that prints one: screens, documents."""

from typing import Any

Json = dict[str, Any]
TOTALS = ("points", "converted", "index", "percent")


def total_columns(group: Json) -> list[str]:
    """Give the totals to print: the points, what decides the ranks, and what the publication printed."""
    wanted = ("points", group["ranking"]["by"])
    return [key for key in TOTALS if key in wanted or any(body[key] and body[key]["stated"] for body in group["bodies"])]


def has_classes(group: Json) -> bool:
    """Say whether a group's bodies are classed, or were in print."""
    return bool(group["class_names"]) or any(body["class"]["stated"] for body in group["bodies"])


def scored_criteria(annex: Json) -> list[Json]:
    """Give an annex's criteria of the first level that carry points."""
    return [item for item in annex["criteria"] if item["depth"] == 1 and item["role"] != "informational"]
