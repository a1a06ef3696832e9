"""What a correction changes: answers of single indicators of single bodies, over the inputs of the edition that it corrects."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.criteria.model import Criterion
from khoabang.web import clock
from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.selectors import own_bodies, refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import DOES_NOT_APPLY, Given, criteria_set_of
from khoabang.web.assessments.entered import is_blank, same, values_read
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Edition, Participant, PlannedChange, Round, Stage

PLANS = (Role.LEAD, Role.APPROVING)
"""Who puts a correction together."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """One indicator of one body, as published and as corrected: input -> text as typed; a text that is empty was not answered."""

    body: str
    name: str
    indicator: str
    before: Mapping[str, str]
    after: Mapping[str, str]

    def as_json(self) -> Json:
        """Give the record that an edition keeps."""
        return asdict(self)


def given_in(inputs: Json, body: str, criterion: Criterion) -> Given:
    """What the inputs of an edition hold for one indicator of a body."""
    answered = inputs["answers"].get(body, {})
    values = {item.code: answered[item.code] for item in criterion.all_inputs if item.code in answered}
    does_not_apply = bool(values) and all(text == DOES_NOT_APPLY for text in values.values())
    return Given({} if does_not_apply else values, does_not_apply)


def planned(round_: Round, inputs: Json) -> list[Changed]:
    """The changes that are planned for a round, over the inputs of its last edition; what would change nothing is left out."""
    found = []
    plans = PlannedChange.objects.filter(round=round_).select_related("participant__body", "participant__group")
    for each in plans:
        criterion = criterion_of(each.participant, each.indicator)
        codes = [item.code for item in criterion.all_inputs]
        answered = inputs["answers"].get(each.participant.body.code, {})
        before = {code: answered.get(code, "") for code in codes}
        kept = json.loads(each.values)
        after = {code: DOES_NOT_APPLY if each.not_applicable else kept.get(code, "") for code in codes}
        if before != after:
            found.append(Changed(each.participant.body.code, each.participant.name, each.indicator, before, after))
    return found


def applied(inputs: Json, changed: Sequence[Changed]) -> Json:
    """Inputs with the changes of a correction in them; the notes of what is changed go, because they spoke of other figures."""
    answers = {body: dict(typed) for body, typed in inputs["answers"].items()}
    notes = {body: dict(said) for body, said in inputs["notes"].items()}
    for each in changed:
        typed = answers.setdefault(each.body, {})
        for code, text in each.after.items():
            notes.get(each.body, {}).pop(code, None)
            if text:
                typed[code] = text
            else:
                typed.pop(code, None)
    return {**inputs, "answers": answers, "notes": {body: said for body, said in notes.items() if said}}


def criterion_of(participant: Participant, indicator: str) -> Criterion:
    """An indicator on the annex of a body.

    Raises:
        Refused: its annex has no such indicator.
    """
    criteria_set = criteria_set_of(participant.round)
    group = participant.group
    criterion = criteria_set.annex(criteria_set.group(group.code).annex).by_code.get(indicator) if group else None
    if criterion is None or not criterion.all_inputs:
        raise Refused(_("Phụ lục của cơ quan này không có chỉ tiêu ấy."), field="indicator", status=422)
    return criterion


@transaction.atomic
def change_planned(
    participant: Participant, indicator: str, values: Mapping[str, str], *, not_applicable: bool, by: Person
) -> PlannedChange:
    """Plan what a correction gives an indicator of a body; another plan for the same indicator takes its place.

    Raises:
        NotYourRole: it is not this person's to do.
        Unreadable: a value cannot be read.
        Refused: nothing is published, it is the person's own body, or it changes nothing.
    """
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(pk=participant.round_id)
    now = clock.now()
    edition = _correctable(round_, by, now)
    own = {body for _person, body in own_bodies([by.pk], round_.year, now)}
    if participant.body_id in own:
        words = _("Đây là cơ quan của bạn, nên bạn không đề nghị đính chính số liệu của nó. Hãy để người khác lập.")
        raise Refused(words, status=403)
    criterion = criterion_of(participant, indicator)
    lang = criteria_set_of(round_).lang
    read = {} if not_applicable else values_read(criterion, values, lang)
    there = given_in(json.loads(edition.inputs), participant.body.code, criterion)
    after = Given(read, not_applicable)
    if same(criterion.all_inputs, there, after, lang) and is_blank(criterion.all_inputs, after, lang) == is_blank(
        criterion.all_inputs, there, lang
    ):
        raise Refused(_("Giá trị này giống giá trị đã công bố, nên không có gì để đính chính."), status=422)
    plan, _made = PlannedChange.objects.update_or_create(
        participant=participant,
        indicator=indicator,
        defaults={
            "round": round_,
            "values": json.dumps(read, ensure_ascii=False, sort_keys=True),
            "not_applicable": not_applicable,
            "by": by,
            "at": now,
        },
    )
    detail = {"indicator": indicator, "values": read, "not_applicable": not_applicable}
    chain = chain_of(round_code=round_.code, body=participant.body.code)
    record(chain=chain, action="correction.planned", by=by, now=now, subject=indicator, detail=detail)
    return plan


@transaction.atomic
def change_dropped(round_code: str, body: str, indicator: str, *, by: Person) -> None:
    """Take an indicator of a body out of the correction that is planned; twice does no harm.

    Raises:
        NotYourRole: it is not this person's to do.
    """
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
    now = clock.now()
    _correctable(round_, by, now)
    gone, _each = PlannedChange.objects.filter(round=round_, participant__body__code=body, indicator=indicator).delete()
    if gone:
        chain = chain_of(round_code=round_.code, body=body)
        record(chain=chain, action="correction.dropped", by=by, now=now, subject=indicator)


def _correctable(round_: Round, by: Person, now: datetime) -> Edition:
    refuse_without_role(by, PLANS, round_.authority, round_, now)
    edition = Edition.objects.filter(result__round=round_).order_by("-result__edition").first()
    if round_.stage != Stage.APPROVED or edition is None:
        raise Refused(_("Đợt này chưa công bố kết quả nào nên chưa có gì để đính chính."))
    return edition
