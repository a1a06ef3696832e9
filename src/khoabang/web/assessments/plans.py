"""Plans against answers: what this year's self-assessment says of last year's tasks and targets, and what the round after says of a plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from khoabang.scoring.criteria.inputs import AnswerError, Input
from khoabang.scoring.criteria.model import Criterion
from khoabang.scoring.numbers import plain
from khoabang.web import clock
from khoabang.web.assessments.current import AskedIndicator, criteria_set_of, indicators_of
from khoabang.web.assessments.items import given_by, items_of
from khoabang.web.assessments.last_year import answers_as
from khoabang.web.improvement.content import Asked, Quantity, Target, read
from khoabang.web.improvement.models import SentPlan
from khoabang.web.improvement.selectors import TaskStands, plan_before, tasks_of
from khoabang.web.improvement.targets import Reached, reached
from khoabang.web.rounds.models import Participant

_MEASURED = {"count", "number", "percent", "points"}
_MOST_TO_DIVIDE = 4  # inputs of an indicator whose quotients are offered: of more nobody would find the one meant


@dataclass(frozen=True, slots=True)
class TargetStands:
    """A target with what is known of it; over is what was to be reached before today."""

    target: Target
    reached: Reached
    is_over: bool

    @property
    def is_missed(self) -> bool:
        """Whether its day has passed and the latest value does not meet it."""
        return self.is_over and self.reached.is_met is False

    @property
    def value(self) -> str:
        """The latest value in plain form; nothing where it is not known."""
        return "" if self.reached.value is None else plain(self.reached.value)


@dataclass(frozen=True, slots=True)
class Planned:
    """What last year's plan says of one indicator of this year."""

    tasks: tuple[TaskStands, ...]
    targets: tuple[TargetStands, ...]


def askable(participant: Participant) -> list[Asked]:
    """The indicators that a body's plan may be about, each with what of it can be measured: an answer, or one as a percentage of another."""
    return [
        Asked(each.code, each.criterion.name, tuple(item.code for item in each.inputs), _quantities(each.criterion))
        for each in indicators_of(participant)
    ]


def _quantities(criterion: Criterion) -> tuple[Quantity, ...]:
    measured = [item for item in criterion.all_inputs if item.type in _MEASURED]
    found = [Quantity(item.code, item.name, item.unit or ("%" if item.type == "percent" else "")) for item in measured]
    if len(measured) <= _MOST_TO_DIVIDE:
        pairs = [(one, other) for one in measured for other in measured if one != other and other.type == "count"]
        found += [Quantity(f"{one.code}/{other.code}", f"{one.name} / {other.name}", "%") for one, other in pairs]
    return tuple(found)


def numbers_in(inputs: Sequence[Input], values: Mapping[str, str], lang: str) -> dict[str, Fraction]:
    """The answers that are numbers, by the code of their input; what cannot be read, or was not given, is not among them."""
    found: dict[str, Fraction] = {}
    for item in inputs:
        if item.type not in _MEASURED or not values.get(item.code):
            continue
        try:
            value = item.read(values[item.code], lang)
        except AnswerError:
            continue
        if isinstance(value, Fraction):
            found[item.code] = value
    return found


def planned(
    participant: Participant, asked: Sequence[AskedIndicator], values: Mapping[str, Mapping[str, str]]
) -> dict[str, Planned]:
    """Last year's plan of a body by this year's indicators: those that ask for what a task or target is about.

    Args:
        participant: the body in this year's round.
        asked: this year's indicators.
        values: what is entered for them now, as typed.
    """
    plan = plan_before(participant)
    if plan is None:
        return {}
    today, lang = clock.today(), criteria_set_of(participant.round).lang
    answers = _together(asked, values, lang)
    found: dict[str, Planned] = {}
    tasks, targets = tasks_of([plan], today)[plan.participant_id], read(plan.content).targets
    for each in asked:
        inputs = {item.code for item in each.inputs}
        mine = tuple(one for one in tasks if inputs & set(one.task.inputs))
        measured = tuple(_target(one, answers, today) for one in targets if inputs.issuperset(one.quantity.inputs))
        if mine or measured:
            found[each.code] = Planned(mine, measured)
    return found


def known_since(plans: Sequence[SentPlan]) -> dict[int, list[TargetStands]]:
    """The targets of some plans of one round with what bodies claimed, or verification found, in the round after; by the participant's key."""
    today = clock.today()
    before = {each.participant_id: each for each in plans}
    here = list(Participant.objects.filter(pk__in=before).select_related("body", "round"))
    following = Participant.objects.filter(round__previous__in={each.round_id for each in here}).select_related(
        "body", "round__set_version", "group"
    )
    after = {code: each for each in following for code in reversed(answers_as(each))}
    now = {each.pk: after[each.body.code] for each in here if each.body.code in after}
    items = items_of([each.pk for each in now.values()]) if now else {}
    found: dict[int, list[TargetStands]] = {}
    for key, plan in before.items():
        answers: dict[str, Fraction] = {}
        if key in now:
            asked = indicators_of(now[key])
            values = {}
            for each in asked:
                item = items.get((now[key].pk, each.code))
                if item is not None:
                    values[each.code] = (given_by(item.standing) if item.standing is not None else item.asserted).values
            answers = _together(asked, values, criteria_set_of(now[key].round).lang)
        found[key] = [_target(one, answers, today) for one in read(plan.content).targets]
    return found


def _together(asked: Sequence[AskedIndicator], values: Mapping[str, Mapping[str, str]], lang: str) -> dict[str, Fraction]:
    answers: dict[str, Fraction] = {}
    for each in asked:
        answers |= numbers_in(each.inputs, values.get(each.code, {}), lang)
    return answers


def _target(target: Target, answers: Mapping[str, Fraction], today: date) -> TargetStands:
    return TargetStands(target, reached(target, answers), target.by < today)
