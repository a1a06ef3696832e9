"""Writes of drafts: each save is checked, numbered and logged, and never covers what somebody else saved meanwhile."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, gettext

from khoabang.scoring.criteria.inputs import STATUS_WORDS, AnswerError, Input
from khoabang.scoring.criteria.model import Criterion
from khoabang.scoring.files.characters import unseen
from khoabang.scoring.outcome import Status
from khoabang.scoring.problems import Problem
from khoabang.web.accounts.models import Person
from khoabang.web.activity.models import Entry
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.asked import Asked, asked_of, may_not_apply
from khoabang.web.assessments.errors import Conflict, NotDrafting, Side, Trouble, Unreadable
from khoabang.web.assessments.locking import hold
from khoabang.web.assessments.models import Draft
from khoabang.web.plain import plain
from khoabang.web.prepared import Prepared, text, whole
from khoabang.web.rounds.models import Participant, State

SAVED = "draft.saved"
LONGEST_TEXT = 4000  # characters of a reason or a note
LONGEST_ANSWER = 200
NOT_APPLICABLE, REASON, NOTE = ":not_applicable", ":reason", ":note"  # fields that are no inputs: no code has a colon
_NOT_TYPED = {word for word in STATUS_WORDS if word}


_DRAFT = Prepared(lambda _: Draft.objects.filter(participant=whole("participant"), indicator=text("indicator")).order_by())


@dataclass(frozen=True, slots=True)
class Content:
    """What is entered for one indicator: text as typed by input, or that it does not apply and why; and a note."""

    values: Mapping[str, str]
    not_applicable: bool = False
    reason: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been entered."""
        return not (self.values or self.not_applicable or self.note)


@dataclass(frozen=True, slots=True)
class Saved:
    """A save acknowledged: the version that stands now and when it was saved."""

    version: int
    at: datetime


@transaction.atomic
def save(participant: int, indicator: str, content: Content, *, seen: int, by: Person) -> Saved:
    """Save what a body entered for one indicator.

    Saving what stands already changes nothing, and is no conflict.

    Args:
        participant: the key of the body in the round.
        indicator: the indicator's code.
        content: what was typed; values that the indicator does not ask for are refused.
        seen: the version that the person began from; 0 for none.
        by: who saves.

    Raises:
        NotYours, OutOfStage, Late, NotDrafting, NotAsked: it may not be saved by this person, or now.
        Unreadable: something typed is no answer to its field.
        Conflict: another version was saved since.
    """
    held = hold(participant, by)
    held.open()
    if held.participant.state != State.DRAFTING:
        raise NotDrafting(held.participant.state)
    draft: Draft | None = _DRAFT.first(participant=participant, indicator=indicator)
    asked = asked_of(held.participant, indicator, charged=draft is None)
    taken = read_content(asked, content)
    before = content_of(draft)
    if taken == before and draft is not None:
        return Saved(draft.version, draft.saved_at)
    version = draft.version if draft is not None else 0
    if seen != version:
        raise Conflict(Side(**_plain(taken), version=seen), side_of(draft), side_at(held.participant, indicator, seen))
    row = {
        "values": json.dumps(taken.values, ensure_ascii=False, sort_keys=True),
        "not_applicable": taken.not_applicable,
        "reason": taken.reason,
        "note": taken.note,
        "version": version + 1,
        "saved_at": held.now,
        "saved_by": by,
    }
    if draft is None:
        Draft.objects.create(participant_id=participant, indicator=indicator, **row)
    else:
        Draft.objects.filter(pk=draft.pk).update(**row)
    detail = {"version": version + 1, "before": _plain(before) if draft is not None else None, "after": _plain(taken)}
    record(chain=held.chain, action=SAVED, by=by, now=held.now, subject=indicator, detail=detail)
    return Saved(version + 1, held.now)


def content_of(draft: Draft | None) -> Content:
    """What a draft holds; nothing where there is none."""
    if draft is None:
        return Content({})
    return Content(json.loads(draft.values), draft.not_applicable, draft.reason, draft.note)


def side_of(draft: Draft | None) -> Side:
    """A draft as one side of a conflict."""
    if draft is None:
        return Side({})
    return Side(**_plain(content_of(draft)), version=draft.version, by=draft.saved_by, at=draft.saved_at)


def read_content(asked: Asked, content: Content) -> Content:
    """Check what was typed, and give it as it is kept: in one spelling, without what was left empty.

    Raises:
        Unreadable: with a trouble for each field that cannot be taken.
    """
    troubles: dict[str, Trouble] = {}
    kept: dict[str, str] = {}
    inputs = {item.code: item for item in asked.criterion.all_inputs}
    for code, typed in content.values.items():
        text = unicodedata.normalize("NFC", typed).strip()
        trouble = _trouble(inputs.get(code), text, asked.lang)
        if trouble is not None:
            troubles[code] = trouble
        elif text:
            kept[code] = text
    texts = {REASON: content.reason, NOTE: content.note}
    for name, typed in texts.items():
        texts[name] = plain(typed).strip()
        if len(texts[name]) > LONGEST_TEXT:
            what = gettext("Đoạn này dài quá %(most)s ký tự.") % {"most": LONGEST_TEXT}
            troubles[name] = Trouble(typed, what, gettext("Rút gọn; phần chi tiết có thể nộp thành tài liệu."))
    if content.not_applicable and not may_not_apply(asked.criterion, asked.path):
        what = gettext("Chỉ tiêu này áp dụng cho cơ quan theo bộ tiêu chí.")
        troubles[NOT_APPLICABLE] = Trouble("", what, gettext("Bỏ đánh dấu; nếu không có số liệu thì để trống."))
    if troubles:
        raise Unreadable(troubles)
    reason = texts[REASON] if content.not_applicable else ""
    return Content(kept, content.not_applicable, reason, texts[NOTE])


def _trouble(item: Input | None, text: str, lang: str) -> Trouble | None:
    """Why a text is no answer to an input; None where it is one, or empty."""
    if item is None:
        return Trouble(text, gettext("Chỉ tiêu này không hỏi số liệu đó."), gettext("Tải lại trang rồi nhập lại."))
    if not text:
        return None
    if len(text) > LONGEST_ANSWER or unseen(text):
        what = gettext("Số liệu dài quá %(most)s ký tự, hoặc có ký tự không đọc được.") % {"most": LONGEST_ANSWER}
        return Trouble(text, what, gettext("Gõ lại số liệu."))
    if text.lower() in _NOT_TYPED:
        what = gettext("«%(typed)s» là một trạng thái, không phải số liệu.") % {"typed": text}
        remedy = gettext("Để trống nếu chưa có số liệu; nếu chỉ tiêu không áp dụng thì đánh dấu ô bên dưới và ghi lý do.")
        return Trouble(text, what, remedy)
    try:
        item.read(text, lang)
    except AnswerError as error:
        problem = Problem(error.code, params=error.params)
        said = get_language() or "vi"
        remedy = problem.remedy(said)
        if error.code == "NUM002":  # the catalogue's speaks of files
            comma = gettext("Gõ dấu phẩy trước phần lẻ; không cần dấu ngăn hàng nghìn.")
            remedy = comma if lang == "vi" else gettext("Gõ dấu chấm trước phần lẻ; không cần dấu ngăn hàng nghìn.")
        what, meant = problem.what(said), tuple(_meant(error, text, item, lang))
        if error.code == "NUM002" and item.type == "count":  # the catalogue's asks about a fraction
            what = gettext("Ô này nhận số nguyên; «%(typed)s» không rõ là số nào.") % {"typed": text}
            if meant:
                said = gettext("Ô này nhận số nguyên; «%(typed)s» có phải là %(meant)s?")
                what = said % {"typed": text, "meant": meant[0]}
            remedy = gettext("Gõ số nguyên, không cần dấu ngăn hàng nghìn.")
        return Trouble(text, what, remedy, meant)
    return None


def _meant(error: AnswerError, text: str, item: Input, lang: str) -> list[str]:
    """What was probably meant, each fit to be saved as it stands: asked, never assumed."""
    found: list[str] = []
    if error.code == "NUM002":
        group = "." if lang == "vi" else ","
        joined = text.replace(group, "") if re.fullmatch(rf"\d{{1,3}}(\{group}\d{{3}})+", text, re.ASCII) else ""
        found = [error.params.get("suggestion", ""), joined]
        if item.type == "count":
            whole, _, decimals = text.partition(group)
            found = [joined, "" if decimals.strip("0") else whole]
    elif error.code == "ANS012":
        found = [f"{text}%", f"{error.params['percent']}%"]
    return [each for each in dict.fromkeys(found) if each and _trouble(item, each, lang) is None]


def _plain(content: Content) -> dict[str, Any]:
    return {
        "values": dict(content.values),
        "not_applicable": content.not_applicable,
        "reason": content.reason,
        "note": content.note,
    }


def side_at(participant: Participant, indicator: str, version: int) -> Side:
    """An earlier version of a draft, out of the log; nothing where there is none."""
    if version > 0:
        chain = chain_of(round_code=participant.round.code, body=participant.body.code)
        entries = Entry.objects.filter(chain__key=chain, action=SAVED, subject=indicator).select_related("person")
        for entry in entries.order_by("-number"):
            detail = json.loads(entry.detail)
            if detail["version"] == version:
                return Side(**detail["after"], version=version, by=entry.person, at=entry.at)
    return Side({})


def lacking(criterion: Criterion, values: Mapping[str, str], lang: str) -> list[str]:
    """The inputs that an answer lacks: those not optional for which nothing was given."""
    found = []
    for item in criterion.all_inputs:
        try:
            value = item.read(values.get(item.code, ""), lang)
        except AnswerError:
            value = Status.MISSING
        if value is Status.MISSING and not item.optional:
            found.append(item.code)
    return found
