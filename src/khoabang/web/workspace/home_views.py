"""The first page after signing in: what waits for this person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.web import clock
from khoabang.web.accounts.models import Appointment, Person, Role
from khoabang.web.accounts.posts import Post
from khoabang.web.assessments.following import stands_told
from khoabang.web.assessments.items import changes_of, requests_open
from khoabang.web.assessments.remit import remit_of
from khoabang.web.assessments.sources import SUPPLYING
from khoabang.web.conduct.progress import seen_by_bodies
from khoabang.web.council.selectors import sittings_ahead, votes_owed
from khoabang.web.council.told import is_told
from khoabang.web.error_reports import selectors as error_reports
from khoabang.web.organisations.models import Authority
from khoabang.web.publishing import editions
from khoabang.web.rounds.models import Charge, Duty, Participant, Round, Stage
from khoabang.web.verification.appeals import HEARD, appeals_waiting
from khoabang.web.workspace.access import BODY, COUNCIL, JUDGES, AskedHere, Here, page
from khoabang.web.workspace.council_views import SEES
from khoabang.web.workspace.navigation import sections

_OF_ROUND: tuple[tuple[Stage, frozenset[Role], str, StrOrPromise], ...] = (
    (Stage.PREPARATION, frozenset({Role.LEAD}), "workspace:round", _("Chuẩn bị đợt")),
    (Stage.ASSESSMENT, frozenset({Role.LEAD, Role.OBSERVER}), "workspace:follow", _("Theo dõi tiến độ")),
    (Stage.VERIFICATION, frozenset({Role.VERIFIER, Role.ASSISTANT, Role.LEAD}), "workspace:verify", _("Thẩm định")),
    (Stage.REPLY, frozenset({Role.LEAD, Role.ASSISTANT}), "workspace:replies", _("Xem giải trình, kiến nghị")),
    (Stage.COUNCIL, COUNCIL | {Role.LEAD, Role.ASSISTANT}, "workspace:council", _("Hội đồng")),
    (Stage.COUNCIL, frozenset({Role.APPROVING}), "workspace:approval", _("Phê duyệt kết quả")),
    (Stage.APPROVED, SEES, "workspace:approval", _("Xem kết quả đã phê duyệt")),
)


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do: what it is, of whom, where, and how many days are left."""

    address: str
    words: StrOrPromise
    of: str
    state: str = ""
    days: int | None = None

    @property
    def left(self) -> str:
        """How much time is left, in words."""
        if self.days is None:
            return ""
        if self.days < 0:
            return gettext("đã hết hạn")
        if self.days == 0:
            return gettext("hết hạn hôm nay")
        return ngettext("còn %(n)s ngày", "còn %(n)s ngày", self.days) % {"n": self.days}


@dataclass(frozen=True, slots=True)
class Running:
    """A round within what the person may see, with what waits for them in it."""

    round: Round
    works: list[Work]


@page("person")
def home(request: AskedHere) -> HttpResponse:
    """What is to be done in the rounds that run, the ways into each authority, and the person's roles."""
    held = request.here.appointments
    acting = [each for each in held if each.role != Role.STAFF]
    authorities = {each.authority_id: each.authority for each in acting}
    rounds = Round.objects.filter(authority__in=authorities).exclude(stage=Stage.IMPORTED).select_related("authority")
    seen = _seen_by_body(acting)
    running = [Running(each, list(_works(each, mine))) for each in rounds if (mine := _of_round(acting, each, seen))]
    places = [
        (authority, sections(Here(request.user, [each for each in acting if each.authority_id == pk], authority=authority)))
        for pk, authority in authorities.items()
    ]
    reported = list(_reported({each.authority for each in acting if each.role == Role.LEAD and each.round_id is None}))
    context = {
        "reported": reported,
        "running": running,
        "posts": [Post.of(each) for each in held],
        "places": places,
        "section": "home",
    }
    return render(request, "workspace/home.html", context)


def _reported(led: set[Authority]) -> Iterator[Work]:
    """What readers reported and nobody answered yet, for the lead departments."""
    for authority in sorted(led, key=lambda each: each.code):
        waiting = error_reports.handled(authority).filter(state__in=error_reports.OPEN)
        if count := waiting.count():
            state = ngettext("%(n)s phản ánh", "%(n)s phản ánh", count) % {"n": count}
            left = (error_reports.due(waiting.earliest("at")) - clock.today()).days
            address = reverse("workspace:error-reports", args=[authority.code])
            yield Work(address, _("Trả lời báo sai sót"), authority.name, state, left)


def _seen_by_body(held: list[Appointment]) -> dict[int, set[int]]:
    """The rounds that each body's people see."""
    bodies = {each.body_id for each in held if each.body_id is not None}
    return {body: set(Round.objects.filter(seen_by_bodies([body])).values_list("pk", flat=True)) for body in bodies}


def _of_round(held: list[Appointment], round_: Round, seen: dict[int, set[int]]) -> list[Appointment]:
    mine = [each for each in held if each.authority_id == round_.authority_id and each.round_id in (None, round_.pk)]
    mine = [each for each in mine if each.role != Role.STAFF]
    return [each for each in mine if each.body_id is None or round_.pk in seen[each.body_id]]


def _works(round_: Round, held: list[Appointment]) -> Iterator[Work]:
    stage = Stage(round_.stage)
    bodies = {each.body_id for each in held if each.role in BODY}
    if bodies and stage in _OF_BODY:
        participants = Participant.objects.filter(round=round_, body__in=bodies).select_related("body", "round", "group")
        yield from _OF_BODY[stage](list(participants), clock.today())
    if stage in SUPPLYING and Charge.objects.filter(round=round_, duty=Duty.SUPPLY, person=held[0].person_id).exists():
        yield Work(reverse("workspace:sources", args=[round_.code]), _("Nhập số liệu được giao cung cấp"), "")
    roles = {Role(each.role) for each in held}
    if stage in HEARD and not roles.isdisjoint(JUDGES):
        waiting = len(appeals_waiting(round_, remit_of(held[0].person, round_)))
        if waiting:
            state = ngettext("%(n)s mục", "%(n)s mục", waiting) % {"n": waiting}
            yield Work(reverse("workspace:verify", args=[round_.code]), _("Cho ý kiến về kiến nghị"), "", state)
    if stage == Stage.COUNCIL and not roles.isdisjoint(COUNCIL | {Role.LEAD}):
        yield from _sittings(round_, held[0].person)
    if stage == Stage.APPROVED:
        yield from _publication(round_, roles)
    for at, whose, address_name, said in _OF_ROUND:
        if at == stage and not roles.isdisjoint(whose):
            yield Work(reverse(address_name, args=[round_.code]), said, "")


def _publication(round_: Round, roles: set[Role]) -> Iterator[Work]:
    """What is left to publish: the result for whoever publishes, a correction that is prepared for whoever approves."""
    if not roles.isdisjoint(editions.PUBLISHES) and not round_.public:
        yield Work(reverse("workspace:publication", args=[round_.code]), _("Công bố kết quả"), "")
    if not roles.isdisjoint(editions.CHANGES) and round_.planned_changes.exists():
        yield Work(reverse("workspace:correction", args=[round_.code]), _("Xem và công bố bản đính chính"), "")


def _sittings(round_: Round, person: Person) -> Iterator[Work]:
    """The sittings ahead and under way, and what in them waits for the person's vote."""
    for sitting in sittings_ahead(round_):
        owed = votes_owed(person, sitting)
        state = ngettext("%(n)s nội dung chờ phiếu của bạn", "%(n)s nội dung chờ phiếu của bạn", owed) % {"n": owed}
        stands = f"{sitting.get_state_display()}, {date_format(sitting.day, 'd/m/Y')}"
        address = reverse("workspace:sitting", args=[round_.code, sitting.number])
        yield Work(address, str(sitting), "", state if owed else stands)


def _assessments(participants: list[Participant], today: date) -> Iterator[Work]:
    told = stands_told(participants)
    for each in participants:
        address = _of_body("workspace:self-assessment", each)
        yield Work(address, _("Tự đánh giá"), each.name, str(told[each.pk]), _left(each.last_day(Stage.ASSESSMENT), today))


def _supplements(participants: list[Participant], today: date) -> Iterator[Work]:
    """What verification asks of each body, and the first of its last days."""
    asked: dict[int, list[date | None]] = {}
    requests = requests_open(clock.now()).filter(participant__in=participants).order_by("due")
    for key, due in requests.values_list("participant", "due"):
        asked.setdefault(key, []).append(due)
    for each in participants:
        if days := asked.get(each.pk):
            state = ngettext("%(n)s mục", "%(n)s mục", len(days)) % {"n": len(days)}
            yield Work(
                _of_body("workspace:reply", each), _("Bổ sung theo yêu cầu thẩm định"), each.name, state, _left(days[0], today)
            )


def _replies(participants: list[Participant], today: date) -> Iterator[Work]:
    changes = changes_of(participants)
    for each in participants:
        address, count = _of_body("workspace:reply", each), sum(1 for item in changes[each.pk] if item.awaits_reply)
        if count:
            state = ngettext("%(n)s mục chưa trả lời", "%(n)s mục chưa trả lời", count) % {"n": count}
            yield Work(address, _("Trả lời kết quả thẩm định"), each.name, state, _left(each.last_day(Stage.REPLY), today))
        else:
            yield Work(address, _("Xem kết quả thẩm định"), each.name)


def _results(participants: list[Participant], today: date) -> Iterator[Work]:
    for each in participants:
        state = gettext("chưa báo") if each.round.stage == Stage.APPROVED and not is_told(each.round) else ""
        said = _("Xem kết quả của cơ quan") if each.round.stage == Stage.APPROVED else _("Xem các mục chờ hội đồng")
        yield Work(_of_body("workspace:own-result", each), said, each.name, state)


_OF_BODY = {
    Stage.ASSESSMENT: _assessments,
    Stage.VERIFICATION: _supplements,
    Stage.REPLY: _replies,
    Stage.COUNCIL: _results,
    Stage.APPROVED: _results,
}


def _of_body(name: str, participant: Participant) -> str:
    return reverse(name, args=[participant.round.code, participant.body.code])


def _left(day: date | None, today: date) -> int | None:
    return (day - today).days if day is not None else None
