"""Checks of the activity log: its chains, its seals, and whether each save has its entry."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web.activity.models import Chain, Entry, Seal, SealedHead
from khoabang.web.activity.verification import SEALS, Difference
from khoabang.web.activity.words import WORDS
from khoabang.web.assessments.models import Draft
from khoabang.web.rounds.models import Round
from khoabang.web.upkeep.checks.check import Finding, Looked, check

TAMPERED = _(
    "Có người sửa thẳng vào cơ sở dữ liệu, hoặc đĩa hỏng. Giữ nguyên bản hiện tại làm chứng cứ, đối chiếu với bản sao lưu "
    "trước thời điểm niêm phong gần nhất còn khớp."
)
_SHOWN = 12
_LATE = timedelta(hours=3)
_BACKWARDS = timedelta(minutes=5)


def authority_of_chain(key: str) -> str:
    """Whose a chain is: the authority's code; nothing where it is the installation's."""
    kind, _, rest = key.partition(":")
    if kind == "authority":
        return rest
    if kind == "round":
        return Round.objects.filter(code=rest.partition(":")[0]).values_list("authority__code", flat=True).first() or ""
    return ""


def _found(differences: list[Difference]) -> Iterator[Finding]:
    for each in differences:
        words = format_lazy("{words}: {expected} ≠ {found}", words=each.words, expected=each.expected, found=each.found or "–")
        yield Finding(f"{each.chain} #{each.number}", words, authority_of_chain(each.chain))


@check(
    "DOC020",
    _("Chuỗi nhật ký không bị sửa, bớt hay chèn"),
    _("Nhật ký không còn đúng như khi được ghi: có việc bị sửa, bị lấy đi hoặc bị thêm vào."),
    TAMPERED,
    slow=True,
)
def chains(looked: Looked) -> Iterator[Finding]:
    yield from _found([each for each in looked.log.differences if each.chain != SEALS and each.kind != "sealed"])


@check(
    "DOC021",
    _("Dấu niêm phong nhật ký khớp"),
    _("Một chuỗi nhật ký đã bị viết lại từ đầu, bị cắt, hoặc chính dấu niêm phong bị sửa."),
    TAMPERED,
    slow=True,
)
def seals(looked: Looked) -> Iterator[Finding]:
    yield from _found([each for each in looked.log.differences if each.chain == SEALS or each.kind == "sealed"])


@check(
    "DOC022",
    _("Nhật ký được niêm phong đều"),
    _("Có việc ghi nhật ký đã lâu mà chưa niêm phong: chưa có gì chứng minh chuỗi không bị viết lại."),
    _("Xem đồng hồ có chạy không: khoabang serve tự chạy, hoặc đặt khoabang clock vào cron mỗi phút."),
    warning=True,
)
def unsealed(looked: Looked) -> Iterator[Finding]:
    lengths = dict(SealedHead.objects.values_list("key", "length"))
    grown = [key for key, length in Chain.objects.values_list("key", "length") if length > lengths.get(key, 0)]
    last = Seal.objects.last()
    first = Entry.objects.filter(chain__key__in=grown[:500]).order_by("at").values_list("at", flat=True)
    since = last.at if last is not None else first.first()
    if grown and since is not None and looked.now - since > _LATE:
        yield Finding("", format_lazy(_("{count} chuỗi có việc chưa niêm phong"), count=len(grown)))


@check(
    "DOC023",
    _("Mỗi lần lưu bản nhập có một dòng nhật ký"),
    _("Số lần lưu của một chỉ tiêu khác số dòng nhật ký của nó: có lần lưu không để lại dấu vết, hoặc nhật ký thiếu."),
    TAMPERED,
    slow=True,
)
def saves(looked: Looked) -> Iterator[Finding]:
    saved = Entry.objects.filter(action="draft.saved", chain__key__startswith="round:")
    logged = Counter(saved.values_list("chain__key", "subject").iterator(2_000))
    drafts = Draft.objects.values_list(
        "participant__round__code",
        "participant__body__code",
        "indicator",
        "version",
        "participant__round__authority__code",
    )
    for round_code, body, indicator, version, authority in drafts.iterator(2_000):
        count = logged[f"round:{round_code}:{body}", indicator]
        if count != version:
            words = format_lazy(_("{saves} lần lưu, {entries} dòng nhật ký"), saves=version, entries=count)
            yield Finding(f"{round_code} · {body} · {indicator}", words, authority)


@check(
    "DOC028",
    _("Bản nhập đúng như lần lưu cuối trong nhật ký"),
    _("Nội dung đang lưu của một chỉ tiêu khác với nội dung mà nhật ký ghi ở lần lưu cuối."),
    TAMPERED,
    slow=True,
)
def last_saves(looked: Looked) -> Iterator[Finding]:
    last: dict[tuple[str, str], bytes] = {}
    saved = Entry.objects.filter(action="draft.saved", chain__key__startswith="round:").order_by("pk")
    for key, indicator, detail in saved.values_list("chain__key", "subject", "detail").iterator(2_000):
        try:
            after = json.loads(detail).get("after")
        except (ValueError, AttributeError):
            continue  # DOC026 says so
        if isinstance(after, dict):
            last[key, indicator] = _digest(after)
    drafts = Draft.objects.order_by("pk").values_list(
        "participant__round__code", "participant__body__code", "participant__round__authority__code", "indicator",
        "values", "not_applicable", "reason", "note",
    )  # fmt: skip
    for code, body, authority, indicator, values, not_applicable, reason, note in drafts.iterator(2_000):
        logged = last.pop((f"round:{code}:{body}", indicator), None)
        try:
            content = {"values": json.loads(values), "not_applicable": not_applicable, "reason": reason, "note": note}
        except ValueError:
            continue  # DOC076 says so
        if logged is not None and logged != _digest(content):
            yield Finding(f"{code} · {body} · {indicator}", "", authority)
    for key, indicator in last:
        yield Finding(f"{key} · {indicator}", _("nhật ký có, nhưng không còn bản nhập"), authority_of_chain(key))


def _digest(content: dict[str, object]) -> bytes:
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).digest()


@check(
    "DOC024",
    _("Mọi việc trong nhật ký là việc phần mềm biết"),
    _("Nhật ký có mã việc mà phiên bản này không biết: do phiên bản mới hơn ghi, hoặc do người khác thêm."),
    _("Dùng đúng phiên bản phần mềm. Nếu đã đúng, báo người bảo trì."),
    slow=True,
    warning=True,
)
def unknown_acts(looked: Looked) -> Iterator[Finding]:
    known = Entry.objects.exclude(action__in=WORDS).order_by("action").values_list("action", flat=True).distinct()
    yield from (Finding(action) for action in known[:_SHOWN])


@check(
    "DOC025",
    _("Giờ trong nhật ký không lùi, không ở tương lai"),
    _("Đồng hồ của máy chủ đã sai: hạn nộp và giờ nộp ghi trong thời gian ấy không đáng tin."),
    _("Bật đồng bộ giờ (NTP) cho máy chủ, và ghi lại khoảng thời gian bị sai."),
    slow=True,
    warning=True,
)
def times(looked: Looked) -> Iterator[Finding]:
    chain, last, shown = 0, looked.now, 0
    entries = Entry.objects.order_by("chain", "number").values_list("chain", "chain__key", "number", "at")
    for key, name, number, at in entries.iterator(2_000):
        if (key == chain and at < last - _BACKWARDS) or at > looked.now + _BACKWARDS:
            yield Finding(f"{name} #{number}", f"{at:%Y-%m-%d %H:%M:%S}", authority_of_chain(name))
            shown += 1
            if shown == _SHOWN:
                return
        chain, last = key, at


@check(
    "DOC026",
    _("Chi tiết của nhật ký đọc được"),
    _("Phần chi tiết của một việc không còn là JSON."),
    TAMPERED,
    slow=True,
)
def details(looked: Looked) -> Iterator[Finding]:
    for name, number, detail in Entry.objects.values_list("chain__key", "number", "detail").iterator(2_000):
        try:
            readable = isinstance(json.loads(detail), dict)
        except ValueError:
            readable = False
        if not readable:
            yield Finding(f"{name} #{number}", "", authority_of_chain(name))


@check(
    "DOC027",
    _("Việc của người do người làm"),
    _("Một việc ghi tên người chưa có tài khoản lúc ấy."),
    TAMPERED,
    slow=True,
    warning=True,
)
def actors(looked: Looked) -> Iterator[Finding]:
    early = Entry.objects.filter(Q(at__lt=F("person__created") - _BACKWARDS)).values_list("chain__key", "number")
    yield from (Finding(f"{name} #{number}", "", authority_of_chain(name)) for name, number in early[:_SHOWN])
