"""Checks of the rules: what points they can give against the maximum, steps that nobody reaches, inputs of the wrong kind."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Protocol

from khoabang.language import N_, text
from khoabang.scoring.criteria.limits import OWN, Known, certain, limits_of, limits_of_input
from khoabang.scoring.criteria.model import Annex, CriteriaSet, Criterion
from khoabang.scoring.criteria.quantities import FormulaQuantity
from khoabang.scoring.criteria.rules import Choice, FormulaRule, MeanOfBodies, Rule, Tiers, Worth
from khoabang.scoring.numbers import plain

Path_ = tuple[str | int, ...]
# Of these a person, or another body's score, decides the points; what is too much is refused or capped when it is scored.
_ENTERED = {"given", "expert", "mean_of_bodies"}
NO_END = "∞"


class Add(Protocol):
    """Takes down a problem at a place of the set."""

    def __call__(self, code: str, path: Path_, /, **params: object) -> None:
        """Add it."""


def walk_rules(rule: Rule) -> Iterator[Rule]:
    """Give a rule and all rules inside it."""
    yield rule
    for part in rule.parts():
        yield from walk_rules(part)


def check_rule(rule: Rule, criterion: Criterion, annex: Annex, criteria_set: CriteriaSet, path: Path_, add: Add) -> None:
    """Add every problem of one indicator's rule."""
    known = {code: limits_of_input(item) for code, item in annex.inputs.items()}
    if criterion.own_input:
        known[OWN] = known[criterion.own_input]
    for part in walk_rules(rule):
        if isinstance(part, Tiers):
            _tiers(part, criterion, known, path, add)
        if isinstance(part, MeanOfBodies) and part.of and not any(part.of in other.by_code for other in criteria_set.annexes):
            add("SET035", path, code=criterion.code, target=part.of, what="criteria")
        if isinstance(part, Choice):
            _choice(part, criterion, annex, path, add)
        for inner in part.parts():
            if getattr(part, "kind", "") == "sum" and isinstance(inner, Worth) and not inner.states_worth:
                add("SET040", path, code=criterion.code)
    over = criterion.over_maximum or annex.over_maximum or criteria_set.policies.over_maximum.use
    if criterion.maximum and criterion.maximum.value is not None and criterion.role != "informational":
        _most(rule, criterion.code, criterion.maximum.value, known, path, add, capped=over == "cap")


def _most(rule: Rule, code: str, maximum: Fraction, known: Known, path: Path_, add: Add, *, capped: bool) -> None:
    most = rule.most(maximum, known)
    if most is not None and most < maximum:
        add("SET029", path, code=code, most=plain(most), maximum=plain(maximum))
    if capped or (most is not None and most <= maximum):
        return
    endless = {getattr(part, "kind", "") for part in walk_rules(rule) if not part.parts() and part.most(maximum, known) is None}
    if most is None and endless <= _ENTERED and getattr(rule, "kind", "") != "sum":
        return
    written = NO_END if most is None else plain(most)
    sure = all(certain(_measured(part)) for part in walk_rules(rule))
    add("SET028" if sure else "SET051", path, code=code, most=written, maximum=plain(maximum))


def _measured(rule: Rule) -> list[object]:
    return [FormulaQuantity(formula=rule.formula)] if isinstance(rule, FormulaRule) else rule.quantities()


def _tiers(rule: Tiers, criterion: Criterion, known: Known, path: Path_, add: Add) -> None:
    code, bounds = criterion.code, [tier.from_ for tier in rule.tiers]
    low, high = limits_of(rule.value, known)
    found = False
    for index, bound in enumerate(bounds):
        detail = ""
        if bound in bounds[:index]:
            detail = text(N_("trùng ngưỡng"))
        elif index and bound > bounds[index - 1]:
            detail = text(N_("không xếp từ cao xuống thấp"))
        elif high is not None and (bound > high or (bound == high and rule.closed == "upper")):
            detail = f"≤ {plain(high)}"
        if detail:
            add("SET030", path, value=plain(bound), code=code, detail=detail)
            found = True
    if found:
        return
    lowest = bounds[-1]
    reached = low is None or low < lowest or (low == lowest and rule.closed == "upper")
    if not reached and low is not None and rule.below:  # a below of 0 that nobody reaches misleads nobody
        add("SET052", path, code=code, low=plain(low), value=plain(lowest))
    _rising(rule, criterion, path, add, from_below=reached)


def _rising(rule: Tiers, criterion: Criterion, path: Path_, add: Add, *, from_below: bool) -> None:
    """Find steps that give less than the step under them; where all do, less may be better."""
    maximum = criterion.maximum.value if criterion.maximum else None
    steps = [(plain(tier.from_), tier.worth(maximum)) for tier in reversed(rule.tiers)]
    if from_below:
        steps.insert(0, ("", rule.below))
    points = [(start, worth) for start, worth in steps if isinstance(worth, Fraction)]
    if len(points) < len(steps):
        return
    moves = [(start, before, after) for (_, before), (start, after) in pairwise(points)]
    fallen = next(((start, before, after) for start, before, after in moves if after < before), None)
    if fallen is not None:
        start, before, after = fallen
        mixed = any(after > before for _, before, after in moves)
        code = "SET053" if mixed else "SET054"
        add(code, path, code=criterion.code, value=start, points=plain(after), before=plain(before))


def _choice(rule: Choice, criterion: Criterion, annex: Annex, path: Path_, add: Add) -> None:
    item = annex.inputs.get(rule.input or criterion.own_input or "")
    worths = {option.code for option in rule.options}
    if item and item.type == "choice":
        for option in item.options:
            if option.code not in worths:
                add("SET035", path, code=criterion.code, target=option.code, what="options")
