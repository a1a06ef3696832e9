"""Writes of plans: by the people of the body, once the result is approved; each under the lock of the body's row, with its entry in the log."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.numbers import NumberError, parse, plain
from khoabang.scoring.problems import Problem
from khoabang.web import clock
from khoabang.web.accounts.errors import NotYourRole
from khoabang.web.accounts.models import OF_A_BODY, Person, Role
from khoabang.web.accounts.selectors import held_by, people_with
from khoabang.web.activity.services import chain_of, record
from khoabang.web.improvement.content import Asked, Content, Target, Task, digest, read, written
from khoabang.web.improvement.lifecycle import TASK
from khoabang.web.improvement.models import Plan, Progress, SentPlan, TaskState
from khoabang.web.notices.services import tell
from khoabang.web.plain import plain as as_plain
from khoabang.web.refusal import Refused
from khoabang.web.rounds.models import Participant, Stage

AFTER = (Stage.APPROVED,)
"""The stages in which plans are written: the result stands."""
_MOST_WORDS, _MOST_OWNER, _MOST_ITEMS = 2_000, 300, 60


@dataclass(frozen=True, slots=True)
class TypedTask:
    """A task as typed."""

    task: str
    owner: str
    due: date | None


@dataclass(frozen=True, slots=True)
class TypedTarget:
    """A target as typed: the code of its quantity, its value in the form of `lang`."""

    quantity: str
    value: str
    at_most: bool
    by: date | None


def task_saved(participant: int, key: int, asked: Asked | None, typed: TypedTask, *, seen: int, by: Person) -> Plan:
    """Add a task to a plan, or change it.

    Args:
        participant: the key of the body in the round.
        key: of the task; 0 adds one.
        asked: the criterion it is for, None where none was chosen.
        typed: what was typed.
        seen: the version of the plan that was on the page.
        by: somebody of the body.

    Raises:
        Refused: not this person's, not now, somebody else saved meanwhile, or something is missing.
    """
    if asked is None:
        raise Refused(_("Chọn tiêu chí cần cải thiện."), field="criterion", status=422)
    words = _words(typed.task, "task", _MOST_WORDS)
    owner = _words(typed.owner, "owner", _MOST_OWNER)
    if not words:
        raise Refused(_("Ghi việc sẽ làm."), field="task", status=422)
    if not owner:
        raise Refused(_("Ghi người hoặc bộ phận chịu trách nhiệm."), field="owner", status=422)
    due = typed.due
    if due is None:
        raise Refused(_("Ghi ngày phải xong."), field="due", status=422)

    def change(content: Content) -> Content:
        number = _key(content, key, [each.key for each in content.tasks])
        return content.with_task(Task(number, asked.code, asked.name, asked.inputs, words, owner, due))

    return _saved(participant, change, "plan.task_saved", asked.code, seen=seen, by=by)


def target_saved(participant: int, key: int, asked: Asked | None, typed: TypedTarget, *, seen: int, by: Person) -> Plan:
    """Add a target to a plan, or change it. The arguments are those of `task_saved`.

    Raises:
        Refused: as there; or the value is no number.
    """
    if asked is None:
        raise Refused(_("Chọn tiêu chí."), field="criterion", status=422)
    quantity = next((each for each in asked.quantities if each.code == typed.quantity), None)
    if quantity is None:
        raise Refused(_("Chọn số liệu dùng để đo."), field="quantity", status=422)
    value = _number(typed.value)
    day = typed.by
    if day is None:
        raise Refused(_("Ghi ngày phải đạt."), field="by", status=422)

    def change(content: Content) -> Content:
        number = _key(content, key, [each.key for each in content.targets])
        return content.with_target(Target(number, asked.code, asked.name, quantity, value, typed.at_most, day))

    return _saved(participant, change, "plan.target_saved", asked.code, seen=seen, by=by)


def removed(participant: int, key: int, *, seen: int, by: Person) -> Plan:
    """Take a task or target out of a plan; what was sent of it stays as it was sent."""

    def change(content: Content) -> Content:
        left = content.without(key)
        if left == content:
            raise Refused(_("Việc hoặc mục tiêu này không còn trong kế hoạch."))
        return left

    return _saved(participant, change, "plan.removed", str(key), seen=seen, by=by)


@transaction.atomic
def plan_sent(participant: int, *, seen: int, by: Person) -> SentPlan:
    """Send the plan to the lead department as it stands.

    Args:
        participant: the key of the body in the round.
        seen: the version of the plan that was on the page.
        by: an approver of the body.

    Raises:
        Refused: not this person's, not now, somebody else saved meanwhile, nothing is in it, or nothing changed since it was sent.
    """
    here, now = _entitled(participant, (Role.APPROVER,), by)
    plan = Plan.objects.filter(participant=here).first()
    if (plan.version if plan else 0) != seen:
        raise Refused(_("Kế hoạch vừa được sửa. Hãy đọc lại rồi gửi."))
    content = read(plan.content) if plan else Content()
    if plan is None or not (content.tasks or content.targets):
        raise Refused(_("Kế hoạch chưa có việc hay mục tiêu nào."))
    last = here.sent_plans.order_by("number").last()
    if last is not None and last.content == plan.content:
        raise Refused(_("Kế hoạch không thay đổi từ lần gửi trước."))
    sent = SentPlan.objects.create(
        participant=here,
        number=last.number + 1 if last else 1,
        content=plan.content,
        sha256=digest(plan.content),
        at=now,
        by=by,
    )
    _log(here, "plan.sent", by, now, str(sent.number), rows=[sent], sha256=sent.sha256)
    with translation.override("vi"):
        address = reverse("workspace:plan", args=[here.round.code, here.body.code])
    title = format_lazy(_("{body} gửi kế hoạch cải thiện lần {number}"), body=here.name, number=sent.number)
    tell(people_with(Role.LEAD, here.round.authority, here.round, now=now), title, address=address, now=now, round_=here.round)
    return sent


@transaction.atomic
def progress_noted(participant: int, task: int, transition: str, *, note: str, seen: int, by: Person) -> Progress:
    """Note how far a task is that was sent.

    Args:
        participant: the key of the body in the round.
        task: its key in the plan.
        transition: a code of the table `TASK`.
        note: what was done; the reason where one is asked for.
        seen: the number of the last note that was on the page, 0 where there was none.
        by: somebody of the body.

    Raises:
        Refused: not this person's, not now, not from where the task stands, or the note is missing.
    """
    here, now = _entitled(participant, OF_A_BODY, by)
    sent = here.sent_plans.order_by("number").last()
    if sent is None or not any(each.key == task for each in read(sent.content).tasks):
        raise Refused(_("Chỉ ghi tiến độ của việc đã gửi trong kế hoạch."))
    last = here.progress.filter(task=task).order_by("number").last()
    if (last.number if last else 0) != seen:
        raise Refused(_("Có người vừa ghi tiến độ của việc này. Hãy đọc lại rồi ghi tiếp."))
    state = TaskState(last.state if last else TaskState.PLANNED)
    way = TASK.find(transition, state)
    if way is None:
        raise Refused(_("Việc đang ở trạng thái «%(state)s» nên không chuyển như vậy được.") % {"state": state.label})
    words = _words(note, "note", _MOST_WORDS)
    if way.needs_reason and not words:
        raise Refused(_("Ghi nội dung: đã làm gì, hoặc vì sao."), field="note", status=422)
    noted = Progress.objects.create(
        participant=here, task=task, number=seen + 1, transition=transition, state=way.target, note=words, at=now, by=by
    )
    _log(here, "plan.progress_noted", by, now, str(task), words, rows=[noted], state=noted.state)
    return noted


def _saved(participant: int, change: Callable[[Content], Content], action: str, subject: str, *, seen: int, by: Person) -> Plan:
    with transaction.atomic():
        here, now = _entitled(participant, OF_A_BODY, by)
        plan = Plan.objects.filter(participant=here).first()
        if (plan.version if plan else 0) != seen:
            raise Refused(_("Kế hoạch vừa được người khác sửa. Hãy mở lại trang rồi nhập tiếp."))
        content = change(read(plan.content) if plan else Content())
        if len(content.tasks) + len(content.targets) > _MOST_ITEMS:
            raise Refused(_("Kế hoạch có nhiều nhất %(most)s việc và mục tiêu.") % {"most": _MOST_ITEMS})
        text = written(content)
        if plan is None:
            plan = Plan(participant=here)
        plan.content, plan.version, plan.saved_at, plan.saved_by = text, seen + 1, now, by
        plan.save()
        _log(here, action, by, now, subject, version=plan.version, sha256=digest(text))
    return plan


def _entitled(participant: int, roles: tuple[Role, ...], by: Person) -> tuple[Participant, datetime]:
    """Lock the body's row, and find that this person may write its plan now."""
    here = Participant.objects.select_for_update(of=("self",)).select_related("round__authority", "body").get(pk=participant)
    now = clock.now()
    held = held_by(by, here.round.authority, now).filter(role__in=roles, body=here.body_id) if by.is_active else []
    if not any(each.round_id in (None, here.round_id) for each in held):
        raise NotYourRole(roles)
    if here.round.stage not in AFTER:
        raise Refused(_("Kế hoạch cải thiện được lập sau khi kết quả được phê duyệt."))
    return here, now


def _log(here: Participant, action: str, by: Person, now: datetime, subject: str, reason: str = "", **said: object) -> None:
    rows = said.pop("rows", None)
    chain = chain_of(round_code=here.round.code, body=here.body.code)
    record(chain=chain, action=action, by=by, now=now, subject=subject, reason=reason, detail=said, rows=rows)  # type: ignore[arg-type]


def _key(content: Content, key: int, known: list[int]) -> int:
    if key and key not in known:
        raise Refused(_("Việc hoặc mục tiêu này không còn trong kế hoạch."))
    return key or content.last_key + 1


def _number(typed: str) -> str:
    text = as_plain(typed).strip().removesuffix("%").strip()
    if not text:
        raise Refused(_("Ghi giá trị phải đạt."), field="value", status=422)
    lang = get_language() or "vi"
    try:
        return plain(parse(text, lang))
    except NumberError as error:
        problem = Problem(error.code, params={"text": error.text, "suggestion": error.suggestion or ""})
        raise Refused(f"{problem.what(lang)} {problem.remedy(lang)}", field="value", status=422) from error


def _words(text: str, field: str, most: int) -> str:
    words = as_plain(text).strip()
    if len(words) > most:
        raise Refused(_("Dài quá %(most)s ký tự. Hãy rút gọn.") % {"most": most}, field=field, status=422)
    return words
