"""Checks of rounds: calendar, bodies, charges, and whether the stage agrees with what is there."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import Appointment, Role
from khoabang.web.accounts.selectors import in_force
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.assessments.models import Claim, Ruling
from khoabang.web.assessments.questions import keys_of
from khoabang.web.rounds.models import Charge, Deadline, Duty, Extension, Participant, Round, Stage, Standing
from khoabang.web.upkeep.checks.check import Finding, Looked, check

_ORDER = (Stage.ASSESSMENT, Stage.VERIFICATION, Stage.REPLY, Stage.COUNCIL)
_RUNNING = (Stage.PREPARATION, *_ORDER)
_MAINTAINER = _("Báo người bảo trì phần mềm kèm tên đợt; không sửa tay trong cơ sở dữ liệu.")
_LONG_OVERDUE = timedelta(days=14)


@check(
    "DOC040",
    _("Bước của đợt khớp với hồ sơ đã có"),
    _("Đợt ở bước chuẩn bị mà đã có bản gửi hoặc kết luận, hoặc đã mở mà không có cơ quan nào."),
    _MAINTAINER,
)
def stages(looked: Looked) -> Iterator[Finding]:
    rounds = Round.objects.exclude(stage__in=(Stage.IMPORTED, Stage.CANCELLED)).select_related("authority")
    claims = Exists(Claim.objects.filter(participant__round=OuterRef("pk")))
    rulings = Exists(Ruling.objects.filter(participant__round=OuterRef("pk")))
    bodies = Exists(Participant.objects.filter(round=OuterRef("pk")))
    for round_ in rounds.annotate(claims=claims, rulings=rulings, bodies=bodies):
        if round_.stage == Stage.PREPARATION and (round_.claims or round_.rulings):
            yield Finding(round_.code, _("đang chuẩn bị mà đã có hồ sơ"), round_.authority.code)
        if round_.stage != Stage.PREPARATION and not round_.bodies:
            yield Finding(round_.code, _("đã mở mà không có cơ quan nào"), round_.authority.code)


@check(
    "DOC041",
    _("Lịch của đợt theo đúng thứ tự các bước"),
    _("Hạn của bước sau không sau hạn của bước trước."),
    _("Cơ quan thường trực đặt lại lịch của đợt."),
)
def calendar(looked: Looked) -> Iterator[Finding]:
    days: dict[tuple[str, str], dict[str, date]] = defaultdict(dict)
    rows = Deadline.objects.filter(round__stage__in=_RUNNING)
    for code, authority, stage, day in rows.values_list("round__code", "round__authority__code", "stage", "day"):
        days[code, authority][stage] = day
    for (code, authority), found in days.items():
        listed = [found[stage] for stage in _ORDER if stage in found]
        if any(later <= earlier for earlier, later in pairwise(listed)):
            yield Finding(code, ", ".join(f"{day:%d/%m/%Y}" for day in listed), authority)


@check(
    "DOC042",
    _("Bước đang diễn ra có hạn"),
    _("Không có ngày cuối thì không ai bị nhắc, và không gì ngăn nộp muộn."),
    _("Cơ quan thường trực đặt hạn cho bước này."),
)
def without_deadline(looked: Looked) -> Iterator[Finding]:
    has = Exists(Deadline.objects.filter(round=OuterRef("pk"), stage=OuterRef("stage")))
    for round_ in Round.objects.filter(~has, stage__in=_ORDER).select_related("authority"):
        yield Finding(round_.code, Stage(round_.stage).label, round_.authority.code)


@check(
    "DOC043",
    _("Đợt không đứng quá hạn lâu"),
    _("Hạn của bước đã qua hơn hai tuần mà đợt chưa chuyển bước."),
    _("Cơ quan thường trực chuyển bước, hoặc gia hạn với lý do."),
    warning=True,
)
def overdue(looked: Looked) -> Iterator[Finding]:
    today = looked.now.astimezone(clock.VIETNAM).date()
    rows = Deadline.objects.filter(round__stage=F("stage"), day__lt=today - _LONG_OVERDUE)
    for code, authority, day in rows.values_list("round__code", "round__authority__code", "day"):
        yield Finding(code, f"{day:%d/%m/%Y}", authority)


@check(
    "DOC044",
    _("Hạn của từng cơ quan khớp với lịch và gia hạn"),
    _("Một cơ quan đang được nhận hoặc bị từ chối theo một ngày khác với ngày đã ghi trong đợt."),
    _("Cơ quan thường trực lưu lại lịch của đợt: hạn của từng cơ quan được tính lại."),
)
def dues(looked: Looked) -> Iterator[Finding]:
    days = dict(Deadline.objects.filter(stage=Stage.ASSESSMENT).values_list("round", "day"))
    extended: dict[int, date] = {}
    for key, day in Extension.objects.filter(stage=Stage.ASSESSMENT).values_list("participant", "day"):
        extended[key] = max(day, extended.get(key, day))
    rows = Participant.objects.filter(round__stage__in=_RUNNING).values_list(
        "pk", "round", "due", "round__code", "body__code", "round__authority__code"
    )
    for key, round_, due, code, body, authority in rows.iterator(2_000):
        wanted = max((day for day in (days.get(round_), extended.get(key)) if day), default=None)
        if due != wanted:
            yield Finding(f"{code} · {body}", f"{due or '–'} ≠ {wanted or '–'}", authority)


@check(
    "DOC045",
    _("Cơ quan trong đợt thuộc sổ của chính cơ quan chủ trì"),
    _("Đợt đánh giá một cơ quan của nơi khác: người nơi khác có thể thấy hồ sơ chưa công bố."),
    _MAINTAINER,
)
def bodies_of_round(looked: Looked) -> Iterator[Finding]:
    rows = Participant.objects.exclude(body__authority=F("round__authority"))
    for code, body, authority in rows.values_list("round__code", "body__code", "round__authority__code"):
        yield Finding(f"{code} · {body}", "", authority)


@check(
    "DOC046",
    _("Khối, cơ quan và người được phân công thuộc cùng một đợt"),
    _("Phân công hoặc xếp khối chỉ sang đợt khác."),
    _("Cơ quan thường trực phân công, xếp khối lại."),
)
def parts_of_round(looked: Looked) -> Iterator[Finding]:
    groups = Participant.objects.filter(group__isnull=False).exclude(group__round=F("round"))
    for code, body, authority in groups.values_list("round__code", "body__code", "round__authority__code"):
        yield Finding(f"{code} · {body}", _("khối của đợt khác"), authority)
    elsewhere = Q(group__isnull=False) & ~Q(group__round=F("round")) | Q(participant__isnull=False) & ~Q(
        participant__round=F("round")
    )
    for code, person, authority in Charge.objects.filter(elsewhere).values_list(
        "round__code", "person__name", "round__authority__code"
    ):
        yield Finding(f"{code} · {person}", _("phân công của đợt khác"), authority)


@check(
    "DOC047",
    _("Mỗi tên trong một khối chỉ một cơ quan"),
    _("Hai cơ quan trùng tên trong cùng khối: người xem bảng xếp hạng không phân biệt được."),
    _("Sửa tên trong đợt cho phân biệt, hoặc bỏ cơ quan bị đưa vào hai lần."),
    warning=True,
)
def same_names(looked: Looked) -> Iterator[Finding]:
    rows = Participant.objects.values("round__code", "round__authority__code", "group", "name").annotate(count=Count("pk"))
    for row in rows.filter(count__gt=1).order_by("round__code", "name"):
        yield Finding(f"{row['round__code']} · {row['name']}", str(row["count"]), row["round__authority__code"])


@check(
    "DOC048",
    _("Kết quả chưa phê duyệt không hiện công khai"),
    _("Một đợt đang làm được đánh dấu công khai."),
    _MAINTAINER,
)
def public(looked: Looked) -> Iterator[Finding]:
    rows = Round.objects.filter(public=True).exclude(stage__in=(Stage.IMPORTED, Stage.APPROVED))
    for code, authority in rows.values_list("code", "authority__code"):
        yield Finding(code, "", authority)


@check(
    "DOC049",
    _("Đợt có người của cơ quan thường trực"),
    _("Không ai chuyển bước, gia hạn hay theo dõi được đợt này."),
    _("Người quản trị bổ nhiệm người của cơ quan thường trực."),
    warning=True,
)
def without_lead(looked: Looked) -> Iterator[Finding]:
    held = Appointment.objects.filter(in_force(looked.now), role=Role.LEAD, authority=OuterRef("authority"))
    lead = Exists(held.filter(Q(round=None) | Q(round=OuterRef("pk")), person__is_active=True))
    for round_ in Round.objects.filter(~lead, stage__in=_RUNNING).select_related("authority"):
        yield Finding(round_.code, "", round_.authority.code)


@check(
    "DOC050",
    _("Mỗi cơ quan có người duyệt"),
    _("Bản tự đánh giá của cơ quan này không ai gửi được."),
    _("Người quản trị mời người duyệt của cơ quan."),
    warning=True,
)
def without_approver(looked: Looked) -> Iterator[Finding]:
    held = Appointment.objects.filter(in_force(looked.now), role=Role.APPROVER, body=OuterRef("body"), person__is_active=True)
    approver = Exists(held.filter(Q(round=None) | Q(round=OuterRef("round"))))
    rows = Participant.objects.filter(~approver, round__stage=Stage.ASSESSMENT).exclude(standing=Standing.EXEMPT)
    for code, body, authority in rows.values_list("round__code", "body__code", "round__authority__code"):
        yield Finding(f"{code} · {body}", "", authority)


@check(
    "DOC051",
    _("Không ai được phân công thẩm định cơ quan của chính mình"),
    _("Người thẩm định giữ một vai trò ở cơ quan được đánh giá. Phần mềm không cho người ấy kết luận, nên việc sẽ bị bỏ trống."),
    _("Cơ quan thường trực phân công người khác cho cơ quan ấy."),
)
def own_body(looked: Looked) -> Iterator[Finding]:
    own = Appointment.objects.filter(in_force(looked.now), person=OuterRef("person"), body=OuterRef("participant__body"))
    rows = Charge.objects.filter(Exists(own), duty__in=(Duty.VERIFY, Duty.READ), round__stage__in=_RUNNING)
    for code, body, person, authority in rows.values_list(
        "round__code", "participant__body__code", "person__name", "round__authority__code"
    ):
        yield Finding(f"{code} · {body}", person, authority)


@check(
    "DOC052",
    _("Người được phân công còn giữ vai trò"),
    _("Phần việc giao cho người này không ai làm."),
    _("Cơ quan thường trực phân công người khác, hoặc người quản trị bổ nhiệm lại."),
    warning=True,
)
def charged_without_role(looked: Looked) -> Iterator[Finding]:
    held = Appointment.objects.filter(in_force(looked.now), person=OuterRef("person"), authority=OuterRef("round__authority"))
    here = Exists(held.filter(Q(round=None) | Q(round=OuterRef("round")), person__is_active=True))
    rows = Charge.objects.filter(~here, round__stage__in=_RUNNING)
    for code, person, authority in rows.values_list("round__code", "person__name", "round__authority__code").distinct():
        yield Finding(f"{code} · {person}", "", authority)


@check(
    "DOC053",
    _("Phân công theo tiêu chí có trong bộ tiêu chí"),
    _("Một phân công chỉ đến mã không có trong bộ tiêu chí của đợt."),
    _("Cơ quan thường trực phân công lại."),
)
def charged_criteria(looked: Looked) -> Iterator[Finding]:
    for round_ in Round.objects.filter(stage__in=_RUNNING).select_related("authority", "set_version"):
        charged = set(round_.charges.exclude(criterion="").values_list("criterion", flat=True))
        for code in sorted(charged - set(codes_of(round_))) if charged else ():
            yield Finding(f"{round_.code} · {code}", "", round_.authority.code)


def codes_of(round_: Round) -> set[str]:
    """The codes of all criteria and indicators of a round's set; none where the set cannot be read."""
    try:
        criteria_set = criteria_set_of(round_)
    except ValueError:
        return set()
    keys = keys_of(criteria_set).by_key
    return {*keys, *(each.code for each in keys.values())}
