"""Checks of what bodies sent and what was decided: numbers, states, and what refers to what."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Exists, F, Model, OuterRef, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import Appointment
from khoabang.web.assessments.claims import digest_of
from khoabang.web.assessments.models import (
    Approval,
    Claim,
    ClaimItem,
    Draft,
    Outcome,
    Reply,
    Ruling,
    SourceFigure,
    Step,
    Supplement,
)
from khoabang.web.reminders import open_supplements
from khoabang.web.rounds.models import Participant, Round, Stage, State
from khoabang.web.upkeep.checks.check import Finding, Looked, check
from khoabang.web.upkeep.checks.rounds import codes_of

_BYPASSED = _("Có dòng được ghi vào cơ sở dữ liệu mà không qua phần mềm, hoặc một lần lưu không trọn vẹn.")
_COMPARE = _("Đối chiếu với nhật ký của cơ quan trong đợt và với bản sao lưu, rồi báo người bảo trì phần mềm.")
_PLACE = ("participant__round__code", "participant__body__code")
_OWNER = "participant__round__authority__code"


def _gaps(rows: Iterable[tuple[Any, ...]]) -> Iterator[Finding]:
    """Findings of numbers that do not follow one another from 1; a row is authority, number, and what they belong to."""
    numbers: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for authority, number, *place in rows:
        numbers[authority, *place].append(number)
    for (authority, *place), found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield Finding(" · ".join(map(str, place)), ", ".join(map(str, sorted(found))), str(authority))


@check("DOC060", _("Bản gửi của mỗi cơ quan được đánh số liền nhau"), _("Một bản đã gửi không còn."), _COMPARE)
def claim_numbers(looked: Looked) -> Iterator[Finding]:
    yield from _gaps(Claim.objects.order_by().values_list(_OWNER, "number", *_PLACE))


@check("DOC061", _("Kết luận của mỗi chỉ tiêu được đánh số liền nhau"), _("Một kết luận không còn."), _COMPARE, slow=True)
def ruling_numbers(looked: Looked) -> Iterator[Finding]:
    yield from _gaps(Ruling.objects.order_by().values_list(_OWNER, "number", *_PLACE, "indicator").iterator(2_000))


@check(
    "DOC062", _("Số liệu của nguồn được đánh số liền nhau"), _("Một số liệu do nguồn cung cấp không còn."), _COMPARE, slow=True
)
def figure_numbers(looked: Looked) -> Iterator[Finding]:
    yield from _gaps(SourceFigure.objects.order_by().values_list(_OWNER, "number", *_PLACE, "indicator").iterator(2_000))


@check(
    "DOC063",
    _("Trạng thái của cơ quan khớp với bản gửi"),
    _("Cơ quan được ghi là đã gửi mà không có bản gửi nào còn hiệu lực, hoặc ngược lại."),
    _COMPARE,
)
def states(looked: Looked) -> Iterator[Finding]:
    standing = Exists(Claim.objects.filter(participant=OuterRef("pk"), withdrawal__isnull=True))
    rows = Participant.objects.exclude(round__stage=Stage.CANCELLED).annotate(standing_claim=standing)
    wrong = rows.filter(Q(state=State.SENT, standing_claim=False) | ~Q(state=State.SENT) & Q(standing_claim=True))
    for code, body, authority, state in wrong.values_list("round__code", "body__code", "round__authority__code", "state"):
        yield Finding(f"{code} · {body}", State(state).label, authority)


@check("DOC064", _("Mỗi cơ quan có nhiều nhất một bản gửi còn hiệu lực"), _BYPASSED, _COMPARE)
def open_claims(looked: Looked) -> Iterator[Finding]:
    rows = Claim.objects.filter(withdrawal__isnull=True).values(*_PLACE, _OWNER).annotate(count=Count("pk"))
    for row in rows.filter(count__gt=1).order_by(*_PLACE):
        yield Finding(f"{row[_PLACE[0]]} · {row[_PLACE[1]]}", str(row["count"]), row[_OWNER])


@check("DOC065", _("Mỗi bản gửi có nội dung"), _BYPASSED, _COMPARE)
def empty_claims(looked: Looked) -> Iterator[Finding]:
    empty = Claim.objects.filter(~Exists(ClaimItem.objects.filter(claim=OuterRef("pk"))))
    for code, body, number, authority in empty.values_list(*_PLACE, "number", _OWNER):
        yield Finding(f"{code} · {body} #{number}", "", authority)


@check(
    "DOC066",
    _("Bản gửi không muộn hơn hạn"),
    _("Một bản được gửi sau ngày cuối của cơ quan."),
    _COMPARE,
)
def late_claims(looked: Looked) -> Iterator[Finding]:
    rows = Claim.objects.filter(signed=True, participant__due__isnull=False)
    for code, body, number, authority, at, due in rows.values_list(*_PLACE, "number", _OWNER, "at", "participant__due"):
        if clock.is_over(due, at):
            yield Finding(f"{code} · {body} #{number}", f"{at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}", authority)


@check("DOC067", _("Bản gửi chỉ rút lại sau khi gửi"), _BYPASSED, _COMPARE)
def early_withdrawals(looked: Looked) -> Iterator[Finding]:
    rows = Claim.objects.filter(withdrawal__at__lt=F("at"))
    for code, body, number, authority in rows.values_list(*_PLACE, "number", _OWNER):
        yield Finding(f"{code} · {body} #{number}", "", authority)


@check(
    "DOC068",
    _("Kết luận không có trước bước thẩm định, không có sau phê duyệt"),
    _("Một kết luận được ghi ở bước không cho phép."),
    _COMPARE,
    slow=True,
)
def rulings_out_of_stage(looked: Looked) -> Iterator[Finding]:
    after = Approval.objects.filter(round=OuterRef("participant__round"), at__lt=OuterRef("at"))
    wrong = Ruling.objects.filter(Q(participant__round__stage__in=(Stage.PREPARATION, Stage.IMPORTED)) | Q(Exists(after)))
    yield from _items(wrong.values_list(*_PLACE, "indicator", _OWNER, "number"))


def _items(rows: Iterable[tuple[Any, ...]]) -> Iterator[Finding]:
    for code, body, indicator, authority, number in rows:
        yield Finding(f"{code} · {body} · {indicator} #{number}", "", authority)


@check(
    "DOC069",
    _("Mỗi ý kiến giải trình trả lời một lần điều chỉnh"),
    _("Có ý kiến trả lời một kết luận không điều chỉnh gì."),
    _COMPARE,
)
def replies(looked: Looked) -> Iterator[Finding]:
    wrong = Reply.objects.exclude(ruling__outcome=Outcome.CHANGED).values_list("ruling", flat=True)
    yield from _items(Ruling.objects.filter(pk__in=wrong).values_list(*_PLACE, "indicator", _OWNER, "number"))


@check(
    "DOC070",
    _("Mỗi lần bổ sung trả lời một yêu cầu bổ sung"),
    _("Có lần bổ sung mà không ai yêu cầu."),
    _COMPARE,
)
def supplements(looked: Looked) -> Iterator[Finding]:
    wrong = Supplement.objects.exclude(ruling__outcome=Outcome.SUPPLEMENT).values_list("ruling", flat=True)
    yield from _items(Ruling.objects.filter(pk__in=wrong).values_list(*_PLACE, "indicator", _OWNER, "number"))


@check(
    "DOC071",
    _("Yêu cầu bổ sung được trả lời đúng hạn"),
    _("Cơ quan chưa trả lời yêu cầu bổ sung đã quá hạn: thẩm định không kết thúc được."),
    _("Người thẩm định kết luận theo hồ sơ đang có, hoặc liên hệ cơ quan."),
    warning=True,
)
def overdue_supplements(looked: Looked) -> Iterator[Finding]:
    today = looked.now.astimezone(clock.VIETNAM).date()
    for round_ in Round.objects.filter(stage=Stage.VERIFICATION):
        overdue = open_supplements(round_).filter(due__lt=today)
        yield from _items(overdue.values_list(*_PLACE, "indicator", _OWNER, "number"))


@check("DOC072", _("Chỉ tiêu của bản nhập có trong bộ tiêu chí"), _BYPASSED, _COMPARE, slow=True)
def draft_indicators(looked: Looked) -> Iterator[Finding]:
    yield from _unknown(Draft, "participant")


@check("DOC073", _("Chỉ tiêu của bản gửi có trong bộ tiêu chí"), _BYPASSED, _COMPARE, slow=True)
def claim_indicators(looked: Looked) -> Iterator[Finding]:
    yield from _unknown(ClaimItem, "claim__participant")


@check("DOC074", _("Chỉ tiêu của kết luận có trong bộ tiêu chí"), _BYPASSED, _COMPARE, slow=True)
def ruling_indicators(looked: Looked) -> Iterator[Finding]:
    yield from _unknown(Ruling, "participant")


@check("DOC075", _("Chỉ tiêu của số liệu nguồn có trong bộ tiêu chí"), _BYPASSED, _COMPARE, slow=True)
def figure_indicators(looked: Looked) -> Iterator[Finding]:
    yield from _unknown(SourceFigure, "participant")


def _unknown(model: type[Model], way: str) -> Iterator[Finding]:
    rounds = Round.objects.filter(set_version__isnull=False).exclude(stage=Stage.IMPORTED)
    for round_ in rounds.select_related("authority", "set_version"):
        used = model._default_manager.filter(**{f"{way}__round": round_}).order_by().values_list("indicator", flat=True)  # noqa: SLF001 - whichever model it is
        for code in sorted(set(used.distinct()) - codes_of(round_)):
            yield Finding(f"{round_.code} · {code}", "", round_.authority.code)


@check("DOC076", _("Giá trị của bản nhập đọc được"), _BYPASSED, _COMPARE, slow=True)
def draft_values(looked: Looked) -> Iterator[Finding]:
    yield from _unreadable(Draft, "participant", {"values": dict})


@check("DOC077", _("Giá trị của bản gửi đọc được"), _BYPASSED, _COMPARE, slow=True)
def claim_values(looked: Looked) -> Iterator[Finding]:
    yield from _unreadable(ClaimItem, "claim__participant", {"values": dict, "evidence": list})


@check("DOC078", _("Giá trị của kết luận đọc được"), _BYPASSED, _COMPARE, slow=True)
def ruling_values(looked: Looked) -> Iterator[Finding]:
    yield from _unreadable(Ruling, "participant", {"values": dict})


@check("DOC079", _("Giá trị của số liệu nguồn đọc được"), _BYPASSED, _COMPARE, slow=True)
def figure_values(looked: Looked) -> Iterator[Finding]:
    yield from _unreadable(SourceFigure, "participant", {"values": dict})


def _unreadable(model: type[Model], way: str, columns: dict[str, type]) -> Iterator[Finding]:
    place = [f"{way}__round__code", f"{way}__body__code", "indicator", f"{way}__round__authority__code"]
    rows = model._default_manager.order_by().values_list(*place, *columns)  # noqa: SLF001 - whichever model it is
    for code, body, indicator, authority, *texts in rows.iterator(2_000):
        for (name, kind), text in zip(columns.items(), texts, strict=True):
            if not is_json_of(kind, text):
                yield Finding(f"{code} · {body} · {indicator}", f"{name}: {text[:60]}", authority)


def is_json_of(kind: type, text: str) -> bool:
    """Whether a text is JSON of a kind; of an object each value is a text as typed, never a number."""
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, kind) and (not isinstance(value, dict) or all(isinstance(each, str) for each in value.values()))


@check(
    "DOC080",
    _("Thuộc tính của cơ quan trong đợt đọc được"),
    _BYPASSED,
    _COMPARE,
)
def attributes(looked: Looked) -> Iterator[Finding]:
    rows = Participant.objects.order_by().values_list(
        "round__code", "body__code", "round__authority__code", "attributes", "predecessors"
    )
    for code, body, authority, given, predecessors in rows.iterator(2_000):
        if not (is_json_of(dict, given) and is_json_of(list, predecessors)):
            yield Finding(f"{code} · {body}", "", authority)


@check(
    "DOC081",
    _("Không ai kết luận về cơ quan của chính mình"),
    _("Người kết luận giữ một vai trò ở cơ quan ấy vào lúc kết luận."),
    _("Hội đồng xem lại các kết luận này; cơ quan thường trực phân công người khác."),
    slow=True,
)
def own_rulings(looked: Looked) -> Iterator[Finding]:
    own = Appointment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gt=OuterRef("at")),
        person=OuterRef("by"), body=OuterRef("participant__body"), starts__lte=OuterRef("at"),
    )  # fmt: skip
    yield from _items(Ruling.objects.filter(Exists(own)).values_list(*_PLACE, "indicator", _OWNER, "number"))


@check(
    "DOC082",
    _("Thẩm định lần hai do người khác làm"),
    _("Cùng một người thẩm định lần một và lần hai."),
    _("Cơ quan thường trực phân công người khác thẩm định lần hai."),
    slow=True,
)
def second_readings(looked: Looked) -> Iterator[Finding]:
    first = Ruling.objects.filter(
        participant=OuterRef("participant"), indicator=OuterRef("indicator"), number=OuterRef("number") - 1,
        step=Step.VERIFICATION, by=OuterRef("by"),
    )  # fmt: skip
    wrong = Ruling.objects.filter(Exists(first), step=Step.SECOND_READING)
    yield from _items(wrong.values_list(*_PLACE, "indicator", _OWNER, "number"))


@check(
    "DOC083",
    _("Số phiên bản của bản nhập từ 1 trở lên và có giờ lưu hợp lý"),
    _BYPASSED,
    _COMPARE,
)
def draft_times(looked: Looked) -> Iterator[Finding]:
    rows = Draft.objects.filter(Q(version__lt=1) | Q(saved_at__gt=looked.now))
    for code, body, indicator, authority, version in rows.values_list(*_PLACE, "indicator", _OWNER, "version"):
        yield Finding(f"{code} · {body} · {indicator}", format_lazy(_("phiên bản {version}"), version=version), authority)


@check(
    "DOC084",
    _("Nội dung bản gửi khớp với dấu băm trên giấy biên nhận"),
    _("Một bản đã gửi không còn đúng như khi được duyệt và gửi."),
    _COMPARE,
    slow=True,
)
def claim_hashes(looked: Looked) -> Iterator[Finding]:
    claims = Claim.objects.select_related("participant__round__authority", "participant__body").order_by("pk")
    for claim in claims.iterator(500):
        try:
            computed = digest_of(claim)
        except (ValueError, TypeError):
            computed = ""
        if computed != claim.sha256:
            participant = claim.participant
            place = f"{participant.round.code} · {participant.body.code} #{claim.number}"
            yield Finding(place, f"{claim.sha256} ≠ {computed or '–'}", participant.round.authority.code)
