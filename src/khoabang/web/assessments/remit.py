"""Who may verify what: the lead department everything, others what they are charged with; nobody the own body."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from khoabang.scoring import CriteriaSet
from khoabang.scoring.criteria.model import Criterion
from khoabang.scoring.criteria.rules import ExpertMark, External, Survey
from khoabang.web.accounts.models import Appointment, Person, Role
from khoabang.web.accounts.selectors import held_by, own_bodies
from khoabang.web.assessments.current import criteria_set_of
from khoabang.web.prepared import Prepared, whole, wholes
from khoabang.web.rounds.models import Charge, Duty, Participant, Round

_JUDGING = (Duty.VERIFY, Duty.READ)
_CHARGES = Prepared(
    lambda n: Charge.objects.filter(
        Q(duty__in=_JUDGING, person__in=wholes("people", n)) | Q(duty=Duty.SUPPLY), round=whole("round")
    ).order_by()
)
_CHARGEABLE = {Role.VERIFIER, Role.ASSISTANT}


@dataclass(frozen=True, slots=True)
class Remit:
    """What one person may do under one duty in one round."""

    person_id: int
    criteria_set: CriteriaSet
    everything: bool
    charges: tuple[Charge, ...]
    own_bodies: frozenset[int]
    supplied: frozenset[str] = frozenset()  # criteria whose figures others than the bodies supply

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is to be done by this person."""
        return not self.everything and not self.charges

    def is_own(self, participant: Participant) -> bool:
        """Whether the person belongs to this body."""
        return participant.body_id in self.own_bodies

    def covers(self, participant: Participant, indicator: str) -> bool:
        """Whether an item is the person's to do; of the own body none is."""
        if self.is_own(participant):
            return False
        above = self.criteria_set.lineage.get(indicator)
        if above is None or isinstance(self.criterion(indicator).rule, ExpertMark):
            return False
        return self.everything or any(_holds(charge, participant, above) for charge in self.charges)

    def indicators(self) -> list[str]:
        """The indicators of which some item may be the person's, in reading order; the council's own marks are nobody's to verify."""
        return [code for code in self.criteria_set.lineage if self.includes(code)]

    def includes(self, indicator: str) -> bool:
        """Whether some item of an indicator may be the person's."""
        if indicator not in self.criteria_set.lineage:
            return False
        criterion = self.criterion(indicator)
        asks = bool(criterion.all_inputs) and not isinstance(criterion.rule, ExpertMark)
        return asks and (self.everything or self._is_charged(indicator))

    def criterion(self, indicator: str) -> Criterion:
        """An indicator of the set, in whichever annex it stands first."""
        return next(annex.by_code[indicator] for annex in self.criteria_set.annexes if indicator in annex.by_code)

    def is_supplied(self, indicator: str) -> bool:
        """Whether a source supplies the figure, so that no body claims it."""
        above = self.criteria_set.lineage[indicator]
        return isinstance(self.criterion(indicator).rule, External | Survey) or not above.isdisjoint(self.supplied)

    def narrowing(self, indicator: str) -> tuple[tuple[int, int], ...]:
        """The groups and bodies that the charges with an indicator name, as keys; empty where some charge names none, or none is needed."""
        above = self.criteria_set.lineage.get(indicator, frozenset())
        named = {
            (charge.group_id or 0, charge.participant_id or 0)
            for charge in self.charges
            if not charge.criterion or charge.criterion in above
        }
        return () if self.everything or (0, 0) in named else tuple(sorted(named))

    def bodies(self, indicator: str) -> Q:
        """The condition on participants whose item of this indicator is the person's, own bodies included."""
        if self.everything:
            return Q()
        found = Q(pk__in=[])
        for group, participant in (narrowed := self.narrowing(indicator)):
            found |= Q(**({"group": group} if group else {}), **({"pk": participant} if participant else {}))
        return found if narrowed or not self._is_charged(indicator) else Q()

    def _is_charged(self, indicator: str) -> bool:
        above = self.criteria_set.lineage.get(indicator, frozenset())
        return any(not charge.criterion or charge.criterion in above for charge in self.charges)


def remit_of(person: Person, round_: Round, duty: Duty = Duty.VERIFY) -> Remit:
    """What a person may do under a duty now: by the role held in this round, and by what the round charges them with."""
    return remits_of(person, round_)[duty]


def remits_of(person: Person, round_: Round, held: Iterable[Appointment] | None = None) -> dict[Duty, Remit]:
    """What a person may verify, and read a second time; `held` are the appointments the person holds, where they are at hand."""
    mine = held_by(person) if held is None else held
    here = [each for each in mine if each.body_id is None and each.authority_id == round_.authority_id]
    roles = {Role(each.role) for each in here if each.round_id in (None, round_.pk)}
    # Who stands in for somebody does what that person is charged with.
    stood_for = [each.delegated_from.person_id for each in here if each.delegated_from and each.role in _CHARGEABLE]
    listed: list[Charge] = _CHARGES.all(people=[person.pk, *stood_for], round=round_.pk)
    counts = bool(roles & _CHARGEABLE)
    supplied = frozenset(each.criterion for each in listed if each.duty == Duty.SUPPLY)
    own = frozenset(body for _, body in own_bodies([person.pk], round_.year))
    criteria_set = criteria_set_of(round_)

    def remit(duty: Duty) -> Remit:
        charges = tuple(each for each in listed if counts and each.duty == duty)
        return Remit(person.pk, criteria_set, Role.LEAD in roles, charges, own, supplied)

    return {duty: remit(duty) for duty in _JUDGING}


def _holds(charge: Charge, participant: Participant, above: frozenset[str]) -> bool:
    return (
        (not charge.criterion or charge.criterion in above)
        and (charge.group_id is None or charge.group_id == participant.group_id)
        and (charge.participant_id is None or charge.participant_id == participant.pk)
    )
