"""What stands in a plan, as values and as the JSON in which it is kept. Numbers are exact text."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that a target can be set on: an answer of an indicator, or one as a percentage of another."""

    code: str  # that of the input, or of both with "/" between them
    name: str
    unit: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs it is made of: one, or numerator and denominator."""
        return tuple(self.code.split("/"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion that a plan may be about: what it asked of the body, and what of it can be measured."""

    code: str
    name: str
    inputs: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done for a criterion, by whom, until when."""

    key: int
    criterion: str
    name: str  # of the criterion
    inputs: tuple[str, ...]  # that it asked for: by them the next set's indicator is found
    task: str
    owner: str
    due: date


@dataclass(frozen=True, slots=True)
class Target:
    """A value to be reached by a day: at least it, or at most."""

    key: int
    criterion: str
    name: str
    quantity: Quantity
    value: str  # in plain form: 30, 97.5, 1/3
    at_most: bool
    by: date


@dataclass(frozen=True, slots=True)
class Content:
    """A plan: its tasks and targets, each under a key that none had before it."""

    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    last_key: int = 0

    def with_task(self, task: Task) -> "Content":
        """The plan with a task added, or put in place of the one with its key."""
        kept = tuple(task if each.key == task.key else each for each in self.tasks)
        tasks = kept if task in kept else (*kept, task)
        return replace(self, tasks=tasks, last_key=max(self.last_key, task.key))

    def with_target(self, target: Target) -> "Content":
        """The plan with a target added, or put in place of the one with its key."""
        kept = tuple(target if each.key == target.key else each for each in self.targets)
        targets = kept if target in kept else (*kept, target)
        return replace(self, targets=targets, last_key=max(self.last_key, target.key))

    def without(self, key: int) -> "Content":
        """The plan without the task or target of a key."""
        return replace(
            self,
            tasks=tuple(each for each in self.tasks if each.key != key),
            targets=tuple(each for each in self.targets if each.key != key),
        )


def written(content: Content) -> str:
    """A plan as canonical JSON."""
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=date.isoformat)


def read(text: str) -> Content:
    """A plan out of its JSON."""
    kept: dict[str, Any] = json.loads(text)
    return Content(
        tuple(
            Task(**{**each, "inputs": tuple(each["inputs"]), "due": date.fromisoformat(each["due"])}) for each in kept["tasks"]
        ),
        tuple(
            Target(**{**each, "quantity": Quantity(**each["quantity"]), "by": date.fromisoformat(each["by"])})
            for each in kept["targets"]
        ),
        kept["last_key"],
    )


def digest(text: str) -> str:
    """The hash by which a sent plan is known."""
    return hashlib.sha256(text.encode()).hexdigest()
