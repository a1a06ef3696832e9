"""Checks of reports of errors: what readers wrote, how each got where it stands, what corrected a figure."""

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web.error_reports.lifecycle import REPORT
from khoabang.web.error_reports.models import ErrorReport, ReportState, Step, Words
from khoabang.web.error_reports.services import digest_of
from khoabang.web.rounds.models import Result
from khoabang.web.upkeep.checks.check import Finding, Looked, check
from khoabang.web.upkeep.checks.log import TAMPERED


@check(
    "DOC182",
    _("Nội dung người đọc báo sai khớp mã băm, hoặc đã xóa có lý do"),
    _("Nội dung một phản ánh bị sửa, hoặc mất đi mà không qua phần mềm."),
    TAMPERED,
)
def words(looked: Looked) -> Iterator[Finding]:
    removed = set(Step.objects.filter(transition="remove_words").values_list("report", flat=True))
    kept = {each.pk: each for each in Words.objects.all()}
    for report in ErrorReport.objects.select_related("result__round__authority").defer("result__document"):
        said = kept.get(report.pk)
        if said is None:
            is_wrong = report.pk not in removed
        else:
            digest = digest_of(said.salt, wrong=said.wrong, should_be=said.should_be, source=said.source)
            is_wrong = digest != report.words_sha256
        if is_wrong:
            yield Finding(report.code, "", report.result.round.authority.code)


@check(
    "DOC183",
    _("Mỗi bước xử lý báo sai sót theo đúng trình tự, và lần đính chính có thật"),
    _("Một phản ánh đứng ở trạng thái mà trình tự không dẫn tới, hoặc nêu một lần đính chính không có."),
    TAMPERED,
)
def steps(looked: Looked) -> Iterator[Finding]:
    states: dict[int, tuple[int, str]] = {}
    editions = set(Result.objects.values_list("round", "edition"))
    found = Step.objects.select_related("report__result__round__authority").defer("report__result__document")
    for step in found.order_by("report", "number"):
        number, state = states.get(step.report_id, (0, ReportState.RECEIVED.value))
        way = REPORT.find(step.transition, state)
        is_right = step.number == number + 1 and way is not None and way.target == step.state
        seen = step.report.result
        if step.edition is not None:
            is_right &= step.edition > seen.edition and (seen.round_id, step.edition) in editions
        states[step.report_id] = (step.number, step.state)
        if not is_right:
            words = format_lazy(_("bước {number}"), number=step.number)
            yield Finding(step.report.code, words, seen.round.authority.code)
