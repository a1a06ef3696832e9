"""Writes of verification: each ruling is added under the body's lock, by somebody charged with it, on what that person has seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.criteria.model import Criterion
from khoabang.web import clock
from khoabang.web.accounts.models import OF_A_BODY, Person
from khoabang.web.accounts.selectors import people_with
from khoabang.web.assessments.current import Given, annex_code_of, criteria_set_of, supplied_in
from khoabang.web.assessments.entered import same, values_read, words_read
from khoabang.web.assessments.errors import Doubtful
from khoabang.web.assessments.items import Item, ItemState, given_by, goes_to_council, items_of
from khoabang.web.assessments.locking import Locked, Overtaken, address, as_seen, as_text, locked, one_locked
from khoabang.web.assessments.models import Outcome, Ruling, Step
from khoabang.web.assessments.points import tried
from khoabang.web.assessments.questions import keys_of
from khoabang.web.assessments.remit import Remit, remit_of
from khoabang.web.assessments.verifiable import is_supplied
from khoabang.web.notices.services import tell
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Deadline, Duty, Participant, Stage

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """An item as somebody saw it: the number of its last ruling then, 0 where there was none."""

    participant: int
    indicator: str
    number: int


@dataclass(slots=True)
class Accepted:
    """What accepting several at once came to: the rulings made, and those left out, each with the reason."""

    rulings: list[Ruling] = field(default_factory=list)
    left_out: list[tuple[Participant, str, Refused]] = field(default_factory=list)


@transaction.atomic
def decide(
    participant: int,
    indicator: str,
    outcome: Outcome,
    *,
    values: Mapping[str, str] | None = None,
    not_applicable: bool = False,
    reason: str = "",
    due: date | None = None,
    seen_number: int,
    by: Person,
    knowingly: bool = False,
) -> Ruling:
    """Accept what a body says of an indicator, change it, or ask for a supplement.

    Args:
        participant: the key of the body in the round.
        indicator: its code.
        outcome: what is decided.
        values: what holds from now on, as typed, where it is changed.
        not_applicable: whether it is found not to concern the body, where it is changed.
        reason: why; compulsory unless it is accepted.
        due: the last day to answer a request.
        seen_number: the number of the last ruling seen, 0 for none.
        by: who decides.
        knowingly: whether what gives no points is meant so.

    Raises:
        Doubtful: the rule refuses the values, or something is lacking, and nobody said that it is meant so.
        Overtaken: somebody else ruled meanwhile.
        Unreadable: values cannot be read.
        Refused: it is not this person's to do, not the time, or a reason is missing.
    """
    here = one_locked(participant)
    here.in_stage(Stage.VERIFICATION)
    here.in_time(Stage.VERIFICATION)
    criterion = here.asked(indicator)
    _entitled(remit_of(by, here.round), here, indicator)
    item = as_seen(here, indicator, seen_number)
    return _decided(
        here,
        item,
        criterion,
        outcome,
        values or {},
        words_read(reason, "reason"),
        due,
        by,
        not_applicable=not_applicable,
        knowingly=knowingly,
    )


@transaction.atomic
def accept_many(seen: Sequence[Seen], by: Person) -> Accepted:
    """Accept what the bodies say of several items of one round, all in one transaction.

    Items of the own body, of others' remit, and those ruled on since they were seen are left out and named.
    """
    if len(seen) > MOST_AT_ONCE:
        raise Refused(_("Chỉ chấp nhận được nhiều nhất 500 mục một lần."), status=422)
    result = Accepted()
    holds = {here.participant.pk: here for here in locked({each.participant for each in seen})}
    if len({here.round.pk for here in holds.values()}) > 1:
        raise Refused(_("Các mục được chọn phải thuộc cùng một đợt đánh giá."), status=422)
    remit: Remit | None = None
    items = items_of(holds, {each.indicator for each in seen})
    for each in dict.fromkeys(seen):
        here = holds.get(each.participant)
        if here is None:
            continue
        if remit is None:
            here.in_stage(Stage.VERIFICATION)
            here.in_time(Stage.VERIFICATION)
            remit = remit_of(by, here.round)
        item = items.get((each.participant, each.indicator)) or Item(each.participant, each.indicator)
        try:
            result.rulings.append(_accepted_unread(here, remit, item, each, by))
        except Refused as refused:
            result.left_out.append((here.participant, each.indicator, refused))
    return result


def _accepted_unread(here: Locked, remit: Remit, item: Item, seen: Seen, by: Person) -> Ruling:
    criterion = here.asked(seen.indicator)
    _entitled(remit, here, seen.indicator)
    if item.number != seen.number:
        raise Overtaken(item)
    if item.state(here.round.second_reading, here.now) == ItemState.ASKED:
        raise Refused(_("Đang chờ cơ quan bổ sung nên không chấp nhận hàng loạt."))
    return _decided(here, item, criterion, Outcome.ACCEPTED, {}, "", None, by)


def _decided(
    here: Locked,
    item: Item,
    criterion: Criterion,
    outcome: Outcome,
    typed: Mapping[str, str],
    reason: str,
    due: date | None,
    by: Person,
    *,
    not_applicable: bool = False,
    knowingly: bool = False,
) -> Ruling:
    lang = criteria_set_of(here.round).lang
    said = item.asserted
    if outcome == Outcome.ACCEPTED:
        if item.judged is not None and item.last == item.judged and same(criterion.all_inputs, given_by(item.judged), said, lang):
            raise Refused(_("Mục này đã được chấp nhận."))
        if not knowingly and (doubts := doubts_about(here.participant, item)):
            raise Doubtful(doubts)
        return _added(here, item, Step.VERIFICATION, outcome, said, reason, by)
    if not reason:
        raise Refused(_("Ghi lý do: cơ quan được đánh giá sẽ đọc lý do này."), field="reason", status=422)
    if outcome == Outcome.SUPPLEMENT:
        return _asked_for_more(here, item, reason, due, by)
    values = {} if not_applicable else values_read(criterion, typed, lang)
    found = Given(values, not_applicable)
    if same(criterion.all_inputs, found, said, lang):
        raise Refused(_("Số liệu không khác số liệu của cơ quan. Nếu đồng ý, hãy chọn «Chấp nhận»."), field="values", status=422)
    _meant(here, criterion, found, knowingly=knowingly)
    return _added(here, item, Step.VERIFICATION, outcome, found, reason, by)


def doubts_about(participant: Participant, item: Item) -> tuple[str, ...]:
    """What speaks against accepting an item unseen: its source owes the figure, or the rule takes nothing of what was put right later."""
    said = item.asserted
    question = keys_of(criteria_set_of(participant.round)).on(annex_code_of(participant), item.indicator)
    if question is None or said.not_applicable:
        return ()
    if not said.values and item.figure is None and is_supplied(question, supplied_in(participant.round)):
        return (gettext("Nguồn chưa cung cấp số liệu của chỉ tiêu này."),)
    return tried(participant, item.indicator, said).objections if said != item.claimed else ()


def _meant(here: Locked, criterion: Criterion, found: Given, *, knowingly: bool) -> None:
    if not knowingly and not found.not_applicable and (objections := tried(here.participant, criterion.code, found).objections):
        raise Doubtful(objections)


def _asked_for_more(here: Locked, item: Item, reason: str, due: date | None, by: Person) -> Ruling:
    if due is None:
        raise Refused(_("Ghi ngày cuối cùng để cơ quan bổ sung."), field="due", status=422)
    if clock.is_over(due, here.now):
        raise Refused(_("Hạn bổ sung phải từ hôm nay trở đi."), field="due", status=422)
    last = Deadline.objects.filter(round=here.round, stage=Stage.VERIFICATION).values_list("day", flat=True).first()
    if last is not None and due > last:
        words = _("Hạn bổ sung không được sau ngày kết thúc thẩm định %(day)s.")
        raise Refused(words % {"day": f"{last:%d/%m/%Y}"}, field="due", status=422)
    ruling = _added(here, item, Step.VERIFICATION, Outcome.SUPPLEMENT, Given({}), reason, by, due)
    tell(
        people_with(OF_A_BODY, here.round.authority, here.round, here.participant.body, here.now),
        _("Cần bổ sung chỉ tiêu %(code)s trước hết ngày %(day)s") % {"code": item.indicator, "day": f"{due:%d/%m/%Y}"},
        reason,
        address=address("reply-item", here.participant, item.indicator),
        now=here.now,
        round_=here.round,
        key=f"supplement:{ruling.pk}",
    )
    return ruling


@transaction.atomic
def read_again(
    participant: int,
    indicator: str,
    *,
    confirmed: bool,
    values: Mapping[str, str] | None = None,
    not_applicable: bool = False,
    reason: str = "",
    seen_number: int,
    by: Person,
    knowingly: bool = False,
) -> Ruling:
    """Confirm or change what the first verifier found; only then does the item count as verified.

    Raises:
        Refused: the round has no second reading, the item does not wait for it, or the reader is the first verifier.
    """
    here = one_locked(participant)
    here.in_stage(Stage.VERIFICATION)
    here.in_time(Stage.VERIFICATION)
    criterion = here.asked(indicator)
    if not here.round.second_reading:
        raise Refused(_("Đợt đánh giá này không có thẩm định lần hai."))
    _entitled(remit_of(by, here.round, Duty.READ), here, indicator)
    item = as_seen(here, indicator, seen_number)
    first = item.judged
    if first is None or item.state(here.round.second_reading, here.now) != ItemState.READING:
        raise Refused(_("Mục này không ở bước chờ thẩm định lần hai."))
    if first.by_id == by.pk:
        raise Refused(_("Người thẩm định lần hai phải khác người thẩm định lần đầu."), status=403)
    words, before = words_read(reason, "reason"), given_by(first)
    if confirmed:
        return _found(here, item, criterion, Step.SECOND_READING, before, words or first.reason, by)
    return _changed(
        here,
        item,
        criterion,
        Step.SECOND_READING,
        values or {},
        words,
        by,
        before,
        not_applicable=not_applicable,
        knowingly=knowingly,
    )


@transaction.atomic
def answer_appeal(
    participant: int,
    indicator: str,
    *,
    kept: bool,
    values: Mapping[str, str] | None = None,
    not_applicable: bool = False,
    reason: str,
    seen_number: int,
    by: Person,
    knowingly: bool = False,
) -> Ruling:
    """Say, with a reason, whether what was found is kept or changed on the body's appeal. The council decides in the end.

    Raises:
        Refused: the item is not contested, the council has decided, or the reason is missing.
    """
    here = one_locked(participant)
    here.in_stage(Stage.REPLY, Stage.COUNCIL)
    if here.round.stage == Stage.COUNCIL:
        here.in_time(Stage.COUNCIL)
    criterion = here.asked(indicator)
    _entitled(remit_of(by, here.round), here, indicator)
    item = as_seen(here, indicator, seen_number)
    words, standing = words_read(reason, "reason"), item.standing
    if standing is None or not goes_to_council(item, here.round):
        raise Refused(_("Mục này không có kiến nghị cần xem xét."))
    if any(each.step == Step.COUNCIL for each in item.rulings):
        raise Refused(_("Hội đồng đã kết luận về mục này."))
    if not words:
        raise Refused(_("Ghi lý do: cơ quan kiến nghị và hội đồng sẽ đọc lý do này."), field="reason", status=422)
    before = given_by(standing)
    if kept:
        return _found(here, item, criterion, Step.APPEAL, before, words, by)
    return _changed(
        here, item, criterion, Step.APPEAL, values or {}, words, by, before, not_applicable=not_applicable, knowingly=knowingly
    )


def _found(here: Locked, item: Item, criterion: Criterion, step: Step, found: Given, reason: str, by: Person) -> Ruling:
    """Add a ruling that says accepted where it comes to what the body says, changed where it does not."""
    agrees = same(criterion.all_inputs, found, item.asserted, criteria_set_of(here.round).lang)
    return _added(here, item, step, Outcome.ACCEPTED if agrees else Outcome.CHANGED, found, reason, by)


def _changed(
    here: Locked,
    item: Item,
    criterion: Criterion,
    step: Step,
    typed: Mapping[str, str],
    reason: str,
    by: Person,
    before: Given,
    *,
    not_applicable: bool,
    knowingly: bool,
) -> Ruling:
    if not reason:
        raise Refused(_("Ghi lý do: cơ quan được đánh giá sẽ đọc lý do này."), field="reason", status=422)
    lang = criteria_set_of(here.round).lang
    found = Given({} if not_applicable else values_read(criterion, typed, lang), not_applicable)
    if same(criterion.all_inputs, found, before, lang):
        raise Refused(_("Số liệu không khác kết luận trước đó. Nếu đồng ý, hãy giữ nguyên."), field="values", status=422)
    _meant(here, criterion, found, knowingly=knowingly)
    return _found(here, item, criterion, step, found, reason, by)


def _entitled(remit: Remit, here: Locked, indicator: str) -> None:
    if remit.is_own(here.participant):
        _own_body()
    if not remit.covers(here.participant, indicator):
        raise Refused(_("Bạn không được phân công chỉ tiêu này của cơ quan này."), status=403)


def _own_body() -> NoReturn:
    raise Refused(_("Bạn thuộc cơ quan này nên không thẩm định và không quyết định về kết quả của cơ quan mình."), status=403)


def _added(
    here: Locked,
    item: Item,
    step: Step,
    outcome: Outcome,
    given: Given,
    reason: str,
    by: Person,
    due: date | None = None,
) -> Ruling:
    ruling = Ruling.objects.create(
        participant=here.participant,
        indicator=item.indicator,
        number=item.number + 1,
        step=step,
        outcome=outcome,
        values=as_text(dict(given.values)),
        not_applicable=given.not_applicable,
        reason=reason,
        due=due,
        at=here.now,
        by=by,
    )
    detail: dict[str, object] = {
        "number": ruling.number,
        "step": str(step),
        "outcome": str(outcome),
        "values": dict(given.values),
    }
    if given.not_applicable:
        detail["not_applicable"] = True
    if due is not None:
        detail["due"] = due.isoformat()
    here.log("ruling.made", by, item.indicator, reason, rows=[ruling], **detail)
    return ruling
