"""Reads of a body's self-assessment: how far it is, what is left, who has what in hand, and what was sent."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.criteria.model import Criterion
from khoabang.web import clock
from khoabang.web.accounts.models import Person
from khoabang.web.assessments.current import AskedIndicator
from khoabang.web.assessments.forming import Node
from khoabang.web.assessments.last_year import NamedValue, typed_values
from khoabang.web.assessments.models import Claim, ClaimItem, Draft, Handover
from khoabang.web.assessments.precheck import Finding, Precheck, precheck
from khoabang.web.organisations.names import search_key
from khoabang.web.rounds.models import Participant, Stage, State


class Standing(models.TextChoices):
    """How far one indicator is."""

    DONE = "done", _("Đã nhập")
    BEGUN = "begun", _("Đang nhập")
    EMPTY = "empty", _("Chưa nhập")
    WRONG = "wrong", _("Có lỗi")
    ELSEWHERE = "elsewhere", _("Nguồn khác cung cấp")


LEFT = (Standing.BEGUN, Standing.EMPTY, Standing.WRONG)


@dataclass(frozen=True)
class Item:
    """One indicator in a body's workspace."""

    asked: AskedIndicator
    standing: Standing
    draft: Draft | None
    handover: Handover | None
    findings: tuple[Finding, ...]
    node: Node | None
    waits: bool  # its score is known only once other bodies' figures are verified

    @property
    def is_left(self) -> bool:
        """Whether something is still to be done."""
        return self.standing in LEFT

    @property
    def is_entered(self) -> bool:
        """Whether something is entered, complete or not: the number that those who follow the round see too."""
        return self.draft is not None and self.draft.is_entered

    def is_mine(self, person: Person) -> bool:
        """Whether it was handed to this person."""
        return self.handover is not None and self.handover.person_id == person.pk


@dataclass(frozen=True)
class Section:
    """The indicators under one criterion."""

    criterion: Criterion
    items: tuple[Item, ...]

    @property
    def own(self) -> list[Item]:
        """Those that the body enters."""
        return [item for item in self.items if item.standing != Standing.ELSEWHERE]

    @property
    def done(self) -> int:
        """How many are entered."""
        return sum(item.is_entered for item in self.own)

    @property
    def thousandths(self) -> int | None:
        """How far it is, for a bar; None where the body enters nothing here."""
        return self.done * 1000 // len(self.own) if self.own else None


@dataclass(frozen=True)
class Work:
    """A body's self-assessment as those who prepare it see it."""

    precheck: Precheck
    sections: tuple[Section, ...]

    @property
    def items(self) -> list[Item]:
        """Every indicator, in reading order."""
        return [item for section in self.sections for item in section.items]

    @property
    def own(self) -> list[Item]:
        """Those that the body enters."""
        return [item for section in self.sections for item in section.own]

    @property
    def left(self) -> list[Item]:
        """Those with something still to be done."""
        return [item for item in self.own if item.is_left]

    @property
    def done(self) -> int:
        """How many are entered."""
        return sum(item.is_entered for item in self.own)

    def mine(self, person: Person) -> list[Item]:
        """Those handed to a person: the nearest day first, those without one last."""
        found = [item for item in self.own if item.is_mine(person)]
        return sorted(found, key=lambda item: (not item.is_left, _day_of(item)))

    def found(self, query: str, standing: str) -> tuple[Section, ...]:
        """The sections with only those items whose code, name or inputs hold every word, and that stand so."""
        words = search_key(query).split()

        def fits(item: Item) -> bool:
            if standing and (item.standing != standing if standing != "left" else not item.is_left):
                return False
            text = search_key(" ".join([item.asked.code, item.asked.criterion.name, *(each.name for each in item.asked.inputs)]))
            return all(word in text for word in words)

        kept = (Section(each.criterion, tuple(filter(fits, each.items))) for each in self.sections)
        return tuple(section for section in kept if section.items)


def _day_of(item: Item) -> tuple[bool, str]:
    day = item.handover.day if item.handover else None
    return day is None, day.isoformat() if day else ""


def work_of(participant: Participant) -> Work:
    """Look a body's self-assessment through, section by section."""
    checked = precheck(participant)
    handovers = {each.indicator: each for each in Handover.objects.filter(participant=participant).select_related("person")}
    sections: dict[str, tuple[Criterion, list[Item]]] = {}
    for asked in checked.forming.asked:
        findings = tuple(each for each in checked.findings if each.indicator == asked.code)
        item = Item(
            asked,
            _standing(asked, findings),
            checked.drafts.get(asked.code),
            handovers.get(asked.code),
            findings,
            checked.forming.node(asked.code),
            asked.code in checked.forming.waiting,
        )
        top = asked.path[0] if asked.path else asked.criterion
        sections.setdefault(top.code, (top, []))[1].append(item)
    return Work(checked, tuple(Section(top, tuple(items)) for top, items in sections.values()))


def _standing(asked: AskedIndicator, findings: Iterable[Finding]) -> Standing:
    if asked.supplier != "body":
        return Standing.ELSEWHERE
    kinds = {each.kind: each.level for each in findings}
    if any(level == "error" and kind not in ("partly", "no_evidence") for kind, level in kinds.items()):
        return Standing.WRONG
    if "partly" in kinds or kinds.get("no_evidence") == "error":
        return Standing.BEGUN
    return Standing.EMPTY if "missing" in kinds else Standing.DONE


def may_edit(participant: Participant) -> bool:
    """Whether drafts can be saved now; what decides is the service, under its lock."""
    return is_open(participant) and participant.state == State.DRAFTING


def is_open(participant: Participant) -> bool:
    """Whether steps of the self-assessment can be taken now."""
    late = participant.due is not None and clock.is_over(participant.due)
    return participant.round.stage == Stage.ASSESSMENT and not late


def claims_of(participant: Participant) -> list[Claim]:
    """What a body sent, the last first, with what was taken back."""
    return list(Claim.objects.filter(participant=participant).select_related("by", "withdrawal__by").order_by("-number"))


def claim_of(participant: Participant, number: int) -> Claim | None:
    """One claim by its number."""
    return Claim.objects.filter(participant=participant, number=number).select_related("by", "withdrawal__by").first()


@dataclass(frozen=True)
class Received:
    """One indicator of a claim with its name and its answers in words."""

    item: ClaimItem
    name: str
    values: tuple[NamedValue, ...]
    evidence: tuple[dict[str, str], ...]


def received(claim: Claim, asked: Iterable[AskedIndicator]) -> list[Received]:
    """Everything that a claim holds, in the order in which it was sent."""
    criteria = {each.code: each.criterion for each in asked}
    found = []
    for item in claim.items.order_by("pk"):
        criterion, given = criteria.get(item.indicator), json.loads(item.values)
        values = typed_values(criterion, given) if criterion else (NamedValue(code, text) for code, text in given.items())
        found.append(Received(item, criterion.name if criterion else "", tuple(values), tuple(json.loads(item.evidence))))
    return found
