"""What is looked at before a self-assessment is sent: errors keep it from being sent, warnings are confirmed by who signs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import get_language, gettext

from khoabang.scoring.criteria.inputs import AnswerError
from khoabang.scoring.numbers import show
from khoabang.scoring.outcome import Status
from khoabang.scoring.problems import Problem
from khoabang.web.assessments.asked import may_not_apply
from khoabang.web.assessments.attachments import Attachment, attached_to, keeps_evidence
from khoabang.web.assessments.current import AskedIndicator
from khoabang.web.assessments.drafts import Content, content_of, lacking
from khoabang.web.assessments.forming import Forming, forming
from khoabang.web.assessments.last_year import Past, last_year
from khoabang.web.assessments.models import Draft
from khoabang.web.assessments.plans import Planned, planned
from khoabang.web.assessments.points import AT_SCORING
from khoabang.web.rounds.models import Participant

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: how grave, about which indicator, in words; `kind` names the check."""

    kind: str
    level: Level
    indicator: str
    words: str
    remedy: str = ""


@dataclass(frozen=True)
class Precheck:
    """A body's self-assessment looked through: what was entered, what was found, and the score as it forms."""

    forming: Forming
    drafts: dict[str, Draft]
    findings: list[Finding]
    past: dict[str, Past]
    planned: dict[str, Planned]  # last year's plan, by this year's indicator

    @property
    def asked(self) -> list[AskedIndicator]:
        """The indicators that the body enters itself, in reading order."""
        return [each for each in self.forming.asked if each.supplier == "body"]

    @property
    def errors(self) -> list[Finding]:
        """What keeps it from being sent."""
        return [each for each in self.findings if each.level == "error"]

    @property
    def warnings(self) -> list[Finding]:
        """What is confirmed by who signs."""
        return [each for each in self.findings if each.level == "warning"]


def precheck(participant: Participant) -> Precheck:
    """Look a body's drafts through, indicator by indicator in reading order."""
    formed = forming(participant)
    drafts = {draft.indicator: draft for draft in Draft.objects.filter(participant=participant).select_related("saved_by")}
    past = last_year(participant)
    attached = attached_to(participant)
    plans = planned(participant, formed.asked, {code: content_of(draft).values for code, draft in drafts.items()})
    lang = formed.scored.criteria_set.lang
    findings: list[Finding] = []
    for asked in formed.asked:
        if asked.supplier == "body":
            look = _Look(asked, content_of(drafts.get(asked.code)), lang, participant.round.year)
            findings += look.at_answer()
            findings += look.at_evidence(attached.get(asked.code, ()))
            findings += look.at_arithmetic(formed)
            findings += look.at_last_year(past.get(asked.code))
            findings += look.at_plan(plans.get(asked.code))
    return Precheck(formed, drafts, findings, past, plans)


class _Look:
    """The checks of one indicator."""

    def __init__(self, asked: AskedIndicator, content: Content, lang: str, year: int) -> None:
        self.asked = asked
        self.content = content
        self.lang = lang
        self.year = year
        self.lacking = lacking(asked.criterion, content.values, lang)

    @property
    def is_answered(self) -> bool:
        return not self.content.not_applicable and bool(self.content.values)

    def found(self, kind: str, level: Level, words: str, remedy: str = "") -> Finding:
        return Finding(kind, level, self.asked.code, words, remedy)

    def at_answer(self) -> Iterator[Finding]:
        if self.content.not_applicable:
            if not may_not_apply(self.asked.criterion, self.asked.path):
                yield self.found("applies", "error", gettext("Bộ tiêu chí không cho chọn «không áp dụng» ở chỉ tiêu này."))
            elif not self.content.reason:
                yield self.found("no_reason", "error", gettext("Chọn «không áp dụng» nhưng chưa ghi lý do."))
            return
        names = {item.code: item.name for item in self.asked.inputs}
        required = [item for item in self.asked.inputs if not item.optional]
        if self.content.values and self.lacking:
            said = gettext("Còn thiếu: %(names)s.") % {"names": "; ".join(names[code] for code in self.lacking)}
            yield self.found("partly", "error", said, gettext("Nhập đủ, hoặc xóa phần đã nhập nếu không có số liệu."))
        elif self.lacking and len(self.lacking) == len(required):
            yield self.found(
                "missing", "warning", gettext("Chưa có số liệu."), gettext("Để trống là thiếu số liệu, không phải là 0.")
            )
        for code, typed in self.content.values.items():
            item = next((each for each in self.asked.inputs if each.code == code), None)
            if item is None:  # the set has changed since it was typed
                continue
            try:
                item.read(typed, self.lang)
            except AnswerError as error:
                problem = Problem(error.code, params=error.params)
                said = get_language() or "vi"
                yield self.found("unreadable", "error", f"{item.name}: {problem.what(said)}", problem.remedy(said))

    def at_evidence(self, attachments: Sequence[Attachment]) -> Iterator[Finding]:
        if not keeps_evidence() or not self.is_answered:
            return
        if self.asked.criterion.evidence_required and not attachments and not self._claims_nothing():
            level: Level = "warning" if self.content.note else "error"
            yield self.found(
                "no_evidence",
                level,
                gettext("Chưa có minh chứng."),
                gettext("Đính kèm minh chứng, hoặc giải trình ở phần ghi chú."),
            )
        for each in attachments:
            if each.issued is not None and each.issued.year != self.year:
                said = gettext("Minh chứng «%(name)s» ghi ngày %(day)s, không thuộc năm %(year)s.")
                words = said % {"name": each.name, "day": f"{each.issued:%d/%m/%Y}", "year": self.year}
                yield self.found("wrong_year", "warning", words, gettext("Kiểm tra văn bản còn hiệu lực trong năm đánh giá."))

    def _claims_nothing(self) -> bool:
        """Whether every answer is no or zero: what was not done needs no evidence."""
        try:
            read = [item.read(self.content.values.get(item.code, ""), self.lang) for item in self.asked.inputs]
        except AnswerError:
            return False
        return all(value is Status.MISSING or (not isinstance(value, str | date) and value == 0) for value in read)

    def at_arithmetic(self, formed: Forming) -> Iterator[Finding]:
        if not self.is_answered:
            return
        said = get_language() or "vi"
        for problem in formed.problems.get(self.asked.code, ()):
            if problem.code in AT_SCORING:
                level: Level = "error" if problem.severity == "error" else "warning"
                yield self.found("arithmetic", level, problem.what(said), problem.remedy(said))
        node = formed.node(self.asked.code)
        if node is not None and any(step["code"] == "capped_ratio" for step in node["steps"]):
            yield self.found(
                "over_one",
                "warning",
                gettext("Tử số lớn hơn mẫu số; phần vượt không được tính."),
                gettext("Kiểm tra lại hai số."),
            )

    def at_last_year(self, past: Past | None) -> Iterator[Finding]:
        if past is not None and past.was_changed and self.is_answered:
            words = gettext("Năm %(year)s, chỉ tiêu này đã bị điều chỉnh: %(reason)s") % {
                "year": past.year,
                "reason": past.reason,
            }
            yield self.found("changed_before", "warning", words, gettext("Bảo đảm minh chứng năm nay trả lời được lý do đó."))

    def at_plan(self, plan: Planned | None) -> Iterator[Finding]:
        for each in plan.targets if plan is not None else ():
            if each.is_missed:
                target, lang = each.target, get_language() or "vi"
                said = gettext(
                    "Kế hoạch năm trước: %(name)s %(sign)s %(wanted)s %(unit)s, hạn %(day)s. Số đang khai: %(value)s %(unit)s."
                )
                words = said % {
                    "name": target.quantity.name,
                    "sign": "≤" if target.at_most else "≥",
                    "wanted": show(target.value, lang),
                    "unit": target.quantity.unit,
                    "day": f"{target.by:%d/%m/%Y}",
                    "value": show(each.value, lang),
                }
                yield self.found("below_target", "warning", words, gettext("Kiểm tra số liệu, hoặc giải trình vì sao chưa đạt."))
