"""One indicator as a body is asked for it: found by its code, and what may be answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from khoabang.scoring.criteria.check_rules import walk_rules
from khoabang.scoring.criteria.model import Criterion, decided
from khoabang.scoring.criteria.rules import ExpertMark, External, GroupRelative, MeanOfBodies, Survey
from khoabang.web.assessments.current import attributes_of, criteria_set_of
from khoabang.web.assessments.errors import NotAsked
from khoabang.web.assessments.questions import names_on
from khoabang.web.rounds.models import Charge, Duty, Participant


@dataclass(frozen=True, slots=True)
class Asked:
    """An indicator in its place: the criteria above it, from the outermost, and the language its answers are typed in."""

    criterion: Criterion
    path: tuple[Criterion, ...]
    lang: str


def asked_of(participant: Participant, indicator: str, *, charged: bool = True) -> Asked:
    """Find an indicator that a body enters itself.

    Args:
        participant: the body in the round, with its group and its round's set version.
        indicator: the code.
        charged: whether to ask if somebody else is charged with supplying it; needless where the body has entered it before.

    Raises:
        NotAsked: there is none, it does not apply to this body, or somebody else supplies it.
    """
    if participant.group is None:
        raise NotAsked
    criteria_set = criteria_set_of(participant.round)
    annex = criteria_set.annex(criteria_set.group(participant.group.code).annex)
    way = _way_to(indicator, annex.criteria)
    if not way or not way[-1].all_inputs or isinstance(way[-1].rule, ExpertMark | External | Survey):
        raise NotAsked
    conditions = [each.applies for each in way if each.applies]
    if conditions:
        attributes = attributes_of(participant, criteria_set)
        if any(decided(condition, attributes) is False for condition in conditions):
            raise NotAsked
    codes = names_on(criteria_set, annex.code, indicator)
    if charged and Charge.objects.filter(round=participant.round_id, duty=Duty.SUPPLY, criterion__in=codes).exists():
        raise NotAsked
    return Asked(way[-1], way[:-1], criteria_set.lang)


def _way_to(indicator: str, criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    for criterion in criteria:
        if criterion.code == indicator:
            return (criterion,) if criterion.is_indicator else ()
        below = _way_to(indicator, criterion.criteria)
        if below:
            return (criterion, *below)
    return ()


def may_not_apply(criterion: Criterion, path: Sequence[Criterion]) -> bool:
    """Whether a body may say itself that an indicator does not apply to it.

    Where the set decides by the body's attributes it is not the body's to say; and bonus, penalty and what is only collected are left
    empty instead.
    """
    return criterion.role == "scored" and not any(each.applies for each in (*path, criterion))


def waits_for_others(criterion: Criterion) -> bool:
    """Whether the score hangs on other bodies' figures, and so is known only once those are verified."""
    rules = list(walk_rules(criterion.rule)) if criterion.rule else []
    return any(isinstance(rule, GroupRelative | MeanOfBodies) for rule in rules)
