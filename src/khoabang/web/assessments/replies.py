"""Writes of the reply: a body agrees to each change or contests it, once, within its window; silence is written down when it is over."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from khoabang.web import clock
from khoabang.web.accounts.models import Person, Role
from khoabang.web.assessments.current import Given, criteria_set_of
from khoabang.web.assessments.entered import is_blank, same, values_read, words_read
from khoabang.web.assessments.items import Item, changes_of, items_of, reply_day
from khoabang.web.assessments.locking import Locked, address, as_seen, as_text, locked, of_the_body, one_locked
from khoabang.web.assessments.models import Position, Reply, Ruling, Step
from khoabang.web.assessments.remit import charged_with
from khoabang.web.notices.services import tell
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Round, Silence, Stage

SPEAKS = (Role.APPROVER,)
_TOGETHER = 200  # bodies whose items are read at once


@transaction.atomic
def reply(
    participant: int,
    indicator: str,
    position: Position,
    *,
    values: Mapping[str, str] | None = None,
    grounds: str = "",
    evidence: Sequence[Mapping[str, object]] = (),
    seen_number: int,
    by: Person,
) -> Reply:
    """Agree to a change, or contest it.

    Args:
        participant: the key of the body in the round.
        indicator: its code.
        position: agreed or contested.
        values: what is asked for instead, where it is contested; empty asks for what was claimed.
        grounds: why; compulsory where it is contested.
        evidence: the revisions put forward: document, sha256, name.
        seen_number: the number of the last ruling seen.
        by: the body's approver.

    Raises:
        Refused: not the stage, too late, nothing was changed, it was replied to, or the grounds are missing.
    """
    here = _open(participant, by)
    criterion = here.asked(indicator)
    item = as_seen(here, indicator, seen_number)
    lang = criteria_set_of(here.round).lang
    if not item.is_changed:
        raise Refused(_("Thẩm định không làm thay đổi mục này, nên không có gì để trả lời."))
    _not_yet(item)
    if position == Position.AGREED:
        return _said(here, item, position, {}, words_read(grounds, "grounds"), (), by)
    if position != Position.CONTESTED:
        raise Refused(_("Chọn «Thống nhất» hoặc «Kiến nghị xem xét lại»."), field="position", status=422)
    words = words_read(grounds, "grounds")
    if not words:
        raise Refused(_("Nêu căn cứ của kiến nghị: hội đồng xem xét theo căn cứ này."), field="grounds", status=422)
    asked = Given(values_read(criterion, values or {}, lang))
    if is_blank(criterion.all_inputs, asked, lang):
        return _said(here, item, position, {}, words, evidence, by)
    if item.found is not None and same(criterion.all_inputs, asked, item.found, lang):
        raise Refused(
            _("Số liệu đề nghị trùng với số liệu đã thẩm định. Nếu đồng ý, hãy chọn «Thống nhất»."), field="values", status=422
        )
    return _said(here, item, position, asked.values, words, evidence, by)


@transaction.atomic
def agree_to_rest(participant: int, seen: Mapping[str, int], by: Person) -> list[Reply]:
    """Agree to every change seen that was not replied to yet.

    Args:
        participant: the key of the body in the round.
        seen: the number of the last ruling seen, by indicator.
        by: the body's approver.

    Raises:
        Refused: something changed since it was seen; nobody agrees to what they have not read.
    """
    here = _open(participant, by)
    waiting = [item for item in changes_of([here.participant])[participant] if item.awaits_reply]
    if any(seen.get(item.indicator) != item.number for item in waiting):
        raise Refused(_("Danh sách vừa có thay đổi nên chưa ghi nhận. Hãy xem lại các mục dưới đây rồi xác nhận."))
    if not waiting:
        raise Refused(_("Mọi mục đều đã được trả lời."))
    return [_said(here, item, Position.AGREED, {}, "", (), by) for item in waiting]


@transaction.atomic
def settle_silence(round_: Round, now: datetime | None = None) -> int:
    """Write down, for each change that no one replied to, that nothing was said. What it means is what the round states.

    Called when replies close, in the transaction that closes them; gives how many were written. Who was silent before, and is again
    in a window opened anew, keeps the row that says so.

    Raises:
        Refused: the window of some body is still open.
    """
    settled = 0
    bodies = list(round_.participants.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(bodies), _TOGETHER):
        holds = locked(bodies[start : start + _TOGETHER])
        changes = changes_of([here.participant for here in holds])
        for here in holds:
            here.in_stage(Stage.REPLY)
            here.now = now or here.now
            waiting = [item for item in changes[here.participant.pk] if item.awaits_reply]
            if not waiting:
                continue
            if (day := reply_day(here.participant)) is not None and not clock.is_over(day, here.now):
                words = _("%(body)s còn hạn trả lời đến hết ngày %(day)s.")
                raise Refused(words % {"body": here.participant.name, "day": f"{day:%d/%m/%Y}"})
            unwritten = [item.judged.pk for item in waiting if item.judged is not None and item.reply is None]
            silent = Reply.objects.bulk_create(
                Reply(ruling_id=key, position=Position.SILENT, at=here.now, by=None) for key in unwritten
            )
            effect = Silence(here.round.silence).value
            here.log("reply.silent", None, "", rows=silent, items=[item.indicator for item in waiting], effect=effect)
            settled += len(unwritten)
    return settled


def receipt(participant: Participant, items: Sequence[Item] | None = None) -> tuple[str, list[tuple[Item, str]]]:
    """The receipt of a body's replies: one hash over all, and one for each; anybody can compute them from what they say."""
    listed = items if items is not None else list(items_of([participant.pk]).values())
    hashed: list[tuple[Item, str]] = []
    for item in listed:
        said = item.reply
        if said is None or item.judged is None:
            continue
        hashed.append((item, _digest(content_of(participant, item, item.judged, said))))
    return _digest(_canonical([each for _item, each in hashed])), hashed


def content_of(participant: Participant, item: Item, judged: Ruling, said: Reply) -> str:
    """The text that a reply's hash is made of: which ruling of which item it answers, and all that was said."""
    return _canonical(
        [
            participant.round.code,
            participant.body.code,
            item.indicator,
            judged.number,
            said.position,
            json.loads(said.values),
            said.grounds,
            json.loads(said.evidence),
            said.at.isoformat(),
        ]
    )


def _canonical(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _open(participant: int, by: Person) -> Locked:
    here = one_locked(participant)
    here.in_stage(Stage.REPLY)
    of_the_body(by, here, SPEAKS)
    day = reply_day(here.participant)
    if day is not None and clock.is_over(day, here.now):
        words = _("Hạn giải trình, kiến nghị đã hết vào 24 giờ ngày %(day)s, nên nội dung không được nhận.")
        raise Refused(words % {"day": f"{day:%d/%m/%Y}"})
    return here


def _not_yet(item: Item) -> None:
    if item.awaits_reply:
        return
    if item.standing is not None and item.standing.step == Step.COUNCIL:
        raise Refused(_("Hội đồng đã quyết định mục này nên không còn nhận ý kiến."))
    raise Refused(_("Mục này đã được trả lời; mỗi kết luận chỉ được trả lời một lần."))


def _said(
    here: Locked,
    item: Item,
    position: Position,
    values: Mapping[str, str],
    grounds: str,
    evidence: Sequence[Mapping[str, object]],
    by: Person,
) -> Reply:
    if item.judged is None:
        raise ValueError(f"{item.indicator} has no ruling to reply to")
    said = Reply.objects.create(
        ruling_id=item.judged.pk,
        position=position,
        values=as_text(dict(values)),
        grounds=grounds,
        evidence=as_text(list(evidence)),
        at=here.now,
        by=by,
    )
    here.log(f"reply.{position}", by, item.indicator, grounds, rows=[said], number=item.judged.number, values=dict(values))
    if position == Position.CONTESTED:
        tell(
            charged_with(here.participant, item.indicator, here.now),
            _("%(body)s kiến nghị xem xét lại chỉ tiêu %(code)s") % {"body": here.participant.name, "code": item.indicator},
            grounds,
            address=address("verify-item", here.participant, item.indicator),
            now=here.now,
            round_=here.round,
            key=f"appeal:{said.pk}",
        )
    return said
