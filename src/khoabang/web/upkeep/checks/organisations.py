"""Checks of the register: names, what search finds them by, dates."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import Person
from khoabang.web.organisations.models import Authority, Body, BodyName, BodyParent, NameKind
from khoabang.web.organisations.names import search_key
from khoabang.web.rounds.models import Participant, Round, Stage
from khoabang.web.upkeep.checks.check import Finding, Looked, check

_REGISTER = _("Sửa trong sổ cơ quan của cơ quan chủ trì.")
_MAINTAINER = _("Báo người bảo trì phần mềm.")


@check(
    "DOC100",
    _("Tên viết bằng một kiểu chữ có dấu (NFC)"),
    _("Cùng một tên được lưu bằng hai kiểu mã dấu: tìm và so sánh sẽ không khớp."),
    _("Nhập lại tên ấy."),
)
def normal_form(looked: Looked) -> Iterator[Finding]:
    for owner, name in BodyName.objects.values_list("body__authority__code", "name").iterator(2_000):
        if not unicodedata.is_normalized("NFC", name):
            yield Finding(name, "", owner)
    for owner, name in Participant.objects.values_list("round__authority__code", "name").iterator(2_000):
        if not unicodedata.is_normalized("NFC", name):
            yield Finding(name, "", owner)
    for owner, name in Authority.objects.values_list("code", "name"):
        if not unicodedata.is_normalized("NFC", name):
            yield Finding(name, "", owner)
    for name in Person.objects.values_list("name", flat=True).iterator(2_000):
        if not unicodedata.is_normalized("NFC", name):
            yield Finding(name)


@check(
    "DOC101",
    _("Khóa tìm của tên trong sổ đúng"),
    _("Gõ tên cơ quan sẽ không tìm thấy."),
    _("Lưu lại tên ấy trong sổ cơ quan."),
)
def keys_of_names(looked: Looked) -> Iterator[Finding]:
    for owner, name, search in BodyName.objects.values_list("body__authority__code", "name", "search").iterator(2_000):
        if search_key(name) != search:
            yield Finding(name, search, owner)


@check(
    "DOC102",
    _("Khóa tìm của cơ quan trong đợt đúng"),
    _("Gõ tên cơ quan ở trang theo dõi sẽ không tìm thấy."),
    _MAINTAINER,
)
def keys_of_participants(looked: Looked) -> Iterator[Finding]:
    rows = Participant.objects.values_list("round__authority__code", "round__code", "name", "search")
    for owner, code, name, search in rows.iterator(2_000):
        if search_key(name) != search:
            yield Finding(f"{code} · {name}", search, owner)


@check(
    "DOC103",
    _("Khóa tìm của đợt không trống"),
    _("Gõ tên đợt sẽ không tìm thấy."),
    _MAINTAINER,
)
def keys_of_rounds(looked: Looked) -> Iterator[Finding]:
    for owner, code, search in Round.objects.values_list("authority__code", "code", "search"):
        if not search or search_key(search) != search:
            yield Finding(code, search, owner)


@check("DOC104", _("Mỗi cơ quan có tên"), _("Cơ quan không có tên nào: chỉ hiện mã."), _REGISTER)
def without_name(looked: Looked) -> Iterator[Finding]:
    rows = Body.objects.filter(~Exists(BodyName.objects.filter(body=OuterRef("pk"), withdrawn=False)), withdrawn=False)
    for owner, code in rows.values_list("authority__code", "code"):
        yield Finding(code, "", owner)


@check(
    "DOC105",
    _("Hai cơ quan đang hoạt động không trùng tên"),
    _("Hai mã cho cùng một tên: có thể là một cơ quan được ghi hai lần."),
    _("Nếu là một, hợp nhất trong sổ; nếu là hai, ghi tên cho phân biệt."),
    warning=True,
)
def same_name(looked: Looked) -> Iterator[Finding]:
    today = looked.now.astimezone(clock.VIETNAM).date()
    codes: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    parents = dict(BodyParent.objects.filter(withdrawn=False, valid_to__isnull=True).values_list("body", "parent"))
    rows = BodyName.objects.filter(kind=NameKind.OFFICIAL, valid_to__isnull=True, withdrawn=False, body__withdrawn=False)
    columns = ("body__authority__code", "name", "body__code", "body")
    for owner, name, code, body in rows.exclude(body__closed__lt=today).values_list(*columns).iterator(2_000):
        codes[owner, name, parents.get(body, 0)].add(code)  # communes of two provinces may share a name
    for (owner, name, _parent), found in codes.items():
        if len(found) > 1:
            yield Finding(name, ", ".join(sorted(found)), owner)


@check(
    "DOC106",
    _("Tên chính thức không chồng thời gian"),
    _("Cùng một ngày cơ quan có hai tên chính thức."),
    _REGISTER,
)
def overlaps(looked: Looked) -> Iterator[Finding]:
    names: dict[tuple[str, str], list[tuple[date, date]]] = defaultdict(list)
    rows = BodyName.objects.filter(kind=NameKind.OFFICIAL, withdrawn=False)
    for owner, code, first, last in rows.values_list("body__authority__code", "body__code", "valid_from", "valid_to"):
        names[owner, code].append((first or date.min, last or date.max))
    for (owner, code), periods in names.items():
        ordered = sorted(periods)
        if any(later[0] <= earlier[1] for earlier, later in pairwise(ordered)):
            yield Finding(code, "", owner)


@check(
    "DOC107",
    _("Cơ quan trong đợt còn tồn tại trong năm đánh giá"),
    _("Cơ quan đã chấm dứt trước năm đánh giá vẫn nằm trong đợt."),
    _("Cơ quan thường trực bỏ cơ quan ấy khỏi đợt, hoặc sửa ngày trong sổ."),
    warning=True,
)
def closed(looked: Looked) -> Iterator[Finding]:
    rows = Participant.objects.filter(body__closed__year__lt=F("round__year")).exclude(round__stage=Stage.CANCELLED)
    for owner, code, body in rows.values_list("round__authority__code", "round__code", "body__code"):
        yield Finding(f"{code} · {body}", "", owner)


@check(
    "DOC108",
    _("Ngày thành lập, chấm dứt của cơ quan hợp lý"),
    _("Cơ quan chấm dứt trước khi thành lập."),
    _REGISTER,
)
def dates(looked: Looked) -> Iterator[Finding]:
    for owner, code in Body.objects.filter(closed__lt=F("opened")).values_list("authority__code", "code"):
        yield Finding(code, "", owner)
