"""The calendar of a round: a last day for each stage, kept by the server; moved only with a reason; and more time for one body."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import HELD_AT_A_BODY, RUNS, Person, Role
from khoabang.web.accounts.selectors import people_with, refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.conduct.participants import dues_kept, refuse_own_body, refuse_unless_in
from khoabang.web.conduct.telling import address_of, bodies_people
from khoabang.web.notices.services import tell
from khoabang.web.plain import plain
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import Deadline, Extension, Participant, Round, Stage

DATED: Final = (Stage.ASSESSMENT, Stage.VERIFICATION, Stage.REPLY, Stage.COUNCIL)
EXTENDABLE: Final = (Stage.ASSESSMENT, Stage.REPLY)
_DATED_IN: Final = (Stage.PREPARATION, *DATED)


@dataclass(frozen=True, slots=True)
class Dated:
    """One stage in the calendar."""

    stage: Stage
    day: date | None
    is_now: bool
    is_over: bool
    days_left: int | None


def calendar_of(round_: Round) -> list[Dated]:
    """The stages that have a last day, in their order."""
    days = days_of(round_)
    today = clock.today()
    return [
        Dated(
            stage, days.get(stage), round_.stage == stage, clock.is_over(days.get(stage)),
            (days[stage] - today).days if stage in days else None,
        )
        for stage in DATED
    ]  # fmt: skip


def days_of(round_: Round) -> dict[Stage, date]:
    """The last day of each stage that has one."""
    return {Stage(stage): day for stage, day in round_.deadlines.values_list("stage", "day")}


def last_days(round_: Round, stage: Stage) -> dict[int, date | None]:
    """The last day of a stage for every body of a round, by the participant's key."""
    day = days_of(round_).get(stage)
    found: dict[int, date | None] = dict.fromkeys(round_.participants.values_list("pk", flat=True), day)
    for key, extended in Extension.objects.filter(participant__round=round_, stage=stage).values_list("participant", "day"):
        found[key] = max(extended, found[key] or extended)
    return found


def extensions_of(round_: Round) -> list[Extension]:
    """Every extension of a round, the latest first: all who take part see them."""
    given = Extension.objects.filter(participant__round=round_)
    return list(given.select_related("participant__body", "by").order_by("-at", "-pk"))


def calendar_set(round_code: str, days: Mapping[Stage, date | None], *, by: Person, reason: str = "") -> Round:
    """Set the last days of the stages, in the order of the stages. A day that stood before moves only with a reason.

    Raises:
        NotYourRole: `by` does not run the round.
        OutOfStage: the round is over.
        FieldsRefused: days are missing, past, out of order, of a stage that is over; or the reason is missing.
    """
    reason = plain(reason).strip()
    with transaction.atomic():
        round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
        list(round_.participants.select_for_update().order_by("pk").values_list("pk"))
        now = clock.now()
        refuse_without_role(by, RUNS, round_.authority, round_, now)
        refuse_unless_in(round_, *_DATED_IN)
        before = days_of(round_)
        wanted = {**before, **{stage: day for stage, day in days.items() if day is not None}}
        moved = {stage: day for stage, day in wanted.items() if before.get(stage) != day}
        wrong = _wrong(Stage(round_.stage), wanted, moved) or _before_extensions(round_, wanted, moved)
        again = [stage for stage in moved if stage in before]
        if again and not reason:
            wrong["reason"] = _("Nêu lý do thay đổi lịch để các cơ quan trong đợt cùng biết.")
        if wrong:
            raise FieldsRefused(wrong)
        for stage, day in moved.items():
            Deadline.objects.update_or_create(round=round_, stage=stage, defaults={"day": day})
        if not moved:
            return round_
        dues_kept(round_)
        detail = {
            stage.value: [before[stage].isoformat() if stage in before else "", day.isoformat()] for stage, day in moved.items()
        }
        record(chain=chain_of(round_code=round_.code), action="calendar.set", by=by, now=now, reason=reason, detail=detail)
        if round_.stage != Stage.PREPARATION:
            people = people_with([role for role in Role if role not in HELD_AT_A_BODY], round_.authority, round_, now=now)
            tell(
                [*people, *bodies_people(round_, now)],
                format_lazy(_("Đổi lịch của đợt «{title}»"), title=round_.title),
                _listed(moved, reason),
                address=address_of(round_), now=now, round_=round_,
            )  # fmt: skip
    return round_


def _wrong(now_in: Stage, wanted: Mapping[Stage, date], moved: Mapping[Stage, date]) -> dict[str, StrOrPromise]:
    wrong: dict[str, StrOrPromise] = {}
    over = DATED[: DATED.index(now_in)] if now_in in DATED else ()
    for position, stage in enumerate(DATED):
        name = f"day-{stage.value}"
        if stage not in wanted:
            wrong[name] = _("Nhập ngày cuối của bước này dạng ngày/tháng/năm, ví dụ 15/12/2026.")
        elif stage in moved and stage in over:
            wrong[name] = _("Bước này đã qua nên không đổi hạn được.")
        elif stage in moved and clock.is_over(wanted[stage]):
            wrong[name] = _("Ngày này đã qua. Chọn hôm nay hoặc một ngày sau.")
        # A stage that closed early no longer holds the days up to its last one.
        elif (
            position
            and DATED[position - 1] not in over
            and (earlier := wanted.get(DATED[position - 1]))
            and wanted[stage] <= earlier
        ):
            words = _("Ngày cuối của bước này phải sau ngày cuối của bước trước (%(day)s).")
            wrong[name] = words % {"day": _day(earlier)}
    return wrong


def _before_extensions(round_: Round, wanted: Mapping[Stage, date], moved: Mapping[Stage, date]) -> dict[str, StrOrPromise]:
    """A stage may not end before the last body of the stage before it has had its time."""
    wrong: dict[str, StrOrPromise] = {}
    for stage in EXTENDABLE:
        following = DATED[DATED.index(stage) + 1]
        if following not in moved:
            continue
        given = Extension.objects.filter(participant__round=round_, stage=stage, day__gte=wanted[following])
        if last := given.select_related("participant").order_by("-day", "pk").first():
            words = _("%(name)s được gia hạn bước trước đến hết ngày %(day)s. Chọn một ngày sau ngày đó.")
            wrong[f"day-{following.value}"] = words % {"name": last.participant.name, "day": _day(last.day)}
    return wrong


def before_day(round_: Round, stage: Stage) -> tuple[Stage, date] | None:
    """The stage after one and its last day, before which every extension has to end; nothing where it has none."""
    following = DATED[DATED.index(stage) + 1] if stage in EXTENDABLE else None
    day = days_of(round_).get(following) if following else None
    return (following, day) if following and day else None


def _day(day: date) -> str:
    return date_format(day, "d/m/Y")


def _listed(moved: Mapping[Stage, date], reason: str) -> StrOrPromise:
    lines = [format_lazy(_("{stage}: đến hết ngày {day}"), stage=stage.label, day=_day(day)) for stage, day in moved.items()]
    parts = [*lines, format_lazy(_("Lý do: {reason}"), reason=reason)] if reason else lines
    return format_lazy("\n".join("{}" for _part in parts), *parts)


def extension_given(participant_key: int, stage: Stage, day: date | None, *, by: Person, reason: str) -> Extension:
    """Give one body more time in the stage that runs, to the end of a day. It is listed in the round for all to see.

    Raises:
        OutOfStage: the stage is not running.
        FieldsRefused: the day is no gain or would run over the next stage, or the reason is missing.
        Refused: `by` does not run the round, or it is the own body.
    """
    reason = plain(reason).strip()
    with transaction.atomic():
        participant = Participant.objects.select_for_update().get(pk=participant_key)
        round_ = Round.objects.select_related("authority").get(pk=participant.round_id)
        now = clock.now()
        wrong: dict[str, StrOrPromise] = {}
        if stage not in EXTENDABLE:
            raise FieldsRefused({"stage": _("Chỉ gia hạn bước tự đánh giá hoặc bước giải trình.")})
        refuse_without_role(by, RUNS, round_.authority, round_, now)
        refuse_unless_in(round_, stage)
        refuse_own_body(by, participant, now)
        before = participant.last_day(stage)
        if day is None:
            wrong["day"] = _("Nhập ngày cuối mới dạng ngày/tháng/năm, ví dụ 15/12/2026.")
        elif clock.is_over(day, now):
            wrong["day"] = _("Ngày này đã qua. Chọn hôm nay hoặc một ngày sau.")
        elif before is not None and day <= before:
            wrong["day"] = _("Hạn hiện nay của cơ quan là hết ngày %(day)s. Chọn một ngày sau ngày đó.") % {"day": _day(before)}
        elif (limit := before_day(round_, stage)) and day >= limit[1]:
            words = _(
                "Bước «%(stage)s» hết hạn ngày %(day)s; gia hạn phải kết thúc trước ngày đó. "
                "Muốn gia hạn lâu hơn, hãy đổi lịch của đợt trước."
            )
            wrong["day"] = words % {"stage": limit[0].label, "day": _day(limit[1])}
        if not reason:
            wrong["reason"] = _("Nêu lý do gia hạn để các cơ quan trong đợt cùng biết.")
        if wrong or day is None:
            raise FieldsRefused(wrong)
        extension = Extension.objects.create(participant=participant, stage=stage, day=day, reason=reason, by=by, at=now)
        if stage == Stage.ASSESSMENT:
            participant.due = day
            participant.save(update_fields=["due"])
        body = participant.body
        detail = {"stage": stage.value, "from": before.isoformat() if before else "", "to": day.isoformat()}
        record(
            chain=chain_of(round_code=round_.code, body=body.code), action="extension.given", by=by, now=now,
            reason=reason, detail=detail, rows=[extension],
        )  # fmt: skip
        tell(
            people_with([Role.PREPARER, Role.APPROVER], round_.authority, round_, body=body, now=now),
            format_lazy(_("{name} được gia hạn đến hết ngày {day}"), name=participant.name, day=lazystr(_day(day))),
            reason, address=address_of(round_), now=now, round_=round_,
        )  # fmt: skip
    return extension
