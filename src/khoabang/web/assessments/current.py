"""What counts now: derived from drafts, claims, figures of sources and rulings whenever it is asked, and stored nowhere.

    scored(round_, "current").card("so-y-te").total.points

The order in which one record stands over another is here and nowhere else: a ruling over a claim, a figure of the indicator's source
over what the body claimed, the last over the earlier.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from django.db.models import F, Max, OuterRef, Subquery

from khoabang.scoring import Answers, CriteriaSet, Problems, Scored, score
from khoabang.scoring import Body as EngineBody
from khoabang.scoring.bodies import given_attributes
from khoabang.scoring.criteria.inputs import Input
from khoabang.scoring.criteria.model import Criterion, decided
from khoabang.scoring.criteria.rules import ExpertMark, External, Survey
from khoabang.scoring.outcome import Status
from khoabang.web.assessments.models import Claim, ClaimItem, Draft, Outcome, Ruling, SourceFigure, Step
from khoabang.web.assessments.questions import names_on
from khoabang.web.prepared import Prepared, whole
from khoabang.web.rounds.models import Charge, CriteriaSetVersion, Duty, Participant, Round

_SUPPLIED = Prepared(
    lambda _: Charge.objects.filter(round=whole("round"), duty=Duty.SUPPLY).order_by().values_list("criterion").distinct()
)
Basis = Literal["draft", "claim", "verified", "found", "current"]  # found: as verification left it, whatever came after
Supplier = Literal["body", "source", "council"]
DOES_NOT_APPLY = "không áp dụng"


@dataclass(frozen=True, slots=True)
class AskedIndicator:
    """One indicator as a body is asked for it: where it stands, its inputs, and who supplies them."""

    criterion: Criterion
    path: tuple[Criterion, ...]
    supplier: Supplier

    @property
    def code(self) -> str:
        """Its code."""
        return self.criterion.code

    @property
    def inputs(self) -> list[Input]:
        """What is entered for it."""
        return self.criterion.all_inputs


@dataclass(frozen=True, slots=True)
class Given:
    """What stands for one indicator of one body: text as typed by input, or that it does not apply; and the note that goes with it."""

    values: Mapping[str, str]
    not_applicable: bool = False
    note: str = ""


def criteria_set_of(round_: Round) -> CriteriaSet:
    """The criteria set of a round that is run here."""
    if not Round.set_version.is_cached(round_):  # its text is long, and read once only
        versions = CriteriaSetVersion.objects.defer("document").filter(pk__in=[round_.set_version_id])
        round_.set_version = versions.order_by().first()
    if round_.set_version is None:
        raise ValueError(f"{round_.code} has no criteria set")
    return set_of_version(round_.set_version)


def set_of_version(version: CriteriaSetVersion) -> CriteriaSet:
    """A version of a criteria set, built once: its text never changes."""
    return _built(version.pk, version.sha256)


@lru_cache(maxsize=16)
def _built(key: int, sha256: str) -> CriteriaSet:
    text = CriteriaSetVersion.objects.values_list("document", flat=True).get(pk=key, sha256=sha256)
    return CriteriaSet.model_validate(json.loads(text))


def annex_code_of(participant: Participant) -> str | None:
    """The annex on which a body is evaluated; None while no ranking group claims it."""
    if participant.group is None:
        return None
    return criteria_set_of(participant.round).group(participant.group.code).annex


def supplied_in(round_: Round) -> frozenset[str]:
    """The criteria whose figures a source supplies in a round."""
    return frozenset(criterion for (criterion,) in _SUPPLIED.all(round=round_.pk))


def indicators_of(participant: Participant, supplied: frozenset[str] | None = None) -> list[AskedIndicator]:
    """The indicators that a body is asked for, in reading order; those that do not apply to a body of its kind are left out.

    Args:
        participant: the body in the round.
        supplied: what `supplied_in` says, for whoever asks for many bodies.
    """
    annex_code = annex_code_of(participant)
    if annex_code is None:
        return []
    criteria_set = criteria_set_of(participant.round)
    attributes = attributes_of(participant, criteria_set)
    outside = supplied_in(participant.round) if supplied is None else supplied
    found: list[AskedIndicator] = []

    def gather(criteria: Iterable[Criterion], path: tuple[Criterion, ...]) -> None:
        for criterion in criteria:
            if decided(criterion.applies, attributes) is False:
                continue
            if not criterion.is_indicator:
                gather(criterion.criteria, (*path, criterion))
            elif criterion.all_inputs:
                charged = bool(outside) and not names_on(criteria_set, annex_code, criterion.code).isdisjoint(outside)
                found.append(AskedIndicator(criterion, path, _supplier(criterion, outside=charged)))

    gather(criteria_set.annex(annex_code).criteria, ())
    return found


def _supplier(criterion: Criterion, *, outside: bool) -> Supplier:
    if isinstance(criterion.rule, ExpertMark):
        return "council"
    return "source" if outside or isinstance(criterion.rule, External | Survey) else "body"


def attributes_of(participant: Participant, criteria_set: CriteriaSet) -> dict[str, object]:
    """A body's attributes as values."""
    given = json.loads(participant.attributes) if participant.attributes != "{}" else {}
    return given_attributes(criteria_set, given, criteria_set.lang)


def engine_body(participant: Participant, criteria_set: CriteriaSet) -> EngineBody:
    """A body as the engine takes it."""
    return EngineBody(
        code=participant.body.code,
        name=participant.name,
        attributes=attributes_of(participant, criteria_set),
        status=participant.standing,  # type: ignore[arg-type]
        parent=participant.parent,
        predecessors=tuple(json.loads(participant.predecessors)) if participant.predecessors != "[]" else (),
        note=participant.note,
    )


def participants_of(round_: Round) -> list[Participant]:
    """The bodies of a round in its order."""
    return list(round_.participants.select_related("body", "group", "round").order_by("position", "pk"))


def scored(round_: Round, basis: Basis, participants: Iterable[Participant] | None = None) -> Scored:
    """Score the bodies of a round by what stands on a basis.

    Group-relative rules and rules over other bodies look only at the bodies given.
    """
    chosen = participants_of(round_) if participants is None else list(participants)
    criteria_set = criteria_set_of(round_)
    bodies = [engine_body(each, criteria_set) for each in chosen]
    return score(criteria_set, bodies, answers_of(round_, basis, chosen), Problems())


def answers_of(round_: Round, basis: Basis, participants: Iterable[Participant] | None = None) -> Answers:
    """What the bodies answered, as the engine takes it."""
    chosen = participants_of(round_) if participants is None else list(participants)
    criteria_set = criteria_set_of(round_)
    standing = given_of(chosen, basis)
    typed: dict[str, dict[str, str]] = {}
    notes: dict[str, dict[str, str]] = {}
    for participant in chosen:
        code = participant.body.code
        typed[code], notes[code] = {}, {}
        for asked in indicators_of(participant) if basis == "verified" else ():
            typed[code] |= {item.code: Status.NOT_VERIFIED.value for item in asked.inputs}
        annex = annex_code_of(participant)
        by_code = criteria_set.annex(annex).by_code if annex else {}
        for indicator, given in standing.get(participant.pk, {}).items():
            criterion = by_code.get(indicator)
            if criterion is None:
                continue
            inputs = [item.code for item in criterion.all_inputs]
            typed[code] |= dict.fromkeys(inputs, DOES_NOT_APPLY) if given.not_applicable else dict(given.values)
            notes[code] |= dict.fromkeys(inputs, given.note) if given.note else {}
    return Answers(typed, notes, criteria_set.lang)


def given_of(participants: Iterable[Participant], basis: Basis) -> dict[int, dict[str, Given]]:
    """What stands for each indicator of each body, by the participant's key and the indicator's code."""
    keys = [participant.pk for participant in participants]
    if basis == "draft":
        drafts = Draft.objects.filter(participant__in=keys)
        found = _by_participant((each.participant_id, each.indicator, _given(each, each.note)) for each in drafts)
    elif basis == "verified":
        found = {}
    else:
        items = ClaimItem.objects.filter(claim__in=standing_claims(keys)).select_related("claim")
        found = _by_participant((each.claim.participant_id, each.indicator, _given(each, each.note)) for each in items)
    for figure in latest_figures(keys):
        found.setdefault(figure.participant_id, {})[figure.indicator] = Given(json.loads(figure.values), note=figure.note)
    if basis in ("verified", "found", "current"):
        for ruling in latest_rulings(keys, (Step.VERIFICATION, Step.SECOND_READING) if basis == "found" else Step.values):
            found.setdefault(ruling.participant_id, {})[ruling.indicator] = _given(ruling, ruling.reason)
    return found


def standing_claims(participants: Iterable[int]) -> Iterable[int]:
    """The keys of the claims that stand: each body's last, unless it was taken back."""
    last = (
        Claim.objects.filter(participant=OuterRef("participant"))
        .order_by()
        .values("participant")
        .annotate(last=Max("number"))
        .values("last")
    )
    standing = Claim.objects.filter(participant__in=list(participants), withdrawal__isnull=True).annotate(last=Subquery(last))
    return standing.filter(number=F("last")).values_list("pk", flat=True)


def latest_rulings(participants: Iterable[int], steps: Iterable[str] = Step.values) -> list[Ruling]:
    """The ruling that counts for each indicator of these bodies: the last of some steps that is not a request for a supplement."""
    rulings = Ruling.objects.filter(participant__in=list(participants), step__in=list(steps)).exclude(outcome=Outcome.SUPPLEMENT)
    last = {(each.participant_id, each.indicator): each for each in rulings.order_by("number")}
    return list(last.values())


def latest_figures(participants: Iterable[int]) -> list[SourceFigure]:
    """The figure that counts for each indicator that a source supplies: the last."""
    figures = SourceFigure.objects.filter(participant__in=list(participants)).order_by("number")
    return list({(each.participant_id, each.indicator): each for each in figures}.values())


def _given(record: Draft | ClaimItem | Ruling, note: str) -> Given:
    return Given(json.loads(record.values), record.not_applicable, note)


def _by_participant(rows: Iterable[tuple[int, str, Given]]) -> dict[int, dict[str, Given]]:
    found: dict[int, dict[str, Given]] = {}
    for key, indicator, given in rows:
        found.setdefault(key, {})[indicator] = given
    return found
