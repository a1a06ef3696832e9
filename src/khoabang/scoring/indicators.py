"""An indicator made ready for many bodies: its inputs, its rule, and what equal answers gave before."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import cast

from khoabang.scoring.criteria.check_rules import walk_rules
from khoabang.scoring.criteria.fields import Condition
from khoabang.scoring.criteria.inputs import Input
from khoabang.scoring.criteria.model import Annex, CriteriaSet, Criterion
from khoabang.scoring.criteria.policies import OverMaximum, Treatment
from khoabang.scoring.criteria.rules import (
    ExpertMark,
    GivenPoints,
    GroupRelative,
    InverseRatio,
    MeanOfBodies,
    PlanCompletion,
    Ratio,
    Rule,
)
from khoabang.scoring.numbers import plain
from khoabang.scoring.outcome import Facts, Given, Outcome, RefusedError, Status, Step, Value
from khoabang.scoring.tree import OUTSIDE, ZERO, NodeScore

OWN_INPUT = ""


class Indicator:
    """One indicator made ready for many bodies: where its answers are, what its rule needs, and what equal answers gave before."""

    def __init__(
        self,
        criterion: Criterion,
        annex: Annex,
        criteria_set: CriteriaSet,
        treatment: Treatment,
        conditions: Sequence[Condition] = (),
    ) -> None:
        policies = criteria_set.policies
        self.criterion = criterion
        self.conditions = conditions  # its own and those of the criteria above it
        self.rule = criterion.rule
        self.treatment = treatment
        self.over: OverMaximum = criterion.over_maximum or annex.over_maximum or policies.over_maximum.use
        self.nominal = criterion.maximum.value if criterion.maximum else None
        dropped = criterion.dropped.points if criterion.dropped else None
        self.assessed = self.nominal - dropped if self.nominal is not None and dropped is not None else self.nominal
        self.missing_is_zero = policies.missing.use == "zero"
        self.unverified_is_zero = policies.not_verified.use == "zero"
        self.exempt = policies.exempt.use
        self.holidays = policies.calendar.days
        self.own_input = criterion.own_input
        codes = dict.fromkeys(item.code for item in criterion.all_inputs)
        for code, _ in self.rule.inputs() if self.rule else ():
            codes[code] = None
        self.inputs: list[Input] = [annex.inputs[code] for code in codes if code in annex.inputs]
        self.codes = [item.code for item in self.inputs]
        self.reading: list[tuple[Input, dict[str, Value]]] = [(item, {}) for item in self.inputs]
        rules = list(walk_rules(self.rule)) if self.rule else []
        self.relative = [rule for rule in rules if isinstance(rule, GroupRelative)]
        self.linked = {id(rule): rule for rule in rules if isinstance(rule, MeanOfBodies)}
        # Nothing but the answers, and what the group's extremes are, decides: equal answers give equal scores.
        self.absolute = not self.linked and not any(isinstance(rule, ExpertMark) for rule in rules)
        self.excluded = self.rule.excluded if isinstance(self.rule, GivenPoints) else None
        # A number within bounds is a score as it stands.
        self.simple = criterion.role == "scored" and criterion.dropped is None and criterion.round is None
        self.alone = Given(
            {},
            self.nominal,
            missing_is_zero=self.missing_is_zero,
            unverified_is_zero=self.unverified_is_zero,
            holidays=self.holidays,
        )
        self.known: dict[Hashable, NodeScore] = {}  # by what was typed for its inputs
        self.known_for: list[Facts | None] = []  # the extremes that the known scores rest on

    @cached_property
    def shortcut(self) -> Callable[[Hashable], NodeScore | None] | None:
        """A short way to the rule for the commonest figures, so many of so many, both typed as whole numbers.

        It gives None wherever anything else stands, and there is none for other rules; it gives what `evaluate` gives.
        """
        rule, maximum = self.rule, self.assessed
        if not isinstance(rule, Ratio | PlanCompletion | InverseRatio):
            return None
        worth = rule.worth(self.nominal)
        if (
            not self.simple
            or self.codes != [*rule.fraction()]
            or not isinstance(worth, Fraction)
            or maximum is None
            or worth > maximum
        ):
            return None
        part, whole = self.inputs

        def share(typed: Hashable) -> NodeScore | None:
            first, second = cast("tuple[str | None, str | None]", typed)
            if first is None or second is None or (a := part.whole(first)) is None or not (b := whole.whole(second)) or a > b:
                return None
            return NodeScore(cast("Fraction", rule.scored(Fraction(a), Fraction(b), worth, None)), maximum)

        return share

    def evaluate(self, given: Given, trace: list[Step] | None = None) -> tuple[Outcome, Fraction]:
        """Give the rule's outcome, and the points not assessed for this body."""
        rule: Rule | None = self.rule
        if rule is None:
            return Status.NOT_APPLICABLE, ZERO
        if self.excluded is None:
            return rule.evaluate(given, trace), ZERO
        excluded = given.number(self.excluded)
        if isinstance(excluded, Status):
            return (rule.evaluate(given, trace) if excluded in OUTSIDE else excluded), ZERO
        if self.assessed is not None and excluded > self.assessed:
            raise RefusedError("ANS025", excluded=plain(excluded), maximum=plain(self.assessed))
        return rule.evaluate(given, trace), excluded


def indicators_of(annex: Annex, criteria_set: CriteriaSet) -> dict[str, Indicator]:
    """Give the indicators of an annex by code, each with the conditions and the treatment that hold for it."""

    def walk(criteria: Sequence[Criterion], treatment: Treatment, above: Sequence[Condition]) -> Iterator[tuple[str, Indicator]]:
        for criterion in criteria:
            own = criterion.not_applicable or treatment
            conditions = [*above, criterion.applies] if criterion.applies else above
            if criterion.is_indicator:
                yield criterion.code, Indicator(criterion, annex, criteria_set, own, conditions)
            yield from walk(criterion.criteria, own, conditions)

    return dict(walk(annex.criteria, annex.not_applicable, []))
