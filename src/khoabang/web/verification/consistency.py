"""One indicator over all bodies: sorted by value, with how the values spread, who is far out, and who wrote or filed the same."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from time import monotonic

from khoabang.scoring.criteria.inputs import AnswerError, Input
from khoabang.scoring.criteria.model import Criterion
from khoabang.scoring.criteria.rules import InverseRatio, PlanCompletion, Ratio
from khoabang.scoring.outcome import Value
from khoabang.web import clock
from khoabang.web.assessments.current import Given
from khoabang.web.assessments.items import Item
from khoabang.web.assessments.questions import Question
from khoabang.web.assessments.remit import Remit
from khoabang.web.organisations.names import search_key, sort_key
from khoabang.web.rounds.models import Round
from khoabang.web.verification.queue import KEPT, LARGE, QueueRow, bodies_to_verify, rows_of

ALIKE_FROM = 40  # letters: shorter notes are alike by nature
NAMED = 5  # others that are named beside a body
FEWEST = 8  # numbers from which one can be far out
STEPS = 10
MOST_KEPT = 40
_kept: dict[tuple[object, ...], tuple[float, "Consistency | None"]] = {}


@dataclass(slots=True)
class Others:
    """Other bodies: a few by name, and how many there are."""

    names: list[str] = field(default_factory=list)
    count: int = 0


@dataclass(slots=True)
class Compared:
    """One body in the comparison: its value, and what is said of it."""

    key: int
    code: str
    name: str
    search: str
    value: Fraction | None
    far: str = ""  # "high" or "low": beyond one and a half times the spread of the middle half
    alike: Others = field(default_factory=Others)  # whose note is the same
    same_files: Others = field(default_factory=Others)  # who filed the same file


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the distribution."""

    lowest: Fraction
    highest: Fraction
    bodies: int


@dataclass(slots=True)
class Consistency:
    """The comparison of one indicator."""

    rows: list[Compared]
    steps: list[Step] = field(default_factory=list)
    choices: list[tuple[str, int]] = field(default_factory=list)
    lowest: Fraction | None = None
    quarter: Fraction | None = None
    median: Fraction | None = None
    three_quarters: Fraction | None = None
    highest: Fraction | None = None
    without: int = 0

    @property
    def most(self) -> int:
        """The highest bar."""
        return max([step.bodies for step in self.steps] + [n for _name, n in self.choices], default=0)


def consistency(round_: Round, remit: Remit, question: Question, group: str = "") -> Consistency:
    """Compare what stands for one indicator over the bodies of a remit, or those of one group among them.

    In a large round it may be half a minute old, as counts are; the rows of a page are read anew.
    """
    key = (round_.pk, round_.stage, question.key, group, remit.narrowing(question), remit.everything)
    until, kept = _kept.get(key, (0.0, None))
    if kept is None or until < monotonic():
        kept = _compared(round_, remit, question, group)
        if len(kept.rows) > LARGE:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[key] = (monotonic() + KEPT, kept)
    return kept


def _compared(round_: Round, remit: Remit, question: Question, group: str) -> Consistency:
    criterion, chosen = question.criterion, bodies_to_verify(round_, remit, question)
    if group:
        chosen = chosen.filter(group__code=group)
    lang = remit.criteria_set.lang
    rows = rows_of(round_, remit, criterion.code, list(chosen), clock.now())
    compared = [
        Compared(
            row.participant.pk,
            row.participant.body.code,
            row.participant.name,
            row.participant.search,
            _value(criterion, row, lang),
        )
        for row in rows
    ]
    items = {row.participant.pk: row.item for row in rows}
    compared.sort(key=lambda each: (each.value is None, -(each.value or 0), sort_key(each.name)))
    result = Consistency(compared, without=sum(1 for each in compared if each.value is None))
    _spread(result)
    if len(criterion.all_inputs) == 1 and criterion.all_inputs[0].type in ("choice", "yes_no"):
        result.choices, result.steps = _choices(criterion.all_inputs[0], rows), []
    _together(compared, lambda each: _note_of(items[each.key]), lambda each: each.alike)
    _together(compared, lambda each: _files_of(items[each.key]), lambda each: each.same_files)
    return result


def _value(criterion: Criterion, row: QueueRow, lang: str) -> Fraction | None:
    """What is compared: a share where the rule makes one, else the only number asked for, else the points."""
    given = row.found if row.found is not None else row.asserted
    if given.not_applicable:
        return None
    values = _read(criterion.all_inputs, given, lang)
    if isinstance(criterion.rule, Ratio | PlanCompletion | InverseRatio):
        part, whole = (values.get(code) for code in criterion.rule.fraction())
        return part / whole if isinstance(part, Fraction) and isinstance(whole, Fraction) and whole else None
    numbers = [each for each in values.values() if isinstance(each, Fraction)]
    if len(criterion.all_inputs) == 1 and numbers:
        return numbers[0]
    points = row.found_points if row.found is not None else row.points
    return points.points if points is not None else None


def _read(inputs: Sequence[Input], given: Given, lang: str) -> Mapping[str, Value]:
    values: dict[str, Value] = {}
    for item in inputs:
        try:
            values[item.code] = item.read(given.values.get(item.code, ""), lang)
        except AnswerError:
            continue
    return values


def _spread(result: Consistency) -> None:
    numbers = sorted(each.value for each in result.rows if each.value is not None)
    if not numbers:
        return
    result.lowest, result.highest = numbers[0], numbers[-1]
    result.quarter, result.median, result.three_quarters = (_part(numbers, Fraction(n, 4)) for n in (1, 2, 3))
    if len(numbers) >= FEWEST:
        reach = (result.three_quarters - result.quarter) * Fraction(3, 2)
        for each in result.rows:
            if each.value is not None and reach:
                over, under = each.value > result.three_quarters + reach, each.value < result.quarter - reach
                each.far = "high" if over else "low" if under else ""
    width = (result.highest - result.lowest) / STEPS
    if width:
        counted = [0] * STEPS
        for number in numbers:
            counted[min(floor((number - result.lowest) / width), STEPS - 1)] += 1
        result.steps = [
            Step(result.lowest + width * place, result.lowest + width * (place + 1), n) for place, n in enumerate(counted)
        ]


def _part(numbers: Sequence[Fraction], share: Fraction) -> Fraction:
    """The value below which a share of sorted numbers lies, along the line between its neighbours."""
    place = share * (len(numbers) - 1)
    below = floor(place)
    above = min(below + 1, len(numbers) - 1)
    return numbers[below] + (numbers[above] - numbers[below]) * (place - below)


def _choices(item: Input, rows: Sequence[QueueRow]) -> list[tuple[str, int]]:
    names = {option.code: option.name or option.code for option in item.options}
    counted: dict[str, int] = defaultdict(int)
    for row in rows:
        given = row.found if row.found is not None else row.asserted
        typed = given.values.get(item.code, "")
        counted[names.get(typed, typed)] += 1
    return sorted(counted.items(), key=lambda each: (-each[1], sort_key(each[0])))


def _note_of(item: Item) -> list[str]:
    text = search_key(f"{item.claim.note} {item.claim.reason}") if item.claim is not None else ""
    return [text] if len(text) >= ALIKE_FROM else []


def _files_of(item: Item) -> list[str]:
    return sorted({str(each["sha256"]) for each in item.evidence})


def _together(
    rows: Sequence[Compared], marks_of: Callable[[Compared], list[str]], others_of: Callable[[Compared], Others]
) -> None:
    """Name to each some of the others that bear the same mark; all may bear it, so that not each is held against each."""
    bearers: dict[str, list[Compared]] = defaultdict(list)
    for each in rows:
        for mark in marks_of(each):
            bearers[mark].append(each)
    for alike in bearers.values():
        for each in alike:
            others = others_of(each)
            for other in alike[: NAMED + 1]:
                if other is not each and other.name not in others.names and len(others.names) < NAMED:
                    others.names.append(other.name)
            others.count = max(others.count, len(others.names), len(alike) - 1)
