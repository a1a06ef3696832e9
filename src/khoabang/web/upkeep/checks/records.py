"""Checks of what is frozen: criteria sets, results, approvals."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from khoabang.scoring import CriteriaSet
from khoabang.web.assessments.models import Approval
from khoabang.web.council.approval import recomputed
from khoabang.web.rounds.models import BodyResult, CriteriaSetVersion, Result, Round, Stage
from khoabang.web.upkeep.checks.check import Finding, Looked, check

FROZEN = _("Nội dung đã khóa bị sửa thẳng trong cơ sở dữ liệu, hoặc đĩa hỏng.")
COMPARE = _("Không công bố tiếp từ dữ liệu này. Đối chiếu với bản sao lưu và bản đã công bố, rồi phục hồi.")


def sha256(text: str) -> str:
    """The fingerprint of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


@check("DOC030", _("Văn bản của bộ tiêu chí khớp mã băm"), FROZEN, COMPARE)
def sets(looked: Looked) -> Iterator[Finding]:
    for version in CriteriaSetVersion.objects.iterator(10):
        canonical = json.dumps(_read(version.document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if sha256(canonical) != version.sha256:
            yield Finding(str(version), f"{version.sha256} ≠ {sha256(canonical)}")


@check(
    "DOC031",
    _("Bộ tiêu chí đang dùng còn đọc được"),
    _("Phiên bản phần mềm này không hiểu một bộ tiêu chí đang lưu: đợt đánh giá dùng nó không chấm được."),
    _("Dùng phiên bản phần mềm đã tạo ra nó, và báo người bảo trì."),
    slow=True,
)
def sets_readable(looked: Looked) -> Iterator[Finding]:
    for version in CriteriaSetVersion.objects.iterator(10):
        try:
            CriteriaSet.model_validate(_read(version.document))
        except (ValidationError, ValueError, TypeError) as error:
            yield Finding(str(version), str(error).splitlines()[0][:200])


@check("DOC032", _("Kết quả khớp mã băm"), FROZEN, COMPARE, slow=True)
def results(looked: Looked) -> Iterator[Finding]:
    for result in Result.objects.select_related("round__authority").order_by("pk").iterator(5):
        told = BodyResult.objects.filter(result=result).exclude(explanation="").order_by()
        explanations = dict(told.values_list("body__code", "explanation"))
        texts = [result.document, *(explanations[code] for code in sorted(explanations))]
        if sha256("\n".join(texts)) != result.sha256:
            yield Finding(str(result), "", result.round.authority.code)


@check("DOC033", _("Lần công bố được đánh số liền nhau"), _("Một lần công bố kết quả đã bị lấy đi."), COMPARE)
def editions(looked: Looked) -> Iterator[Finding]:
    numbers: dict[tuple[str, str], list[int]] = {}
    rows = Result.objects.order_by("round", "edition").values_list("round__code", "round__authority__code", "edition")
    for code, authority, edition in rows:
        numbers.setdefault((code, authority), []).append(edition)
    for (code, authority), found in numbers.items():
        if found != list(range(1, len(found) + 1)):
            yield Finding(code, ", ".join(map(str, found)), authority)


@check(
    "DOC034",
    _("Các cơ quan trong kết quả khớp với văn bản kết quả"),
    _("Bảng dùng để tìm kiếm khác với kết quả đã khóa."),
    COMPARE,
    slow=True,
)
def rows_of_results(looked: Looked) -> Iterator[Finding]:
    for result in Result.objects.select_related("round__authority").order_by("pk").iterator(5):
        document = _read(result.document)
        groups = document.get("groups", []) if isinstance(document, dict) else []
        codes = {row["code"] for group in groups for row in group["bodies"]}
        kept = set(BodyResult.objects.filter(result=result).order_by().values_list("body__code", flat=True))
        if codes != kept:
            words = ", ".join(sorted(codes ^ kept)[:10])
            yield Finding(str(result), words, result.round.authority.code)


@check("DOC035", _("Số liệu đã phê duyệt khớp mã băm"), FROZEN, COMPARE)
def approved_answers(looked: Looked) -> Iterator[Finding]:
    yield from _approvals("answers")


@check("DOC036", _("Kết quả đã phê duyệt khớp mã băm"), FROZEN, COMPARE)
def approved_documents(looked: Looked) -> Iterator[Finding]:
    yield from _approvals("document")


def _approvals(name: str) -> Iterator[Finding]:
    for approval in Approval.objects.select_related("round__authority").iterator(5):
        if sha256(getattr(approval, name)) != getattr(approval, f"{name}_sha256"):
            yield Finding(approval.round.code, "", approval.round.authority.code)


@check("DOC037", _("Kết quả phê duyệt dùng đúng bộ tiêu chí của đợt"), FROZEN, COMPARE)
def approved_sets(looked: Looked) -> Iterator[Finding]:
    for approval in Approval.objects.select_related("round__authority", "round__set_version"):
        version = approval.round.set_version
        if version is None or version.sha256 != approval.set_sha256:
            yield Finding(approval.round.code, approval.set_sha256, approval.round.authority.code)


@check(
    "DOC038",
    _("Đợt đã phê duyệt có văn bản phê duyệt, và ngược lại"),
    _("Bước của đợt không khớp với hồ sơ phê duyệt."),
    COMPARE,
)
def approvals(looked: Looked) -> Iterator[Finding]:
    for round_ in Round.objects.select_related("authority").annotate(count=Count("approval")).exclude(stage=Stage.IMPORTED):
        if (round_.stage == Stage.APPROVED) != bool(round_.count):
            words = format_lazy(_("bước «{stage}»"), stage=Stage(round_.stage).label)
            yield Finding(round_.code, words, round_.authority.code)


@check(
    "DOC039",
    _("Kết quả đã phê duyệt tính lại ra đúng như đã phê duyệt"),
    _("Từ số liệu và bộ tiêu chí đã khóa, phần mềm này tính ra kết quả khác với kết quả đã phê duyệt."),
    _("Không sửa kết quả. Tính lại bằng đúng phiên bản phần mềm đã phê duyệt, và báo người bảo trì."),
    slow=True,
)
def approvals_recomputed(looked: Looked) -> Iterator[Finding]:
    for approval in Approval.objects.select_related("round__authority", "round__set_version", "round__previous"):
        try:
            same = recomputed(approval) == approval.document
        except (ValueError, KeyError, TypeError, StopIteration) as error:
            yield Finding(approval.round.code, f"{type(error).__name__}: {error}"[:200], approval.round.authority.code)
            continue
        if not same:
            yield Finding(approval.round.code, "", approval.round.authority.code)
