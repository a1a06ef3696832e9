"""One indicator of one body as verification sees it: what was claimed, each ruling on it, what was answered, where it stands."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from khoabang.scoring.criteria.model import Criterion
from khoabang.web import clock
from khoabang.web.assessments.current import Given, criteria_set_of
from khoabang.web.assessments.models import ClaimItem, Outcome, Position, Reply, Ruling, SourceFigure, Step, Supplement
from khoabang.web.prepared import Prepared, text, wholes
from khoabang.web.rounds.models import Deadline, Extension, Participant, Round, Silence, Stage

_CLAIMS = Prepared(
    lambda n: (
        ClaimItem.objects.filter(
            claim__participant__in=wholes("bodies", n), claim__withdrawal__isnull=True, indicator=text("indicator")
        )
        .select_related("claim")
        .only("indicator", "values", "not_applicable", "reason", "note", "evidence", "claim__participant")
        .order_by("claim__number", "pk")
    )
)
_FIGURES = Prepared(
    lambda n: SourceFigure.objects.filter(participant__in=wholes("bodies", n), indicator=text("indicator")).order_by("number")
)
_RULINGS = Prepared(
    lambda n: (
        Ruling.objects.filter(participant__in=wholes("bodies", n), indicator=text("indicator"))
        .select_related("supplement", "by")
        .order_by("number")
    )
)
_REPLIES = Prepared(lambda n: Reply.objects.filter(ruling__in=wholes("rulings", n)).order_by())
_LISTED = 250  # rulings that one query lists by their keys
JUDGED = (Step.VERIFICATION, Step.SECOND_READING)


class ItemState(models.TextChoices):
    """Where an item stands in verification; only those verified count so."""

    UNVERIFIED = "unverified", _("Chưa thẩm định")
    ASKED = "asked", _("Chờ bổ sung")
    ANSWERED = "answered", _("Đã bổ sung")
    OVERDUE = "overdue", _("Quá hạn bổ sung")
    READING = "reading", _("Chờ thẩm định lần hai")
    VERIFIED = "verified", _("Đã thẩm định")


@dataclass(slots=True)
class Item:
    """An indicator of a body: the records on it, and what follows from them."""

    participant_id: int
    indicator: str
    claim: ClaimItem | None = None
    figure: SourceFigure | None = None
    rulings: list[Ruling] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The number of the last ruling: who rules names the one seen."""
        return self.rulings[-1].number if self.rulings else 0

    @property
    def last(self) -> Ruling | None:
        """The last ruling, requests for a supplement included."""
        return self.rulings[-1] if self.rulings else None

    @property
    def claimed(self) -> Given:
        """What the body claimed, or the source of the indicator supplied; nothing where neither said anything."""
        if self.figure is not None:
            return Given(json.loads(self.figure.values), note=self.figure.note)
        if self.claim is not None:
            return Given(json.loads(self.claim.values), self.claim.not_applicable, self.claim.note)
        return Given({})

    @property
    def asserted(self) -> Given:
        """What the body says now: its claim, with what it put right in its last answer to a request."""
        for ruling in reversed(self.rulings):
            supplement = answer_to(ruling)
            if supplement is not None and (values := json.loads(supplement.values)):
                return Given(values, note=supplement.note)
        return self.claimed

    def as_told(self, round_: Round) -> "Item":
        """The item as its body is told it: what the council decided, and why, from approval on."""
        if round_.stage == Stage.APPROVED:
            return self
        return replace(self, rulings=[each for each in self.rulings if each.step != Step.COUNCIL])

    @property
    def standing(self) -> Ruling | None:
        """The ruling that counts: the last that is no request for a supplement."""
        return next((each for each in reversed(self.rulings) if each.outcome != Outcome.SUPPLEMENT), None)

    @property
    def found(self) -> Given | None:
        """What verification found; None before it has."""
        ruling = self.judged
        return None if ruling is None else given_by(ruling)

    @property
    def judged(self) -> Ruling | None:
        """The last ruling of verification that is no request."""
        return next((each for each in reversed(self.rulings) if each.step in JUDGED and each.outcome != Outcome.SUPPLEMENT), None)

    @property
    def proposed(self) -> Ruling | None:
        """What was ruled on the body's appeal, before the council; None where nothing was."""
        return next((each for each in reversed(self.rulings) if each.step == Step.APPEAL), None)

    @property
    def request(self) -> Ruling | None:
        """The request for a supplement that stands last; None where another ruling followed."""
        return self.last if self.last is not None and self.last.outcome == Outcome.SUPPLEMENT else None

    @property
    def supplement(self) -> Supplement | None:
        """The answer to the request that stands last."""
        return answer_to(self.request) if self.request is not None else None

    @property
    def reply(self) -> Reply | None:
        """What the body said to what verification found."""
        return self.judged.reply if self.judged is not None else None

    @property
    def awaits_reply(self) -> bool:
        """Whether the body may still speak while replies are open: it has not, and the council has not decided."""
        decided = self.standing is not None and self.standing.step == Step.COUNCIL
        return not decided and (self.reply is None or self.reply.position == Position.SILENT)

    @property
    def evidence(self) -> list[Mapping[str, str]]:
        """The revisions of evidence that the body put forward, those of its supplements last."""
        listed = json.loads(self.claim.evidence) if self.claim is not None else []
        for ruling in self.rulings:
            supplement = answer_to(ruling)
            listed += json.loads(supplement.evidence) if supplement is not None else []
        return list({(each["document"], each["sha256"]): each for each in listed}.values())

    def state(self, second_reading: bool, at: datetime) -> ItemState:
        """Where it stands."""
        last = self.last
        if last is None:
            return ItemState.UNVERIFIED
        if last.outcome == Outcome.SUPPLEMENT:
            if answer_to(last) is not None:
                return ItemState.ANSWERED
            return ItemState.OVERDUE if clock.is_over(last.due, at) else ItemState.ASKED
        return ItemState.READING if second_reading and last.step == Step.VERIFICATION else ItemState.VERIFIED

    @property
    def is_changed(self) -> bool:
        """Whether verification found something else than the body says."""
        return self.judged is not None and self.judged.outcome == Outcome.CHANGED


def given_by(ruling: Ruling) -> Given:
    """What holds from a ruling on."""
    return Given(json.loads(ruling.values), ruling.not_applicable, ruling.reason)


def answer_to(ruling: Ruling) -> Supplement | None:
    """The body's answer to a request."""
    return getattr(ruling, "supplement", None) if ruling.outcome == Outcome.SUPPLEMENT else None


def items_of(participants: Iterable[int], indicators: Collection[str] | None = None) -> dict[tuple[int, str], Item]:
    """The items of some bodies, of all indicators or of some: four queries at most, whatever their number."""
    keys = list(participants)
    found: dict[tuple[int, str], Item] = {}

    def item(participant: int, indicator: str) -> Item:
        return found.setdefault((participant, indicator), Item(participant, indicator))

    claims, figures, rulings = _records_on(keys, indicators)
    for claim in claims:
        item(claim.claim.participant_id, claim.indicator).claim = claim
    for figure in figures:
        item(figure.participant_id, figure.indicator).figure = figure
    replies = _replies_to(rulings)
    for ruling in rulings:
        ruling.__dict__["reply"] = replies.get(ruling.pk)
        item(ruling.participant_id, ruling.indicator).rulings.append(ruling)
    return found


def _replies_to(rulings: Iterable[Ruling]) -> dict[int, Reply]:
    """The reply that counts to each of these rulings: a word stands over silence."""
    changed = [ruling.pk for ruling in rulings if ruling.outcome == Outcome.CHANGED]
    if len(changed) > _LISTED:
        bodies = {ruling.participant_id for ruling in rulings}
        replies: Iterable[Reply] = Reply.objects.filter(ruling__participant__in=bodies)
    else:
        replies = _REPLIES.all(rulings=changed)
    found = sorted(replies, key=lambda each: each.position != Position.SILENT)
    return {each.ruling_id: each for each in found}


def _records_on(
    keys: list[int], indicators: Collection[str] | None
) -> tuple[Iterable[ClaimItem], Iterable[SourceFigure], Iterable[Ruling]]:
    """The claims, figures of sources and rulings, each kind in the order in which they came."""
    if indicators is not None and len(indicators) == 1:  # as every queue asks
        (indicator,) = indicators
        return tuple(each.all(bodies=keys, indicator=indicator) for each in (_CLAIMS, _FIGURES, _RULINGS))  # type: ignore[return-value]
    narrowed = {} if indicators is None else {"indicator__in": list(indicators)}
    claims = ClaimItem.objects.filter(claim__participant__in=keys, claim__withdrawal__isnull=True, **narrowed)
    return (
        claims.select_related("claim").order_by("claim__number", "pk"),
        SourceFigure.objects.filter(participant__in=keys, **narrowed).order_by("number"),
        Ruling.objects.filter(participant__in=keys, **narrowed).select_related("supplement", "by").order_by("number"),
    )


def item_of(participant: Participant, indicator: str) -> Item:
    """One item; empty where nothing was claimed or ruled."""
    return items_of([participant.pk], [indicator]).get((participant.pk, indicator)) or Item(participant.pk, indicator)


def criterion_of(participant: Participant, indicator: str) -> Criterion | None:
    """An indicator of the annex on which a body is evaluated."""
    if participant.group is None:
        return None
    criteria_set = criteria_set_of(participant.round)
    criterion = criteria_set.annex(criteria_set.group(participant.group.code).annex).by_code.get(indicator)
    return criterion if criterion is not None and criterion.is_indicator else None


def changes_of(participants: Sequence[Participant]) -> dict[int, list[Item]]:
    """What verification found otherwise than these bodies say, by the participant's key, in reading order."""
    if not participants:
        return {}
    keys = [each.pk for each in participants]
    order = {code: place for place, code in enumerate(criteria_set_of(participants[0].round).lineage)}
    # Only a ruling that changed something leads away from the claim; acceptances, most of all rulings, are not even read.
    touched = Ruling.objects.filter(participant__in=keys, step__in=JUDGED, outcome=Outcome.CHANGED)
    codes = set(touched.values_list("indicator", flat=True))
    found: dict[int, list[Item]] = {key: [] for key in keys}
    for (key, _code), item in items_of(keys, codes).items() if codes else ():
        if item.is_changed:
            found[key].append(item)
    for items in found.values():
        items.sort(key=lambda item: order.get(item.indicator, len(order)))
    return found


def reply_day(participant: Participant) -> date | None:
    """The last day on which a body may reply: the round's, or that of its last extension where it is later."""
    days = [*Deadline.objects.filter(round=participant.round_id, stage=Stage.REPLY).values_list("day", flat=True)]
    days += Extension.objects.filter(participant=participant.pk, stage=Stage.REPLY).values_list("day", flat=True)
    return max(days, default=None)


def requests_open(now: datetime) -> models.QuerySet[Ruling]:
    """The requests for a supplement that may still be answered: no answer, no later ruling, and the last day is not over."""
    later = Ruling.objects.filter(
        participant=models.OuterRef("participant"), indicator=models.OuterRef("indicator"), number__gt=models.OuterRef("number")
    )
    asked = Ruling.objects.filter(outcome=Outcome.SUPPLEMENT, supplement__isnull=True)
    return asked.filter(~models.Exists(later), due__gte=now.astimezone(clock.VIETNAM).date())


def unspoken() -> models.Q:
    """The condition on rulings to which the body has said nothing; silence on record counts so while replies are open once more."""
    to_this = Reply.objects.filter(ruling=models.OuterRef("pk"))
    spoken = models.Exists(to_this.exclude(position=Position.SILENT))
    silent = models.Exists(to_this.filter(position=Position.SILENT))
    return models.Q(~spoken) & (models.Q(~silent) | models.Q(participant__round__stage=Stage.REPLY))


def goes_to_council(item: Item, round_: Round) -> bool:
    """Whether the council has to decide an item: it is contested, or silence means so."""
    reply = item.reply
    if reply is None:
        return False
    return reply.position == Position.CONTESTED or (reply.position == Position.SILENT and round_.silence == Silence.CONTESTED)


def contested_of(round_: Round, participants: Sequence[Participant]) -> dict[int, list[Item]]:
    """The items of these bodies that go to the council."""
    return {key: [item for item in items if goes_to_council(item, round_)] for key, items in changes_of(participants).items()}
