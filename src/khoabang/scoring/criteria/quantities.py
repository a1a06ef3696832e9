"""Quantities: what a rule measures. An input, a number, or arithmetic over them, always exact."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from khoabang.scoring.criteria.fields import Part
from khoabang.scoring.formula import MAXIMUM, FormulaError, compiled
from khoabang.scoring.numbers import Fraction, NumberError, exact
from khoabang.scoring.outcome import Given, Outcome, RefusedError, Status, exact_sum

ZeroAnswer = Literal["zero", "full", "not_applicable", "missing"]


class UndefinedError(Exception):
    """A quotient with denominator zero: the rule says what it gives."""


@lru_cache(maxsize=8192)
def constant(text: str) -> Fraction | None:
    """Give the number a quantity's text states, or None where it names an input."""
    try:
        return exact(text)
    except NumberError:
        return None


class Quotient(Part):
    """First divided by second."""

    quotient: Annotated[list["Quantity"], Field(min_length=2, max_length=2)]


class Difference(Part):
    """First less second."""

    difference: Annotated[list["Quantity"], Field(min_length=2, max_length=2)]


class Growth(Part):
    """Change on the earlier value as a share of it: (now - before) / before."""

    growth: Annotated[list["Quantity"], Field(min_length=2, max_length=2)]


class Total(Part):
    """Sum of several quantities."""

    sum: Annotated[list["Quantity"], Field(min_length=1)]


class Mean(Part):
    """Arithmetic mean of several quantities."""

    mean: Annotated[list["Quantity"], Field(min_length=1)]


class FormulaQuantity(Part):
    """A formula in the set's language."""

    formula: str

    @field_validator("formula")
    @classmethod
    def _compiles(cls, source: str) -> str:
        try:
            compiled(source)
        except FormulaError as error:
            raise PydanticCustomError("formula", "{detail}", {"detail": str(error)}) from None
        return source


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return next((key for key in ("quotient", "difference", "growth", "sum", "mean", "formula") if key in value), "quotient")
    if isinstance(value, Part):
        return next(iter(type(value).model_fields))
    return "text"


Quantity = TypeAliasType(
    "Quantity",
    Annotated[
        Annotated[str, Tag("text"), Field(min_length=1)]
        | Annotated[Quotient, Tag("quotient")]
        | Annotated[Difference, Tag("difference")]
        | Annotated[Growth, Tag("growth")]
        | Annotated[Total, Tag("sum")]
        | Annotated[Mean, Tag("mean")]
        | Annotated[FormulaQuantity, Tag("formula")],
        Discriminator(_shape),
    ],
)
for _model in (Quotient, Difference, Growth, Total, Mean):
    _model.model_rebuild()


def operands(quantity: Any) -> list[Any]:
    """Give the quantities directly inside a quantity."""
    if isinstance(quantity, Quotient | Difference | Growth | Total | Mean):
        return list(getattr(quantity, _shape(quantity)))
    return []


def names(quantity: Any) -> Iterator[str]:
    """Give the codes of the inputs that a quantity uses."""
    if isinstance(quantity, str):
        if constant(quantity) is None:
            yield quantity
    elif isinstance(quantity, FormulaQuantity):
        yield from sorted(compiled(quantity.formula).names - {MAXIMUM})
    else:
        for operand in operands(quantity):
            yield from names(operand)


def evaluate_formula(source: str, given: Given) -> Outcome:
    """Compute a formula; any input without a number makes the whole of that status.

    Raises:
        RefusedError: ANS026 where it cannot be computed for these figures.
    """
    formula = compiled(source)
    env: dict[str, Fraction] = {}
    for name in formula.in_order:
        if name == MAXIMUM:
            if given.maximum is None:
                return Status.NOT_PUBLISHED
            env[name] = given.maximum
            continue
        value = given.number(name)
        if isinstance(value, Status):
            return value
        env[name] = value
    try:
        return formula.evaluate(env)
    except FormulaError as error:
        raise RefusedError("ANS026", detail=str(error)) from None


def measure(quantity: Any, given: Given) -> Outcome:
    """Give a quantity's value for one body.

    Raises:
        UndefinedError: a denominator is zero.
    """
    if isinstance(quantity, str):
        number = constant(quantity)
        return given.number(quantity) if number is None else number
    if isinstance(quantity, FormulaQuantity):
        return evaluate_formula(quantity.formula, given)
    values: list[Fraction] = []
    for operand in operands(quantity):
        value = measure(operand, given)
        if isinstance(value, Status):
            return value
        values.append(value)
    match quantity:
        case Difference():
            return values[0] - values[1]
        case Total():
            return exact_sum(values)
        case Mean():
            return exact_sum(values) / len(values)
    divisor = values[1]
    if divisor == 0:
        raise UndefinedError
    return values[0] / divisor if isinstance(quantity, Quotient) else (values[0] - divisor) / divisor
