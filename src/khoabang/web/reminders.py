"""Reminds people of last days that come near: before the deadline as the round says, and once when it has passed. Each once only."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, RUNS, Appointment, Person, Role
from khoabang.web.accounts.selectors import belongs_to, in_force, people_with, refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.items import unspoken
from khoabang.web.assessments.models import Draft, Outcome, Ruling
from khoabang.web.assessments.remit import remits_of
from khoabang.web.assessments.sources import rows_of, supplied_by
from khoabang.web.council.models import ItemState, Sitting, SittingState
from khoabang.web.council.selectors import members_of
from khoabang.web.notices.models import Notice, ReminderDays
from khoabang.web.notices.services import tell
from khoabang.web.prepared import Prepared, whole
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Charge, Deadline, Duty, Extension, Participant, Round, Stage, Standing, State
from khoabang.web.verification.queue import tallies

DAYS = (7, 3, 1)
MOST_REMINDERS, FIRST_REMINDER = 6, 60  # how many, and days before the last day
_AT_ONCE = 100  # reminders in one transaction: nobody who saves waits long behind them


@dataclass(frozen=True, slots=True)
class _Near:
    """A last day as of now, and the days before it that a reminder stands for; -1 once it has passed."""

    day: date
    mark: int

    @property
    def is_over(self) -> bool:
        return self.mark < 0

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class _Reminder:
    people: Iterable[Person]
    title: StrOrPromise
    words: (
        StrOrPromise | Callable[[], StrOrPromise | None]
    )  # what takes counting is counted once it is due; None where nothing is left
    address: str
    key: str


_DAYS_KEPT = Prepared(lambda _: ReminderDays.objects.filter(round=whole("round")).order_by().values_list("days"))


def days_of(round_: Round) -> tuple[int, ...]:
    """How many days before a last day the people of a round are reminded, the greatest first."""
    kept = _DAYS_KEPT.first(round=round_.pk)
    return DAYS if kept is None else tuple(int(word) for word in kept[0].split())


def remind(now: datetime) -> int:
    """Tell everybody of what is due soon or has just passed in the rounds that run; give how many reminders were made."""
    made = 0
    for round_ in Round.objects.filter(stage__in=_BY_STAGE).select_related("authority").order_by("pk"):
        told = set(Notice.objects.filter(round=round_).exclude(key="").values_list("key", flat=True))
        due = [each for find in _BY_STAGE[Stage(round_.stage)] for each in find(round_, now) if each.key not in told]
        counted = [(each, each.words() if callable(each.words) else each.words) for each in due]
        left = [(each, words) for each, words in counted if words is not None]
        for first in range(0, len(left), _AT_ONCE):
            with transaction.atomic():
                for each, words in left[first : first + _AT_ONCE]:
                    made += bool(tell(each.people, each.title, words, address=each.address, now=now, round_=round_, key=each.key))
    return made


def _near(day: date | None, days: Iterable[int], now: datetime) -> _Near | None:
    """The reminder that is due for a last day: the nearest that has come, so that a clock that stood still catches up with one."""
    if day is None:
        return None
    left = (day - now.astimezone(clock.VIETNAM).date()).days
    if left < 0:
        return _Near(day, -1)
    reached = [each for each in days if left <= each]
    return _Near(day, min(reached)) if reached else None


def _self_assessments(round_: Round, now: datetime) -> Iterator[_Reminder]:
    """Bodies that have not sent theirs."""
    days = days_of(round_)
    waiting = round_.participants.exclude(state=State.SENT).exclude(standing=Standing.EXEMPT).select_related("body")
    begun = Exists(Draft.objects.filter(participant=OuterRef("pk")))
    due = [(each, near) for each in waiting.annotate(begun=begun) if (near := _near(each.due, days, now))]
    people = people_of_bodies(round_, {each.body_id for each, _day in due}, now)
    for participant, near in due:
        if near.is_over:
            title = _("{name}: đã quá hạn gửi bản tự đánh giá ({day})")
            words = _("Cơ quan chưa gửi. Hãy liên hệ cơ quan thường trực của đợt về việc gia hạn.")
        elif participant.state == State.SIGNING:
            title = _("{name}: bản tự đánh giá chờ duyệt, hạn gửi hết ngày {day}")
            words = _("Bản tự đánh giá đã được trình, người duyệt chưa gửi.")
        elif participant.begun:
            title = _("{name}: chưa gửi bản tự đánh giá, hạn hết ngày {day}")
            words = _("Đã nhập một phần. Hãy nhập tiếp, kiểm tra rồi gửi trước khi hết hạn.")
        else:
            title = _("{name}: chưa bắt đầu tự đánh giá, hạn gửi hết ngày {day}")
            words = _("Chưa nhập chỉ tiêu nào.")
        yield _of_body("assessment", people, participant, near, title, words)


def _supplements(round_: Round, now: datetime) -> Iterator[_Reminder]:
    """Bodies that were asked for more and have not answered."""
    days = days_of(round_)
    asked: dict[tuple[Participant, _Near], list[str]] = defaultdict(list)
    for ruling in (
        open_supplements(round_).select_related("participant__body", "participant__round").order_by("participant", "indicator")
    ):
        if near := _near(ruling.due, days, now):
            asked[ruling.participant, near].append(ruling.indicator)
    people = people_of_bodies(round_, {participant.body_id for participant, _day in asked}, now)
    for (participant, near), codes in asked.items():
        late, soon = _("{name}: đã quá hạn bổ sung ({day})"), _("{name}: cần bổ sung trước khi hết ngày {day}")
        words = format_lazy(_("Chỉ tiêu được yêu cầu bổ sung: {codes}."), codes=", ".join(codes))
        yield _of_body("supplement", people, participant, near, late if near.is_over else soon, words)


def _verifiers(round_: Round, now: datetime) -> Iterator[_Reminder]:
    """Those charged with verification or its second reading, and the lead department: each of what is theirs to do."""
    near = _near(_deadline(round_, Stage.VERIFICATION), days_of(round_), now)
    if near is None:
        return
    charged = Charge.objects.filter(round=round_, duty__in=(Duty.VERIFY, Duty.READ)).values("person")
    people = {each.pk: each for each in Person.objects.filter(pk__in=charged, is_active=True)}
    people |= {each.pk: each for each in people_with(Role.LEAD, round_.authority, round_, now=now)}
    title = _("{round}: đã quá hạn thẩm định ({day})") if near.is_over else _("{round}: hạn thẩm định hết ngày {day}")
    for person in people.values():
        yield _Reminder(
            [person],
            format_lazy(title, round=round_.title, day=near),
            partial(_left_to_verify, round_, person),
            address_of("workspace:verify", round_),
            f"verification:{person.pk}:{near.day}:{near.mark}",
        )


def _left_to_verify(round_: Round, person: Person) -> StrOrPromise | None:
    remits = remits_of(person, round_)
    first = sum(each.open for each in tallies(round_, remits[Duty.VERIFY]).values())
    again = sum(each.reading for each in tallies(round_, remits[Duty.READ]).values()) if round_.second_reading else 0
    said = []
    if first:
        said.append(format_lazy(_("Còn {count} mục bạn phụ trách chưa thẩm định."), count=first))
    if again:
        said.append(format_lazy(_("Còn {count} mục bạn phụ trách chờ thẩm định lần hai."), count=again))
    return format_lazy("\n".join("{}" for _each in said), *said) if said else None


def _sources(round_: Round, now: datetime) -> Iterator[_Reminder]:
    """Those charged with figures that bodies do not supply."""
    near = _near(_deadline(round_, Stage(round_.stage)), days_of(round_), now)
    if near is None:
        return
    charged = Charge.objects.filter(round=round_, duty=Duty.SUPPLY).values("person")
    title = _("{round}: còn thiếu số liệu nguồn, hạn {day}")
    for person in Person.objects.filter(pk__in=charged, is_active=True):
        yield _Reminder(
            [person],
            format_lazy(title, round=round_.title, day=near),
            partial(_left_to_supply, round_, person),
            address_of("workspace:sources", round_),
            f"source:{person.pk}:{near.day}:{near.mark}",
        )


def _left_to_supply(round_: Round, person: Person) -> StrOrPromise | None:
    left = {each.code: sum(1 for row in rows_of(round_, each) if not row.number) for each in supplied_by(person, round_)}
    codes = [code for code, count in left.items() if count]
    words = _("Chưa có số liệu của {count} lượt cơ quan, ở chỉ tiêu: {codes}.")
    return format_lazy(words, count=sum(left.values()), codes=", ".join(codes)) if codes else None


def _council(round_: Round, now: datetime) -> Iterator[_Reminder]:
    """Members before a meeting; in a ballot in writing those who have not answered everything that they may."""
    for sitting in round_.sittings.filter(state__in=(SittingState.PLANNED, SittingState.IN_SESSION)):
        near = _near(sitting.day, days_of(round_), now)
        waits = sitting.state == (SittingState.PLANNED if sitting.is_meeting else SittingState.IN_SESSION)
        if near is None or near.is_over or not waits:
            continue
        if sitting.is_meeting:
            people, title = [each.person for each in members_of(round_, now)], _("{round}: hội đồng họp ngày {day}")
        else:
            people = [each.person for each in sitting.seats.select_related("person") if each.person.is_active]
            title = _("{round}: hạn trả lời lấy ý kiến hội đồng hết ngày {day}")
        for person in people:
            yield _Reminder(
                [person],
                format_lazy(title, round=round_.title, day=near),
                partial(_left_to_vote, sitting, person),
                reverse("workspace:sitting", args=[round_.code, sitting.number]),
                f"council:{sitting.pk}:{person.pk}:{near.day}:{near.mark}",
            )


def _left_to_vote(sitting: Sitting, person: Person) -> StrOrPromise | None:
    open_items = sitting.items.filter(state=ItemState.OPEN).select_related("participant__round")
    mine = [each for each in open_items if not belongs_to(person, each.participant)]
    if sitting.is_meeting:
        return format_lazy(_("Trong chương trình có {count} nội dung bạn tham gia quyết định."), count=len(mine))
    voted = set(sitting.items.filter(votes__seat__person=person).values_list("pk", flat=True))
    recused = set(sitting.items.filter(recusals__seat__person=person).values_list("pk", flat=True))
    left = [each for each in mine if each.pk not in voted | recused]
    return format_lazy(_("Còn {count} nội dung bạn chưa trả lời."), count=len(left)) if left else None


def _replies(round_: Round, now: datetime) -> Iterator[_Reminder]:
    """Bodies that have said nothing yet to a change."""
    days, last = days_of(round_), _deadline(round_, Stage.REPLY)
    counts = Counter(
        each.participant for each in unanswered_changes(round_).select_related("participant__body", "participant__round")
    )
    extended: dict[int, date] = {}
    for key, day in Extension.objects.filter(participant__round=round_, stage=Stage.REPLY).values_list("participant", "day"):
        extended[key] = max(day, extended.get(key, day))
    due = {each: near for each in counts if (near := _near(extended.get(each.pk, last), days, now))}
    people = people_of_bodies(round_, {each.body_id for each in due}, now)
    for participant, near in due.items():
        late = _("{name}: đã quá hạn giải trình, kiến nghị ({day})")
        soon = _("{name}: trả lời kết quả thẩm định trước khi hết ngày {day}")
        words = format_lazy(_("Còn {count} chỉ tiêu được điều chỉnh mà cơ quan chưa có ý kiến."), count=counts[participant])
        yield _of_body("reply", people, participant, near, late if near.is_over else soon, words)


_BY_STAGE = {
    Stage.ASSESSMENT: (_self_assessments, _sources),
    Stage.VERIFICATION: (_supplements, _verifiers, _sources),
    Stage.REPLY: (_replies,),
    Stage.COUNCIL: (_council,),
}


class DaysRefused(Refused):
    """The days before a deadline on which people are reminded cannot be taken as typed."""

    status = 422


class NobodyChosen(Refused):
    """Bodies are to be reminded, and none was chosen."""

    status = 422


class NothingToRemind(Refused):
    """The round is at no stage in which bodies have something to do."""


_ASKED = {
    Stage.ASSESSMENT: _("{name}: cơ quan thường trực nhắc hoàn thành bản tự đánh giá"),
    Stage.VERIFICATION: _("{name}: cơ quan thường trực nhắc trả lời yêu cầu bổ sung"),
    Stage.REPLY: _("{name}: cơ quan thường trực nhắc trả lời kết quả thẩm định"),
}


@transaction.atomic
def bodies_reminded(round_code: str, chosen: Iterable[int], *, by: Person, note: str = "") -> int:
    """Remind some bodies of a round at once, whatever their last day; each once a day. Give how many were reminded now.

    Raises:
        NotYourRole: `by` does not run the round.
        NobodyChosen: none of the bodies is of this round.
        NothingToRemind: the round stands where bodies have nothing to do.
    """
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
    now = clock.now()
    refuse_without_role(by, RUNS, round_.authority, round_, now)
    title = _ASKED.get(Stage(round_.stage))
    if title is None:
        raise NothingToRemind(_("Ở bước này các cơ quan không có việc phải làm nên không nhắc được."))
    bodies = list(round_.participants.filter(pk__in=list(chosen)).select_related("body").order_by("position"))
    if not bodies:
        raise NobodyChosen(_("Chọn ít nhất một cơ quan để nhắc."), field="body")
    day = now.astimezone(clock.VIETNAM).date()
    keys = {f"asked:{each.pk}:{day}": each for each in bodies}
    told = set(Notice.objects.filter(round=round_, key__in=keys).values_list("key", flat=True))
    people = people_of_bodies(round_, {each.body_id for each in bodies}, now)
    reminded = []
    for key, participant in keys.items():
        where = address_of("workspace:self-assessment", round_, participant)
        listed = people.get(participant.body_id, []) if key not in told else []
        title_of = format_lazy(title, name=participant.name)
        if tell(listed, title_of, note, address=where, now=now, round_=round_, key=key):
            reminded.append(participant.body.code)
    if reminded:
        detail = {"bodies": reminded}
        record(chain=chain_of(round_code=round_code), action="reminder.sent", by=by, now=now, reason=note, detail=detail)
    return len(reminded)


def _of_body(
    kind: str,
    people: Mapping[int, list[Person]],
    participant: Participant,
    near: _Near,
    title: StrOrPromise,
    words: StrOrPromise,
) -> _Reminder:
    return _Reminder(
        people.get(participant.body_id, []),
        format_lazy(title, name=participant.name, day=near),
        words,
        address_of("workspace:self-assessment", participant.round, participant),
        f"{kind}:{participant.pk}:{near.day}:{near.mark}",
    )


def open_supplements(round_: Round) -> QuerySet[Ruling]:
    """Requests for more that nobody has answered and no later ruling has overtaken."""
    return _standing(round_, Outcome.SUPPLEMENT).filter(supplement__isnull=True)


def unanswered_changes(round_: Round) -> QuerySet[Ruling]:
    """Changes to which the body has said nothing yet."""
    return _standing(round_, Outcome.CHANGED).filter(unspoken())


def _standing(round_: Round, outcome: Outcome) -> QuerySet[Ruling]:
    """The rulings of an outcome that no later one of the same indicator has overtaken."""
    later = Ruling.objects.filter(
        participant=OuterRef("participant"), indicator=OuterRef("indicator"), number__gt=OuterRef("number")
    )
    return Ruling.objects.filter(~Exists(later), participant__round=round_, outcome=outcome)


def people_of_bodies(round_: Round, bodies: Iterable[int], now: datetime) -> Mapping[int, list[Person]]:
    """The preparers and approvers of some bodies in a round, by the body's key; one query for all."""
    held = Appointment.objects.filter(in_force(now), role__in=OF_A_BODY, body__in=list(bodies), person__is_active=True)
    found: dict[int, list[Person]] = defaultdict(list)
    for each in held.filter(Q(round=None) | Q(round=round_)).select_related("person"):
        if each.body_id is not None:
            found[each.body_id].append(each.person)
    return found


def _deadline(round_: Round, stage: Stage) -> date | None:
    return Deadline.objects.filter(round=round_, stage=stage).values_list("day", flat=True).first()


def address_of(name: str, round_: Round, participant: Participant | None = None) -> str:
    """The path of a page about a round or one of its bodies; none where this installation has no such page."""
    kwargs = {"round_code": round_.code}
    if participant is not None:
        kwargs["body_code"] = participant.body.code
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@transaction.atomic
def reminder_days_set(round_code: str, typed: str, *, by: Person) -> tuple[int, ...]:
    """Say how many days before a last day people are reminded; nothing typed means never.

    Raises:
        NotYourRole: `by` does not run the round.
        DaysRefused: it is no list of whole numbers.
    """
    round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
    refuse_without_role(by, RUNS, round_.authority, round_)
    days = _days(typed)
    before = ReminderDays.objects.filter(round=round_).values_list("days", flat=True).first()
    kept = " ".join(map(str, days))
    if before != kept:
        ReminderDays.objects.update_or_create(round=round_, defaults={"days": kept})
        detail = {"before": before, "after": kept}
        record(chain=chain_of(round_code=round_.code), action="reminder.days_set", by=by, now=clock.now(), detail=detail)
    return days


def _days(typed: str) -> tuple[int, ...]:
    words = typed.replace(",", " ").replace(";", " ").split()
    if not all(word.isascii() and word.isdecimal() and len(word) < 4 for word in words):
        raise DaysRefused(_("Nhập các số ngày, cách nhau bằng dấu phẩy, ví dụ: 7, 3, 1."), field="days")
    days = sorted({int(word) for word in words}, reverse=True)
    if len(days) > MOST_REMINDERS or any(day > FIRST_REMINDER for day in days):
        raise DaysRefused(_("Nhắc nhiều nhất 6 lần, sớm nhất 60 ngày trước hạn."), field="days")
    return tuple(days)
