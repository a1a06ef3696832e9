"""Writes: a report received from a page that anybody may use, and the steps that the lead department takes with it."""

import hashlib
import json
import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import Person, Role
from khoabang.web.accounts.selectors import people_with, refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.error_reports import selectors
from khoabang.web.error_reports.figures import Meant
from khoabang.web.error_reports.lifecycle import REPORT
from khoabang.web.error_reports.limits import LONGEST, MAX_WAITING, SENT_TWICE
from khoabang.web.error_reports.models import Contact, ErrorReport, Outcome, ReportState, Step, Words
from khoabang.web.lifecycle import Transition
from khoabang.web.notices.services import tell
from khoabang.web.plain import plain
from khoabang.web.refusal import Refused

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another when it is read out
_MOST_WORDS = 5_000
_SHOWS = {"show": True, "hide": False, "set_aside": False, "remove_words": False}
ACTS = {
    "examine": "error_report.examined",
    "answer": "error_report.answered",
    "correct": "error_report.corrected",
    "set_aside": "error_report.set_aside",
    "show": "error_report.shown",
    "hide": "error_report.hidden",
    "remove_words": "error_report.words_removed",
}


def report_received(
    meant: Meant, *, wrong: str, should_be: str = "", source: str = "", email: str = "", language: str = "vi"
) -> ErrorReport:
    """Keep what a reader says of a figure, and tell the lead department, once a day for each round.

    The same text of the same figure sent twice within minutes is one report.

    Args:
        meant: the figure, as the reader saw it.
        wrong: what is wrong.
        should_be: what it should be.
        source: where that can be seen.
        email: where the reader is told of the answer; kept apart, and not for long.
        language: of letters to the reader.

    Raises:
        Refused: nothing is said, a text is too long, the address is none, or too many reports of the round wait already.
    """
    said = {"wrong": plain(wrong).strip(), "should_be": plain(should_be).strip(), "source": plain(source).strip()}
    address = _address(email)
    if not said["wrong"]:
        raise Refused(_("Ghi rõ chỗ nào sai."), field="wrong", status=422)
    for field, text in said.items():
        if len(text) > LONGEST[field]:
            words = _("Dài quá %(most)s ký tự. Hãy rút gọn; tài liệu dài thì ghi nơi xem được.")
            raise Refused(words % {"most": LONGEST[field]}, field=field, status=422)
    round_, now = meant.current.round, clock.now()
    place = {"result": meant.current.result, "group": meant.group, "body": meant.body, "criterion": meant.criterion}
    with transaction.atomic():
        same = Words.objects.filter(**said, report__at__gt=now - SENT_TWICE, report__part=meant.part)
        before = same.filter(**{f"report__{name}": value for name, value in place.items()}).select_related("report").first()
        if before is not None:
            return before.report
        if selectors.reports().filter(result__round=round_, state=ReportState.RECEIVED).count() >= MAX_WAITING:
            words = _("Đang có quá nhiều phản ánh chờ xem về đợt đánh giá này. Hãy gửi lại vào ngày khác.")
            raise Refused(words, status=503)
        salt = secrets.token_hex(16)
        report = ErrorReport.objects.create(
            **place, code=_new_code(), part=meant.part, shown=meant.shown[:200], words_sha256=digest_of(salt, **said), at=now
        )
        Words.objects.create(report=report, **said, salt=salt)
        if address:
            Contact.objects.create(report=report, email=address, language=language)
        chain = chain_of(round_code=round_.code)
        record(chain=chain, action="error_report.received", by=None, now=now, subject=report.code, rows=[report])
        _leads_told(report, now)
    return report


def step_taken(
    code: str,
    transition: str,
    *,
    seen: int,
    by: Person,
    outcome: str = "",
    reply: str = "",
    note: str = "",
    shows_words: bool | None = None,
    edition: int | None = None,
) -> Step:
    """Take a report one step on.

    Args:
        code: of the report.
        transition: a code of the table `REPORT`.
        seen: the number of the last step that was on the page, 0 where none was.
        by: who acts, of the lead department.
        outcome: what the answer says.
        reply: what everybody reads.
        note: why, where a reason is asked for; what else the lead department notes. Nobody else reads it.
        shows_words: whether what the reader wrote is public from now on; None leaves it as it is.
        edition: the edition of the round's results that corrected the figure.

    Raises:
        Refused: not this person's, not from here, somebody else was quicker, or something is missing.
    """
    with transaction.atomic():
        report = ErrorReport.objects.select_for_update().select_related("result__round__authority").filter(code=code).first()
        if report is None:
            raise Refused(_("Không có phản ánh này."), status=404)
        owner, now = selectors.handled_by(report.result.round.authority), clock.now()
        refuse_without_role(by, (Role.LEAD,), owner, now=now)
        last = report.steps.order_by("number").last()
        if (last.number if last else 0) != seen:
            raise Refused(_("Có người vừa xử lý phản ánh này. Hãy đọc lại rồi làm tiếp."))
        state = last.state if last else ReportState.RECEIVED
        way = REPORT.find(transition, state)
        if way is None:
            words = _("Phản ánh đang ở trạng thái «%(state)s» nên không làm được việc này.")
            raise Refused(words % {"state": ReportState(state).label})
        made = Step(
            report=report,
            number=seen + 1,
            transition=transition,
            state=way.target,
            outcome=last.outcome if last else "",
            reply=last.reply if last else "",
            shows_words=last.shows_words if last else False,
            edition=last.edition if last else None,
            note=_words(note, "note"),
            authority=owner,
            at=now,
            by=by,
        )
        _filled(made, way, report, outcome=outcome, reply=reply, shows_words=shows_words, edition=edition)
        made.save()
        detail = {"report": report.code, "state": made.state, "outcome": made.outcome, "number": made.number}
        record(
            chain=chain_of(round_code=report.result.round.code), action=ACTS[transition], by=by, now=now, subject=report.code,
            reason=made.note, detail=detail, rows=[made],
        )  # fmt: skip
    return made


def _filled(
    made: Step, way: Transition, report: ErrorReport, *, outcome: str, reply: str, shows_words: bool | None, edition: int | None
) -> None:
    """Check the conditions of a transition, and put what it says into the step."""
    if way.needs_reason and not made.note:
        raise Refused(_("Ghi lý do. Lý do này chỉ lưu nội bộ."), field="note", status=422)
    if "reply_written" in way.conditions:
        made.reply = _words(reply, "reply")
        if not made.reply:
            raise Refused(_("Ghi câu trả lời: mọi người sẽ đọc câu này."), field="reply", status=422)
    if "outcome_chosen" in way.conditions:
        if outcome not in Outcome.values:
            raise Refused(_("Chọn kết luận."), field="outcome", status=422)
        made.outcome = outcome
    if "upheld" in way.conditions and made.outcome not in (Outcome.UPHELD, Outcome.PARTLY):
        raise Refused(_("Câu trả lời nói số liệu không sai nên không có gì để đính chính. Hãy thay câu trả lời trước."))
    if "edition_later" in way.conditions:
        made.edition = _later(report, edition)
    if way.code in _SHOWS:
        made.shows_words = _SHOWS[way.code]
    elif shows_words is not None and way.code != "correct":
        made.shows_words = shows_words
    kept = Words.objects.filter(report=report)
    if ("words_kept" in way.conditions or made.shows_words) and not kept.exists():
        raise Refused(_("Nội dung phản ánh đã được xóa."), field="shows_words")
    if way.code == "remove_words":
        kept.delete()


def _later(report: ErrorReport, edition: int | None) -> int:
    """The edition that corrected a figure: one that everybody may see."""
    seen = report.result.edition
    if edition is None or not selectors.correcting(report).filter(edition=edition).exists():
        words = _("Chọn một lần công bố sau lần có sai sót (lần %(seen)s). Đính chính phải được công bố trước.")
        raise Refused(words % {"seen": seen}, field="edition", status=422)
    return edition


def digest_of(salt: str, *, wrong: str, should_be: str, source: str) -> str:
    """The hash by which a report holds its reader's text."""
    return hashlib.sha256(json.dumps([salt, wrong, should_be, source], ensure_ascii=False).encode()).hexdigest()


def contacts_removed(now: datetime) -> int:
    """Remove the addresses of readers whose reports were done with long enough ago; give how many."""
    return selectors.contacts_over(now).delete()[0]


def _leads_told(report: ErrorReport, now: datetime) -> None:
    round_ = report.result.round
    owner = selectors.handled_by(round_.authority)
    with translation.override("vi"):
        address = reverse("workspace:error-reports", args=[owner.code])
    tell(
        people_with(Role.LEAD, owner, now=now),
        format_lazy(_("{round}: có người báo sai sót"), round=round_.title),
        _("Xem con số được nêu, rồi tiếp nhận hoặc trả lời công khai."),
        address=address,
        now=now,
        round_=round_,
        key=f"error-report:{round_.code}:{now.astimezone(clock.VIETNAM).date().isoformat()}",
    )


def _address(email: str) -> str:
    address = plain(email).strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(_("Địa chỉ thư này không đúng dạng, ví dụ ten@vidu.vn."), field="email", status=422) from error
    if len(address) > 254:
        raise Refused(_("Địa chỉ thư quá dài."), field="email", status=422)
    return address


def _words(text: str, field: str) -> str:
    words = plain(text).strip()
    if len(words) > _MOST_WORDS:
        raise Refused(_("Dài quá 5.000 ký tự. Hãy rút gọn."), field=field, status=422)
    return words


def _new_code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
