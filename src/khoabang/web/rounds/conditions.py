"""What a round's transitions wait for: a small function for each condition that the table names, giving what is lacking."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.assessments.current import indicators_of, participants_of, supplied_in
from khoabang.web.assessments.models import Outcome, Ruling, Step
from khoabang.web.rounds.calendar import DATED, days_of, last_days
from khoabang.web.rounds.creation import set_checked
from khoabang.web.rounds.models import NotSent, Participant, Round, Stage, State
from khoabang.web.rounds.participants import claims_of_groups

Lacking = list[StrOrPromise]
Condition = Callable[[Round, datetime], Lacking]
NAMED_AT_MOST: Final = 5


def named(names: Iterable[str]) -> str:
    """A few names, and how many more there are."""
    listed = list(names)
    shown = ", ".join(listed[:NAMED_AT_MOST])
    more = len(listed) - NAMED_AT_MOST
    return shown if more <= 0 else str(_("%(names)s và %(more)s cơ quan khác") % {"names": shown, "more": more})


def taking_part(round_: Round) -> list[Participant]:
    """The bodies that are evaluated: all but those exempt."""
    bodies = [each for each in participants_of(round_) if each.standing != "exempt"]
    for each in bodies:
        each.round = round_  # one round for all, whose set is read once
    return bodies


def set_without_errors(round_: Round, now: datetime) -> Lacking:
    """The set is checked once more before anybody works by it."""
    errors = set_checked(round_.set_version).problems.errors if round_.set_version else []
    count = len(errors)
    words = ngettext_lazy("Bộ tiêu chí còn %(count)s lỗi: %(first)s", "Bộ tiêu chí còn %(count)s lỗi: %(first)s", "count")
    return [words % {"count": count, "first": errors[0].what()}] if errors else []


def has_participants(round_: Round, now: datetime) -> Lacking:
    """Somebody is evaluated, and everybody who is belongs to one ranking group."""
    if not taking_part(round_):
        return [_("Chưa có cơ quan nào trong đợt. Hãy thêm cơ quan.")]
    unclaimed = [each.code for each in claims_of_groups(round_)]
    names = dict(round_.participants.filter(body__code__in=unclaimed).values_list("body__code", "name"))
    words = _("Chưa xác định được khối của: %(names)s. Hãy bổ sung thuộc tính, hoặc ghi là được miễn.")
    return [words % {"names": named(names[code] for code in unclaimed)}] if unclaimed else []


def calendar_complete(round_: Round, now: datetime) -> Lacking:
    """Each stage has a last day after that of the stage before, and self-assessment is not over before it begins."""
    days = days_of(round_)
    missing = [stage for stage in DATED if stage not in days]
    if missing:
        return [_("Chưa đặt ngày cuối cho bước: %(stages)s.") % {"stages": ", ".join(str(stage.label) for stage in missing)}]
    in_order = [days[stage] for stage in DATED]
    if any(later <= earlier for earlier, later in pairwise(in_order)):
        return [_("Ngày cuối của mỗi bước phải sau ngày cuối của bước trước.")]
    if clock.is_over(days[Stage.ASSESSMENT], now):
        return [_("Ngày cuối của bước tự đánh giá đã qua. Hãy đặt lại lịch.")]
    return []


def assessment_over(round_: Round, now: datetime) -> Lacking:
    """Every body has sent its self-assessment, or its last day is over."""
    waiting = [each for each in taking_part(round_) if each.state != State.SENT and not clock.is_over(each.due, now)]
    words = _("Còn trong hạn và chưa gửi: %(names)s.")
    return [words % {"names": named(each.name for each in waiting)}] if waiting else []


def not_sent_settled(round_: Round, now: datetime) -> Lacking:
    """Whoever did not send has got what the round states."""
    left = [each for each in taking_part(round_) if each.state != State.SENT and not each.settled]
    words = _("Chưa xử lý việc không gửi tự đánh giá của: %(names)s.")
    return [words % {"names": named(each.name for each in left)}] if left else []


def last_rulings(round_: Round) -> dict[tuple[int, str], tuple[str, str]]:
    """The last ruling on each indicator of each body: its step and outcome, by the participant's key and the indicator."""
    rows = Ruling.objects.filter(participant__round=round_).order_by("number")
    return {
        (key, indicator): (step, outcome)
        for key, indicator, step, outcome in rows.values_list("participant", "indicator", "step", "outcome")
    }


def to_verify(round_: Round, participants: Sequence[Participant]) -> dict[int, list[str]]:
    """The indicators of each body that are to be verified: of one that did not send and has no claim, those that sources supply."""
    supplied = supplied_in(round_)
    return {
        each.pk: [
            asked.code
            for asked in indicators_of(each, supplied)
            if asked.supplier == "source" or (asked.supplier == "body" and each.settled != NotSent.ZERO)
        ]
        for each in participants
        if each.settled != NotSent.UNRANKED
    }


def not_verified(round_: Round) -> dict[str, list[str]]:
    """The bodies, by name, whose indicators wait for a ruling; where the round asks for a second reading, for the second reader's."""
    rulings, steps = last_rulings(round_), defaultdict(set)
    if round_.second_reading:
        rows = Ruling.objects.filter(participant__round=round_).exclude(outcome=Outcome.SUPPLEMENT)
        for key, indicator, step in rows.values_list("participant", "indicator", "step"):
            steps[key, indicator].add(step)
    participants = taking_part(round_)
    names = {each.pk: each.name for each in participants}
    found: dict[str, list[str]] = {}
    for key, indicators in to_verify(round_, participants).items():
        for indicator in indicators:
            _step, outcome = rulings.get((key, indicator), ("", ""))
            undecided = outcome in ("", Outcome.SUPPLEMENT)
            if undecided or (round_.second_reading and Step.SECOND_READING not in steps[key, indicator]):
                found.setdefault(names[key], []).append(indicator)
    return found


def all_verified(round_: Round, now: datetime) -> Lacking:
    """Every indicator of every body has a ruling."""
    left = not_verified(round_)
    count = sum(map(len, left.values()))
    words = ngettext_lazy(
        "Còn %(count)s mục chưa thẩm định xong: %(names)s.", "Còn %(count)s mục chưa thẩm định xong: %(names)s.", "count"
    )
    return [words % {"count": count, "names": named(left)}] if left else []


def no_open_supplement(round_: Round, now: datetime) -> Lacking:
    """No body is still being asked for a supplement that it may yet send."""
    last: dict[tuple[int, str], Ruling] = {}
    rulings = Ruling.objects.filter(participant__round=round_).select_related("participant", "supplement").order_by("number")
    for ruling in rulings:
        last[ruling.participant_id, ruling.indicator] = ruling
    waiting = [
        each.participant.name
        for each in last.values()
        if each.outcome == Outcome.SUPPLEMENT and not hasattr(each, "supplement") and not clock.is_over(each.due, now)
    ]
    words = _("Còn trong hạn bổ sung: %(names)s.")
    return [words % {"names": named(dict.fromkeys(waiting))}] if waiting else []


def unanswered(round_: Round) -> list[Ruling]:
    """The changes that stand and to which the body has said nothing."""
    last: dict[tuple[int, str], Ruling] = {}
    rulings = Ruling.objects.filter(participant__round=round_).exclude(outcome=Outcome.SUPPLEMENT)
    for ruling in rulings.select_related("participant__body", "reply").order_by("number"):
        last[ruling.participant_id, ruling.indicator] = ruling
    verified = (Step.VERIFICATION, Step.SECOND_READING)
    return [
        each for each in last.values() if each.outcome == Outcome.CHANGED and each.step in verified and not hasattr(each, "reply")
    ]


def reply_over(round_: Round, now: datetime) -> Lacking:
    """Every body has answered to each change, or its window is over."""
    days = last_days(round_, Stage.REPLY)
    waiting = [each.participant.name for each in unanswered(round_) if not clock.is_over(days.get(each.participant_id), now)]
    words = _("Còn trong hạn giải trình và chưa trả lời: %(names)s.")
    return [words % {"names": named(dict.fromkeys(waiting))}] if waiting else []


def silence_settled(round_: Round, now: datetime) -> Lacking:
    """Silence is on record wherever a body said nothing."""
    names = dict.fromkeys(each.participant.name for each in unanswered(round_))
    return [_("Chưa ghi nhận việc không trả lời của: %(names)s.") % {"names": named(names)}] if names else []


def council_done(round_: Round, now: datetime) -> Lacking:
    """The council has decided all that it has to: the council's own app takes this place when it starts (`said_by`)."""
    return [_("Hội đồng chưa kết luận.")]


CONDITIONS: Final[dict[str, Condition]] = {
    each.__name__: each
    for each in (
        set_without_errors, has_participants, calendar_complete, assessment_over, not_sent_settled, all_verified, no_open_supplement,
        reply_over, silence_settled, council_done,
    )
}  # fmt: skip


def said_by(name: str, condition: Condition) -> None:
    """Let an app above say whether a condition of the table is met; called when it starts."""
    if name not in CONDITIONS:
        raise KeyError(name)
    CONDITIONS[name] = condition
