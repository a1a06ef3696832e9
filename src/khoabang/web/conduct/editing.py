"""A round that was made is set right: everything but its code while it is prepared, then its title and its decision alone."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.scoring import CriteriaSet
from khoabang.scoring.criteria.diff import Change, diff_sets
from khoabang.web import clock
from khoabang.web.accounts.models import RUNS, Person
from khoabang.web.accounts.selectors import refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import criteria_set_of, participants_of
from khoabang.web.conduct.creation import Plan, plan_cleaned, planned, previous_fits, set_for_year
from khoabang.web.conduct.participants import claims_of_groups, refuse_unless_in, regrouped, row_of
from khoabang.web.conduct.succession import HandedDown, LeftOut, drop_unreadable, handed_down, take_over
from khoabang.web.criteria.selectors import versions_for
from khoabang.web.plain import plain
from khoabang.web.rounds.decision import Decision
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import Charge, CriteriaSetVersion, RankingGroup, Round, Stage

RETITLED_IN: Final = (Stage.ASSESSMENT, Stage.VERIFICATION, Stage.REPLY, Stage.COUNCIL)
_LOGGED: Final = ("title", "year", "not_sent", "silence", "second_reading", "results_told")


@dataclass(slots=True)
class Edited:
    """What an edit does to a round beyond what was typed."""

    round: Round
    set_changes: list[Change] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    ended: list[Charge] = field(default_factory=list)  # charges whose criterion or group the set no longer has
    handed: HandedDown | None = None  # what another round before hands down in addition
    unclaimed: list[str] = field(default_factory=list)


def plan_of(round_: Round) -> Plan:
    """What a round was made with, as it stands."""
    return Plan(
        round_.code,
        round_.title,
        round_.year,
        Decision.of(round_.decision),
        round_.not_sent,
        round_.silence,
        second_reading=round_.second_reading,
        results_told=round_.results_told,
    )


def edit_foreseen(round_code: str, version: CriteriaSetVersion, plan: Plan, previous: Round | None, *, by: Person) -> Edited:
    """Say what `round_edited` would do: it is done and taken back, so the two never differ."""
    with transaction.atomic():
        found = round_edited(round_code, version, plan, previous, by=by)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def round_edited(round_code: str, version: CriteriaSetVersion, plan: Plan, previous: Round | None, *, by: Person) -> Edited:
    """Set anew what a round in preparation was made with; its code stays. Bodies, calendar and charges stay as far as they fit.

    Raises:
        NotYourRole: `by` does not run the round.
        OutOfStage: the round has been opened.
        FieldsRefused: something typed cannot be taken.
        SetHasErrors: the set has errors.
    """
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
    list(round_.participants.select_for_update().order_by("pk").values_list("pk"))
    now = clock.now()
    refuse_without_role(by, RUNS, round_.authority, round_, now)
    refuse_unless_in(round_, Stage.PREPARATION)
    cleaned = plan_cleaned(replace(plan, code=round_.code), made=round_.code)
    year = cleaned.year or 0
    if not versions_for(round_.authority).filter(pk=version.pk).exists():
        raise FieldsRefused({"set_version": _("Chọn bộ tiêu chí của đợt.")})
    criteria_set = set_for_year(version, year)
    previous_fits(previous, round_.authority, year)
    if round_.following.filter(year__lte=year).exclude(stage=Stage.CANCELLED).exists():
        raise FieldsRefused({"year": _("Đã có đợt lập tiếp theo đợt này, nên năm đánh giá phải trước năm của đợt đó.")})
    found, before, logged = Edited(round_), criteria_set_of(round_), _facts(round_)
    other_set, was_previous = round_.set_version_id != version.pk, round_.previous_id
    for name, value in planned(cleaned, round_.authority, criteria_set).items():
        setattr(round_, name, value)
    round_.set_version, round_.previous = version, previous
    round_.save()
    if other_set:
        found.set_changes = diff_sets(before, criteria_set)
        _fitted(round_, before, criteria_set, found)
    changed = {key: [logged[key], value] for key, value in _facts(round_).items() if logged[key] != value}
    if changed:
        detail = {"changed": changed, "left_out": [[each.name, each.attribute, each.value] for each in found.left_out]}
        record(chain=chain_of(round_code=round_.code), action="round.edited", by=by, now=now, detail=detail)
    if previous is not None and previous.pk != was_previous:
        found.handed = _more(round_, handed_down(previous, criteria_set, clock.today()), by, now)
    unclaimed = {each.code for each in claims_of_groups(round_)}
    found.unclaimed = [each.name for each in participants_of(round_) if each.body.code in unclaimed]
    return found


def _facts(round_: Round) -> dict[str, object]:
    version = round_.set_version
    return {
        **{key: getattr(round_, key) for key in _LOGGED},
        "decision": json.loads(round_.decision),
        "set": [version.code, version.version] if version else [],
        "previous": round_.previous.code if round_.previous else "",
    }


def _fitted(round_: Round, before: CriteriaSet, criteria_set: CriteriaSet, found: Edited) -> None:
    """Keep of groups, bodies and charges what another set still knows."""
    for position, group in enumerate(criteria_set.groups):
        RankingGroup.objects.update_or_create(
            round=round_, code=group.code, defaults={"name": group.name[:300], "position": position}
        )
    codes = {each.code for annex in criteria_set.annexes for each in annex.walk()}
    groups = {group.code for group in criteria_set.groups}
    for charge in round_.charges.select_related("person", "group", "participant"):
        if (charge.criterion and charge.criterion not in codes) or (charge.group and charge.group.code not in groups):
            found.ended.append(charge)
    Charge.objects.filter(pk__in=[each.pk for each in found.ended]).delete()
    rows = [row_of(each) for each in participants_of(round_)]
    asked = {attribute.code for attribute in criteria_set.attributes}
    for attribute in before.attributes:
        if attribute.code not in asked:
            found.left_out += [
                LeftOut(row["name"], attribute.name, row.pop(attribute.code)) for row in rows if attribute.code in row
            ]
    found.left_out += drop_unreadable(criteria_set, rows)
    regrouped(round_, rows)
    round_.groups.exclude(code__in=groups).delete()


def _more(round_: Round, handed: HandedDown, by: Person, now: datetime) -> HandedDown:
    """Take over from another round before what is not there yet; what is there stays as it is."""
    there = set(round_.participants.values_list("body", flat=True))
    handed.bodies = [heir for heir in handed.bodies if heir.body.pk not in there]
    given = {_charge(each) for each in round_.charges.select_related("group", "participant")}
    handed.charges = [each for each in handed.charges if _charge(each) not in given]
    take_over(round_, handed, by=by, now=now)
    return handed


def _charge(charge: Charge) -> tuple[object, ...]:
    group, participant = charge.group, charge.participant
    return (
        charge.duty, charge.person_id, charge.criterion, group.code if group else "", participant.body_id if participant else 0,
    )  # fmt: skip


@transaction.atomic
def round_retitled(round_code: str, title: str, decision: Decision, *, by: Person, reason: str) -> Round:
    """Correct the title of a round that is open, or the document that opened it, with a reason.

    Raises:
        NotYourRole: `by` does not run the round.
        OutOfStage: the round is in preparation, where everything may be set anew, or over.
        FieldsRefused: something typed cannot be taken, or there is no reason.
    """
    reason = plain(reason).strip()
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
    now = clock.now()
    refuse_without_role(by, RUNS, round_.authority, round_, now)
    refuse_unless_in(round_, *RETITLED_IN)
    cleaned = plan_cleaned(replace(plan_of(round_), title=title, decision=decision), made=round_.code)
    if not reason:
        raise FieldsRefused({"reason": _("Nêu lý do để các cơ quan trong đợt cùng biết.")})
    before = _facts(round_)
    values = planned(cleaned, round_.authority, criteria_set_of(round_))
    for name in ("title", "search", "decision"):
        setattr(round_, name, values[name])
    round_.save(update_fields=["title", "search", "decision"])
    changed = {key: [before[key], value] for key, value in _facts(round_).items() if before[key] != value}
    if changed:
        record(
            chain=chain_of(round_code=round_.code),
            action="round.edited",
            by=by,
            now=now,
            reason=reason,
            detail={"changed": changed},
        )
    return round_
