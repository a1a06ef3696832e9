"""Who verifies, reads a second time or supplies which indicators of which bodies; and what nobody is charged with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from khoabang.scoring import CriteriaSet
from khoabang.scoring.criteria.model import Criterion, decided
from khoabang.web import clock
from khoabang.web.accounts.models import MAY_JUDGE, MAY_SUPPLY, RUNS, Appointment, Person, Role
from khoabang.web.accounts.selectors import belongs_to, in_force, own_bodies, refuse_without_role
from khoabang.web.activity.services import chain_of, record
from khoabang.web.assessments.current import attributes_of, criteria_set_of, participants_of
from khoabang.web.assessments.questions import keys_of, names_on
from khoabang.web.conduct.participants import refuse_unless_in
from khoabang.web.conduct.telling import address_of
from khoabang.web.notices.services import tell
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.errors import FieldsRefused
from khoabang.web.rounds.models import Charge, Duty, Participant, RankingGroup, Round, Stage, Standing

RUNNING: Final = (Stage.PREPARATION, Stage.ASSESSMENT, Stage.VERIFICATION, Stage.REPLY, Stage.COUNCIL)
GAPS_NAMED: Final = 5


class AlreadyCharged(FieldsRefused):
    """The same charge is there."""


def roles_for(duty: str) -> tuple[Role, ...]:
    """The roles whose holders may be charged with a duty; a figure may come from another department, a judgement may not."""
    return MAY_SUPPLY if duty == Duty.SUPPLY else MAY_JUDGE


def people_for(authority: Authority, duty: str, round_: Round | None = None) -> list[Person]:
    """Who may be charged with a duty: in a round, or in rounds yet to come."""
    held = Appointment.objects.filter(in_force(clock.now()), authority=authority, role__in=roles_for(duty))
    held = held.filter(Q(round=None) | Q(round=round_)) if round_ is not None else held.filter(round=None)
    return list(Person.objects.filter(is_active=True, pk__in=held.values("person")))


def charge_given(
    round_code: str,
    duty: str,
    person: Person | None,
    *,
    criterion: str = "",
    group: RankingGroup | None = None,
    participant: Participant | None = None,
    by: Person,
    is_told: bool = True,
) -> Charge:
    """Charge somebody with a duty: for an indicator or all under a criterion, in a group, at a body; blank and None mean all.

    Somebody who belongs to a body is never charged with judging that body alone; in a wider charge that body is left out.

    Raises:
        NotYourRole: `by` does not run the round.
        OutOfStage: the round is over.
        FieldsRefused: the person may not, or has it already.
    """
    with transaction.atomic():
        round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
        now = clock.now()
        refuse_without_role(by, RUNS, round_.authority, round_, now)
        refuse_unless_in(round_, *RUNNING)
        if duty not in Duty.values:
            raise FieldsRefused({"duty": _("Chọn việc được giao.")})
        if person is None or person not in people_for(round_.authority, duty, round_):
            raise FieldsRefused({"person": _("Chọn một người có vai trò phù hợp trong đợt này.")})
        if criterion and not keys_of(criteria_set_of(round_)).knows(criterion):
            raise FieldsRefused({"criterion": _("Bộ tiêu chí của đợt không có tiêu chí này.")})
        if (group is not None and group.round_id != round_.pk) or (participant is not None and participant.round_id != round_.pk):
            raise FieldsRefused({"group": _("Chọn khối hoặc cơ quan trong đợt này.")})
        if duty == Duty.SUPPLY and (group is not None or participant is not None):
            raise FieldsRefused({"group": _("Nguồn số liệu cung cấp cho mọi cơ quan: để trống khối và cơ quan.")})
        if duty == Duty.SUPPLY and not criterion:
            raise FieldsRefused({"criterion": _("Chọn tiêu chí mà nguồn này cung cấp số liệu.")})
        if duty != Duty.SUPPLY and participant is not None and belongs_to(person, participant, now):
            words = _("%(person)s thuộc %(body)s nên không thẩm định cơ quan này. Hãy giao người khác.")
            raise FieldsRefused({"person": words % {"person": person, "body": participant.name}})
        wanted = {
            "round": round_,
            "duty": duty,
            "person": person,
            "criterion": criterion,
            "group": group,
            "participant": participant,
        }
        if Charge.objects.filter(**wanted).exists():
            raise AlreadyCharged({"person": _("Người này đã được giao đúng việc này.")})
        charge = Charge.objects.create(**wanted)
        record(
            chain=chain_of(round_code=round_.code),
            action="charge.given",
            by=by,
            now=now,
            subject=criterion,
            detail=_detail(charge),
        )
        if is_told and round_.stage != Stage.PREPARATION:
            title = format_lazy(_("Bạn được giao việc trong đợt «{title}»: {duty}"), title=round_.title, duty=Duty(duty).label)
            tell([person], title, address=address_of(round_), now=now, round_=round_)
    return charge


def charge_taken(charge_key: int, round_code: str, *, by: Person) -> None:
    """Take a charge back; nothing happens where it is gone already."""
    with transaction.atomic():
        round_ = Round.objects.select_for_update(of=("self",), no_key=True).select_related("authority").get(code=round_code)
        now = clock.now()
        refuse_without_role(by, RUNS, round_.authority, round_, now)
        refuse_unless_in(round_, *RUNNING)
        charge = round_.charges.filter(pk=charge_key).select_related("person", "group", "participant__body").first()
        if charge is not None:
            record(
                chain=chain_of(round_code=round_.code), action="charge.taken", by=by, now=now, subject=charge.criterion,
                detail=_detail(charge),
            )  # fmt: skip
            charge.delete()


def _detail(charge: Charge) -> Mapping[str, object]:
    return {
        "duty": charge.duty,
        "person": charge.person_id,
        "group": charge.group.code if charge.group else "",
        "body": charge.participant.body.code if charge.participant else "",
    }


@dataclass(frozen=True, slots=True)
class Gap:
    """A body for which nobody is charged with an indicator, though others are."""

    participant: Participant
    own: tuple[Person, ...]


@dataclass(slots=True)
class Line:
    """One line of the table of charges: a criterion, or an indicator in one ranking group with those who are charged with it."""

    criterion: Criterion
    depth: int
    group: RankingGroup
    people: list[Person] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    bodies: int = 0

    @property
    def gaps_named(self) -> list[Gap]:
        """A few of the bodies for which nobody is charged."""
        return self.gaps[:GAPS_NAMED]

    @property
    def gaps_more(self) -> int:
        """How many more there are."""
        return max(0, len(self.gaps) - GAPS_NAMED)

    @property
    def nobody(self) -> bool:
        """Whether nobody at all is charged with it, though somebody is asked for it."""
        return self.criterion.is_indicator and self.bodies > 0 and len(self.gaps) == self.bodies and not self.people


class Charged:
    """The charges of a round with one duty, read once: who has what, their own bodies left out."""

    def __init__(self, round_: Round, duty: str, participants: Iterable[Participant] | None = None) -> None:
        self.round = round_
        self.duty = duty
        self.participants = [
            each
            for each in (participants_of(round_) if participants is None else participants)
            if each.standing != Standing.EXEMPT
        ]
        self.criteria_set = criteria_set_of(round_)
        self.charges = list(round_.charges.filter(duty=duty).select_related("person", "group", "participant__group"))
        people = {charge.person_id for charge in self.charges}
        self.own = own_bodies(people, round_.year)

    def annex_of(self, participant: Participant) -> str | None:
        """The annex on which a body is evaluated."""
        return self.criteria_set.group(participant.group.code).annex if participant.group else None

    def is_own(self, person: Person, participant: Participant) -> bool:
        """Whether somebody belongs to a body, which they therefore do not judge; a source may supply its own figure."""
        return self.duty != Duty.SUPPLY and (person.pk, participant.body_id) in self.own

    def covering(self, participant: Participant, indicator: str) -> list[Charge]:
        """The charges that cover an indicator of a body, whoever holds them."""
        annex = self.annex_of(participant)
        names = names_on(self.criteria_set, annex or "", indicator)
        return [
            each
            for each in self.charges
            if (each.criterion in names or (not each.criterion and names))
            and each.group_id in (None, participant.group_id)
            and each.participant_id in (None, participant.pk)
        ]

    def people(self, participant: Participant, indicator: str) -> list[Person]:
        """Who is charged with an indicator of a body; nobody with the own."""
        found = {each.person_id: each.person for each in self.covering(participant, indicator)}
        return [person for person in found.values() if not self.is_own(person, participant)]

    def has(self, person: Person, participant: Participant, indicator: str) -> bool:
        """Whether somebody is charged with an indicator of a body."""
        return any(each.pk == person.pk for each in self.people(participant, indicator))

    def table(self) -> list[Line]:
        """Every criterion and indicator, group by group in reading order, with who is charged and for whom nobody is."""
        lines: list[Line] = []
        for group in self.round.groups.all():
            members = [each for each in self.participants if each.group_id == group.pk]
            annex = self.criteria_set.annex(self.criteria_set.group(group.code).annex)
            attributes = {each.pk: attributes_of(each, self.criteria_set) for each in members}

            def gather(
                criteria: Iterable[Criterion], depth: int, asked: list[Participant], *, group: RankingGroup = group,
                attributes: Mapping[int, dict[str, object]] = attributes,
            ) -> None:  # fmt: skip
                for criterion in criteria:
                    here = [each for each in asked if decided(criterion.applies, attributes[each.pk]) is not False]
                    line = Line(criterion, depth, group, bodies=len(here))
                    lines.append(line)
                    if not criterion.is_indicator:
                        gather(criterion.criteria, depth + 1, here)
                    elif criterion.all_inputs:
                        self._fill(line, here)
                    else:
                        lines.pop()

            gather(annex.criteria, 0, members)
        return lines

    def _fill(self, line: Line, asked: list[Participant]) -> None:
        people: dict[int, Person] = {}
        for participant in asked:
            charges = self.covering(participant, line.criterion.code)
            judges = {each.person_id: each.person for each in charges if not self.is_own(each.person, participant)}
            people |= judges
            if not judges:
                line.gaps.append(Gap(participant, tuple({each.person_id: each.person for each in charges}.values())))
        line.people = list(people.values())


def uncovered(round_: Round) -> list[Line]:
    """The indicators that nobody verifies, for all bodies of a group or for some."""
    return [line for line in Charged(round_, Duty.VERIFY).table() if line.criterion.is_indicator and line.gaps]


def names_of(criteria_set: CriteriaSet) -> dict[str, str]:
    """What the criteria are called by their keys, in reading order; with its annex where a code stands for several."""
    keys = keys_of(criteria_set)
    return {
        key: f"{each.code} {each.criterion.name}" + (f" ({annex})" if (annex := keys.words(each)) else "")
        for key, each in keys.by_key.items()
    }


def _name_of(charge: Charge, criteria_set: CriteriaSet, group: RankingGroup | None) -> str:
    keys, named = keys_of(criteria_set), charge.criterion
    one = keys.on(criteria_set.group(group.code).annex, named) if group is not None else None
    if one is not None:
        return f"{named} {one.criterion.name}"
    if named in keys.by_key:
        return names_of(criteria_set)[named]
    meant = dict.fromkeys(each.criterion.name for each in keys.by_key.values() if each.code == named)
    return f"{named} {' / '.join(meant)}"


def words_of(charge: Charge, criteria_set: CriteriaSet) -> StrOrPromise:
    """What a charge covers, in words."""
    group = charge.participant.group if charge.participant else charge.group
    parts: list[StrOrPromise] = [
        _name_of(charge, criteria_set, group) if charge.criterion else _("Mọi tiêu chí"),
        charge.participant.name if charge.participant else charge.group.name if charge.group else _("mọi cơ quan"),
    ]
    return format_lazy("{} · {}", *parts)
