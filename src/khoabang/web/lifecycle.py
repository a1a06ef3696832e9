"""Lifecycles are tables: from, to, who may, under which conditions, whether a reason is asked for, who is told.

Buttons, refusals, permissions and tests are drawn from the tables; nothing else knows which step follows which.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from khoabang.web.accounts.models import Role


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from a state to another.

    `code` names it in addresses and in the log; `conditions` are names that the service which carries it out must each check.
    """

    code: str
    source: str
    target: str
    label: StrOrPromise
    roles: tuple[Role, ...]
    conditions: tuple[str, ...] = ()
    needs_reason: bool = False
    told: tuple[Role, ...] = ()


class Lifecycle:
    """A table of transitions, asked for what may follow a state."""

    def __init__(self, name: str, transitions: Iterable[Transition]) -> None:
        self.name = name
        self.transitions = tuple(transitions)
        codes = [(each.code, each.source) for each in self.transitions]
        if len(set(codes)) < len(codes):
            raise ValueError(f"{name}: one code leads one way from a state")

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.transitions)

    def from_state(self, state: str) -> list[Transition]:
        """The ways out of a state, in the order of the table."""
        return [each for each in self.transitions if each.source == state]

    def find(self, code: str, state: str) -> Transition | None:
        """The transition of this code from a state; None where there is none."""
        return next((each for each in self.transitions if each.code == code and each.source == state), None)
