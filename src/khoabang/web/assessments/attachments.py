"""What is attached as evidence to a body's indicators. The application that keeps evidence says how to find it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from khoabang.web.rounds.models import Participant


@dataclass(frozen=True, slots=True)
class Attachment:
    """One document as attached now: its key, the fingerprint of its present revision, its name, and the date it bears.

    `more` is what else a claim keeps of it for ever: its number, date, issuer and title as they stand when it is sent.
    """

    document: int
    sha256: str
    name: str
    issued: date | None = None
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def named(self) -> dict[str, object]:
        """The document as a claim names it."""
        return {**self.more, "document": self.document, "sha256": self.sha256, "name": self.name}


Attached = Mapping[str, Sequence[Attachment]]
_finders: list[Callable[[Participant], Attached]] = []


def find_by(finder: Callable[[Participant], Attached]) -> None:
    """Say how the attachments of a body in a round are found, by indicator; called once, when the application starts."""
    _finders.append(finder)


def keeps_evidence() -> bool:
    """Whether evidence can be attached in this installation at all."""
    return bool(_finders)


def attached_to(participant: Participant) -> Attached:
    """The attachments of a body in a round, by indicator."""
    return {code: found for finder in _finders for code, found in finder(participant).items()}
