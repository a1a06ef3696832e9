"""What verification has to rule on, in the one way in which queues, the round's page and its conditions count it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from khoabang.scoring import CriteriaSet
from khoabang.scoring.bodies import given_attributes
from khoabang.scoring.criteria.model import decided
from khoabang.scoring.criteria.rules import External, Survey
from khoabang.web.assessments.current import criteria_set_of, supplied_in
from khoabang.web.assessments.models import Outcome, Ruling, SourceFigure, Step
from khoabang.web.assessments.questions import Question, keys_of
from khoabang.web.rounds.models import NotSent, Participant, Round, Standing, State


def is_supplied(question: Question, supplied: frozenset[str]) -> bool:
    """Whether a source supplies the figure, so that no body claims it; `supplied` is what the round charges sources with."""
    return isinstance(question.criterion.rule, External | Survey) or not question.above.isdisjoint(supplied)


def to_verify(round_: Round, criteria_set: CriteriaSet, question: Question, supplied: frozenset[str]) -> Q:
    """The condition on participants that an indicator has to be verified for: it is asked of them, and they, or its source, answer.

    A body that did not send has nothing to verify but what sources supply, unless its last draft stands for its claim.
    """
    groups = [group.code for group in criteria_set.groups if group.annex in question.annexes]
    asked = Q(group__code__in=groups) & ~Q(standing=Standing.EXEMPT) & ~Q(settled=NotSent.UNRANKED)
    if not is_supplied(question, supplied):
        asked &= Q(state=State.SENT) | Q(settled=NotSent.LAST_DRAFT)
    keys = keys_of(criteria_set)
    conditions = {
        group.code: [
            criterion.applies for criterion in criteria_set.annex(group.annex).walk()
            if criterion.applies and (above := keys.on(group.annex, criterion.code)) is not None and above.key in question.above
        ]
        for group in criteria_set.groups if group.code in groups
    }  # fmt: skip
    if not any(conditions.values()):
        return asked
    described = Participant.objects.filter(round=round_, group__code__in=[code for code, each in conditions.items() if each])
    outside = Q(pk__in=[])
    for code, attributes in described.order_by().values_list("group__code", "attributes").distinct():
        values = given_attributes(criteria_set, json.loads(attributes), criteria_set.lang)
        if any(decided(condition, values) is False for condition in conditions[code]):
            outside |= Q(group__code=code, attributes=attributes)
    return asked & ~outside


def asked_together(
    round_: Round, criteria_set: CriteriaSet, questions: Iterable[Question], supplied: frozenset[str]
) -> list[tuple[Q, list[Question]]]:
    """The questions by whom they are asked of: most are asked of the same bodies. No two of one code are together."""
    found: dict[str, tuple[Q, list[Question]]] = {}
    for question in questions:
        condition = to_verify(round_, criteria_set, question, supplied)
        found.setdefault(str(condition), (condition, []))[1].append(question)
    return list(found.values())


@dataclass(slots=True)
class Left:
    """What is to be ruled on in a round, and what of it is left."""

    total: int = 0
    by_body: dict[int, int] = field(default_factory=dict)
    without_figure: dict[str, int] = field(default_factory=dict)  # of those, by code, what its source has not supplied

    @property
    def count(self) -> int:
        """How much is left."""
        return sum(self.by_body.values())


def left_of(round_: Round) -> Left:
    """Count what waits for a ruling: the verifier's, or the second reader's where the round asks for one."""
    criteria_set, supplied = criteria_set_of(round_), supplied_in(round_)
    found = Left()
    for condition, questions in asked_together(round_, criteria_set, keys_of(criteria_set).verified, supplied):
        bodies = Participant.objects.filter(condition, round=round_)
        keys = list(bodies.order_by().values_list("pk", flat=True))
        done = dict(ruled_finally(round_, bodies, [each.code for each in questions]))
        found.total += len(keys) * len(questions)
        for key in keys:
            if left := len(questions) - done.get(key, 0):
                found.by_body[key] = found.by_body.get(key, 0) + left
        for question in questions:
            if is_supplied(question, supplied):
                mine = {"participant": OuterRef("pk"), "indicator": question.code}
                nothing = ~Exists(SourceFigure.objects.filter(**mine)) & ~Exists(Ruling.objects.filter(**mine))
                if lacking := bodies.filter(nothing).count():
                    found.without_figure[question.code] = found.without_figure.get(question.code, 0) + lacking
    return found


def ruled_finally(round_: Round, bodies: QuerySet[Participant], codes: Iterable[str]) -> Iterable[tuple[int, int]]:
    """How many of some indicators of each body are ruled on for good."""
    later = Ruling.objects.filter(
        participant=OuterRef("participant"), indicator=OuterRef("indicator"), number__gt=OuterRef("number")
    )
    rulings = Ruling.objects.filter(~Exists(later), participant__in=bodies, indicator__in=list(codes))
    rulings = rulings.exclude(outcome=Outcome.SUPPLEMENT)
    if round_.second_reading:
        rulings = rulings.exclude(step=Step.VERIFICATION)
    counted: Iterable[tuple[int, int]] = rulings.order_by().values_list("participant").annotate(n=Count("pk"))
    return counted
