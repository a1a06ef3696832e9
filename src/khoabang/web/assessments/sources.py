"""Figures that do not come from the body (survey, national platform, another department): one indicator for all bodies in one sheet.

Each figure is appended; the last counts. They are supplied until verification closes, by who is charged with them or by the lead department.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.scoring import CriteriaSet
from khoabang.scoring.criteria.inputs import Input
from khoabang.scoring.criteria.model import Criterion, decided
from khoabang.scoring.criteria.rules import ExpertMark, External, Survey
from khoabang.web.accounts.models import MAY_SUPPLY, Person, Role
from khoabang.web.accounts.selectors import roles_in, stood_for
from khoabang.web.assessments.current import attributes_of, criteria_set_of, participants_of
from khoabang.web.assessments.entered import values_read, words_read
from khoabang.web.assessments.errors import Trouble, Unreadable
from khoabang.web.assessments.locking import locked
from khoabang.web.assessments.models import SourceFigure
from khoabang.web.assessments.questions import keys_of, names_on
from khoabang.web.organisations.names import search_key
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Charge, Duty, Participant, Round, Stage, Standing

SUPPLIED = "source.supplied"
SUPPLYING = (Stage.ASSESSMENT, Stage.VERIFICATION)
MOST_NOTE = 1_000
_TOGETHER = 200  # bodies written in one transaction


@dataclass(frozen=True, slots=True)
class SourceIndicator:
    """An indicator that a source supplies, as each annex has it that asks it alike."""

    key: str  # its code, with its annex where the code means something else on another
    code: str
    by_annex: Mapping[str, tuple[Criterion, ...]]  # the criterion, last, with those above it

    @property
    def criterion(self) -> Criterion:
        """The indicator, as the first annex has it."""
        return next(iter(self.by_annex.values()))[-1]

    @property
    def inputs(self) -> list[Input]:
        """Every figure asked for in any annex, once."""
        return list({item.code: item for way in self.by_annex.values() for item in way[-1].all_inputs}.values())


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One body in the sheet of an indicator: what it is asked for, the figure that counts, and its number; 0 where there is none."""

    participant: Participant
    criterion: Criterion
    values: Mapping[str, str]
    note: str = ""
    number: int = 0

    @property
    def inputs(self) -> list[Input]:
        """The figures that this body is asked for."""
        return self.criterion.all_inputs


@dataclass(frozen=True, slots=True)
class Supplied:
    """What is given for one body: text as typed by input, a note, and the number of the figure seen beside it."""

    values: Mapping[str, str]
    note: str
    seen: int


class SourceRefused(Refused):
    """Nothing was added: what was typed for some bodies cannot be read, or somebody else supplied them meanwhile."""

    status = 422

    def __init__(self, problems: Mapping[int, Mapping[str, Trouble]], overtaken: Iterable[int] = ()) -> None:
        self.problems = problems
        self.overtaken = frozenset(overtaken)
        if problems:
            super().__init__(_("Có số liệu chưa đọc được nên chưa ghi. Những gì đã nhập vẫn còn trên trang."))
        else:
            words = _("Số liệu của một số cơ quan vừa được người khác ghi, nên chưa ghi gì. Hãy xem số đang có rồi ghi lại.")
            super().__init__(words, status=409)


def indicators_from_sources(round_: Round) -> list[SourceIndicator]:
    """The indicators of a round that sources supply, in reading order."""
    charged = set(Charge.objects.filter(round=round_, duty=Duty.SUPPLY).values_list("criterion", flat=True))
    criteria_set = criteria_set_of(round_)
    keys, found = keys_of(criteria_set), dict[str, dict[str, tuple[Criterion, ...]]]()

    def gather(annex: str, criteria: Sequence[Criterion], above: tuple[Criterion, ...]) -> None:
        for criterion in criteria:
            way = (*above, criterion)
            if not criterion.is_indicator:
                gather(annex, criterion.criteria, way)
            elif criterion.all_inputs and not isinstance(criterion.rule, ExpertMark):
                outside = not charged.isdisjoint(names_on(criteria_set, annex, criterion.code))
                if outside or isinstance(criterion.rule, External | Survey):
                    found.setdefault(keys.by_place[annex, criterion.code].key, {})[annex] = way

    for annex in criteria_set.annexes:
        gather(annex.code, annex.criteria, ())
    return [SourceIndicator(key, keys.by_key[key].code, by_annex) for key, by_annex in found.items()]


def supplied_by(person: Person, round_: Round) -> list[SourceIndicator]:
    """Those of them that a person may supply: all for the lead department, else what the round charges the person with."""
    indicators, roles = indicators_from_sources(round_), roles_in(person, round_.authority, round_)
    if Role.LEAD in roles:
        return indicators
    if roles.isdisjoint(MAY_SUPPLY):
        return []
    people = [person.pk, *stood_for(person, round_.authority)]
    charged = set(Charge.objects.filter(round=round_, duty=Duty.SUPPLY, person__in=people).values_list("criterion", flat=True))
    keys = keys_of(criteria_set_of(round_))
    return [each for each in indicators if not charged.isdisjoint(keys.by_key[each.key].above)]


def rows_of(round_: Round, indicator: SourceIndicator, search: str = "") -> list[SourceRow]:
    """The bodies that the indicator is asked of, in the round's order, each with the figure that counts."""
    words, criteria_set = search_key(search).split(), criteria_set_of(round_)
    asked = [
        (participant, criterion)
        for participant in participants_of(round_)
        if all(word in participant.search for word in words)
        and (criterion := _criterion_for(participant, indicator, criteria_set))
    ]
    figures = SourceFigure.objects.filter(participant__round=round_, indicator=indicator.code).order_by("number")
    last = {figure.participant_id: figure for figure in figures}
    return [_row(participant, criterion, last.get(participant.pk)) for participant, criterion in asked]


def _row(participant: Participant, criterion: Criterion, figure: SourceFigure | None) -> SourceRow:
    if figure is None:
        return SourceRow(participant, criterion, {})
    return SourceRow(participant, criterion, json.loads(figure.values), figure.note, figure.number)


def _criterion_for(participant: Participant, indicator: SourceIndicator, criteria_set: CriteriaSet) -> Criterion | None:
    """The indicator as a body is asked for it; None where it is not."""
    if participant.group is None or participant.standing == Standing.EXEMPT:
        return None
    way = indicator.by_annex.get(criteria_set.group(participant.group.code).annex, ())
    conditions = [each.applies for each in way if each.applies]
    if conditions:
        attributes = attributes_of(participant, criteria_set)
        if any(decided(condition, attributes) is False for condition in conditions):
            return None
    return way[-1] if way else None


def supply(round_: Round, indicator: str, given: Mapping[int, Supplied], *, by: Person, file: str = "") -> int:
    """Append the figures that differ from those that count; gives of how many bodies.

    Where one cannot be taken nothing is written. Many bodies are written some at a time, so that others can save in between: what somebody
    supplies meanwhile stops the rest, and giving the same again goes on where it stopped.

    Args:
        round_: the round.
        indicator: the indicator's key.
        given: by the participant's key.
        by: who supplies.
        file: the file that they come from, where they do.

    Raises:
        SourceRefused: something typed cannot be read, or a figure was supplied since it was seen.
        Refused: not by this person, not in this stage.
    """
    source = _source(round_, indicator, by)
    asked = [each for each in participants_of(round_) if each.pk in given]
    for each in asked:
        each.round = round_
    _differing(asked, source, given)
    keys = sorted(each.pk for each in asked)
    return sum(
        _supplied(indicator, {key: given[key] for key in keys[start : start + _TOGETHER]}, by, file)
        for start in range(0, len(keys), _TOGETHER)
    )


def _source(round_: Round, indicator: str, by: Person) -> SourceIndicator:
    source = next((each for each in supplied_by(by, round_) if each.key == indicator), None)
    if source is None:
        raise Refused(_("Bạn không được giao cung cấp số liệu của chỉ tiêu này."), status=403)
    return source


@transaction.atomic
def _supplied(indicator: str, given: Mapping[int, Supplied], by: Person, file: str) -> int:
    holds = {each.participant.pk: each for each in locked(given)}
    for here in holds.values():
        here.in_stage(*SUPPLYING)
        if here.round.stage == Stage.VERIFICATION:
            here.in_time(Stage.VERIFICATION)
    source = _source(next(iter(holds.values())).round, indicator, by)  # who is charged may have changed while this one waited
    taken = _differing([here.participant for here in holds.values()], source, given)
    for key, values, note, number in taken:
        here = holds[key]
        text = json.dumps(values, ensure_ascii=False, sort_keys=True)
        figure = SourceFigure.objects.create(
            participant=here.participant, indicator=source.code, number=number, values=text, note=note, at=here.now, by=by
        )
        here.log(SUPPLIED, by, source.code, rows=[figure], values=values, note=note, number=number, file=file[:200])
    return len(taken)


def _differing(
    participants: Iterable[Participant], source: SourceIndicator, given: Mapping[int, Supplied]
) -> list[tuple[int, dict[str, str], str, int]]:
    """What differs from the figures that count: the participant's key, values, note, and the number it gets.

    Raises:
        SourceRefused: something cannot be read, or is not what was seen.
    """
    last: dict[int, SourceFigure] = {}
    for figure in SourceFigure.objects.filter(participant__in=list(given), indicator=source.code).order_by("number"):
        last[figure.participant_id] = figure
    problems: dict[int, Mapping[str, Trouble]] = {}
    overtaken: list[int] = []
    taken: list[tuple[int, dict[str, str], str, int]] = []
    for participant in participants:
        criteria_set = criteria_set_of(participant.round)
        criterion, said = _criterion_for(participant, source, criteria_set), given[participant.pk]
        if criterion is None:
            continue
        try:
            values = values_read(criterion, said.values, criteria_set.lang)
        except Unreadable as refused:
            problems[participant.pk] = refused.troubles
            continue
        before = last.get(participant.pk)
        note, number = words_read(said.note)[:MOST_NOTE], before.number if before else 0
        if values == (json.loads(before.values) if before else {}) and note == (before.note if before else ""):
            continue
        if number != said.seen:
            overtaken.append(participant.pk)
        taken.append((participant.pk, values, note, number + 1))
    if problems or overtaken:
        raise SourceRefused(problems, overtaken)
    return taken
