"""What a round's transitions wait for: a small function for each condition that the table names, giving what is lacking."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import pairwise
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.assessments.current import participants_of
from khoabang.web.assessments.items import changes_of, requests_open
from khoabang.web.assessments.verifiable import left_of
from khoabang.web.conduct.calendar import DATED, days_of, last_days
from khoabang.web.conduct.creation import set_checked
from khoabang.web.conduct.participants import claims_of_groups
from khoabang.web.rounds.models import Participant, Round, Stage, Standing, State

Lacking = list[StrOrPromise]
Condition = Callable[[Round, datetime], Lacking]
NAMED_AT_MOST: Final = 5
_TOGETHER: Final = 200  # bodies whose items are read at once


def named(names: Iterable[str]) -> str:
    """A few names, and how many more there are."""
    listed = list(names)
    shown = ", ".join(listed[:NAMED_AT_MOST])
    more = len(listed) - NAMED_AT_MOST
    return shown if more <= 0 else str(_("%(names)s và %(more)s cơ quan khác") % {"names": shown, "more": more})


def taking_part(round_: Round) -> list[Participant]:
    """The bodies that are evaluated: all but those exempt."""
    bodies = [each for each in participants_of(round_) if each.standing != Standing.EXEMPT]
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


def all_verified(round_: Round, now: datetime) -> Lacking:
    """Every indicator that is asked and answered, by the body or by a source, has a ruling; what sources owe is named."""
    left = left_of(round_)
    words = ngettext_lazy(
        "Còn %(count)s mục chưa thẩm định xong: %(names)s.", "Còn %(count)s mục chưa thẩm định xong: %(names)s.", "count"
    )
    found: Lacking = [words % {"count": left.count, "names": named(names_of(round_, left.by_body))}] if left.by_body else []
    if left.without_figure:
        owed = _(
            "Nguồn chưa cung cấp số liệu của %(count)s mục, ở chỉ tiêu: %(codes)s. Hãy cung cấp số liệu, "
            "hoặc xác nhận ở từng mục là không có số liệu."
        )
        count, codes = sum(left.without_figure.values()), ", ".join(left.without_figure)
        found.append(owed % {"count": count, "codes": codes})
    return found


def no_open_supplement(round_: Round, now: datetime) -> Lacking:
    """No body is still being asked for a supplement that it may yet send."""
    waiting = requests_open(now).filter(participant__round=round_).values_list("participant", flat=True)
    words = _("Còn trong hạn bổ sung: %(names)s.")
    return [words % {"names": named(names_of(round_, set(waiting)))}] if waiting else []


def unanswered(round_: Round, *, again: bool = True) -> dict[int, int]:
    """How many of the changes made to each body's figures it may still speak to, by the participant's key.

    Args:
        round_: the round.
        again: whether those count where the silence of an earlier window is on record.
    """
    found: dict[int, int] = {}
    participants = participants_of(round_)
    for start in range(0, len(participants), _TOGETHER):
        for key, items in changes_of(participants[start : start + _TOGETHER]).items():
            if waiting := sum(1 for item in items if item.awaits_reply and (again or item.reply is None)):
                found[key] = waiting
    return found


def time_to_reply(round_: Round, now: datetime) -> Lacking:
    """The last day for replies is not over before bodies learn what was ruled: their silence would count."""
    day = days_of(round_).get(Stage.REPLY)
    if day is None or not clock.is_over(day, now):
        return []
    words = _("Ngày cuối của bước giải trình (%(day)s) đã qua nên các cơ quan không còn thời gian trả lời. Hãy đặt lại lịch.")
    return [words % {"day": date_format(day, "d/m/Y")}]


def reply_over(round_: Round, now: datetime) -> Lacking:
    """Every body has answered to each change, or its window is over."""
    days = last_days(round_, Stage.REPLY)
    waiting = [key for key in unanswered(round_) if not clock.is_over(days.get(key), now)]
    words = _("Còn trong hạn giải trình và chưa trả lời: %(names)s.")
    return [words % {"names": named(names_of(round_, waiting))}] if waiting else []


def silence_settled(round_: Round, now: datetime) -> Lacking:
    """Silence is on record wherever a body said nothing."""
    waiting = list(unanswered(round_, again=False))
    return (
        [_("Chưa ghi nhận việc không trả lời của: %(names)s.") % {"names": named(names_of(round_, waiting))}] if waiting else []
    )


def names_of(round_: Round, keys: Iterable[int]) -> list[str]:
    """The names of some bodies, in the order of the round."""
    return list(round_.participants.filter(pk__in=list(keys)).order_by("position", "pk").values_list("name", flat=True))


def council_done(round_: Round, now: datetime) -> Lacking:
    """The council has decided all that it has to: the council's own app takes this place when it starts (`said_by`)."""
    return [_("Hội đồng chưa kết luận.")]


def council_not_in_session(round_: Round, now: datetime) -> Lacking:
    """No sitting is under way: the council's own app takes this place when it starts."""
    return []


CONDITIONS: Final[dict[str, Condition]] = {
    each.__name__: each
    for each in (
        set_without_errors, has_participants, calendar_complete, assessment_over, not_sent_settled, all_verified, no_open_supplement,
        time_to_reply, reply_over, silence_settled, council_not_in_session, council_done,
    )
}  # fmt: skip


def said_by(name: str, condition: Condition) -> None:
    """Let an app above say whether a condition of the table is met; called when it starts."""
    if name not in CONDITIONS:
        raise KeyError(name)
    CONDITIONS[name] = condition
