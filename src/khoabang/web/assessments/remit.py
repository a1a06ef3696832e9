"""Who may verify what: the lead department everything, others what they are charged with; nobody the own body."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from khoabang.scoring import CriteriaSet
from khoabang.web import clock
from khoabang.web.accounts.models import Appointment, Person, Role
from khoabang.web.accounts.selectors import belongs_to, ever_held, own_bodies, people_with
from khoabang.web.assessments.current import annex_code_of, criteria_set_of
from khoabang.web.assessments.questions import Question, keys_of
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
    supplied: frozenset[str] = frozenset()  # what others than the bodies are charged with supplying

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
        question = self.at(participant, indicator)
        if question is None or not question.is_verified:
            return False
        return self.everything or any(_holds(charge, participant, question) for charge in self.charges)

    def at(self, participant: Participant, indicator: str) -> Question | None:
        """What an indicator's code stands for on the annex of a body."""
        if participant.group is None:
            return None
        found = keys_of(self.criteria_set).on(self.criteria_set.group(participant.group.code).annex, indicator)
        return found if found is not None and found.criterion.is_indicator else None

    def question(self, key: str) -> Question | None:
        """The indicator of a key, where some item of it may be the person's."""
        found = keys_of(self.criteria_set).named(key)
        return found if found is not None and self.includes(found) else None

    def questions(self) -> list[Question]:
        """The indicators of which some item may be the person's, in reading order; the council's own marks are nobody's to verify."""
        return [each for each in keys_of(self.criteria_set).verified if self.everything or self._is_charged(each)]

    def includes(self, question: Question) -> bool:
        """Whether some item of an indicator may be the person's."""
        return question.is_verified and (self.everything or self._is_charged(question))

    def narrowing(self, question: Question) -> tuple[tuple[int, int], ...]:
        """The groups and bodies that the charges with an indicator name, as keys; empty where some charge names none, or none is needed."""
        named = {
            (charge.group_id or 0, charge.participant_id or 0)
            for charge in self.charges
            if not charge.criterion or charge.criterion in question.above
        }
        return () if self.everything or (0, 0) in named else tuple(sorted(named))

    def bodies(self, question: Question) -> Q:
        """The condition on participants whose item of this indicator is the person's, own bodies included."""
        if self.everything:
            return Q()
        found = Q(pk__in=[])
        for group, participant in (narrowed := self.narrowing(question)):
            found |= Q(**({"group": group} if group else {}), **({"pk": participant} if participant else {}))
        return found if narrowed or not self._is_charged(question) else Q()

    def _is_charged(self, question: Question) -> bool:
        return any(not charge.criterion or charge.criterion in question.above for charge in self.charges)


def remit_of(person: Person, round_: Round, duty: Duty = Duty.VERIFY) -> Remit:
    """What a person may do under a duty now: by the role held in this round, and by what the round charges them with."""
    return remits_of(person, round_)[duty]


def remits_of(person: Person, round_: Round, ever: Collection[Appointment] | None = None) -> dict[Duty, Remit]:
    """What a person may verify, and read a second time; `ever` is all that the person was ever appointed to, where it is at hand."""
    ever, now = ever_held(person) if ever is None else ever, clock.now()
    held = [each for each in ever if each.is_in_force(now)]
    here = [each for each in held if each.body_id is None and each.authority_id == round_.authority_id]
    roles = {Role(each.role) for each in here if each.round_id in (None, round_.pk)}
    # Who stands in for somebody does what that person is charged with.
    stood_for = [each.delegated_from.person_id for each in here if each.delegated_from and each.role in _CHARGEABLE]
    listed: list[Charge] = _CHARGES.all(people=[person.pk, *stood_for], round=round_.pk)
    counts = bool(roles & _CHARGEABLE)
    supplied = frozenset(each.criterion for each in listed if each.duty == Duty.SUPPLY)
    own = frozenset(body for _, body in own_bodies([person.pk], round_.year, now, ever))
    criteria_set = criteria_set_of(round_)

    def remit(duty: Duty) -> Remit:
        charges = tuple(each for each in listed if counts and each.duty == duty)
        return Remit(person.pk, criteria_set, Role.LEAD in roles, charges, own, supplied)

    return {duty: remit(duty) for duty in _JUDGING}


def charged_with(participant: Participant, indicator: str, now: datetime) -> list[Person]:
    """Who is to hear of an item: those who verify it, and the lead department; nobody of the body itself."""
    round_ = participant.round
    people = people_with(Role.LEAD, round_.authority, round_, now=now)
    found = participant.group and keys_of(criteria_set_of(round_)).on(annex_code_of(participant), indicator)
    if found:
        charges = Charge.objects.filter(round=round_, duty=Duty.VERIFY, person__is_active=True).select_related("person")
        people += [each.person for each in charges if _holds(each, participant, found)]
    return [each for each in people if not belongs_to(each, participant, now)]


def _holds(charge: Charge, participant: Participant, question: Question) -> bool:
    return (
        (not charge.criterion or charge.criterion in question.above)
        and (charge.group_id is None or charge.group_id == participant.group_id)
        and (charge.participant_id is None or charge.participant_id == participant.pk)
    )
