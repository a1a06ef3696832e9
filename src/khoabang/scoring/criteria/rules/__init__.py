"""The closed set of scoring rules, one class per kind, each exact, composable, and able to say how it came to its points.

A rule gives points or a `Status`; it never guesses. `trace`, where given, collects the steps of the explanation.
docs/algorithms/scoring.md is the specification; docs/formats.md lists the keys.
"""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypeAliasType

from khoabang.scoring.criteria.rules.base import Rule, Trace, Worth
from khoabang.scoring.criteria.rules.compound import (
    BestOf,
    FormulaRule,
    Gate,
    GroupRelative,
    InputTest,
    Lateness,
    MeanOfBodies,
    MinMax,
    RelativeToBest,
    Sum,
)
from khoabang.scoring.criteria.rules.entered import Choice, Count, ExpertMark, External, GivenPoints, Survey, Tiers, YesNo
from khoabang.scoring.criteria.rules.proportion import GrowthRule, InverseRatio, PlanCompletion, Proportional, Ratio, Target

AnyRule = TypeAliasType(
    "AnyRule",
    Annotated[
        GivenPoints
        | ExpertMark
        | YesNo
        | Choice
        | Tiers
        | Ratio
        | PlanCompletion
        | InverseRatio
        | Target
        | Count
        | Proportional
        | GrowthRule
        | Sum
        | BestOf
        | Gate
        | RelativeToBest
        | MinMax
        | External
        | Survey
        | MeanOfBodies
        | Lateness
        | FormulaRule,
        Field(discriminator="kind"),
    ],
)
for _compound in (Sum, BestOf, Gate):
    _compound.model_rebuild(_types_namespace={"AnyRule": AnyRule})

__all__ = [
    "AnyRule",
    "BestOf",
    "Choice",
    "Count",
    "ExpertMark",
    "External",
    "FormulaRule",
    "Gate",
    "GivenPoints",
    "GroupRelative",
    "GrowthRule",
    "InputTest",
    "InverseRatio",
    "Lateness",
    "MeanOfBodies",
    "MinMax",
    "PlanCompletion",
    "Proportional",
    "Ratio",
    "RelativeToBest",
    "Rule",
    "Sum",
    "Survey",
    "Target",
    "Tiers",
    "Trace",
    "Worth",
    "YesNo",
]
