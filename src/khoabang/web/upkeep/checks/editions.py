"""Checks of what was published: each edition holds what its hashes name, follows from its inputs, and the first from the approval."""

import hashlib
import json
from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.frozen_inputs import canonical
from khoabang.web.assessments.models import Approval
from khoabang.web.publishing.editions import recomputed
from khoabang.web.rounds.models import Edition, EditionFile, Stage
from khoabang.web.upkeep.checks.check import Finding, Looked, check
from khoabang.web.upkeep.checks.records import COMPARE, FROZEN, sha256


@check("DOC190", _("Số liệu đầu vào của bản công bố khớp mã băm"), FROZEN, COMPARE)
def edition_inputs(looked: Looked) -> Iterator[Finding]:
    for edition in Edition.objects.select_related("result__round__authority").defer("result__document").iterator(5):
        if sha256(edition.inputs) != edition.inputs_sha256:
            yield Finding(str(edition), "", edition.result.round.authority.code)


@check("DOC191", _("Kết quả của bản công bố khớp mã băm"), FROZEN, COMPARE)
def edition_documents(looked: Looked) -> Iterator[Finding]:
    for edition in Edition.objects.select_related("result__round__authority").defer("inputs").iterator(5):
        if sha256(edition.result.document) != edition.document_sha256:
            yield Finding(str(edition), "", edition.result.round.authority.code)


@check(
    "DOC192",
    _("Bản công bố tính lại ra đúng như đã công bố"),
    _("Từ số liệu và bộ tiêu chí đã khóa, phần mềm này tính ra kết quả khác với kết quả đã công bố."),
    _("Không sửa kết quả. Tính lại bằng đúng phiên bản phần mềm đã công bố, và báo người bảo trì."),
    slow=True,
)
def editions_recomputed(looked: Looked) -> Iterator[Finding]:
    for edition in Edition.objects.select_related("result__round__authority", "result__round__previous", "result__set_version"):
        try:
            same = recomputed(edition) == edition.result.document
        except (ValueError, KeyError, TypeError, StopIteration) as error:
            yield Finding(str(edition), f"{type(error).__name__}: {error}"[:200], edition.result.round.authority.code)
            continue
        if not same:
            yield Finding(str(edition), "", edition.result.round.authority.code)


@check(
    "DOC193",
    _("Bản công bố đầu tiên giữ nguyên số liệu đã phê duyệt"),
    _("Số liệu đầu vào của bản công bố khác với số liệu đã phê duyệt mà không qua bản đính chính nào."),
    COMPARE,
)
def first_editions(looked: Looked) -> Iterator[Finding]:
    for edition in Edition.objects.filter(corrects=None).select_related("result__round__authority").defer("result__document"):
        approved = Approval.objects.filter(round=edition.result.round_id).values_list("answers", flat=True).first()
        try:
            inputs = json.loads(edition.inputs)
            del inputs["round"]["decision"]
        except (ValueError, KeyError, TypeError):
            inputs = None
        if approved is None or inputs is None or canonical(inputs) != approved:
            yield Finding(str(edition), "", edition.result.round.authority.code)


@check(
    "DOC194",
    _("Mỗi bản đính chính sửa đúng bản liền trước của cùng đợt"),
    _("Chuỗi các bản công bố của một đợt bị đứt, hoặc đợt có bản công bố mà không hiện công khai."),
    COMPARE,
)
def chains_of_editions(looked: Looked) -> Iterator[Finding]:
    first = Q(corrects=None) & ~Q(result__edition=1)
    follows = Q(corrects__result__round=F("result__round"), corrects__result__edition=F("result__edition") - 1)
    wrong = (
        first | Q(corrects__isnull=False) & ~follows | Q(result__round__public=False) | ~Q(result__round__stage=Stage.APPROVED)
    )
    rows = Edition.objects.filter(wrong).values_list("result__round__code", "result__edition", "result__round__authority__code")
    for code, number, authority in rows:
        yield Finding(f"{code} #{number}", "", authority)


@check("DOC195", _("Tệp của bản công bố khớp mã băm"), FROZEN, COMPARE)
def edition_files(looked: Looked) -> Iterator[Finding]:
    for file in EditionFile.objects.select_related("edition__result__round__authority").iterator(2):
        content = bytes(file.content)
        if hashlib.sha256(content).hexdigest() != file.sha256 or len(content) != file.size:
            yield Finding(f"{file.edition} {file.name}", "", file.edition.result.round.authority.code)
