"""The criteria set: one version of one decision, as data. docs/formats.md describes the file."""

import hashlib
import json
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from khoabang.scoring.criteria import json_schema
from khoabang.scoring.criteria.fields import Amount, Bounds, Code, Condition, Day, ExactNumber, Part, Reference, Text, Truth
from khoabang.scoring.criteria.inputs import OPTIONS_OF_CHOICES, Input, InputOption
from khoabang.scoring.criteria.policies import OverMaximum, Policies, Treatment
from khoabang.scoring.criteria.rules import AnyRule, Choice, ExpertMark, External, GivenPoints, InputTest, Survey, YesNo
from khoabang.scoring.numbers import Rounding

FORMAT = 1
Aggregate = Literal["sum", "mean", "weighted_sum", "weighted_mean"]
Role = Literal["scored", "bonus", "penalty", "informational"]


class LegalDocument(Part):
    """A document that the set rests on."""

    id: Code
    type: Text
    number: Text | None = None
    date: Day | None = None
    issuer: Text | None = None
    title: Text | None = None
    url: Text | None = None
    text_found: Truth = True


class Years(Part):
    """The evaluation years a set is used for; an open end is left out."""

    from_: Annotated[int | None, Field(alias="from")] = None
    to: int | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ is not None and self.to is not None and self.from_ > self.to:
            raise PydanticCustomError("bounds", "{detail}", {"detail": f"{self.from_} > {self.to}"})
        return self


class Completeness(Part):
    """How much of the decision the file holds: everything, the groups only, or a part."""

    criteria: Literal["full", "groups", "partial"]
    note: Text | None = None


class Checked(Part):
    """Who compared the file with the decision, when, and with which copy."""

    by: Text
    on: Day
    against: Text


class Attribute(Part):
    """A fact about a body that conditions may use."""

    model_config = ConfigDict(json_schema_extra=OPTIONS_OF_CHOICES)

    code: Code
    name: Text
    type: Literal["choice", "yes_no", "number", "text"]
    options: list[InputOption] = []

    @model_validator(mode="after")
    def _options_for_choice(self) -> Self:
        if (self.type == "choice") != bool(self.options):
            raise PydanticCustomError("missing" if self.type == "choice" else "extra_forbidden", "options", {"field": "options"})
        return self


class Group(Part):
    """A ranking group (khối): which bodies, on which annex."""

    code: Code
    name: Text
    annex: Code
    when: Condition = {}
    ranked: Truth = True
    maximum: Amount | None = None
    reference: Reference | None = None


class Dropped(Part):
    """Not assessed for anyone after the set was issued: so many points, or the whole item."""

    points: ExactNumber | None = None
    reason: Text
    reference: Reference | None = None


class NodeGate(InputTest):
    """A precondition of a whole criterion: without it the points are `otherwise`."""

    otherwise: ExactNumber = Fraction(0)
    reference: Reference | None = None


_WITH_CRITERIA, _WITH_RULE = json_schema.filled("criteria"), json_schema.written("rule")
_CRITERION_OR_INDICATOR = json_schema.all_of(
    json_schema.refused({"allOf": [_WITH_CRITERIA, {"anyOf": [_WITH_RULE, json_schema.filled("inputs")]}]}),
    json_schema.when(
        "role", "informational", {}, {"allOf": [json_schema.written("maximum"), {"anyOf": [_WITH_CRITERIA, _WITH_RULE]}]}
    ),
)


class Criterion(Part):
    """A criterion (with criteria under it) or an indicator (with a rule)."""

    model_config = ConfigDict(json_schema_extra=_CRITERION_OR_INDICATOR)

    code: Code
    name: Text
    role: Role = "scored"
    maximum: Amount | None = None
    minimum: ExactNumber | None = None
    weight: Amount | None = None
    aggregate: Aggregate = "sum"
    sum_exception: Text | None = None
    over_maximum: OverMaximum | None = None
    round: Rounding | None = None
    applies: Condition | None = None
    not_applicable: Treatment | None = None
    prints: Literal["zero", "blank", "dash", "note"] | None = None
    dropped: Dropped | None = None
    gate: NodeGate | None = None
    reference: Reference | None = None
    note: Text | None = None
    text: Text | None = None
    inputs: list[Input] = []
    rule: AnyRule | None = None
    evidence: Text | None = None
    evidence_required: Truth = False
    source: Text | None = None
    verifier: Text | None = None
    criteria: "list[Criterion]" = []

    @model_validator(mode="after")
    def _criterion_or_indicator(self) -> Self:
        if self.criteria and (self.rule is not None or self.inputs):
            raise PydanticCustomError("one_of", "{detail}", {"detail": "criteria | rule, inputs"})
        if self.role != "informational":
            if not self.criteria and self.rule is None:
                raise PydanticCustomError("missing", "rule", {"field": "rule"})
            if self.maximum is None:
                raise PydanticCustomError("missing", "maximum", {"field": "maximum"})
        return self

    @property
    def is_indicator(self) -> bool:
        """Whether it has no criteria under it."""
        return not self.criteria

    @cached_property
    def all_inputs(self) -> list[Input]:
        """The inputs it asks for; an indicator that declares none, and whose rule names none, has one of its own code."""
        if self.inputs or self.criteria or (self.rule and next(self.rule.inputs(), None)):
            return self.inputs
        match self.rule:
            case None:
                kind = "number"
            case GivenPoints() | ExpertMark():
                kind = "points"
            case YesNo():
                kind = "yes_no"
            case Choice():
                options = [InputOption(code=option.code, name=option.name) for option in self.rule.options]
                return [Input(code=self.code, name=self.name, type="choice", options=options)]
            case External() | Survey():
                kind = "number"
            case _:
                return []
        return [Input.model_validate({"code": self.code, "name": self.name, "type": kind})]

    @property
    def remark(self) -> str | None:
        """The note, and what of the rule is ours rather than the text's."""
        rules, said = [self.rule] if self.rule else [], [self.note] if self.note else []
        for rule in rules:
            said += [rule.inferred] if rule.inferred else []
            rules += rule.parts()
        return " ".join(said) or None

    @property
    def own_input(self) -> str | None:
        """The code of its only input: what a rule that names no input means."""
        return self.all_inputs[0].code if len(self.all_inputs) == 1 else None

    def walk(self) -> "Iterator[Criterion]":
        """Give itself and everything under it, in reading order."""
        yield self
        for child in self.criteria:
            yield from child.walk()


class OverlappingTotal(Part):
    """A total over some criteria that is not part of the tree: a pillar that shares its base with others."""

    code: Code
    name: Text
    of: Annotated[list[Code], Field(min_length=1)]
    maximum: Amount
    reference: Reference | None = None


class Annex(Part):
    """One tree of criteria (phụ lục), used by one or more ranking groups."""

    code: Code
    name: Text
    maximum: Amount
    minimum: ExactNumber = Fraction(0)
    aggregate: Aggregate = "sum"
    sum_exception: Text | None = None
    over_maximum: OverMaximum | None = None
    round: Rounding | None = None
    not_applicable: Treatment = "reduce"
    note: Text | None = None
    reference: Reference | None = None
    criteria: list[Criterion] = []
    aggregates: list[OverlappingTotal] = []

    def walk(self) -> Iterator[Criterion]:
        """Give every criterion and indicator in reading order."""
        for criterion in self.criteria:
            yield from criterion.walk()

    @cached_property
    def by_code(self) -> dict[str, Criterion]:
        """Criteria and indicators by code."""
        return {criterion.code: criterion for criterion in self.walk()}

    @cached_property
    def inputs(self) -> dict[str, Input]:
        """All inputs by code."""
        return {item.code: item for criterion in self.walk() for item in criterion.all_inputs}


class CriteriaSet(Part):
    """One version of one set of criteria, complete; frozen once a round uses it."""

    format: Annotated[Literal[1], WithJsonSchema({"enum": [FORMAT, str(FORMAT)]})]
    id: Code
    version: Text
    name: Text
    lang: Literal["vi", "en"] = "vi"
    nature: Literal["official", "demonstration", "reconstruction"]
    issuer: Text
    years: Years = Years()
    completeness: Completeness
    sources: list[Text] = []
    replaces: Text | None = None
    replaced_by: Text | None = None
    note: Text | None = None
    checked: Checked | None = None
    legal_basis: Annotated[list[LegalDocument], Field(min_length=1)]
    attributes: list[Attribute] = []
    groups: Annotated[list[Group], Field(min_length=1)]
    annexes: Annotated[list[Annex], Field(min_length=1)]
    policies: Policies

    @model_validator(mode="before")
    @classmethod
    def _format_number(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("format") == str(FORMAT):
            return {**data, "format": FORMAT}
        return data

    def annex(self, code: str) -> Annex:
        """Give an annex by its code."""
        return next(annex for annex in self.annexes if annex.code == code)

    def group(self, code: str) -> Group:
        """Give a ranking group by its code."""
        return next(group for group in self.groups if group.code == code)

    @cached_property
    def documents(self) -> dict[str, LegalDocument]:
        """The legal basis by id."""
        return {document.id: document for document in self.legal_basis}

    @cached_property
    def inputs(self) -> dict[str, Input]:
        """Every input of every annex, by code; annexes that share a code share the question."""
        return {code: item for annex in self.annexes for code, item in annex.inputs.items()}

    @cached_property
    def lineage(self) -> dict[str, frozenset[str]]:
        """Each indicator's code with its own and those of the criteria above it, in reading order; annexes that share a code share it."""
        found: dict[str, frozenset[str]] = {}

        def gather(criteria: list[Criterion], above: frozenset[str]) -> None:
            for criterion in criteria:
                codes = above | {criterion.code}
                if criterion.is_indicator:
                    found[criterion.code] = found.get(criterion.code, frozenset()) | codes
                gather(criterion.criteria, codes)

        for annex in self.annexes:
            gather(annex.criteria, frozenset())
        return found

    def dump(self) -> dict[str, object]:
        """Give the set as plain data, defaults left out: what set.yaml says, and what the page of a set is drawn from."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"format": FORMAT}

    @cached_property
    def sha256(self) -> str:
        """The hash of the set's content, independent of layout and comments."""
        text = json.dumps(self.dump(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def holds(condition: Condition | None, attributes: dict[str, object]) -> bool:
    """Say whether a condition holds for a body's attributes; an attribute without a value meets no condition."""
    return decided(condition, attributes) is True


def decided(condition: Condition | None, attributes: dict[str, object]) -> bool | None:
    """Say whether a condition holds, or None where that hangs on an attribute without a value."""
    parts: list[bool | None] = []
    for key, wanted in (condition or {}).items():
        if key in {"any", "none"}:
            inside = [decided(part, attributes) for part in wanted]  # type: ignore[arg-type]
            met = True if True in inside else None if None in inside else False
            parts.append(met if key == "any" or met is None else not met)
        else:
            value = attributes.get(key)
            parts.append(None if value is None else _meets(wanted, value))
    return False if False in parts else None if None in parts else True


def lacking(condition: Condition | None, attributes: dict[str, object]) -> list[str]:
    """Give the attributes without a value that a condition asks for."""
    asked: list[str] = []
    for key, wanted in (condition or {}).items():
        if key in {"any", "none"}:
            asked += [code for part in wanted for code in lacking(part, attributes)]  # type: ignore[arg-type]
        elif attributes.get(key) is None:
            asked.append(key)
    return asked


def _meets(wanted: object, value: object) -> bool:
    if isinstance(wanted, Bounds):
        low, high = wanted.at_least, wanted.at_most
        if isinstance(value, bool) or not isinstance(value, Fraction | int):
            return False
        return (low is None or value >= low) and (high is None or value <= high)
    allowed = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(value, bool):
        words = {"yes", "true", "có"} if value else {"no", "false", "không"}
        return any(str(each).lower() in words for each in allowed)
    return any(str(value) == str(each) for each in allowed)
