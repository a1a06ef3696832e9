"""Quantities: what a rule measures. An input, a number, or arithmetic over them, always exact."""

from abc import abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from khoabang.scoring.criteria.fields import Part
from khoabang.scoring.formula import MAXIMUM, FormulaError, compiled
from khoabang.scoring.numbers import NumberError, exact
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


class Operation(Part):
    """Arithmetic over quantities."""

    @property
    @abstractmethod
    def operands(self) -> list[Any]:
        """The quantities directly inside, in the order written."""

    @abstractmethod
    def result(self, values: list[Fraction]) -> Fraction:
        """Compute it over the values of its operands.

        Raises:
            UndefinedError: a denominator is zero.
        """


class Quotient(Operation):
    """First divided by second."""

    quotient: Annotated[list["Quantity"], Field(min_length=2, max_length=2)]

    @property
    def operands(self) -> list[Any]:
        return self.quotient

    def result(self, values: list[Fraction]) -> Fraction:
        return _divided(values[0], values[1])


class Difference(Operation):
    """First less second."""

    difference: Annotated[list["Quantity"], Field(min_length=2, max_length=2)]

    @property
    def operands(self) -> list[Any]:
        return self.difference

    def result(self, values: list[Fraction]) -> Fraction:
        return values[0] - values[1]


class Growth(Operation):
    """Change on the earlier value as a share of it: (now - before) / before."""

    growth: Annotated[list["Quantity"], Field(min_length=2, max_length=2)]

    @property
    def operands(self) -> list[Any]:
        return self.growth

    def result(self, values: list[Fraction]) -> Fraction:
        return _divided(values[0] - values[1], values[1])


class Total(Operation):
    """Sum of several quantities."""

    sum: Annotated[list["Quantity"], Field(min_length=1)]

    @property
    def operands(self) -> list[Any]:
        return self.sum

    def result(self, values: list[Fraction]) -> Fraction:
        return exact_sum(values)


class Mean(Operation):
    """Arithmetic mean of several quantities."""

    mean: Annotated[list["Quantity"], Field(min_length=1)]

    @property
    def operands(self) -> list[Any]:
        return self.mean

    def result(self, values: list[Fraction]) -> Fraction:
        return exact_sum(values) / len(values)


def _divided(value: Fraction, divisor: Fraction) -> Fraction:
    if not divisor:
        raise UndefinedError
    return value / divisor


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


def names(quantity: Any) -> Iterator[str]:
    """Give the codes of the inputs that a quantity uses."""
    if isinstance(quantity, str):
        if constant(quantity) is None:
            yield quantity
    elif isinstance(quantity, FormulaQuantity):
        yield from sorted(compiled(quantity.formula).names - {MAXIMUM})
    else:
        for operand in quantity.operands:
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
    for operand in quantity.operands:
        value = measure(operand, given)
        if isinstance(value, Status):
            return value
        values.append(value)
    result: Fraction = quantity.result(values)
    return result
