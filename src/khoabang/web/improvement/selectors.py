"""Reads of plans: the draft, what was sent, how far each task is, and the plan of the round before."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from khoabang.web.improvement.content import Content, Task, read
from khoabang.web.improvement.models import Plan, Progress, SentPlan, TaskState
from khoabang.web.rounds.models import Participant, Round


@dataclass(frozen=True, slots=True)
class TaskStands:
    """A task with what was noted of it; late is what was to be finished before today and is neither done nor dropped."""

    task: Task
    state: TaskState
    notes: tuple[Progress, ...]
    is_late: bool

    @property
    def number(self) -> int:
        """The number of the last note; 0 before the first."""
        return self.notes[-1].number if self.notes else 0


def draft_of(participant: Participant) -> tuple[Content, int]:
    """The plan as it is being written, and its version; an empty one of version 0 before the first save."""
    plan = Plan.objects.filter(participant=participant).first()
    return (read(plan.content), plan.version) if plan else (Content(), 0)


def sent_of(participant: Participant) -> list[SentPlan]:
    """What a body sent, the last first."""
    return list(SentPlan.objects.filter(participant=participant).select_related("by").order_by("-number"))


def sent_in(round_: Round) -> dict[int, SentPlan]:
    """The last plan that each body of a round sent, by the participant's key."""
    return {each.participant_id: each for each in SentPlan.objects.filter(participant__round=round_).order_by("number")}


def tasks_of(plans: Iterable[SentPlan], today: date) -> dict[int, list[TaskStands]]:
    """The tasks of sent plans as they stand on a day, by the participant's key."""
    kept = list(plans)
    noted: dict[tuple[int, int], list[Progress]] = {}
    found = Progress.objects.filter(participant__in=[each.participant_id for each in kept]).select_related("by")
    for each in found.order_by("number"):
        noted.setdefault((each.participant_id, each.task), []).append(each)
    return {
        plan.participant_id: [
            _stands(task, noted.get((plan.participant_id, task.key), []), today) for task in read(plan.content).tasks
        ]
        for plan in kept
    }


def _stands(task: Task, notes: list[Progress], today: date) -> TaskStands:
    state = TaskState(notes[-1].state if notes else TaskState.PLANNED)
    is_late = state in (TaskState.PLANNED, TaskState.DOING) and task.due < today
    return TaskStands(task, state, tuple(notes), is_late)


def plan_before(participant: Participant) -> SentPlan | None:
    """The plan that a body sent after the round before this one: its own, else that of the one body that it succeeds."""
    previous = participant.round.previous_id
    if previous is None:
        return None
    origins = json.loads(participant.predecessors)
    sent = SentPlan.objects.filter(participant__round=previous).select_related("participant__round").order_by("-number")
    own = sent.filter(participant__body=participant.body_id).first()
    if own is None and len(origins) == 1:
        own = sent.filter(participant__body__code=origins[0]).first()
    return own
