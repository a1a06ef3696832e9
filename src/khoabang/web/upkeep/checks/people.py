"""Checks of people and of what they are appointed to."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from khoabang.web.accounts.models import HELD_AT_A_BODY, Appointment, Person, Role
from khoabang.web.accounts.selectors import in_force
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.models import Round, Stage
from khoabang.web.upkeep.checks.check import Finding, Looked, check

_ADMINISTRATOR = _("Người quản trị chấm dứt vai trò ấy và bổ nhiệm lại cho đúng.")
_ENDED = (Stage.IMPORTED, Stage.APPROVED, Stage.CANCELLED)


def _place(appointment: Appointment) -> Finding:
    return Finding(str(appointment), str(appointment.body or appointment.round or ""), appointment.authority.code)


@check(
    "DOC090",
    _("Vai trò ở cơ quan thuộc sổ của đúng cơ quan chủ trì"),
    _("Một người được giao vai trò ở cơ quan thuộc nơi khác."),
    _ADMINISTRATOR,
)
def bodies_elsewhere(looked: Looked) -> Iterator[Finding]:
    rows = Appointment.objects.filter(body__isnull=False).exclude(body__authority=F("authority"))
    yield from map(_place, rows.select_related("person", "body", "round", "authority"))


@check(
    "DOC091",
    _("Vai trò trong đợt thuộc đúng cơ quan chủ trì"),
    _("Một người được giao vai trò trong đợt của nơi khác."),
    _ADMINISTRATOR,
)
def rounds_elsewhere(looked: Looked) -> Iterator[Finding]:
    rows = Appointment.objects.filter(round__isnull=False).exclude(round__authority=F("authority"))
    yield from map(_place, rows.select_related("person", "body", "round", "authority"))


@check(
    "DOC092",
    _("Ủy quyền không kéo dài hơn vai trò được ủy quyền"),
    _("Người ủy quyền không còn giữ vai trò mà người được ủy quyền vẫn làm thay."),
    _("Người quản trị chấm dứt việc ủy quyền."),
)
def delegations(looked: Looked) -> Iterator[Finding]:
    longer = Q(delegated_from__ends__isnull=False) & Q(ends__gt=F("delegated_from__ends"))
    rows = Appointment.objects.filter(in_force(looked.now), longer)
    yield from map(_place, rows.select_related("person", "body", "round", "authority"))


@check(
    "DOC093",
    _("Ủy quyền đúng vai trò và đúng nơi"),
    _("Vai trò được ủy quyền khác với vai trò của người ủy quyền."),
    _("Người quản trị chấm dứt việc ủy quyền."),
)
def delegations_of_another(looked: Looked) -> Iterator[Finding]:
    same = Q(role=F("delegated_from__role"), authority=F("delegated_from__authority"))
    here = Q(body=F("delegated_from__body")) | Q(body__isnull=True, delegated_from__body__isnull=True)
    rows = Appointment.objects.filter(delegated_from__isnull=False).exclude(same & here)
    yield from map(_place, rows.select_related("person", "body", "round", "authority"))


@check(
    "DOC094",
    _("Cơ quan chủ trì có đợt đang làm thì có người quản trị"),
    _("Không ai mời người, giao vai trò hay xem trang này được."),
    _("Người vận hành máy chủ bổ nhiệm một người quản trị."),
)
def without_administrator(looked: Looked) -> Iterator[Finding]:
    held = Appointment.objects.filter(in_force(looked.now), role=Role.ADMINISTRATOR, authority=OuterRef("pk"))
    runs = Round.objects.filter(authority=OuterRef("pk")).exclude(stage__in=_ENDED)
    for authority in Authority.objects.filter(Exists(runs), ~Exists(held.filter(person__is_active=True))):
        yield Finding(authority.code, authority.name, authority.code)


@check(
    "DOC095",
    _("Người đã nghỉ không còn giữ vai trò"),
    _("Tài khoản đã khóa mà vai trò chưa chấm dứt: việc giao cho người ấy không ai làm."),
    _("Người quản trị chấm dứt vai trò và giao cho người khác."),
    warning=True,
)
def left(looked: Looked) -> Iterator[Finding]:
    rows = Appointment.objects.filter(in_force(looked.now), person__is_active=False)
    yield from map(_place, rows.select_related("person", "body", "round", "authority"))


@check(
    "DOC096",
    _("Mỗi địa chỉ thư chỉ một tài khoản, viết một kiểu"),
    _("Hai tài khoản cùng một địa chỉ thư khác chữ hoa, chữ thường; hoặc địa chỉ không ở dạng phần mềm lưu."),
    _("Người quản trị khóa tài khoản thừa."),
)
def emails(looked: Looked) -> Iterator[Finding]:
    twice = Person.objects.annotate(small=Lower("email")).values("small").annotate(count=Count("pk")).filter(count__gt=1)
    yield from (Finding(row["small"], str(row["count"])) for row in twice.order_by("small"))
    for email in Person.objects.order_by("email").values_list("email", flat=True).iterator(2_000):
        if Person.objects.normalise(email) != email:
            yield Finding(email)


@check(
    "DOC097",
    _("Người quản trị có lớp bảo vệ thứ hai"),
    _("Ai biết mật khẩu của người quản trị thì làm được mọi việc."),
    _("Người quản trị bật xác thực hai lớp hoặc khóa truy cập (passkey) trong mục Tài khoản."),
    warning=True,
)
def second_factor(looked: Looked) -> Iterator[Finding]:
    has = Exists(Authenticator.objects.filter(user=OuterRef("person")))
    rows = Appointment.objects.filter(in_force(looked.now), ~has, role=Role.ADMINISTRATOR, person__is_active=True)
    yield from map(_place, rows.select_related("person", "body", "round", "authority"))


@check(
    "DOC098",
    _("Vai trò của cơ quan có cơ quan, vai trò khác thì không"),
    _("Một vai trò thiếu nơi, hoặc thừa nơi: quyền của người ấy không xác định."),
    _ADMINISTRATOR,
)
def places_of_roles(looked: Looked) -> Iterator[Finding]:
    of_body = Q(role__in=[role.value for role in HELD_AT_A_BODY])
    rows = Appointment.objects.filter(of_body & Q(body__isnull=True) | ~of_body & Q(body__isnull=False))
    yield from map(_place, rows.select_related("person", "body", "round", "authority"))
